import Foundation
import Testing

/// From the records of a bank's file to what is posted by them.
@Suite("formats, as far as what is posted") struct ReconcileFormatTests {
    private static let invoices = """
        number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference
        INV-10235,invoice,C1,Acme Industrial Supply Inc,,USD,980.00,980.00,2026-04-10,2026-05-10,net 30,
        INV-77777,invoice,C1,Acme Industrial Supply Inc,,USD,980.00,980.00,2026-04-10,2026-05-10,net 30,
        INV-20001,invoice,C2,Bolt Fasteners LLC,,USD,1500.00,1500.00,2026-04-10,2026-05-10,net 30,

        """

    private static func bai2(_ records: String...) -> String {
        let cents = records.reduce(0) { $0 + (Int($1.split(separator: ",")[2]) ?? 0) }
        let lines =
            [
                "01,121140399,3333333333,260505,1720,000001,80,1,2/", "02,3333333333,121140399,1,260505,1720,USD,2/",
                "03,8325982,USD,,,,/",
            ] + records
        let count = records.count + 2
        return (lines + ["49,\(cents),\(count)/", "98,\(cents),1,\(count + 2)/", "99,\(cents),1,\(count + 4)/"])
            .joined(separator: "\n") + "\n"
    }

    private static func mt940(_ line: String, _ text: String) -> String {
        ":20:S\n:25:123456789\n:28C:1/1\n:60F:C260504USD100,00\n:61:260505C980,00\(line)\n:86:\(text)\n"
            + ":62F:C260505USD1080,00\n-\n"
    }

    private static func camt(_ detail: String) -> String {
        """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>
        <Acct><Id><Othr><Id>US99</Id></Othr></Id></Acct><Ntry><Amt Ccy="USD">980.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-05-05</Dt></BookgDt><NtryDtls><TxDtls>\(detail)</TxDtls></NtryDtls>
        </Ntry></Stmt></BkToCstmrStmt></Document>
        """
    }

    private static func lockbox(_ overflow: String) -> String {
        let cheque =
            "60010010000098000070000000" + "2707001230000005511050526"
            + "Acme Industrial Supply Inc".padding(toLength: 30, withPad: " ", startingAt: 0) + "MY BUSINESS"
        return [
            "100ABCDEFGHIJ00999999912605051800", "50000000022222260505ABCDEFGHIJ0099999991", cheque,
            "400100160" + "19" + overflow, "700100000222222605050010000098000", "8000000002222226050500010000098000",
            "9000007",
        ].joined(separator: "\n") + "\n"
    }

    private static func advice(_ qualifier: String, _ number: String) -> String {
        """
        ISA*00*          *00*          *ZZ*PAYER          *ZZ*PAYEE          *260505*1200*U*00401*000000001*0*P*>~
        GS*RA*PAYER*PAYEE*20260505*1200*1*X*004010~ST*820*0001~
        BPR*C*980.00*C*ACH*CTX*****1657777777**01*148529553*DA*92283334*20260505~TRN*1*12053011440000192~
        N1*PR*ACME INDUSTRIAL SUPPLY INC~ENT*1~RMR*\(qualifier)*\(number)**980.00~SE*7*0001~GE*1*1~IEA*1*000000001~
        """
    }

    private static let csv = "Date,Amount,Currency,Name,Description,Remittance\n"
    private static let acme = "ACME INDUSTRIAL SUPPLY INC"
    private static let takenBack = bai2(
        "16,142,98000,Z,R1,,\(acme) INV-10235/",
        "16,554,98000,Z,R2,,\(acme) INV-10235/"
    )

    struct Case: CustomTestStringConvertible {
        let name: String
        let statement: String
        var remittance: String?
        var code: Int32 = 1
        /// The invoices that are paid.
        let paid: [String]
        /// Whether a debit takes back what was paid.
        var takesBack = false
        var told = ""
        var testDescription: String { name }
    }

    static let cases =
        [
            Case(
                name: "the text of a second column names the invoice",
                statement: csv + "2026-05-05,+980.00,USD,Acme Industrial Supply Inc,CREDIT,INV-77777\n",
                code: 0,
                paid: ["INV-77777"]
            ),
            Case(
                name: "what the bank adds to a payment names the invoice",
                statement: camt("<RmtInf><Ustrd>x</Ustrd></RmtInf><AddtlTxInf>INV-77777</AddtlTxInf>"),
                code: 0,
                paid: ["INV-77777"]
            ),
            Case(
                name: "what payers add to structured remittance names the invoice",
                statement: camt("<RmtInf><Strd><AddtlRmtInf>INV-77777</AddtlRmtInf></Strd></RmtInf>"),
                code: 0,
                paid: ["INV-77777"]
            ),
            Case(
                name: "the ordering party of MT940 pays",
                statement: mt940("NTRFNONREF", "/ORDP/BOLT FASTENERS LLC/REMI/INV-77777"),
                paid: [],
                told: "the payer is customer C2"
            ),
            Case(
                name: "the reference for the account owner names the invoice",
                statement: mt940("NTRFINV-77777", "WIRE FROM \(acme)"),
                code: 0,
                paid: ["INV-77777"]
            ),
        ]
        + ["172", "254", "261", "268"].map {
            Case(name: "BAI \($0) is no payment", statement: bai2("16,\($0),98000,Z,R1,,\(acme) INV-10235/"), paid: [])
        }
        + ["554", "561", "568"].map {
            Case(
                name: "BAI \($0) takes a payment back",
                statement: takenBack.replacing("16,554", with: "16,\($0)"),
                code: 0,
                paid: ["INV-10235"],
                takesBack: true
            )
        }
        + [
            Case(
                name: "a total of BAI2 is no receipt",
                statement: bai2("16,100,98000,Z,R1,,\(acme) INV-10235/"),
                code: 0,
                paid: [],
                told: "line 4, column 4, byte 119: the type code is that of a total"
            ),
            Case(
                name: "a minus makes no receipt of a debit",
                statement: bai2("16,475,-98000,Z,R1,,\(acme) INV-10235/"),
                code: 3,
                paid: [],
                told: "line 4, column 8"
            ),
            Case(
                name: "a cheque of a lockbox pays its document",
                statement: bai2("16,115,98000,Z,R1,,LOCKBOX DEPOSIT 0022222/"),
                remittance: lockbox("INV-77777   0000098000"),
                code: 0,
                paid: ["INV-77777"]
            ),
            Case(
                name: "a cheque whose documents make another amount waits",
                statement: bai2("16,115,98000,Z,R1,,LOCKBOX DEPOSIT 0022222/"),
                remittance: lockbox("INV-77777   0000050000"),
                paid: [],
                told: "the invoices make 50000 cents"
            ),
            Case(
                name: "a cheque with a damaged amount waits",
                statement: bai2("16,115,98000,Z,R1,,LOCKBOX DEPOSIT 0022222/"),
                remittance: lockbox("INV-77777   00000980OO"),
                paid: [],
                told: "remittance: line 4, column 24"
            ),
            Case(
                name: "a cheque with a damaged amount waits in a statement too",
                statement: lockbox("INV-77777   00000980OO"),
                paid: [],
                told: "statement: line 4, column 24"
            ),
            Case(
                name: "an advice of an invoice pays it",
                statement: bai2("16,142,98000,Z,R1,,\(acme) 12053011440000192/"),
                remittance: advice("IV", "INV-77777"),
                code: 0,
                paid: ["INV-77777"]
            ),
            Case(
                name: "an advice of a purchase order pays nothing",
                statement: bai2("16,142,98000,Z,R1,,\(acme) 12053011440000192/"),
                remittance: advice("PO", "INV-77777"),
                paid: []
            ),
        ]

    @Test("what a file says is what is posted", arguments: cases)
    func posts(_ example: Case) async throws {
        let folder = try TemporaryFolder()
        try folder.write("invoices.csv", Self.invoices)
        try folder.write("statement", example.statement)
        var arguments = ["reconcile", "--statement", "statement", "--invoices", "invoices.csv", "--json"]
        if let remittance = example.remittance {
            try folder.write("remittance", remittance)
            arguments += ["--remittance", "remittance"]
        }
        let found = try await run(Programs.quittance, arguments, in: folder.url)
        let report = try #require(try found.objects().first, "\(found.errors)")
        let matches = try #require(report["matches"] as? [[String: Any]])
        let takenBack = (report["debits"] as? [[String: Any]] ?? []).count { $0["takes_back"] is [String: Any] }
        let parts = matches.flatMap { $0["allocations"] as? [[String: Any]] ?? [] }
        let paid = parts.compactMap { $0["invoice"] as? String }
        #expect(paid == example.paid && takenBack == (example.takesBack ? 1 : 0), "\(found.output) \(found.errors)")
        #expect(found.code == example.code, "\(found.output) \(found.errors)")
        #expect((found.errors + found.output).contains(example.told) || example.told.isEmpty, "\(found.errors)")
    }

    /// A file that names neither its account nor its currency.
    private static let bare = "Date,Text,Amount\n2026-05-05,\(acme) INV-77777,+980.00\n2026-05-06,FEE,-1.00\n"

    @Test("a file without a currency is read by a profile, on files, in the books and in a drop folder")
    func profile() async throws {
        let folder = try TemporaryFolder()
        try folder.write("invoices.csv", Self.invoices)
        try folder.write("bank.csv", Self.bare)
        try folder.write("bank.rules", "currency USD\nown-account 8325982\n")
        let given = ["--csv-profile", "bank.rules"]
        let arguments = ["reconcile", "--invoices", "invoices.csv", "--json"]
        func paid(_ found: Finished) throws -> Int? {
            (try found.objects().first?["summary"] as? [String: Any])?["matched"] as? Int
        }
        let without = try await run(Programs.quittance, arguments + ["--statement", "bank.csv"], in: folder.url)
        #expect(try paid(without) == 0 && without.errors.contains("(--csv-profile)"), "\(without.errors)")
        let found = try await run(Programs.quittance, arguments + ["--statement", "bank.csv"] + given, in: folder.url)
        #expect(try paid(found) == 1 && found.code == 0 && found.errors.isEmpty, "\(found.errors)")
        let inbox = folder.url.appending(path: "inbox")
        try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
        try folder.write("inbox/bank.csv", Self.bare)
        let watched = try await run(
            Programs.quittance,
            arguments + ["--watch", "inbox", "--out", "out", "--once"] + given,
            in: folder.url
        )
        #expect(watched.code == 0, "\(watched.errors)")
        try folder.write("wrong.rules", "colour red\n")
        let wrong = try await run(
            Programs.quittance,
            arguments + ["--statement", "bank.csv", "--csv-profile", "wrong.rules"],
            in: folder.url
        )
        #expect(wrong.code == 2 && wrong.errors.contains("wrong.rules: line 1, colour"), "\(wrong.errors)")
    }

    @Test("a profile tells the books the currency and the account")
    func profileOfBooks() async throws {
        let books = try Ledgers()
        try await books.begin(
            "INV-77777,invoice,C1,Acme Industrial Supply Inc,,USD,980.00,980.00,2026-02-10,,net 30,",
            proof: "USD=980.00"
        )
        try books.folder.write("bank.csv", Self.bare)
        try books.folder.write("bank.rules", "currency USD\nown-account 8325982\n")
        let arguments = ["reconcile", "--store", "--statement", "bank.csv", "--json"]
        let without = try await books.quittance(arguments)
        #expect(without.code == 3 && without.errors.contains("--csv-profile"), "\(without.errors)")
        for more in [["--dry-run"], []] {
            let found = try await books.quittance(arguments + ["--csv-profile", "bank.rules", "--strict"] + more)
            #expect(found.code == 0, "\(found.errors) \(found.output)")
        }
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        #expect(try database.number("SELECT COUNT(*) FROM statement_lines WHERE identity LIKE '%8325982%'") == 2)
        #expect(try database.number("SELECT open_minor FROM invoices") == 0)
        try await books.verify()
    }
}
