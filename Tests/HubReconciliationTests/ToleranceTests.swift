import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

@Suite("tolerances")
struct ToleranceTests {
    static let policy: MatchingPolicy = {
        var policy = MatchingPolicy()
        policy.discountGraceDays = 3
        let spans: [(Tolerances.Kind, from: Int64, to: Int64)] = [
            (.rounding, 1, 5), (.writeOff, 6, 100), (.bankCharge, 101, 1_500), (.bankChargeAbroad, 101, 4_000),
            (.overPayment, 1, 50),
        ]
        for (kind, from, to) in spans {
            policy.tolerances.spans[kind] = Tolerances.Span(from: from, to: to).map { [.eur: $0] }
        }
        return policy
    }()

    private static let austrian = "AT611904300234573201"
    private static let open = [
        item("INV-1001", "1000.00"), item("INV-1002", "300.00"),
        item("INV-1003", "500.00", discount: (off: "10.00", until: "2026-03-15")),
        item("INV-1004", "800.00", currency: .usd),
        item("INV-1005", "900.00", discount: (off: "18.00", until: "2026-03-18")),
    ]

    private static let acme = "Acme GmbH"
    private static let both = "INV-1001 INV-1002"

    private static let cases: [(about: String, line: StatementLine, outcome: String)] = [
        ("one unit", line("999.99", "INV-1001", name: acme), "INV-1001=999.99 rounding=0.01"),
        ("at the cap of rounding", line("999.95", "INV-1001", name: acme), "INV-1001=999.95 rounding=0.05"),
        ("one above it", line("999.94", "INV-1001", name: acme), "INV-1001=999.94 write_off=0.06"),
        (
            "at the limit of what is written off", line("999.00", "INV-1001", name: acme),
            "INV-1001=999.00 write_off=1.00"
        ),
        ("charges", line("998.99", "INV-1001", name: acme), "INV-1001=998.99 bank_charge=1.01"),
        ("charges at the cap", line("985.00", "INV-1001", name: acme), "INV-1001=985.00 bank_charge=15.00"),
        ("one above the cap stays open", line("984.99", "INV-1001", name: acme), "INV-1001=984.99"),
        (
            "charges from abroad",
            line("960.00", "INV-1001", name: acme, account: austrian), "INV-1001=960.00 bank_charge=40.00"
        ),
        ("one above that", line("959.99", "INV-1001", name: acme, account: austrian), "INV-1001=959.99"),
        ("five percent of what is open", line("285.00", "INV-1002", name: acme), "INV-1002=285.00 bank_charge=15.00"),
        ("more than five percent", line("284.99", "INV-1002", name: acme, account: austrian), "INV-1002=284.99"),
        (
            "at the limit of what is kept", line("1000.50", "INV-1001", name: acme),
            "INV-1001=1000.00 over_payment_gain=0.50"
        ),
        ("one above it", line("1000.51", "INV-1001", name: acme), "INV-1001=1000.00 unapplied=0.51"),
        ("another currency", line("799.99", "INV-1004", name: acme, currency: .usd), "INV-1004=799.99"),
        (
            "a discount on the last day of grace: more than the cap of charges",
            line("882.00", "INV-1005", name: acme, on: "2026-03-21"), "INV-1005=882.00 discount=18.00"
        ),
        ("a day later", line("882.00", "INV-1005", name: acme, on: "2026-03-22"), "INV-1005=882.00"),
        ("a discount or charges", line("490.00", "INV-1003", name: acme, on: "2026-03-18"), "!ambiguous"),
        ("a discount that is over, or charges", line("490.00", "INV-1003", name: acme, on: "2026-03-28"), "!ambiguous"),
        (
            "a discount in time", line("490.00", "INV-1003", name: acme, on: "2026-03-15"),
            "INV-1003=490.00 discount=10.00"
        ),
        ("nobody knows who paid", line("999.99", "INV-1001"), "!unknown_payer"),
        ("a stranger", line("999.99", "INV-1001", name: "Zwirner Leasing"), "!unknown_payer"),
        ("no reference", line("999.99", "danke", name: acme), "!no_match"),
        (
            "two documents, and the last of them bears the rounding", line("1299.99", both, name: acme),
            "INV-1001=1000.00 INV-1002=299.99 rounding=0.01"
        ),
        (
            "charges once for two documents, at the cap", line("1285.00", both, name: acme),
            "INV-1001=1000.00 INV-1002=285.00 bank_charge=15.00"
        ),
        ("one above it", line("1284.99", both, name: acme), "!under"),
        ("more than two documents have", line("1300.01", both, name: acme), "!over"),
        ("two documents, and nobody knows who paid", line("1299.99", both), "!unknown_payer"),
        (
            "rounding after an earned discount",
            line("1881.97", "INV-1001 INV-1005", name: acme, on: "2026-03-10"),
            "INV-1001=1000.00 INV-1005=881.97 discount=18.00 rounding=0.03"
        ),
        (
            "charges after an earned discount: that may be anything",
            line("1867.00", "INV-1001 INV-1005", name: acme, on: "2026-03-10"), "!under"
        ),
        (
            "the same of one document", line("870.09", "INV-1005", name: acme, on: "2026-03-10"), "INV-1005=870.09"
        ),
        (
            "a late discount of one of two", line("1882.00", "INV-1001 INV-1005", name: acme, on: "2026-03-21"),
            "INV-1001=1000.00 INV-1005=882.00 discount=18.00"
        ),
        (
            "charges, or less of them after a discount",
            line("1488.00", "INV-1001 INV-1003", name: acme, on: "2026-03-10"), "!ambiguous"
        ),
        (
            "charges, or a discount that is over",
            line("1490.00", "INV-1001 INV-1003", name: acme, on: "2026-03-28"), "!ambiguous"
        ),
        ("another number that was not given", line("999.99", "INV-1001 INV-1999", name: acme), "!unknown_reference"),
    ]

    @Test("each has its reason and kind, at the cap and one above", arguments: cases.indices)
    func tolerates(index: Int) {
        let row = Self.cases[index]
        let result = run([row.line], Self.open, policy: Self.policy)
        let found = outcome(result).map { $0.split(separator: " ").dropFirst().filter { $0 != "own_reference" } }
        #expect(found.map { $0.joined(separator: " ") } == [row.outcome], "\(row.about)")
    }

    /// What the bank tells of charges, beside what is short; an outcome and words of the explanation.
    private static let told: [(line: StatementLine, told: Money, outcome: String, words: String)] = [
        (line("985.00", "INV-1001", name: acme), money("15.00"), "INV-1001=985.00 bank_charge=15.00", "just that"),
        (line("985.00", "INV-1001", name: acme), money("2.00"), "!under", "tells of charges of 2.00 EUR"),
        (line("985.00", "INV-1001", name: acme), money("15.01"), "!under", "tells of charges of 15.01 EUR"),
        (line("985.00", "INV-1001", name: acme), money("15.00", .usd), "!under", "tells of charges of 15.00 USD"),
        (
            line("960.00", "INV-1001", name: acme, account: austrian), money("40.00"),
            "INV-1001=960.00 bank_charge=40.00", "just that"
        ),
        (line("960.00", "INV-1001", name: acme, account: austrian), money("15.00"), "!under", "40.00 EUR are missing"),
        (
            line("1285.00", both, name: acme), money("15.00"), "INV-1001=1000.00 INV-1002=285.00 bank_charge=15.00",
            "just"
        ),
        (line("1285.00", both, name: acme), money("5.00"), "!under", "tells of charges of 5.00 EUR"),
        // Nothing of a bank's charges.
        (line("999.97", "INV-1001", name: acme), money("2.00"), "INV-1001=999.97 rounding=0.03", "rounding"),
        (line("1000.00", "INV-1001", name: acme), money("2.00"), "INV-1001=1000.00", "exactly"),
        (line("984.00", "INV-1001", name: acme), money("16.00"), "INV-1001=984.00", "what the bank tells of charges"),
        (line("984.00", "INV-1001", name: acme), money("15.00"), "INV-1001=984.00", "16.00 EUR stay open; "),
        (
            line("1284.00", both, name: acme), money("16.00"), "!under",
            "missing, which is what the bank tells of charges"
        ),
        (line("490.00", "INV-1003", name: acme, on: "2026-03-18"), money("10.00"), "!ambiguous", "charges of a bank"),
        (line("490.00", "INV-1003", name: acme, on: "2026-03-18"), money("2.00"), "!ambiguous", "charges of a bank"),
    ]

    @Test("where the bank tells of charges, a difference is one only if it is just that", arguments: told.indices)
    func toldCharges(index: Int) {
        let row = Self.told[index]
        var receipt = row.line
        receipt.toldCharges = row.told
        let result = run([receipt], Self.open, policy: Self.policy)
        let found = outcome(result).map { $0.split(separator: " ").dropFirst().filter { $0 != "own_reference" } }
        #expect(found.map { $0.joined(separator: " ") } == [row.outcome], "\(row.outcome)")
        let words = result.matches.map(\.explanation) + result.exceptions.map(\.explanation)
        #expect(words.count == 1 && words[0].contains(row.words), "\(words)")
        // Off, a charge that is told posts nothing more than a part.
        let kinds = run([receipt], Self.open).matches.flatMap(\.allocations).map(\.kind)
        #expect(kinds.allSatisfy { $0 == .invoice })
    }

    @Test("a late discount says so, and the amount of another invoice is not tolerated away")
    func explains() throws {
        let late = run([line("882.00", "INV-1005", name: Self.acme, on: "2026-03-21")], Self.open, policy: Self.policy)
        #expect(late.matches.first?.allocations.map(\.reason) == [.paidInFull, .discountLate])
        #expect(late.matches.first?.explanation.contains("3 days of grace") == true)
        let other = run(
            [line("999.00", "INV-1001", name: Self.acme)],
            Self.open + [item("INV-1009", "999.00")],
            policy: Self.policy
        )
        #expect(outcome(other) == ["0 !ambiguous"])
    }

    /// Receipts that are 12.00 short, with what else is open.
    private static let nearMisses: [(about: String, line: StatementLine, others: [OpenItem], outcome: String)] = [
        ("nothing else", short, [], "INV-1001=1000.00 INV-1002=288.00 bank_charge=12.00"),
        ("a credit note", short, [note("CN-9001", "12.00")], "!ambiguous"),
        ("two equal credit notes", short, [note("CN-9001", "12.00"), note("CN-9002", "12.00")], "!ambiguous"),
        ("credit notes that add up to it", short, [note("CN-9001", "5.00"), note("CN-9002", "7.00")], "!ambiguous"),
        (
            "a credit note of another customer", short, [note("CN-9001", "12.00", customer: "C2")],
            "INV-1001=1000.00 INV-1002=288.00 bank_charge=12.00"
        ),
        (
            "a document named too, and left out", line("1300.00", "\(both) INV-1007", name: acme),
            [item("INV-1007", "12.00")], "!ambiguous"
        ),
        (
            "what was paid of one before", line("1388.00", "\(both) INV-1007", name: acme),
            [item("INV-1007", "112.00", open: "100.00")], "!ambiguous"
        ),
    ]

    private static let short = line("1288.00", both, name: acme)

    private static func note(_ number: String, _ amount: String, customer: String = "C1") -> OpenItem {
        item(number, amount, customer: customer, name: customer == "C1" ? acme : "Other AG", kind: .creditNote)
    }

    @Test("what else makes the amount exact leaves it to a person", arguments: nearMisses.indices)
    func asks(index: Int) {
        let row = Self.nearMisses[index]
        let found = outcome(run([row.line], Self.open + row.others, policy: Self.policy))
        #expect(found.map { $0.replacing("own_reference ", with: "") } == ["0 \(row.outcome)"], "\(row.about)")
    }

    @Test("a difference that another receipt brings is none of a bank's charges")
    func awaits() {
        let lines = [
            Self.short, line("12.00", "INV-1002", index: 1, name: Self.acme),
        ]
        #expect(outcome(run(lines, Self.open, policy: Self.policy)) == ["0 !under", "1 own_reference INV-1002=12.00"])
        let unnamed = [lines[0], line("12.00", "thanks", index: 1, name: Self.acme)]
        #expect(outcome(run(unnamed, Self.open, policy: Self.policy)).first == "0 !under")
    }

    @Test("the document that is due last bears it, and one that has too little left does not")
    func bears() {
        let items = [
            item("INV-2001", "1000.00", due: "2026-04-10"), item("INV-2002", "300.00"),
            item("INV-2003", "11.00", due: "2026-04-20"),
        ]
        let receipt = line("1299.00", "INV-2001 INV-2002 INV-2003", name: Self.acme)
        #expect(
            outcome(run([receipt], items, policy: Self.policy))
                == ["0 own_reference INV-2001=988.00 bank_charge=12.00 INV-2002=300.00 INV-2003=11.00"]
        )
    }

    @Test("two choices of discounts explain the same amount")
    func choosesNoDiscount() {
        let items = ["INV-2001", "INV-2002"].map { item($0, "500.00", discount: (off: "10.00", until: "2026-03-31")) }
        let result = run([line("985.00", "INV-2001 INV-2002", name: Self.acme)], items, policy: Self.policy)
        #expect(outcome(result) == ["0 !ambiguous"])
        #expect(result.exceptions.first?.explanation.contains("after the discount of 10.00 EUR on INV-2001") == true)
    }

    @Test("nothing is tolerated where the policy says nothing", arguments: cases.indices)
    func isOffByDefault(index: Int) {
        let kinds = run([Self.cases[index].line], Self.open).matches.flatMap(\.allocations).map(\.kind)
        #expect(kinds.allSatisfy { $0 == .invoice || $0 == .unapplied || $0 == .discount })
    }

    @Test("money and tolerated parts are what is cleared, and no more", arguments: UInt64(0)..<40)
    func conserves(seed: UInt64) {
        var trade = Trade(seed: seed)
        var random = SeededGenerator(seed: seed)
        // Everything a little short or over, so that tolerances have something to do.
        trade.items = trade.items.map { item in
            let off = Int64.random(in: -60...1_600, using: &random)
            let invoice = item.invoice
            guard invoice.open.minorUnits + off > 0 else { return item }
            let open = Money(minorUnits: invoice.open.minorUnits + off, currency: invoice.open.currency)
            return OpenItem(
                invoice: Invoice(
                    number: invoice.number,
                    kind: invoice.kind,
                    customer: invoice.customer,
                    customerName: invoice.customerName,
                    payerAccount: invoice.payerAccount,
                    amount: open,
                    open: open,
                    issued: invoice.issued,
                    due: invoice.due,
                    terms: invoice.terms,
                    reference: invoice.reference
                ),
                discounts: item.discounts
            )
        }
        let result = run(trade.lines, trade.items, payments: trade.payments, policy: Self.policy)
        let left = Dictionary(uniqueKeysWithValues: result.openItems.map { ($0.invoice.number, $0.open.minorUnits) })
        var used: [InvoiceNumber: Int64] = [:]
        for match in result.matches {
            let money = match.allocations.filter(\.kind.isMoney).map(\.amount.minorUnits).reduce(0, +)
            #expect(money == match.line.amount.minorUnits)
            for part in match.allocations {
                if let number = part.invoice { used[number, default: 0] += abs(part.amount.minorUnits) }
            }
        }
        for item in trade.items {
            let cleared = item.invoice.open.minorUnits - (left[item.invoice.number] ?? 0)
            #expect(cleared == used[item.invoice.number] ?? 0 && cleared <= item.invoice.open.minorUnits)
        }
    }
}
