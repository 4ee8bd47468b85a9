import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

@Suite("expected money and fees") struct ExpectationTests {
    private static func expectations(_ day: String) -> [String] {
        var dated = hubPayment("pay_1", "10.00", provider: "ch_1", invoices: [:])
        dated.sentOn = date("2026-04-01")
        dated.rail = "sepa_debit"
        let undated = hubPayment("pay_2", "11.00", provider: "ch_2", invoices: [:])
        var over = hubPayment("pay_3", "12.00", provider: "ch_3", invoices: [:])
        over.isUnderWay = false
        let reported = hubPayment("pay_4", "5.00", provider: "ch_4", invoices: [:])
        var atProvider = hubPayment("pay_5", "6.00", provider: "ch_5", invoices: [:])
        atProvider.sentOn = date("2026-04-01")
        let result = reconciled(
            [],
            [
                settled(0, .payment, "5.00", payment: "ch_4", payout: "po_10000001", arrival: "2026-04-02"),
                settled(1, .payment, "6.00", payment: "ch_5"),
            ],
            payments: [dated, undated, over, reported, atProvider],
            asOf: day
        )
        return result.settlements.expectations.map {
            "\($0.kind.rawValue) \($0.name) \($0.state.rawValue) \($0.expectedBy?.description ?? "-") \($0.age ?? 0)"
        }
    }

    @Test("over Easter nothing moves; what is late is missing, what is not due is expected, what has no day says so")
    func states() {
        #expect(
            Self.expectations("2026-04-07") == [
                "payout po_10000001 expected 2026-04-07 0", "balance not paid out expected 2026-04-23 -16",
                "payment pay_1 expected 2026-04-10 -3",
                "payment pay_2 undated - 0",
            ]
        )
        #expect(
            Self.expectations("2026-04-15") == [
                "payout po_10000001 missing 2026-04-07 8", "balance not paid out expected 2026-04-23 -8",
                "payment pay_1 missing 2026-04-10 5",
                "payment pay_2 undated - 0",
            ]
        )
    }

    @Test("what lies at a provider for months, what it is to collect, and card payments without any report")
    func notSilent() {
        func expectations(_ lines: [SettlementLine], _ payments: [ExpectedPayment], on day: String) -> [String] {
            reconciled([], lines, payments: payments, asOf: day).settlements.expectations.map {
                "\($0.kind.rawValue) \($0.name) \($0.amount) \($0.state.rawValue)"
            }
        }
        var lying = settled(0, .payment, "97.00", payment: "ch_1")
        lying.date = date("2026-03-09")
        #expect(expectations([lying], [], on: "2026-04-10") == ["balance not paid out 9700 expected"])
        #expect(expectations([lying], [], on: "2026-12-31") == ["balance not paid out 9700 missing"])
        let owed = settled(0, .refund, "-50.00", payout: "po_10000001", arrival: "2026-04-02")
        #expect(expectations([owed], [], on: "2026-04-15") == ["payout po_10000001 -5000 missing"])
        var payment = hubPayment("pay_1", "10.00", provider: "ch_1", invoices: [:])
        payment.sentOn = date("2026-03-09")
        #expect(expectations([], [payment], on: "2026-12-31") == ["payment pay_1 1000 unreported"])
        payment.rail = "sepa_debit"
        #expect(expectations([], [payment], on: "2026-12-31") == ["payment pay_1 1000 missing"])
    }

    /// The last day of a report, the day on which it is looked at, and what becomes of a capture of 9 March that it lacks.
    private static let ends = [
        ("2026-03-09", "2026-03-12", "expected"), ("2026-03-15", "2026-03-18", "expected"),
        ("2026-03-15", "2026-03-19", "unreported"), ("2026-03-16", "2026-03-18", "expected"),
        ("2026-03-16", "2026-03-19", "missing"), ("2026-05-31", "2026-06-30", "missing"),
    ]

    @Test("a capture in the last week of a report may be in the next one, and is not passed over", arguments: ends)
    func lastWeek(end: String, day: String, state: String) {
        var payment = hubPayment("pay_1", "10.00", provider: "ch_1", invoices: [:])
        (payment.sentOn, payment.rail) = (date("2026-03-09"), "card")
        let lines = [
            settled(0, .payment, "5.00", payment: "ch_2", payout: "po_10000001", on: "2026-03-02"),
            settled(1, .fee, "-5.00", payout: "po_10000001", on: end),
        ]
        let found = reconciled([], lines, payments: [payment], asOf: day).settlements.expectations
        #expect(found.map { "\($0.name) \($0.state.rawValue)" } == ["pay_1 \(state)"])
    }

    private static func rule(
        _ pricing: FeeContract.Pricing,
        fixed: Int64,
        share: Int64,
        _ rounding: Rounding = .halfAwayFromZero
    ) -> FeeContract.Rule {
        FeeContract.Rule(
            name: "cards",
            provider: "Stripe",
            currency: .eur,
            kinds: [.payment],
            word: nil,
            pricing: pricing,
            fixed: fixed,
            share: share,
            rounding: rounding
        )
    }

    @Test("charged fees beside the contract, rounded once")
    func audit() throws {
        func audit(_ lines: [SettlementLine], _ rule: FeeContract.Rule) throws -> FeeAudit {
            var groups = GroupSources()
            groups.settlements = SettlementLedger(lines)
            groups.contract = FeeContract(rules: [rule])
            let result = reconcile(
                lines: [],
                items: [],
                payments: [],
                policy: MatchingPolicy(),
                asOf: date("2026-04-01"),
                groups: groups
            )
            return try #require(result.settlements.fees)
        }
        let lines = [
            settled(0, .payment, "98.25", fee: "1.75"), settled(1, .payment, "32.99", fee: "0.68"),
            settled(2, .payment, "32.92", fee: "0.75"), settled(3, .refund, "-5.00"),
            settled(4, .payment, "1.00", currency: .usd),
        ]
        // 0.25 and 1.5 %: of 100.00 it is 1.75, of 33.67 it is 0.75505.
        let found = try audit(lines, Self.rule(.fixedAndShare, fixed: 25, share: 15_000))
        #expect(found.agreeing == 1 && found.uncovered == 1)
        #expect(found.differences.map(\.line.row) == [1, 2] && found.differences.map(\.expected) == [76, 76])
        let cut = try audit(lines, Self.rule(.fixedAndShare, fixed: 25, share: 15_000, .towardsZero))
        #expect(cut.agreeing == 2 && cut.differences.map(\.expected) == [75])

        var told = settled(0, .payment, "98.90", fee: "1.10")
        told.feeParts = [
            FeePart(name: .interchange, parts: 300_000_000_000), FeePart(name: .scheme, parts: 104_900_000_000),
        ]
        let untold = settled(1, .payment, "98.90", fee: "1.10")
        let plus = try audit([told, untold], Self.rule(.interchangePlus, fixed: 10, share: 6_000))
        #expect(plus.agreeing == 1 && plus.differences.map(\.expected) == [nil], "0.10, 0.6 % and 0.4049 make 1.1049")
        // 0.4049999999 more is 1.1049999999 and no 1.105.
        told.feeParts = [FeePart(name: .interchange, parts: 404_999_999_900)]
        #expect(try audit([told], Self.rule(.interchangePlus, fixed: 10, share: 6_000)).agreeing == 1)
    }
}
