import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("X12 820 files, and those in addenda")
struct EDI820Tests {
    static let set = [
        "ST*820*0001", "BPR*C*150.25*C*ACH*CTX*01*026009593*DA*87651*1234567890**01*091218445*DA*42333*20240105",
        "TRN*1*TRACE7", "CUR*PR*USD", "N1*PR*PAYER INC*91*227", "N1*PE*OUR FIRM", "ENT*1",
        "RMR*IV*INV-1**100.00*110.00*10.00", "REF*PO*4500", "DTM*003*20231220", "RMR*IV*INV-2**60.25",
        "RMR*CM*CN-9**-5", "ADX*-5.00*01*CM*X",
    ]

    static func file(_ set: [String], terminator: String = "~", element: String = "*") -> String {
        let head =
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *240105*0930*U*00401*000000007*0*P*>"
        let segments =
            [head, "GS*RA*S*R*20240105*0930*3*X*004010"] + set
            + ["SE*\(set.count + 1)*0001", "GE*1*3", "IEA*1*000000007"]
        return segments.map { $0.replacing("*", with: element) + terminator }.joined()
    }

    static let sample = file(set)

    static func read(_ text: String) -> FileReading { FileReading(Array(text.utf8), with: EDI820Reader()) }

    @Test("every line of the corpus", arguments: SharedFiles.corpus("edi820"))
    func corpus(file: URL) throws {
        let facts = try facts(file)
        let bytes = try SharedFiles.bytes(file)
        let inspection = inspect(bytes)
        #expect(inspection.format == .edi820 && inspection.isComplete == true && inspection.error == nil)
        #expect(inspection.warnings.isEmpty, "\(inspection.warnings)")
        let lines = try #require(facts["rmr"] as? [[String: String]])
        let reading = FileReading(bytes, with: EDI820Reader())
        #expect(reading.entries.map(\.reference) == lines.map { $0["ref"] })
        #expect(reading.entries.map(\.amount.decimal) == lines.map { $0["paid"] })
        #expect(inspection.sums.all.map { decimal($0.credit, $0.currency) } == [facts["rmr_sum"] as? String])
    }

    @Test(
        "whatever separates elements and ends segments",
        arguments: ["~", "\\", "\n", "~\r\n", "\\\n", "'"],
        ["*", "|", "^"]
    )
    func separators(terminator: String, element: String) {
        let reading = Self.read(Self.file(Self.set, terminator: terminator, element: element))
        #expect(reading.warnings.isEmpty && reading.errors.isEmpty && reading.isComplete == true, "\(reading.warnings)")
        #expect(reading.entries.map(\.amount.decimal) == ["100.00", "60.25", "5.00"])
        #expect(reading.entries.map(\.side) == [.credit, .credit, .debit])
    }

    @Test("documents, parties, dates and the trace number")
    func line() throws {
        let reading = Self.read(Self.sample)
        let entry = try #require(reading.entries.first)
        let document = try #require(entry.details[0].structured.first?.documents.first)
        #expect(document.number == "INV-1" && document.type == "CINV" && document.date?.description == "2023-12-20")
        #expect(document.duePayable?.decimal == "110.00" && document.discount?.decimal == "10.00")
        #expect(entry.details[0].debtor.name == "PAYER INC" && entry.details[0].creditor.name == "OUR FIRM")
        #expect(entry.details[0].endToEndId == "TRACE7" && entry.bookingDate?.description == "2024-01-05")
        #expect(entry.fields.contains(BankFileField("REF", "PO*4500")))
        let adjustments = reading.entries.map { $0.details[0].structured.flatMap(\.adjustments) }
        #expect(adjustments.map(\.count) == [0, 0, 1])
        #expect(adjustments.last?.first?.side == .debit && adjustments.last?.first?.reason == "01")
        #expect(adjustments.last?.first?.amount.decimal == "5.00")
    }

    @Test("a set without envelope, several sets, and one that is no 820")
    func sets() {
        let bare = (Self.set + ["SE*14*0001"]).joined(separator: "\n")
        let alone = Self.read(bare)
        #expect(alone.warnings.isEmpty && alone.isComplete == true && alone.entries.count == 3, "\(alone.warnings)")
        let two = Self.read(bare + "\n" + bare)
        #expect(two.summaries.map(\.entries) == [3, 3] && two.isComplete == true)
        let other = Self.read(bare + "\nST*835*0002\nBPR*I*1*C\nSE*3*0002")
        #expect(other.summaries.count == 1 && other.warnings.map(\.code) == [.notRecognised])
    }

    @Test(
        "what differs is a warning at its segment",
        arguments: [
            ("BPR*C*150.25", "BPR*C*151.25", BankFileFinding.Code.controlTotal, "BPR"),
            ("SE*14*", "SE*15*", .controlTotal, "SE*"), ("SE*14*0001", "SE*14*0002", .controlTotal, "SE*"),
            ("GE*1*3", "GE*2*3", .controlTotal, "GE*"), ("IEA*1*", "IEA*2*", .controlTotal, "IEA"),
        ]
    )
    func differences(from: String, to: String, code: BankFileFinding.Code, segment: String) throws {
        let text = Self.sample.replacing(from, with: to)
        let reading = Self.read(text)
        #expect(reading.warnings.map(\.code) == [code], "\(reading.warnings)")
        let start = try #require(text.range(of: segment))
        #expect(
            reading.warnings.first?.position.byte == text.utf8.distance(from: text.startIndex, to: start.lowerBound)
        )
    }

    @Test("a line with a bad amount is unreadable and the others are read")
    func unreadable() {
        let reading = Self.read(Self.sample.replacing("60.25", with: "60,25"))
        #expect(reading.unreadable.count == 1 && reading.entries.count == 2)
        #expect(reading.summaries.first?.entries == 3 && reading.summaries.first?.unsummed == 1)
    }

    // MARK: Addenda

    static func ach(_ entryClass: String, cents: Int, _ slices: [String]) -> FileReading {
        let pad = GiroTests.pad(_:_:) as (Int, Int) -> String
        let addenda = slices.enumerated().map { "705" + GiroTests.pad($1, 80) + pad($0 + 1, 4) + "0000001" }
        let lines =
            [
                "5220" + GiroTests.pad("COMPANY", 36) + "1234567890" + entryClass + GiroTests.pad("TRADE", 10)
                    + "240105240105   1" + "02313801" + "0000001",
                "622" + "231380104" + GiroTests.pad("12345678", 17) + pad(cents, 10) + GiroTests.pad("ID", 15)
                    + pad(slices.count, 4) + GiroTests.pad("RECEIVER", 18) + "1" + "023138010000001",
            ] + addenda
        return FileReading(Array(lines.joined(separator: "\n").utf8), with: NachaReader())
    }

    static func slices(_ text: String) -> [String] {
        var (slices, rest) = ([String](), text[...])
        while !rest.isEmpty {
            slices.append(String(rest.prefix(80)))
            rest = rest.dropFirst(80)
        }
        return slices
    }

    @Test("the documents of a trade exchange, cut anywhere, become those of the entry")
    func exchange() {
        let reading = Self.ach("CTX", cents: 15_025, Self.slices(Self.sample))
        #expect(!reading.warnings.contains { $0.code == .detailSum }, "\(reading.warnings)")
        let detail = reading.entries.first?.details[0]
        #expect(detail?.structured.flatMap(\.documents).map(\.number) == ["INV-1", "INV-2", "CN-9"])
        #expect(detail?.structured.first?.remitted?.decimal == "100.00" && detail?.creditor.name == "RECEIVER")
        #expect(detail?.structured.map { $0.adjustments.map(\.amount.decimal) } == [[], [], ["5.00"]])
        let other = Self.ach("CTX", cents: 15_026, Self.slices(Self.sample))
        #expect(other.warnings.filter { $0.code == .detailSum }.map(\.position.column) == [30])
    }

    @Test("separators of two bytes in addenda that are longer for them")
    func longSeparators() {
        let text = Self.sample.replacing("*", with: "¦")
        let reading = Self.ach("CTX", cents: 15_025, Self.slices(text))
        #expect(!reading.warnings.contains { $0.code == .detailSum }, "\(reading.warnings)")
        #expect(reading.entries.first?.details[0].structured.flatMap(\.documents).count == 3)
    }

    @Test("one remittance line alone, with and without its terminator", arguments: ["\\", "~", ""])
    func lone(terminator: String) {
        let reading = Self.ach("CCD", cents: 10_000, ["RMR*IV*12345**100.00" + terminator])
        #expect(!reading.warnings.contains { $0.code == .detailSum })
        #expect(reading.entries.first?.details[0].structured.first?.documents.first?.number == "12345")
        let other = Self.ach("CCD", cents: 10_001, ["RMR*IV*12345**100.00" + terminator])
        #expect(other.warnings.contains { $0.code == .detailSum })
    }

    @Test("addenda that are no X12 stay text")
    func text() {
        let reading = Self.ach("CCD", cents: 1, ["INVOICE 12345"])
        #expect(reading.entries.first?.details[0].structured.isEmpty == true)
        #expect(reading.entries.first?.details[0].unstructured == ["INVOICE 12345"])
    }
}
