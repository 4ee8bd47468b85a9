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
