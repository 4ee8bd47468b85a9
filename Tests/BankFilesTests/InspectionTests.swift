import Testing

@testable import BankFiles

@Suite struct InspectionTests {
    @Test("XML in UTF-16 is read in either order and any pieces, and what is no character is told")
    func readsWideXML() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-16"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>Zürich 🏦</Id>
            <Ntry><Amt Ccy="EUR">12.34</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts></Ntry></Stmt>
            </BkToCstmrStmt></Document>
            """
        for isBig in [true, false] {
            let units = [0xFEFF] + Array(text.utf16)
            let bytes = units.flatMap {
                isBig ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)]
            }
            for pieces in [1, 3, 7, 65_536] {
                let reading = FileReading(bytes, with: BankFileReader(), pieces: pieces)
                #expect(reading.errors.isEmpty && reading.failure == nil && reading.isComplete == true)
                #expect(reading.groups.map(\.id) == ["Zürich 🏦"] && reading.entries.map(\.amount.minorUnits) == [1_234])
            }
            let cut = FileReading(Array(bytes.dropLast()), with: BankFileReader())
            #expect(cut.errors.map(\.code) == [.encoding] && cut.failure != nil, "the last character is not whole")
            // Half a pair is no character.
            let broken = bytes.count / 2 & ~1
            var wrong = bytes
            (wrong[broken], wrong[broken + 1]) = isBig ? (0xD8, 0x00) : (0x00, 0xD8)
            let told = FileReading(wrong, with: BankFileReader())
            #expect(told.errors.contains { $0.code == .encoding } || told.failure != nil)
        }
    }

    @Test func jsonHasTheDocumentedShape() {
        let balances = balance("OPBD", "10.00") + balance("CLBD", "12.00")
        let inspection = inspect(Array(statement(entry("1.00"), before: balances).utf8), file: "a\"b.xml")
        let position =
            #"{"line":4,"column":62,"byte":332,"path":"/Document/BkToCstmrStmt/Stmt[1]/Bal"}"#
        let message =
            "opening 10.00 EUR and booked entries (net 1.00 EUR) do not make closing 12.00 EUR; "
            + "the difference is 1.00 EUR"
        let expected =
            #"{"file":"a\"b.xml","format":"camt053","version":"camt.053.001.08","groups":[{"kind":"Stmt","id":"S1","#
            + #""account":"DE89370400440532013000","currency":"EUR","entries":1,"credit_sum":"1.00","#
            + #""debit_sum":"0.00","opening":{"date":"2026-01-05","amount":"10.00"},"#
            + #""closing":{"date":"2026-01-05","amount":"12.00"},"balanced":false}],"entries":1,"#
            + #""credit_sum":"1.00","debit_sum":"0.00","returns":{},"complete":true,"warnings":[{"position":"#
            + position + #","code":"balance","message":""# + message + #""}],"error":null}"#
        #expect(inspection.json == expected)
    }

    @Test func severalCurrenciesAreNeverAdded() {
        let inspection = inspect(Array(statement(entry("1.00") + entry("2", side: "DBIT", currency: "JPY")).utf8))
        let sums = #""credit_sum":null,"debit_sum":null,"sums":{"EUR":{"credit":"1.00","debit":"0.00"},"#
        #expect(inspection.json.contains(sums + #""JPY":{"credit":"0","debit":"2"}}"#))
    }

    @Test(arguments: [
        ("", "the file is empty"), ("{\"a\":1}", "begins like none of them"), ("hello", "begins like none of them"),
        ("<OFC></OFC>", "the document element is <OFC>"), ("<html/>", "the document element is <html>"),
    ])
    func whatIsNotRecognisedSaysWhatWasLookedFor(_ text: String, _ found: String) throws {
        let inspection = inspect(Array(text.utf8))
        let error = try #require(inspection.error)
        #expect(error.code == .notRecognised && error.message.contains(found))
        #expect(error.message.contains("camt.052") && error.message.contains("camt.054"))
        #expect(error.position.byte == 0 && inspection.format == nil && inspection.isComplete == false)
        #expect(StatementInspection.exitCode(for: [inspection]) == 3)
    }

    @Test func exitCodes() {
        let good = inspect(Array(statement(entry("1.00")).utf8))
        let warned = inspect(Array(statement("<Ntry><Amt Ccy='EUR'>1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>").utf8))
        let bad = inspect(Array(statement(entry("x")).utf8))
        #expect(warned.warnings.map(\.code) == [.status])
        #expect(StatementInspection.exitCode(for: [good]) == 0)
        #expect(StatementInspection.exitCode(for: [good, warned]) == 0)
        #expect(StatementInspection.exitCode(for: [good, warned], strict: true) == 1)
        #expect(StatementInspection.exitCode(for: [bad, good], strict: true) == 3)
    }

    @Test func severalErrorsAreAllListed() {
        let inspection = inspect(Array(statement(entry("x") + entry("y") + entry("1.00")).utf8))
        #expect(inspection.error?.message.contains("\"x\"") == true && inspection.entries == 3)
        #expect(inspection.warnings.count == 1 && inspection.warnings[0].message.contains("\"y\""))
        #expect(inspection.isComplete == false)
    }

    @Test func textIsATableWithTotals() {
        let one = statement(entry("1.00") + entry("1234.50", side: "DBIT"))
        let inner = "<Stmt><Id>T\u{1B}2</Id>" + entry("2.00") + "</Stmt></BkToCstmrStmt>"
        let inspection = inspect(Array(one.replacing("</BkToCstmrStmt>", with: inner).utf8), file: "f.xml")
        // The escape character is told, and what stands behind it is read.
        #expect(inspection.error?.code == .badCharacter && inspection.groups.count == 2 && inspection.entries == 3)
        let two = inner.replacing("\u{1B}", with: "")
        let text = inspect(Array(one.replacing("</BkToCstmrStmt>", with: two).utf8), file: "f\u{1B}.xml").text
        #expect(
            text == """
                f?.xml: camt.053.001.08, 2 groups, 3 entries, complete
                  kind   id  account                 entries  ccy  credit    debit  opening  closing  balanced
                  Stmt   S1  DE89370400440532013000        2  EUR    1.00  1234.50        -        -  -
                  Stmt   T2  -                             1  EUR    2.00     0.00        -        -  -
                  total                                    3  EUR    3.00  1234.50

                """
        )
    }
}
