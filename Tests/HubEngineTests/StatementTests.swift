import AdapterKit
import BankFiles
import Foundation
import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Testing

struct StatementTests {
    static let receipts = [
        BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "R1"),
        BankStatement.Receipt(units: 777, text: "thank you", reference: "R2", payer: "DE89370400440532013000"),
    ]

    @Test(arguments: StoreKind.allCases)
    func aMovementCountsOnceInWhicheverFile(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await world.issue("INV-1001", 10_000)
        func bring(_ statement: BankStatement, _ name: String) async throws -> [Int] {
            let report = try await world.hub.importStatement(statement.bytes, name: name, by: World.alice)
            #expect(report.errors == [])
            return [report.added, report.known]
        }
        #expect(try await bring(BankStatement(receipts: Self.receipts), "one.xml") == [2, 0])
        let once = try await world.digest()
        #expect(once.contains("bank:DE75512108001245126199 10777"))
        #expect(try await bring(BankStatement(receipts: Self.receipts), "one.xml") == [0, 2])
        #expect(try await bring(BankStatement(receipts: Self.receipts), "renamed.xml") == [0, 2])
        let weekly = BankStatement(
            id: "S2",
            receipts: Self.receipts + [BankStatement.Receipt(units: 5, text: "x", reference: "R3")]
        )
        #expect(try await bring(weekly, "week.xml") == [1, 2])
        #expect(try await world.digest().contains("bank:DE75512108001245126199 10782"))
        try await world.verify()
    }

    @Test("of many matches, the ones that the books overtook stay, and all others are posted")
    func postsWhatStillFits() async throws {
        let world = try await World.make(.inline)
        let store = try #require(world.store as? InlineSQLiteStore)
        for number in 0..<9 { try await world.issue("INV-\(2_000 + number)", 10_000) }
        let receipts = (0..<9).map {
            BankStatement.Receipt(units: 10_000, text: "INV-\(2_000 + $0)", reference: "R\($0)")
        }
        try await world.bring(receipts, "may.xml")
        // Between the run's reading and its posting two invoices are paid otherwise.
        _ = try await world.hub.reconcile(by: World.alice) { progress in
            guard progress.step == "posting" else { return }
            try? store.runNow { transaction in
                let books = Books(transaction, merchant: World.merchant.id)
                for number in ["INV-2002", "INV-2007"] {
                    _ = try books.settle(InvoiceNumber(number), by: 10_000, reversible: 0)
                }
            }
        }
        let expected = (0..<9).map { "R\($0) \([2, 7].contains($0) ? "unmatched" : "matched")" }
        #expect(try await world.states() == expected)
    }

    @Test("an order gives no line, however much its amounts look like receipts")
    func ordersAreNoStatements() {
        let order = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"><CstmrDrctDbtInitn><GrpHdr/><PmtInf>
            <DrctDbtTxInf><PmtId><EndToEndId>INV-1001</EndToEndId></PmtId><InstdAmt Ccy="EUR">100.00</InstdAmt>
            </DrctDbtTxInf></PmtInf></CstmrDrctDbtInitn></Document>
            """
        let file = StatementFile(reading: Array(order.utf8), name: "debits.xml")
        #expect(file.lines.isEmpty && file.format == "pain008")
        #expect(file.errors.map(\.code.rawValue) == ["not-recognised"], "\(file.errors)")
    }

    @Test("an entry of receipts and what was taken back becomes one line each, where their amounts make the entry's")
    func splitsBothSides() {
        func file(_ amount: String) -> StatementFile {
            func detail(_ amount: String, _ side: String, _ more: String) -> String {
                "<TxDtls><Amt Ccy=\"EUR\">\(amount)</Amt><CdtDbtInd>\(side)</CdtDbtInd>\(more)</TxDtls>"
            }
            let details =
                detail("100.00", "CRDT", "<RmtInf><Ustrd>INV-1</Ustrd></RmtInf>") + detail("120.00", "CRDT", "")
                + detail("40.00", "DBIT", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")
            let text = """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>
                <Acct><Id><IBAN>DE75512108001245126199</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">\(amount)</Amt>
                <CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-05</Dt></BookgDt>
                <NtryDtls>\(details)</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
                """
            return StatementFile(reading: Array(text.utf8), name: "s.xml")
        }
        func told(_ file: StatementFile) -> [String] {
            file.lines.map { "\($0.signedAmount.minorUnits) \($0.returnReason ?? "-")" }
        }
        #expect(told(file("180.00")) == ["10000 -", "12000 -", "-4000 AC04"])
        // What does not add up stays one line, which nothing posts.
        #expect(told(file("181.00")) == ["18100 AC04"])
    }

    @Test(
        "a reason of zeros is none, and a purpose that is no payment of an invoice is in the text",
        arguments: [
            ("<RtrInf><Rsn><Cd>0000</Cd></Rsn></RtrInf>", nil, "RE-1"),
            ("<RtrInf><Rsn><Prtry>000</Prtry></Rsn></RtrInf>", nil, "RE-1"),
            ("<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", "AC04", "RE-1"),
            ("<Purp><Cd>REFU</Cd></Purp>", nil, "RE-1 PURP+REFU"), ("<Purp><Cd>GDDS</Cd></Purp>", nil, "RE-1"),
        ]
    )
    func hearsCodes(_ codes: String, _ reason: String?, _ remittance: String) throws {
        let text = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>
            <Acct><Id><IBAN>DE75512108001245126199</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">100.00</Amt>
            <CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-05</Dt></BookgDt>
            <NtryDtls><TxDtls>\(codes.hasPrefix("<Purp") ? codes : "")<RmtInf><Ustrd>RE-1</Ustrd></RmtInf>\
            \(codes.hasPrefix("<Rtr") ? codes : "")</TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
            """
        let line = try #require(StatementFile(reading: Array(text.utf8), name: "s.xml").lines.first)
        #expect(line.returnReason == reason && line.remittance == remittance, "\(line)")
    }

    @Test(
        "banks without codes say in words what comes back",
        arguments: [
            ("GUTSCHR. UEBERWEISUNG", "RE-1", "1000,00", nil),
            ("RUECKLASTSCHRIFT", "RE-1", "-1000,00", "RUECKLASTSCHRIFT"),
            ("RETOURE UEBERWEISUNG", "", "1000,00", "RETOURE UEBERWEISUNG"),
            ("Rückbuchung", "RE-1", "1000,00", "Rückbuchung"), ("LASTSCHRIFT", "RE-1", "-1000,00", nil),
            ("SONSTIGES", "RUECKLASTSCHRIFT RE-1 MS03", "-1000,00", "RUECKLASTSCHRIFT"),
            ("SCHECK", "Returned item 4711", "-1000,00", "RETURNED ITEM"),
            ("FPI Return", "RE-1", "1000,00", "FPI Return"),
            ("", "DISHONOURED CHEQUE 100455 RE-1", "-1000,00", "DISHONOURED"),
            ("", "I/W CHQ RTN 100455", "-1000,00", "I W CHQ RTN"),
            ("", "Unpaid Direct Debit", "-1000,00", "UNPAID DIRECT DEBIT"),
            ("", "RETURNED D/D RE-1", "-1000,00", "RETURNED D D"),
            ("", "R01 INSUFFICIENT FUNDS", "-1000,00", "R INSUFFICIENT FUNDS"),
            ("", "PIX DEVOLVIDO RE-1", "-1000,00", "PIX DEVOLVIDO"), ("", "Cheque 100455 for goods", "-1000,00", nil),
            // We have written that ourselves, or the payer.
            ("ONLINE-UEBERWEISUNG", "Rückbuchung Kaution", "-1000,00", nil),
            ("UEBERWEISUNG", "Retoure RE-1", "-1000,00", nil), ("UEBERWEISUNG", "Storno RE-1", "-1000,00", nil),
            ("GUTSCHR. UEBERWEISUNG", "Ruecklastschrift RE-1", "1000,00", nil),
        ]
    )
    func hearsReturns(kind: String, text: String, amount: String, reason: String?) throws {
        let file = """
            "Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Beguenstigter/Zahlungspflichtiger";\
            "Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";"Waehrung";"Info"
            "DE75512108001245126199";"20.02.26";"20.02.26";"\(kind)";"\(text)";"Nordwind GmbH";"DE89370400440532013000";\
            "COBADEFFXXX";"\(amount)";"EUR";"Umsatz gebucht"

            """
        let line = try #require(StatementFile(reading: Array(file.utf8), name: "s.csv").lines.first)
        #expect(line.returnReason == reason, "\(line)")
    }

    @Test("what a batch pays whose details do not make it is not known, unless the bank's charges are what differs")
    func doubtsUnevenBatches() {
        func line(_ amount: String, _ details: [String], charges: String = "") -> StatementLine? {
            let parts = details.map {
                "<TxDtls><Amt Ccy=\"EUR\">\($0)</Amt><RmtInf><Ustrd>INV-1</Ustrd></RmtInf></TxDtls>"
            }
            let text = """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>
                <Acct><Id><IBAN>DE75512108001245126199</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">\(amount)</Amt>
                <CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-05</Dt></BookgDt>\(charges)
                <NtryDtls>\(parts.joined())</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
                """
            return StatementFile(reading: Array(text.utf8), name: "s.xml").lines.first
        }
        let charge = "<Chrgs><Rcrd><Amt Ccy=\"EUR\">3.00</Amt></Rcrd></Chrgs>"
        #expect(line("1500.00", ["1000.00", "200.00"])?.contradiction?.contains("make 1200.00 EUR") == true)
        #expect(line("1197.00", ["1000.00", "200.00"], charges: charge)?.contradiction == nil)
        #expect(line("1196.00", ["1000.00", "200.00"], charges: charge)?.contradiction != nil)
        #expect(line("1500.00", ["1200.00"])?.contradiction?.contains("one payment of 1200.00 EUR") == true)
        #expect(line("1200.00", ["1215.00"])?.contradiction == nil, "charges that nobody states")
        #expect(line("1200.00", ["1000.00", "200.00"])?.contradiction == nil)
    }

    @Test(
        "a group of BAI2 that is a test or a deletion does not count, and says so",
        arguments: [
            ("1", true, false), ("2", false, true), ("3", true, true), ("4", false, true), ("", true, false),
        ]
    )
    func groupStates(status: String, isBooked: Bool, isTold: Bool) {
        let text = """
            01,BANK,ME,260505,0600,1,80,,2/
            02,ME,BANK,\(status),260505,0600,USD,2/
            03,0123,USD,,,,/
            16,165,100000,Z,BANK1,CUST1,RE-3001/
            49,100000,3/
            98,100000,1,5/
            99,100000,1,7/

            """
        let file = StatementFile(reading: Array(text.utf8), name: "a.bai")
        #expect(file.lines.map { $0.status == .booked } == [isBooked], "\(file.errors)")
        #expect(file.warnings.contains { $0.code == .status } == isTold, "\(file.warnings)")
    }

    @Test("an entry of OFX that deletes another is no money, and one that replaces another counts instead of it")
    func correctedEntries() {
        func references(_ action: String, _ type: String = "CREDIT") -> (lines: [String], warnings: Int) {
            let entry = { (id: String, more: String, type: String) in
                "<STMTTRN><TRNTYPE>\(type)<DTPOSTED>20260504<TRNAMT>100.00<FITID>\(id)\(more)<NAME>A</STMTTRN>"
            }
            let text = """
                OFXHEADER:100

                <OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR
                <BANKACCTFROM><BANKID>1<ACCTID>12345678<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>
                \(entry("F1", "", type))\(entry("F2", action, type))\(entry("F3", "", type))
                </BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
                """
            let file = StatementFile(reading: Array(text.utf8), name: "a.ofx")
            return (file.lines.map(\.bankReference), file.warnings.count { $0.code == .direction })
        }
        #expect(references("").lines == ["F1", "F2", "F3"])
        #expect(references("<CORRECTFITID>F1<CORRECTACTION>DELETE").lines == ["F3"])
        #expect(references("<CORRECTFITID>F1<CORRECTACTION>REPLACE").lines == ["F2", "F3"])
        #expect(references("").warnings == 0 && references("", "DEBIT").warnings == 3)
    }

    @Test("what MT942 expects is announced and not booked")
    func expectedEntries() {
        for (mark, status) in [("C", StatementLine.Status.booked), ("EC", .pending), ("ED", .pending), ("RC", .booked)]
        {
            let text =
                ":20:S\r\n:25:DE75512108001245126199\r\n:28C:1\r\n:60F:C260305EUR0,00\r\n"
                + ":61:2603050305\(mark)10,00NTRFNONREF//B1\r\n:86:166?20SVWZ+INV-1\r\n-\r\n"
            let file = StatementFile(reading: Array(text.utf8), name: "s.sta")
            #expect(file.lines.map(\.status) == [status], "\(mark): \(file.errors)")
        }
    }

    @Test("a status that ISO does not have is told, and the entry is not booked")
    func tellsUnknownStatuses() {
        for (status, count) in [("BOOK", 0), ("PDNG", 0), ("XYZ", 1)] {
            let text = Self.returnedEntry("", code: "ESCT").replacing("<Cd>BOOK</Cd>", with: "<Cd>\(status)</Cd>")
            let file = StatementFile(reading: Array(text.utf8), name: "s.xml")
            #expect(file.warnings.count { $0.code == .status } == count, "\(file.warnings)")
            #expect((file.lines.first?.status == .booked) == (status == "BOOK"))
        }
    }

    @Test("documents that no payment is for name none")
    func leavesOrdersOut() {
        func document(_ type: String, _ number: String) -> String {
            "<RfrdDocInf><Tp><CdOrPrtry><Cd>\(type)</Cd></CdOrPrtry></Tp><Nb>\(number)</Nb></RfrdDocInf>"
        }
        let remittance = document("CINV", "INV-1") + document("PUOR", "PO-7") + document("DISP", "D-8")
        let text = Self.returnedEntry("<RmtInf><Strd>\(remittance)</Strd></RmtInf>", code: "ESCT")
        let file = StatementFile(reading: Array(text.utf8), name: "s.xml")
        #expect(file.lines.map(\.documentNumbers) == [["INV-1"]])
    }

    @Test(
        "what stands beside the free text belongs to the text once, and changes no identity",
        arguments: [
            ("<RmtInf><Ustrd>A</Ustrd></RmtInf><AddtlTxInf>INV-1</AddtlTxInf>", "A INV-1"),
            ("<RmtInf><Ustrd>A INV-1</Ustrd></RmtInf><AddtlTxInf>INV-1</AddtlTxInf>", "A INV-1"),
            ("<RmtInf><Ustrd>A</Ustrd></RmtInf><AddtlTxInf>SEPA-Gutschrift</AddtlTxInf>", "A"),
            ("<AddtlTxInf>INV-1</AddtlTxInf>", "INV-1"), ("<AddtlTxInf>Credit</AddtlTxInf>", ""),
            ("<RmtInf><Strd><AddtlRmtInf>INV-1</AddtlRmtInf></Strd></RmtInf>", "INV-1"),
            (
                "<RmtInf><Ustrd>A</Ustrd><Strd><AddtlRmtInf>INV-1</AddtlRmtInf><AddtlRmtInf>B</AddtlRmtInf></Strd></RmtInf>"
                    + "<AddtlTxInf>INV-1</AddtlTxInf>", "A INV-1 B"
            ),
        ]
    )
    func takesFurtherTexts(detail: String, text: String) {
        let statement = Self.returnedEntry(detail, code: "ESCT")
        let file = StatementFile(reading: Array(statement.utf8), name: "s.xml")
        #expect(file.lines.map(\.remittance) == [text], "\(file.errors)")
        let plain = StatementFile(reading: Array(Self.returnedEntry("", code: "ESCT").utf8), name: "s.xml")
        #expect(
            StatementLineIdentity.identities(of: file.lines) == StatementLineIdentity.identities(of: plain.lines)
        )
    }

    @Test("money without a day counts as of its statement's, and is not taken where that tells none")
    func needsDays() {
        let closing = """
            <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
            <Dt><Dt>2026-03-31</Dt></Dt></Bal>
            """
        let text = Self.returnedEntry("", code: "ESCT").replacing("<BookgDt><Dt>2026-03-05</Dt></BookgDt>", with: "")
        #expect(!text.contains("BookgDt"))
        for (head, day, code) in [
            (closing, "2026-03-31", nil), ("<CreDtTm>2026-04-01T06:00:00</CreDtTm>", "2026-04-01", nil),
            ("", nil, .date),
        ] as [(String, String?, BankFileFinding.Code?)] {
            let dated = text.replacing("</Acct>", with: "</Acct>" + head)
            let file = StatementFile(reading: Array(dated.utf8), name: "s.xml")
            #expect(file.lines.map { "\($0.bookingDate)" } == [day].compactMap(\.self), "\(head)")
            #expect(file.errors.map(\.code) == [code].compactMap(\.self), "\(head)")
            #expect(file.warnings.contains { $0.code == .date } == (day != nil), "\(head)")
        }
        let rows =
            "Date,Description,Amount,Currency\n2026-06-01,A,-5.00,EUR\n,INV-1,2450.00,EUR\n2026-06-02,B,1.00,EUR\n"
        let csv = StatementFile(reading: Array(rows.utf8), name: "s.csv")
        #expect(csv.lines.map(\.remittance) == ["A", "B"])
        #expect(csv.errors.map(\.position.line) == [3])
    }

    @Test("a return without a reason is one all the same")
    func readsReturnsWithoutReason() {
        let text = Self.returnedEntry("<RtrInf><AddtlInf>sorry</AddtlInf></RtrInf>", code: "ESCT")
        #expect(StatementFile(reading: Array(text.utf8), name: "s.xml").lines.map(\.returnReason) == ["unspecified"])
        for (code, reason) in [("RRTN", "RRTN"), ("UPDD", "UPDD"), ("ESCT", nil)] {
            let file = StatementFile(reading: Array(Self.returnedEntry("", code: code).utf8), name: "s.xml")
            #expect(file.lines.map(\.returnReason) == [reason], "\(code)")
        }
    }

    @Test(
        "a return tells its original amount where the rest is what the bank charges",
        arguments: [
            ("100.00", "3.50", 10_000), ("100.00", nil, nil), ("103.50", "3.50", nil), ("100.00", "2.00", nil),
            ("200.00", "3.50", nil), (nil, "3.50", nil),
        ] as [(String?, String?, Int64?)]
    )
    func readsOriginalAmounts(instructed: String?, charge: String?, original: Int64?) {
        let amount = instructed.map { "<AmtDtls><InstdAmt><Amt Ccy=\"EUR\">\($0)</Amt></InstdAmt></AmtDtls>" } ?? ""
        let charges = charge.map { "<Chrgs><Rcrd><Amt Ccy=\"EUR\">\($0)</Amt></Rcrd></Chrgs>" } ?? ""
        let text = Self.returnedEntry(amount + charges + "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", code: "ESCT")
        let lines = StatementFile(reading: Array(text.replacing("10.00", with: "103.50").utf8), name: "s.xml").lines
        #expect(lines.map(\.originalAmount?.minorUnits) == [original])
        #expect(lines.map(\.takenBack.minorUnits) == [original ?? 10_350])
    }

    /// `Chrgs` with a total, and with records of `EUR 15.00`, `EUR 15.00 CRDT` or `EUR 15.00 false`.
    private static func charges(total: String? = nil, _ records: String...) -> String {
        func amount(_ name: String, _ text: String) -> String {
            "<\(name) Ccy=\"\(text.prefix(3))\">\(text.dropFirst(4))</\(name)>"
        }
        let told = total.map { amount("TtlChrgsAndTaxAmt", $0) } ?? ""
        let rows = records.map { record in
            let parts = record.split(separator: " ").map(String.init)
            let element = parts.last == "CRDT" ? "CdtDbtInd" : "ChrgInclInd"
            let more = parts.count > 2 ? "<\(element)>\(parts[2])</\(element)>" : ""
            return "<Rcrd>\(amount("Amt", "\(parts[0]) \(parts[1])"))\(more)</Rcrd>"
        }
        return "<Chrgs>\(told)\(rows.joined())</Chrgs>"
    }

    private static let chargeCases: [(entry: String, detail: String, told: String?)] = [
        (charges("EUR 15.00"), "", "15.00 EUR"), (charges("EUR 15.00", "EUR 2.50"), "", "17.50 EUR"),
        // Of versions 1 to 3.
        ("", "<Chrgs><Amt Ccy=\"EUR\">15.00</Amt></Chrgs>", "15.00 EUR"),
        (charges(total: "EUR 15.00"), "", "15.00 EUR"), ("", charges(total: "EUR 15.00"), "15.00 EUR"),
        (charges(total: "EUR 17.50", "EUR 15.00", "EUR 2.50"), "", "17.50 EUR"),
        (charges("EUR 15.00"), charges("EUR 15.00"), "15.00 EUR"), (charges("EUR 0.00"), "", nil), ("", "", nil),
        // Booked apart, and given back.
        (charges(total: "EUR 5.60", "EUR 5.40 false", "EUR 0.20 false"), "", nil), ("", charges("EUR 5.40 false"), nil),
        (charges("EUR 5.40 false", "EUR 15.00 true"), "", "15.00 EUR"),
        (charges("EUR 15.00", "EUR 15.00 CRDT"), "", nil), (charges("EUR 15.00", "EUR 2.00 CRDT"), "", "13.00 EUR"),
        ("<Chrgs><Amt Ccy=\"EUR\">15.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Chrgs>", "", nil),
        (charges("EUR 15.00", "EUR 1x.00 CRDT", "EUR 1y false"), "", "15.00 EUR"),
        (charges("USD 4.00"), "", "4.00 USD"), (charges("USD 4.00", "EUR 2.00"), "", "2.00 EUR"),
    ]

    @Test("what the bank tells of charges, of the entry or of its payment", arguments: chargeCases.indices)
    func readsCharges(index: Int) {
        let row = Self.chargeCases[index]
        let text = Self.returnedEntry("<Amt Ccy=\"EUR\">10.00</Amt>" + row.detail, code: "ESCT")
            .replacing("<NtryDtls>", with: row.entry + "<NtryDtls>").replacing("DBIT", with: "CRDT")
        let lines = StatementFile(reading: Array(text.utf8), name: "s.xml").lines
        #expect(lines.map { $0.toldCharges.map { "\($0)" } } == [row.told])
        #expect(StatementFile(reading: Array(text.replacing("CRDT", with: "DBIT").utf8), name: "s").lines.count == 1)
    }

    private static func returnedEntry(_ information: String, code: String) -> String {
        """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>
        <Acct><Id><IBAN>DE75512108001245126199</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">10.00</Amt>
        <CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-05</Dt></BookgDt>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>\(code)</SubFmlyCd></Fmly></Domn></BkTxCd>
        <NtryDtls><TxDtls>\(information)</TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
        """
    }

    @Test("an MT940 statement is booked, and once")
    func messageOf1940() async throws {
        let world = try await World.make(.inline)
        try await world.issue("INV-1001", 10_000)
        let text =
            ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C260301EUR0,00\r\n"
            + ":61:2603050305C100,00NTRFNONREF//B1\r\n:86:166?20SVWZ+INV-1001?32Nordwind\r\n:62F:C260305EUR100,00\r\n-\r\n"
        for added in [1, 0] {
            let report = try await world.hub.importStatement(Array(text.utf8), name: "march.sta", by: World.alice)
            #expect(report.errors == [] && report.added == added, "\(report)")
        }
        #expect(try await world.digest().contains("bank:DE75512108001245126199 10000"))
        try await world.verify()
    }

    @Test("a statement in a zip archive is booked, and once")
    func archive() async throws {
        let world = try await World.make(.inline)
        try await world.issue("INV-1001", 10_000)
        // The message above as march.sta, packed by Python's zipfile.
        let archive =
            "UEsDBBQAAAAIAAAAZlyiIyDVgQAAAKYAAAAJAAAAbWFyY2guc3RhNYwxCwIxDIX3Qn+JHk1yNvayHFhbcKnQ0ztwvsVFwcW/b6M4"
            + "PAhf3vuEQCa0RsjLMe29R0IIAEi7djIOg/5CFHTaYsgSiaEHTNcKWwCFKF/kNRFBcbnUXM6lpuzcQZeBBZlHgmlebptTmbtWxLGn"
            + "8nyt7/tjVRH97b7ZfyJrOms+UEsBAhQDFAAAAAgAAABmXKIjINWBAAAApgAAAAkAAAAAAAAAAAAAAIABAAAAAG1hcmNoLnN0YVBL"
            + "BQYAAAAAAQABADcAAACoAAAAAAA="
        let bytes = try #require(Data(base64Encoded: archive).map { Array($0) })
        for added in [1, 0] {
            let report = try await world.hub.importStatement(bytes, name: "march.zip", by: World.alice)
            #expect(report.errors == [] && report.added == added, "\(report)")
        }
        #expect(try await world.digest().contains("bank:DE75512108001245126199 10000"))
        try await world.verify()
    }

    @Test(arguments: StoreKind.allCases)
    func reconcilingPostsOnce(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await world.issue("INV-1001", 10_000)
        _ = try await world.hub.importStatement(
            BankStatement(receipts: Self.receipts).bytes,
            name: "a",
            by: World.alice
        )
        let first = try await world.hub.reconcile(by: World.alice)
        #expect(first.matches.count == 1)
        #expect(first.exceptions.count == 1)
        #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
        let after = try await world.digest()
        #expect(after.contains("unidentified_receipts -777"))
        let second = try await world.hub.reconcile(by: World.alice)
        #expect(second.matches.isEmpty)
        #expect(second.exceptions.count == 1)
        #expect(try await world.digest() == after)
        try await world.verify()
    }

    /// Two runs at a time post every match once.
    @Test(arguments: StoreKind.allCases)
    func twoRunsPostOnce(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await world.issue("INV-1001", 10_000)
        _ = try await world.hub.importStatement(
            BankStatement(receipts: Self.receipts).bytes,
            name: "a",
            by: World.alice
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = try await world.hub.reconcile(by: World.alice) } }
            try await group.waitForAll()
        }
        #expect(try await world.digest().contains("INV-1001 open 0 reversible 0"))
        try await world.verify()
    }

    @Test func aDiscountInItsWindowIsCost() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000, issued: "2026-02-25", due: "2026-03-27", terms: "2/10 net 30")
        let receipt = BankStatement.Receipt(units: 9_800, text: "INV-1001", reference: "R1")
        _ = try await world.hub.importStatement(BankStatement(receipts: [receipt]).bytes, name: "a", by: World.alice)
        _ = try await world.hub.reconcile(by: World.alice)
        let digest = try await world.digest()
        #expect(digest.contains("discounts_allowed 200"))
        #expect(digest.contains("INV-1001 open 0 reversible 0"))
        try await world.verify()
    }

    @Test func fileBytesThatChangedAreFound() async throws {
        let world = try await World.make()
        _ = try await world.hub.importStatement(
            BankStatement(receipts: Self.receipts).bytes,
            name: "a.xml",
            by: World.alice
        )
        try await world.verify()
        try await world.store.run { transaction in
            try transaction.executeScript("UPDATE statement_files SET bytes = X'00'", name: "tamper")
        }
        let report = try await world.hub.verifyLedger(of: World.merchant.id)
        let found = report.checks.flatMap(\.differences)
        #expect(found == ["statement file a.xml: the bytes are not the ones that were imported"])
    }

    @Test(arguments: [
        ("DELETE FROM fact_evidence", "has no evidence"), ("DELETE FROM payment_facts", "evidence for no fact"),
        (
            """
            INSERT INTO payment_facts (merchant_id, payment_id, fact_key, fact, recorded_at)
            SELECT merchant_id, payment_id, fact_key || '!', fact, recorded_at FROM payment_facts
            """, "are the same fact"
        ),
    ])
    func factsThatChangedAreFound(sql: String, difference: String) async throws {
        let world = try await World.make()
        try await world.create(10_000, key: "k1")
        try await world.verify()
        try await world.store.run { try $0.executeScript(sql, name: "tamper") }
        let report = try await world.hub.verifyLedger(of: World.merchant.id)
        let found = report.checks.flatMap(\.differences)
        #expect(found.contains { $0.contains(difference) }, "\(found)")
    }

    /// A movement or detail of CODA (record 2.1), and the record 2.3 with its counterparty.
    private static func coda(_ number: String, _ thousandths: String, code: String, global: Int = 0) -> String {
        func pad(_ text: String, _ length: Int) -> String {
            text + String(repeating: " ", count: length - text.utf8.count)
        }
        let amount = String(repeating: "0", count: 15 - thousandths.utf8.count) + thousandths
        return "21\(number)" + pad("REF\(number)", 21) + "0" + amount + "060626" + code + pad("0INV-\(number)", 54)
            + "060626158\(global) 0\n23\(number)" + pad("BE71096123456769", 34) + "EUR" + pad("PAYER \(number)", 35)
            + pad("", 43) + "0 0\n"
    }

    @Test(
        "CODA: details make the lines of a globalised movement, those that only explain one make none",
        arguments: [
            (["10550000", "50550000", "50550000"], "750000", ["INV-00010001 250.00", "INV-00010002 750.00"], false),
            (["20550000", "60550000", "70550000"], "750000", ["INV-00010001 250.00", "INV-00010002 750.00"], false),
            (["30550000", "80550000", "80550000"], "750000", ["INV-00010000 1000.00"], false),
            (["10550000", "50550000", "50550000"], "749000", ["INV-00010001 INV-00010002 1000.00"], true),
        ]
    )
    func globalised(codes: [String], second: String, lines: [String], isContradicted: Bool) {
        let blank = String(repeating: " ", count: 128)
        let head = "0000006062620005" + blank.prefix(111) + "2\n"
        let text =
            head + Self.coda("00010000", "1000000", code: codes[0], global: 1)
            + Self.coda("00010001", "250000", code: codes[1])
            + Self.coda("00010002", second, code: codes[2], global: 1)
            + Self.coda("00020000", "5000", code: "00550000") + "9" + blank.prefix(126) + "2\n"
        let file = StatementFile(reading: Array(text.utf8), name: "s.cod")
        #expect(file.lines.map { "\($0.remittance) \($0.amount.decimal)" } == lines + ["INV-00020000 5.00"])
        #expect(file.lines.allSatisfy { $0.status == .booked } && file.errors.isEmpty, "\(file.errors)")
        #expect((file.lines.first?.contradiction != nil) == isContradicted)
        let isSplit = lines.count > 1
        #expect(file.lines.first?.batch?.amount.minorUnits == (isSplit ? 100_000 : nil))
        #expect(
            file.lines.first?.counterpartyName == (isContradicted ? nil : "PAYER \(isSplit ? "00010001" : "00010000")")
        )
    }
}
