import HubReconciliation
import Testing

@Suite("equal references of two columns")
struct ReferenceTableTests {
    private func column(_ texts: [String]) -> ReferenceColumn {
        var column = ReferenceColumn()
        for text in texts { column.append(text) }
        return column
    }

    private func rows(equalTo text: String, in table: ReferenceTable) -> [Int] {
        guard let first = table.firstRows(equalTo: column([text])).first, first >= 0 else { return [] }
        return Array(sequence(first: Int(first)) { table.row(after: $0) })
    }

    @Test(
        "any spelling finds all rows of a reference, the first one first",
        arguments: [
            ("INV-1", [0, 2, 4]), ("inv 1", [0, 2, 4]), ("inv/1.", [0, 2, 4]), ("INV-2", [1]), ("INV-11", [3]),
            ("INV", []), ("INV-12", []), ("", [5]), ("- -", [5]),
        ]
    )
    func findsSpellings(text: String, expected: [Int]) {
        let table = ReferenceTable(column(["INV-1", "INV2", "inv1", "INV-1-1", "Inv 1", ""]))
        #expect(rows(equalTo: text, in: table) == expected)
    }

    @Test("what a search through all rows finds is found, and nothing else", arguments: UInt64(0)..<40)
    func agreesWithSearch(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func references(_ count: Int) -> [String] {
            // Few letters and all lengths around a word of eight bytes: many are equal, or equal in part.
            (0..<count).map { _ in
                String(
                    (0..<Int.random(in: 0...17, using: &random)).map {
                        $0 < 12 ? "A" : ["A", "B"].randomElement(using: &random) ?? "A"
                    }
                )
            }
        }
        let (ours, theirs) = (references(Int.random(in: 0..<700, using: &random)), references(600))
        let table = ReferenceTable(column(ours))
        let first = table.firstRows(equalTo: column(theirs))
        for (row, text) in theirs.enumerated() {
            let expected = ours.indices.filter { ours[$0] == text }
            #expect(first[row] == Int32(expected.first ?? -1))
            #expect(rows(equalTo: text, in: table) == expected)
        }
    }
}
