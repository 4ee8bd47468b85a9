import Foundation
import Testing

/// Amounts that are booked in one, from statement entries and from `--remittance`.
@Suite("remittance from outside") struct RemittanceCommandTests {
    private static let invoices = """
        number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference
        7321239,invoice,W1,Your Company,,USD,1000.00,1000.00,2026-03-01,2026-03-31,,
        7321511,invoice,W1,Your Company,,USD,7036.54,7036.54,2026-03-01,2026-03-31,,
        INV-1,invoice,C1,Acme GmbH,,EUR,100.00,100.00,2026-03-01,2026-03-31,2/30 net 30,
        INV-2,invoice,C1,Acme GmbH,,EUR,50.00,50.00,2026-03-01,2026-03-31,,
        CN-1,credit_note,C1,Acme GmbH,,EUR,20.00,20.00,2026-03-01,2026-03-31,,
        INV-5,invoice,C5,Five GmbH,,EUR,30.00,30.00,2026-03-01,2026-03-31,,

        """

    /// A payer's advice over 7,989.73 with two documents.
    private static let advice = """
        ISA*00*          *00*          *ZZ*PAYER          *ZZ*PAYEE          *260318*1200*U*00401*000000001*0*P*>~
        GS*RA*PAYER*PAYEE*20260318*1200*1*X*004010~
        ST*820*0001~
        BPR*C*7989.73*C*ACH*CTX*****1657777777**01*148529553*DA*92283334*20260318~
        TRN*1*12053011440000192~
        N1*PR*YOUR COMPANY~
        N1*PE*WALMART~
        ENT*1~
        RMR*IV*7321239**953.19~
        RMR*IV*7321511**7036.54~
        SE*9*0001~
        GE*1*1~
        IEA*1*000000001~

        """

    private static let collection = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"><CstmrDrctDbtInitn>
        <GrpHdr><MsgId>MSG-2026-03-17</MsgId><CreDtTm>2026-03-17T10:00:00</CreDtTm><NbOfTxs>2</NbOfTxs>
        <CtrlSum>42.00</CtrlSum><InitgPty><Nm>We</Nm></InitgPty></GrpHdr>
        <PmtInf><PmtInfId>BLOCK-0317</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>2</NbOfTxs>
        <CtrlSum>42.00</CtrlSum><ReqdColltnDt>2026-03-19</ReqdColltnDt><Cdtr><Nm>We</Nm></Cdtr>
        <CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>
        <DrctDbtTxInf><PmtId><EndToEndId>INV-5</EndToEndId></PmtId><InstdAmt Ccy="EUR">30.00</InstdAmt>
        <Dbtr><Nm>Five GmbH</Nm></Dbtr></DrctDbtTxInf>
        <DrctDbtTxInf><PmtId><EndToEndId>OLD-1</EndToEndId></PmtId><InstdAmt Ccy="EUR">12.00</InstdAmt>
        <Dbtr><Nm>Six GmbH</Nm></Dbtr></DrctDbtTxInf>
        </PmtInf></CstmrDrctDbtInitn></Document>
        """

    /// A statement whose one entry of `amount` tells what is paid for each document, and a collection booked in one.
    private static func statement(_ amount: String) -> String {
        func document(_ type: String, _ number: String, _ amounts: String) -> String {
            "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>\(type)</Cd></CdOrPrtry></Tp><Nb>\(number)</Nb></RfrdDocInf>"
                + "<RfrdDocAmt>\(amounts)</RfrdDocAmt></Strd>"
        }
        func entry(_ amount: String, _ details: String) -> String {
            "<Ntry><Amt Ccy=\"EUR\">\(amount)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
                + "<BookgDt><Dt>2026-03-19</Dt></BookgDt><ValDt><Dt>2026-03-19</Dt></ValDt>"
                + "<AcctSvcrRef>A\(amount)</AcctSvcrRef><NtryDtls>\(details)</NtryDtls></Ntry>"
        }
        let first = document(
            "CINV",
            "INV-1",
            "<DuePyblAmt Ccy=\"EUR\">100.00</DuePyblAmt><DscntApldAmt><Amt Ccy=\"EUR\">2.00</Amt></DscntApldAmt><RmtdAmt Ccy=\"EUR\">98.00</RmtdAmt>"
        )
        let second = document(
            "CINV",
            "INV-2",
            "<DuePyblAmt Ccy=\"EUR\">50.00</DuePyblAmt><RmtdAmt Ccy=\"EUR\">30.00</RmtdAmt>"
        )
        let third = document("CREN", "CN-1", "<CdtNoteAmt Ccy=\"EUR\">20.00</CdtNoteAmt>")
        let details =
            "<TxDtls><RltdPties><Dbtr><Pty><Nm>Acme GmbH</Nm></Pty></Dbtr></RltdPties>"
            + "<RmtInf>\(first)\(second)\(third)</RmtInf></TxDtls>"
        let batch = "<Btch><PmtInfId>BLOCK-0317</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
            + "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>"
            + "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-20T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>"
            + "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>"
            + entry(amount, details) + entry("42.00", batch) + "</Stmt></BkToCstmrStmt></Document>"
    }

    private static func parts(_ report: [String: Any]) -> [[String]] {
        (report["matches"] as? [[String: Any]] ?? []).map { match in
            ["\(match["rule"] ?? "")"]
                + (match["allocations"] as? [[String: Any]] ?? []).map { part in
                    "\(part["kind"] ?? "") \(part["invoice"] as? String ?? "-") \(part["amount"] ?? "")"
                }
        }
    }

    @Test("every document gets its own amount, and a collection booked in one is exploded")
    func exploded() async throws {
        let folder = try TemporaryFolder()
        try folder.write("invoices.csv", Self.invoices)
        try folder.write("advice.txt", Self.advice)
        try folder.write("debits.xml", Self.collection)
        try folder.write("bank.xml", Self.statement("108.00"))
        try folder.write(
            "usd.csv",
            "Date,Amount,Currency,Counterparty,Description,Reference\n"
                + "2026-03-19,+7989.73,USD,YOUR COMPANY,ACH CTX 12053011440000192,U1\n"
                + "2026-03-19,-1.00,USD,Bank,charges,U2\n"
        )
        let arguments = [
            "reconcile", "--statement", "bank.xml", "usd.csv", "--invoices", "invoices.csv", "--json", "--remittance",
        ]
        let found = try await run(Programs.quittance, arguments + ["advice.txt", "debits.xml"], in: folder.url)
        let waits = try #require(found.objects().first?["waiting_parts"] as? [[String: Any]])
        #expect(waits.map { "\($0["amount"] ?? "") \($0["reason"] ?? "")" } == ["12.00 unknown_reference"], "\(waits)")
        #expect(found.code == 1, "\(found.output) \(found.errors)")
        #expect(
            Self.parts(try #require(try found.objects().first)) == [
                [
                    "remittance", "invoice INV-1 98.00", "discount INV-1 2.00", "invoice INV-2 30.00",
                    "credit_note CN-1 -20.00",
                ],
                ["batch", "invoice INV-5 30.00", "payment - 12.00"],
                ["remittance", "invoice 7321239 953.19", "invoice 7321511 7036.54"],
            ]
        )
        // What a payment says in its text is read, too, and a number that is none of ours leads nowhere.
        try folder.write(
            "more.csv",
            Self.invoices + "INV-6,invoice,C6,Six GmbH,,EUR,12.00,12.00,2026-03-01,2026-03-31,,\n"
        )
        func told(_ text: String) async throws -> [[String]] {
            let named = Self.collection.replacing(
                "<Dbtr><Nm>Six GmbH</Nm></Dbtr>",
                with: "<Dbtr><Nm>Six GmbH</Nm></Dbtr><RmtInf><Ustrd>\(text)</Ustrd></RmtInf>"
            )
            try folder.write("debits-\(text.count).xml", named)
            let words = arguments.map { $0 == "invoices.csv" ? "more.csv" : $0 } + ["debits-\(text.count).xml"]
            let found = try await run(Programs.quittance, words, in: folder.url)
            return Self.parts(try #require(try found.objects().first)).filter { $0.first == "batch" }
        }
        #expect(try await told("Beitrag INV-66.") == [["batch", "invoice INV-5 30.00", "payment - 12.00"]])
        #expect(try await told("Rechnung: INV-6.") == [["batch", "invoice INV-5 30.00", "invoice INV-6 12.00"]])
        let turned = try await run(Programs.quittance, arguments + ["debits.xml", "advice.txt"], in: folder.url)
        #expect(turned.output == found.output)
        let refused = try await run(Programs.quittance, arguments + ["usd.csv"], in: folder.url)
        #expect(refused.code == 3 && refused.errors.contains("does not say what one amount is made of"))
    }

    @Test("documents that do not make the entry are an exception that names the difference")
    func difference() async throws {
        let folder = try TemporaryFolder()
        try folder.write("invoices.csv", Self.invoices)
        try folder.write("bank.xml", Self.statement("107.00"))
        let found = try await run(
            Programs.quittance,
            ["reconcile", "--statement", "bank.xml", "--invoices", "invoices.csv", "--json"],
            in: folder.url
        )
        let report = try #require(try found.objects().first)
        let exception = try #require((report["exceptions"] as? [[String: Any]])?.first)
        let words = exception["explanation"] as? String ?? ""
        #expect(found.code == 1 && exception["reason"] as? String == "under", "\(found.output)")
        #expect(words.contains("107.00 EUR") && words.contains("108.00"), "\(words)")
    }

    @Test("what an entry says to be taken off, by its remitted amount or from what is due, in the converted file too")
    func deduction() async throws {
        let folder = try TemporaryFolder()
        try folder.write("invoices.csv", Self.invoices)
        let told =
            "<AdjstmntAmtAndRsn><Amt Ccy=\"EUR\">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Rsn>DAMG</Rsn>"
            + "<AddtlInf>two of ten broken</AddtlInf></AdjstmntAmtAndRsn>"
        let remitted = "<RmtdAmt Ccy=\"EUR\">30.00</RmtdAmt>"
        let statement = Self.statement("108.00")
        try folder.write("a.xml", statement.replacing(remitted, with: told + remitted))
        try folder.write("b.xml", statement.replacing(remitted, with: told))
        try folder.write("c.xml", statement.replacing(remitted, with: told.replacing("20.00", with: "20.01")))
        let converted = try await run(
            Programs.quittance,
            ["statement", "convert", "a.xml", "--to", "camt053", "--out", "d.xml"],
            in: folder.url
        )
        #expect(converted.code == 0, "\(converted.errors)")
        for (file, code) in [("a.xml", 0), ("b.xml", 0), ("c.xml", 1), ("d.xml", 0)] as [(String, Int32)] {
            let found = try await run(
                Programs.quittance,
                ["reconcile", "--statement", file, "--invoices", "invoices.csv", "--json"],
                in: folder.url
            )
            let report = try #require(try found.objects().first, "\(found.errors)")
            let match = (report["matches"] as? [[String: Any]])?.first { $0["rule"] as? String == "remittance" }
            let words = match?["explanation"] as? String ?? ""
            #expect((match == nil) == (code == 1), "\(file) \(found.output)")
            let reasons = (match?["allocations"] as? [[String: Any]] ?? []).map { $0["reason"] as? String ?? "" }
            #expect(match == nil || reasons == ["paid_in_full", "discount_taken", "deduction", "credit_note_used"])
            #expect(match == nil || words.contains("(-20.00 DAMG, two of ten broken)"), "\(words)")
        }
    }

    /// Documents, each with what is taken off it, and what becomes of the receipt.
    private static let withoutAmounts = [
        (["INV-1 50.00"], "950.00", ["remittance invoice INV-1 950.00 deduction"]),
        (["INV-1 50.00", "INV-2 -"], "1500.00", ["!ambiguous"]),
        (["INV-1 -"], "950.00", ["!ambiguous"]),
    ]

    @Test(
        "what is taken off is no discount, credit note or write-off, whether amounts stand beside it or not",
        arguments: withoutAmounts
    )
    func deductionWithoutAmounts(documents: [String], amount: String, expected: [String]) async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "open.csv",
            """
            number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference
            INV-1,invoice,C1,One GmbH,,EUR,1000.00,1000.00,2026-03-01,2026-03-31,5/30 net 60,
            INV-2,invoice,C1,One GmbH,,EUR,550.00,550.00,2026-03-01,2026-03-31,,
            INV-3,invoice,C1,One GmbH,,EUR,500.00,500.00,2026-03-01,2026-03-31,,
            CN-1,credit_note,C1,One GmbH,,EUR,50.00,50.00,2026-03-01,2026-03-31,,

            """
        )
        let structured = documents.map { text in
            let parts = text.split(separator: " ")
            let off =
                parts[1] == "-"
                ? ""
                : "<RfrdDocAmt><AdjstmntAmtAndRsn><Amt Ccy=\"EUR\">\(parts[1])</Amt><CdtDbtInd>DBIT</CdtDbtInd><Rsn>DAMG</Rsn>"
                    + "</AdjstmntAmtAndRsn></RfrdDocAmt>"
            return "<Strd><RfrdDocInf><Nb>\(parts[0])</Nb></RfrdDocInf>\(off)</Strd>"
        }
        try folder.write(
            "bank.xml",
            """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>
            <CreDtTm>2026-03-14T00:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>DE75512108001245126199</IBAN></Id>
            <Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy="EUR">\(amount)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
            <BookgDt><Dt>2026-03-13</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty>
            <Nm>One GmbH</Nm></Pty></Dbtr></RltdPties><RmtInf>\(structured.joined())</RmtInf></TxDtls></NtryDtls></Ntry>
            </Stmt></BkToCstmrStmt></Document>
            """
        )
        let arguments = ["reconcile", "--statement", "bank.xml", "--invoices", "open.csv", "--json"]
        let found = try await run(Programs.quittance, arguments, in: folder.url)
        let report = try #require(try found.objects().first, "\(found.errors)")
        let matched = (report["matches"] as? [[String: Any]] ?? []).flatMap { match in
            (match["allocations"] as? [[String: Any]] ?? []).map { part in
                ([match["rule"]] + ["kind", "invoice", "amount", "reason"].map { part[$0] })
                    .compactMap { $0 as? String }.joined(separator: " ")
            }
        }
        let left = (report["exceptions"] as? [[String: Any]] ?? []).compactMap { $0["reason"] as? String }.map {
            "!\($0)"
        }
        let outcomes = matched + left
        #expect(documents.count == 1 || found.output.contains("and not what each document gets"), "\(found.output)")
        #expect(outcomes.count >= expected.count, "\(found.output)")
        for (outcome, wanted) in zip(outcomes, expected) { #expect(outcome.hasPrefix(wanted), "\(found.output)") }
    }

    /// A collection of ours and a customer's trade exchange, as an ACH file has them.
    private static let achFile = """
        101 076401251 0764012512603181200A094101FEDERAL RESERVE BANK   ACME                           
        5200ACME                                1234567890CCDPAYMENTS  260318260319   1076401250000001
        62705320098312345            0000003000INV-5          FIVE GMBH               0076401250000001
        62705320098367890            0000001200OLD-1          SIX GMBH                0076401250000002
        820000000200106401960000000042000000000000001234567890                         076401250000001
        5220YOUR COMPANY                        9876543210CTXTRADE     260318260319   1076401250000002
        62205320098312345            000079897312345          0005WE                  1076401250000003
        705ISA*00*          *00*          *ZZ*PAYER          *ZZ*PAYEE          *260318*12000010000003
        7050*U*00401*000000001*0*P*>\\GS*RA*PAYER*PAYEE*20260318*1200*1*X*004010\\ST*820*000100020000003
        705\\BPR*C*7989.73*C*ACH*CTX*****1657777777**01*148529553*DA*92283334*20260318\\TRN*1*00030000003
        70512053011440000192\\N1*PR*YOUR COMPANY\\N1*PE*WE\\ENT*1\\RMR*IV*7321239**953.19\\RMR*I00040000003
        705V*7321511**7036.54\\SE*9*0001\\GE*1*1\\IEA*1*000000001\\                              00050000003
        822000000600053200980000000000000000007989739876543210                         076401250000002
        9000002000002000000080015960294000000004200000000798973                                       

        """

    @Test("payments that a bank books alone by their ACH traces, and the advice in the addenda of another")
    func ach() async throws {
        let books = try Ledgers()
        let rows = Self.invoices.replacing("C5,Five GmbH,,EUR", with: "C5,Five GmbH,,USD").split(separator: "\n")
        let lines = [Ledgers.customers] + rows.dropFirst().map(String.init)
        try books.folder.write("open.csv", lines.map { $0 + "\n" }.joined())
        let begun = try await books.quittance(
            ["invoice", "import", "open.csv", "--cut-over", "2026-03-01"]
                + ["--proof-total", "EUR=130.00", "--proof-total", "USD=8066.54"]
        )
        #expect(begun.code == 0, "\(begun.errors)")
        try books.folder.write("d.ach", Self.achFile)
        let head = "Date,Amount,Currency,Counterparty,Description,Reference\n"
        try books.folder.write(
            "usd.csv",
            head + "2026-03-19,+30.00,USD,,ACH TRACE 076401250000001,U1\n"
                + "2026-03-19,+7989.73,USD,,ACH CTX 076401250000003,U2\n"
        )
        // The whole, whose first payment has come, and the advice once more.
        try books.folder.write(
            "again.csv",
            head + "2026-03-20,+42.00,USD,,PAYMENTS 1234567890 0000001,V1\n"
                + "2026-03-20,+7989.73,USD,,ACH CTX 12053011440000192,V2\n"
        )
        func reconcile(_ statement: String, code: Int32) async throws -> [String: Any] {
            let found = try await books.quittance(
                ["reconcile", "--store", "--json", "--statement", statement, "--remittance", "d.ach"]
            )
            #expect(found.code == code && found.errors.isEmpty, "\(found.output)\(found.errors)")
            return try #require(try found.objects().first, "\(found.errors)")
        }
        #expect(
            Self.parts(try await reconcile("usd.csv", code: 0)) == [
                ["batch", "invoice INV-5 30.00"],
                ["remittance", "invoice 7321239 953.19", "invoice 7321511 7036.54"],
            ]
        )
        let again = try await reconcile("again.csv", code: 1)
        #expect(Self.parts(again) == [])
        let reasons = (again["exceptions"] as? [[String: Any]] ?? []).map { $0["reason"] as? String }
        #expect(reasons == ["duplicate", "duplicate"])
        try await books.verify()
        try books.folder.write("bad.ach", Self.achFile.replacing("**953.19", with: "**953,1x"))
        let bad = try await books.quittance(
            ["reconcile", "--store", "--statement", "again.csv", "--remittance", "bad.ach"]
        )
        #expect(bad.code == 3 && bad.errors.contains("bad.ach: line 11, column 56"), "\(bad.errors)")
    }

    /// Books with what is open in `invoices`.
    private static func books() async throws -> Ledgers {
        let books = try Ledgers()
        let rows = Self.invoices.split(separator: "\n").dropFirst().map(String.init)
        try books.folder.write("open.csv", ([Ledgers.customers] + rows).map { $0 + "\n" }.joined())
        let begun = try await books.quittance(
            ["invoice", "import", "open.csv", "--cut-over", "2026-03-01"]
                + ["--proof-total", "EUR=160.00", "--proof-total", "USD=8036.54"]
        )
        #expect(begun.code == 0, "\(begun.errors)")
        return books
    }

    @Test("in the books what was taken off stays open, and nothing is posted for it")
    func storedDeduction() async throws {
        let books = try await Self.books()
        let remitted = "<RmtdAmt Ccy=\"EUR\">30.00</RmtdAmt>"
        let told = "<AdjstmntAmtAndRsn><Amt Ccy=\"EUR\">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></AdjstmntAmtAndRsn>"
        let statement = Self.statement("108.00").replacing(remitted, with: told + remitted)
        try books.folder.write("bank.xml", statement)
        let found = try await books.quittance(["reconcile", "--store", "--json", "--statement", "bank.xml"])
        let report = try #require(try found.objects().first, "\(found.errors)")
        #expect(Self.parts(report).first?.contains("invoice INV-2 30.00") == true, "\(found.output)")
        #expect(found.output.contains("which the payer has taken off (-20.00 without a reason)"))
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let open = "SELECT number || ' ' || open_minor FROM invoices WHERE number LIKE 'INV-%' ORDER BY number"
        #expect(try database.rows(open) == [["INV-1 0"], ["INV-2 2000"], ["INV-5 3000"]])
        try await books.verify()
    }

    @Test("in the books an advice is posted once, and parts of a batch that are of no document wait for a person")
    func stored() async throws {
        let books = try await Self.books()
        try books.folder.write("advice.txt", Self.advice)
        try books.folder.write("debits.xml", Self.collection)
        try books.folder.write("bank.xml", Self.statement("108.00"))
        func usd(_ day: String, _ reference: String) -> String {
            "Date,Amount,Currency,Counterparty,Description,Reference\n"
                + "2026-03-\(day),+7989.73,USD,YOUR COMPANY,ACH CTX 12053011440000192,\(reference)\n"
                + "2026-03-\(day),-1.00,USD,Bank,charges,\(reference)2\n"
        }
        try books.folder.write("usd.csv", usd("19", "U1"))
        try books.folder.write("again.csv", usd("20", "V1"))
        func reconcile(_ statements: String..., more: [String] = []) async throws -> [String: Any] {
            let arguments = ["reconcile", "--store", "--json", "--statement"] + statements
            let found = try await books.quittance(
                arguments + ["--remittance", "advice.txt", "debits.xml"] + more
            )
            #expect(found.code == 1, "\(found.output)\(found.errors)")
            return try #require(try found.objects().first, "\(found.errors)")
        }
        let expected = [
            [
                "remittance", "invoice INV-1 98.00", "discount INV-1 2.00", "invoice INV-2 30.00",
                "credit_note CN-1 -20.00",
            ],
            ["remittance", "invoice 7321239 953.19", "invoice 7321511 7036.54"],
        ]
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let open = "SELECT number || ' ' || open_minor FROM invoices ORDER BY number"
        let before = try database.rows(open)
        let rehearsed = try await reconcile("bank.xml", "usd.csv", more: ["--dry-run"])
        #expect(
            Self.parts(rehearsed).sorted { $0.description < $1.description }
                == expected.sorted { $0.description < $1.description }
        )
        #expect(try database.rows(open) == before, "only shown")
        let first = try await reconcile("bank.xml", "usd.csv")
        #expect(Self.parts(first).count == 2)
        let exceptions = try #require(first["exceptions"] as? [[String: Any]])
        let words = exceptions.first?["explanation"] as? String ?? ""
        #expect(exceptions.count == 1 && words.contains("OLD-1 12.00 EUR"), "\(words)")
        let after = [["7321239 4681"], ["7321511 0"], ["CN-1 0"], ["INV-1 0"], ["INV-2 2000"], ["INV-5 3000"]]
        #expect(try database.rows(open) == after)
        #expect(try Self.parts(await reconcile("usd.csv", "bank.xml")).isEmpty, "nothing new")
        let again = try await reconcile("again.csv")
        let reasons = (again["exceptions"] as? [[String: Any]] ?? []).compactMap { $0["reason"] as? String }
        #expect(Self.parts(again).isEmpty && reasons.contains("duplicate"), "\(reasons)")
        #expect(try database.rows(open) == after)
        #expect(try database.number("SELECT count(*) FROM receipt_applications WHERE kind = 'batch'") == 1)
        try await books.verify()
        let line =
            "SELECT m.match_number FROM matches m JOIN receipt_applications a ON a.identity = m.identity WHERE kind = 'batch'"
        let advised = try #require(try database.rows(line).first?.first)
        let instead = try await books.quittance(
            "match",
            "supersede",
            advised,
            "--currency",
            "USD",
            "--rest",
            "C1",
            "--reason",
            "theirs",
            "--by",
            "anna"
        )
        #expect(instead.code == 0, "\(instead.errors)")
        let third = try await reconcile("again.csv")
        #expect(Self.parts(third).isEmpty, "the advice is still the first receipt's")
        let kept = "SELECT customer_id FROM receipt_applications WHERE kind = 'batch'"
        #expect(try database.rows(kept) == [["C1"]])
        try await books.verify()
        let number = try #require(try database.rows(line + " ORDER BY m.match_number DESC").first?.first)
        let undone = try await books.quittance("match", "undo", number, "--reason", "wrong", "--by", "anna")
        #expect(undone.code == 0, "\(undone.errors)")
        #expect(try database.rows(open).prefix(2) == [["7321239 100000"], ["7321511 703654"]])
        try await books.verify()
        let waiting = try #require(
            try database.rows("SELECT identity FROM statement_lines WHERE identity LIKE '%/V1/%'")
                .first?.first
        )
        let told = try await books.quittance(
            ["reconcile", "--store", "--explain", waiting, "--remittance", "advice.txt", "debits.xml"]
        )
        #expect(told.code == 0 && told.output.contains("7321511"), "\(told.output)\(told.errors)")
        let posted = try await reconcile("again.csv")
        #expect(Self.parts(posted) == [expected[1]], "the advice is free again for the other receipt")
        try await books.verify()
    }
}
