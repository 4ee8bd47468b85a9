import HubDomain
import PaymentVocabulary

/// A place in a line that names a document.
struct Mention {
    let rule: MatchingRule
    let strength: ReferenceIndex.Strength
    /// The documents that the place may mean: several when their folded numbers are equal.
    var items: [Int]
    let text: String
    /// A word before it, or the field that it is in, says that it is a document's number.
    var isSaid = false
    /// A word before it says that it is the number of something else; digits alone may be that anyway.
    var mayBeOther = false
    /// It stands in the payer's own number of the payment.
    var isInID = false
}

/// All that a line names.
struct Mentions {
    var found: [Mention] = []
    /// Documents that the text names without their whole numbers; see `ImpliedMentions.swift`.
    var implied: [Mention] = []
    /// Some of what was found was implied.
    private(set) var hasImplied = false
    /// Texts that look like our numbers and are none that was given.
    var unknown: [String] = []
    /// Texts that look like them but for one digit lost or added, which is no reason against an exact amount.
    var slipped: [String] = []
    /// Documents that one text names twice in a row.
    private(set) var repeated: Set<Int> = []

    init(_ line: StatementLine, index: ReferenceIndex) {
        for reference in line.creditorReferences { addStructured(reference, index: index) }
        for number in line.documentNumbers { addDocumentNumber(number, index: index) }
        addText(line.remittance, rule: .ownReference, index: index)
        if let id = line.endToEndID, !isPlaceholder(id) { addEndToEndID(id, index: index) }
    }

    /// The payer's own number, in which only whole numbers of ours mean documents.
    mutating func addEndToEndID(_ id: String, index: ReferenceIndex) {
        let count = found.count
        addText(id, rule: .ownReference, index: index, isWholeOnly: true)
        for place in count..<found.count { found[place].isInID = true }
    }

    /// Nothing yet.
    init() {}

    var all: [Mention] { implied.isEmpty ? found : found + implied }

    /// The same, with what is implied named like all else.
    var withImplied: Mentions {
        var mentions = self
        (mentions.found, mentions.implied, mentions.hasImplied) = (all, [], !implied.isEmpty)
        return mentions
    }

    /// A reference in a field of its own is compared as a whole.
    mutating func addStructured(_ reference: String, index: ReferenceIndex) {
        let folded = RunText(reference).bytes[...]
        let keys = index.matching(folded, hash: FoldedHash(folded).value)
        if !keys.isEmpty {
            add(keys, rule: .structuredReference, text: folded, index: index)
        } else if let window = index.holding(folded, inField: true) {
            add(window.keys, rule: .structuredReference, text: folded, index: index, strength: window.strength)
        } else if index.givesReferences(like: folded) {
            unknown.append(String(decoding: folded, as: UTF8.self))
        } else {
            addText(reference, rule: .ownReference, index: index)
        }
    }

    /// A number in a field of its own, which may have zeros in front as far as the field is wide.
    ///
    /// - Returns: as `addText`.
    @discardableResult mutating func addDocumentNumber(_ number: String, index: ReferenceIndex) -> [ClosedRange<Int>] {
        let text = RunText(number)
        let digits = text.bytes.drop { $0 == 0x30 }
        guard text.runs.count == 1, !text.runs[0].hasLetter, digits.count < text.bytes.count,
            digits.count >= ReferenceIndex.lengthMin,
            index.matching(text.bytes[...], hash: FoldedHash(text.bytes[...]).value).isEmpty
        else { return addText(number, rule: .documentNumber, index: index) }
        return addText(String(decoding: digits, as: UTF8.self), rule: .documentNumber, index: index)
    }

    /// - Returns: the runs that name a document, or look like one of ours.
    @discardableResult mutating func addText(
        _ text: String,
        rule: MatchingRule,
        index: ReferenceIndex,
        isWholeOnly: Bool = false
    ) -> [ClosedRange<Int>] {
        let runs = RunText(text)
        var taken: [ClosedRange<Int>] = []
        /// What the last number named, where nothing stands behind it yet.
        var before: [Int] = []
        /// Where the last number ends that is said to be a document's.
        var said: Int?
        var first = 0
        while first < runs.runs.count {
            let printed = PrintedReference(from: first, in: runs, index: index)
            let last = printed?.last ?? first
            let whole = longest(from: first, in: runs, index: index)
            if let window = whole ?? (isWholeOnly ? nil : partly(from: first, in: runs, index: index)),
                !isOfSomethingElse(window, from: first, in: runs),
                window.strength == .structured
                    || (window.last >= last && !cutsReference(first, window.last, in: runs, index: index))
            {
                let isStructured = window.strength == .structured
                let isSaid =
                    rule == .documentNumber || ForeignNumbers.isOfDocument(before: first, in: runs)
                    || said.map { Self.isListed(first, after: $0, in: runs) } ?? false
                said = isSaid ? window.last : nil
                add(
                    window.keys,
                    rule: isStructured && rule == .ownReference ? .structuredReference : rule,
                    text: runs.bytes(first, window.last),
                    index: index,
                    strength: strength(of: window, from: first, in: runs),
                    isSaid: isSaid
                )
                if !isSaid, let place = found.indices.last, window.strength < .structured {
                    found[place].mayBeOther = ForeignNumbers.isOfSomethingElse(before: first, in: runs)
                }
                let items = window.keys.map { index.keys[$0].item }.eachOnce
                if taken.last?.upperBound == first - 1, items == before { repeated.formUnion(items) }
                before = items
                let listed = addList(after: window, in: runs, rule: rule, index: index)
                let last = addImplied(behind: window, endingAt: listed, in: runs, rule: rule, index: index)
                taken.append(first...last)
                first = last + 1
            } else if let printed {
                addPrinted(printed, from: first, in: runs, rule: rule, index: index)
                taken.append(first...printed.last)
                first = printed.last + 1
            } else if let last = addTouching(from: first, in: runs, rule: rule, index: index) {
                taken.append(first...last)
                first = last + 1
            } else {
                if let last = noteUnknown(from: first, in: runs, index: index) { taken.append(first...last) }
                first += 1
            }
        }
        return taken
    }

    /// Digits alone may be a customer's number or an order's; then the words before them say so.
    ///
    /// A check digit says nothing against it: a number that equals ours has ours.
    private func isOfSomethingElse(_ window: Window, from first: Int, in text: RunText) -> Bool {
        let digits = text.bytes(first, window.last)
        guard window.strength < .structured || digits.count < Self.certainlyStructured else { return false }
        return ReferenceIndex.isNumeric(digits) && ForeignNumbers.isOfSomethingElse(before: first, in: text)
    }

    /// Digits alone that may as well be something else's count only from a payer who agrees; a year and a number from anybody
    /// who says that they are a document's.
    private func strength(of window: Window, from first: Int, in text: RunText) -> ReferenceIndex.Strength {
        guard window.strength < .structured, first > 0 else { return window.strength }
        let bytes = text.bytes(first, window.last)
        guard ReferenceIndex.isNumeric(bytes) else { return window.strength }
        if window.strength == .fragile, bytes.count == 6, ForeignNumbers.isCountedDocument(before: first, in: text) {
            return .strong
        }
        return ForeignNumbers.mayBeOfSomethingElse(before: first, in: text) ? .fragile : window.strength
    }

    /// So many digits are the reference of a payment slip, whatever it is called.
    private static let certainlyStructured = 20

    /// Adds numbers that follow one of ours and leave out what stands before its last digits: `RG-20002, 20003 und 20004`.
    ///
    /// - Returns: the last run of the list.
    private mutating func addList(
        after window: Window,
        in text: RunText,
        rule: MatchingRule,
        index: ReferenceIndex
    ) -> Int {
        let head = index.keys[window.keys[0]]
        let bytes = index.bytes(of: head)
        let digits = bytes.reversed().prefix { (0x30...0x39).contains($0) }.count
        guard window.keys.count == 1, digits >= ReferenceIndex.lengthMin, digits < bytes.count else {
            return window.last
        }
        var last = window.last
        while last + 1 < text.runs.count {
            let next = Self.conjunctions.contains(text.string(last + 1, last + 1)) ? last + 2 : last + 1
            guard next < text.runs.count, !text.runs[next].hasLetter, text.runs[next].length == digits,
                text.isWhole(next, next), !text.isBesideCurrency(next, next)
            else { break }
            let number = bytes.dropLast(digits) + text.bytes(next, next)
            let keys = index.matching(number[...], hash: FoldedHash(number[...]).value)
            if keys.isEmpty, text.runs[next].gapBefore != .blank || next > last + 1,
                index.mayBeEarlier(text.string(next, next))
            {
                unknown.append(String(decoding: number, as: UTF8.self))
                last = next
                continue
            }
            guard !keys.isEmpty, keys.allSatisfy({ index.isOfOneCustomer(head.item, index.keys[$0].item) }) else {
                break
            }
            add(keys, rule: rule, text: number[...], index: index, strength: head.strength)
            last = next
        }
        return last
    }

    static let conjunctions: Set<String> = ["UND", "U", "AND", "ET", "E", "EN", "Y", "OG", "OCH", "I", "SOWIE"]

    /// Whether a reference begins inside the runs `first...last` and ends behind them.
    private func cutsReference(_ first: Int, _ last: Int, in text: RunText, index: ReferenceIndex) -> Bool {
        first < last
            && (first + 1...last).contains { start in
                PrintedReference(from: start, in: text, index: index).map { $0.last > last } ?? false
            }
    }

    /// A reference that is none of ours as a whole: perhaps one of our numbers is all that it holds.
    private mutating func addPrinted(
        _ printed: PrintedReference,
        from first: Int,
        in text: RunText,
        rule: MatchingRule,
        index: ReferenceIndex
    ) {
        let bytes = text.bytes(first, printed.last)
        if printed.form != .finnish, let window = index.holding(bytes, inField: false) {
            let kind = rule == .ownReference ? .structuredReference : rule
            add(window.keys, rule: kind, text: bytes, index: index, strength: window.strength)
        } else if index.gives(printed.form) {
            unknown.append(String(decoding: bytes, as: UTF8.self))
        }
    }

    typealias Window = (last: Int, keys: [Int], strength: ReferenceIndex.Strength)

    /// The longest row of whole runs from `first` on that equals a key.
    private func longest(from first: Int, in text: RunText, index: ReferenceIndex) -> Window? {
        // Zeros in front may be too many.
        guard index.mayBegin(first, in: text) || text.bytes[text.runs[first].start] == 0x30 else { return nil }
        var hash = FoldedHash()
        /// The same without the zeros in front, which payers add to a reference and leave out.
        var significant = FoldedHash()
        var zeros = 0
        var best: Window?
        let start = text.runs[first].start
        for last in first..<min(first + ReferenceIndex.runsMax, text.runs.count) {
            let run = text.runs[last]
            for place in run.start..<run.end {
                let byte = text.bytes[place]
                hash.append(byte)
                if byte == 0x30, place == start + zeros { zeros += 1 } else if zeros > 0 { significant.append(byte) }
            }
            guard run.end - start - zeros <= index.longest else { break }
            guard run.end - start >= ReferenceIndex.lengthMin, text.isWhole(first, last) else { continue }
            let bytes = text.bytes(first, last)
            var keys = index.matching(bytes, hash: hash.value).filter {
                isAllowed(index.keys[$0], first, last, in: text, index: index)
            }
            if keys.isEmpty, zeros > 0 {
                keys = index.matching(bytes.dropFirst(zeros), hash: significant.value).filter {
                    index.keys[$0].isFreelyGrouped && ReferenceIndex.isNumeric(bytes)
                }
            }
            if let strength = keys.map({ index.keys[$0].strength }).max() { best = (last, keys, strength) }
        }
        return best
    }

    /// One of our numbers with a word before it, or without what it begins with.
    private func partly(from first: Int, in text: RunText, index: ReferenceIndex) -> Window? {
        behindWord(first, in: text, index: index) ?? withoutHead(first, in: text, index: index)
    }

    /// Digits at the end of one of our numbers, without the letters or the groups before them: `2026-4587`, `1004587`.
    private func withoutHead(_ first: Int, in text: RunText, index: ReferenceIndex) -> Window? {
        guard !text.runs[first].hasLetter else { return nil }
        var best: Window?
        for last in first..<min(first + ReferenceIndex.runsMax, text.runs.count) {
            let digits = text.bytes(first, last)
            guard !text.runs[last].hasLetter, digits.count <= index.longest else { break }
            guard digits.count >= Self.digitsAloneMin, text.isWhole(first, last), !text.isBesideCurrency(first, last)
            else { continue }
            let keys = index.ending(with: digits).filter {
                isPrinted(index.keys[$0], first, last, in: text, index: index)
            }
            if let strength = keys.map({ index.keys[$0].strength }).max() { best = (last, keys, strength) }
        }
        // Few digits are the end of a number of ours, and the words before them are read for those alone.
        return best == nil || ForeignNumbers.mayBeOfAnother(before: first, in: text) ? nil : best
    }

    /// Whether gaps stand only where the number has one printed.
    private func isPrinted(
        _ key: ReferenceIndex.Key,
        _ first: Int,
        _ last: Int,
        in text: RunText,
        index: ReferenceIndex
    ) -> Bool {
        let left = index.bytes(of: key).count - text.bytes(first, last).count
        let start = text.runs[first].start
        return text.runs[first...last].dropFirst().allSatisfy {
            key.splits & (1 << UInt64(left + $0.start - start)) != 0
        }
    }

    private static let digitsAloneMin = 6

    /// One of our numbers of digits alone, right behind a word for a document: `RE104593`.
    private func behindWord(_ first: Int, in text: RunText, index: ReferenceIndex) -> Window? {
        guard text.runs[first].hasLetter, text.runs[first].hasDigit, !index.numericForms.isEmpty,
            text.isWhole(first, first)
        else { return nil }
        let bytes = text.bytes(first, first)
        let digits = bytes.drop { !(0x30...0x39).contains($0) }
        let word = String(decoding: bytes[..<digits.startIndex], as: UTF8.self)
        guard digits.count >= Self.digitsBehindWordMin, ReferenceIndex.isNumeric(digits),
            !index.prefixes.contains(word), ForeignNumbers.isDocument(word)
        else { return nil }
        let keys = index.matching(digits, hash: FoldedHash(digits).value)
        return keys.map { index.keys[$0].strength }.max().map { (first, keys, $0) }
    }

    private static let digitsBehindWordMin = 5

    /// Gaps in the text stand where the number has one printed, or between letters and digits.
    private func isAllowed(
        _ key: ReferenceIndex.Key,
        _ first: Int,
        _ last: Int,
        in text: RunText,
        index: ReferenceIndex
    ) -> Bool {
        let bytes = index.bytes(of: key)
        let hasLetter = bytes.contains { !(0x30...0x39).contains($0) }
        if !hasLetter, key.strength != .structured || bytes.count < 10, text.isBesideCurrency(first, last) {
            return false
        }
        guard !key.isFreelyGrouped else { return true }
        let start = text.runs[first].start
        var isCutAlready = !hasLetter
        for (place, run) in zip(first...last, text.runs[first...last]).dropFirst() {
            let offset = run.start - start
            let isPrinted = key.splits & (1 << UInt64(offset)) != 0
            let isDigitBefore = (0x30...0x39).contains(bytes[bytes.startIndex + offset - 1])
            let isDigitAfter = (0x30...0x39).contains(bytes[bytes.startIndex + offset])
            let isGrouped = index.isFinnish(key) && run.gapBefore == .blank && (bytes.count - offset).isMultiple(of: 5)
            if isPrinted || isGrouped || isDigitBefore != isDigitAfter { continue }
            guard !isCutAlready, isCut(bytes, first, place, in: text, index: index) else { return false }
            isCutAlready = true
        }
        return true
    }

    /// A bank has cut a long number at the end of a line, or a person has put a blank into it: what stands before is none
    /// of our form.
    private func isCut(
        _ number: ArraySlice<UInt8>,
        _ first: Int,
        _ place: Int,
        in text: RunText,
        index: ReferenceIndex
    ) -> Bool {
        let gap = text.runs[place].gapBefore
        return number.count >= Self.cutLengthMin && (gap == .line || gap == .blank)
            && !text.runs[place].hasLetter && !index.hasShape(text.bytes(first, place - 1))
    }

    private static let cutLengthMin = 8

    /// - Returns: the last run of what looks like one of our numbers and is none of them.
    private mutating func noteUnknown(from first: Int, in text: RunText, index: ReferenceIndex) -> Int? {
        let start = text.runs[first].start
        for last in first..<min(first + ReferenceIndex.runsMax, text.runs.count) {
            guard text.runs[last].end - start <= index.longest else { break }
            guard text.isWhole(first, last), index.hasShape(text.bytes(first, last)) else { continue }
            unknown.append(text.string(first, last))
            return last
        }
        for last in first..<min(first + ReferenceIndex.runsMax, text.runs.count) {
            guard text.runs[last].end - start <= index.longest + 1 else { return nil }
            guard text.isWhole(first, last), index.hasSlippedShape(text.bytes(first, last)) else { continue }
            slipped.append(text.string(first, last))
            return nil
        }
        return nil
    }

    private mutating func add(
        _ keys: [Int],
        rule: MatchingRule,
        text: ArraySlice<UInt8>,
        index: ReferenceIndex,
        strength: ReferenceIndex.Strength = .structured,
        isSaid: Bool = false
    ) {
        let items = keys.map { index.keys[$0].item }.eachOnce
        let text = String(decoding: text, as: UTF8.self)
        found.append(Mention(rule: rule, strength: strength, items: items, text: text, isSaid: isSaid))
    }

    /// Whether nothing but a word such as `und` stands between two numbers.
    private static func isListed(_ first: Int, after last: Int, in text: RunText) -> Bool {
        first == last + 1 || first == last + 2 && conjunctions.contains(text.string(last + 1, last + 1))
    }
}
