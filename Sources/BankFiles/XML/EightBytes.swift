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

    /// A word with 1 in the places of the bytes that equal one, exactly.
    @inline(__always)
    func ones(where byte: UInt8) -> UInt64 {
        let difference = word ^ (Self.ones &* UInt64(byte))
        let low = (difference & ~Self.tops) &+ ~Self.tops
        return (~(low | difference) & Self.tops) &>> 7
    }

    /// The sum of the eight bytes of a word.
    @inline(__always)
    static func sum(_ counts: UInt64) -> Int {
        let pairs = (counts & 0x00FF_00FF_00FF_00FF) &+ (counts &>> 8 & 0x00FF_00FF_00FF_00FF)
        return Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) &>> 48)
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

    /// How many of the first bytes are text that needs no look: printable ASCII other than `<`, `&` and `]`, and line
    /// feeds.
    @inline(__always)
    var leadingCommonText: Int {
        let low = word & ~Self.tops
        let isPrintable = low &+ Self.ones &* 0x60
        // Exact in every byte: behind a line feed there is nearly always a blank, which a borrow would mark.
        let difference = low ^ (Self.ones &* 0x0A)
        let isOther = difference &+ ~Self.tops
        let special = first(Ascii.less) | first(Ascii.ampersand) | first(Ascii.bracket)
        return (((~isPrintable & isOther) | special | word) & Self.tops).trailingZeroBitCount >> 3
    }

    /// How many of the first bytes are blanks.
    @inline(__always)
    var leadingBlanks: Int { (word ^ Self.ones &* 0x20).trailingZeroBitCount >> 3 }

    /// The place of the first of the bytes that equals one, 8 when none does.
    @inline(__always)
    func firstPlace(of byte: UInt8) -> Int { (first(byte) & Self.tops).trailingZeroBitCount >> 3 }

    @inline(__always)
    private func first(_ byte: UInt8) -> UInt64 {
        let difference = word ^ (Self.ones &* UInt64(byte))
        return (difference &- Self.ones) & ~difference
    }
}
