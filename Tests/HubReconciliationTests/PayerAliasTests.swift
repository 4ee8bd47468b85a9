import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

@Suite("payer aliases")
struct PayerAliasTests {
    @Test(
        "spellings of one payer are one key, and what tells nothing is none",
        arguments: [
            ("DE02 1203 0000 0000 2020 51", "", "account DE02120300000000202051"),
            ("de02-1203-0000-0000-2020-51", "Acme", "account DE02120300000000202051"),
            ("1234", "Acme GmbH", "name acme gmbh"), ("NOTPROVIDED", "GmbH Acme", "name acme gmbh"),
            ("", "Zahlung", "none"), ("", "SEPA-Überweisung", "none"), ("", "SEPA Ueberweisung", "none"),
            ("", "GUTSCHRIFT", "none"), ("", "Payment received", "none"), ("", "Virement", "none"),
            ("", "Virement reçu", "none"), ("", "Bonifico", "none"), ("", "Cheque", "none"),
            ("", "Lastschrift", "none"),
            ("", "Transfer", "none"), ("", "Transfer GmbH", "name transfer gmbh"),
            ("", "Zahlung Müller", "name mueller zahlung"), ("", "Payment 24", "name 24 payment"),
            ("000000000", "", "none"), ("", "", "none"), ("", "NOTPROVIDED", "none"), ("", "GmbH", "none"),
            // The account that the lines of the fixtures are booked on.
            ("DE89370400440532013000", "Acme", "none"),
        ]
    )
    func keys(account: String, name: String, expected: String) {
        let found = PayerKey(payerOf: line("1.00", name: name, account: account))
        #expect((found.map { "\($0.kind.rawValue) \($0.text)" } ?? "none") == expected)
    }

    private static let (known, new, third) = (
        "DE02120300000000202051", "DE02500105170137075030", "AT611904300234573201"
    )

    private static func alias(
        _ payer: PayerKey?,
        _ customer: String,
        times: Int = 2,
        last: String = "2026-03-01"
    ) -> [PayerAlias] {
        guard let payer else { return [] }
        return [
            PayerAlias(
                payer: payer,
                customer: CustomerID(customer),
                written: payer.text,
                confirmations: times,
                firstUsed: date("2026-01-10"),
                lastUsed: date(last)
            )
        ]
    }

    private static let items = [
        item("INV-1001", "100.00", account: known), item("1814", "30.00", account: known),
        item("INV-2001", "77.00", customer: "C2", name: "Bolt AG"),
        item("2718", "55.00", customer: "C2", name: "Bolt AG"),
    ]

    private static func payers(_ aliases: [PayerAlias]) -> KnownPayers {
        KnownPayers(aliases: aliases).live(asOf: date("2026-04-30"), days: 400)
    }

    /// What an alias makes of a receipt that nothing else tells the payer of.
    private static let rows: [(name: String, aliases: [PayerAlias], line: StatementLine, outcome: String)] = {
        let account = PayerKey(account: new)
        let holding = PayerKey(name: "Holding Nord SE")
        func short(_ name: String? = "Zwirner", _ account: String? = new) -> StatementLine {
            line("55.00", "2718", name: name, account: account)
        }
        let amount = line("55.00", "danke", name: "Zwirner", account: new)
        return [
            ("nobody said so", [], short(), "!unknown_payer"),
            ("confirmed once, a short number", alias(account, "C2", times: 1), short(), "2718"),
            ("confirmed once, the amount alone", alias(account, "C2", times: 1), amount, "!ambiguous"),
            ("confirmed twice, the amount alone", alias(account, "C2"), amount, "2718"),
            ("of another customer", alias(account, "C1"), short(), "!contradicting_payer"),
            ("of a customer who owes nothing", alias(account, "C9"), short(), "!contradicting_payer"),
            ("confirmed for two", alias(account, "C1") + alias(account, "C2"), short(), "!unknown_payer"),
            ("just alive", alias(account, "C2", last: "2025-03-26"), short(), "2718"),
            ("expired", alias(account, "C2", last: "2025-03-25"), short(), "!unknown_payer"),
            (
                "one of two has expired", alias(account, "C1", last: "2025-03-25") + alias(account, "C2"), short(),
                "2718"
            ),
            ("another amount", alias(account, "C2"), line("50.00", "2718", account: new), "!ambiguous"),
            ("another amount, nobody's", [], line("50.00", "2718", name: "Zwirner", account: new), "!ambiguous"),
            ("a part payment", alias(account, "C2"), line("70.00", "INV-2001", account: new), "INV-2001"),
            ("a name", alias(holding, "C2", times: 1), short("holding nord se", nil), "2718"),
            (
                "a name, amount alone", alias(holding, "C2", times: 1), line("55.00", name: "Holding Nord SE"),
                "!ambiguous"
            ),
            ("a name twice, amount alone", alias(holding, "C2"), line("55.00", name: "Holding Nord SE"), "2718"),
            (
                "a customer's name stays his", alias(PayerKey(name: "Acme GmbH"), "C2"), short("Acme GmbH", nil),
                "!contradicting_payer"
            ),
            (
                "a document's account stays", alias(PayerKey(account: known), "C2"), short(nil, known),
                "!contradicting_payer"
            ),
            (
                "and vouches for no amount", alias(PayerKey(account: known), "C2"), line("30.00", account: known),
                "!ambiguous"
            ),
            (
                "nor does the name vouch for an account that was confirmed for another",
                alias(PayerKey(account: known), "C2"),
                line("30.00", name: "Acme GmbH", account: known), "!contradicting_payer"
            ),
            (
                "nor for one that was confirmed for two", alias(account, "C1") + alias(account, "C2"),
                line("55.00", name: "Bolt AG", account: new), "!ambiguous"
            ),
            (
                "what banks call a booking is nobody's name", alias(PayerKey(kind: .name, folded: "zahlung"), "C2"),
                line("55.00", name: "Zahlung"), "!unknown_payer"
            ),
        ]
    }()

    /// Of these somebody is known to have paid, so nobody asks whose it is.
    private static let namesOfKnown: Set = [
        "nor does the name vouch for an account that was confirmed for another",
        "nor for one that was confirmed for two",
        "of another customer", "of a customer who owes nothing", "another amount", "a customer's name stays his",
    ]

    @Test("an alias says who pays, and loosens nothing else", arguments: rows.indices)
    func decides(index: Int) {
        let row = Self.rows[index]
        let result = reconcile(
            lines: [row.line],
            items: Self.items,
            payments: [],
            policy: MatchingPolicy(),
            asOf: date("2026-04-30"),
            payers: Self.payers(row.aliases)
        )
        let paid = result.matches.first?.allocations.first?.invoice?.text
        let found = paid ?? result.exceptions.first.map { "!\($0.reason.rawValue)" }
        #expect(found == row.outcome, "\(row.name): \(result.exceptions.map(\.explanation))")
        if row.name.contains("mount alone"), paid == nil {
            #expect(result.exceptions[0].explanation.contains("confirmed once only"), "\(row.name)")
        }
        let asks = !Self.namesOfKnown.contains(row.name)
        #expect(result.exceptions.allSatisfy { $0.isPayerKnown == !asks }, "\(row.name)")
        if paid != nil, !row.aliases.isEmpty {
            #expect(result.matches[0].explanation.contains("people have confirmed"), "\(row.name)")
        }
    }

    /// Where the money comes from, against where it is known to come from.
    private static let changes: [(name: String, aliases: [PayerAlias], line: StatementLine, isHeld: Bool)] = [
        ("the known account", [], line("100.00", "INV-1001", account: known), false),
        ("no account told", [], line("100.00", "INV-1001", name: "Acme GmbH"), false),
        ("another account, no name", [], line("100.00", "INV-1001", account: new), true),
        ("another account, the right name", [], line("100.00", "INV-1001", name: "Acme GmbH", account: new), true),
        ("another account, no number", [], line("100.00", name: "Acme GmbH", account: new), true),
        ("the national number of the known", [], line("100.00", "INV-1001", account: "0000202051"), false),
        ("a customer without any account", [], line("77.00", "INV-2001", account: new), false),
        ("its alias", alias(PayerKey(account: new), "C1"), line("100.00", "INV-1001", account: new), false),
        (
            "known by an alias alone", alias(PayerKey(account: new), "C2"), line("77.00", "INV-2001", account: third),
            true
        ),
        (
            "an alias of two", alias(PayerKey(account: new), "C1") + alias(PayerKey(account: new), "C2"),
            line("100.00", "INV-1001", name: "Acme GmbH", account: new), true
        ),
        (
            "of two, of a customer without any other account",
            alias(PayerKey(account: new), "C1") + alias(PayerKey(account: new), "C2"),
            line("77.00", "INV-2001", account: new), false
        ),
        (
            "by an expired one", alias(PayerKey(account: new), "C2", last: "2024-01-01"),
            line("77.00", "INV-2001", account: third), false
        ),
    ]

    @Test("a changed account is held where the policy says so, and nowhere else", arguments: changes.indices)
    func holdsChanges(index: Int) throws {
        let row = Self.changes[index]
        for holds in [false, true] {
            var policy = MatchingPolicy()
            policy.holdsChangedAccounts = holds
            let result = reconcile(
                lines: [row.line],
                items: Self.items,
                payments: [],
                policy: policy,
                asOf: date("2026-04-30"),
                payers: Self.payers(row.aliases)
            )
            guard holds, row.isHeld else {
                #expect(result.matches.count == 1, "\(row.name): \(result.exceptions.map(\.explanation))")
                continue
            }
            let held = try #require(result.exceptions.first, "\(row.name)")
            #expect(result.matches.isEmpty && held.reason == .changedAccount && held.exceptionClass == .ambiguous)
            #expect(held.held?.allocations.isEmpty == false && !held.suggestions.isEmpty)
            #expect(held.suggestions.allSatisfy { $0.score != nil && $0.open.isPositive })
            #expect(result.openItems.map(\.invoice.number) == Self.items.map(\.invoice.number).sorted())
            let account = row.line.counterpartyAccount ?? "?"
            #expect(held.explanation.contains(account.suffix(4)) && !held.explanation.contains(account))
        }
    }
}
