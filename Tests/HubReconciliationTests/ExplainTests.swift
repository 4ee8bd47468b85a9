import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

func explained(
    _ line: StatementLine,
    among lines: [StatementLine],
    _ items: [OpenItem],
    payments: [ExpectedPayment] = [],
    groups: GroupSources = GroupSources()
) -> LineExplanation? {
    try? explain(
        line,
        lines: lines,
        items: items,
        payments: payments,
        policy: MatchingPolicy(),
        asOf: date("2026-04-30"),
        groups: groups
    )
}

@Suite("why, and why not")
struct ExplainTests {
    @Test("the explanation has the verdict of the run, and one pass at most decides", arguments: UInt64(0)..<6)
    func agreesWithRun(seed: UInt64) throws {
        let trade = Trade(seed: seed, count: 24)
        let result = trade.result()
        for line in trade.lines {
            let found = try #require(explained(line, among: trade.lines, trade.items, payments: trade.payments))
            switch found.outcome {
            case .match(let match): #expect(result.matches.contains(match))
            case .exception(let exception): #expect(result.exceptions.contains(exception))
            case .repeated(let original): #expect(result.repeats.contains { $0.original == original })
            case .debit, .pending: Issue.record("the trade has receipts only")
            }
            #expect(found.steps.dropLast().allSatisfy { !$0.decides } && found.steps.last?.decides != false)
            #expect(found.steps.allSatisfy { !$0.words.isEmpty } && found.candidates.count <= 5)
        }
    }

    @Test("the order of the input changes no letter", arguments: UInt64(0)..<6)
    func ignoresOrder(seed: UInt64) throws {
        var trade = Trade(seed: seed, count: 24)
        let line = trade.lines[Int(seed)]
        let first = explained(line, among: trade.lines, trade.items, payments: trade.payments)
        var random = SeededGenerator(seed: seed)
        trade.lines.shuffle(using: &random)
        trade.items.shuffle(using: &random)
        trade.payments.shuffle(using: &random)
        #expect(first != nil && first == explained(line, among: trade.lines, trade.items, payments: trade.payments))
    }

    private static let owed = [
        item("INV-2001", "100.00"), item("INV-2002", "100.00"),
        item("INV-3001", "70.00", customer: "C2", name: "Bolt AG", account: "DE02"),
        item("INV-3002", "30.00", customer: "C2", name: "Bolt AG", account: "DE02"),
    ]

    private static let changes: [(line: StatementLine, reason: String, invoice: String, change: String?)] = [
        (line("100.00", "thanks", name: "Acme GmbH"), "ambiguous", "INV-2001", "the line also named INV-2001"),
        (line("100.00", "INV-2001", name: "Bolt AG"), "contradicting_payer", "INV-2001", "the payer were customer C1"),
        (line("70.00", "thanks", name: "Stranger Ltd"), "unknown_payer", "INV-3001", "the line also named INV-3001"),
        (line("71.00", "thanks", account: "DE02"), "no_match", "INV-3001", "the line also named INV-3001"),
        (
            line("71.00", "thanks", name: "Stranger Ltd"), "unknown_payer", "INV-3001",
            "the line also named INV-3001 and the payer were customer C2"
        ),
        (
            line("95.00", "INV-3001 INV-3002", name: "Bolt AG"), "under", "INV-3001",
            "the line named INV-3001 and nothing else"
        ),
        (line("70.00", "INV-3001", account: "DE02", returnReason: "AC04"), "returned", "INV-3001", nil),
    ]

    @Test("the change that is told is one that makes the matcher post", arguments: changes.indices)
    func tellsWhatWouldPost(number: Int) throws {
        let (line, reason, invoice, change) = Self.changes[number]
        let found = try #require(explained(line, among: [line], Self.owed))
        guard case .exception(let exception) = found.outcome else { throw Unexpected(found: found.text(TextStyle())) }
        #expect(exception.reason.rawValue == reason)
        let candidate = found.candidates.first { $0.invoice.text == invoice }
        #expect(candidate?.wouldPostIf == change, "\(found.text(TextStyle()))")
        guard change == "the line also named \(invoice)" else { return }
        let changed = line.with(remittance: line.remittance + " " + invoice)
        #expect(run([changed], Self.owed).matches.first?.allocations.first?.invoice?.text == invoice)
    }

    private struct Unexpected: Error {
        let found: String
    }

    @Test("passes that leave the line say what it lacked")
    func tellsWhatWasLacking() throws {
        let line = line("5.00", "hello", endToEndID: "ABC-1")
        let found = try #require(explained(line, among: [line], Self.owed))
        #expect(
            found.steps.map(\.words) == [
                "ABC-1 is the id of no payment of ours", "the line names no document that was given",
                "it names no document with another amount", "exception unknown_payer",
            ]
        )
        #expect(found.named == ["end-to-end id ABC-1: none of our payments"])
        #expect(found.payer == ["the line does not say who paid"])
        #expect(found.candidates.map(\.invoice.text) == ["INV-3002", "INV-3001", "INV-2001", "INV-2002"])
    }

    @Test("lines that no pass looks at are explained too")
    func explainsTheOthers() throws {
        let last = try #require(everyLine.last)
        let repeated = try #require(explained(last, among: everyLine, everyItem))
        #expect(repeated.outcome == .repeated(original: everyLine[1]) && repeated.steps.isEmpty)
        #expect(explained(everyLine[3], among: everyLine, everyItem)?.outcome == .pending)
        guard case .debit = explained(everyLine[2], among: everyLine, everyItem)?.outcome else {
            throw Unexpected(found: "")
        }
        #expect(explained(line("1.00", index: 99), among: everyLine, everyItem) == nil)
    }

    @Test("no text of others steers the terminal, and lines fit", arguments: [60, 100])
    func isHarmless(width: Int) throws {
        let (lines, items) = hostile()
        for line in lines.prefix(10) {
            let text = try #require(explained(line, among: lines, items)).text(TextStyle(width: width))
            let steers = text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control }
            #expect(!steers && !text.contains("\u{202E}"))
        }
    }
}

@Suite("which line is meant")
struct LineSearchTests {
    private static let two = [
        line("1.00", index: 0, file: "in/a.xml", bankReference: "NTRF-100"),
        line("2.00", index: 1, file: "in/a.xml", bankReference: "NTRF-200"),
        line("3.00", index: 0, file: "in/b.xml", bankReference: "NTRF-200"),
        line("4.00", index: 7, file: "in/b.xml", bankReference: "8"),
        line("5.00", index: 8, file: "in/b.xml", bankReference: "NONREF"),
    ]

    private static let found: [(text: String, amount: String)] = [
        ("in/a.xml:1", "2.00"), ("a.xml:1", "2.00"), ("b.xml:8", "5.00"), ("NTRF-100", "1.00"), ("ntrf 100", "1.00"),
        ("8", "4.00"), ("7", "4.00"),
    ]

    @Test("a line is found by place or by reference", arguments: found.indices)
    func finds(number: Int) throws {
        #expect(try findLine(Self.found[number].text, in: Self.two).amount == money(Self.found[number].amount))
    }

    @Test("an index alone is enough when there is one file")
    func findsIndex() throws {
        #expect(try findLine("1", in: Array(Self.two.prefix(2))).amount == money("2.00"))
        #expect(try findLine("8", in: Array(Self.two.suffix(3))).amount == money("5.00"), "an index before a reference")
    }

    private static let refused: [(text: String, error: String)] = [
        (
            "a.xml:9",
            "no line a.xml:9; near it are in/a.xml:0 (2026-03-20 1.00 EUR NTRF-100) and in/a.xml:1 (2026-03-20 2.00 EUR "
                + "NTRF-200)"
        ),
        (
            "NTRF-200",
            "2 lines answer to NTRF-200: in/a.xml:1 (2026-03-20 2.00 EUR NTRF-200) and in/b.xml:0 (2026-03-20 3.00 EUR "
                + "NTRF-200); write FILE:INDEX"
        ),
        (
            "0",
            "2 lines answer to 0: in/a.xml:0 (2026-03-20 1.00 EUR NTRF-100) and in/b.xml:0 (2026-03-20 3.00 EUR "
                + "NTRF-200); write FILE:INDEX"
        ),
    ]

    @Test("what is not found, or not one line, names the lines near it", arguments: refused.indices)
    func refuses(number: Int) {
        let (text, error) = Self.refused[number]
        #expect { try findLine(text, in: Self.two) } throws: { ($0 as? LineNotFound)?.description == error }
    }

    @Test(
        "any text is an error and no crash",
        arguments: ["", ":", ":1", "a.xml:", "99999999999999999999", "a.xml:-1", "\u{1B}[2J", "NONREF", "000"]
    )
    func survives(text: String) {
        #expect(throws: LineNotFound.self) { try findLine(text, in: Self.two) }
        #expect(throws: LineNotFound.self) { try findLine(text, in: []) }
    }
}
