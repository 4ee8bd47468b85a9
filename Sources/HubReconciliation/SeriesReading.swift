import HubDomain
import HubSuggestion
import PaymentVocabulary

/// Reads numbers in a text as those of one document's series, however they are written: without the letters in front,
/// without zeros, with other signs between their groups, with the year behind, or the last group alone.
///
/// `RE-2026-9`, `2026/0009`, `Rechnung 9` and `9/2026` all mean the ninth where `RE-2026-0010` is open. Whoever names
/// another document of the series does not pay this one, even if the amount is the same.
struct SeriesReading {
    /// The digits of each group of the document's number.
    private let own: [[UInt8]]
    private let letters: String
    private let text: RunText
    private let numbers: ForeignNumbers
    private let index: ReferenceIndex

    /// - Returns: `nil` for a number that has letters behind digits, or none of them.
    init?(_ number: InvoiceNumber, _ line: StatementLine, index: ReferenceIndex) {
        let printed = RunText(number.text)
        guard !printed.runs.isEmpty else { return nil }
        letters = String(decoding: printed.bytes(0, 0).prefix { !isDigit($0) }, as: UTF8.self)
        own = printed.runs.map { Array(printed.bytes[$0.start..<$0.end].drop { !isDigit($0) }) }.filter { !$0.isEmpty }
        guard !own.isEmpty, own.allSatisfy({ $0.allSatisfy(isDigit) }) else { return nil }
        text = RunText(line.remittance)
        numbers = ForeignNumbers(text, of: line, index: index)
        self.index = index
    }

    enum Meaning: Equatable {
        /// The document's own number is there, written like this, in capitals without what stands between the groups.
        case own(String, isCertain: Bool)
        case another(String)

        var isOwn: Bool {
            switch self {
            case .own: true
            case .another: false
            }
        }

        /// A word before it or its length make sure that no other number is meant.
        var isCertainlyOwn: Bool {
            switch self {
            case .own(_, let isCertain): isCertain
            case .another: false
            }
        }
    }

    /// Digits that are no other number by chance.
    private static let certainDigits = 5

    /// What the numbers of the text say of the document; `nil` when they say nothing.
    func meaning() -> Meaning? {
        var found: Meaning?
        var first = 0
        while first < text.runs.count {
            guard text.runs[first].hasDigit else {
                first += 1
                continue
            }
            let token = token(from: first)
            switch reading(of: token) {
            case .own?:
                let digits = token.groups.reduce(0) { $0 + $1.count }
                let isCertain = token.isSaid || digits >= Self.certainDigits
                return .own(text.string(token.first, token.last), isCertain: isCertain)
            case .another?: found = found ?? .another(text.string(token.start, token.last))
            case nil: break
            }
            first = token.last + 1
        }
        return found
    }

    /// Groups of digits that hang together.
    private struct Token {
        /// Where the letters before it begin, if it has any.
        var start: Int
        var first: Int
        var last: Int
        var groups: [[UInt8]]
        /// It has the letters of the series before it, or a word that says that a document's number follows.
        var isSaid: Bool
        var isOfSomethingElse: Bool
    }

    private enum Reading { case own, another }

    private func token(from first: Int) -> Token {
        let run = text.bytes(first, first)
        let before = run.prefix { !isDigit($0) }
        var token = Token(
            start: first,
            first: first,
            last: first,
            groups: [Array(run.drop { !isDigit($0) })],
            isSaid: false,
            isOfSomethingElse: false
        )
        let isInside = !before.isEmpty
        let word =
            isInside ? String(decoding: before, as: UTF8.self) : first > 0 ? text.string(first - 1, first - 1) : ""
        let isOwn = !letters.isEmpty && word == letters
        if isOwn, !isInside { token.start = first - 1 }
        // A payer who writes one number alone means a document.
        let isAll = text.runs.count == 1 && own.last?.count == run.count && year(Array(run)) == nil
        token.isSaid = isOwn || isAll || numbers.isSaidToBeDocument(first)
        token.isOfSomethingElse =
            !isOwn
            && (isInside && !token.isSaid || numbers.isSaidToBeOther(first)
                || !isInside && ForeignNumbers.mayBeOfAnother(before: first, in: text))
            || !token.groups[0].allSatisfy(isDigit)
        while token.last + 1 < text.runs.count, !text.runs[token.last + 1].hasLetter {
            let gap = text.runs[token.last + 1].gapBefore
            let isJoined = gap.joins
            if gap == .blank, own.count == 1, token.groups.count == 1,
                token.groups[0].count + text.runs[token.last + 1].length <= own[0].count
            {
                // `1022 674`
                token.last += 1
                token.groups[0] += text.bytes(token.last, token.last)
                continue
            }
            guard isJoined || gap == .blank && token.isSaid && token.groups.count < own.count else { break }
            token.last += 1
            token.groups.append(Array(text.bytes(token.last, token.last)))
        }
        return token
    }

    private func reading(of token: Token) -> Reading? {
        guard !token.isOfSomethingElse, let groups = groups(of: token) else { return nil }
        if own.count == 1 {
            if let whole = whole(groups, token) { return whole }
            let readings = groups.map { last($0, isSaid: token.isSaid) }
            return readings.contains(.own) ? .own : readings.contains(.another) ? .another : nil
        }
        if groups.count == 1 { return joined(groups[0]) ?? last(groups[0], isSaid: token.isSaid) }
        guard groups.count == own.count, token.isSaid || !isSeason(groups) else { return nil }
        // `09/2026` ends with its year.
        let endsWithYear = groups.count == 2 && groups[0].count <= 2 && groups[1].count == 4 && year(groups[1]) != nil
        return (endsWithYear ? nil : inOrder(groups, token)) ?? reversed(groups, token)
    }

    /// How many numbers of one group each a list may have.
    private static let listMax = 4

    /// As many groups as the document's number has, or a list of such numbers; `nil` for dates and amounts.
    private func groups(of token: Token) -> [[UInt8]]? {
        let isPair = token.groups.count == 2 && text.runs[token.last].gapBefore == .point
        let mayBeDate = isPair || token.groups.count == 3 && (own.count < 3 || !token.isSaid)
        guard !mayBeDate || !numbers.isDate(token.first, token.last),
            !numbers.isAmount(token.first, token.last, isOurs: false)
        else { return nil }
        return Array(token.groups.prefix(own.count == 1 ? Self.listMax : own.count))
    }

    /// One number that is written in groups, as in `104-593`.
    private func whole(_ groups: [[UInt8]], _ token: Token) -> Reading? {
        let digits = groups.flatMap(\.self)
        guard groups.count > 1, digits.count == own[0].count, digits.first == own[0].first,
            token.isSaid || text.runs[token.last].gapBefore != .point
        else { return nil }
        return last(digits, isSaid: token.isSaid)
    }

    /// `2025/26`, a year from one summer to the next.
    private func isSeason(_ groups: [[UInt8]]) -> Bool {
        groups.count == 2 && groups[1].count == 2 && year(groups[0]).map { $0 + 1 } == year(groups[1])
    }

    private func inOrder(_ groups: [[UInt8]], _ token: Token) -> Reading? {
        let isOneSeries = zip(groups, own).dropLast().allSatisfy { value($0) == value($1) || areYears($0, $1) }
        guard isOneSeries, let last = groups.last, let ownLast = own.last, last.count <= ownLast.count else {
            return nil
        }
        // `2026-09` and no word before it is a month.
        let isMonth = own.count == 2 && last.count == 2 && (1...12).contains(value(last)) && ownLast.count != 2
        if isMonth, !token.isSaid { return nil }
        let isOwn = zip(groups, own).allSatisfy { group, own in
            value(group) == value(own) || group.count == 2 && own.count == 4 && year(group) == year(own)
        }
        if isOwn { return .own }
        return isSlip(groups.flatMap(\.self), of: own.flatMap(\.self)) ? nil : .another
    }

    /// `9/2026`, `0009-2026` and `9/26`; a month unless a word says that it is none.
    private func reversed(_ groups: [[UInt8]], _ token: Token) -> Reading? {
        guard own.count == 2, areYears(groups[1], own[0]), groups[0].count <= own[1].count,
            token.isSaid || groups[1].count == 4 || groups[0].count > 2 && year(groups[0]) == nil
        else { return nil }
        let isOwnYear = year(groups[1]) == year(own[0])
        if isOwnYear, value(groups[0]) == value(own[1]) { return .own }
        return groups[0].count <= 2 && value(groups[0]) <= 12 && !token.isSaid ? nil : .another
    }

    /// All groups in one, as in `20260009`.
    private func joined(_ digits: [UInt8]) -> Reading? {
        let all = own.flatMap(\.self)
        guard digits.count == all.count, digits.starts(with: own[0]), !numbers.isDay(digits[...]) else { return nil }
        if digits == all { return .own }
        return isSlip(digits, of: all) ? nil : .another
    }

    /// The last group, or the only one.
    private func last(_ digits: [UInt8], isSaid: Bool) -> Reading? {
        guard let last = own.last else { return nil }
        let digits = digits.count > last.count ? Array(digits.drop { $0 == 0x30 }) : digits
        guard digits.count <= last.count else { return nil }
        // `12` alone may be anything.
        if value(digits) == value(last) { return digits.count >= WrittenNumbers.lengthMin || isSaid ? .own : nil }
        if isSlip(digits, of: last) { return nil }
        if isSaid { return .another }
        guard digits.count >= 4, !areYears(digits, digits) else { return nil }
        let significant = last.drop { $0 == 0x30 }.count
        if digits.count == last.count || digits.count == significant && digits[0] != 0x30 {
            return index.mayBeEarlier(String(decoding: digits, as: UTF8.self)) || digits[0] == 0x30 ? .another : nil
        }
        // `9998` shortly before `10001`
        let isShorter = digits.count == significant - 1 && digits.count == last.count - 1
        return isShorter && digits[0] == 0x39 && last.starts(with: [0x31, 0x30]) ? .another : nil
    }

    /// One digit wrong, of so many that it is no other number of the series that had been given out.
    private func isSlip(_ digits: [UInt8], of own: [UInt8]) -> Bool {
        digits.count >= WrittenNumbers.lengthMin && isOneSlip(digits.span, own.span)
            && !index.mayBeEarlier(String(decoding: digits, as: UTF8.self))
    }

    /// Of years that are written alike or not, and near enough to be those of one series.
    private func areYears(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard let left = year(left), let right = year(right) else { return false }
        return left.distance(to: right).magnitude <= 20
    }

    private func year(_ digits: [UInt8]) -> Int? {
        let value = Int(value(digits))
        return switch digits.count {
        case 2: 2_000 + value
        case 4: (1_990...2_099).contains(value) ? value : nil
        default: nil
        }
    }

    private func value(_ digits: [UInt8]) -> UInt64 {
        digits.prefix(18).reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
