import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("national giro files")
struct GiroTests {
    struct Expected {
        let entries: Int
        let credit: String
        let debit: String
        let opening: String?
        let closing: String?
        let warnings: [BankFileFinding.Code]
    }

    /// Counted from the raw records; sums are those that old and new balances or totals confirm.
    static let corpus: [String: Expected] = [
        "test.n43": Expected(
            entries: 4,
            credit: "280.29",
            debit: "178.33",
            opening: "0.00",
            closing: "101.96",
            warnings: [.direction, .controlTotal]
        ),
        "test.n43.2": Expected(
            entries: 3,
            credit: "280.29",
            debit: "178.33",
            opening: "0.00",
            closing: "101.96",
            warnings: [.direction, .controlTotal]
        ),
        "sample.v11": Expected(
            entries: 1,
            credit: "5415.00",
            debit: "0.00",
            opening: nil,
            closing: nil,
            warnings: [.controlTotal]
        ),
        "faulty_globalisation_2.txt": Expected(
            entries: 2,
            credit: "0.00",
            debit: "13934.63",
            opening: "104014.76",
            closing: "90080.13",
            warnings: [.detailSum, .detailSum]
        ),
        "v2_3_globalisation.txt": Expected(
            entries: 5,
            credit: "276270.00",
            debit: "544.30",
            opening: "-455.17",
            closing: "275270.53",
            warnings: [.pages]
        ),
        "single_statement.txt": Expected(
            entries: 32,
            credit: "64703.01",
            debit: "64703.01",
            opening: "0.00",
            closing: "0.00",
            warnings: [.pages]
        ),
        "ocr_giro_transactions.txt": Expected(
            entries: 20,
            credit: "51449.00",
            debit: "0.00",
            opening: nil,
            closing: nil,
            warnings: []
        ),
    ]

    @Test("every record, sum and balance of the corpus", arguments: SharedFiles.corpus("giro"))
    func corpus(file: URL) throws {
        let bytes = try SharedFiles.bytes(file)
        let inspection = inspect(bytes)
        #expect(inspection.format == .giro)
        guard !file.path.hasSuffix("faulty_version.txt") else {
            #expect(inspection.error?.code == .version)
            #expect(inspection.error?.position == BankFilePosition(line: 1, column: 128, byte: 127))
            return
        }
        let name = try #require(Self.corpus.keys.first { file.path.hasSuffix($0) })
        let expected = try #require(Self.corpus[name])
        #expect(inspection.error == nil && inspection.isComplete == true)
        #expect(inspection.entries == expected.entries)
        let sums = try #require(inspection.sums.all.first)
        #expect(decimal(sums.credit, sums.currency) == expected.credit)
        #expect(decimal(sums.debit, sums.currency) == expected.debit)
        let group = try #require(inspection.groups.first)
        #expect(group.opening?.amount.decimal == expected.opening && group.closing?.amount.decimal == expected.closing)
        #expect(group.isBalanced == (expected.opening == nil ? nil : true))
        #expect(inspection.warnings.map(\.code) == expected.warnings, "\(inspection.warnings)")
        let reading = FileReading(bytes, with: GiroReader())
        #expect(reading.entries.count == expected.entries)
        #expect(
            ReadingOutline(reading) == ReadingOutline(FileReading(bytes, with: GiroReader(options: countingOptions)))
        )
    }

    @Test("no other format of the corpus is taken for a giro, lockbox or EDI 820 file, and none of these for another")
    func others() throws {
        for folder in [
            "ach", "bai2", "mt940", "ofx", "csv", "provider", "x937", "camt053", "giro", "lockbox", "edi820",
        ] {
            for file in SharedFiles.corpus(folder) {
                let start = Array(try SharedFiles.bytes(file).prefix(16_384))
                #expect(GiroReader.recognises(start) == (folder == "giro"), "\(file.path)")
                #expect(LockboxReader.recognises(start) == (folder == "lockbox"), "\(file.path)")
                #expect(EDI820Reader.recognises(start) == (folder == "edi820"), "\(file.path)")
            }
        }
    }

    // MARK: Samples

    /// A field of a fixed record: texts to the left, numbers to the right with zeros.
    static func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: width - text.count) }
    static func pad(_ number: Int, _ width: Int) -> String {
        String(repeating: "0", count: width - String(number).count) + String(number)
    }

    static let norma43 = [
        "11" + "21000418" + "0200051332" + "240101" + "240131" + "1" + pad(10_000, 14) + "978" + "3"
            + pad("EMPRESA", 29),
        "22" + "    0418" + "240105" + "240106" + "04" + "007" + "2" + pad(25_050, 14) + "0000000012" + pad("REF1", 12)
            + pad("REF2", 16),
        "2301" + pad("TRANSFERENCIA", 38) + pad("CLIENTE", 38),
        "2302" + pad("FACTURA 7", 76),
        "2401" + "840" + pad(27_000, 14) + pad("", 59),
        "22" + "    0418" + "240107" + "240107" + "12" + "001" + "1" + pad(50, 14) + pad(0, 10) + pad("", 28),
        "33" + "21000418" + "0200051332" + "00001" + pad(50, 14) + "00001" + pad(25_050, 14) + "2" + pad(15_000, 14)
            + "978"
            + "    ",
        "88" + String(repeating: "9", count: 18) + "000007" + pad("", 54),
    ]

    static let netsgiro = [
        "NY000010" + "00008080" + "0170031" + "00010200" + pad(0, 49),
        "NY090020" + "001008566" + "0000002" + "99991042764" + pad(0, 45),
        "NY091330" + "0000001" + "200124" + "13" + "20" + "1" + "01464" + "0" + pad(10_050, 17)
            + String(repeating: " ", count: 18) + "0000531" + "000000",
        "NY091331" + "0000001" + "9636827194" + "099038562" + pad(0, 7) + "160124" + "99990512341" + pad(0, 22),
        "NY092030" + "0000002" + "200124" + "13" + "20" + "1" + "01464" + "-" + pad(50, 17)
            + String(repeating: " ", count: 25) + "000000",
        "NY092031" + "0000002" + pad(0, 65),
        "NY092032" + "0000002" + pad("Tilbake", 40) + pad(0, 25),
        "NY090088" + "00000002" + "00000007" + pad(10_000, 17) + "200124" + pad(0, 33),
        "NY000089" + "00000002" + "00000009" + pad(10_000, 17) + "200124" + pad(0, 33),
    ]

    static let bgMax = [
        "01" + pad("BGMAX", 20) + "01" + "20240105173035010331" + "P" + pad("", 35),
        "05" + "0009912346" + pad("", 10) + "SEK" + pad("", 55),
        "20" + "0003783511" + pad("65599", 25) + pad(100_000, 18) + "2" + "3" + "000120000018" + "0" + pad("", 10),
        "22" + "0003783511" + pad("A77", 25) + pad(40_000, 18) + "2" + "3" + "000120000018" + "0" + pad("", 10),
        "25" + pad("Tack", 50) + pad("", 28),
        "26" + pad("Kalles Plåt AB", 35) + pad("", 43),
        "21" + "0003783511" + pad("9", 25) + pad(1_000, 18) + "2" + "3" + "000120000019" + "0" + "1" + pad("", 9),
        "15" + pad("000000000000000000009912346", 35) + "20240105" + "00056" + pad(99_000, 18) + "SEK" + "00000002"
            + " ",
        "70" + "00000001" + "00000001" + "00000001" + "00000001" + pad("", 46),
    ]

    static let esr = [
        "002" + "010001628" + "210000000003139471430009017" + pad(394_975, 10) + "          " + "240103" + "240104"
            + "240105"
            + "000000001" + "0" + pad(0, 9) + "0090",
        "015" + "010001628" + "210000000003139471430009017" + pad(75, 10) + "          " + "240103" + "240104"
            + "240105"
            + "000000002" + "0" + pad(0, 9) + "0000",
        "999" + "010001628" + String(repeating: "9", count: 27) + pad(394_900, 12) + pad(2, 12) + "240105" + pad(90, 9)
            + pad(0, 9) + pad("", 13),
    ]

    /// A movement of CODA with its sign, thousandths, code and communication.
    static func movement(
        _ numbers: String,
        _ sign: Int,
        _ thousandths: Int,
        code: String,
        text: String,
        global: Int = 0
    ) -> String {
        "21" + numbers + pad("BANKREF", 21) + "\(sign)" + pad(thousandths, 15) + "050124" + code + pad(text, 54)
            + "060124"
            + "001" + "\(global)" + "0 0"
    }

    static let coda = [
        "00000" + "060124" + "20005" + pad("", 8) + pad("FILE", 10) + pad("FIRM", 26) + pad("GEBABEBB", 11)
            + "00847615989"
            + " 00000" + pad("", 39) + "2",
        "12001" + pad("BE68539007547034", 34) + "EUR" + "0" + pad(100_000, 15) + "040124" + pad("FIRM", 26)
            + pad("", 35)
            + "001",
        movement("00010000", 0, 50_250, code: "00150000", text: "1101" + "090933755493"),
        "22" + "00010000" + pad("", 53) + pad("CUSTREF", 35) + pad("KREDBEBB", 11) + pad("", 18) + "0 0",
        "23" + "00010000" + pad("BE71096123456769", 34) + "EUR" + pad("PAYER NV", 35) + pad("", 43) + "0 0",
        movement("00020000", 1, 30_000, code: "20105000", text: "0SALARIES", global: 1),
        movement("00020001", 1, 10_000, code: "60105000", text: "0ONE"),
        movement("00020002", 1, 20_000, code: "60105000", text: "0TWO", global: 1),
        "22" + "00020002" + pad("", 53) + pad("", 35) + pad("", 11) + "   " + "2" + "AC04" + pad("", 8) + "0 0",
        "8001" + pad("BE68539007547034", 34) + "EUR" + "0" + pad(120_250, 15) + "060124" + pad("", 64) + "0",
        "9" + pad("", 15) + "000009" + pad(30_000, 15) + pad(50_250, 15) + pad("", 75) + "2",
    ]

    static let samples = [norma43, netsgiro, bgMax, esr, coda].map { Array($0.joined(separator: "\r\n").utf8) }

    static func read(_ lines: [String], _ options: BankFileOptions = BankFileOptions()) -> FileReading {
        FileReading(Array(lines.joined(separator: "\n").utf8), with: GiroReader(options: options))
    }

    @Test("samples are whole and have no finding", arguments: samples)
    func sample(bytes: [UInt8]) {
        let inspection = inspect(bytes)
        #expect(inspection.format == .giro && inspection.isComplete == true)
        #expect(inspection.error == nil && inspection.warnings.isEmpty, "\(inspection.warnings)")
        #expect(inspection.groups.allSatisfy { $0.isBalanced != false })
    }

    @Test("Cuaderno 43: balances, references, concepts and equivalences")
    func spanish() {
        let reading = Self.read(Self.norma43)
        #expect(reading.summaries.first?.opening?.amount.decimal == "-100.00")
        #expect(reading.summaries.first?.isBalanced == true)
        let entry = reading.entries[0]
        #expect(entry.amount.decimal == "250.50" && entry.side == .credit)
        #expect(entry.bookingDate?.description == "2024-01-05" && entry.valueDate?.description == "2024-01-06")
        #expect(entry.details[0].unstructured == ["TRANSFERENCIA", "CLIENTE", "FACTURA 7"])
        #expect(entry.details[0].instructedAmount?.description.contains("USD") == true)
        #expect(entry.reference == "REF1" && entry.transactionCode.proprietary == "04007")
    }

    @Test("fields behind letters of two bytes keep their places, in UTF-8 and in Latin-1")
    func encodings() {
        var lines = Self.norma43
        lines[2] = "2301" + Self.pad("COMISIÓN", 38) + Self.pad("PEÑA", 38)
        #expect(Self.read(lines).entries[0].details[0].unstructured.prefix(2) == ["COMISIÓN", "PEÑA"])
        let latin = lines.joined(separator: "\n").unicodeScalars.map { UInt8($0.value) }
        let reading = FileReading(latin, with: GiroReader())
        #expect(reading.entries[0].details[0].unstructured.prefix(2) == ["COMISIÓN", "PEÑA"])
        let swedish = Self.read(Self.bgMax)
        #expect(swedish.entries[0].details[0].debtor.name == "Kalles Plåt AB")
    }

    @Test("Netsgiro: KID, accounts, free text, and a reversal as a debit")
    func norwegian() {
        let reading = Self.read(Self.netsgiro)
        #expect(reading.entries[0].details[0].structured.first?.creditorReference == "0000531")
        #expect(reading.entries[0].details[0].debtor.otherAccount == "99990512341")
        #expect(reading.entries[0].valueDate?.description == "2024-01-16")
        #expect(reading.entries[1].side == .debit && reading.entries[1].isReversal)
        #expect(reading.entries[1].details[0].unstructured == ["Tilbake"])
    }

    @Test("BgMax: extra references are documents and deductions are debits")
    func swedish() {
        let reading = Self.read(Self.bgMax)
        let structured = reading.entries[0].details[0].structured
        #expect(structured.first?.creditorReference == "65599" && structured.first?.creditorReferenceType == "OCR")
        #expect(structured.last?.documents.first?.number == "A77")
        #expect(structured.last?.documents.first?.remitted?.decimal == "400.00")
        // The record that ends a deposit has its day.
        #expect(
            Set(reading.entries.map { $0.bookingDate?.description }).count == 1 && reading.entries[0].bookingDate != nil
        )
        #expect(reading.summaries.first?.group.to == reading.entries[0].bookingDate?.description)
        #expect(reading.entries[1].side == .debit)
    }

    @Test("CODA: details of a globalised movement are entries and in no sum")
    func belgian() {
        let reading = Self.read(Self.coda)
        #expect(
            reading.summaries[0].entries == 4 && reading.entries.map(\.status?.isBooked) == [true, true, false, false]
        )
        #expect(reading.summaries[0].sums.all.first.map { [$0.credit, $0.debit] } == [5_025, 3_000])
        #expect(reading.summaries[0].isBalanced == true)
        #expect(reading.summaries[0].returns == ["AC04": 1])
        let entry = reading.entries[0]
        #expect(entry.details[0].structured.first?.creditorReference == "090933755493")
        #expect(entry.details[0].debtor.iban == "BE71096123456769" && entry.details[0].debtor.name == "PAYER NV")
        #expect(entry.details[0].endToEndId == "CUSTREF" && entry.details[0].debtor.bic == "KREDBEBB")
    }

    @Test("CODA: a direct debit's structured communication names mandate and reason")
    func directDebit() {
        let text =
            "050124" + "1" + "1" + "3" + Self.pad("BE69ZZZ050D000000008", 35) + Self.pad("MANDATE7", 35)
            + Self.pad("INVOICE 9", 62) + "2" + "MS02"
        var lines = Self.coda
        lines[2] = Self.movement("00010000", 0, 50_250, code: "00503000", text: "1127" + String(text.prefix(50)))
        lines[3] = "22" + "00010000" + String(text.dropFirst(50).prefix(53)) + Self.pad("", 62) + "1 0"
        lines[4] = "23" + "00010000" + Self.pad("", 72) + Self.pad(String(text.dropFirst(103)), 43) + "0 0"
        let detail = Self.read(lines).entries[0].details[0]
        #expect(detail.mandateId == "MANDATE7" && detail.creditor.id == "BE69ZZZ050D000000008")
        #expect(detail.unstructured == ["INVOICE 9"] && detail.isReturn && detail.returnReason == "MS02")
    }

    @Test(
        "what does not add up is a warning and what cannot be read an error, at its place",
        arguments: [
            (norma43, 1, "00000000025050", "0000000002505X", BankFileFinding.Code.amount, 29, true),
            (norma43, 1, "00720000", "00730000", .direction, 28, true),
            (norma43, 6, "0000100000000025050", "0000100000000025051", .controlTotal, 45, false),
            (norma43, 6, "200000000015000", "200000000015001", .balance, 60, false),
            (norma43, 1, "240105240106", "241305240106", .date, 11, false),
            (netsgiro, 2, "00000000000010050", "0000000000001 050", .amount, 33, true),
            (netsgiro, 7, "00000007", "00000008", .controlTotal, 17, false),
            (bgMax, 7, "000000000000099000", "000000000000099001", .controlTotal, 51, false),
            (esr, 0, "0000394975", "00003949 5", .amount, 40, true),
            (esr, 0, "430009017", "430009018", .controlTotal, 39, false),
            (esr, 2, "000000000002", "000000000003", .controlTotal, 52, false),
            (coda, 2, "000000000050250", "000000000050255", .amount, 33, true),
            (coda, 2, "090933755493", "090933755494", .controlTotal, 66, false),
            (coda, 7, "000000000020000", "000000000021000", .detailSum, 125, false),
            (coda, 10, "000009", "000007", .controlTotal, 17, false),
        ] as [([String], Int, String, String, BankFileFinding.Code, Int, Bool)]
    )
    func findings(
        lines: [String],
        line: Int,
        from: String,
        to: String,
        code: BankFileFinding.Code,
        column: Int,
        isUnreadable: Bool
    ) throws {
        var lines = lines
        let changed = lines[line].replacing(from, with: to)
        #expect(changed != lines[line])
        lines[line] = changed
        let reading = Self.read(lines)
        let found = isUnreadable ? reading.unreadable.flatMap(\.findings) : reading.warnings
        let finding = try #require(found.first { $0.code == code }, "\(found)")
        #expect(finding.position.column == column)
        // A globalisation is told where it begins.
        if code != .detailSum { #expect(finding.position.line == line + 1) }
        let whole = Self.read(Self.samples.isEmpty ? lines : lines, countingOptions)
        #expect(ReadingOutline(reading) == ReadingOutline(whole))
    }

    // MARK: Any bytes

    static let allSamples = samples + [LockboxTests.sample, EDI820Tests.sample].map { Array($0.utf8) }

    static func reader(_ bytes: [UInt8], _ options: BankFileOptions = BankFileOptions()) -> any BankFileReading {
        if bytes.starts(with: "ISA".utf8) || bytes.starts(with: "ST".utf8) { return EDI820Reader(options: options) }
        return bytes.starts(with: "100".utf8) ? LockboxReader(options: options) : GiroReader(options: options)
    }

    @Test("a file that is cut anywhere is not complete, unless nothing of its totals is missing", arguments: allSamples)
    func cuts(bytes: [UInt8]) {
        let reader = Self.reader(bytes)
        let whole = FileReading(bytes, with: reader)
        for end in 0..<bytes.count {
            let part = FileReading(Array(bytes[..<end]), with: reader)
            #expect(part.isEnded || part.failure != nil)
            if part.isComplete == true {
                #expect(part.summaries.map(\.entries) == whole.summaries.map(\.entries), "\(end) of \(bytes.count)")
                #expect(part.summaries.map(\.sums) == whole.summaries.map(\.sums), "\(end) of \(bytes.count)")
            }
        }
    }

    @Test(
        "damaged files read alike in pieces, whole and without details",
        arguments: allSamples,
        0..<60 as Range<UInt64>
    )
    func mutations(bytes: [UInt8], seed: UInt64) {
        let damaged = mutated(bytes, seed: seed)
        let whole = ReadingOutline(FileReading(damaged, with: Self.reader(bytes)))
        #expect(whole == ReadingOutline(FileReading(damaged, with: Self.reader(bytes), pieces: 1 + Int(seed % 7))))
        #expect(whole == ReadingOutline(FileReading(damaged, with: Self.reader(bytes, countingOptions))))
    }

    @Test("hostile input ends in a finding", arguments: allSamples)
    func hostile(bytes: [UInt8]) {
        let digits = [UInt8](repeating: 0x39, count: 200_000)
        let long = FileReading(bytes.prefix(300) + digits, with: Self.reader(bytes))
        #expect(long.failure?.code == .limit || long.failure?.code == .notRecognised)
        let nuls = FileReading([UInt8](repeating: 0, count: 100_000), with: Self.reader(bytes))
        #expect(nuls.failure != nil)
        let nines = bytes.map { $0 == 0x30 ? 0x39 : $0 }
        #expect(FileReading(nines, with: Self.reader(bytes)).isComplete != nil || !nines.isEmpty)
    }
}
