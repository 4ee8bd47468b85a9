import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("OFX as banks write it")
struct OFXReaderTests {
    static func outline(_ reading: FileReading) -> [String] {
        reading.entries.map { "\($0.signedAmount)" }
    }

    @Test("what a statement and its entries say")
    func statement() throws {
        let reading = OFXSample.read(
            OFXSample.file(
                """
                <BANKTRANLIST><DTSTART>20261101<DTEND>20261130
                <STMTTRN><TRNTYPE>CHECK<DTPOSTED>20261123120000[-5:EST]<DTAVAIL>20261124<TRNAMT>-12.50<FITID>F1<CHECKNUM>88
                <REFNUM>R1<PAYEE><NAME>Ann &amp; Bob<CITY>Rome</PAYEE><BANKACCTTO><BANKID>22<ACCTID>33</BANKACCTTO>
                <MEMO>two
                lines
                <ORIGCURRENCY><CURRATE>1.25<CURSYM>GBP</ORIGCURRENCY></STMTTRN></BANKTRANLIST>
                <LEDGERBAL><BALAMT>1,000.25<DTASOF>20261130</LEDGERBAL><AVAILBAL><BALAMT>-3<DTASOF>20261130</AVAILBAL>
                """
            )
        )
        #expect(reading.warnings.isEmpty && reading.isComplete == true, "\(reading.warnings)")
        let summary = try #require(reading.summaries.first)
        #expect(summary.group.kind == "STMTRS" && summary.group.id == "7" && summary.group.account.number == "4711")
        #expect(summary.group.from == "20261101" && summary.group.to == "20261130")
        #expect(summary.group.created == "20261123")
        #expect(summary.closing?.amount.minorUnits == 100_025)
        #expect(summary.closing?.date == CalendarDate("2026-11-30"))
        #expect(summary.group.balances.last?.type == "CLAV" && summary.group.balances.last?.amount.minorUnits == -300)
        #expect(summary.isBalanced == nil)
        #expect(summary.group.fields.contains(BankFileField("BANKACCTFROM/BANKID", "11")))
        let entry = try #require(reading.entries.first)
        #expect(entry.amount == Money(minorUnits: 1_250, currency: .usd) && entry.side == .debit)
        #expect(entry.bookingDate == CalendarDate("2026-11-23") && entry.valueDate == CalendarDate("2026-11-24"))
        #expect(entry.servicerReference == "F1" && entry.reference == "R1")
        #expect(entry.transactionCode.proprietary == "CHECK")
        let detail = try #require(entry.details.first)
        #expect(detail.chequeNumber == "88" && detail.creditor.name == "Ann & Bob" && detail.exchangeRate == "1.25")
        #expect(detail.creditor.otherAccount == "33" && detail.creditor.bankNumber == "22")
        #expect(detail.unstructured == ["two\nlines"])
        #expect(entry.fields.map(\.name).contains("ORIGCURRENCY/CURSYM"))
        #expect(entry.fields.first { $0.name == "PAYEE/CITY" }?.value == "Rome")
    }

    @Test(
        "headers in lines, in one line, joined, absent, or of version 2",
        arguments: [
            (OFXSample.header, "OFX 102"),
            (OFXSample.header.replacing("\n", with: "\r\n"), "OFX 102"),
            (OFXSample.header.replacing("\n", with: " "), "OFX 102"),
            (OFXSample.header.replacing("\n", with: ""), "OFX 102"),
            ("\n\n  " + OFXSample.header, "OFX 102"),
            ("\u{FEFF}" + OFXSample.header, "OFX 102"),
            ("OFXHEADER: 100\nVERSION: 160\n", "OFX 160"),
            ("<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"220\" SECURITY=\"NONE\"?>", "OFX 220"),
            ("<?xml version='1.0'?><?OFX OFXHEADER='200' VERSION='203'?>", "OFX 203"),
            ("<?xml version=\"1.0\"?><!-- > --><!DOCTYPE OFX>", nil),
            ("", nil),
        ] as [(String, String?)]
    )
    func headers(header: String, version: String?) {
        let text = header + "<OFX>\n<STMTRS><CURDEF>USD" + OFXSample.list(["1", "-2"]) + "</STMTRS></OFX>\0\u{1A}"
        let bytes = Array(text.utf8)
        #expect(OFXReader.recognises(bytes))
        var reader = OFXReader()
        let events = reader.feed(bytes)
        #expect(reader.version == version && events.count > 1)
        let reading = FileReading(bytes, with: OFXReader())
        #expect(Self.outline(reading) == ["1.00 USD", "-2.00 USD"] && reading.isComplete == true)
        #expect(reading.warnings.isEmpty, "\(reading.warnings)")
    }

    /// One entry of 5.00 that is written in many ways.
    @Test(
        "tags of both dialects, wrong and missing ends",
        arguments: [
            ("<STMTTRN><DTPOSTED>20261123<TRNAMT>5<NAME>N</STMTTRN>", 0),
            ("<STMTTRN><DTPOSTED>20261123</DTPOSTED><TRNAMT>5.00</TRNAMT><NAME>N</NAME></STMTTRN>", 0),
            ("<stmttrn><dtposted>20261123<trnamt>5.00\n<name>N</stmttrn >", 0),
            (
                "<STMTTRN>\r\n\r\n<DTPOSTED>20261123\r<TRNAMT>\n 5.00 \n\n<NAME>N<MEMO></MEMO><SIC/><CHECKNUM></STMTTRN>",
                0
            ),
            ("<STMTTRN><DTPOSTED>20261123<TRNAMT>5.00<NAME>N", 1),
            ("<STMTTRN><DTPOSTED>20261123<CURRENCY><CURSYM>USD<TRNAMT>5.00<NAME>N</STMTTRN>", 1),
            ("<STMTTRN><X.NEW><DTPOSTED>20261123<TRNAMT>5.00<Y.NEW><Z>1</Z><NAME>N</STMTTRN>", 0),
            ("<STMTTRN><DTPOSTED>20261123<TRNAMT>5.00<NAME>N</STMTTRN></BANKTRANLIST></CCSTMTRS>", 2),
            ("<STMTTRN a=\"1\"><DTPOSTED>20261123<TRNAMT<NAME>N</STMTTRN>", -1),
            ("<STMTTRN><PAYEE>N<DTPOSTED>20261123<TRNAMT>5.00<CURRENCY>USD</STMTTRN>", 0),
            ("<STMTTRN><DTPOSTED>20261123<TRNAMT>5.00<TRNAMT>5.00<NAME>N</STMTTRN>", 0),
            ("<STMTTRN><DTPOSTED>20261123<TRNAMT>5<!-- no -->.0<![CDATA[0]]><NAME>N</STMTTRN>", 0),
        ]
    )
    func dialects(entry: String, warnings: Int) throws {
        let reading = OFXSample.read(
            OFXSample.file("<BANKTRANLIST>\(entry)\n<LEDGERBAL><BALAMT>1.00<DTASOF>20261123</LEDGERBAL>")
        )
        #expect(reading.isComplete == true && reading.summaries.count == 1)
        guard warnings >= 0 else {
            #expect(reading.unreadable.count == 1 && reading.entries.isEmpty)
            return
        }
        #expect(Self.outline(reading) == ["5.00 USD"])
        let party = try #require(reading.entries.first?.details.first)
        #expect(
            party.debtor.name == "N" || reading.entries.first?.fields.contains(BankFileField("Y.NEW/NAME", "N")) == true
        )
        #expect(reading.summaries.first?.closing?.amount.minorUnits == 100)
        // The list is not closed either, unless the sample does it.
        let closesList = entry.contains("</BANKTRANLIST>")
        #expect(reading.warnings.count == warnings + (closesList ? -1 : 1), "\(reading.warnings)")
        #expect(reading.warnings.allSatisfy { $0.code == .notWellFormed })
    }

    @Test("pending transactions are told and not counted")
    func tellsPendingTransactions() {
        let pending =
            "<BANKTRANLISTP><DTASOF>20261124<STMTTRNP><TRNTYPE>CREDIT<DTTRAN>20261124<TRNAMT>99.00<NAME>X</STMTTRNP>"
            + "</BANKTRANLISTP>"
        let reading = OFXSample.read(OFXSample.file(OFXSample.list(["12.50"]) + pending))
        #expect(reading.errors.isEmpty && reading.isComplete == true)
        #expect(reading.entries.map(\.amount.minorUnits) == [1_250])
        #expect(reading.warnings.contains { $0.message.contains("pending") })
        let loose = OFXSample.read(OFXSample.file(OFXSample.list(["12.50"]) + "<TRNAMT>99.00"))
        #expect(loose.errors.map(\.code) == [.amount])
    }

    @Test("answers to orders of transfers stand in no statement: they are told and not counted")
    func transfers() {
        let transfer =
            "<XFERINFO><BANKACCTFROM><BANKID>1<ACCTID>2</BANKACCTFROM><TRNAMT>5.00</XFERINFO><DTPOSTED>20260302"
        let body =
            "<OFX><BANKMSGSRSV1><INTRATRNRS><TRNUID>0<INTRARS><CURDEF>USD\(transfer)</INTRARS></INTRATRNRS>"
            + "<INTERTRNRS><TRNUID>0<INTERRS><CURDEF>USD\(transfer)</INTERRS></INTERTRNRS></BANKMSGSRSV1></OFX>"
        let reading = OFXSample.read(OFXSample.header + body)
        #expect(reading.entries.isEmpty && reading.summaries.isEmpty)
        #expect(reading.warnings.map(\.code) == [.more, .more], "\(reading.warnings)")
        #expect(reading.warnings.first?.message.hasPrefix("INTRARS stands in no statement") == true)
    }

    @Test("several statements, one response with two, and one that is closed as another")
    func statements() {
        let statement = { (kind: String, end: String, account: String, amount: String) in
            "<\(kind)><CURDEF>EUR<CCACCTFROM><ACCTID>\(account)</CCACCTFROM>\(OFXSample.list([amount]))</\(end)>"
        }
        let text =
            OFXSample.header + "<OFX><BANKMSGSRSV1><STMTTRNRS>" + statement("STMTRS", "STMTRS", "1", "1")
            + statement("STMTRS", "STMTRS", "2", "2") + "</STMTTRNRS></BANKMSGSRSV1><CREDITCARDMSGSRSV1><CCSTMTTRNRS>"
            + statement("CCSTMTRS", "STMTRS", "3", "3") + "</CCSTMTTRNRS></CREDITCARDMSGSRSV1><XMSGSRSV1><XTRNRS>"
            + statement("XSTMTRS", "XSTMTRS", "4", "4") + "</XTRNRS></XMSGSRSV1></OFX>"
        let reading = OFXSample.read(text)
        #expect(reading.summaries.map(\.group.account.number) == ["1", "2", "3", "4"])
        #expect(reading.summaries.map(\.group.kind) == ["STMTRS", "STMTRS", "CCSTMTRS", "XSTMTRS"])
        #expect(reading.summaries.flatMap(\.sums.all).map(\.credit) == [100, 200, 300, 400])
        #expect(reading.warnings.map(\.code) == [.notWellFormed, .notWellFormed])
        #expect(reading.isComplete == true)
    }

    @Test("characters: what the header says, and what the bytes say")
    func characters() {
        func names(_ header: String, _ name: [UInt8]) -> ([String?], [BankFileFinding.Code]) {
            let text = OFXSample.file("<STMTTRN><TRNAMT>1<DTPOSTED>20261123<NAME>@</STMTTRN>").replacing(
                "CHARSET:1252",
                with: header
            )
            var bytes = Array(text.utf8)
            if let place = bytes.firstIndex(of: UInt8(ascii: "@")) { bytes.replaceSubrange(place...place, with: name) }
            let reading = FileReading(bytes, with: OFXReader())
            return (reading.entries.map { $0.details.first?.debtor.name }, reading.warnings.map(\.code))
        }
        let (utf8, latin) = (Array("Café €".utf8), [0x43, 0x61, 0x66, 0xE9, 0x20, 0x80] as [UInt8])
        for (header, name, codes) in [
            ("CHARSET:1252", latin, []), ("CHARSET:1252", utf8, [.encoding]), ("CHARSET:NONE", latin, [.encoding]),
            ("CHARSET:8859-1", latin, []), ("CHARSET:UTF-8", utf8, []), ("CHARSET:UTF-8", latin, [.encoding]),
            ("CHARSET:1250", latin, [.encoding]),
        ] as [(String, [UInt8], [BankFileFinding.Code])] {
            let (found, warnings) = names(header, name)
            #expect(found == ["Café €"] && warnings == codes, "\(header) \(found) \(warnings)")
        }
    }

    @Test("texts: references, bare ampersands, brackets that are no tags, CDATA and comments")
    func texts() {
        for (written, meant) in [
            ("A &amp; B &lt;C&gt; &quot;D&apos;", "A & B <C> \"D'"), ("A & B&C &unknown; &", "A & B&C &unknown; &"),
            ("&#65;&#x42;&#150;&#0;&nbsp;x", "AB\u{2013}&#0;\u{A0}x"),
            ("A < B <3 </ > <JOHN SMITH>", "A < B <3 </ > <JOHN SMITH>"),
            ("<![CDATA[ <X> & ]]>", "<X> &"), ("a<!-- <MEMO>b -->c", "ac"), ("a <? b ?> c", "a  c"),
            ("&amp;amp;", "&amp;"),
        ] {
            let reading = OFXSample.read(
                OFXSample.file("<STMTTRN><TRNAMT>1<DTPOSTED>20261123<MEMO>\(written)</MEMO></STMTTRN>")
            )
            #expect(reading.entries.first?.details.first?.unstructured == [meant], "\(written)")
            #expect(reading.warnings.isEmpty, "\(reading.warnings)")
        }
    }

    @Test("a file without a statement is one, and its error is told")
    func refused() {
        let text =
            OFXSample.header + "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>No</STATUS>"
        let whole = OFXSample.read(text + "</SONRS></SIGNONMSGSRSV1></OFX>")
        #expect(whole.summaries.isEmpty && whole.isComplete == true && whole.failure == nil)
        #expect(whole.warnings.map(\.code) == [.status])
        #expect(whole.warnings.first?.message == "the server says 15500 ERROR No")
        let cut = OFXSample.read(text)
        #expect(cut.isComplete == false && cut.warnings.map(\.code).contains(.truncated))
    }

    @Test("investments: bank transactions count, the others are named and kept")
    func investments() throws {
        let reading = OFXSample.read(
            OFXSample.header + """
                <OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><TRNUID>1<INVSTMTRS><DTASOF>20261130<CURDEF>USD<INVACCTFROM><BROKERID>b.com
                <ACCTID>9</INVACCTFROM><INVTRANLIST><DTSTART>20261101<DTEND>20261130
                <BUYMF><INVBUY><INVTRAN><FITID>1<DTTRADE>20261102<MEMO>BUY</INVTRAN><UNITS>3<TOTAL>-30.123<CURRENCY><CURSYM>EUR
                </CURRENCY></INVBUY></BUYMF><INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261103<TRNAMT>7.00<FITID>2</STMTTRN>
                <SUBACCTFUND>CASH</INVBANKTRAN></INVTRANLIST><INVBAL><AVAILCASH>12.00<MARGINBALANCE>0<SHORTBALANCE>-1
                </INVBAL></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>
                """
        )
        let summary = try #require(reading.summaries.first)
        #expect(summary.entries == 1 && summary.sums.all.map(\.credit) == [700] && summary.group.kind == "INVSTMTRS")
        #expect(summary.group.balances.map(\.type) == ["AVAILCASH", "MARGINBALANCE", "SHORTBALANCE"])
        #expect(summary.group.balances.map(\.amount.minorUnits) == [1_200, 0, -100])
        #expect(summary.group.fields.contains(BankFileField("INVTRANLIST/BUYMF/INVBUY/TOTAL", "-30.123")))
        #expect(reading.warnings.map(\.code) == [.more] && reading.isComplete == true, "\(reading.warnings)")
    }
}
