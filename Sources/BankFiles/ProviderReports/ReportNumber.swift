/// Which character stands before the decimals.
enum DecimalMark: Hashable, Sendable {
    case point
    case comma
}

/// A decimal number as a report writes it, exact and not yet of any currency.
struct ReportNumber: Hashable, Sendable {
    /// More decimals than any fee or rate in money has.
    static let decimalsMax = 8

    /// The digits with their sign, as if there were no decimal mark.
    private(set) var units: Int128 = 0
    /// How many of the digits are decimals.
    private(set) var decimals = 0

    /// Reads digits with grouping marks, a currency sign and a sign before, behind or as brackets: `- $1,150.00`,
    /// `4.626,81`, `(5.00)`, `12,50-`, `¥28.16`.
    ///
    /// - Throws: a fault when the text is no such number; groups must be whole, so that `12,5` with a decimal point is
    ///   none. A thousand is grouped in threes, or as in India.
    init(_ text: some StringProtocol, mark: DecimalMark) throws(AmountFault) {
        var reading = Reading(mark: mark)
        for scalar in text.unicodeScalars { try reading.take(scalar) }
        try reading.finish()
        units = reading.isNegative ? -reading.units : reading.units
        decimals = reading.decimals
    }

    /// Reads a whole number that counts units of a decimal, as interfaces write amounts.
    ///
    /// - Throws: a fault when the text has anything but digits and a minus in front.
    init(counting text: some StringProtocol, decimals: Int) throws(AmountFault) {
        let isWhole = text.utf8.enumerated().allSatisfy { place, byte in
            Ascii.isDigit(byte) || (place == 0 && byte == Ascii.dash)
        }
        guard isWhole else { throw .malformed }
        try self.init(text, mark: .point)
        self.decimals = decimals
    }

    /// The number as minor units of a currency.
    ///
    /// - Throws: `tooManyDecimals` when digits that are not zero would be lost.
    func minorUnits(exponent: Int) throws(AmountFault) -> Int128 {
        var (units, decimals) = (units, decimals)
        while decimals > exponent {
            let (quotient, rest) = units.quotientAndRemainder(dividingBy: 10)
            guard rest == 0 else { throw .tooManyDecimals(allowed: exponent) }
            units = quotient
            decimals -= 1
        }
        while decimals < exponent {
            units *= 10
            decimals += 1
        }
        return units
    }

    /// The number in units of its eighth decimal, in which numbers of any kind can be added.
    var scaled: Int128 {
        var scaled = units
        for _ in decimals..<Self.decimalsMax { scaled *= 10 }
        return scaled
    }
}

extension ReportNumber {
    private struct Reading {
        let mark: DecimalMark
        var units: Int128 = 0
        var decimals = 0
        var isNegative = false
        private var digits = 0
        private var hasMark = false
        private var hasSign = false
        private var isOver = false
        private var isBracketed = false
        /// Digits since the last grouping mark, once there was one.
        private var group: Int?

        init(mark: DecimalMark) {
            self.mark = mark
        }

        mutating func take(_ scalar: Unicode.Scalar) throws(AmountFault) {
            switch scalar {
            case "0"..."9": try digit(Int128(scalar.value - 0x30))
            case ".": try separator(isMark: mark == .point)
            case ",": try separator(isMark: mark == .comma)
            case "'", "\u{2019}":
                guard digits > 0, !hasMark, !isOver else { throw .malformed }
                try beginGroup()
            case "-", "\u{2212}", "+": try sign(isMinus: scalar != "+")
            case "(":
                guard digits == 0, !hasSign else { throw .malformed }
                hasSign = true
                isNegative = true
                isBracketed = true
            case ")":
                guard isBracketed, digits > 0 else { throw .malformed }
                isBracketed = false
                isOver = true
            // Blanks group digits in French and others; elsewhere they mean nothing.
            case " ", "\u{A0}", "\u{202F}", "\t": return
            case "$", "€", "£", "¥", "￥", "元": if digits > 0 { isOver = true }
            default: throw .malformed
            }
        }

        mutating func finish() throws(AmountFault) {
            guard digits > 0, !isBracketed else { throw .malformed }
            if let group, group != 3 { throw .malformed }
        }

        private mutating func digit(_ value: Int128) throws(AmountFault) {
            guard !isOver else { throw .malformed }
            digits += 1
            if hasMark {
                guard decimals < ReportNumber.decimalsMax else {
                    if value == 0 { return }
                    throw .tooManyDecimals(allowed: ReportNumber.decimalsMax)
                }
                decimals += 1
            } else if let count = group {
                group = count + 1
            }
            units = units * 10 + value
            // Far above any amount, and so low that a billion of them can be added.
            guard units < 100_000_000_000_000_000_000 else { throw .tooLarge }
        }

        private mutating func separator(isMark: Bool) throws(AmountFault) {
            guard !isOver, !hasMark else { throw .malformed }
            guard isMark else {
                guard digits > 0 else { throw .malformed }
                return try beginGroup()
            }
            if let group, group != 3 { throw .malformed }
            group = nil
            hasMark = true
        }

        private mutating func beginGroup() throws(AmountFault) {
            if let group {
                guard group == 2 || group == 3 else { throw .malformed }
            } else {
                guard digits <= 3 else { throw .malformed }
            }
            group = 0
        }

        private mutating func sign(isMinus: Bool) throws(AmountFault) {
            guard !hasSign else { throw .malformed }
            hasSign = true
            isNegative = isMinus
            if digits > 0 { isOver = true }
        }
    }
}

/// Tells the decimal mark of a report from the amounts at its begin.
struct DecimalEvidence: Sendable {
    private var points = 0
    private var commas = 0

    mutating func add(_ text: String) {
        let marks = text.unicodeScalars.filter { $0 == "." || $0 == "," }
        guard let last = marks.last else { return }
        let others = marks.contains { $0 != last }
        if !others, marks.count > 1 { return count(last == "." ? .comma : .point) }
        let digits = text.unicodeScalars.reversed().prefix { $0 != last }.filter { ("0"..."9").contains($0) }
        // One mark and three digits may be thousands or thousandths.
        guard others || digits.count != 3 else { return }
        count(last == "." ? .point : .comma)
    }

    private mutating func count(_ mark: DecimalMark) {
        if mark == .point { points += 1 } else { commas += 1 }
    }

    func mark(otherwise mark: DecimalMark) -> DecimalMark {
        points == commas ? mark : points > commas ? .point : .comma
    }
}
