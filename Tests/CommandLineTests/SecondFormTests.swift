import Foundation
import Testing

/// One statement that the bank gives as camt.053 and as MT940, in books that the command line keeps.
@Suite("two forms of one statement from outside") struct SecondFormTests {
    private static let movements = [("50.00", "INV-1001"), ("20.00", "INV-1002"), ("30.00", "INV-1003")]

    private static func camt(_ references: [String]) -> String {
        let entries = zip(movements, references).map { movement, reference in
            """
            <Ntry><Amt Ccy="EUR">\(movement.0)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
            <BookgDt><Dt>2026-03-05</Dt></BookgDt><ValDt><Dt>2026-03-05</Dt></ValDt>
            <AcctSvcrRef>\(reference)</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Nordwind</Nm></Pty></Dbtr>
            </RltdPties><RmtInf><Ustrd>\(movement.1)</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
            """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-03-05T18:00:00Z</CreDtTm></GrpHdr>
            <Stmt><Id>S1</Id><CreDtTm>2026-03-05T18:00:00Z</CreDtTm>
            <Acct><Id><IBAN>DE75512108001245126199</IBAN></Id><Ccy>EUR</Ccy></Acct>
            \(entries.joined(separator: "\n"))
            </Stmt></BkToCstmrStmt></Document>
            """
    }

    private static func mt940(_ references: [String], account: String = "DE75512108001245126199") -> String {
        let fields = zip(movements, references).flatMap { movement, reference in
            Ledgers.receipt("2603050305", movement.0.replacing(".", with: ","), movement.1, reference)
        }
        return Ledgers.statement("S1", fields).replacing(":25:DE75512108001245126199", with: ":25:\(account)")
    }

    /// Documents that the movements pay in part, so that a second payment would not be noticed by what is open.
    private func books() async throws -> (Ledgers, Database) {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,200.00,200.00,2026-02-10,,net 30,",
            "INV-1002,invoice,C1,Nordwind,,EUR,200.00,200.00,2026-02-10,,net 30,",
            "INV-1003,invoice,C1,Nordwind,,EUR,200.00,200.00,2026-02-10,,net 30,",
            proof: "EUR=600.00"
        )
        try books.folder.write("a.xml", Self.camt(["C001", "C002", "C003"]))
        let first = try await books.quittance("reconcile", "--store", "--statement", "a.xml")
        #expect(first.code == 0, "\(first.output)\(first.errors)")
        return (books, try Database(books.folder.url.appending(path: "hub.sqlite").path))
    }

    private func bank(_ database: Database) throws -> Int {
        try database.number("SELECT SUM(minor_units) FROM ledger_lines WHERE account LIKE 'bank:%'")
    }

    @Test(
        "the second form adds nothing and is told, whatever its references are",
        arguments: [
            (
                references: ["C001", "C002", "C003"], account: "DE75512108001245126199",
                told: "are in the books already"
            ),
            (
                references: ["C001", "C002", "C003"], account: "DE75512108001245126199 EUR",
                told: "are in the books already"
            ),
            (
                references: ["M001", "M002", "M003"], account: "51210800/1245126199EUR",
                told: "another form of the same"
            ),
            (
                references: ["M001", "M002", "M003"], account: "DE75512108001245126199",
                told: "another form of the same"
            ),
            (
                references: ["NONREF", "NONREF", "NONREF"], account: "51210800/1245126199",
                told: "another form of the same"
            ),
        ]
    )
    func addsNothing(references: [String], account: String, told: String) async throws {
        let (books, database) = try await books()
        #expect(try bank(database) == 10_000)
        try books.folder.write("b.sta", Self.mt940(references, account: account))
        let run = ["reconcile", "--store", "--statement", "b.sta"]
        for arguments in [run + ["--dry-run"], run] {
            let second = try await books.quittance(arguments)
            #expect(second.code == 0 && second.errors.contains(told), "\(second.output)\(second.errors)")
            let isLeftOut = told.hasPrefix("another form")
            #expect(!isLeftOut || !second.errors.contains("are in the books already"), "\(second.errors)")
            #expect(try bank(database) == 10_000)
            #expect(try database.number("SELECT COUNT(*) FROM statement_lines") == 3)
            #expect(try database.number("SELECT SUM(open_minor) FROM invoices") == 50_000)
        }
        try await books.verify()
    }

    @Test(
        "movements of an account that an earlier file did not name, or spelled otherwise, add nothing",
        arguments: [true, false]
    )
    func knowsRenamedAccounts(isSpelled: Bool) async throws {
        let (books, database) = try await books()
        let rows = """
            Buchungstag;Betrag;Waehrung;Name;Verwendungszweck
            06.03.2026;11,00;EUR;Ostwind;one
            06.03.2026;12,00;EUR;Ostwind;two

            """
        let head = isSpelled ? "Konto;51210800/1245126199\n\n" : ""
        try books.folder.write("x.csv", head + rows)
        try books.folder.write(
            "y.csv",
            "Konto;DE75512108001245126199\n\n" + rows + "06.03.2026;13,00;EUR;Ostwind;three\n"
        )
        _ = try await books.quittance("reconcile", "--store", "--statement", "x.csv")
        #expect(try bank(database) == 12_300)
        _ = try await books.quittance("reconcile", "--store", "--statement", "y.csv")
        #expect(try bank(database) == 13_600)
        try await books.verify()
    }

    @Test("a person who knows that another account only looks alike takes its movements")
    func takesAccountsThatLookAlike() async throws {
        let (books, database) = try await books()
        let field = [":61:2603090309C70,00NTRFNONREF", ":86:166?20SVWZ+INV-1001?32Nordwind"]
        func statement(_ account: String) -> String {
            Ledgers.statement("S7", field).replacing(":25:DE75512108001245126199", with: ":25:\(account)")
        }
        try books.folder.write("m.sta", statement("51210800/1245126199"))
        try books.folder.write("n.sta", statement("1245126199"))
        let run = ["reconcile", "--store", "--statement"]
        _ = try await books.quittance(run + ["m.sta"])
        #expect(try bank(database) == 17_000)
        _ = try await books.quittance(run + ["n.sta"])
        #expect(try bank(database) == 17_000)
        _ = try await books.quittance(run + ["n.sta", "--second-form", "take"])
        #expect(try bank(database) == 24_000)
        try await books.verify()
    }

    @Test("two payments of one day with one end-to-end id count both, in files of one format")
    func countsPaymentsWithOneID() async throws {
        let (books, database) = try await books()
        func movement(_ reference: String) -> String {
            Self.camt([reference]).replacing("50.00", with: "70.00").replacing("2026-03-05", with: "2026-03-09")
                .replacing("<RltdPties>", with: "<Refs><EndToEndId>RENT-MARCH</EndToEndId></Refs><RltdPties>")
        }
        for reference in ["R1", "R2"] {
            try books.folder.write("\(reference).xml", movement(reference))
            _ = try await books.quittance("reconcile", "--store", "--statement", "\(reference).xml")
        }
        #expect(try bank(database) == 24_000)
        let field = [":61:2603090309C70,00NTRFNONREF//M9", ":86:166?20EREF+RENT-MARCH?21SVWZ+INV-1001?32Nordwind"]
        try books.folder.write("m.sta", Ledgers.statement("S7", field))
        _ = try await books.quittance("reconcile", "--store", "--statement", "m.sta")
        #expect(try bank(database) == 24_000, "another format may show a part of the day")
        _ = try await books.quittance("reconcile", "--store", "--statement", "m.sta", "--second-form", "take")
        #expect(try bank(database) == 31_000, "a person knows")
        try await books.verify()
    }

    /// Movements of a day that the books have none of yet, as camt tells them, and what another format shows of it.
    private static let partsOfDays: [(name: String, file: String, text: String, counts: Bool)] = [
        (
            "one movement, with another reference", "p.sta",
            Ledgers.statement(
                "P1",
                [":61:2603100310C50,00NTRFNONREF//POS1", ":86:166?20SVWZ+INV-1001?31DE89370400440532013000?32Nordwind"]
            ),
            false
        ),
        (
            "two of the three movements, told by their end-to-end ids", "p.sta",
            Ledgers.statement(
                "P1",
                [
                    ":61:2603100310C50,00NTRFNONREF//POS1", ":86:166?20EREF+E1?21SVWZ+INV-1001?32Nordwind",
                    ":61:2603100310C30,00NTRFNONREF//POS3", ":86:166?20EREF+E3?21SVWZ+INV-10?32Nordwind",
                ]
            ),
            false
        ),
        (
            "a fee without a party", "p.sta",
            Ledgers.statement("P1", [":61:2603100310D5,00NCHGNONREF//POS9", ":86:805?20Kontofuehrung"]), false
        ),
        (
            "a table that does not say whose account it is", "p.csv",
            "Buchungstag;Betrag;Waehrung;Name;Verwendungszweck\n10.03.2026;50,00;EUR;Nordwind;INV-1001\n", false
        ),
        (
            "another payer", "p.csv",
            "Buchungstag;Betrag;Waehrung;Name;Verwendungszweck\n10.03.2026;50,00;EUR;Suedwind;INV-1001\n", true
        ),
        (
            "another text", "p.csv",
            "Buchungstag;Betrag;Waehrung;Name;Verwendungszweck\n10.03.2026;50,00;EUR;Nordwind;INV-1002\n", true
        ),
        (
            "the format of the books, with other references", "p.xml",
            camt(["X1"]).replacing("2026-03-05", with: "2026-03-10"), true
        ),
    ]

    /// 50.00, 20.00 and 30.00 with end-to-end ids, and a fee of 5.00.
    private static func day(_ references: [String]) -> String {
        let text = camt(references).replacing("2026-03-05", with: "2026-03-10")
        let fee = """
            <Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
            <BookgDt><Dt>2026-03-10</Dt></BookgDt><ValDt><Dt>2026-03-10</Dt></ValDt>
            <AcctSvcrRef>\(references[3])</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>Kontofuehrung</Ustrd></RmtInf></TxDtls>
            </NtryDtls></Ntry></Stmt>
            """
        var number = 0
        let named = text.components(separatedBy: "<RltdPties>").joined(separator: "#")
        return named.reduce(into: "") { text, character in
            guard character == "#" else { return text.append(character) }
            number += 1
            text += "<Refs><EndToEndId>E\(number)</EndToEndId></Refs><RltdPties>"
        }.replacing("</Stmt>", with: fee)
    }

    @Test("what another format shows of a part of a day counts once, and is told", arguments: partsOfDays.indices)
    func countsPartsOfDays(index: Int) async throws {
        let (name, file, text, counts) = Self.partsOfDays[index]
        for camtFirst in [true, false] {
            let (books, database) = try await books()
            try books.folder.write("day.xml", Self.day(["D1", "D2", "D3", "D4"]))
            try books.folder.write(file, text)
            let files = camtFirst ? ["day.xml", file] : [file, "day.xml"]
            _ = try await books.quittance("reconcile", "--store", "--statement", files[0])
            let rehearsed = try await books.quittance(
                "reconcile",
                "--store",
                "--statement",
                files[1],
                "--dry-run",
                "--json"
            )
            let second = try await books.quittance("reconcile", "--store", "--statement", files[1], "--json")
            #expect(rehearsed.output == second.output && rehearsed.errors == second.errors, "\(name)")
            #expect(second.errors.contains("--second-form take") == !counts, "\(name): \(second.errors)")
            let units = try bank(database)
            #expect((units == 19_500) == !counts, "\(name), \(files): \(units)")
            try await books.verify()
        }
    }

    @Test("on files alone one payment in two formats is left to a person")
    func holdsOnFiles() async throws {
        let folder = try TemporaryFolder()
        try folder.write("day.xml", Self.day(["D1", "D2", "D3", "D4"]))
        try folder.write(
            "open.csv",
            Ledgers.customers + "\nINV-1001,invoice,C1,Nordwind,,EUR,200.00,200.00,2026-02-10,,net 30,\n"
        )
        for (_, file, text, counts) in Self.partsOfDays where file != "p.xml" && text.contains("INV-1001") {
            try folder.write(file, text)
            let arguments = ["reconcile", "--statement", "day.xml", file, "--invoices", "open.csv", "--json"]
            let found = try await run(Programs.quittance, arguments, in: folder.url)
            let exceptions = try found.objects().first?["exceptions"] as? [[String: Any]] ?? []
            let held = exceptions.filter { ($0["explanation"] as? String)?.contains("in another format or") == true }
            #expect(held.isEmpty == counts, "\(text): \(found.output)")
        }
    }

    @Test("of two payments that are alike, each form of each is found, whichever files show them")
    func pairsOneByOne() async throws {
        let folder = try TemporaryFolder()
        let open = Ledgers.customers + "\nINV-1001,invoice,C1,Nordwind,,EUR,200.00,200.00,2026-02-10,,net 30,\n"
        try folder.write("open.csv", open)
        let one = Self.camt(["D1"])
        let entry = try #require(one.firstRange(of: #/<Ntry>(.|\n)*</Ntry>/#).map { String(one[$0]) })
        let both = entry + entry.replacing("D1", with: "D2")
        try folder.write("a.sta", Self.mt940(["M1"]))
        try folder.write("b.xml", one.replacing(entry, with: both))
        try folder.write("c.sta", Self.mt940(["M2"]).replacing(":20:S1", with: ":20:S2"))
        // Another day in the other format: the two of one format stay two beside it.
        try folder.write("other.xml", one.replacing("2026-03-05", with: "2026-03-12"))
        for (files, matched) in [
            (["a.sta", "b.xml"], 2), (["a.sta", "c.sta"], 2), (["a.sta", "b.xml", "c.sta"], 2),
            (["a.sta", "c.sta", "other.xml"], 3),
        ] {
            let arguments = ["reconcile", "--statement"] + files + ["--invoices", "open.csv", "--json"]
            let found = try await run(Programs.quittance, arguments, in: folder.url)
            let summary = try found.objects().first?["summary"] as? [String: Any]
            #expect(summary?["matched"] as? Int == matched, "\(files): \(found.output)")
        }
    }

    @Test(
        "however the two write the account",
        arguments: [
            ("51210800/1245126199", true), ("WELADEDDXXX/1245126199", true), ("WELADEDD/01245126199", true),
            ("DE75XXXXXXXXXXXX126199", true), ("XXXXXX126199", true), ("DE75512108001245126199EUR", true),
            ("DE89370400440532013000", false), ("WELADEDDXXX/1245126198", false), ("DE89XXXXXXXXXXXX126199", false),
        ]
    )
    func knowsAccounts(account: String, isOne: Bool) async throws {
        let folder = try TemporaryFolder()
        try folder.write("day.xml", Self.camt(["D1"]))
        try folder.write("m.sta", Self.mt940(["M1"], account: account))
        try folder.write(
            "open.csv",
            Ledgers.customers + "\nINV-1001,invoice,C1,Nordwind,,EUR,200.00,200.00,2026-02-10,,net 30,\n"
        )
        let arguments = ["reconcile", "--statement", "day.xml", "m.sta", "--invoices", "open.csv", "--json"]
        let found = try await run(Programs.quittance, arguments, in: folder.url)
        let summary = try found.objects().first?["summary"] as? [String: Any]
        #expect(summary?["matched"] as? Int == (isOne ? 1 : 2), "\(found.output)")
    }

    @Test("a dry run sees what only looks alike, as the run does")
    func rehearsesLookAlikes() async throws {
        let (books, _) = try await books()
        let again = Self.camt(["", "", ""]).replacing("<AcctSvcrRef></AcctSvcrRef>", with: "")
            .replacing("<Stmt><Id>S1", with: "<Stmt><Id>S2")
        try books.folder.write("again.xml", again)
        let run = ["reconcile", "--store", "--statement", "again.xml", "--second-form", "take", "--json"]
        let rehearsed = try await books.quittance(run + ["--dry-run"])
        let done = try await books.quittance(run)
        #expect(done.output.contains("may be the same payment as"), "\(done.output)")
        #expect(rehearsed.output == done.output && rehearsed.code == done.code)
        try await books.verify()
    }

    @Test("equal amounts of one day without references are told apart by payer and text, in any order")
    func countsEqualAmounts() async throws {
        let (books, database) = try await books()
        func row(_ name: String, _ text: String) -> String { "09.03.2026;11,00;EUR;\(name);\(text)\n" }
        let head = "Konto;DE75512108001245126199\n\nBuchungstag;Betrag;Waehrung;Name;Verwendungszweck\n"
        try books.folder.write("m.csv", head + row("Anna Adler", "Rate eins"))
        try books.folder.write("e.csv", head + row("Bernd Busch", "INV-1002") + row("Anna Adler", "Rate eins"))
        for (file, units) in [("m.csv", 11_100), ("e.csv", 12_200), ("m.csv", 12_200)] {
            _ = try await books.quittance("reconcile", "--store", "--statement", file)
            #expect(try bank(database) == units, "\(file)")
        }
        try await books.verify()
    }

    @Test("a file without a currency is refused, and the books go on")
    func refusesUnstatedCurrencies() async throws {
        let (books, database) = try await books()
        try books.folder.write("x.csv", "Datum;Betrag;Name;Verwendungszweck\n05.03.2026;100,00;Nordwind;INV-1001\n")
        let refused = try await books.quittance("reconcile", "--store", "--statement", "x.csv")
        #expect(refused.code == 3 && refused.errors.contains("names none"), "\(refused.code) \(refused.errors)")
        #expect(try bank(database) == 10_000)
        try await books.verify()
    }

    @Test("a person who knows that they are other movements takes them")
    func takes() async throws {
        let (books, database) = try await books()
        try books.folder.write("b.sta", Self.mt940(["M001", "M002", "M003"]))
        let run = ["reconcile", "--store", "--statement", "b.sta"]
        _ = try await books.quittance(run)
        #expect(try bank(database) == 10_000)
        let taken = try await books.quittance(run + ["--second-form", "take"])
        #expect(!taken.errors.contains("nothing is added"), "\(taken.errors)")
        #expect(try bank(database) == 20_000)
        try await books.verify()
        let wrong = try await books.quittance(
            "reconcile",
            "--statement",
            "b.sta",
            "--invoices",
            "open.csv",
            "--second-form",
            "take"
        )
        #expect(wrong.code == 2 && wrong.errors.contains("--second-form belongs to --store"), "\(wrong.errors)")
    }
}
