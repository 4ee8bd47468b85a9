import HubDomain
import Testing

@testable import HubReconciliation

private let acme = "DE02100500000054540402"
private let bolt = "DE89370400440532013001"

/// The one rule by which a debit finds the receipt that it takes back.
@Suite("the receipt of a return") struct ReturnedReceiptTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let receipts: [StatementLine]
        let debit: StatementLine
        let found: ReturnedReceipt

        init(_ name: String, _ receipts: [StatementLine], _ debit: StatementLine, _ found: ReturnedReceipt) {
            (self.name, self.receipts, self.debit, self.found) = (name, receipts, debit, found)
        }

        var testDescription: String { name }
    }

    private static func back(
        _ text: String = "",
        name: String? = nil,
        account: String? = acme,
        reference: String = "BACK",
        endToEndID: String? = nil
    ) -> StatementLine {
        line(
            "70.00",
            text,
            index: 9,
            name: name,
            account: account,
            on: "2026-03-22",
            direction: .debit,
            bankReference: reference,
            endToEndID: endToEndID,
            returnReason: "AC04"
        )
    }

    private static func receipt(
        _ text: String = "",
        _ index: Int = 0,
        name: String? = nil,
        account: String? = acme,
        endToEndID: String? = nil,
        on day: String = "2026-03-20"
    ) -> StatementLine {
        line("70.00", text, index: index, name: name, account: account, on: day, endToEndID: endToEndID)
    }

    static let cases = [
        Case(
            "the end-to-end id, among twins",
            [receipt(endToEndID: "A"), receipt("", 1, endToEndID: "B")],
            back(endToEndID: "B"),
            .found(position: 1, basis: "the end-to-end id")
        ),
        Case(
            "an id that none has, and all have others",
            [receipt(endToEndID: "A")],
            back(endToEndID: "X"),
            .ambiguous(positions: [0])
        ),
        Case(
            "an id twice",
            [receipt(endToEndID: "A"), receipt("", 1, endToEndID: "A")],
            back(endToEndID: "A"),
            .ambiguous(positions: [0, 1])
        ),
        Case(
            "the bank reference in the text",
            [receipt(), receipt("", 1)],
            back("returned: REF-1"),
            .found(position: 1, basis: "the bank reference")
        ),
        Case(
            "the bank reference of its own",
            [receipt(), receipt("", 1)],
            back(reference: "REF-0"),
            .found(position: 0, basis: "the bank reference")
        ),
        Case(
            "the same text",
            [receipt("INV-1"), receipt("INV-2", 1)],
            back("INV 2"),
            .found(position: 1, basis: "the text")
        ),
        Case(
            "amount and payer",
            [receipt("INV-1"), receipt("INV-2", 1, account: bolt)],
            back("sorry"),
            .found(position: 0, basis: "amount and payer")
        ),
        Case(
            "a name that the bank has cut",
            [receipt("a", name: "Acme Trading Ltd", account: nil)],
            back(name: "Acme Trad", account: nil),
            .found(position: 0, basis: "amount and payer")
        ),
        Case(
            "the payer twice",
            [receipt("INV-1"), receipt("INV-2", 1)],
            back("sorry"),
            .ambiguous(positions: [0, 1])
        ),
        Case(
            "the payer, beside somebody who is not told",
            [receipt("INV-1"), receipt("INV-2", 1, account: nil)],
            back("sorry"),
            .ambiguous(positions: [0, 1])
        ),
        Case(
            "nobody is told",
            [receipt("INV-1", account: nil)],
            back("sorry", account: nil),
            .ambiguous(positions: [0])
        ),
        Case(
            "another payer, in spite of the id",
            [receipt(account: bolt, endToEndID: "A")],
            back(endToEndID: "A"),
            .ambiguous(positions: [0])
        ),
        Case(
            "a part of what came with the end-to-end id",
            [line("100.00", account: acme, on: "2026-03-20", endToEndID: "A"), receipt("x", 1, account: bolt)],
            back(endToEndID: "A"),
            .part(position: 0, basis: "the end-to-end id")
        ),
        Case(
            "a part of what the text names, before the whole of another of the same payer",
            [line("100.00", account: acme, on: "2026-03-20"), receipt("INV-1", 1)],
            back("in part: REF-0"),
            .part(position: 0, basis: "the bank reference")
        ),
        Case(
            "all of what the text names, and no part of another",
            [line("100.00", account: acme, on: "2026-03-20", endToEndID: "A"), receipt("INV-1", 1)],
            back("REF-1"),
            .found(position: 1, basis: "the bank reference")
        ),
        Case(
            "a part of two",
            [
                line("100.00", account: acme, on: "2026-03-20", endToEndID: "A"),
                line("90.00", index: 1, account: acme, on: "2026-03-20", endToEndID: "A"),
            ],
            back(endToEndID: "A"),
            .ambiguous(positions: [0, 1])
        ),
        Case(
            "more than what it names: the bank's charge may be in it",
            [line("67.00", account: acme, on: "2026-03-20")],
            back("REF-0"),
            .fee(position: 0)
        ),
        Case(
            "less, but with a charge",
            [line("100.00", account: acme, on: "2026-03-20")],
            back("REF-0 inkl. Gebühr 3,00"),
            .fee(position: 0)
        ),
        Case("larger, and named by nothing", [line("100.00", account: acme, on: "2026-03-20")], back(), .none),
        Case("booked later", [receipt(on: "2026-03-23")], back(), .none),
        Case("another amount", [line("70.01", account: acme, on: "2026-03-20")], back(), .none),
        Case(
            "money of ours that came back",
            [line("70.00", account: acme, on: "2026-03-20", returnReason: "AC01")],
            back(),
            .none
        ),
        Case(
            "a receipt that is only announced",
            [line("70.00", account: acme, on: "2026-03-20", status: .pending)],
            back(),
            .none
        ),
    ]

    @Test("is found by what both say, or left to a person", arguments: cases)
    func finds(_ example: Case) {
        #expect(ReturnedReceipt.find(for: example.debit, among: example.receipts) == example.found)
    }

    @Test("what earlier returns have left is all that a further one can take")
    func takesWhatIsLeft() {
        let receipts = [line("100.00", account: acme, on: "2026-03-20"), Self.receipt("", 1)]
        func found(_ taken: [Int64], _ text: String = "REF-0") -> ReturnedReceipt {
            ReturnedReceipt.find(for: Self.back(text), among: receipts, taken: taken)
        }
        #expect(found([3_000, 0]) == .part(position: 0, basis: "the bank reference"))
        #expect(found([3_001, 0]) == .fee(position: 0))
        #expect(found([10_000, 0]) == .found(position: 1, basis: "amount and payer"))
        #expect(found([0, 100], "REF-1") == .fee(position: 1), "the whole of it is not there any more")
        #expect(found([0, 7_000], "sorry") == .none)
    }

    /// The run over files names the same receipt as the books, or none.
    @Test("is the same in a run", arguments: cases)
    func runs(_ example: Case) {
        let items = [item("INV-1", "70.00", account: acme), item("INV-2", "70.00", account: bolt)]
        let result = run(example.receipts + [example.debit], items)
        let taken = result.debits.compactMap(\.takesBack?.line)
        let parts = result.debits.compactMap(\.takesPartOf)
        if case .part(let position, _) = example.found {
            return #expect(parts == [example.receipts[position]] && taken.isEmpty)
        }
        #expect(parts.isEmpty)
        guard case .found(let position, _) = example.found else { return #expect(taken.isEmpty) }
        #expect(taken.isEmpty || taken == [example.receipts[position]])
    }

    /// A run looks at no receipt that cannot be meant; the rule over all receipts is what it is measured by.
    @Test("is the same among many, whatever is not told", arguments: UInt64(1)...40)
    func findsAmongMany(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let names = ["Bolt GmbH", "Bolt Gm", "GmbH Bolt", "Acme Trading Ltd", "Acme Tradi", "Trading Acme", "GmbH"]
        let texts = ["", "back", "REF-3", "goods", "goods REF-30", "INV-1"]
        func several(_ direction: StatementLine.Direction, _ count: Int) -> [StatementLine] {
            (0..<count).map { index in
                line(
                    ["70.00", "70.00", "100.00"].randomElement(using: &random) ?? "",
                    texts.randomElement(using: &random) ?? "",
                    index: index,
                    name: Bool.random(using: &random) ? names.randomElement(using: &random) : nil,
                    account: [acme, bolt, nil].randomElement(using: &random) ?? nil,
                    on: "2026-03-2\(Int.random(in: 0...3, using: &random))",
                    direction: direction,
                    endToEndID: ["E1", "E2", "NOTPROVIDED", nil, nil].randomElement(using: &random) ?? nil,
                    returnReason: direction == .debit ? "AC04" : nil
                )
            }
        }
        let receipts = several(.credit, 12)
        for debit in several(.debit, 30) {
            let index = ReturnIndex([debit], receipts: receipts)
            let (whole, part) = (index.receipt(takenBackBy: debit), index.receipt(takenPartlyBy: debit))
            switch ReturnedReceipt.find(for: debit, among: receipts) {
            case .found(let position, _): #expect(whole == position && part == nil, "\(debit)")
            case .part(let position, _): #expect(part == position && whole == nil, "\(debit)")
            case .fee, .ambiguous, .none: #expect(whole == nil && part == nil, "\(debit)")
            }
        }
    }

    @Test("a debit with the bank's charge takes back its original amount, whole or in part")
    func takesOriginalAmounts() {
        let items = [item("INV-1", "100.00")]
        func result(_ receipt: String, original: String?, text: String = "") -> ReconciliationResult {
            let paid = line(receipt, "INV-1", name: "Acme GmbH", endToEndID: "E2E-1")
            var back = line(
                "103.50",
                text,
                index: 1,
                name: "Acme GmbH",
                on: "2026-03-21",
                direction: .debit,
                endToEndID: "E2E-1",
                returnReason: "AC04"
            )
            back.originalAmount = original.map { money($0) }
            return run([paid, back], items)
        }
        let whole = result("100.00", original: "100.00", text: "fee 3.50")
        #expect(whole.debits.first?.takesBack?.numbers.map(\.text) == ["INV-1"] && whole.openItems.count == 1)
        #expect(
            whole.debits.first?.explanation?.hasSuffix("INV-1 is open again; 3.50 EUR is the bank's charge") == true
        )
        let part = result("100.00", original: "40.00")
        #expect(part.debits.first?.takesPartOf != nil && part.openItems.map(\.open) == [money("40.00")])
        let more = result("100.00", original: nil).debits.first
        #expect(more?.takesBack == nil && more?.waiting != nil, "more than the receipt: a person's")
    }
}
