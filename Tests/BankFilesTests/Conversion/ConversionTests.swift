import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// The three forms, on small files written for the purpose.
@Suite struct ConversionTests {
    static let formulas = statement(
        entry("1.00", more: "<NtryRef>=1+1</NtryRef><AddtlNtryInf>a \"b\", c</AddtlNtryInf>")
    )

    static let batch = statement(
        entry(
            "3.00",
            more: """
                <NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="EUR">1.00</Amt>
                <CdtDbtInd>CRDT</CdtDbtInd></TxDtls><TxDtls><Refs><EndToEndId>E2</EndToEndId></Refs>
                <Amt Ccy="EUR">2.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls></NtryDtls>
                """
        ) + entry("x.00")
    )

    static func rows(_ csv: String) -> [[String: String]] {
        var rows: [[String]] = [[]]
        var (cell, isQuoted) = ("", false)
        var rest = csv.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch (scalar, isQuoted) {
            case ("\"", true) where rest.first == "\"":
                rest.removeFirst()
                cell += "\""
            case ("\"", _): isQuoted.toggle()
            case (",", false):
                rows[rows.count - 1].append(cell)
                cell = ""
            case ("\n", false):
                rows[rows.count - 1].append(cell)
                cell = ""
                rows.append([])
            case ("\r", false): break
            default: cell.unicodeScalars.append(scalar)
            }
        }
        let head = rows.removeFirst()
        return rows.filter { !$0.isEmpty }.map { Dictionary(uniqueKeysWithValues: zip(head, $0)) }
    }

    static func objects(_ lines: String) throws -> [[String: Any]] {
        try lines.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test("CSV has a row a payment, and the entry's amount once")
    func csvRows() throws {
        let converted = try Converted(Self.batch, to: .csv)
        let rows = Self.rows(converted.text)
        #expect(rows.map { $0["kind"] } == ["entry", "entry", "unreadable"])
        #expect(rows.map { $0["amount"] } == ["1.00", "2.00", ""])
        #expect(rows.map { $0["entry_amount"] } == ["3.00", "", ""])
        #expect(rows.map { $0["end_to_end_id"] } == ["E1", "E2", ""])
        #expect(rows.map { $0["entry"] } == ["0", "0", "1"] && rows.map { $0["detail"] } == ["0", "1", ""])
        #expect(rows[2]["problem"]?.contains("x.00") == true && converted.errors.count == 1)
        #expect(converted.text.hasSuffix("\r\n"))
    }

    @Test("CSV has what moved on the account, not what was instructed, and is read so")
    func csvBooked() throws {
        let exchanged = statement(
            entry(
                "920.00",
                more: """
                    <NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><AmtDtls><InstdAmt><Amt Ccy="USD">1000.00</Amt>
                    </InstdAmt></AmtDtls><RltdPties><Dbtr><Nm>Oak Inc</Nm></Dbtr></RltdPties><RmtInf>
                    <Ustrd>INV-7001</Ustrd></RmtInf></TxDtls></NtryDtls>
                    """
            )
        )
        let csv = try Converted(exchanged, to: .csv).text
        #expect(Self.rows(csv).map { "\($0["amount"] ?? "") \($0["currency"] ?? "")" } == ["920.00 EUR"])
        let entry = try #require(FileReading(Array(csv.utf8), with: BankFileReader()).entries.first)
        #expect(entry.amount.description == "920.00 EUR" && entry.side == .credit)
        #expect(entry.details.first?.unstructured == ["INV-7001"] && entry.details.first?.endToEndId == "E1")
        #expect(entry.details.first?.debtor.name == "Oak Inc")
    }

    @Test("a cell that a spreadsheet would calculate is guarded, and nothing of it is lost")
    func csvFormula() throws {
        let row = try #require(Self.rows(try Converted(Self.formulas, to: .csv).text).first)
        #expect(row["reference"] == "'=1+1" && row["entry_information"] == "a \"b\", c")
        let texts = statement(
            entry(
                "1.00",
                more: """
                    <NtryDtls><TxDtls><Refs><EndToEndId>-E1</EndToEndId></Refs><RltdPties><Dbtr><Nm>'+Plus' GmbH</Nm></Dbtr>
                    </RltdPties><RmtInf><Ustrd>+++010/8068/17183+++</Ustrd></RmtInf></TxDtls></NtryDtls>
                    """
            )
        )
        let again = FileReading(Array(try Converted(texts, to: .csv).text.utf8), with: BankFileReader())
        let detail = try #require(again.entries.first?.details.first)
        #expect(detail.endToEndId == "-E1" && detail.debtor.name == "'+Plus' GmbH")
        #expect(detail.unstructured == ["+++010/8068/17183+++"])
    }

    @Test("JSON lines have every event in order, and leave out what is not there")
    func jsonLines() throws {
        let converted = try Converted(Self.batch, to: .jsonl)
        let objects = try Self.objects(converted.text)
        let types = objects.compactMap { $0["type"] as? String }
        #expect(types == ["file", "group", "entry", "unreadable", "group-end", "end"])
        #expect(objects[0]["format"] as? String == "camt053" && objects[5]["entries"] as? Int == 2)
        let entry = objects[2]
        #expect(entry["amount"] as? String == "3.00" && entry["side"] as? String == "credit")
        #expect((entry["details"] as? [[String: Any]])?.map { $0["end_to_end_id"] as? String } == ["E1", "E2"])
        #expect(entry["reversal"] == nil && entry["value_date"] == nil)
        #expect((entry["position"] as? [String: Any])?["line"] is Int)
        #expect(!converted.text.contains("null"))
    }

    @Test("the same in pieces", arguments: [1, 7, 100])
    func pieces(size: Int) throws {
        for target in ConversionTarget.allCases {
            let whole = try Converted(Self.batch, to: target).text
            #expect(try Converted(Array(Self.batch.utf8), to: target, pieces: size).text == whole)
        }
    }

    @Test("orders are no statements, and nothing is written for them")
    func refusals() throws {
        let order = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr/><PmtInf>
            <CdtTrfTxInf><Amt><InstdAmt Ccy="EUR">1.00</InstdAmt></Amt></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>
            """
        let converted = try Converted(order, to: .camt053)
        #expect(converted.text.isEmpty && converted.refusal?.contains("pain.001") == true)
        #expect(try Converted("nothing", to: .camt053).refusal != nil)
        #expect(try Converted(order, to: .csv).refusal == nil)
    }

    @Test("what is too long is cut, counted and stands whole beside")
    func cuts() throws {
        let long = String(repeating: "R", count: 40)
        let text = String(repeating: "é", count: 300)
        let more =
            "<NtryRef>\(long)</NtryRef><NtryDtls><TxDtls><RmtInf><Ustrd>\(text)</Ustrd></RmtInf></TxDtls></NtryDtls>"
        let converted = try Converted(statement(entry("1.00", more: more)), to: .camt053)
        let read = try #require(FileReading(converted.text).entries.first)
        #expect(converted.cuts.all == 1 && converted.cuts.lost == 0)
        #expect(read.reference == String(long.prefix(35)) && read.additionalInformation == "NtryRef: \(long)")
        #expect(read.details.first?.unstructured.joined() == text)
        let endless = statement(entry("1.00", more: "<NtryRef>\(String(repeating: "R", count: 600))</NtryRef>"))
        let lost = try Converted(endless, to: .camt053)
        #expect(lost.cuts.all == 1 && lost.cuts.lost == 1)
    }

    @Test("a statement without balance, account, id or date gets placeholders that no balance check takes up")
    func placeholders() throws {
        let bare = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
            <Ntry><Amt Ccy="JPY">5</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry></Stmt></BkToCstmrStmt></Document>
            """
        let text = try Converted(bare, to: .camt053).text
        let reading = FileReading(text)
        let summary = try #require(reading.summaries.first)
        #expect(reading.isComplete == true && summary.entries == 1 && summary.isBalanced == nil)
        #expect(summary.group.balances.map(\.type) == ["NOTPROVIDED"] && summary.group.id == "NOTPROVIDED-1")
        #expect(reading.entries.first?.status?.isBooked == false)
        #expect(text == (try Converted(bare, to: .camt053).text))
    }

    static let dateTimes: [(String, String?)] = [
        ("2026-01-05", "2026-01-05T00:00:00"), ("2026-01-05T10:11:12", "2026-01-05T10:11:12"),
        ("2026-01-05T10:11:12.5+01:00", "2026-01-05T10:11:12.5+01:00"),
        ("2026-01-05T10:11:12Z", "2026-01-05T10:11:12Z"),
        ("2026-01-05T10:11:12+0100", "2026-01-05T10:11:12"), ("2026-01-05T25:00:00", "2026-01-05T00:00:00"),
        ("2026-01-05T10:11", "2026-01-05T00:00:00"), ("2026-02-30", nil), ("05.01.2026", nil), ("", nil),
    ]

    @Test("dates and times become what the schema takes", arguments: dateTimes)
    func dateTime(text: String, expected: String?) { #expect(Camt053Text.dateTime(text) == expected) }

    @Test("identifications are told by their patterns")
    func patterns() {
        #expect(Camt053Text.isIBAN("DE89370400440532013000") && !Camt053Text.isIBAN("de89370400440532013000"))
        #expect(!Camt053Text.isIBAN("DE89") && !Camt053Text.isIBAN("DE8937040044053201300é"))
        #expect(Camt053Text.isBIC("COBADEFFXXX") && Camt053Text.isBIC("COBADEFF") && !Camt053Text.isBIC("COBADEF"))
        #expect(Camt053Text.isUETR("00000000-0000-4000-8000-000000000000"))
        #expect(!Camt053Text.isUETR("00000000-0000-1000-8000-000000000000"))
        #expect(Camt053Text.isRate("1.2345678901") && !Camt053Text.isRate("1,2") && !Camt053Text.isRate("123456789012"))
    }
}
