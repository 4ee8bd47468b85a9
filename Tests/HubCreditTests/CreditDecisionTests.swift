import Foundation
import HubCredit
import PaymentVocabulary
import Testing

@Suite("credit decisions")
struct CreditDecisionTests {
    struct Row: Sendable {
        let name: String
        let amount: Money
        let position: CreditPosition?
        let codes: [ReasonCode]
    }

    static let today = day("2026-02-16")
    static let most = CreditPosition.componentMax
    static let rows = [
        Row(
            name: "exactly the limit",
            amount: eur(400),
            position: position(limit: 1_000, open: 600),
            codes: [.withinLimit]
        ),
        Row(name: "one more", amount: eur(401), position: position(limit: 1_000, open: 600), codes: [.limitExceeded]),
        Row(name: "no account", amount: eur(1), position: nil, codes: [.noCreditAccount]),
        Row(
            name: "other currency",
            amount: Money(minorUnits: 1, currency: .usd),
            position: position(limit: 1_000),
            codes: [.currencyMismatch]
        ),
        Row(name: "nothing", amount: eur(0), position: position(limit: 1_000), codes: [.amountNotPositive]),
        Row(name: "negative", amount: eur(-1), position: position(limit: 1_000), codes: [.amountNotPositive]),
        Row(name: "too large", amount: eur(.max), position: position(limit: most), codes: [.amountOutOfRange]),
        Row(
            name: "sum too large",
            amount: eur(most),
            position: position(limit: most, reserved: 1),
            codes: [.amountOutOfRange]
        ),
        Row(name: "bad part", amount: eur(1), position: position(limit: 9, open: .max), codes: [.amountOutOfRange]),
        Row(name: "bad limit", amount: eur(1), position: position(limit: .min), codes: [.amountOutOfRange]),
        Row(
            name: "15 days overdue",
            amount: eur(1),
            position: position(limit: 1_000, open: 10, oldest: day("2026-02-01")),
            codes: [.overdueSuspended]
        ),
        Row(
            name: "14 days overdue",
            amount: eur(1),
            position: position(limit: 1_000, open: 10, oldest: day("2026-02-02")),
            codes: [.withinLimit]
        ),
        Row(
            name: "both",
            amount: eur(1_000),
            position: position(limit: 1_000, open: 10, oldest: day("2026-02-01")),
            codes: [.overdueSuspended, .limitExceeded]
        ),
        Row(name: "own money", amount: eur(70), position: position(limit: 0, unapplied: 70), codes: [.withinLimit]),
    ]

    @Test("outcome and reasons", arguments: rows)
    func decides(_ row: Row) {
        let decision = decide(row.amount, row.position, on: Self.today)
        #expect(decision.reasonCodes == row.codes, "\(row.name)")
        #expect(decision.isAccepted == (row.codes == [.withinLimit]), "\(row.name)")
        #expect(decision.reasons.allSatisfy { !$0.inputs.isEmpty && !$0.text.isEmpty }, "\(row.name)")
        #expect(decision.policyVersion == CreditPolicy.first.version)
    }

    @Test("the story: suspended by an overdue invoice, card money does not lift it, a booked transfer does")
    func story() throws {
        let due = day("2026-02-01")
        func after(_ money: [AllocatedMoney]) throws -> CreditDecision {
            let open = money.isEmpty ? eur(120_000) : eur(0)
            let receivable = Receivable(invoice: InvoiceNumber("I-7"), due: due, open: open, allocated: money)
            let found = try position(limit: 500_000).recomputed(from: [receivable], on: Self.today, policy: .first)
            return decide(eur(10_000), found, on: Self.today)
        }
        let unpaid = try after([])
        #expect(unpaid.reasonCodes == [.overdueSuspended])
        #expect(
            unpaid.counterfactuals.map(\.text) == [
                "would be accepted if 1200.00 EUR overdue since 2026-02-01 were paid by irrevocable money"
            ]
        )
        let byCard = try after([AllocatedMoney(rail: .card, amount: eur(120_000), credited: Self.today)])
        #expect(byCard.reasonCodes == [.overdueSuspended])
        let booked = try after([AllocatedMoney(rail: .sepaCreditTransfer, amount: eur(120_000), credited: Self.today)])
        #expect(booked.isAccepted && booked.headroom == eur(500_000))
    }

    @Test("a refusal over the limit says what would fit")
    func counterfactualOfLimit() {
        let decision = decide(eur(50_000), position(limit: 100_000, open: 65_000), on: Self.today)
        #expect(decision.headroom == eur(35_000))
        #expect(
            decision.counterfactuals.map(\.text) == [
                "would be accepted up to 350.00 EUR",
                "would be accepted if 150.00 EUR were paid by irrevocable money",
            ]
        )
    }

    @Test("when the overdue items were not read, the text still names the date")
    func counterfactualWithoutItems() {
        let decision = decide(eur(1), position(limit: 9, open: 1, oldest: day("2026-02-01")), on: Self.today)
        #expect(
            decision.counterfactuals.map(\.text) == [
                "would be accepted if everything overdue since 2026-02-01 were paid by irrevocable money"
            ]
        )
    }

    @Test("every counterfactual holds: with its change the same decider accepts", arguments: UInt64(0)..<2_000)
    func counterfactualsHold(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let receivables = (0..<Int.random(in: 0...4, using: &random)).map { index in
            let due = Self.today.adding(days: .random(in: -40...5, using: &random))
            let paid = Bool.random(using: &random)
            let money = AllocatedMoney(rail: .card, amount: eur(.random(in: 1...300, using: &random)), credited: due)
            return Receivable(
                invoice: InvoiceNumber("I-\(index)"),
                due: due,
                open: eur(.random(in: 0...300, using: &random)),
                isDisputed: .random(using: &random),
                allocated: paid ? [money] : []
            )
        }
        let start = position(
            limit: .random(in: 0...900, using: &random),
            reserved: .random(in: 0...200, using: &random)
        )
        let before = try start.recomputed(from: receivables, on: Self.today, policy: .first)
        let amount = eur(.random(in: 1...500, using: &random))
        let decision = decide(amount, before, on: Self.today)
        #expect(decision.isAccepted == decision.counterfactuals.isEmpty)
        for counterfactual in decision.counterfactuals {
            let after = try pay(counterfactual, of: receivables, in: before)
            let reduced = counterfactual.amountAtMost ?? amount
            #expect(decide(reduced, after, on: Self.today).isAccepted, "\(counterfactual.text)")
            guard let most = counterfactual.amountAtMost else { continue }
            #expect(!decide(eur(most.minorUnits + 1), after, on: Self.today).isAccepted, "\(counterfactual.text)")
        }
    }

    /// Pays what suspends by booked transfer; what is left of the payment stays unapplied.
    private func pay(
        _ counterfactual: Counterfactual,
        of receivables: [Receivable],
        in before: CreditPosition
    ) throws
        -> CreditPosition
    {
        guard let payment = counterfactual.irrevocablePayment else { return before }
        var left = payment
        var rest: [Receivable] = []
        for receivable in receivables {
            let amount = try receivable.unsecured(on: Self.today)
            let isStop =
                counterfactual.overdueSince != nil && !receivable.isDisputed
                && Self.today.days(since: receivable.due) >= 15
            if isStop { left = try left.subtracting(amount) } else { rest.append(receivable) }
        }
        var after = try before.recomputed(from: rest, on: Self.today, policy: .first)
        after.unappliedIrrevocable = left.minorUnits
        #expect(left.minorUnits >= 0)
        return after
    }

    @Test("the JSON is stable and reads back", arguments: rows)
    func codes(_ row: Row) throws {
        let decision = decide(row.amount, row.position, on: Self.today)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(decision)
        let back = try JSONDecoder().decode(CreditDecision.self, from: data)
        #expect(back == decision)
        #expect(try encoder.encode(back) == data)
    }

    @Test("the JSON's shape")
    func shape() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(decide(eur(5), nil, on: Self.today)), as: UTF8.self)
        #expect(
            text == #"{"counterfactuals":[],"decidedAt":{"milliseconds":1772000000000},"decidedOn":"2026-02-16","#
                + #""outcome":"reject","policyVersion":"credit-1","reasons":[{"code":"NO_CREDIT_ACCOUNT","inputs":[{"#
                + #""name":"customer","source":"request","time":{"milliseconds":1772000000000},"value":"cus_1"},{"#
                + #""name":"amount","source":"request","time":{"milliseconds":1772000000000},"value":"0.05 EUR"}],"#
                + #""text":"the customer has no credit account"}],"request":{"amount":{"currency":"EUR","#
                + #""minorUnits":5},"customer":"cus_1"}}"#
        )
    }
}
