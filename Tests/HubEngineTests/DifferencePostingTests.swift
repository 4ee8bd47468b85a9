import HubDomain
import HubStore
import PaymentVocabulary
import Testing

@testable import HubEngine
@testable import HubReconciliation

/// Every kind of difference between a receipt and what it pays has an account of its own.
@Suite("postings of differences") struct DifferencePostingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let received: Int64
        /// Beside the receipt's part of the invoice over 100.00; negative where the receipt has more.
        let difference: (kind: Allocation.Kind, reason: Allocation.Reason, units: Int64)
        let account: String
        /// Debit positive.
        let balance: Int64

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "a bank kept its charge",
            received: 9_250,
            difference: (.bankCharge, .bankChargeDeducted, 750),
            account: "bank_charges",
            balance: 750
        ),
        Case(
            name: "a cent too little",
            received: 9_999,
            difference: (.rounding, .roundingDifference, 1),
            account: "rounding",
            balance: 1
        ),
        Case(
            name: "a cent too much",
            received: 10_001,
            difference: (.rounding, .roundingDifference, -1),
            account: "rounding",
            balance: -1
        ),
        Case(
            name: "too little to ask for",
            received: 9_900,
            difference: (.writeOff, .shortPaymentWrittenOff, 100),
            account: "write_offs",
            balance: 100
        ),
        Case(
            name: "a discount in its grace",
            received: 9_800,
            difference: (.discount, .discountLate, 200),
            account: "late_discounts",
            balance: 200
        ),
        Case(
            name: "a discount in time",
            received: 9_800,
            difference: (.discount, .discountTaken, 200),
            account: "discounts_allowed",
            balance: 200
        ),
    ]

    @Test("closes the invoice, moves the difference to its account, and the books verify", arguments: cases)
    func posts(_ example: Case) async throws {
        let world = try await World.make(.inline)
        try await world.issue("INV-1", 10_000)
        let receipt = BankStatement.Receipt(units: example.received, text: "INV-1", reference: "R1")
        _ = try await world.hub.importStatement(
            BankStatement(receipts: [receipt]).bytes,
            name: "s.xml",
            by: World.alice
        )
        let stored = try await world.books { try $0.statementLines(after: "", limit: 1) }
        let line = try #require(stored.first)
        let posting = MatchPosting(example.match(of: line.line), of: line)
        try await world.hub.run(World.merchant.id) { try $0.post(posting, at: World.start) }
        let balances = try await world.hub.ledgerBalances(of: World.merchant.id)
        func balance(_ account: String) -> String? { balances.first { $0.account == account }?.balance }
        #expect(balance(example.account) == eur(example.balance).decimal)
        #expect(balance("unidentified_receipts") == "0.00" && balance("receivables:cus_1") == "0.00")
        #expect(try await world.hub.invoice(InvoiceNumber("INV-1"), of: World.merchant.id)?.open == "0.00")
        try await world.verify()
    }

    @Test("a part of a match that is no part of the receipt is refused and changes nothing")
    func refusesTornMatch() async throws {
        let world = try await World.make(.inline)
        try await world.issue("INV-1", 10_000)
        let receipt = BankStatement.Receipt(units: 9_000, text: "INV-1", reference: "R1")
        _ = try await world.hub.importStatement(
            BankStatement(receipts: [receipt]).bytes,
            name: "s.xml",
            by: World.alice
        )
        let before = try await world.digest()
        let line = try #require(try await world.books { try $0.statementLines(after: "", limit: 1) }.first)
        // 90.00 came; a match that gives 99.99 of it to the invoice is not that receipt's.
        let posting = MatchPosting(Self.cases[1].match(of: line.line), of: line)
        await #expect(throws: HubProblem.self) {
            try await world.hub.run(World.merchant.id) { try $0.post(posting, at: World.start) }
        }
        #expect(try await world.digest() == before)
    }

    @Test("one match that does not fit any more keeps nobody else in its unit from being posted")
    func postsTheOthers() async throws {
        let world = try await World.make(.inline)
        for number in ["INV-1", "INV-2"] { try await world.issue(number, 10_000) }
        let receipts = [("INV-1", "R1"), ("INV-1", "R2"), ("INV-2", "R3")].map {
            BankStatement.Receipt(units: 10_000, text: $0.0, reference: $0.1)
        }
        let bytes = BankStatement(receipts: receipts).bytes
        _ = try await world.hub.importStatement(bytes, name: "s.xml", by: World.alice)
        let lines = try await world.books { try $0.statementLines(after: "", limit: 3) }
        let postings = lines.map { row in
            let paid = Allocation(
                kind: .invoice,
                invoice: InvoiceNumber(row.line.remittance),
                amount: eur(10_000),
                reason: .paidInFull
            )
            let match = Match(line: row.line, allocations: [paid], rule: .ownReference, score: 98, explanation: "")
            return MatchPosting(match, of: row)
        }
        try await world.hub.post(postings[...], of: World.merchant.id, at: World.start)
        let states = try await world.books { try $0.statementLines(after: "", limit: 3) }.map(\.state)
        #expect(states.sorted() == ["matched", "matched", "unmatched"])
        for number in ["INV-1", "INV-2"] {
            #expect(try await world.hub.invoice(InvoiceNumber(number), of: World.merchant.id)?.open == "0.00")
        }
        try await world.verify()
    }
}

extension MatchPosting {
    fileprivate init(_ match: Match, of row: StatementLineRow) {
        let owners = Dictionary(match.allocations.compactMap(\.invoice).map { ($0, World.customer) }) { first, _ in
            first
        }
        self.init(match: match, applications: match.applications { owners[$0] }, identity: row.identity, approval: nil)
    }
}

extension DifferencePostingTests.Case {
    fileprivate func match(of line: StatementLine) -> Match {
        let money = received + min(0, difference.units)
        let number = InvoiceNumber("INV-1")
        return Match(
            line: line,
            allocations: [
                Allocation(kind: .invoice, invoice: number, amount: eur(money), reason: .paidInFull),
                Allocation(
                    kind: difference.kind,
                    invoice: number,
                    amount: eur(difference.units),
                    reason: difference.reason
                ),
            ],
            rule: .documentNumber,
            score: 95,
            explanation: "made by hand"
        )
    }
}
