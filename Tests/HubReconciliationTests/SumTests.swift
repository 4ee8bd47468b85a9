import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

private let acme = "DE02120300000000202051"

private let march = [
    item("INV-3001", "1049.53", due: "2026-03-10"), item("INV-3002", "2311.20", due: "2026-03-20"),
    item("INV-3003", "377.81", due: "2026-03-20"), item("INV-3004", "5120.09", due: "2026-03-31"),
]
private let note = item("CN-0007", "118.36", kind: .creditNote, due: "2026-03-15")

let sumCases: [MatchingCase] = [
    MatchingCase(
        "all that is open",
        march,
        [line("8858.63", name: "Acme GmbH")],
        ["0 open_items_sum INV-3001=1049.53 INV-3002=2311.20 INV-3003=377.81 INV-3004=5120.09"]
    ),
    MatchingCase(
        "the oldest three by due date",
        march,
        [line("3738.54", name: "Acme GmbH")],
        ["0 open_items_sum INV-3001=1049.53 INV-3002=2311.20 INV-3003=377.81"]
    ),
    MatchingCase(
        "two of them, though a third is due with the second: chance would need far more sums",
        march,
        [line("3360.73", name: "Acme GmbH")],
        ["0 open_items_sum INV-3001=1049.53 INV-3002=2311.20"]
    ),
    MatchingCase(
        "all that is due on one date",
        march,
        [line("2689.01", name: "Acme GmbH")],
        ["0 open_items_sum INV-3002=2311.20 INV-3003=377.81"]
    ),
    MatchingCase(
        "one invoice less a credit note",
        march + [note],
        [line("5001.73", name: "Acme GmbH")],
        ["0 open_items_sum INV-3004=5120.09 CN-0007=-118.36"]
    ),
    MatchingCase(
        "all less the credit note, and all without it",
        march + [note],
        [line("8740.27", name: "Acme GmbH")],
        ["0 open_items_sum INV-3001=1049.53 INV-3002=2311.20 INV-3003=377.81 INV-3004=5120.09 CN-0007=-118.36"]
    ),
    MatchingCase(
        "two that no rule picks, of few items and an odd amount; a small amount may be such a sum by chance",
        march,
        [line("6169.62", name: "Acme GmbH"), line("1427.34", index: 1, name: "Acme GmbH")],
        ["0 open_items_sum INV-3001=1049.53 INV-3004=5120.09", "1 !no_match"]
    ),
    MatchingCase(
        "two sums",
        [
            item("INV-3001", "1049.53"), item("INV-3002", "2311.20"), item("INV-3003", "1049.53"),
            item("INV-3004", "512.00"),
        ],
        [line("3360.73", name: "Acme GmbH")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "a natural sum and another one",
        [
            item("INV-3001", "1000.11", due: "2026-03-10"), item("INV-3002", "2000.22", due: "2026-03-11"),
            item("INV-3003", "1500.10", due: "2026-03-12"), item("INV-3004", "1500.23", due: "2026-03-13"),
        ],
        [line("3000.33", name: "Acme GmbH")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "round amounts happen by chance",
        [item("INV-3001", "1000.00"), item("INV-3002", "2500.00")],
        [line("3500.00", name: "Acme GmbH")],
        ["0 !no_match"]
    ),
    MatchingCase(
        "a round amount from odd ones may be a part on account",
        [item("INV-3001", "1123.45"), item("INV-3002", "1876.55")],
        [line("3000.00", name: "Acme GmbH")],
        ["0 !no_match"]
    ),
    MatchingCase(
        "multiples of one price happen by chance",
        [item("INV-3001", "49.99"), item("INV-3002", "149.97")],
        [line("199.96", name: "Acme GmbH")],
        ["0 !no_match"]
    ),
    MatchingCase(
        "a price that others have too, and prices from a list",
        march + [item("INV-3005", "377.81", customer: "C2", name: "Bolt AG")],
        [line("8858.63", name: "Acme GmbH"), line("6169.62", index: 1, name: "Acme GmbH")],
        ["0 !no_match", "1 !no_match"]
    ),
    MatchingCase(
        "discounts on all, or on some",
        [
            item("INV-3001", "1049.53", due: "2026-03-10", discount: (off: "20.99", until: "2026-03-25")),
            item("INV-3002", "2311.20", due: "2026-03-20", discount: (off: "46.22", until: "2026-03-25")),
        ],
        [line("3293.52", name: "Acme GmbH"), line("3314.51", index: 1, name: "Acme GmbH")],
        ["0 open_items_sum INV-3001=1028.54 discount=20.99 INV-3002=2264.98 discount=46.22", "1 !no_match"]
    ),
    MatchingCase(
        "not all of it was open on that day",
        [item("INV-3001", "1049.53"), item("INV-3002", "2311.20", issued: "2026-03-21")],
        [line("3360.73", name: "Acme GmbH", on: "2026-03-20")],
        ["0 !no_match"]
    ),
    MatchingCase(
        "one of them has long been overdue",
        [item("INV-3001", "1049.53", issued: "2025-01-01", due: "2025-02-01"), item("INV-3002", "2311.20")],
        [line("3360.73", name: "Acme GmbH")],
        ["0 !no_match"]
    ),
    MatchingCase(
        "another currency and another customer do not count",
        [
            item("INV-3001", "1049.53"), item("INV-3002", "2311.20", currency: .usd),
            item("INV-3003", "2311.20", customer: "C2", name: "Bolt AG"),
        ],
        [line("3360.73", name: "Acme GmbH"), line("3360.73", index: 1, name: "Nobody")],
        ["0 !no_match", "1 !unknown_payer"]
    ),
    MatchingCase(
        "what the line names decides, not a sum",
        march,
        [
            line("8858.63", "INV-3001", name: "Acme GmbH"), line("8858.63", "INV-3009", index: 1, name: "Acme GmbH"),
        ],
        ["0 own_reference INV-3001=1049.53 unapplied=7809.10", "1 !unknown_reference"]
    ),
    MatchingCase(
        "a receipt that a person has to decide may pay a part of it",
        march,
        [line("3000.00", "INV-3001 INV-3002", name: "Acme GmbH"), line("8858.63", index: 1, name: "Acme GmbH")],
        ["0 !under", "1 !no_match"]
    ),
    MatchingCase(
        "the same amount twice may be one payment made twice",
        [
            item("INV-3001", "1049.53", due: "2026-03-10"), item("INV-3002", "2311.20", due: "2026-03-11"),
            item("INV-3003", "1500.30", due: "2026-03-12"), item("INV-3004", "1860.43", due: "2026-03-12"),
        ],
        [line("3360.73", "INV-3001, INV-3002", name: "Acme GmbH"), line("3360.73", index: 1, name: "Acme GmbH")],
        ["0 own_reference INV-3001=1049.53 INV-3002=2311.20", "1 !no_match"]
    ),
    MatchingCase(
        "yen and fils",
        [
            item("INV-3001", "104953", currency: .jpy), item("INV-3002", "231120", currency: .jpy),
            item("INV-3003", "104.953", currency: .kwd), item("INV-3004", "231.120", currency: .kwd),
        ],
        [
            line("336073", name: "Acme GmbH", currency: .jpy),
            line("336.073", index: 1, name: "Acme GmbH", currency: .kwd),
        ],
        ["0 open_items_sum INV-3001=104953 INV-3002=231120", "1 open_items_sum INV-3003=104.953 INV-3004=231.120"]
    ),
]

@Suite("sums of open items")
struct SumTests {
    @Test("one natural sum posts", arguments: sumCases)
    func sums(_ example: MatchingCase) { example.check() }

    @Test("both of two sums are shown, each by its name")
    func showsBoth() throws {
        let items = [
            item("INV-3001", "1049.53"), item("INV-3002", "2311.20"), item("INV-3003", "1049.53"),
            item("INV-3004", "512.00"),
        ]
        let exception = try #require(run([line("3360.73", name: "Acme GmbH")], items).exceptions.first)
        #expect(
            exception.suggestions.map { "\($0.invoice): \($0.reason)" } == [
                "INV-3001: part of the second of two sums", "INV-3002: part of both sums",
                "INV-3003: part of the first of two sums",
            ]
        )
        #expect(exception.explanation.contains("INV-3001 and INV-3002"))
    }

    @Test("a sum that no rule picks is posted where chance is unlikely, and else shown")
    func followsPolicy() throws {
        var policy = MatchingPolicy()
        let receipt = line("6169.62", name: "Acme GmbH")
        #expect(
            outcome(run([receipt], march, policy: policy)) == ["0 open_items_sum INV-3001=1049.53 INV-3004=5120.09"]
        )
        policy.sumCoincidenceOneIn = 1_000_000
        let shown = try #require(run([receipt], march, policy: policy).exceptions.first)
        #expect(shown.suggestions.map(\.invoice.text) == ["INV-3001", "INV-3004"])
        #expect(shown.explanation.contains("by chance"))
        policy.sumStepsMax = 10
        let untried = try #require(run([receipt], march, policy: policy).exceptions.first)
        #expect(untried.explanation.contains("more ways than the policy lets us try"))
    }

    @Test("a thousand open items are decided, or refused for their number, without delay")
    func isBounded() throws {
        var random = SeededGenerator(seed: 1)
        let many = (0..<1_000).map { number in
            let units = Int64.random(in: 1_000...100_000, using: &random)
            return item("INV-\(10_000 + number)", Money(minorUnits: units, currency: .eur).decimal)
        }
        let first = try #require(run([line("763.09", name: "Acme GmbH")], many).exceptions.first)
        #expect(first.reason == .ambiguous)
        let huge = many.map { OpenItem(invoice: $0.invoice.with(open: Money(minorUnits: .max - 7, currency: .eur))) }
        let second = try #require(run([line("90000000000000001.00", name: "Acme GmbH")], huge).exceptions.first)
        #expect(second.reason == .noMatch)
    }

    @Test("every way is found that trying all of them finds", arguments: UInt64(0)..<400)
    func agreesWithTryingAll(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Small amounts go by the table, large ones are tried one by one; small ones often have several sums.
        let largest: Int64 = [12, 300, 5_000, 900_000_000].randomElement(using: &random) ?? 12
        let items = (0..<Int.random(in: 2...9, using: &random)).map { number in
            let units = Int64.random(in: 2...largest, using: &random)
            let isNote = Int.random(in: 0..<5, using: &random) == 0
            let isOffered = Int.random(in: 0..<4, using: &random) == 0
            let off = Money(minorUnits: max(1, units / 7), currency: .eur).decimal
            return item(
                "INV-\(4_000 + number)",
                Money(minorUnits: units, currency: .eur).decimal,
                kind: isNote ? .creditNote : .invoice,
                due: "2026-03-\(10 + Int.random(in: 0..<4, using: &random))",
                discount: isOffered && !isNote ? (off: off, until: "2026-03-31") : nil
            )
        }
        var sums: [Int64: Int] = [0: 1]
        var target: Int64 = 0
        var single: Set<Int64> = []
        for item in items {
            let open = item.invoice.open.minorUnits
            let isNote = item.invoice.kind == .creditNote
            let values = isNote ? [-open] : [open] + item.discounts.map { open - $0.amount.minorUnits }
            if !isNote { single.formUnion(values) }
            if Bool.random(using: &random) { target += values.randomElement(using: &random) ?? 0 }
            for (sum, ways) in sums.map({ $0 }) { for value in values { sums[sum + value, default: 0] += ways } }
        }
        if Int.random(in: 0..<5, using: &random) == 0 { target += 1 }
        guard target > 0, !single.contains(target) else { return }
        var policy = MatchingPolicy()
        policy.sumCoincidenceOneIn = 0
        let receipt = line(Money(minorUnits: target, currency: .eur).decimal, name: "Acme GmbH")
        let result = run([receipt], items, policy: policy)
        switch sums[target] ?? 0 {
        case 0: #expect(outcome(result) == ["0 !no_match"])
        case 1:
            let isShown = result.exceptions.first?.explanation.contains("and only") == true
            #expect(result.matches.first?.rule == .openItemsSum || isShown)
        default: #expect(outcome(result) == ["0 !ambiguous"], "\(target): \(result.matches.map(\.explanation))")
        }
    }
}
