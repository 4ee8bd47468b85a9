import PaymentVocabulary

/// An amount of a cell, with what the cell says beside the number.
struct CSVAmount: Hashable, Sendable {
    /// In minor units, with the sign as written.
    var units: Int128
    /// A currency in the cell.
    var currency: Currency?
    /// A mark in the cell, such as `CR`.
    var side: CreditDebit?

    /// Reads a number with a decimal mark and groups of thousands: a sign before or behind it, or brackets for a
    /// negative one; the digits of each group are counted, so that a mark that is taken for the wrong one shows.
    static func units(
        _ window: Span<UInt8>,
        _ range: Range<Int>,
        mark: UInt8,
        exponent: Int
    ) throws(AmountFault) -> Int128 {
        var (index, end) = (range.lowerBound, range.upperBound)
        var isNegative = false
        var hasSign = false
        if index < end, window[index] == 0x28, window[end - 1] == 0x29 {
            (isNegative, hasSign, index, end) = (true, true, index + 1, end - 1)
        }
        if index < end, !hasSign, window[index] == 0x2D || window[index] == 0x2B {
            (isNegative, hasSign, index) = (window[index] == 0x2D, true, index + 1)
        }
        if index < end, !hasSign, window[end - 1] == 0x2D || window[end - 1] == 0x2B {
            (isNegative, end) = (window[end - 1] == 0x2D, end - 1)
        }
        while index < end, window[index] == 0x20 { index += 1 }
        while end > index, window[end - 1] == 0x20 { end -= 1 }
        var units: UInt64 = 0
        var (group, digits, decimals) = (0, 0, -1)
        var separator: UInt8 = 0
        while index < end {
            let byte = window[index]
            index &+= 1
            if byte &- 0x30 < 10 {
                digits &+= 1
                if decimals >= 0 {
                    if decimals == exponent {
                        guard byte == 0x30 else { throw .tooManyDecimals(allowed: exponent) }
                        continue
                    }
                    decimals &+= 1
                } else {
                    group &+= 1
                }
                guard units < 100_000_000_000_000_000 else { throw .tooLarge }
                units = units &* 10 &+ UInt64(byte &- 0x30)
                continue
            }
            guard decimals < 0 else { throw .malformed }
            if byte == mark {
                guard separator == 0 || group == 3 else { throw .malformed }
                decimals = 0
                continue
            }
            // 1,00,000 is how India groups.
            guard byte == 0x2C || byte == 0x2E || byte == 0x27 || byte == 0x20, separator == 0 || separator == byte,
                separator == 0 ? 1...3 ~= group : 2...3 ~= group
            else { throw .malformed }
            separator = byte
            group = 0
        }
        guard digits > 0, separator == 0 || decimals >= 0 || group == 3 else { throw .malformed }
        var value = Int128(units)
        for _ in max(decimals, 0)..<exponent { value *= 10 }
        return isNegative ? -value : value
    }

    /// The same for the amounts that nearly all files have: a minus or none, digits, the mark, all decimals.
    ///
    /// - Returns: `nil` for every other one, which may be an amount all the same.
    @inline(__always)
    static func plainUnits(_ window: Span<UInt8>, _ range: Range<Int>, mark: UInt8, exponent: Int) -> Int64? {
        var index = range.lowerBound
        let isNegative = index < range.upperBound && window[index] == 0x2D
        if isNegative { index &+= 1 }
        let point = range.upperBound &- exponent &- 1
        // As many digits always fit.
        guard exponent > 0, index < point, point &- index <= 14, exponent <= 4, window[point] == mark else {
            return nil
        }
        var units: Int64 = 0
        while index < point {
            let digit = window[index] &- 0x30
            guard digit < 10 else { return nil }
            units = units &* 10 &+ Int64(digit)
            index &+= 1
        }
        index &+= 1
        while index < range.upperBound {
            let digit = window[index] &- 0x30
            guard digit < 10 else { return nil }
            units = units &* 10 &+ Int64(digit)
            index &+= 1
        }
        return isNegative ? 0 &- units : units
    }

    /// Reads the text of a cell in which more than a plain number may stand: a currency or its sign, `CR` or `DR`,
    /// other minus signs, blanks and digits, a back-tick or a formula around it.
    ///
    /// - Parameter hasBothMarks: a cell that shows the other mark is read with it.
    static func parse(
        _ text: String,
        mark: UInt8,
        hasBothMarks: Bool = false,
        currency: Currency
    ) throws(AmountFault) -> CSVAmount {
        let (number, word) = split(text)
        var found: Currency?
        var side: CreditDebit?
        if !word.isEmpty {
            side = CSVWords.side(ofMark: word)
            if side == nil {
                found = CSVWords.currency(word)
                guard found != nil || CSVWords.isCurrencySign(word) else { throw .malformed }
            }
        }
        let exponent = Int((found ?? currency).exponent)
        let own = hasBothMarks ? self.mark(of: number, exponent: exponent) ?? mark : mark
        let units = try units(number.span, 0..<number.count, mark: own, exponent: exponent)
        return CSVAmount(units: units, currency: found, side: side)
    }

    /// The decimal mark that a number shows: the last sign in it, with no more digits behind it than decimals.
    private static func mark(of number: [UInt8], exponent: Int) -> UInt8? {
        guard let last = number.lastIndex(where: { $0 == 0x2E || $0 == 0x2C }) else { return nil }
        let decimals = number[(last + 1)...].count(where: Ascii.isDigit)
        return (1...max(exponent, 1)).contains(decimals) && decimals < 3 ? number[last] : nil
    }

    /// The number in ASCII, and what letters and signs stand around it.
    ///
    /// Letters between digits stand in the number, which is none then.
    static func split(_ text: String) -> (number: [UInt8], word: String) {
        var number: [UInt8] = []
        var word = String.UnicodeScalarView()
        // How many letters stood before the first digit.
        var before: Int?
        for scalar in text.unicodeScalars {
            if ("0"..."9").contains(scalar) {
                if let before, word.count > before { number.append(0x3F) }
                before = before ?? word.count
            }
            switch scalar {
            case "0"..."9", ".", ",", "+", "-", "(", ")": number.append(UInt8(scalar.value))
            case "\u{FF10}"..."\u{FF19}": number.append(UInt8(scalar.value - 0xFF10 + 0x30))
            case "\u{2212}", "\u{2013}", "\u{FF0D}": number.append(0x2D)
            case "\u{FF0C}": number.append(0x2C)
            case "\u{FF0E}": number.append(0x2E)
            case "'", "\u{2019}": if !number.isEmpty { number.append(0x27) }
            case "`", "=", "\"": continue
            case "/" where number.isEmpty: continue
            default:
                if !scalar.properties.isWhitespace {
                    word.append(scalar)
                } else if number.last.map(Ascii.isDigit) == true {
                    number.append(0x20)
                }
            }
        }
        while number.last == 0x20 { number.removeLast() }
        return (number, String(word))
    }
}

/// Which of `.` and `,` is the decimal mark of a file.
struct CSVDecimalMark {
    /// Cells that can be read with one of them only.
    private(set) var point = 0
    private(set) var comma = 0
    /// Cells such as `1,234`, by their separator.
    private(set) var openPoint = 0
    private(set) var openComma = 0

    mutating func look(_ text: String) {
        let number = CSVAmount.split(text).number.filter { Ascii.isDigit($0) || $0 == 0x2E || $0 == 0x2C }
        let points = number.count { $0 == 0x2E }
        let commas = number.count { $0 == 0x2C }
        guard points + commas > 0, let last = number.lastIndex(where: { !Ascii.isDigit($0) }) else { return }
        let isPoint = number[last] == 0x2E
        if points > 0, commas > 0 { return count(isPoint) }
        if points + commas > 1 { return count(!isPoint) }
        let decimals = number.count - last - 1
        // 0.125 and 1234.567 group no thousands either.
        if decimals != 3 || last == 0 || last > 3 || number[0] == 0x30 { return count(isPoint) }
        if isPoint { openPoint += 1 } else { openComma += 1 }
    }

    private mutating func count(_ isPoint: Bool) {
        if isPoint { point += 1 } else { comma += 1 }
    }

    /// The mark for which there is evidence, the more frequent one if both have some.
    var proven: UInt8? {
        guard point + comma > 0 else { return nil }
        return point >= comma ? 0x2E : 0x2C
    }

    /// The mark to assume when all that was seen are groups of three digits: the other one.
    var assumed: UInt8? {
        guard proven == nil, openPoint + openComma > 0 else { return nil }
        return openPoint > 0 ? 0x2C : 0x2E
    }
}
