import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("lockbox files")
struct LockboxTests {
    static let lines = [
        "100" + "DESTINATIO" + "0123456789" + "240105" + "0930",
        "2" + "DESTINATION ORIGIN  " + "0000000000" + "400" + "080" + "0080" + "1",
        "5" + "001" + "000" + "0012345" + "240105" + "DESTINATION ORIGIN  ",
        "6" + "001" + "001" + "0000150000" + "055002707" + "0012345555" + "0000000180" + "010324"
            + GiroTests.pad("A PAYER", 30)
            + GiroTests.pad("OUR FIRM", 20),
        "4" + "001" + "001" + "6" + "01" + "0" + GiroTests.pad("INV-1", 12) + "0000100000" + GiroTests.pad("INV-2", 12)
            + "0000030000",
        "4" + "001" + "001" + "6" + "02" + "9" + GiroTests.pad("INV-3", 12) + "0000020000",
        "6" + "001" + "002" + "0000000100" + "055002707" + "0012345555" + "0000000181" + "010324"
            + GiroTests.pad("B PAYER", 30),
        "4" + "001" + "002" + "6" + "01" + "9" + "CE554",
        "7" + "001" + "000" + "0012345" + "240105" + "002" + "0000150100",
        "8" + "000" + "000" + "0012345" + "240105" + "0002" + "0000150100",
        "9" + "000011",
    ]
    static let sample = lines.joined(separator: "\n") + "\n"

    static func read(_ lines: [String]) -> FileReading {
        FileReading(Array(lines.joined(separator: "\n").utf8), with: LockboxReader())
    }

    @Test("every cheque of the corpus", arguments: SharedFiles.corpus("lockbox"))
    func corpus(file: URL) throws {
        let facts = try facts(file)
        let records = try #require(facts["records"] as? [String: Int])
        let inspection = inspect(try SharedFiles.bytes(file))
        #expect(inspection.format == .lockbox && inspection.isComplete == true && inspection.error == nil)
        #expect(inspection.entries == records["6"] && inspection.warnings.isEmpty, "\(inspection.warnings)")
        let reading = FileReading(try SharedFiles.bytes(file), with: LockboxReader())
        let cheque = try #require(reading.entries.first)
        #expect(cheque.amount.decimal == "7000.00" && cheque.details[0].chequeNumber == "0000000180")
        #expect(cheque.details[0].structured.first?.documents.first?.number == "CE554")
    }

    @Test("cheques with the invoices that they pay")
    func cheques() {
        let reading = Self.read(Self.lines)
        #expect(reading.warnings.isEmpty && reading.isComplete == true, "\(reading.warnings)")
        let detail = reading.entries[0].details[0]
        #expect(detail.debtor.name == "A PAYER" && detail.creditor.name == "OUR FIRM")
        #expect(detail.debtor.bankNumber == "055002707")
        #expect(detail.structured.first?.documents.map(\.number) == ["INV-1", "INV-2", "INV-3"])
        #expect(detail.structured.first?.documents.map(\.remitted?.decimal) == ["1000.00", "300.00", "200.00"])
        #expect(reading.entries[1].details[0].structured.first?.documents.first?.remitted == nil)
        #expect(reading.summaries[0].sums.all.first?.credit == 150_100)
    }

    @Test(
        "what differs is told at its place",
        arguments: [
            (5, "0000020000", "0000020001", BankFileFinding.Code.detailSum, 4, 8),
            (8, "0020000150100", "0030000150100", .controlTotal, 9, 21),
            (9, "0000150100", "0000150101", .controlTotal, 10, 25), (10, "000011", "000012", .controlTotal, 11, 2),
        ]
    )
    func differences(line: Int, from: String, to: String, code: BankFileFinding.Code, at: Int, column: Int) {
        var lines = Self.lines
        lines[line] = lines[line].replacing(from, with: to)
        let reading = Self.read(lines)
        #expect(reading.warnings.map(\.code) == [code], "\(reading.warnings)")
        #expect(reading.warnings.first?.position.line == at && reading.warnings.first?.position.column == column)
    }

    @Test(
        "documents that do not tell what the cheque pays are told with their place, and with the cheque",
        arguments: [
            (
                "0000020000", "00000200OO", BankFileFinding.Code.amount, 6, 24,
                "names an amount of an invoice that cannot be read"
            ),
            ("0000020000", "0000020001", .detailSum, 4, 8, "names invoices of 1500.01 USD for a cheque of 1500.00 USD"),
        ]
    )
    func faults(amount: String, damaged: String, code: BankFileFinding.Code, line: Int, column: Int, words: String) {
        var lines = Self.lines
        lines[5] = lines[5].replacing(amount, with: damaged)
        let reading = Self.read(lines)
        #expect(reading.warnings.map(\.code) == [code], "\(reading.warnings)")
        #expect(reading.warnings.first?.position.line == line && reading.warnings.first?.position.column == column)
        #expect(reading.entries.map(\.remittanceFault) == [words, nil])
        #expect(reading.entries[0].details[0].unstructured.isEmpty)
    }

    @Test("a header again before each batch is the same lockbox, and a bad amount leaves the others")
    func batches() {
        var lines = Self.lines
        lines.insert(lines[2], at: 9)
        lines.insert(
            contentsOf: [lines[7 - 1], "7" + "002" + "000" + "0012345" + "240105" + "001" + "0000000100"],
            at: 10
        )
        lines[12] = lines[12].replacing("00020000150100", with: "00030000150200")
        lines[13] = "9000014"
        let reading = Self.read(lines)
        #expect(reading.warnings.isEmpty && reading.summaries.map(\.entries) == [3], "\(reading.warnings)")
        lines[3] = lines[3].replacing("0000150000", with: "00001500.0")
        let damaged = Self.read(lines)
        #expect(damaged.unreadable.first?.findings.first?.position.column == 8)
        #expect(damaged.summaries.first?.entries == 3 && damaged.entries.count == 2)
    }
}
