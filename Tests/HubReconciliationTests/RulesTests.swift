import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

@Suite("the decision table")
struct RulesTests {
    /// Payer, reference, amounts that the built-in rules post; all that is not here is left to a person.
    private static let posted: [(payers: String, references: String, amounts: String)] = [
        ("account name untold stranger", "end_to_end", "exact"),
        ("account name untold stranger", "structured strong digits", "exact discount"),
        ("account name untold", "weak", "exact discount"),
        ("account name", "fragile", "exact discount part over"),
        ("account name untold stranger", "structured", "part over"),
        ("account name", "strong", "part over"),
        ("account name", "structured strong", "discount_late rounding bank_charge write_off over_payment"),
        ("account name", "structured strong digits weak fragile", "completed"),
        ("account name", "none", "exact discount sum"),
    ]

    @Test("every combination of the built-in table has its decision")
    func decidesEveryCombination() {
        var expected: Set<String> = []
        for row in Self.posted {
            for payer in row.payers.split(separator: " ") {
                for reference in row.references.split(separator: " ") {
                    for amount in row.amounts.split(separator: " ") {
                        expected.insert("payer \(payer), reference \(reference), amount \(amount)")
                    }
                }
            }
        }
        let rows = MatchingPolicy().effectiveTable
        #expect(Set(rows.filter(\.posts).map(\.facts.words)) == expected)
        #expect(Set(rows.map(\.facts)).count == rows.count)
    }

    /// One receipt of each combination that a line can show, and what becomes of it.
    private static let receipts: [(facts: String, line: StatementLine, outcome: String)] = {
        let (known, other, nobody) = ("Acme GmbH", "Bolt AG", "Zwirner Leasing")
        func row(_ facts: String, _ line: StatementLine, _ outcome: String) -> (String, StatementLine, String) {
            (facts, line, outcome)
        }
        return [
            row("account strong exact", line("100.00", "INV-7001", account: "DE02"), "INV-7001"),
            row("name strong exact", line("100.00", "INV-7001", name: known), "INV-7001"),
            row("untold strong exact", line("100.00", "INV-7001"), "INV-7001"),
            row("stranger strong exact", line("100.00", "INV-7001", name: nobody), "INV-7001"),
            row("contradicts strong exact", line("100.00", "INV-7001", name: other), "!contradicting_payer"),
            row("account strong part", line("60.00", "INV-7001", account: "DE02"), "INV-7001"),
            row("name strong over", line("160.00", "INV-7001", name: known), "INV-7001"),
            row("untold strong part", line("60.00", "INV-7001"), "!unknown_payer"),
            row("stranger strong over", line("160.00", "INV-7001", name: nobody), "!unknown_payer"),
            row("untold structured part", line("60.00", references: ["RF18539007547034"]), "INV-7001"),
            row("stranger structured over", line("160.00", "RF18539007547034", name: nobody), "INV-7001"),
            row("name strong completed", line("300.00", "INV-7001", name: known), "700200"),
            row("untold strong completed", line("300.00", "INV-7001"), "!unknown_payer"),
            row("untold digits exact", line("200.00", "700200"), "700200"),
            row("name digits part", line("150.00", "700200", name: known), "!ambiguous"),
            row("untold weak exact", line("30.00", "1814"), "1814"),
            row("stranger weak exact", line("30.00", "1814", name: nobody), "!unknown_payer"),
            row("name weak part", line("20.00", "1814", name: known), "!ambiguous"),
            row("name none exact", line("100.00", "danke", name: known), "INV-7001"),
            row("stranger none exact", line("100.00", "danke", name: nobody), "!unknown_payer"),
            row("name several", line("60.00", "INV-7001 INV-8001", name: known), "!contradicting_payer"),
        ]
    }()

    private static let open = [
        item("INV-7001", "100.00", account: "DE02", reference: "RF18 5390 0754 7034"), item("700200", "200.00"),
        item("1814", "30.00"), item("INV-8001", "1337.42", customer: "C2", name: "Bolt AG"),
        item("INV-8002", "1099.77", customer: "C2", name: "Bolt AG"),
    ]

    @Test("receipts of the combinations become what the table says", arguments: receipts.indices)
    func decides(index: Int) {
        let row = Self.receipts[index]
        let result = run([row.line], Self.open)
        let first = result.matches.first?.allocations.first?.invoice?.text
        #expect((first ?? result.exceptions.first.map { "!\($0.reason.rawValue)" }) == row.outcome, "\(row.facts)")
        if let match = result.matches.first {
            #expect(match.explanation.contains("; rule ") && match.explanation.hasSuffix("posts it"))
        }
    }

    @Test("a rule of the merchant's holds what the built-in ones post, and is named")
    func isStricter() throws {
        var policy = MatchingPolicy()
        policy.rules = [
            DecisionRule(
                name: "small_ones",
                priority: 5,
                references: [.strong],
                amounts: [.exact],
                decision: .post,
                postsUpTo: [.eur: 10_000]
            )
        ]
        let items = [item("INV-1", "1.00"), item("INV-1001", "100.00"), item("INV-1002", "100.01")]
        let lines = [
            line("100.00", "INV-1001", name: "Acme GmbH"), line("100.01", "INV-1002", index: 1, name: "Acme GmbH"),
        ]
        let result = run(lines, items, policy: policy)
        #expect(outcome(result) == ["0 own_reference INV-1001=100.00", "1 !held_by_rule"])
        #expect(result.matches[0].explanation.hasSuffix("rule small_ones posts it"))
        let held = try #require(result.exceptions.first)
        #expect(held.explanation.contains("rule small_ones does not post it: it posts 100.00 EUR at most"))
        #expect(held.suggestions.map(\.invoice.text) == ["INV-1002"])
        let why = try explain(
            lines[1],
            lines: lines,
            items: items,
            payments: [],
            policy: policy,
            asOf: date("2026-04-30")
        )
        #expect(
            why.rules.count == 1 && why.rules[0].contains("payer name, reference strong, amount exact: rule small_ones")
        )
    }

    @Test("a rule with the name of a built-in one takes its place")
    func replacesByName() {
        var policy = MatchingPolicy()
        policy.rules = [
            DecisionRule(
                name: "amount_and_payer",
                priority: 90,
                payers: [.account],
                references: [.none],
                amounts: [.exact, .discount],
                decision: .post
            )
        ]
        let items = [item("INV-1001", "100.00", account: "DE02")]
        #expect(outcome(run([line("100.00", name: "Acme GmbH")], items, policy: policy)) == ["0 !held_by_rule"])
        let known = run([line("100.00", account: "DE02")], items, policy: policy)
        #expect(outcome(known) == ["0 amount_party_date INV-1001=100.00"])
    }

    @Test("what no rule covers is left to a person, also where the last one covers less than before")
    func narrowedLast() {
        var policy = MatchingPolicy()
        policy.rules = [
            DecisionRule(
                name: "anything_else",
                priority: 90,
                payers: [.contradicts],
                references: Set(MatchFacts.Reference.allCases),
                amounts: Set(MatchFacts.Amount.allCases),
                decision: .suggest
            )
        ]
        let part = run([line("60.00", "INV-1001", name: "Zwirner")], [item("INV-1001", "100.00")], policy: policy)
        #expect(outcome(part) == ["0 !unknown_payer"], "\(part.exceptions.map(\.explanation))")
        #expect(part.exceptions.first?.explanation.contains("anything_else") == true)
    }

    private static let loosened: [(line: StatementLine, outcome: String)] = [
        (line("60.00", "INV-1001", name: "Zwirner"), "0 own_reference INV-1001=60.00"),
        (line("100.00", "INV-1001", name: "Bolt AG"), "0 !contradicting_payer"),
        (line("60.00", "700200", name: "Acme GmbH"), "0 !ambiguous"),
        (line("100.00", "danke", name: "Zwirner"), "0 !unknown_payer"),
    ]

    @Test("a rule may be looser, but never lifts a hard limit", arguments: loosened.indices)
    func isLooser(index: Int) {
        let row = Self.loosened[index]
        var policy = MatchingPolicy()
        policy.rules = [DecisionRule(name: "everything", priority: 1, decision: .post)]
        let items = [
            item("INV-1001", "100.00"), item("700200", "90.00"),
            item("INV-9001", "77.00", customer: "C2", name: "Bolt AG"),
        ]
        #expect(outcome(run([row.line], items, policy: policy)) == [row.outcome])
        #expect(policy.effectiveTable.allSatisfy { $0.posts == ($0.limit == nil) })
    }

    private static let faults: [(rules: [DecisionRule], kinds: [RuleFinding.Kind])] = [
        (DecisionRule.builtIn, []),
        (
            [
                DecisionRule(name: "all", priority: 1, references: [.strong], decision: .suggest),
                DecisionRule(name: "late", priority: 2, payers: [.name], references: [.strong], decision: .post),
            ], [.unreachable]
        ),
        (
            [
                DecisionRule(
                    name: "one",
                    priority: 1,
                    payers: [.account, .name],
                    references: [.weak],
                    decision: .suggest
                ),
                DecisionRule(
                    name: "two",
                    priority: 2,
                    payers: [.untold, .stranger],
                    references: [.weak],
                    decision: .suggest
                ),
                // Only together the two before it leave nothing but the contradicting payer.
                DecisionRule(name: "three", priority: 3, references: [.weak], decision: .post),
            ], [.neverPosts]
        ),
        (
            [DecisionRule(name: "no", priority: 1, payers: [.stranger], references: [.fragile], decision: .suggest)],
            [.impossible]
        ),
        ([DecisionRule(name: "no", priority: 1, amounts: [.none], decision: .post)], [.neverPosts]),
        (
            [DecisionRule(name: "no", priority: 1, references: [.strong], amounts: [.sum], decision: .post)],
            [.impossible]
        ),
        ([DecisionRule(name: "off", priority: 1, amounts: [.rounding], decision: .suggest)], [.switchedOff]),
        ([DecisionRule(name: "any", priority: 9, decision: .suggest)], []),
    ]

    @Test("the linter finds by enumeration what decides nothing", arguments: faults.indices)
    func lints(index: Int) {
        var policy = MatchingPolicy()
        policy.rules = Self.faults[index].rules
        #expect(policy.findings.map(\.kind) == Self.faults[index].kinds, "\(policy.findings.map(\.problem))")
    }

    @Test("money beyond a document is left on the customer up to the bound, and beyond it to a person")
    func boundsOverPayments() {
        let known = "Acme GmbH"
        let items = [item("INV-7001", "100.00", name: known)]
        func found(_ amount: String, _ bounds: [Currency: Int64]) -> [String] {
            var policy = MatchingPolicy()
            policy.overPaymentUpTo = bounds
            return outcome(run([line(amount, "INV-7001", name: known)], items, policy: policy))
        }
        let posted = { (rest: String) in ["0 own_reference INV-7001=100.00 unapplied=\(rest)"] }
        #expect(found("100000.00", [:]) == posted("99900.00"))
        #expect(found("150.00", [.eur: 5_000]) == posted("50.00"))
        #expect(found("150.01", [.eur: 5_000]) == ["0 !over"])
        #expect(found("100.01", [.usd: 5_000]) == ["0 !over"], "as in post_up_to")
        #expect(found("100.00", [.eur: 1]) == ["0 own_reference INV-7001=100.00"])
        #expect(found("60.00", [.eur: 1]) == ["0 own_reference INV-7001=60.00"])
    }

    @Test("a bound for over payments that no rule posts is told")
    func findsIdleBounds() {
        var policy = MatchingPolicy()
        policy.overPaymentUpTo = [.eur: 5_000]
        #expect(policy.findings.isEmpty)
        policy.rules = [DecisionRule(name: "no", priority: 1, amounts: [.over], decision: .suggest)]
        #expect(policy.findings.map(\.subject) == ["settings.over_payment_up_to"])
        #expect(policy.findings.map(\.kind) == [.switchedOff])
    }

    @Test("two tolerances that explain the same difference are told with the span")
    func findsOverlaps() {
        var policy = MatchingPolicy()
        policy.tolerances.spans[.rounding] = Tolerances.Span(to: 5).map { [.eur: $0] }
        policy.tolerances.spans[.writeOff] = Tolerances.Span(from: 3, to: 100).map { [.eur: $0] }
        policy.tolerances.spans[.bankCharge] = Tolerances.Span(from: 101, to: 900).map { [.eur: $0] }
        policy.tolerances.spans[.bankChargeAbroad] = Tolerances.Span(from: 101, to: 900).map { [.eur: $0] }
        #expect(policy.findings.map(\.subject) == ["tolerances.write_off"])
        #expect(policy.findings.first?.problem.contains("0.03 EUR to 0.05 EUR") == true)
    }

    @Test("a tolerance that explains late discounts too is told with its span, as a receipt shows")
    func findsOverlapsOfDiscounts() {
        var policy = MatchingPolicy()
        policy.discountGraceDays = 3
        #expect(policy.findings.isEmpty)
        policy.tolerances.spans[.rounding] = Tolerances.Span(to: 5).map { [.eur: $0] }
        policy.tolerances.spans[.overPayment] = Tolerances.Span(to: 50).map { [.eur: $0] }
        #expect(policy.findings.isEmpty)
        policy.tolerances.spans[.bankCharge] = Tolerances.Span(from: 101, to: 2_500).map { [.usd: $0, .eur: $0] }
        policy.tolerances.spans[.bankChargeAbroad] = Tolerances.Span(from: 101, to: 4_000).map { [.eur: $0] }
        policy.tolerances.spans[.writeOff] = Tolerances.Span(from: 6, to: 100).map { [.eur: $0] }
        let found = policy.findings
        #expect(found.allSatisfy { $0.kind == .overlap && $0.subject == "tolerances.discount_grace_days" })
        let spans = ["1.01 EUR to 25.00 EUR", "1.01 USD to 25.00 USD", "1.01 EUR to 40.00 EUR", "0.06 EUR to 1.00 EUR"]
        #expect(found.count == spans.count)
        for (finding, span) in zip(found, spans) { #expect(finding.problem.contains(span)) }
        let items = [item("INV-1", "1000.00", discount: (off: "20.00", until: "2026-03-18"))]
        func receipt() -> [String] { outcome(run([line("980.00", "INV-1", name: "Acme GmbH")], items, policy: policy)) }
        #expect(receipt() == ["0 !ambiguous"])
        policy.tolerances.spans[.bankCharge] = nil
        policy.tolerances.spans[.bankChargeAbroad] = nil
        policy.tolerances.spans[.writeOff] = nil
        #expect(receipt() == ["0 own_reference INV-1=980.00 discount=20.00"] && policy.findings.isEmpty)
    }
}
