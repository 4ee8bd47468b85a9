import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("Amounts, dates and places of OFX files")
struct OFXMoneyTests {
    @Test(
        "spellings of amounts",
        arguments: [
            ("12", 1_200), ("12.", 1_200), (".5", 50), ("-.5", -50), ("+12.00", 1_200), ("- 12.00", -1_200),
            ("-0.00", 0),
            ("0", 0), ("1234,56", 123_456), ("1.234,56", 123_456), ("1,234.56", 123_456),
            ("-1.234.567,8", -123_456_780),
            ("1,234,567", 123_456_700), ("12,34,567.00", 123_456_700), ("1 025,53", 102_553), ("1'025.53", 102_553),
            ("1&nbsp;025,53", 102_553), ("12.3400", 1_234), ("0,500", 50), ("1234.500", 123_450), ("007.10", 710),
            ("92233720368547758.07", Int64.max),
        ] as [(String, Int64)]
    )
    func amounts(text: String, units: Int64) throws {
        let reading = OFXSample.read(OFXSample.file(OFXSample.list([text])))
        let entry = try #require(reading.entries.first)
        #expect(entry.amount.minorUnits == Int64(units.magnitude))
        #expect(entry.side == (units < 0 ? .debit : .credit))
        #expect(reading.warnings.isEmpty, "\(reading.warnings)")
    }

    @Test(
        "what is no amount is an unreadable entry, and the others count",
        arguments: [
            "", ".", ",", "-", "$120", "R$ 12,00", "12.345", "1.2.3", "1,23,4", "12-", "(12)", "1e3", "--1", "1..2",
            "1,2,345",
            "1.234,56,7", "12 3", "1,234.567,00", "92233720368547758.08", "-92233720368547758.08", "NaN", "１２",
            "999999999999999999999999999999999999999999", "0x10", "1.234", "1,234", "5 USD",
        ]
    )
    func faults(text: String) throws {
        let reading = OFXSample.read(OFXSample.file(OFXSample.list(["1", text, "-2"])))
        #expect(reading.entries.map(\.amount.minorUnits) == [100, 200])
        let unreadable = try #require(reading.unreadable.first)
        #expect(reading.unreadable.count == 1 && unreadable.index == 1)
        let position = try #require(unreadable.findings.first?.position)
        #expect(position.line == 17 && position.column == 50 && position.path == "STMTTRN[2]/TRNAMT")
        #expect(reading.summaries.first?.entries == 3 && reading.summaries.first?.unsummed == 1)
        #expect(reading.isComplete == true)
    }

    @Test("a comma or point that could group or not is read as the file's other amounts, and reported")
    func ambiguous() {
        for (amounts, currency, units, warnings) in [
            (["1.50", "1,234"], "USD", [150, 123_400], 1), (["1,50", "1.234"], "EUR", [150, 123_400], 1),
            (["1,50", "1,230"], "EUR", [150, 123], 0), (["1.50", "1.230"], "EUR", [150, 123], 0),
            (["1.000"], "USD", [100], 1), (["1,234,567", "1,000"], "JPY", [1_234_567, 1_000], 1),
            (["1,000"], "JPY", [1_000], 1), (["1.234"], "KWD", [1_234], 0),
            (["1234.5", "1,234"], "KWD", [1_234_500, 1_234_000], 1),
            (["1.234,50", "2.000"], "BRL", [123_450, 200_000], 1), (["0.123"], "KWD", [123], 0),
        ] as [([String], String, [Int64], Int)] {
            let reading = OFXSample.read(OFXSample.file(OFXSample.list(amounts), currency: currency))
            #expect(reading.entries.map(\.amount.minorUnits) == units, "\(amounts) \(currency)")
            #expect(
                reading.warnings.map(\.code) == Array(repeating: .amount, count: warnings),
                "\(amounts) \(currency)"
            )
        }
    }

    @Test("an entry's own currency counts apart, a converted one does not")
    func currencies() throws {
        let entry = { (tag: String) in
            "<STMTTRN><DTPOSTED>20261123<TRNAMT>5<\(tag)><CURRATE>2<CURSYM>JPY</\(tag)></STMTTRN>"
        }
        let reading = OFXSample.read(OFXSample.file(entry("CURRENCY") + entry("ORIGCURRENCY")))
        let sums = try #require(reading.summaries.first?.sums.all)
        #expect(sums.map(\.currency) == [.jpy, .usd] && sums.map(\.credit) == [5, 500])
        #expect(reading.warnings.map(\.code) == [.amount])
        let without = OFXSample.read(OFXSample.file(OFXSample.list(["5", "6"]), currency: ""))
        #expect(without.summaries.first?.sums.all.map(\.currency) == [.unstated])
        #expect(without.summaries.first?.sums.all.map(\.credit) == [1_100])
        #expect(without.warnings.map(\.code) == [.amount])
        let unknown = OFXSample.read(OFXSample.file(OFXSample.list(["5"]), currency: "QQQ"))
        #expect(unknown.warnings.map(\.code) == [.amount, .amount] && unknown.entries.count == 1)
    }

    @Test(
        "dates",
        arguments: [
            ("20261123", "2026-11-23"), ("20261123120000", "2026-11-23"), ("20261123120000.123[-5:EST]", "2026-11-23"),
            ("20261123[+5.30:IST]", "2026-11-23"), ("2026-11-23", "2026-11-23"), ("00000000", nil), ("20261323", nil),
            ("20260229120000", nil), ("", nil), ("23/11/2026", nil), ("2026112", nil),
        ] as [(String, String?)]
    )
    func dates(text: String, date: String?) {
        let reading = OFXSample.read(OFXSample.file("<STMTTRN><DTPOSTED>\(text)<TRNAMT>5</STMTTRN>"))
        #expect(reading.entries.map { $0.bookingDate?.description } == [date])
        #expect(reading.warnings.map(\.code) == (date == nil ? [.date] : []))
    }

    @Test("identifiers that repeat, are empty or stand in another statement")
    func identifiers() {
        let entry = { (id: String) in "<STMTTRN><DTPOSTED>20261123<TRNAMT>1<FITID>\(id)</STMTTRN>\n" }
        let twice = OFXSample.read(OFXSample.file(entry("A") + entry("B") + entry("A") + entry("A")))
        #expect(twice.warnings.map(\.code) == [.duplicate] && twice.entries.count == 4)
        #expect(twice.warnings.first?.position.line == 17 && twice.warnings.first?.position.column == 44)
        #expect(OFXSample.read(OFXSample.file(entry("") + entry(""))).warnings.isEmpty)
        let apart = entry("A") + "</STMTRS><STMTRS><CURDEF>USD" + entry("A")
        #expect(OFXSample.read(OFXSample.file(apart)).warnings.isEmpty)
    }

    @Test("balances that are empty, wrong, or without a date")
    func balances() {
        func read(_ amount: String, _ date: String = "20261123") -> FileReading {
            OFXSample.read(OFXSample.file("<LEDGERBAL><BALAMT>\(amount)<DTASOF>\(date)</LEDGERBAL>"))
        }
        #expect(read(" ").warnings.map(\.code) == [.amount] && read("").summaries.first?.closing == nil)
        #expect(read("$5").errors.map(\.code) == [.amount])
        #expect(read("$5").errors.first?.position.path == "LEDGERBAL/BALAMT")
        #expect(read("1.234,56", "").summaries.first?.closing?.amount.minorUnits == 123_456)
        #expect(read("5", "00000000").warnings.map(\.code) == [.date])
    }

    @Test("money outside an entry or in an entry with two amounts is no money")
    func misplaced() {
        let outside = OFXSample.read(OFXSample.file("<BANKTRANLIST><TRNAMT>5</BANKTRANLIST>"))
        #expect(outside.errors.map(\.code) == [.amount] && outside.entries.isEmpty)
        let two = OFXSample.read(OFXSample.file("<STMTTRN><DTPOSTED>20261123<TRNAMT>5<TRNAMT>6</STMTTRN>"))
        #expect(two.unreadable.count == 1 && two.summaries.first?.sums.all.isEmpty == true)
        let orphan = OFXSample.read("<OFX><STMTTRN><DTPOSTED>20261123<TRNAMT>5</STMTTRN></OFX>")
        #expect(orphan.entries.count == 1 && orphan.warnings.map(\.code) == [.notWellFormed, .amount])
    }

    @Test("a file that is cut anywhere is never complete, and never says more than the whole")
    func cuts() {
        let bytes = Array(OFXSample.odd.utf8)
        let end = OFXSample.odd.utf8.count - 2
        let whole = FileReading(bytes, with: OFXReader())
        #expect(whole.isComplete == true && whole.entries.count == 2 && whole.unreadable.count == 1)
        #expect(whole.entries.map(\.amount.minorUnits) == [123_456, 123_400])
        for count in 0..<end {
            let part = Array(bytes.prefix(count))
            let reading = FileReading(part, with: OFXReader())
            #expect(reading.isComplete != true, "\(count) bytes")
            #expect(reading.failure != nil || reading.isEnded)
            #expect(reading.entries.count <= 2)
            let amounts = reading.entries.map(\.amount.minorUnits)
            #expect(amounts.allSatisfy { [123_456, 123_400].contains($0) }, "\(count) bytes: \(amounts)")
            let outline = ReadingOutline(reading)
            #expect(outline == ReadingOutline(FileReading(part, with: OFXReader(), pieces: 5)), "\(count) bytes")
            #expect(outline == ReadingOutline(FileReading(part, with: OFXReader(options: countingOptions))), "\(count)")
        }
    }

    @Test("mutations of every quirk read alike in all ways", arguments: 0..<400 as Range<UInt64>)
    func mutations(seed: UInt64) {
        let bytes = mutated(Array(OFXSample.odd.utf8), seed: seed)
        let whole = ReadingOutline(FileReading(bytes, with: OFXReader()))
        #expect(whole == ReadingOutline(FileReading(bytes, with: OFXReader(), pieces: 1)))
        #expect(whole == ReadingOutline(FileReading(bytes, with: OFXReader(options: countingOptions), pieces: 3)))
    }

    @Test("hostile files end in a finding")
    func hostile() {
        let deep = OFXSample.read("<OFX>" + String(repeating: "<A>", count: 10_000))
        #expect(deep.failure?.code == .limit && deep.failure?.position.column == 771)
        let long = "<OFX><MEMO>" + String(repeating: "x", count: 3_000_000)
        for size in [4_096, 65_536, 3_100_000] {
            let reading = OFXSample.read(long, pieces: size)
            #expect(reading.failure?.code == .limit && reading.failure?.position.column == 6)
        }
        let section = "<OFX><MEMO>a<![CDATA[" + String(repeating: "x", count: 3_000_000)
        #expect(
            OFXSample.read(section).failure?.position == OFXSample.read(section, pieces: 3_100_000).failure?.position
        )
        #expect(OFXSample.read("nothing of it").failure?.code == .notRecognised)
        #expect(OFXSample.read("").failure?.code == .notRecognised)
        let fields = String(repeating: "<X>1", count: 5_000)
        let wide = OFXSample.read(OFXSample.file("<STMTTRN><DTPOSTED>20261123<TRNAMT>5\(fields)</STMTTRN>"))
        #expect(wide.warnings.map(\.code) == [.limit] && wide.entries.first?.fields.count == 1_000)
        let bad = OFXSample.read(OFXSample.file(OFXSample.list(Array(repeating: "x", count: 3_000))))
        #expect(bad.unreadable.count == 3_000)
    }
}
