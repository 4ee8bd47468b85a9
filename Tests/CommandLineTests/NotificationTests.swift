import Foundation
import Testing

/// A collective entry that camt.053 books in one amount, and the camt.054 that tells its payments.
@Suite("statements and their notifications from outside") struct NotificationTests {
    private static func message(_ kind: String, _ group: String, _ entry: String, _ details: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:\(kind)"><\(group == "Stmt" ? "BkToCstmrStmt" : "BkToCstmrDbtCdtNtfctn")>
        <GrpHdr><MsgId>M</MsgId><CreDtTm>2026-03-05T18:00:00Z</CreDtTm></GrpHdr>
        <\(group)><Id>S1</Id><CreDtTm>2026-03-05T18:00:00Z</CreDtTm>
        <Acct><Id><IBAN>DE75512108001245126199</IBAN></Id><Ccy>EUR</Ccy></Acct>
        <Ntry><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-03-05</Dt></BookgDt><ValDt><Dt>2026-03-05</Dt></ValDt><AcctSvcrRef>\(entry)</AcctSvcrRef>
        <NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>\(details)</NtryDtls></Ntry></\(group)>
        </\(group == "Stmt" ? "BkToCstmrStmt" : "BkToCstmrDbtCdtNtfctn")></Document>
        """
    }

    private static func detail(_ amount: String, _ name: String, _ text: String, _ reference: String) -> String {
        """
        <TxDtls><Refs><AcctSvcrRef>\(reference)</AcctSvcrRef></Refs><Amt Ccy="EUR">\(amount)</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>\(name)</Nm></Pty></Dbtr></RltdPties>
        <RmtInf><Ustrd>\(text)</Ustrd></RmtInf></TxDtls>
        """
    }

    private static let statement = message("camt.053.001.08", "Stmt", "BATCH-1", "")
    private static let notification = message(
        "camt.054.001.08",
        "Ntfctn",
        "BATCH-1",
        detail("100.00", "Nordwind", "INV-1001", "T1") + detail("200.00", "Suedwind", "INV-1002", "T2")
    )

    private func books() async throws -> (Ledgers, Database) {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            "INV-1002,invoice,C2,Suedwind,,EUR,200.00,200.00,2026-02-10,,net 30,",
            "INV-1003,invoice,C3,Ostwind,,EUR,300.00,300.00,2026-02-10,,net 30,",
            proof: "EUR=600.00"
        )
        try books.folder.write("a.053.xml", Self.statement)
        try books.folder.write("b.054.xml", Self.notification)
        return (books, try Database(books.folder.url.appending(path: "hub.sqlite").path))
    }

    private func state(_ database: Database) throws -> [Int] {
        [
            try database.number("SELECT SUM(minor_units) FROM ledger_lines WHERE account LIKE 'bank:%'"),
            try database.number("SELECT SUM(open_minor) FROM invoices"),
            try database.number("SELECT COUNT(*) FROM statement_lines"),
        ]
    }

    @Test("the money counts once and pays its invoices, whichever comes first", arguments: [true, false])
    func countsOnce(isStatementFirst: Bool) async throws {
        let (books, database) = try await books()
        let order = isStatementFirst ? ["a.053.xml", "b.054.xml"] : ["b.054.xml", "a.053.xml"]
        let first = try await books.quittance("reconcile", "--store", "--statement", order[0])
        #expect(first.code == (isStatementFirst ? 1 : 0), "\(first.output)\(first.errors)")
        #expect(try state(database) == (isStatementFirst ? [30_000, 60_000, 1] : [30_000, 30_000, 2]))
        let second = try await books.quittance("reconcile", "--store", "--statement", order[1])
        #expect(second.code == 0, "\(second.output)\(second.errors)")
        #expect(try state(database) == [30_000, 30_000, isStatementFirst ? 3 : 2])
        try await books.verify()
        // Neither file adds anything again, under whatever name.
        try books.folder.write("c.xml", Self.statement.replacing("<Id>S1", with: "<Id>S2"))
        try books.folder.write("d.xml", Self.notification.replacing("<Id>S1", with: "<Id>S2"))
        for file in ["c.xml", "d.xml"] {
            _ = try await books.quittance("reconcile", "--store", "--statement", file)
            #expect(try state(database) == [30_000, 30_000, isStatementFirst ? 3 : 2])
        }
        try await books.verify()
    }

    @Test("an entry that is decided as one amount keeps its payments out, and says so")
    func comesTooLate() async throws {
        let (books, database) = try await books()
        _ = try await books.quittance("reconcile", "--store", "--statement", "a.053.xml")
        let line = try #require(try database.rows("SELECT identity FROM statement_lines").first?.first)
        let pay = ["match", "propose", "--line", line, "--pay", "INV-1003", "--reason", "by phone"]
        #expect(try await books.quittance(pay).code == 0)
        let late = try await books.quittance("reconcile", "--store", "--statement", "b.054.xml")
        #expect(late.errors.contains("come too late"), "\(late.errors)")
        #expect(try state(database) == [30_000, 30_000, 1])
        try await books.verify()
    }

    @Test("on files the entry repeats its payments, in any order of the files")
    func countsOnceOnFiles() async throws {
        let (books, _) = try await books()
        let invoices = """
            number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference
            INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,
            INV-1002,invoice,C2,Suedwind,,EUR,200.00,200.00,2026-02-10,,net 30,
            INV-1003,invoice,C3,Ostwind,,EUR,300.00,300.00,2026-02-10,,net 30,

            """
        try books.folder.write("invoices.csv", invoices)
        var outputs: Set<String> = []
        for order in [["a.053.xml", "b.054.xml"], ["b.054.xml", "a.053.xml"]] {
            let run = try await books.quittance(
                ["reconcile", "--invoices", "invoices.csv", "--json"] + order.flatMap { ["--statement", $0] }
            )
            #expect(run.code == 0 && run.errors.contains("it counts once"), "\(run.errors)")
            outputs.insert(run.output)
        }
        #expect(outputs.count == 1 && outputs.first?.contains("INV-1002") == true)
    }
}
