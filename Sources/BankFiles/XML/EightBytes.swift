/// Eight bytes of a window at once, the first one in the lowest place.
///
/// The tests look at all eight with a few operations of whole words; each gives a mask with the top bit of the bytes
/// it found. Where a mask says "first", only its lowest bit is exact: a borrow may mark bytes above a true one.
struct EightBytes {
    let word: UInt64

    /// - Precondition: eight bytes are in the window from `offset` on; it traps otherwise.
    @inline(__always)
    init(_ window: Span<UInt8>, _ offset: Int) {
        // Checked against the bounds, and every bit pattern is a valid integer: "unsafe" only for other types.
        word = UInt64(littleEndian: window.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// How many of the bytes equal one, exactly.
    @inline(__always)
    func count(_ byte: UInt8) -> Int {
        let difference = word ^ (Self.ones &* UInt64(byte))
        let low = (difference & ~Self.tops) &+ ~Self.tops
        return (~(low | difference) & Self.tops).nonzeroBitCount
    }

    /// How many of the first bytes are ASCII letters.
    @inline(__always)
    var leadingLetters: Int {
        let lower = (word | 0x2020_2020_2020_2020) & ~Self.tops
        let isFromA = lower &+ Self.ones &* 0x1F
        let isBehindZ = lower &+ Self.ones &* 0x05
        let letters = isFromA & ~isBehindZ & ~word & Self.tops
        return (letters ^ Self.tops).trailingZeroBitCount >> 3
    }

    /// The first `count` bytes packed as names are, the first one in the highest place.
    ///
    /// - Precondition: `count` is 1...8.
    @inline(__always)
    func packed(_ count: Int) -> UInt64 { word.byteSwapped >> UInt64(64 &- 8 &* count) }

    /// How many of the first bytes are text that needs no look: printable ASCII other than `<`, `&` and `]`.
    @inline(__always)
    var leadingPlainText: Int {
        let controls = (word &- Self.ones &* 0x20) & ~word
        let special = first(Ascii.less) | first(Ascii.ampersand) | first(Ascii.bracket)
        return ((controls | special | word) & Self.tops).trailingZeroBitCount >> 3
    }

    /// The place of the first of the bytes that equals one, 8 when none does.
    @inline(__always)
    func firstPlace(of byte: UInt8) -> Int { (first(byte) & Self.tops).trailingZeroBitCount >> 3 }

    @inline(__always)
    private func first(_ byte: UInt8) -> UInt64 {
        let difference = word ^ (Self.ones &* UInt64(byte))
        return (difference &- Self.ones) & ~difference
    }
}
