/// The first 24 bytes of a local name and its length, packed so that a comparison is four integers.
///
/// Two names of at most 24 bytes are equal exactly when their keys are; no name that a reader looks for is longer.
struct XMLName: Hashable, Sendable {
    private(set) var first: UInt64 = 0
    private(set) var second: UInt64 = 0
    private(set) var third: UInt64 = 0
    private(set) var length = 0

    init() {}

    init(_ text: String) {
        for byte in text.utf8 { append(byte) }
    }

    /// A name of at most eight bytes, packed with the first one in the highest place.
    @inline(__always)
    init(packed: UInt64, length: Int) {
        first = packed
        self.length = length
    }

    /// A name of nine to sixteen bytes, the first eight of them and the others packed in the same way.
    @inline(__always)
    init(packed: UInt64, _ rest: UInt64, length: Int) {
        first = packed
        second = rest
        self.length = length
    }

    /// Whether the bytes at an offset are this name, and no more of a name follows.
    ///
    /// - Precondition: the name has 1...16 bytes, and seventeen are in the window from the offset on.
    @inline(__always)
    func isWhole(_ window: Span<UInt8>, at offset: Int) -> Bool {
        begins(window, at: offset) && !Ascii.mayContinueName(window[offset &+ length])
    }

    /// Whether the bytes at an offset begin with this name.
    ///
    /// - Precondition: the name has 1...16 bytes, and sixteen are in the window from the offset on.
    @inline(__always)
    func begins(_ window: Span<UInt8>, at offset: Int) -> Bool {
        let bytes = EightBytes(window, offset)
        if length <= 8 { return bytes.packed(length) == first }
        return bytes.packed(8) == first && EightBytes(window, offset &+ 8).packed(length &- 8) == second
    }

    /// Whether the key tells everything about the name: it is short, and plain ASCII.
    var isExact: Bool { length <= 24 && (first | second | third) & 0x8080_8080_8080_8080 == 0 }

    /// The bytes of an exact name.
    var text: String {
        var bytes: [UInt8] = []
        for (word, start) in [(first, 0), (second, 8), (third, 16)] where length > start {
            let count = min(8, length - start)
            for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * (count - 1 - place)))) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if length < 8 {
            first = first &<< 8 | UInt64(byte)
        } else if length < 16 {
            second = second &<< 8 | UInt64(byte)
        } else if length < 24 {
            third = third &<< 8 | UInt64(byte)
        }
        length &+= 1
    }
}

/// One attribute of a start tag; the value is still as written, between its quotes.
struct XMLAttribute: Sendable {
    /// The name without its prefix.
    let name: XMLName
    /// Where the whole name and the value are in the window that the sink was handed.
    let nameRange: Range<Int>
    let valueRange: Range<Int>
}
