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
        // What was decided wrongly is undone; then the payments take the place of the entry.
        #expect(try await books.quittance("match", "undo", "1", "--reason", "it is a batch").code == 0)
        let again = ["reconcile", "--store", "--statement", "b.054.xml", "--second-form", "take"]
        #expect(try await books.quittance(again).code == 0)
        #expect(try database.number("SELECT COUNT(*) FROM statement_lines WHERE state = 'detailed'") == 1)
        #expect(try database.number("SELECT COUNT(*) FROM statement_lines WHERE state = 'matched'") == 2)
        try await books.verify()
    }

    @Test("an entry stays whole where one of its payments is in the books under another spelling of the account")
    func keepsEntriesOfKnownPayments() async throws {
        let (books, database) = try await books()
        let field = [":61:2603050305C100,00NTRFNONREF//T1", ":86:166?20SVWZ+INV-1001?32Nordwind"]
        let other = Ledgers.statement("S7", field)
            .replacing(":25:DE75512108001245126199", with: ":25:51210800/1245126199")
        try books.folder.write("m.sta", other)
        for name in ["m.sta", "a.053.xml", "b.054.xml"] {
            _ = try await books.quittance("reconcile", "--store", "--statement", name)
        }
        #expect(try database.number("SELECT COUNT(*) FROM statement_lines WHERE state = 'detailed'") == 0)
        #expect(try database.number("SELECT COUNT(*) FROM statement_lines") == 2)
        try await books.verify()
    }

    @Test("copies of a notification in one archive, and details under other references, count once")
    func countsCopiesOnce() async throws {
        for first in ["a.053.xml", nil] {
            let (books, database) = try await books()
            if let first { _ = try await books.quittance("reconcile", "--store", "--statement", first) }
            try books.folder.write("z.xml", Self.notification.replacing("<Id>S1", with: "<Id>S2"))
            let bare = Self.notification.replacing("<AcctSvcrRef>T1</AcctSvcrRef>", with: "")
                .replacing("<AcctSvcrRef>T2</AcctSvcrRef>", with: "")
            try books.folder.write("y.xml", bare.replacing("<Id>S1", with: "<Id>S3"))
            let folder = books.folder.url
            let zip = try await run(
                URL(filePath: "/usr/bin/env"),
                ["python3", "-m", "zipfile", "-c", "all.zip", "z.xml", "y.xml", "b.054.xml"],
                in: folder
            )
            #expect(zip.code == 0)
            let all = try await books.quittance("reconcile", "--store", "--statement", "all.zip")
            #expect(all.code == 0, "\(all.output)\(all.errors)")
            #expect(try state(database) == [30_000, 30_000, first == nil ? 2 : 3])
            try books.folder.write("late.xml", bare.replacing("<Id>S1", with: "<Id>S4"))
            let late = ["reconcile", "--store", "--statement", "late.xml", "--second-form", "take"]
            _ = try await books.quittance(late)
            #expect(try state(database) == [30_000, 30_000, first == nil ? 2 : 3])
            try await books.verify()
        }
    }

    @Test("an entry whose payments are lines of their own is no receipt that a return could take back")
    func leavesReturnsOfEntries() async throws {
        let (books, database) = try await books()
        for file in ["a.053.xml", "b.054.xml"] {
            _ = try await books.quittance("reconcile", "--store", "--statement", file)
        }
        let back = [":61:2603100310D300,00NRTINONREF//BACK", ":86:109?00RETOURE?20SVWZ+BATCH-1"]
        try books.folder.write("r.sta", Ledgers.statement("S9", back))
        let run = try await books.quittance("reconcile", "--store", "--statement", "r.sta")
        #expect(run.code == 1, "\(run.output)")
        #expect(try database.number("SELECT COUNT(*) FROM statement_lines WHERE state = 'detailed'") == 1)
        let entry = try #require(
            try database.rows("SELECT identity FROM statement_lines WHERE state = 'detailed'").first?.first
        )
        let debit = try #require(
            try database.rows("SELECT identity FROM statement_lines WHERE signed_minor < 0").first?.first
        )
        let named = try await books.quittance(
            ["match", "return", "--line", debit, "--receipt", entry, "--reason", "by phone"]
        )
        #expect(named.code == 1 && named.errors.contains("lines of their own"), "\(named.errors)")
        try await books.verify()
    }

    @Test("an entry of which a part was taken back keeps its payments out")
    func keepsPartlyReturnedEntries() async throws {
        let (books, database) = try await books()
        _ = try await books.quittance("reconcile", "--store", "--statement", "a.053.xml")
        let back = [":61:2603060306D100,00NRTINONREF//BACK", ":86:109?00RETOURE?20SVWZ+BATCH-1"]
        try books.folder.write("r.sta", Ledgers.statement("S9", back))
        _ = try await books.quittance("reconcile", "--store", "--statement", "r.sta")
        let late = try await books.quittance("reconcile", "--store", "--statement", "b.054.xml")
        #expect(late.errors.contains("come too late"), "\(late.errors)")
        #expect(try database.number("SELECT SUM(open_minor) FROM invoices") == 60_000)
        try await books.verify()
        // Once the return is taken back the entry waits again; the same bytes bring nothing, and take nothing away.
        let debit = try #require(
            try database.rows("SELECT identity FROM statement_lines WHERE signed_minor < 0").first?.first
        )
        let undo = ["match", "return-undo", "--line", debit, "--reason", "wrong entry"]
        #expect(try await books.quittance(undo).code == 0)
        _ = try await books.quittance("reconcile", "--store", "--statement", "b.054.xml")
        #expect(try database.number("SELECT COUNT(*) FROM statement_lines WHERE state = 'detailed'") == 0)
        #expect(try database.number("SELECT COUNT(*) FROM statement_lines WHERE signed_minor = 30000") == 1)
        try await books.verify()
    }

    @Test("returns that camt.053 books as one plain debit open their invoices when camt.054 tells them")
    func opensByDetailsOfDebits() async throws {
        let (books, database) = try await books()
        try books.folder.write("c.054.xml", Self.notification.replacing("BATCH-1", with: "BATCH-0"))
        _ = try await books.quittance("reconcile", "--store", "--statement", "c.054.xml")
        #expect(try database.number("SELECT SUM(open_minor) FROM invoices") == 30_000)
        func debit(_ text: String) -> String {
            text.replacing("CRDT", with: "DBIT").replacing("2026-03-05", with: "2026-03-09")
                .replacing("</RmtInf>", with: "</RmtInf><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>")
                .replacing("T1", with: "T8").replacing("T2", with: "T9")
        }
        for (name, text) in [("d.053.xml", Self.statement), ("e.054.xml", Self.notification)] {
            try books.folder.write(name, debit(text))
            _ = try await books.quittance("reconcile", "--store", "--statement", name)
        }
        #expect(try database.number("SELECT SUM(open_minor) FROM invoices") == 60_000)
        #expect(try database.number("SELECT SUM(minor_units) FROM ledger_lines WHERE account LIKE 'bank:%'") == 0)
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
