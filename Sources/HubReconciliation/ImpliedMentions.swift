/// Documents that a text names without writing their numbers: the ends of a list, as in `RE-3001/02/03`, and what lies
/// between the ends of a range, as in `RE-3001 - RE-3004`.
///
/// What looks so may be something else, a month or a line of the invoice. Such mentions count together with what is named
/// in full where they make the amount exact; with any other amount they are a question to a person.
extension Mentions {
    /// Numbers that a range may have; more is no range.
    private static let rangeMax: UInt64 = 100

    private static let through: Set<String> = [
        "BIS", "TO", "THRU", "THROUGH", "UNTIL", "TILL", "A", "À", "AL", "AU", "ATÉ", "ATE", "TOT", "DO", "TIL",
    ]

    /// Notes what follows a number of ours that ends at `last`.
    ///
    /// - Returns: the last run of the range or list.
    mutating func addImplied(
        behind window: Window,
        endingAt last: Int,
        in text: RunText,
        rule: MatchingRule,
        index: ReferenceIndex
    ) -> Int {
        guard window.keys.count == 1, last + 1 < text.runs.count,
            text.runs[(last + 1)...].prefix(3).contains(where: \.hasDigit),
            let head = DocumentSeries(window.keys[0], index)
        else {
            return last
        }
        if let next = Self.endOfRange(after: last, in: text),
            let end = addRange(from: head, to: next, in: text, rule: rule, index)
        {
            // What is written in full is found by itself.
            return text.bytes(next, end).count == head.bytes.count ? last : end
        }
        return addEnds(of: head, after: last, in: text, rule: rule, index)
    }

    /// A number of ours that is not whole, since the range or list goes on without blanks: `RE-3001-3004`, `RE-3001/02`.
    ///
    /// - Returns: the last run of the range or list.
    mutating func addTouching(
        from first: Int,
        in text: RunText,
        rule: MatchingRule,
        index: ReferenceIndex
    ) -> Int? {
        guard index.mayBegin(first, in: text) else { return nil }
        var hash = FoldedHash()
        for last in first..<min(first + ReferenceIndex.runsMax, text.runs.count) {
            for place in text.runs[last].start..<text.runs[last].end { hash.append(text.bytes[place]) }
            guard text.runs[last].end - text.runs[first].start <= index.longest, last + 1 < text.runs.count else {
                return nil
            }
            let gap = text.runs[last + 1].gapBefore
            guard text.runs[last].hasDigit, gap == .dash || gap == .slash || gap == .comma else { continue }
            let keys = index.matching(text.bytes(first, last), hash: hash.value)
            guard keys.count == 1, let head = DocumentSeries(keys[0], index) else { continue }
            let end =
                gap == .dash
                ? addRange(from: head, to: last + 1, in: text, rule: rule, index)
                : addEnds(of: head, after: last, in: text, rule: rule, index)
            if let end, end > last {
                add(keys, rule: rule, of: head, index)
                return end
            }
        }
        return nil
    }

    /// The run behind a dash between blanks, or behind a word such as `bis`.
    private static func endOfRange(after last: Int, in text: RunText) -> Int? {
        if text.runs[last + 1].gapBefore == .through { return last + 1 }
        let isDutch =
            text.string(last + 1, last + 1) == "T" && last + 2 < text.runs.count
            && text.string(last + 2, last + 2) == "M"
        let next = isDutch ? last + 3 : through.contains(text.string(last + 1, last + 1)) ? last + 2 : text.runs.count
        return next < text.runs.count ? next : nil
    }

    /// Notes the documents of one customer behind one number up to another, which begins at `first`.
    ///
    /// - Returns: the last run of the range.
    private mutating func addRange(
        from head: DocumentSeries,
        to first: Int,
        in text: RunText,
        rule: MatchingRule,
        _ index: ReferenceIndex
    ) -> Int? {
        for last in first..<min(first + ReferenceIndex.runsMax, text.runs.count) {
            let bytes = text.bytes(first, last)
            guard bytes.count <= head.bytes.count else { return nil }
            guard let end = head.value(ofEnd: bytes), end > head.value, end - head.value < Self.rangeMax,
                text.isDivided(after: last), !text.isBesideCurrency(first, last),
                !head.keys(for: end, index).isEmpty
            else { continue }
            for value in head.value + 1...end {
                add(head.keys(for: value, index), rule: rule, of: head, index)
            }
            return last
        }
        return nil
    }

    /// Notes the numbers of a list that have fewer digits than the one before.
    private mutating func addEnds(
        of head: DocumentSeries,
        after window: Int,
        in text: RunText,
        rule: MatchingRule,
        _ index: ReferenceIndex
    ) -> Int {
        var last = window
        while last + 1 < text.runs.count, !Self.isSomethingElse(behind: last, in: text) {
            let next = Self.conjunctions.contains(text.string(last + 1, last + 1)) ? last + 2 : last + 1
            guard next < text.runs.count, text.runs[next].gapBefore != .through || next > last + 1,
                text.runs[next].gapBefore != .blank || next > last + 1 || text.runs[next].length > 1,
                !text.runs[next].hasLetter, isEnd(next, in: text), !text.isBesideCurrency(next, next),
                let value = head.value(ofShortEnd: text.bytes(next, next))
            else { break }
            let keys = head.keys(for: value, index)
            guard !keys.isEmpty else { break }
            add(keys, rule: rule, of: head, index)
            last = next
        }
        return last
    }

    /// Whether what follows is no member of a list: a day, a share, or the place of a payment among several, as in
    /// `RE-3001 02/03/2026`, `RE-3001, 5% Einbehalt` and `RE-3001, 2. Rate`.
    private static func isSomethingElse(behind last: Int, in text: RunText) -> Bool {
        let first =
            text.runs.indices.contains(last + 2) && conjunctions.contains(text.string(last + 1, last + 1))
            ? last + 2 : last + 1
        let year = first + 2
        if text.runs.indices.contains(year), text.runs[first].length <= 2,
            text.runs[first + 1].gapBefore == text.runs[year].gapBefore, text.runs[year].gapBefore.joins,
            text.runs[year].length == 4 || text.runs[year].length == 2 && text.runs[first].gapBefore == .blank,
            text.isDivided(after: year), !text.runs[first + 1].hasLetter, !text.runs[year].hasLetter
        {
            return true
        }
        let behind = first + 1
        guard text.runs.indices.contains(behind), text.runs[first].length <= 2, text.runs[behind].hasLetter else {
            return false
        }
        let word = text.string(behind, behind)
        return PaymentWords.isShare(behind, of: text)
            || text.runs[behind].gapBefore == .free && !conjunctions.contains(word)
            || PaymentWords.areOfInstalments(word)
    }

    /// Nothing behind a number makes it part of another one, unless it is the next of a list.
    private func isEnd(_ run: Int, in text: RunText) -> Bool {
        text.isDivided(after: run) || text.runs[run + 1].gapBefore == .slash
            || text.runs[run + 1].gapBefore == .comma
    }

    private mutating func add(
        _ keys: [Int],
        rule: MatchingRule,
        of head: DocumentSeries,
        _ index: ReferenceIndex
    ) {
        for key in keys {
            let text = String(decoding: index.bytes(of: index.keys[key]), as: UTF8.self)
            implied.append(Mention(rule: rule, strength: head.strength, items: [index.keys[key].item], text: text))
        }
    }
}

/// The numbers that differ from one of ours in the digits at their end.
private struct DocumentSeries {
    let bytes: [UInt8]
    let value: UInt64
    let strength: ReferenceIndex.Strength
    private let item: Int
    /// How many digits it ends with.
    private let digits: Int

    /// - Returns: `nil` for a number without digits at its end, or with too many.
    init?(_ key: Int, _ index: ReferenceIndex) {
        bytes = Array(index.bytes(of: index.keys[key]))
        digits = bytes.reversed().prefix { (0x30...0x39).contains($0) }.count
        guard digits > 1, digits <= 18 else { return nil }
        value = Self.value(bytes.suffix(digits))
        (strength, item) = (index.keys[key].strength, index.keys[key].item)
    }

    /// What a number that is written in full, or by two or more of its last digits, is.
    func value(ofEnd end: ArraySlice<UInt8>) -> UInt64? {
        if end.count == bytes.count, end.starts(with: bytes.dropLast(digits)) {
            let digits = end.suffix(digits)
            return ReferenceIndex.isNumeric(digits) ? Self.value(digits) : nil
        }
        return end.count > 1 && end.count <= digits ? replacing(end) : nil
    }

    /// The same of one that leaves some digits out.
    func value(ofShortEnd end: ArraySlice<UInt8>) -> UInt64? {
        end.count < digits ? replacing(end).flatMap { $0 == value ? nil : $0 } : nil
    }

    /// The number whose last digits are others.
    private func replacing(_ end: ArraySlice<UInt8>) -> UInt64? {
        ReferenceIndex.isNumeric(end) ? Self.value(bytes.suffix(digits).dropLast(end.count) + end) : nil
    }

    /// The documents of the same customer that have a number.
    func keys(for value: UInt64, _ index: ReferenceIndex) -> [Int] {
        let text = Array(String(value).utf8)
        guard text.count <= digits else { return [] }
        let zeros = [UInt8](repeating: 0x30, count: digits - text.count)
        let number = (Array(bytes.dropLast(digits)) + zeros + text)[...]
        return index.matching(number, hash: FoldedHash(number).value).filter {
            index.isOfOneCustomer(index.keys[$0].item, item)
        }
    }

    private static func value(_ digits: ArraySlice<UInt8>) -> UInt64 {
        digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
    }
}
