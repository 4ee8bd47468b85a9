import HubDomain

/// Numbers that a bank gives its entries and repeats at the end of their texts, as exports do whose only column for
/// references is the bank's.
///
/// They are no numbers of documents, and nobody can tell one from a payer's. Many of one form can be told.
struct BankNumbering: Sendable {
    private var form: String?

    private static let manyMin = 20
    /// Of a hundred lines that repeat their reference at the end: payers write in more forms than one.
    private static let shareMin = 95

    /// - Parameters:
    ///   - lines: all of the run, each once.
    ///   - index: what has the form of our numbers may be one of them.
    init(_ lines: [StatementLine], index: ReferenceIndex) {
        var counts: [String: (count: Int, example: String)] = [:]
        for line in lines where Self.repeats(line) {
            counts[Self.form(line.bankReference), default: (0, line.bankReference)].count += 1
        }
        let all = counts.values.reduce(0) { $0 + $1.count }
        let most = counts.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
        guard let most, most.value.count >= Self.manyMin, most.value.count * 100 >= all * Self.shareMin else { return }
        let folded = RunText(most.value.example).bytes[...]
        let isNumeric = ReferenceIndex.isNumeric(folded)
        let isOurs = isNumeric && index.numericForms.contains { $0.reduce(0, +) == folded.count }
        if !isOurs, !index.hasShape(folded) { form = most.key }
    }

    init() {}

    /// What the payer says: the line without the bank's number at its end.
    func spoken(_ line: StatementLine) -> StatementLine {
        guard let form, Self.repeats(line), Self.form(line.bankReference) == form else { return line }
        var spoken = line
        spoken.remittance = String(line.remittance.dropLast(line.bankReference.count))
        return spoken
    }

    private static func repeats(_ line: StatementLine) -> Bool {
        !line.bankReference.isEmpty && line.remittance.hasSuffix(line.bankReference)
    }

    /// Its letters, and a nine for each digit.
    private static func form(_ reference: String) -> String {
        String(decoding: reference.utf8.map { (0x30...0x39).contains($0) ? 0x39 : $0 }, as: UTF8.self)
    }
}
