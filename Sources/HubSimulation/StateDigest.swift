import HubDomain
import HubEngine
import HubLedger
import HubStore
import PaymentCrypto
import PaymentVocabulary

/// A merchant's books as lines of text, in an order that does not depend on how they came about.
struct BookLines {
    private(set) var lines: [String] = []

    /// What has to be equal whatever the order in which facts arrived: no sequence numbers, no moments.
    static func timeless(_ books: Books) throws -> [String] {
        var text = BookLines()
        try text.addMoney(books)
        return text.lines
    }

    /// Everything, sequence numbers and moments included.
    static func complete(_ books: Books) throws -> [String] {
        var text = BookLines()
        try text.addMoney(books)
        try text.addHistory(books)
        return text.lines
    }

    private mutating func addMoney(_ books: Books) throws {
        for (key, entry) in try books.postedByKey().sorted(by: { $0.key < $1.key }) {
            lines.append("entry \(key) \(entry.map { "\($0.account) \($0.minorUnits)" })")
        }
        for balance in try books.balances() {
            lines.append("balance \(balance.account) \(balance.currency) \(balance.minorUnits)")
        }
        for account in try books.creditAccounts() {
            let due = account.oldestUnsecuredDue.map { "\($0)" } ?? "none"
            lines.append(
                """
                credit \(account.customer) \(account.currency) limit \(account.limit) open \(account.open) \
                reserved \(account.reserved) reversible \(account.reversible) unapplied \(account.unapplied) due \(due)
                """
            )
        }
        for row in try books.invoices(after: InvoiceNumber(""), limit: 10_000) {
            lines.append("invoice \(row.invoice.number) open \(row.invoice.open) reversible \(row.reversible)")
        }
        for id in try books.paymentIDs(after: PaymentID(""), limit: 10_000) {
            guard let loaded = try books.payment(id) else { continue }
            let view = try HubJSON.encode(PaymentView(loaded.folded))
            lines.append("payment \(loaded.row.allocatedNow) \(String(decoding: view, as: UTF8.self))")
        }
    }

    private mutating func addHistory(_ books: Books) throws {
        for event in try books.events(after: 0, limit: 1_000_000) {
            let payload = String(decoding: event.payload, as: UTF8.self)
            lines.append("event \(event.sequence) \(event.type) \(event.createdAt) \(payload)")
        }
        for row in try books.auditRows() { lines.append("audit \(row.sequence) \(Hexadecimal.encode(row.hash))") }
        for row in try books.deliveries(after: 0, limit: 1_000_000) {
            lines.append("inbox \(row.inboxID) \(row.eventID) \(row.receivedAt) \(row.state) \(row.detail)")
        }
        for answer in try books.answerBodies() {
            lines.append("answer \(answer.id) \(Hexadecimal.encode(answer.hash))")
        }
        for id in try books.paymentIDs(after: PaymentID(""), limit: 10_000) {
            for fact in try books.timeline(id) {
                lines.append("fact \(id) \(fact.occurredAt) \(fact.source) \(fact.fact.key)")
            }
        }
    }
}
