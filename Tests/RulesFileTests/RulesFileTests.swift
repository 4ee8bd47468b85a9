import HubReconciliation
import PaymentVocabulary
import RulesFile
import Testing

@Suite("rules files")
struct RulesFileTests {
    private static func read(_ yaml: String) throws(RulesFileError) -> RulesFile {
        try RulesFile(yaml: yaml, file: "rules.yaml")
    }

    @Test("the built-in rules as YAML read back as the built-in policy, and again as the same text")
    func roundTrips() throws {
        let file = try Self.read(RulesFile.yaml(MatchingPolicy()))
        #expect(file.policy == MatchingPolicy() && file.complaints.isEmpty)
        #expect(RulesFile.yaml(file.policy) == RulesFile.yaml(MatchingPolicy()))
    }

    @Test("every key is read, and written again")
    func readsEverything() throws {
        let yaml = """
            tolerances:
              percent_of_open: 10
              discount_grace_days: 3
              rounding: {EUR: 0.05, JPY: 1}
              bank_charge: {EUR: {from: 1.01, to: 25.00}}
              bank_charge_abroad: {EUR: {to: 40.00}}
              write_off: {EUR: {from: 0.06, to: 1.00}}
              over_payment: {KWD: 0.050}
            settings: {discount_rounding_minor_units: 2, days_before_issue: 1, days_after_due: 90, combinations: 9,
              sum_steps: 1000, sum_coincidence_one_in: 500, exchange_tolerance_basis_points: 50,
              discount_tax: kept, score_min: 0.9, margin_min: 0.05, over_payment_up_to: {EUR: 500.00, JPY: 60}}
            rules:
              - {name: second, priority: 7, decision: suggest, payer: stranger}
              - name: first
                priority: 3
                payer: [name, account]
                reference: [strong]
                amount: exact
                decision: post
                post_up_to: {EUR: 100.00, USD: 7}
            """
        let file = try Self.read(yaml)
        let policy = file.policy
        #expect(policy.rules.map(\.name) == ["first", "second"])
        #expect(policy.rules.first?.postsUpTo == [.eur: 10_000, .usd: 700])
        #expect(policy.rules.first?.payers == [.account, .name] && policy.rules.first?.amounts == [.exact])
        let rounding = policy.tolerances.spans[.rounding] ?? [:]
        #expect(rounding.count == 2 && rounding[.eur]?.to == 5 && rounding[.jpy]?.to == 1)
        #expect(policy.tolerances.spans[.overPayment]?[.kwd]?.to == 50)
        #expect(policy.discountGraceDays == 3 && policy.tolerances.percentOfOpenMax == 10)
        #expect(
            policy.sumStepsMax == 1_000 && policy.exchangeToleranceBasisPoints == 50 && policy.daysAfterDueMax == 90
        )
        #expect(policy.discountTax == .kept && policy.scoreMin == 90 && policy.marginMin == 5)
        #expect(policy.overPaymentUpTo == [.eur: 50_000, .jpy: 60])
        #expect(file.places["settings.over_payment_up_to"]?.line == 11)
        #expect(file.places["second"]?.line == 13 && file.places["second"]?.column == 5)
        let again = try Self.read(RulesFile.yaml(policy))
        #expect(again.policy == policy)
    }

    private static let rule = "rules:\n  - name: one\n    priority: 1\n    decision: post\n"

    private static let refusals: [(yaml: String, error: String)] = [
        ("", "rules.yaml: the file is empty"),
        ("rules: [", "rules.yaml:2:1: no YAML"),
        ("- a", "rules.yaml:1:1: a mapping of keys is expected"),
        ("rulez: []", "rules.yaml:1:1: rulez: unknown key; known here: tolerances, settings, rules"),
        ("tolerances:\n  roundin: 1", "rules.yaml:2:3: tolerances.roundin: unknown key"),
        ("tolerances:\n  rounding: 0.05", "rules.yaml:2:13: tolerances.rounding: a mapping of keys is expected"),
        (
            "settings: {over_payment_up_to: {EUR: 0}}",
            "rules.yaml:1:38: settings.over_payment_up_to.EUR: 0 is out of range"
        ),
        ("settings: {over_payment_up_to: 5}", "rules.yaml:1:32: settings.over_payment_up_to: a mapping of keys is"),
        ("tolerances:\n  rounding: {EUR: 1.01}", "rules.yaml:2:19: tolerances.rounding.EUR: 1.01 is out of range"),
        ("tolerances:\n  rounding: {EUR: 0}", "rules.yaml:2:19: tolerances.rounding.EUR: 0 is out of range"),
        ("tolerances:\n  rounding: {EUR: 0.005}", "tolerances.rounding.EUR: 0.005 is no amount in EUR"),
        ("tolerances:\n  rounding: {EURO: 0.05}", "rules.yaml:2:14: tolerances.rounding.EURO: EURO is no ISO 4217"),
        (
            "tolerances:\n  bank_charge: {EUR: {from: 3, to: 2}}",
            "rules.yaml:2:22: tolerances.bank_charge.EUR: from is more than to"
        ),
        ("tolerances: {percent_of_open: 11}", "tolerances.percent_of_open: 11 is out of range; 1 to 10 are allowed"),
        ("settings: {discount_tax: halved}", "settings.discount_tax: halved is none of reduced, kept"),
        (
            "settings: {score_min: 1.01}",
            "rules.yaml:1:23: settings.score_min: 1.01 is no share of one; write it as 0.95"
        ),
        ("settings: {margin_min: 0.125}", "settings.margin_min: 0.125 is no share of one"),
        ("settings: {margin_min: -0.1}", "settings.margin_min: -0.1 is no share of one"),
        ("settings: {score_min: .5}", "settings.score_min: .5 is no share of one"),
        ("settings: {score_min: 0.+1}", "settings.score_min: 0.+1 is no share of one"),
        ("tolerances: {discount_grace_days: ten}", "tolerances.discount_grace_days: ten is no whole number"),
        ("settings:\n  sum_steps: 1\n  sum_steps: 2", "the key sum_steps is there twice"),
        (rule + "    payer: friend", "rules.yaml:5:12: rules[0].payer: friend is none of account, name, untold"),
        (rule + "    payer: [name, name]", "rules.yaml:5:19: rules[0].payer[1]: name is there twice"),
        (rule + "    payer: []", "rules.yaml:5:12: rules[0].payer: an empty list"),
        (rule + "    colour: red", "rules.yaml:5:5: rules[0].colour: unknown key"),
        ("rules:\n  - name: one\n    priority: 1", "rules.yaml:2:5: rules[0]: decision is missing"),
        ("rules:\n  - name: a b\n    priority: 1\n    decision: post", "rules.yaml:2:11: rules[0].name: a name has"),
        ("rules:\n  - {name: a, priority: 0, decision: post}", "rules[0].priority: 0 is out of range"),
        (
            "rules:\n  - {name: a, priority: 1, decision: suggest, post_up_to: {EUR: 1}}",
            "rules[0].post_up_to: only a rule with the decision post"
        ),
        (
            rule + "  - {name: one, priority: 2, decision: post}",
            "rules.yaml:5:5: rules[1]: the name one is there twice"
        ),
        (
            rule + "  - {name: two, priority: 1, decision: post}",
            "rules.yaml:5:5: rules[1]: priority 1 is that of rule one too"
        ),
    ]

    @Test("what does not read is refused with line, column and key", arguments: refusals.indices)
    func refuses(index: Int) {
        let row = Self.refusals[index]
        do throws(RulesFileError) {
            _ = try Self.read(row.yaml)
            Issue.record("\(row.yaml) was read")
        } catch {
            #expect(error.description.contains(row.error), "\(error)")
        }
    }

    @Test("an unreachable rule is named with its place")
    func complains() throws {
        let file = try Self.read(Self.rule + "  - {name: two, priority: 2, decision: suggest, payer: name}")
        #expect(file.complaints.map(\.text) == ["rules.yaml:5:5: rule two is never reached: one decides before it"])
        #expect(!file.complaints.contains { !$0.finding.kind.isFault })
    }
}
