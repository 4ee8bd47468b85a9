/// What is wrong with an amount of an OFX file.
enum OFXAmountFault: Error, Hashable, Sendable {
    case missing
    case malformed
    case tooManyDecimals(allowed: Int)
    case tooLarge

    var message: String {
        switch self {
        case .missing: "is missing"
        case .malformed: "is no decimal number"
        case .tooManyDecimals(let allowed): "has more than \(allowed) decimals that are not zero"
        case .tooLarge: "is too large"
        }
    }
}

/// An amount as it was read.
struct OFXAmount: Hashable, Sendable {
    var units: Int128
    /// A single comma or point with three digits behind it was read as what `OFXAmountReader` says, and nothing in the
    /// amount itself proves it.
    var isGuess = false
}

/// Reads amounts with a point or a comma before the decimals, and remembers which one the file uses.
///
/// The specification allows both marks and no grouping, yet files group. Of two marks the last one is the decimal mark;
/// one that repeats groups; one that has other than three digits behind it, or none or more than three before it, is the
/// decimal mark. That leaves `1,234` and `1.234`: it is read as the file's earlier amounts are; where they do not tell, as
/// the specification says (a decimal mark), but as a group in a currency without decimals. Each such reading is a
/// guess that the builder reports, and in a currency of two decimals `1.234` is refused because its third decimal is
/// not zero.
///
/// Source: OFX 2.3, 3.2.9.1 and 3.2.9.2 (amounts, prices and quantities).
struct OFXAmountReader: Sendable {
    private struct Evidence: Sendable {
        var isDecimal = false
        var isGroup = false
    }

    private var comma = Evidence()
    private var point = Evidence()

    /// The separators and digits of an amount.
    private struct Outline {
        var digits = 0
        var commas = 0
        var points = 0
        var gaps = 0
        var lastMark: UInt8 = 0
        var digitsBehindMark = 0
        var startsWithZero = false
    }

    /// - Parameter bytes: without white space at its ends.
    mutating func read(_ bytes: ArraySlice<UInt8>, exponent: Int) throws(OFXAmountFault) -> OFXAmount {
        guard !bytes.isEmpty else { throw .missing }
        var rest = bytes
        let isNegative = rest.first == Ascii.dash
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst().drop { $0 == 0x20 } }
        let outline = try Self.outline(rest)
        let (decimalMark, isGuess) = mark(outline, exponent: exponent)
        var amount = OFXAmount(units: try Self.units(rest, decimalMark: decimalMark, exponent: exponent))
        amount.isGuess = isGuess
        if isNegative { amount.units = -amount.units }
        if !isGuess, outline.commas + outline.points > 0 { learn(outline, decimalMark) }
        return amount
    }

    private static func outline(_ bytes: ArraySlice<UInt8>) throws(OFXAmountFault) -> Outline {
        var outline = Outline()
        outline.startsWithZero = bytes.first == UInt8(ascii: "0")
        for byte in bytes {
            switch byte {
            case 0x30...0x39:
                outline.digits += 1
                outline.digitsBehindMark += 1
                continue
            case UInt8(ascii: ","): outline.commas += 1
            case UInt8(ascii: "."): outline.points += 1
            case 0x20, Ascii.apostrophe:
                // White space and apostrophes only ever group.
                outline.gaps += 1
                continue
            default: throw .malformed
            }
            outline.lastMark = byte
            outline.digitsBehindMark = 0
        }
        guard outline.digits > 0 else { throw .malformed }
        return outline
    }

    /// Which byte begins the decimals, 0 when none does, and whether that is a guess.
    private func mark(_ outline: Outline, exponent: Int) -> (UInt8, isGuess: Bool) {
        let (commas, points) = (outline.commas, outline.points)
        guard commas + points > 0 else { return (0, false) }
        if commas > 0, points > 0 { return (outline.lastMark, false) }
        if commas + points > 1 { return (0, false) }
        let digitsBefore = outline.digits - outline.digitsBehindMark
        let couldGroup =
            outline.digitsBehindMark == 3 && (1...3).contains(digitsBefore) && !outline.startsWithZero
            && outline.gaps == 0
        guard couldGroup else { return (outline.lastMark, false) }
        let (own, other) = outline.lastMark == UInt8(ascii: ",") ? (comma, point) : (point, comma)
        if own.isGroup || other.isDecimal, !own.isDecimal { return (0, true) }
        if own.isDecimal, !own.isGroup, !other.isDecimal { return (outline.lastMark, false) }
        // Where there are as many decimals as the currency has, nothing speaks against the specification.
        if exponent >= 3 { return (outline.lastMark, false) }
        return (exponent == 0 ? 0 : outline.lastMark, true)
    }

    private mutating func learn(_ outline: Outline, _ decimalMark: UInt8) {
        if outline.commas > 0 {
            if decimalMark == UInt8(ascii: ",") { comma.isDecimal = true } else { comma.isGroup = true }
        }
        if outline.points > 0 {
            if decimalMark == UInt8(ascii: ".") { point.isDecimal = true } else { point.isGroup = true }
        }
    }

    /// The minor units of digits in groups of three (two inside, as in India), with decimals behind the mark.
    private static func units(
        _ bytes: ArraySlice<UInt8>,
        decimalMark: UInt8,
        exponent: Int
    ) throws(OFXAmountFault) -> Int128 {
        var units: Int128 = 0
        var decimals: Int?
        var group = 0
        var separator: UInt8 = 0
        for byte in bytes {
            guard Ascii.isDigit(byte) else {
                // Nothing groups decimals, and an amount has one kind of grouping.
                guard decimals == nil else { throw .malformed }
                let isDecimal = byte == decimalMark
                let isLast = isDecimal || separator == 0
                guard separator == 0 ? isDecimal || (1...3).contains(group) : group == 3 || (!isLast && group == 2)
                else { throw .malformed }
                if isDecimal {
                    decimals = 0
                } else {
                    guard separator == 0 || separator == byte else { throw .malformed }
                    separator = byte
                }
                group = 0
                continue
            }
            group += 1
            if let seen = decimals {
                guard seen < exponent else {
                    guard byte == UInt8(ascii: "0") else { throw .tooManyDecimals(allowed: exponent) }
                    continue
                }
                decimals = seen + 1
            }
            units = units * 10 + Int128(byte - 0x30)
            // Far above any amount and far below overflow, so that a thousand digits end here.
            guard units < 1_000_000_000_000_000_000_000_000_000_000 else { throw .tooLarge }
        }
        if decimals == nil, separator != 0, group != 3 { throw .malformed }
        for _ in (decimals ?? 0)..<exponent { units *= 10 }
        return units
    }
}
