import HubReconciliation
import PaymentVocabulary
import Yams

/// A value of a rules file with its place and its key, for messages.
struct RulesNode {
    let node: Node
    let file: String
    let key: String

    var place: RulesFile.Place? {
        node.mark.map { RulesFile.Place(line: $0.line, column: $0.column) }
    }

    var isMapping: Bool { node.mapping != nil }

    func error(_ problem: String) -> RulesFileError {
        RulesFileError(file: file, place: place, key: key, problem: problem)
    }

    /// The values by key; a key that is not among `keys` is refused.
    func section(_ keys: [String]) throws(RulesFileError) -> [String: RulesNode] {
        var values: [String: RulesNode] = [:]
        for (name, value) in try entries() {
            guard keys.contains(name) else {
                throw value.problemOfKey("unknown key; known here: \(keys.joined(separator: ", "))")
            }
            values[name] = value.value
        }
        return values
    }

    /// The keys in the order of the file, each with its own place and its value.
    func entries() throws(RulesFileError) -> [(name: String, entry: Entry)] {
        guard let mapping = node.mapping else { throw error("a mapping of keys is expected") }
        var entries: [(name: String, entry: Entry)] = []
        for (keyNode, value) in mapping {
            let name = keyNode.scalar?.string ?? ""
            let path = key.isEmpty ? name : "\(key).\(name)"
            let entry = Entry(
                key: RulesNode(node: keyNode, file: file, key: path),
                value: RulesNode(node: value, file: file, key: path)
            )
            guard keyNode.scalar != nil else { throw entry.problemOfKey("a key is a text") }
            entries.append((name, entry))
        }
        return entries
    }

    struct Entry {
        let key: RulesNode
        let value: RulesNode

        func problemOfKey(_ problem: String) -> RulesFileError { key.error(problem) }
    }

    func list() throws(RulesFileError) -> [RulesNode] {
        guard let sequence = node.sequence else { throw error("a list is expected") }
        return sequence.enumerated().map { RulesNode(node: $1, file: file, key: "\(key)[\($0)]") }
    }

    func text() throws(RulesFileError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw error("a text is expected") }
        return text
    }

    func integer<Number: FixedWidthInteger>(_ range: ClosedRange<Number>) throws(RulesFileError) -> Number {
        let text = try text()
        guard let number = Number(text) else { throw error("\(text) is no whole number") }
        guard range.contains(number) else {
            throw error("\(text) is out of range; \(range.lowerBound) to \(range.upperBound) are allowed")
        }
        return number
    }

    /// Hundredths of a share of one, such as `0.95`.
    func hundredths() throws(RulesFileError) -> Int {
        let text = try text()
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.count == 2 ? parts[1] + String(repeating: "0", count: max(0, 2 - parts[1].count)) : "00"
        guard parts[0] == "0" || parts[0] == "1", digits.count == 2, let whole = Int(parts[0]),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let part = Int(digits), whole * 100 + part <= 100
        else { throw error("\(text) is no share of one; write it as 0.95, with two places, from 0 to 1") }
        return whole * 100 + part
    }

    /// One word, or a list of words, each a case.
    func words<Word>(_ type: Word.Type) throws(RulesFileError) -> Set<Word>
    where Word: RawRepresentable & CaseIterable & Hashable, Word.RawValue == String {
        guard node.sequence != nil else { return [try word(type)] }
        var words: Set<Word> = []
        for member in try list() {
            guard words.insert(try member.word(type)).inserted else {
                throw member.error("\(try member.text()) is there twice")
            }
        }
        guard !words.isEmpty else { throw error("an empty list; leave the key out where anything goes") }
        return words
    }

    func word<Word>(_ type: Word.Type) throws(RulesFileError) -> Word
    where Word: RawRepresentable & CaseIterable & Hashable, Word.RawValue == String {
        let text = try text()
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("\(text) is none of \(known)")
        }
        return word
    }

    /// Amounts by currency, such as `{EUR: 15.00}`.
    func byCurrency<Value>(
        _ read: (RulesNode, Currency) throws(RulesFileError) -> Value
    ) throws(RulesFileError) -> [Currency: Value] {
        var values: [Currency: Value] = [:]
        for (code, entry) in try entries() {
            guard let currency = Currency(code) else {
                throw entry.problemOfKey("\(code) is no ISO 4217 currency; an example: EUR")
            }
            values[currency] = try read(entry.value, currency)
        }
        guard !values.isEmpty else { throw error("no currency is given; an example: {EUR: 15.00}") }
        return values
    }

    /// Minor units of a decimal amount.
    func minorUnits(_ currency: Currency, upTo most: Int64) throws(RulesFileError) -> Int64 {
        let text = try text()
        let limit = Money(minorUnits: most, currency: currency)
        guard let amount = try? Money(parsing: text, currency: currency) else {
            throw error("\(text) is no amount in \(currency); write it as \(limit.decimal)")
        }
        guard amount.isPositive, amount.minorUnits <= most else {
            throw error("\(text) is out of range; more than nothing and at most \(limit) is allowed")
        }
        return amount.minorUnits
    }
}
