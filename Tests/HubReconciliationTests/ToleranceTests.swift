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
        ("two documents", line("1299.99", "INV-1001 INV-1002", name: acme), "!under"),
        ("another number that was not given", line("999.99", "INV-1001 INV-1999", name: acme), "!unknown_reference"),
    ]

    @Test("each has its reason and kind, at the cap and one above", arguments: cases.indices)
    func tolerates(index: Int) {
        let row = Self.cases[index]
        let result = run([row.line], Self.open, policy: Self.policy)
        let found = outcome(result).map { $0.split(separator: " ").dropFirst().filter { $0 != "own_reference" } }
        #expect(found.map { $0.joined(separator: " ") } == [row.outcome], "\(row.about)")
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
