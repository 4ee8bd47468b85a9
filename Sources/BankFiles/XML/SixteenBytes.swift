/// Sixteen bytes of a window at once.
///
/// Each byte is a lane of its own, so unlike in `EightBytes` every mark is exact. Only additions, subtractions and
/// bitwise operators are used, because those are one instruction each; comparisons of vectors are not.
struct SixteenBytes {
    private let lanes: SIMD16<UInt8>

    /// - Precondition: sixteen bytes are in the window from `offset` on; it traps otherwise.
    @inline(__always)
    init(_ window: Span<UInt8>, _ offset: Int) {
        // Checked against the bounds, and every bit pattern is a valid integer: "unsafe" only for other types.
        lanes = window.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// A vector with the top bit of the lanes that equal an ASCII character, and of any lanes from 0x80 on.
    @inline(__always)
    private func ascii(_ byte: UInt8) -> SIMD16<UInt8> {
        (lanes ^ SIMD16(repeating: byte)) &- SIMD16(repeating: 1)
    }

    /// How many of the first bytes are text that needs no look: printable ASCII other than `<`, `&` and `]`, and line
    /// feeds.
    @inline(__always)
    var leadingCommonText: Int {
        let special = ascii(Ascii.less) | ascii(Ascii.ampersand) | ascii(Ascii.bracket)
        let control = (lanes &- SIMD16(repeating: 0x20)) & ~ascii(0x0A)
        return Self.firstTop(special | control | lanes)
    }

    /// The place of the first CR or LF, 16 when there is none.
    @inline(__always)
    var firstLineEnd: Int { Self.firstTop((ascii(0x0A) | ascii(0x0D)) & ~lanes) }

    /// The place of the first CR, LF or other ASCII character that is given, 16 when there is none.
    @inline(__always)
    func firstLineEnd(or byte: UInt8) -> Int {
        Self.firstTop((ascii(0x0A) | ascii(0x0D) | ascii(byte)) & ~lanes)
    }

    /// A vector with 1 in the lanes that are line feeds.
    @inline(__always)
    var lineFeeds: SIMD16<UInt8> { (ascii(0x0A) & ~lanes) &>> SIMD16(repeating: 7) }

    /// A vector with the top bit of the lanes that are carriage returns; the other bits mean nothing.
    @inline(__always)
    var carriageReturns: SIMD16<UInt8> { ascii(0x0D) & ~lanes }

    @inline(__always)
    private static func firstTop(_ vector: SIMD16<UInt8>) -> Int {
        let words = unsafeBitCast(vector & SIMD16(repeating: 0x80), to: SIMD2<UInt64>.self)
        if words[0] != 0 { return words[0].trailingZeroBitCount &>> 3 }
        return 8 &+ words[1].trailingZeroBitCount &>> 3
    }

    /// Whether any lane has its top bit.
    @inline(__always)
    static func hasTop(_ vector: SIMD16<UInt8>) -> Bool {
        let words = unsafeBitCast(vector & SIMD16(repeating: 0x80), to: SIMD2<UInt64>.self)
        return words[0] | words[1] != 0
    }

    /// The sum of the sixteen lanes.
    @inline(__always)
    static func sum(_ counts: SIMD16<UInt8>) -> Int {
        let words = unsafeBitCast(counts, to: SIMD2<UInt64>.self)
        return EightBytes.sum(words[0]) &+ EightBytes.sum(words[1])
    }
}
