import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

/// Movements that have all of an identity but the count in common.
@Suite("movements of one amount and day") struct OccurrenceTests {
    private static func receipt(
        _ text: String,
        name: String? = nil,
        account: String? = nil,
        id: String? = nil,
        file: String = "a.sta",
        index: Int = 0,
        reference: String = "NONREF"
    ) -> StatementLine {
        line(
            "9.90",
            text,
            index: index,
            file: file,
            name: name,
            account: account,
            bankReference: reference,
            endToEndID: id
        )
    }

    @Test("one fact that differs makes two, with a bank's reference two facts")
    func tellsOthers() {
        let anna = Self.receipt("RG-1", name: "Anna", account: "DE89370400440532013000", id: "E1")
        for (other, isOther) in [
            (Self.receipt("RG-1", name: "Anna", account: "DE89370400440532013000", id: "E1"), false),
            (Self.receipt("RG-1", name: "Anna", account: "DE89370400440532013000", id: "E2"), true),
            (Self.receipt("RG-1", name: "Anna", account: "DE75512108001245126199", id: "E1"), true),
            (Self.receipt("RG-2 danke", name: "Bernd", id: "E1"), true),
            (Self.receipt("RG-2 danke", name: "Anna", id: "E1"), false), (Self.receipt("", id: "NOTPROVIDED"), false),
            (Self.receipt("RG-1 Januar", name: "ANNA ADLER"), false),
            (Self.receipt("RG-1", account: "0532013000"), false),
        ] {
            #expect(Occurrences.areOther(anna, other) == isOther && Occurrences.areOther(other, anna) == isOther)
        }
        let named = Self.receipt("RG-1", name: "Anna", account: "DE89370400440532013000", id: "E1", reference: "REF-1")
        let once = Self.receipt("RG-1", name: "Anna", account: "DE89370400440532013000", id: "E2", reference: "REF-1")
        let twice = Self.receipt("RG-1", name: "Anna", account: "DE75512108001245126199", id: "E2", reference: "REF-1")
        #expect(!Occurrences.areOther(named, once) && Occurrences.areOther(named, twice))
    }

    @Test("what two files show is paired by what it tells, whatever its order")
    func pairs() {
        let names = ["Anna", "Bernd", "Clara"]
        let lines = names.map { Self.receipt("RG of \($0)", name: $0) }
        #expect(Occurrences.pairs(of: lines.reversed(), with: lines) == [2, 1, 0])
        #expect(Occurrences.pairs(of: [lines[1], lines[0]], with: [lines[0]]) == [nil, 0])
        #expect(Occurrences.pairs(of: [Self.receipt(""), lines[1]], with: lines) == [0, 1])
        let equal = [Self.receipt("x"), Self.receipt("x")]
        #expect(Occurrences.pairs(of: equal, with: [equal[0]]) == [0, nil])
    }

    @Test(
        "on files four payments of one day count four times, and what both files show once",
        arguments: [true, false]
    )
    func countsOnFiles(isTurned: Bool) {
        let items = (0..<4).map { item("RG-90\($0)0", "9.90", customer: "C\($0)", name: "Payer \($0) GmbH") }
        func receipt(_ number: Int, _ file: String, _ index: Int) -> StatementLine {
            Self.receipt("RG-90\(number)0", name: "Payer \(number) GmbH", id: "X\(number)", file: file, index: index)
        }
        let first = [receipt(0, "a.sta", 0), receipt(1, "a.sta", 1)]
        let second = [receipt(2, "b.sta", 0), receipt(1, "b.sta", 1), receipt(3, "b.sta", 2)]
        let result = run(isTurned ? second + first : first + second, items)
        #expect(result.matches.count == 4 && result.exceptions.isEmpty && result.repeats.count == 1)
        #expect(result.openItems.isEmpty)
    }
}
