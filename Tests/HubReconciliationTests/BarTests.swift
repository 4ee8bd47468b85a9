import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

@Suite("the bars for score and margin")
struct BarTests {
    private static let known = "Acme GmbH"

    /// Two of one amount, one of 99.00 less 2 % that is 97.02, and two more that make 300.00.
    private static let open = [
        item("INV-7001", "100.00", account: "DE02"), item("INV-7002", "100.00"),
        item("INV-7003", "99.00", discount: ("1.98", "2026-03-25")), item("INV-7004", "97.02"),
        item("INV-7005", "123.45"), item("INV-7006", "176.55"), item("700700", "41.00"),
        item("INV-7008", "1000.00", issued: "2026-03-21"), item("INV-7009", "1000.00"),
    ]

    /// What one receipt scores, the next best document with its score, and so the margin.
    private static let standings: [(line: StatementLine, score: Int, next: String?, margin: Int?)] = [
        (line("100.00", "INV-7001", account: "DE02"), 98, "INV-7002", 28),
        (line("100.00", "INV-7002", name: known), 97, "INV-7001", 27),
        (line("100.00", "INV-7002"), 95, "INV-7001", 25),
        (line("100.00", "INV-7002", name: "Zwirner Leasing"), 90, "INV-7001", 20),
        (line("97.02", "INV-7003", name: known), 96, "INV-7004", 26),
        (line("97.02", "INV-7004", name: known), 97, "INV-7003", 27),
        (line("41.00", "700700", name: known), 92, nil, nil),
        (line("40.00", "INV-7005", name: known), 92, nil, nil),
        (line("123.45", "danke", account: "DE02"), 90, nil, nil),
        (line("123.45", "danke", name: known), 85, nil, nil),
        // Issued the day after it was paid: the same amount, at another time.
        (line("1000.00", "danke", name: known), 85, "INV-7008", 30),
    ]

    @Test("a match has its score, and how far the best other document is behind it", arguments: standings.indices)
    func weighs(index: Int) throws {
        let row = Self.standings[index]
        let match = try #require(run([row.line], Self.open).matches.first, "\(row.line.remittance)")
        #expect(match.score == row.score)
        #expect(match.rival?.invoice.text == row.next && match.margin == row.margin)
    }

    @Test("each bar holds what is below it, and nothing at it", arguments: standings.indices)
    func holds(index: Int) throws {
        let row = Self.standings[index]
        func reasons(score: Int, margin: Int) -> [LineException.Reason] {
            var policy = MatchingPolicy()
            (policy.scoreMin, policy.marginMin) = (score, margin)
            return run([row.line], Self.open, policy: policy).exceptions.map(\.reason)
        }
        #expect(reasons(score: row.score, margin: 0) == [])
        // Of a payer who is not the customer for sure that comes first.
        let isKnown = row.line.counterpartyAccount != nil || row.line.counterpartyName == Self.known
        #expect(reasons(score: row.score + 1, margin: 0) == [isKnown ? .heldByRule : .unknownPayer])
        #expect(reasons(score: 0, margin: row.margin ?? 100) == [])
        #expect(reasons(score: 0, margin: (row.margin ?? 100) + 1) == (row.margin == nil ? [] : [.heldByRule]))
    }

    @Test("what a bar holds is not paid by another receipt, is open behind the run, and is told with both scores")
    func keepsClaims() throws {
        var policy = MatchingPolicy()
        policy.marginMin = 28
        let lines = [
            line("100.00", "INV-7002", index: 0, name: Self.known), line("100.00", "danke", index: 1, name: Self.known),
        ]
        let result = run(lines, Array(Self.open.prefix(2)), policy: policy)
        #expect(outcome(result) == ["0 !held_by_rule", "1 amount_party_date INV-7001=100.00"])
        let exception = try #require(result.exceptions.first)
        #expect(exception.suggestions.map(\.invoice.text) == ["INV-7002"])
        #expect(
            exception.explanation.hasPrefix(
                "fits INV-7002 with a score of 0.97, and INV-7001 with 0.70: the margin is below margin_min, which is 0.28"
            )
        )
        #expect(result.openItems.map(\.invoice.number.text) == ["INV-7002"])
    }

    @Test("a receipt in another currency is weighed against documents of what was paid")
    func weighsExchange() throws {
        var receipt = line("100.00", "USD-1", name: Self.known)
        receipt.instructedAmount = money("110.00", .usd)
        let items = [
            item("USD-1", "110.00", currency: .usd), item("USD-2", "110.00", currency: .usd), item("EUR-1", "100.00"),
        ]
        let match = try #require(run([receipt], items).matches.first)
        #expect(match.score == 95 && match.rival?.invoice.text == "USD-2" && match.margin == 25)
    }

    @Test("nobody has to agree to what the bank has taken back")
    func returned() throws {
        var policy = MatchingPolicy()
        policy.marginMin = 28
        func found(_ taken: String) -> ReconciliationResult {
            let lines = [
                line("100.00", "INV-7002", index: 0, name: Self.known),
                line(
                    taken,
                    "INV-7002",
                    index: 1,
                    name: Self.known,
                    on: "2026-03-23",
                    direction: .debit,
                    bankReference: "REF-0",
                    returnReason: "AC04"
                ),
            ]
            return run(lines, Array(Self.open.prefix(2)), policy: policy)
        }
        let whole = found("100.00")
        #expect(outcome(whole) == ["0 !returned"])
        #expect(whole.exceptions.first?.held == nil && whole.debits.first?.takesBack != nil)
        #expect(whole.openItems.map(\.open.minorUnits) == [10_000, 10_000])
    }

    @Test("the scores of the facts add up, and no built-in rule posts less than the usual bar")
    func scoresFacts() {
        let rows = MatchingPolicy().effectiveTable.filter(\.posts).map(\.facts)
        #expect(rows.map(\.score).min() == MatchingPolicy().scoreMin)
        #expect(rows.map(\.score).max() == 100)
        func score(_ payer: MatchFacts.Payer, _ reference: MatchFacts.Reference, _ amount: MatchFacts.Amount) -> Int {
            MatchFacts(payer: payer, reference: reference, amount: amount).score
        }
        #expect(score(.account, .endToEnd, .exact) == 100)
        #expect(score(.name, .structured, .part) == 100 - 1 - 5)
        #expect(score(.name, .strong, .bankCharge) == 98 - 1 - 3)
        #expect(score(.stranger, .digits, .discount) == 93 - 8 - 1)
        #expect(score(.account, .weak, .completed) == 93 - 8)
        #expect(score(.name, .none, .sum) == 90 - 5 - 10)
    }

    @Test("the table of a policy knows its bar, and the linter says what never posts for it")
    func tellsOfIdleRules() {
        var policy = MatchingPolicy()
        policy.scoreMin = 81
        #expect(policy.findings.map(\.kind) == [.switchedOff])
        #expect(policy.findings.first?.problem.contains("its score of 0.80 is below score_min, which is 0.81") == true)
        let sums = policy.effectiveTable.filter { $0.facts.amount == .sum && $0.facts.reference == .none }
        #expect(!sums.isEmpty && !sums.contains(where: \.posts))
    }
}
