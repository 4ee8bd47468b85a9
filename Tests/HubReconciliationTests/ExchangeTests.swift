import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

/// Short ways to write receipts in another currency.
private func quote(_ currency: Currency, _ day: String, _ rate: String) -> [ReferenceQuote] {
    DecimalRate(rate).map { [ReferenceQuote(currency: currency, date: date(day), perEuro: $0)] } ?? []
}

private func abroad(
    _ amount: String,
    _ text: String = "INV-2001",
    index: Int = 0,
    instructed: (String, Currency)? = nil,
    rate: String? = nil,
    name: String? = "Acme GmbH",
    on day: String = "2026-03-20",
    currency: Currency = .eur
) -> StatementLine {
    var line = line(amount, text, index: index, name: name, on: day, currency: currency)
    line.instructedAmount = instructed.map { money($0.0, $0.1) }
    line.exchangeRate = rate.flatMap { DecimalRate($0) }
    return line
}

@Suite("receipts in another currency") struct ExchangeTests {
    /// 1000.00 USD are 924.64 EUR and 773.46 GBP; 770.00 USD are 711.97 EUR (Python's fractions, half up).
    private static let rates = ReferenceRates(
        quote(.usd, "2026-03-20", "1.0815") + quote(.gbp, "2026-03-20", "0.8365")
    )

    private static let items = [
        item("INV-2001", "1000.00", currency: .usd), item("INV-2002", "250.00", currency: .usd),
        item("CN-2003", "480.00", kind: .creditNote, currency: .usd),
        item("INV-2004", "500.00", currency: .usd, discount: (off: "10.00", until: "2026-03-31")),
        item("INV-2005", "300.00"), item("4711", "80.00", currency: .usd), item("2026004712", "80.00", currency: .usd),
        item("INV-2006", "924.00", customer: "C2", name: "Bolt AG"),
        item("INV-2007", "1000.00", customer: "C2", name: "Bolt AG", currency: .usd),
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        let title: String
        let line: StatementLine
        var tolerance = 0
        var hasRates = true
        let expected: String
        /// A part of the explanation.
        var words = ""

        var testDescription: String { title }
    }

    static let cases: [Case] = [
        Case(
            title: "the instructed amount is what is open, and no rate is known",
            line: abroad("920.00", instructed: ("1000.00", .usd)),
            hasRates: false,
            expected: "0 own_reference INV-2001=1000.00",
            words: "920.00 EUR arrived for 1000.00 USD, and no published rate is known"
        ),
        Case(
            title: "a loss against the published rate",
            line: abroad("920.00", instructed: ("1000.00", .usd)),
            expected: "0 own_reference INV-2001=1000.00 exchange=-4.64",
            words: "1000.00 USD are worth 924.64 EUR by the rate of 2026-03-20 source ECB: 1 EUR = 1.0815 USD, "
                + "4.64 EUR more than arrived"
        ),
        Case(
            title: "a gain",
            line: abroad("930.00", instructed: ("1000.00", .usd)),
            expected: "0 own_reference INV-2001=1000.00 exchange=5.36"
        ),
        Case(
            title: "on a Sunday the rate of the Friday before counts",
            line: abroad("924.64", instructed: ("1000.00", .usd), on: "2026-03-22"),
            expected: "0 own_reference INV-2001=1000.00",
            words: "rate of 2026-03-20"
        ),
        Case(
            title: "a rate that is too old is no rate",
            line: abroad("924.64", instructed: ("1000.00", .usd), on: "2026-03-26"),
            expected: "0 own_reference INV-2001=1000.00",
            words: "no published rate is known"
        ),
        Case(
            title: "two invoices less a credit note",
            line: abroad("711.00", "INV-2001 INV-2002 ./. CN-2003", instructed: ("770.00", .usd)),
            // 924.64 + 231.16 - 443.83 are 711.97.
            expected: "0 own_reference INV-2001=1000.00 INV-2002=250.00 CN-2003=-480.00 exchange=-0.97"
        ),
        Case(
            title: "less a discount",
            line: abroad("450.00", "INV-2004", instructed: ("490.00", .usd)),
            // 490.00 USD are 453.07 EUR.
            expected: "0 own_reference INV-2004=490.00 discount=10.00 exchange=-3.07"
        ),
        Case(
            title: "between two currencies that are not the euro",
            line: abroad("770.00", instructed: ("1000.00", .usd), currency: .gbp),
            expected: "0 own_reference INV-2001=1000.00 exchange=-3.46",
            words: "1 EUR = 1.0815 USD = 0.8365 GBP"
        ),
        Case(
            title: "less was instructed",
            line: abroad("915.00", instructed: ("990.00", .usd)),
            expected: "0 !currency"
        ),
        Case(
            title: "more was instructed",
            line: abroad("915.00", instructed: ("1001.00", .usd)),
            expected: "0 !currency"
        ),
        Case(
            title: "a third currency was instructed",
            line: abroad("920.00", instructed: ("1000.00", .gbp)),
            expected: "0 !currency",
            words: "which is a third currency"
        ),
        Case(
            title: "the instructed amount cannot belong to what arrived",
            line: abroad("92.00", instructed: ("1000.00", .usd)),
            expected: "0 !currency",
            words: "which the known rate contradicts"
        ),
        Case(
            title: "the bank's own rate contradicts, whichever way it is read",
            line: abroad("920.00", instructed: ("1000.00", .usd), rate: "1.5"),
            hasRates: false,
            expected: "0 !currency",
            words: "which the known rate contradicts"
        ),
        Case(
            title: "the payer is nobody we know",
            line: abroad("920.00", instructed: ("1000.00", .usd), name: "Quandt Leasing"),
            expected: "0 !unknown_payer"
        ),
        Case(
            title: "who paid is not told",
            line: abroad("920.00", instructed: ("1000.00", .usd), name: nil),
            expected: "0 !unknown_payer"
        ),
        Case(
            title: "the payer is another customer",
            line: abroad("920.00", instructed: ("1000.00", .usd), name: "Bolt AG"),
            expected: "0 !contradicting_payer"
        ),
        Case(
            title: "a number of four digits",
            line: abroad("74.00", "4711", instructed: ("80.00", .usd)),
            expected: "0 !currency",
            words: "so short a number"
        ),
        Case(
            title: "what is named is in two currencies",
            line: abroad("1224.00", "INV-2001 INV-2005", instructed: ("1000.00", .usd)),
            expected: "0 !currency",
            words: "several currencies"
        ),
        Case(
            title: "what is named is of two customers",
            line: abroad("1850.00", "INV-2001 INV-2007", instructed: ("2000.00", .usd), name: nil),
            expected: "0 !ambiguous"
        ),
        Case(
            title: "by the rate alone nothing is posted",
            line: abroad("924.64"),
            expected: "0 !currency",
            words: "exactly what arrived (0 basis points); no difference is allowed"
        ),
        Case(
            title: "by the rate within the tolerance",
            line: abroad("920.00"),
            tolerance: 51,
            expected: "0 own_reference INV-2001=1000.00 exchange=-4.64",
            words: "(51 basis points)"
        ),
        Case(title: "by the rate beyond the tolerance", line: abroad("920.00"), tolerance: 50, expected: "0 !currency"),
        Case(
            title: "a rate that is not known",
            line: abroad("920.00"),
            tolerance: 51,
            hasRates: false,
            expected: "0 !currency",
            words: "no rate of USD and EUR is known for 2026-03-20"
        ),
        Case(
            title: "the bank's rate, dollars for a euro",
            line: abroad("920.00", rate: "1.087"),
            tolerance: 10,
            expected: "0 own_reference INV-2001=1000.00 exchange=0.04",
            words: "rate of the statement: 1.087"
        ),
        Case(
            title: "the bank's rate, euros for a dollar",
            line: abroad("920.00", rate: "0.92"),
            tolerance: 10,
            hasRates: false,
            expected: "0 own_reference INV-2001=1000.00"
        ),
        Case(
            title: "digits alone and a rate are not enough",
            line: abroad("73.97", "2026004712"),
            tolerance: 100,
            expected: "0 !currency",
            words: "digits alone"
        ),
        Case(
            title: "another invoice of the payer has exactly this amount",
            line: abroad("924.00", "INV-2007", name: "Bolt AG"),
            tolerance: 100,
            expected: "0 !ambiguous",
            words: "exactly that of INV-2006"
        ),
        Case(
            title: "a number that was not given stands beside it",
            line: abroad("924.64", "INV-2001 INV-2999"),
            tolerance: 100,
            expected: "0 !unknown_reference"
        ),
    ]

    @Test("each case has its decision", arguments: cases)
    func decides(_ row: Case) {
        var policy = MatchingPolicy()
        policy.exchangeToleranceBasisPoints = row.tolerance
        let result = reconcile(
            lines: [row.line],
            items: Self.items,
            payments: [],
            policy: policy,
            rates: row.hasRates ? Self.rates : ReferenceRates(),
            asOf: date("2026-04-30")
        )
        #expect(outcome(result) == [row.expected])
        let words = result.matches.first?.explanation ?? result.exceptions.first?.explanation ?? ""
        #expect(words.contains(row.words), "\(words)")
        for match in result.matches {
            let taken = match.allocations.compactMap(\.received)
            #expect(taken.allSatisfy { $0.currency == match.line.amount.currency })
            #expect(taken.map(\.minorUnits).reduce(0, +) == match.line.amount.minorUnits)
        }
        for exception in result.exceptions where exception.reason != .contradictingPayer {
            #expect(!exception.suggestions.isEmpty)
        }
    }

    @Test("a document that an exchange has settled cannot be paid again")
    func claims() {
        let lines = [
            abroad("920.00", index: 0, instructed: ("1000.00", .usd)),
            abroad("921.00", index: 1, instructed: ("1000.00", .usd)),
        ]
        let result = run(lines, Self.items)
        #expect(outcome(result) == ["0 own_reference INV-2001=1000.00", "1 !duplicate"])
        #expect(!result.openItems.contains { $0.invoice.number.text == "INV-2001" })
    }

    @Test("values whose sum on the way is beyond 64 bits")
    func large() {
        let items = [
            item("INV-2101", "0.90", currency: .usd), item("INV-2102", "0.90", currency: .usd),
            item("CN-2103", "0.60", kind: .creditNote, currency: .usd),
            item("CN-2104", "0.50", kind: .creditNote, currency: .usd),
        ]
        let text = "INV-2101 INV-2102 CN-2103 CN-2104"
        let result = run([abroad("64563604257983430.60", text, instructed: ("0.70", .usd))], items)
        #expect(outcome(result) == ["0 own_reference INV-2101=0.90 INV-2102=0.90 CN-2103=-0.60 CN-2104=-0.50"])
        let taken = result.matches.flatMap(\.allocations).compactMap(\.received)
        #expect(taken.reduce(Int128(0)) { $0 + Int128($1.minorUnits) } == 6_456_360_425_798_343_060)
    }

    @Test("a rule holds a receipt in another currency like any other, and is named")
    func obeysRules() throws {
        let receipt = abroad("920.00", instructed: ("1000.00", .usd))
        let posted = try #require(run([receipt], Self.items).matches.first)
        #expect(posted.explanation.hasSuffix("rule reference_and_amount posts it"))
        var policy = MatchingPolicy()
        policy.rules = [
            DecisionRule(
                name: "small_ones",
                priority: 1,
                references: [.strong],
                amounts: [.exact],
                decision: .post,
                postsUpTo: [.eur: 10_000]
            )
        ]
        let held = try #require(run([receipt], Self.items, policy: policy).exceptions.first)
        #expect(held.reason == .heldByRule && held.explanation.contains("it posts 100.00 EUR at most"))
    }

    @Test("of two statements of one movement the one that tells the instructed amount counts")
    func repeats() {
        let told = abroad("920.00", instructed: ("1000.00", .usd)).with(file: "z.xml")
        let result = run([abroad("920.00"), told], Self.items)
        #expect(result.matches.map(\.line) == [told] && result.repeats.count == 1)
    }

    /// Documents and receipts in three currencies, many of them with an instructed amount.
    private static func world(_ seed: UInt64) -> (lines: [StatementLine], items: [OpenItem]) {
        var random = SeededGenerator(seed: seed)
        let currencies: [Currency] = [.eur, .usd, .gbp]
        let items = (0..<40).map { number in
            item(
                "INV-\(3_000 + number)",
                Money(minorUnits: Int64.random(in: 1...500_000, using: &random), currency: .eur).decimal,
                customer: "C\(number % 5)",
                name: "Company \(["Ash", "Birch", "Cedar", "Elm", "Fir"][number % 5])",
                currency: currencies[Int.random(in: 0..<3, using: &random)]
            )
        }
        let lines = (0..<120).map { index in
            let paid = items[Int.random(in: 0..<items.count, using: &random)].invoice
            let currency = currencies[Int.random(in: 0..<3, using: &random)]
            let percent = Int64.random(in: 75...125, using: &random)
            let off: Int64 = [0, 0, 0, 1, -100].randomElement(using: &random) ?? 0
            var line = line(
                Money(minorUnits: max(1, paid.open.minorUnits * percent / 100), currency: .eur).decimal,
                "\(paid.number)",
                index: index,
                name: Int.random(in: 0..<6, using: &random) == 0 ? nil : paid.customerName,
                currency: currency
            )
            if Int.random(in: 0..<3, using: &random) > 0 {
                let units = max(1, paid.open.minorUnits + off)
                line.instructedAmount = Money(minorUnits: units, currency: paid.open.currency)
            }
            return line
        }
        return (lines, items)
    }

    @Test("what is taken is the receipt, nothing beyond what is open, in any order", arguments: UInt64(0)..<60)
    func properties(seed: UInt64) {
        var (lines, items) = Self.world(seed)
        var policy = MatchingPolicy()
        policy.exchangeToleranceBasisPoints = seed.isMultiple(of: 2) ? 0 : 300
        func result() -> ReconciliationResult {
            reconcile(
                lines: lines,
                items: items,
                payments: [],
                policy: policy,
                rates: Self.rates,
                asOf: date("2026-04-30")
            )
        }
        let first = result()
        var used: [InvoiceNumber: Int64] = [:]
        for match in first.matches {
            let taken = match.allocations.compactMap(\.received)
            #expect(taken.allSatisfy { $0.currency == match.line.amount.currency })
            #expect(taken.map(\.minorUnits).reduce(0, +) == match.line.amount.minorUnits)
            for part in match.allocations {
                guard let number = part.invoice else { continue }
                used[number, default: 0] += part.amount.minorUnits
                #expect(part.amount.currency == items.first { $0.invoice.number == number }?.invoice.open.currency)
            }
            guard let exchange = match.exchange else { continue }
            if exchange.evidence == .instructedAmount { #expect(match.line.instructedAmount == exchange.paid) }
            let difference = match.allocations.filter { $0.kind == .exchangeDifference }.map(\.amount.minorUnits)
            #expect(difference.reduce(0, +) == exchange.difference)
        }
        for item in items {
            let left = item.invoice.open.minorUnits - (used[item.invoice.number] ?? 0)
            let open = first.openItems.first { $0.invoice.number == item.invoice.number }?.open.minorUnits ?? 0
            #expect(left == open)
        }
        #expect(first.matches.contains { $0.exchange != nil })
        lines.reverse()
        items.reverse()
        #expect(result().json == first.json && result().csv == first.csv && result().text == first.text)
    }
}

@Suite("payouts and returns in another currency") struct ExchangedPayoutTests {
    private static let po = "po_10000001"
    private static let known = ReferenceRates(quote(.usd, "2026-03-20", "1.1000"))

    /// 100.00 USD for INV-1 and 50.00 for nobody, 4.70 of fees, 10.00 refunded: 135.30 USD.
    private static let lines = [
        settled(0, .payment, "96.80", fee: "3.20", payment: "ch_1", reference: "INV-1", payout: po, currency: .usd),
        settled(1, .payment, "48.50", fee: "1.50", payment: "ch_2", payout: po, currency: .usd),
        settled(2, .refund, "-10.00", payment: "ch_0", payout: po, currency: .usd),
    ]
    private static let items = [item("INV-1", "100.00", currency: .usd)]

    private static func found(
        _ receipt: StatementLine,
        rates: ReferenceRates = ReferenceRates()
    ) -> ReconciliationResult {
        var groups = GroupSources()
        groups.settlements = SettlementLedger(lines)
        return reconcile(
            lines: [receipt],
            items: items,
            payments: [],
            policy: MatchingPolicy(),
            rates: rates,
            asOf: date("2026-04-30"),
            groups: groups
        )
    }

    static let cases: [(title: String, line: StatementLine, hasRate: Bool, outcome: String, words: String)] = [
        (
            "told by the bank, no rate", abroad("123.00", po, instructed: ("135.30", .usd), name: "Stripe"), false,
            "0 payout INV-1=100.00 payment=50.00 refund=-10.00 fee=-4.70", "123.00 EUR arrived for 135.30 USD"
        ),
        (
            // 135.30 USD are 123.00 EUR at 1.1000.
            "a loss against the rate", abroad("122.00", po, instructed: ("135.30", .usd), name: "Stripe"), true,
            "0 payout INV-1=100.00 payment=50.00 refund=-10.00 fee=-4.70 exchange=-1.00", "1.00 EUR more than arrived"
        ),
        (
            "without its id, by what was told",
            abroad("123.00", "payout", instructed: ("135.30", .usd), name: "Stripe"),
            false, "0 payout INV-1=100.00 payment=50.00 refund=-10.00 fee=-4.70", "it names Stripe, has its amount"
        ),
        (
            "another amount was told", abroad("123.00", po, instructed: ("135.00", .usd), name: "Stripe"), false,
            "0 !under", "has 135.00 USD, though it carries the id"
        ),
        (
            "nothing was told", abroad("123.00", po, name: "Stripe"), true, "0 !currency",
            "the statement does not tell what was paid abroad"
        ),
        (
            "a third currency was told", abroad("123.00", po, instructed: ("135.30", .gbp), name: "Stripe"), true,
            "0 !currency", "the statement tells of 135.30 GBP"
        ),
        (
            "the rate contradicts", abroad("90.00", po, instructed: ("135.30", .usd), name: "Stripe"), true,
            "0 !currency",
            "contradicts the known rate"
        ),
    ]

    @Test("a payout that the bank has exchanged is taken for what it was told to pay", arguments: cases.indices)
    func payouts(index: Int) throws {
        let test = Self.cases[index]
        let result = Self.found(test.line, rates: test.hasRate ? Self.known : ReferenceRates())
        #expect(outcome(result) == [test.outcome], "\(test.title)")
        let words = result.matches.first?.explanation ?? result.exceptions.first?.explanation ?? ""
        #expect(words.contains(test.words), "\(test.title): \(words)")
        let isMatched = !result.matches.isEmpty
        #expect(result.openItems.isEmpty == isMatched)
        for match in result.matches {
            let received = match.allocations.compactMap(\.received)
            #expect(received.allSatisfy { $0.currency == .eur }, "\(test.title)")
            #expect(received.reduce(0) { $0 + $1.minorUnits } == test.line.amount.minorUnits, "\(test.title)")
        }
        // A contradicting rate leaves the line to a person, but it is the payout's.
        let isThere = isMatched || test.words == "contradicts the known rate"
        #expect(result.settlements.entries.first?.bank == (isThere ? .present : .missing))
    }

    @Test("the cent that rounding leaves belongs to the last invoice, of a receipt and of a payout")
    func rounds() {
        // Three times 10.00 USD for 25.00 EUR: 8.33 each, and one cent.
        let items = ["INV-1", "INV-2", "INV-3"].map { item($0, "10.00", currency: .usd) }
        let receipt = abroad("25.00", "INV-1 INV-2 INV-3", instructed: ("30.00", .usd))
        func received(_ result: ReconciliationResult) -> [String] {
            result.matches.flatMap(\.allocations).map { "\($0.invoice?.text ?? "-") \($0.received?.decimal ?? "-")" }
        }
        #expect(received(run([receipt], items)) == ["INV-1 8.33", "INV-2 8.33", "INV-3 8.34"])
        let charges = [("ch_1", "INV-1"), ("ch_2", nil), ("ch_3", nil)].enumerated().map { row, charge in
            settled(row, .payment, "10.00", payment: charge.0, reference: charge.1, payout: Self.po, currency: .usd)
        }
        var groups = GroupSources()
        groups.settlements = SettlementLedger(charges)
        let payout = reconcile(
            lines: [abroad("25.00", Self.po, instructed: ("30.00", .usd), name: "Stripe")],
            items: items,
            payments: [],
            policy: MatchingPolicy(),
            asOf: date("2026-04-30"),
            groups: groups
        )
        #expect(received(payout) == ["INV-1 8.34", "- 8.33", "- 8.33"])
    }

    @Test("what was instructed in the account's own currency makes no payout of a receipt with another amount")
    func instructedBeforeCharges() {
        var receipt = line("98.00", "INV-1", name: "Stripe Office Supplies GmbH")
        receipt.instructedAmount = money("100.00")
        var groups = GroupSources()
        groups.settlements = SettlementLedger([settled(0, .payment, "100.00", payment: "ch_1", payout: Self.po)])
        let found = reconcile(
            lines: [receipt],
            items: [item("INV-1", "98.00", name: "Stripe Office Supplies GmbH")],
            payments: [],
            policy: MatchingPolicy(),
            asOf: date("2026-04-30"),
            groups: groups
        )
        #expect(outcome(found) == ["0 own_reference INV-1=98.00"])
        #expect(found.settlements.entries.first?.bank == .missing)
    }

    @Test("what a receipt in another currency has paid is open again when it is returned, whole or in part")
    func returned() {
        let items = [item("INV-2001", "1000.00", currency: .usd)]
        func open(after amount: String) -> [String] {
            let lines = [
                abroad("920.00", instructed: ("1000.00", .usd)),
                line(
                    amount,
                    "INV-2001",
                    index: 1,
                    name: "Acme GmbH",
                    on: "2026-03-23",
                    direction: .debit,
                    bankReference: "REF-0",
                    returnReason: "AC04"
                ),
            ]
            return run(lines, items).openItems.map { "\($0.invoice.number) \($0.open)" }
        }
        #expect(open(after: "920.00") == ["INV-2001 1000.00 USD"])
        #expect(open(after: "400.00") == ["INV-2001 1000.00 USD"], "of the rest a person has to say what it pays")
    }
}
