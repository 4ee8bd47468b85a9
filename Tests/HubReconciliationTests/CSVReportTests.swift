import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

/// Reads RFC 4180 strictly: CRLF between rows, quotes only around whole cells.
func readCSV(_ text: String) throws -> [[String]] {
    struct Malformed: Error {}
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var scalars = text.unicodeScalars[...]
    var isQuoted = false
    func next() -> Unicode.Scalar? { scalars.popFirst() }
    while let scalar = next() {
        switch (scalar, isQuoted) {
        case ("\"", true):
            if scalars.first == "\"" {
                cell.append("\"")
                _ = next()
            } else {
                isQuoted = false
                guard let after = scalars.first, after == "," || after == "\r" else { throw Malformed() }
            }
        case ("\"", false):
            guard cell.isEmpty else { throw Malformed() }
            isQuoted = true
        case (",", false):
            row.append(String(cell))
            cell = String.UnicodeScalarView()
        case ("\r", false):
            guard next() == "\n" else { throw Malformed() }
            rows.append(row + [String(cell)])
            (row, cell) = ([], String.UnicodeScalarView())
        case ("\n", false): throw Malformed()
        default: cell.append(scalar)
        }
    }
    guard row.isEmpty, cell.isEmpty, !isQuoted else { throw Malformed() }
    return rows
}

@Suite("the CSV report")
struct CSVReportTests {
    private func records(_ result: ReconciliationResult) throws -> [[String: String]] {
        let rows = try readCSV(result.csv)
        #expect(rows.first == ReconciliationResult.csvColumns)
        return rows.dropFirst().map { row in
            #expect(row.count == ReconciliationResult.csvColumns.count)
            return Dictionary(uniqueKeysWithValues: zip(ReconciliationResult.csvColumns, row))
        }
    }

    @Test("no text is a formula, and taking off the apostrophe gives it back")
    func isHarmless() throws {
        let (lines, items) = hostile()
        let numbers: Set<String> = ["amount", "allocated", "open", "days_overdue", "age_days"]
        let found = try records(run(lines, items))
        for record in found {
            for (column, cell) in record where !numbers.contains(column) {
                let start = cell.unicodeScalars.first { $0 != " " } ?? "x"
                let isFormula = "=+-@\t\r\n".unicodeScalars.contains(start)
                let steers = cell.utf8.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
                #expect(!isFormula && !steers, "\(column): \(cell)")
            }
            for column in numbers {
                let cell = record[column] ?? ""
                #expect(cell.isEmpty || cell.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?/) != nil, "\(column): \(cell)")
            }
        }
        let remittances = Set(
            found.compactMap { record in
                record["remittance"].map { $0.first == "'" ? String($0.dropFirst()) : $0 }
            }
        )
        for line in lines where !line.remittance.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x85 })
        {
            #expect(remittances.contains(line.remittance), "\(line.remittance.prefix(40))")
        }
    }

    @Test("amounts sum up to what moved on the account, allocations to the receipts")
    func sumsUp() throws {
        let result = everything()
        func units(_ text: String?) -> Int64 {
            (try? Money(parsing: text ?? "", currency: .eur).minorUnits) ?? 0
        }
        let euros = try records(result).filter { $0["currency"] == "EUR" }
        let moved = euros.map { units($0["amount"]) }.reduce(0, +)
        #expect(moved == 98_000 + 500 - 900 + 13_000 + 25_000)
        let allocated = euros.filter { $0["kind"] != "discount" }.map { units($0["allocated"]) }.reduce(0, +)
        #expect(allocated == 98_000 + 13_000)
        let open = euros.filter { $0["record"] == "open_item" }.map { units($0["open"]) }.reduce(0, +)
        #expect(open == 25_000 + 25_000 - 3_000)
    }

    @Test("every line and every open item has a row", arguments: UInt64(0)..<10)
    func isComplete(seed: UInt64) throws {
        let trade = Trade(seed: seed)
        let result = trade.result()
        let found = try records(result)
        let lines = Set(
            found.filter { !["open_item", "rate"].contains($0["record"]) }.map {
                "\($0["file"] ?? ""):\($0["index"] ?? "")"
            }
        )
        #expect(lines == Set(trade.lines.map { "\($0.file):\($0.index)" }))
        #expect(found.count { $0["record"] == "open_item" } == result.openItems.count)
        #expect(found.count { $0["record"] == "match" } == result.matches.flatMap(\.allocations).count)
        for record in found where record["kind"] == "invoice" || record["kind"] == "credit_note" {
            let owner = trade.items.first { $0.invoice.number.text == record["invoice"] }?.invoice.customer.text
            #expect(record["customer"] == owner)
        }
    }

    @Test("a number that two customers use says whose it is only where that is certain")
    func leavesSharedNumbersOut() throws {
        let items = [
            item("INV-2001", "10.00"), item("INV-2001", "20.00", customer: "C2", name: "Bolt AG"),
            item("INV-2002", "5.00"),
        ]
        let found = try records(run([line("10.00", "INV-2001", name: "Acme GmbH")], items))
        let match = try #require(found.first)
        #expect(match["invoice"] == "INV-2001" && match["customer"]?.isEmpty == true)
        #expect(found.filter { $0["record"] == "open_item" }.map { $0["customer"] } == ["C2", "C1"])
    }
}
