import Foundation
import HubCredit
import PaymentVocabulary
import TestSupport
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
        #expect(decision.reasons.map(\.code) == row.codes, "\(row.name)")
        #expect(decision.isAccepted == (row.codes == [.withinLimit]), "\(row.name)")
        #expect(decision.reasons.allSatisfy { !$0.inputs.isEmpty && !$0.text.isEmpty }, "\(row.name)")
        #expect(decision.policyVersion == CreditPolicy.first.version)
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

    /// An invoice as far as credit looks at it: what nothing pays, and what reversible money pays.
    struct Claim {
        let due: CalendarDate
        let open: Int64
        let reversible: Int64
    }

    static func owing(_ claims: [Claim], limit: Int64, reserved: Int64, unapplied: Int64 = 0) -> CreditPosition {
        var found = position(
            limit: limit,
            open: claims.reduce(0) { $0 + $1.open },
            reserved: reserved,
            reversible: claims.reduce(0) { $0 + $1.reversible },
            unapplied: unapplied,
            oldest: claims.map(\.due).min()
        )
        found.unsecured = claims.sorted { $0.due < $1.due }.enumerated().map {
            UnsecuredItem(invoice: InvoiceNumber("I-\($0)"), due: $1.due, amount: eur($1.open + $1.reversible))
        }
        return found
    }

    @Test("every counterfactual holds: with its change the same decider accepts", arguments: UInt64(0)..<2_000)
    func counterfactualsHold(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let claims = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            Claim(
                due: Self.today.adding(days: .random(in: -40...5, using: &random)),
                open: .random(in: 1...300, using: &random),
                reversible: Bool.random(using: &random) ? .random(in: 1...300, using: &random) : 0
            )
        }
        let limit = Int64.random(in: 0...900, using: &random)
        let reserved = Int64.random(in: 0...200, using: &random)
        let amount = eur(.random(in: 1...500, using: &random))
        let decision = decide(
            amount,
            Self.owing(claims, limit: limit, reserved: reserved),
            on: Self.today
        )
        #expect(decision.isAccepted == decision.counterfactuals.isEmpty)
        for counterfactual in decision.counterfactuals {
            // What suspends is paid by booked transfer; what is left of the payment stays unapplied.
            let stops = claims.filter { counterfactual.overdueSince != nil && Self.today.days(since: $0.due) >= 15 }
            let rest = claims.filter { claim in !stops.contains { $0.due == claim.due } }
            let owed = stops.reduce(0) { $0 + $1.open + $1.reversible }
            let left = (counterfactual.irrevocablePayment?.minorUnits ?? 0) - owed
            #expect(left >= 0)
            let after = Self.owing(rest, limit: limit, reserved: reserved, unapplied: left)
            let reduced = counterfactual.amountAtMost ?? amount
            #expect(decide(reduced, after, on: Self.today).isAccepted, "\(counterfactual.text)")
            guard let most = counterfactual.amountAtMost else { continue }
            #expect(!decide(eur(most.minorUnits + 1), after, on: Self.today).isAccepted, "\(counterfactual.text)")
        }
    }

    @Test("a customer with many overdue invoices gets their sum and the oldest of them")
    func manyItems() throws {
        let claims = (0..<50).map { Claim(due: day("2026-01-01").adding(days: $0 / 10), open: 100, reversible: 0) }
        let decision = decide(eur(1), Self.owing(claims, limit: 9_000, reserved: 0), on: Self.today)
        #expect(decision.counterfactuals.map(\.irrevocablePayment) == [eur(5_000)])
        let inputs = try #require(decision.reasons.first).inputs
        #expect(inputs.first { $0.name == "overdue_invoices" }?.value == "50")
        #expect(inputs.filter { $0.name.hasPrefix("overdue_invoice ") }.map(\.value).count == 20)
        #expect(inputs.last?.value == "1.00 EUR due 2026-01-02")
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
