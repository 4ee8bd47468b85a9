import HubDomain
import HubEngine
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary
import Testing

/// Documents that are taken back, and those that come instead.
@Suite("corrections of documents") struct CorrectionTests {
    private func cancel(_ world: World, _ number: String, anew: String? = nil) async throws -> CorrectionView {
        let answer = try await world.hub.cancel(
            InvoiceCancellation(
                InvoiceNumber(number),
                reason: "wrong",
                replacement: anew.map { InvoiceReplacement(number: InvoiceNumber($0)) }
            ),
            ChangeRequest(by: World.alice)
        )
        return try HubJSON.decode(CorrectionView.self, from: answer.body)
    }

    @Test(
        "what was issued anew can be cancelled, what cancels can not",
        arguments: [Invoice.Kind.invoice, .creditNote]
    )
    func cancelsAnew(kind: Invoice.Kind) async throws {
        let world = try await World.make()
        try await world.issue("A-1", 10_000, kind: kind)
        #expect(try await cancel(world, "A-1", anew: "A-2").replacement?.number == "A-2")
        #expect(try await problem { _ = try await cancel(world, "A-1-CANCELLED") } == .conflict)
        #expect(try await cancel(world, "A-2").cancelled.cancelledBy == "A-2-CANCELLED")
        #expect(try await problem { _ = try await cancel(world, "A-2-CANCELLED") } == .conflict)
        try await world.verify()
    }

    @Test("a repeat of a request gets the stored answer")
    func repeats() async throws {
        let world = try await World.make()
        try await world.issue("A-1", 10_000)
        let cancellation = InvoiceCancellation(InvoiceNumber("A-1"), reason: "wrong")
        let request = ChangeRequest(by: World.alice, key: World.key("k"))
        let first = try await world.hub.cancel(cancellation, request)
        let again = try await world.hub.cancel(cancellation, request)
        #expect(first.status == 201 && !first.isReplay && again.isReplay && again.body == first.body)
    }

    @Test("nothing is matched with a cancelled document or with what cancels it")
    func isNotMatched() async throws {
        let world = try await World.make()
        for number in ["A-1", "A-2"] { try await world.issue(number, 10_000) }
        _ = try await cancel(world, "A-1", anew: "A-3")
        let day = try date("2026-01-01")
        let numbers = try await world.books { try $0.invoicesToMatch(dueSince: day, as: \.invoice.number.text) }
        #expect(numbers == ["A-2", "A-3"])
    }

    @Test("a receipt that names a cancelled document is told so, with what came instead")
    func namesCancelled() async throws {
        let world = try await World.make()
        for number in ["INV-1001", "INV-1002"] { try await world.issue(number, 10_000) }
        try await world.issue("INV-1003", 7_000)
        _ = try await cancel(world, "INV-1001", anew: "INV-1009")
        _ = try await cancel(world, "INV-1002")
        func receipt(_ text: String, _ reference: String) -> BankStatement.Receipt {
            BankStatement.Receipt(units: 10_000, text: text, reference: reference, date: "2026-03-02")
        }
        let receipts = [
            receipt("Rechnung INV-1001", "R1"), receipt("INV 1002", "R2"), receipt("INV-1002 und INV-1777", "R3"),
        ]
        try await world.bring(receipts, "S1")
        let found = try await world.hub.reconcile(by: World.alice)
        #expect(found.matches.isEmpty)
        let told = found.exceptions.sorted { $0.line.index < $1.line.index }
        #expect(told.map(\.reason) == [.unknownReference, .unknownReference, .unknownReference])
        let decides = ", so the amount alone does not decide"
        #expect(
            told.map(\.explanation) == [
                "names INV-1001 (cancelled, INV-1009 came instead)\(decides)", "names INV-1002 (cancelled)\(decides)",
                "names INV-1002 (cancelled) and INV1777, of which not all are documents at hand\(decides)",
            ]
        )
        #expect(told.first?.suggestions.first?.invoice == InvoiceNumber("INV-1009"))
        #expect(told.first?.suggestions.first?.reason == "came instead of INV-1001, which is named")
        let line = try #require(told.first?.line.identity)
        let explained = try await world.hub.explainStored(line, asOf: nil, of: World.merchant.id)
        #expect("\(explained)".contains("INV-1001 (cancelled, INV-1009 came instead)"))
    }

    @Test("a document that is there twice keeps a cut-over from being stored")
    func refusesTwins() async throws {
        let world = try await World.make()
        let day = try date("2026-03-01")
        func invoice(_ units: Int64) throws -> Invoice {
            Invoice(
                number: InvoiceNumber("A-1"),
                kind: .invoice,
                customer: World.customer,
                customerName: "Müller GmbH",
                payerAccount: nil,
                amount: eur(units),
                open: eur(units),
                issued: try date("2026-02-20"),
                due: try date("2026-03-22"),
                terms: "",
                reference: nil
            )
        }
        let cutOver = CutOver(
            date: day,
            invoices: [try invoice(10_000), try invoice(5_000)],
            deposits: [],
            limits: [],
            proof: [eur(15_000)]
        )
        let report = try await world.hub.cutOver(cutOver, isDryRun: false, by: World.alice)
        #expect(!report.isStored && report.refused == ["A-1: is there 2 times"])
        #expect(try await world.books { try $0.invoice(InvoiceNumber("A-1")) } == nil)
    }

    @Test("a deposit of books that did not know it as a receipt becomes one when its cut-over comes again")
    func bringsOldDeposits() async throws {
        let world = try await World.make()
        let day = try date("2026-03-01")
        let deposit = OpeningDeposit(
            number: "D-1",
            customer: World.customer,
            customerName: "Müller GmbH",
            amount: eur(5_000),
            received: try date("2026-02-20")
        )
        let now = world.clock.now()
        try await world.store.run { transaction in
            let books = Books(transaction, merchant: World.merchant.id)
            try books.insert(deposit, cutOver: day)
            try books.post(deposit.openingEntry(on: day), at: now)
            var movement = CreditMovement()
            movement.unapplied = deposit.amount.minorUnits
            try books.move(movement, customer: deposit.customer, currency: .eur)
        }
        try await world.verify()
        let before = try await world.books { try $0.balances() }
        let cutOver = CutOver(date: day, invoices: [], deposits: [deposit], limits: [], proof: [eur(-5_000)])
        for _ in 0..<2 {
            let report = try await world.hub.cutOver(cutOver, isDryRun: false, by: World.alice)
            #expect(report.isStored && report.added == 0 && report.known == 1)
        }
        #expect(try await world.books { try $0.matches(of: deposit.identity).count } == 1)
        let after = try await world.books { try $0.balances() }
        #expect(after.filter { $0.minorUnits != 0 } == before)
        try await world.verify()
    }
}
