import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("BAI2 files")
struct BAI2Tests {
    @Test("no other format of the corpus is taken for BAI2")
    func others() throws {
        for folder in ["ach", "mt940", "ofx", "csv", "provider", "giro", "lockbox", "edi820", "x937", "camt053"] {
            for file in SharedFiles.corpus(folder) {
                #expect(!BAI2Reader.recognises(Array(try SharedFiles.bytes(file).prefix(16_384))), "\(file.path)")
            }
        }
    }

    /// A file around the records of one account, with the trailer that fits them.
    static func file(_ records: [String], total: Int, group: String = "02,R,S,1,261123,2400,EUR,2/") -> String {
        let head = ["01,S,R,261123,1200,1,80,1,2/", group]
        let count = records.count + 1
        let tail = ["49,\(total),\(count)/", "98,\(total),1,\(count + 2)/", "99,\(total),1,\(count + 4)/"]
        return (head + records + tail).joined(separator: "\n")
    }

    static func read(_ records: [String], total: Int, group: String = "02,R,S,1,261123,2400,EUR,2/") -> FileReading {
        FileReading(Array(file(records, total: total, group: group).utf8), with: BAI2Reader())
    }

    @Test("balances, funds types, references and continued text")
    func transaction() throws {
        let reading = Self.read(
            [
                "03,0123,,010,1000,,,015,/", "88,1100,,,400,50,1,Z/",
                "16,142,150,S,100,50,0,BANK1,CUST1,first/line/", "88,/second, line  /  ",
                "16,475,50,D,2,0,20,1,30,B2,C2,/",
            ],
            total: 2_350
        )
        #expect(reading.warnings.isEmpty && reading.isComplete == true, "\(reading.warnings)")
        let summary = try #require(reading.summaries.first)
        #expect(summary.isBalanced == true && summary.currency == .eur)
        #expect(summary.opening?.amount.minorUnits == 1_000 && summary.closing?.amount.minorUnits == 1_100)
        #expect(summary.opening?.date == CalendarDate("2026-11-23"))
        #expect(summary.group.account.number == "0123" && summary.group.created == "261123 2400")
        let entry = try #require(reading.entries.first)
        #expect(entry.side == .credit && entry.servicerReference == "BANK1" && entry.reference == "CUST1")
        #expect(entry.details.first?.unstructured == ["first/line", "/second, line"])
        #expect(entry.fields.first { $0.name == "one-day availability" }?.value == "50")
        #expect(reading.entries.last?.side == .debit && reading.entries.last?.reference == "C2")
    }

    @Test("value dates, a currency of the account, customised codes and information without money")
    func kinds() throws {
        let reading = Self.read(
            [
                "03,1,JPY,,,,/", "16,115,7,V,261124,9999,,,TEXT", "16,921,3,/", "16,961,2,/", "16,890,,,,,NOTE/",
                "16,495,4,V,261131,,,,/",
            ],
            total: 16
        )
        #expect(reading.warnings.map(\.code) == [.date])
        #expect(reading.warnings.first?.position.column == 12 && reading.warnings.first?.position.line == 8)
        #expect(reading.entries.map(\.side) == [.credit, .credit, .debit, .credit, .debit])
        #expect(reading.entries.map(\.amount.minorUnits) == [7, 3, 2, 0, 4])
        #expect(reading.entries.first?.valueDate == CalendarDate("2026-11-24"))
        #expect(reading.summaries.first?.statuses == ["BOOK": 4, "INFO": 1])
        #expect(reading.summaries.first?.sums.all.map(\.currency) == [.jpy])
    }

    @Test("a group of a summary may break anywhere, with an empty field or without")
    func breaks() {
        for lines in [
            ["03,1,,010,5,,,400,30,2,Z,100,10,1,S,1,2,3,015,7,,/"],
            ["03,1,,010,5,,/", "88,400,30,2,Z,100,10,1,S,1,2,3,015,7,,/"],
            ["03,1,,010,5,/", "88,400,30,2/", "88,Z,100,10,1,S,1/", "88,2,3,015,7/"],
            ["03,1,,010,5/", "88,400,30/", "88,2,Z,100/", "88,10,1,S/", "88,1,2,3,015/", "88,7/"],
            ["03,1,,010,5,,,/", "88,400,30,2,Z,/", "88,100,10,1,S,1,2,3,015,7,,,/"],
            ["03,1,,010,5,,,400,/", "88,30,/", "88,17,Z,100,10,1,S,1,2,3,015,/", "88,7,,,/"],
        ] {
            let reading = Self.read(lines, total: 52)
            let types = reading.summaries.first?.group.balances.map(\.type)
            #expect(types == ["OPBD", "CLBD"], "\(lines)")
            #expect(reading.warnings.map(\.code) == [.balance], "\(lines) \(reading.warnings)")
            #expect(reading.errors.isEmpty)
        }
    }

    @Test("an amount that is none is an error with its place, and the rest is read")
    func badAmounts() throws {
        let bad = ["1.00", "1x", "", String(repeating: "9", count: 30), "-", "99999999999999999999"]
        for amount in bad {
            let reading = Self.read(["03,1,,,,,/", "16,115,\(amount),,,,/", "16,115,5,,,,/"], total: 5)
            let summary = try #require(reading.summaries.first)
            #expect(summary.entries == 2 && summary.unsummed == 1 && summary.sums.all.first?.credit == 5)
            let finding = try #require(reading.unreadable.first?.findings.first)
            #expect(finding.code == .amount && finding.position.line == 4 && finding.position.column == 8)
        }
        let unknown = Self.read(["03,1,,,,,/", "16,ABC,5,,,,/"], total: 5)
        #expect(unknown.unreadable.first?.findings.first?.code == .direction)
    }

    @Test("a minus is an error with its place, for each side", arguments: ["142", "475", "495"])
    func negativeAmounts(code: String) throws {
        let reading = Self.read(["03,1,,,,,/", "16,\(code),-98000,Z,,,INV-1/", "16,115,5,,,,/"], total: -97_995)
        let finding = try #require(reading.unreadable.first?.findings.first)
        #expect(finding.code == .direction && finding.position.line == 4 && finding.position.column == 8)
        #expect(reading.entries.map(\.amount.minorUnits) == [5] && reading.warnings.isEmpty, "\(reading.warnings)")
        #expect(reading.summaries.map { [$0.entries, $0.unsummed] } == [[2, 1]])
    }

    @Test(
        "a total is no movement, and is told with its place",
        arguments: [
            ("100", true), ("400", true), ("190", true), ("200", true), ("550", true), ("142", false), ("115", false),
            ("195", false), ("475", false), ("555", false),
        ]
    )
    func totals(code: String, isTotal: Bool) {
        let reading = Self.read(["03,1,,,,,/", "16,\(code),98000,Z,,,INV-1/", "16,115,5,,,,/"], total: 98_005)
        #expect(reading.entries.count == (isTotal ? 1 : 2) && reading.summaries.first?.entries == reading.entries.count)
        #expect(reading.warnings.map(\.code) == (isTotal ? [.code] : []), "\(reading.warnings)")
        #expect(reading.warnings.allSatisfy { $0.position.line == 4 && $0.position.column == 4 })
        #expect(reading.entries.map(\.index) == Array(reading.entries.indices))
    }

    @Test("totals and counts that differ, and trailers that are missing, are said")
    func controls() {
        let reading = FileReading(
            Array(
                "01,S,R,261123,1200,1,80,1,2/\r\n02,R,S,1,261123,,,/\r\n03,1,,/\r\n16,115,5,,/\r\n49,6,3/\r\n98,6,2,6/\r\n99,7,1,8/"
                    .utf8
            ),
            with: BAI2Reader()
        )
        #expect(reading.warnings.map(\.code) == Array(repeating: .controlTotal, count: 5))
        #expect(reading.warnings.map(\.position.line) == [5, 6, 6, 7, 7])
        #expect(reading.isComplete == true && reading.summaries.first?.entries == 1)
        let missing = FileReading(
            Array("02,R,S,1,261123,,,/\n03,1,,/\n16,115,5,,/\n03,2,,/\n16,415,5,,/".utf8),
            with: BAI2Reader()
        )
        #expect(missing.summaries.map(\.entries) == [1, 1] && missing.isComplete == false)
        #expect(missing.warnings.map(\.code) == [.truncated, .controlTotal, .truncated])
    }

    @Test("a file that is cut anywhere is never complete", arguments: [1, 7, 65_536])
    func cuts(pieces: Int) {
        let text = Self.file(["03,1,EUR,010,1,,/", "88,015,6,,/", "16,115,5,V,261123,,A,B,TEXT", "88,MORE"], total: 12)
        let bytes = Array(text.utf8)
        for end in 0..<(bytes.count - 1) {
            let reading = FileReading(Array(bytes[..<end]), with: BAI2Reader(), pieces: pieces)
            #expect(reading.isComplete != true, "\(end)")
        }
    }

    @Test("broken files never crash, and both ways of reading agree", arguments: UInt64(0)..<300)
    func mutations(seed: UInt64) {
        let text = Self.file(
            ["03,1,EUR,010,1,,/", "88,015,-4,,/", "16,115,5,V,261123,,A,B,TEXT", "88,MORE", "16,475,10,S,1,2,3,,/"],
            total: 12
        )
        let bytes = mutated(Array(text.utf8), seed: seed)
        let whole = ReadingOutline(FileReading(bytes, with: BAI2Reader()))
        #expect(whole == ReadingOutline(FileReading(bytes, with: BAI2Reader(options: countingOptions), pieces: 3)))
        #expect(whole == ReadingOutline(FileReading(bytes, with: BAI2Reader(), pieces: 1)))
    }

    @Test("an endless line and an endless record are refused with their place")
    func limits() {
        let start = Self.file(["03,1,,/"], total: 0).split(separator: "\n").prefix(3).joined(separator: "\n")
        let line = FileReading(
            Array((start + "\n16,115,5," + String(repeating: "x", count: 70_000)).utf8),
            with: BAI2Reader()
        )
        #expect(line.failure?.code == .limit && line.failure?.position.line == 4)
        let continuation = "\n88," + String(repeating: "x", count: 60_000)
        let text = start + "\n16,115,5,,,,T" + String(repeating: continuation, count: 6)
        for options in [BankFileOptions(), countingOptions] {
            let record = FileReading(Array(text.utf8), with: BAI2Reader(options: options), pieces: 4_096)
            #expect(record.failure?.code == .limit && record.failure?.position.line == 9)
            #expect(record.summaries.first?.entries == 1 && record.summaries.first?.isComplete == false)
        }
    }
}
