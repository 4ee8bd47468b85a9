/// Eight bytes of a window at once, the first one in the lowest place.
///
/// The tests look at all eight with a few operations of whole words.
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

    /// The number of eight decimal digits.
    ///
    /// - Returns: `nil` when any of the bytes is something else.
    @inline(__always)
    var number: Int64? {
        guard isDigits else { return nil }
        // Pairs, then fours, then all: each step multiplies the higher half and adds the lower one.
        let pairs = (digits &* (1 &+ 10 &<< 8)) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* (1 &+ 100 &<< 16)) &>> 16 & 0x0000_FFFF_0000_FFFF
        return Int64(truncatingIfNeeded: (fours &* (1 &+ 10_000 &<< 32)) &>> 32)
    }

    /// Whether all bytes are decimal digits.
    @inline(__always)
    var isDigits: Bool {
        // A digit's high half is 3, and it stays so when 6 is added.
        let (high, three) = (Self.ones &* 0xF0, Self.ones &* 0x30)
        let raised = (word & ~Self.tops) &+ Self.ones &* 0x06
        return ((word & high) ^ three) | ((raised & high) ^ three) == 0
    }

    /// The values of eight digits, each in the place of its byte.
    @inline(__always)
    var digits: UInt64 { word & (Self.ones &* 0x0F) }

    /// Whether the first `count` bytes are the same as those of another word.
    ///
    /// - Precondition: `count` is 1...8.
    @inline(__always)
    func begins(like other: EightBytes, _ count: Int) -> Bool { (word ^ other.word) &<< UInt64(64 &- 8 &* count) == 0 }

    /// How many of the first bytes are blanks.
    @inline(__always)
    var leadingBlanks: Int { (word ^ Self.ones &* 0x20).trailingZeroBitCount >> 3 }

    /// The place of the first of the bytes that equals one, 8 when none does.
    @inline(__always)
    func firstPlace(of byte: UInt8) -> Int {
        let difference = word ^ (Self.ones &* UInt64(byte))
        // A borrow may mark bytes above a true one, so only the lowest mark is exact.
        return ((difference &- Self.ones) & ~difference & Self.tops).trailingZeroBitCount >> 3
    }
}
