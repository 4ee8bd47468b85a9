import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import PaymentVocabulary
import Testing

/// Cases that a review of the money paths asked for.
struct ReviewedTests {
    @Test func filesOfOneNameAreToldApart() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        let stranger = BankStatement(
            id: "A",
            receipts: [.init(units: 5_000_000, text: "hello", reference: "A1", payer: "DE89370400440532013000")]
        )
        let payer = BankStatement(id: "B", receipts: [.init(units: 10_000, text: "INV-1001", reference: "B1")])
        for statement in [stranger, payer] {
            _ = try await world.hub.importStatement(statement.bytes, name: "statement", by: World.alice)
        }
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.matches.map(\.line.amount) == [eur(10_000)])
        let states = try await world.books { try $0.statementLines(after: "", limit: 10) }
        let shown = states.map { "\($0.line.bankReference) \($0.state)" }.sorted()
        #expect(shown == ["A1 exception", "B1 matched"])
        #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
        try await world.verify()
    }

    @Test func aReturnedReceiptIsAnException() async throws {
        let world = try await World.make()
        let statement = BankStatement(
            receipts: [.init(units: 10_000, text: "INV-1001", reference: "R1", returned: "AC04")]
        )
        _ = try await world.hub.importStatement(statement.bytes, name: "a", by: World.alice)
        let lines = try await world.books { try $0.statementLines(after: "", limit: 10) }
        #expect(lines.map { "\($0.state) \($0.rule)" } == ["exception returned"])
        let events = try await world.books { try $0.events(after: 0, limit: 10) }
        #expect(events.map(\.type) == ["receipt.returned"])
        try await world.verify()
    }

    @Test func moneyForASettledInvoiceIsADuplicate() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        let twice = BankStatement(
            receipts: [
                .init(units: 10_000, text: "INV-1001", reference: "R1"),
                .init(units: 10_000, text: "INV-1001", reference: "R2", date: "2026-03-03"),
            ]
        )
        _ = try await world.hub.importStatement(twice.bytes, name: "a", by: World.alice)
        let first = try await world.hub.reconcile(by: World.alice)
        #expect(first.matches.count == 1)
        let again = try await world.hub.reconcile(by: World.alice)
        #expect(again.exceptions.map(\.reason.rawValue) == ["duplicate"])
        #expect(first.exceptions.first?.explanation.contains("which the line DE") == true)
        #expect(first.exceptions.first?.explanation.contains("/100.00EUR/R1/0 pays") == true)
        try await world.verify()
    }

    @Test("a part payment that another file shows without its bank reference waits for a person")
    func lookAlikesAreOnlyProposed() async throws {
        for references in [["R1", "NONREF"], ["NONREF", "R1"]] {
            let world = try await World.make()
            try await world.issue("INV-1001", 10_000)
            for (name, reference) in zip(["a.xml", "b.sta"], references) {
                let statement = BankStatement(
                    receipts: [.init(units: 3_000, text: "INV-1001", reference: reference)]
                )
                _ = try await world.hub.importStatement(statement.bytes, name: name, by: World.alice)
                let result = try await world.hub.reconcile(by: World.alice)
                #expect(result.exceptions.map(\.reason) == (name == "b.sta" ? [.proposed] : []))
                #expect(
                    result.matches.count == (name == "b.sta" ? 0 : 1)
                        && result.summary.proposed == result.exceptions.count
                )
            }
            #expect(try await world.invoice("INV-1001").invoice.open == eur(7_000))
            try await world.verify()
        }
    }

    @Test func amountsBeyondAllBoundsAreRefused() async throws {
        let world = try await World.make()
        func invoice(_ number: String, _ units: Int64) throws -> Invoice {
            Invoice(
                number: InvoiceNumber(number),
                kind: .invoice,
                customer: World.customer,
                customerName: "Müller GmbH",
                payerAccount: nil,
                amount: eur(units),
                open: eur(units),
                issued: try date("2026-02-20"),
                due: try date("2026-03-22"),
                terms: "net 30",
                reference: nil
            )
        }
        let bad = try [invoice("HUGE", .max), invoice("NEGATIVE", -1), invoice("GOOD", 10_000)]
        let report = try await world.hub.issue(bad, by: World.alice)
        #expect(report.added == 1)
        #expect(report.refused.map { String($0.prefix { $0 != ":" }) } == ["HUGE", "NEGATIVE"])
        let new = NewCustomer(
            customer: Customer(id: World.customer, name: "Müller GmbH", payerAccount: nil),
            limit: eur(.max)
        )
        #expect(try await problem { try await world.hub.save([new], by: World.alice) } == .invalidRequest)
        try await world.verify()
    }
}
