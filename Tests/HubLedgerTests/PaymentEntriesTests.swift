import HubDomain
import HubLedger
import PaymentVocabulary
import TestSupport
import Testing

private func eur(_ units: Int64) -> Money { Money(minorUnits: units, currency: .eur) }

/// A ledger that holds what was posted, as the store's does.
private struct Book {
    private(set) var posted: [String: [String: Int64]] = [:]

    /// What the store does with the entries of one payment.
    mutating func post(_ entries: [JournalEntry]) {
        let required = Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0) })
        for key in Set(posted.keys).union(required.keys) {
            let entry = required[key] ?? JournalEntry(key: key, currency: .eur, moving: [])
            let present = (posted[key] ?? [:]).sorted { $0.key < $1.key }
                .map { JournalLine(account: $0.key, minorUnits: $0.value) }
            for line in entry.correction(of: present)?.lines ?? [] {
                posted[key, default: [:]][line.account, default: 0] += line.minorUnits
                if posted[key]?[line.account] == 0 { posted[key]?[line.account] = nil }
            }
            if posted[key]?.isEmpty == true { posted[key] = nil }
        }
    }

    var balances: [String: Int64] {
        posted.values.reduce(into: [:]) { sums, lines in
            for (account, units) in lines { sums[account, default: 0] += units }
        }
    }
}

struct PaymentEntriesTests {
    static let intent = PaymentIntent(
        payment: "pay_1",
        customer: "cus_1",
        account: "card",
        amount: eur(10_000),
        capturesAutomatically: false,
        allocations: [.init(invoice: "INV-1", minorUnits: 6_000), .init(invoice: "INV-2", minorUnits: 4_000)]
    )
    static let requests = [
        RequestedOperation(operation: "op_a", kind: .authorisation, amount: eur(10_000)),
        RequestedOperation(operation: "op_c", kind: .capture, amount: eur(10_000)),
        RequestedOperation(operation: "op_r", kind: .refund, amount: eur(3_000)),
    ]

    static func fact(
        _ kind: OperationKind,
        _ outcome: Outcome,
        op: OperationID? = nil,
        object: String? = nil
    ) -> PaymentFact {
        PaymentFact(kind: kind, operation: op, providerObject: object, outcome: outcome)
    }

    static func entries(_ facts: [PaymentFact]) -> [JournalEntry] {
        let payment = Payment(intent: intent, requests: requests, facts: facts)
        return payment.requiredEntries(allocated: payment.allocated)
    }

    static func shown(_ facts: [PaymentFact]) -> [String] {
        entries(facts).filter { !$0.lines.isEmpty }.map { entry in
            "\(entry.key): " + entry.lines.map { "\($0.account) \($0.minorUnits)" }.joined(separator: ", ")
        }
    }

    static let captured = fact(.capture, .succeeded(eur(10_000)), op: "op_c", object: "ch_1")

    @Test func authorisationsAndVoidsMoveNothing() {
        let facts = [
            Self.fact(.authorisation, .succeeded(eur(10_000)), op: "op_a"), Self.fact(.void, .succeeded(eur(10_000))),
            Self.fact(.capture, .pending, op: "op_c"), Self.fact(.refund, .unknown, op: "op_r"),
            Self.fact(.chargeback, .pending, object: "dp_1"),
        ]
        #expect(Self.shown(facts).isEmpty)
    }

    @Test func capturesPayInvoicesInTheirOrder() {
        let facts = [Self.fact(.capture, .succeeded(eur(7_000)), op: "op_c", object: "ch_1")]
        #expect(
            Self.shown(facts) == [
                "payment/pay_1/allocation/INV-1: receivables:cus_1 -6000, unapplied_cash:cus_1 6000",
                "payment/pay_1/allocation/INV-2: receivables:cus_1 -1000, unapplied_cash:cus_1 1000",
                "payment/pay_1/capture/ch_1/succeeded: provider_clearing:card 7000, unapplied_cash:cus_1 -7000",
            ]
        )
    }

    @Test func refundsTakeFromTheLastInvoice() {
        let facts = [Self.captured, Self.fact(.refund, .succeeded(eur(3_000)), op: "op_r", object: "re_1")]
        #expect(
            Self.shown(facts) == [
                "payment/pay_1/allocation/INV-1: receivables:cus_1 -6000, unapplied_cash:cus_1 6000",
                "payment/pay_1/allocation/INV-2: receivables:cus_1 -1000, unapplied_cash:cus_1 1000",
                "payment/pay_1/capture/ch_1/succeeded: provider_clearing:card 10000, unapplied_cash:cus_1 -10000",
                "payment/pay_1/refund/re_1/succeeded: provider_clearing:card -3000, unapplied_cash:cus_1 3000",
            ]
        )
    }

    /// A return needs both entries, whichever was heard first, and even when the success never was.
    @Test func whatCameBackIsBookedBothWays() {
        let undone = Self.fact(.refund, .returned(eur(3_000), code: "failed"), op: "op_r", object: "re_1")
        let done = Self.fact(.refund, .succeeded(eur(3_000)), op: "op_r", object: "re_1")
        let expected = [
            "payment/pay_1/refund/re_1/returned: provider_clearing:card 3000, unapplied_cash:cus_1 -3000",
            "payment/pay_1/refund/re_1/succeeded: provider_clearing:card -3000, unapplied_cash:cus_1 3000",
        ]
        for facts in [[done, undone], [undone, done], [undone]] {
            #expect(Self.shown([Self.captured] + facts).filter { $0.contains("/refund/") } == expected)
        }
    }

    @Test func aChargebackTakesAndAWonOneGivesBack() {
        let taken = Self.fact(.chargeback, .succeeded(eur(10_000)), object: "dp_1")
        #expect(
            Self.shown([Self.captured, taken]) == [
                "payment/pay_1/capture/ch_1/succeeded: provider_clearing:card 10000, unapplied_cash:cus_1 -10000",
                "payment/pay_1/chargeback/dp_1/succeeded: provider_clearing:card -10000, unapplied_cash:cus_1 10000",
            ]
        )
        var book = Book()
        book.post(
            Self.entries([
                Self.captured, taken, Self.fact(.chargeback, .returned(eur(10_000), code: "won"), object: "dp_1"),
            ])
        )
        #expect(
            book.balances.filter { $0.value != 0 } == ["provider_clearing:card": 10_000, "receivables:cus_1": -10_000]
        )
    }

    @Test func foreignMoneyIsNotBooked() {
        let dollars = Money(minorUnits: 10_000, currency: .usd)
        #expect(Self.shown([Self.fact(.capture, .succeeded(dollars), op: "op_c")]).isEmpty)
    }

    /// Two of our operations that a provider ties to one object have one name in the ledger, and both amounts.
    @Test func oneObjectOfTwoOperationsKeepsBothAmounts() {
        let facts = [
            Self.captured, Self.fact(.refund, .succeeded(eur(3_000)), op: "op_r", object: "re_1"),
            Self.fact(.refund, .succeeded(eur(500)), op: "op_s", object: "re_1"),
        ]
        let entries = Self.entries(facts)
        #expect(Set(entries.map(\.key)).count == entries.count)
        let refunds = entries.filter { $0.key.contains("/refund/") }.flatMap(\.lines)
        #expect(refunds.first { $0.account == "provider_clearing:card" }?.minorUnits == -3_500)
    }

    /// Whatever the order in which facts come, one by one, the ledger ends with the entries of the whole set.
    @Test func everyOrderEndsWithTheSameLedger() {
        let facts = [
            Self.fact(.capture, .unknown, op: "op_c"), Self.fact(.capture, .succeeded(eur(10_000)), object: "ch_1"),
            Self.captured, Self.fact(.refund, .succeeded(eur(3_000)), object: "re_1"),
            Self.fact(.refund, .succeeded(eur(3_000)), op: "op_r", object: "re_1"),
            Self.fact(.refund, .returned(eur(3_000), code: "failed"), op: "op_r"),
        ]
        var whole = Book()
        whole.post(Self.entries(facts))
        for order in permutations(facts) {
            var book = Book()
            for count in 1...order.count { book.post(Self.entries(Array(order.prefix(count)))) }
            #expect(book.posted == whole.posted, "\(order.map(\.key))")
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func everyEntryBalancesAndEveryOrderAgrees(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let kinds = OperationKind.allCases
        let amounts: [Int64] = [1_000, 900, 10_000, 0, Money.movementMax, .max, -5]
        let facts = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            let money = eur(amounts.randomElement(using: &random) ?? 1)
            let outcomes: [Outcome] = [
                .unknown, .declined(reason: "r", providerCode: ""), .succeeded(money), .succeeded(money),
                .returned(money, code: "c"),
            ]
            return Self.fact(
                kinds.randomElement(using: &random) ?? .refund,
                outcomes.randomElement(using: &random) ?? .unknown,
                op: Bool.random(using: &random) ? OperationID("op_\(Int.random(in: 0...3, using: &random))") : nil,
                object: Bool.random(using: &random) ? "ob_\(Int.random(in: 0...2, using: &random))" : nil
            )
        }
        let required = Self.entries(facts)
        for entry in required { #expect(entry.lines.reduce(Int128(0)) { $0 + Int128($1.minorUnits) } == 0) }
        #expect(required.map(\.key) == required.map(\.key).sorted())
        let shuffled = facts.shuffled(using: &random)
        #expect(Self.entries(shuffled) == required)
        var (step, whole) = (Book(), Book())
        whole.post(required)
        for count in 1...shuffled.count { step.post(Self.entries(Array(shuffled.prefix(count)))) }
        #expect(step.posted == whole.posted)
        for key in step.posted.keys { #expect(key.hasPrefix(Payment.entryPrefix("pay_1"))) }
    }
}

private func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index -> [[Element]] in
        var rest = elements
        let first = rest.remove(at: index)
        return permutations(rest).map { [first] + $0 }
    }
}
