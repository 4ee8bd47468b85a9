import HubDomain
import PaymentVocabulary

/// A place in a line that names a document.
struct Mention {
    let rule: MatchingRule
    let strength: ReferenceIndex.Strength
    /// The documents that the place may mean: several when their folded numbers are equal.
    var items: [Int]
    let text: String
}

/// All that a line names.
struct Mentions {
    var found: [Mention] = []
    /// Texts that look like our numbers and are none that was given.
    var unknown: [String] = []

    init(_ line: StatementLine, index: ReferenceIndex) {
        for reference in line.creditorReferences { addStructured(reference, index: index) }
        for number in line.documentNumbers { addText(number, rule: .documentNumber, index: index) }
        addText(line.remittance, rule: .ownReference, index: index)
        if let id = line.endToEndID, !isPlaceholder(id) { addText(id, rule: .ownReference, index: index) }
    }

    /// A reference in a field of its own is compared as a whole.
    private mutating func addStructured(_ reference: String, index: ReferenceIndex) {
        let folded = RunText(reference).bytes[...]
        let keys = Self.structuredKeys(folded, index: index)
        if keys.isEmpty {
            addText(reference, rule: .ownReference, index: index)
        } else {
            add(keys, rule: .structuredReference, text: folded, index: index)
        }
    }

    /// The keys equal to the reference, or to what a checked creditor reference holds.
    private static func structuredKeys(_ folded: ArraySlice<UInt8>, index: ReferenceIndex) -> [Int] {
        let keys = index.matching(folded, hash: FoldedHash(folded).value)
        guard keys.isEmpty, let reference = creditorReference(folded) else { return keys }
        // Some issuers pad their own part with zeros in front.
        let body = Array(reference.creditorsOwn.utf8.drop { $0 == UInt8(ascii: "0") })[...]
        guard body.count >= ReferenceIndex.lengthMin else { return [] }
        return index.matching(body, hash: FoldedHash(body).value)
    }

    private mutating func addText(_ text: String, rule: MatchingRule, index: ReferenceIndex) {
        let runs = RunText(text)
        var first = 0
        while first < runs.runs.count {
            guard let window = longest(from: first, in: runs, index: index) else {
                noteUnknown(from: first, in: runs, index: index)
                first += 1
                continue
            }
            let isStructured = window.strength == .structured
            add(
                window.keys,
                rule: isStructured && rule == .ownReference ? .structuredReference : rule,
                text: runs.bytes(first, window.last),
                index: index,
                strength: window.strength
            )
            first = window.last + 1
        }
    }

    private typealias Window = (last: Int, keys: [Int], strength: ReferenceIndex.Strength)

    /// The longest row of whole runs from `first` on that equals a key.
    private func longest(from first: Int, in text: RunText, index: ReferenceIndex) -> Window? {
        var hash = FoldedHash()
        var best: Window?
        let start = text.runs[first].start
        let isCreditorReference = text.bytes[start...].starts(with: [UInt8(ascii: "R"), UInt8(ascii: "F")])
        let lengthMax = isCreditorReference ? max(index.longest, 25) : index.longest
        for last in first..<min(first + ReferenceIndex.runsMax, text.runs.count) {
            let run = text.runs[last]
            guard run.end - start <= lengthMax else { break }
            for byte in text.bytes[run.start..<run.end] { hash.append(byte) }
            guard run.end - start >= ReferenceIndex.lengthMin, text.isWhole(first, last) else { continue }
            let keys = index.matching(text.bytes(first, last), hash: hash.value).filter {
                isAllowed(index.keys[$0], first, last, in: text)
            }
            if let strength = keys.map({ index.keys[$0].strength }).max() {
                best = (last, keys, strength)
            } else if isCreditorReference, creditorReference(text.bytes(first, last)) != nil {
                let body = Self.structuredKeys(text.bytes(first, last), index: index)
                if !body.isEmpty { best = (last, body, .structured) }
            }
        }
        return best
    }

    /// Gaps in the text stand where the number has one printed, or between letters and digits.
    private func isAllowed(_ key: ReferenceIndex.Key, _ first: Int, _ last: Int, in text: RunText) -> Bool {
        let hasLetter = key.bytes.contains { !(0x30...0x39).contains($0) }
        if !hasLetter, key.strength != .structured, text.isBesideCurrency(first, last) { return false }
        guard !key.isFreelyGrouped else { return true }
        let start = text.runs[first].start
        for run in text.runs[first...last].dropFirst() {
            let offset = run.start - start
            let isPrinted = key.splits & (1 << UInt64(offset)) != 0
            let isDigitBefore = (0x30...0x39).contains(key.bytes[offset - 1])
            let isDigitAfter = (0x30...0x39).contains(key.bytes[offset])
            guard isPrinted || isDigitBefore != isDigitAfter else { return false }
        }
        return true
    }

    private mutating func noteUnknown(from first: Int, in text: RunText, index: ReferenceIndex) {
        let start = text.runs[first].start
        for last in first..<min(first + ReferenceIndex.runsMax, text.runs.count) {
            guard text.runs[last].end - start <= index.longest else { return }
            guard text.isWhole(first, last), index.hasShape(text.bytes(first, last)) else { continue }
            unknown.append(text.string(first, last))
            return
        }
    }

    private mutating func add(
        _ keys: [Int],
        rule: MatchingRule,
        text: ArraySlice<UInt8>,
        index: ReferenceIndex,
        strength: ReferenceIndex.Strength = .structured
    ) {
        let items = Set(keys.map { index.keys[$0].item }).sorted()
        found.append(
            Mention(rule: rule, strength: strength, items: items, text: String(decoding: text, as: UTF8.self))
        )
    }
}
