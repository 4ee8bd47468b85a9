import Foundation
import Testing

/// A month is closed by two people on one page, and stays as it was signed.
@Suite("close from outside") struct CloseTests {
    /// One open invoice since the end of February, paid in March, and a stranger's 7.77; the account held 500.00.
    private func march() async throws -> Ledgers {
        let books = try Ledgers()
        try await books.begin(
            "INV-1001,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            proof: "EUR=100.00"
        )
        try books.folder.write(
            "march.sta",
            Ledgers.statement(
                "S1",
                opening: "C260228EUR500,00",
                closing: "C260331EUR607,77",
                Ledgers.receipt("2603050305", "100,00", "INV-1001", "B1")
                    + Ledgers.receipt("2603210321", "7,77", "thank you", "B2")
            )
        )
        #expect(try await books.quittance("reconcile", "--store", "--statement", "march.sta").code == 1)
        return books
    }

    private func close(_ books: Ledgers, _ arguments: String..., code: Int32 = 0) async throws -> Finished {
        let found = try await books.quittance(["close"] + arguments)
        #expect(found.code == code, "\(arguments): \(found.output)\(found.errors)")
        return found
    }

    @Test("opening and movements make closing, every control account agrees, and two people sign")
    func twoPeopleClose() async throws {
        let books = try await march()
        let accounts = try await books.accounts("2026-03")
        #expect(accounts["receivables:C1"] == "100.00 0.00 100.00 0.00", "\(accounts)")
        #expect(accounts["bank:DE75512108001245126199"] == "0.00 107.77 0.00 107.77")
        #expect(accounts["unidentified_receipts"] == "0.00 100.00 107.77 -7.77")
        let view = try await books.object("close", "--period", "2026-03", "--dry-run")
        let page = try #require(view["page"] as? [String: Any])
        let compared = try #require(page["comparisons"] as? [[String: Any]])
        #expect(compared.count == 3 && compared.allSatisfy { $0["difference"] as? String == "0.00" }, "\(compared)")
        let bank = compared.first { ($0["account"] as? String)?.hasPrefix("bank:") == true }
        #expect(bank?["other"] as? String == "607.77" && bank?["on"] as? String == "2026-03-31")
        let open = try #require(page["exceptions"] as? [[String: Any]])
        #expect(open.count == 1 && open.first?["age_days"] as? Int == 10 && open.first?["amount"] as? String == "7.77")
        #expect(view["state"] as? String == "open")

        let stranger = try await close(books, "--period", "2026-03", "--as", "carl", code: 2)
        #expect(stranger.errors.contains("anna, bert"), "\(stranger.errors)")
        #expect(
            try await close(books, "--period", "2026-03", "--as", "anna").output.contains("waits for a second person")
        )
        let alone = try await close(books, "--period", "2026-03", "--as", "anna", "--approve", code: 1)
        #expect(alone.errors.contains("somebody else"), "\(alone.errors)")
        let signed = try await close(
            books,
            "--period",
            "2026-03",
            "--as",
            "bert",
            "--approve",
            "--html",
            "march.html"
        )
        #expect(signed.output.contains("closed: proposed by anna") && signed.output.contains("approved by bert"))
        let html = try String(contentsOf: books.folder.url.appending(path: "march.html"), encoding: .utf8)
        #expect(html.contains("607.77") && html.contains("approved by bert"))
        let twice = try await close(books, "--period", "2026-03", "--as", "anna", code: 1)
        #expect(twice.errors.contains("is closed already"), "\(twice.errors)")
        let gap = try await close(books, "--period", "2026-05", "--as", "anna", code: 1)
        #expect(gap.errors.contains("close 2026-04 first"), "\(gap.errors)")
        try await books.verify()
    }

    @Test("the first month that is closed closes those before it, and says so")
    func skippedMonths() async throws {
        let books = try await march()
        let silent = try await close(books, "--period", "2026-04", "--as", "anna", code: 1)
        #expect(
            silent.errors.contains("is of 2026-03-31, and what moved from then until 2026-04-30 is not known"),
            "\(silent.errors)"
        )
        _ = try await close(books, "--period", "2026-04", "--as", "anna", "--note", "nothing came in April")
        _ = try await close(books, "--period", "2026-04", "--as", "bert", "--approve")
        let page = try await books.object("close", "--period", "2026-03", "--dry-run")
        #expect(page["state"] as? String == "closed")
        let late = try await close(books, "--period", "2026-03", "--as", "anna", code: 1)
        #expect(late.errors.contains("2026-03 is closed already, with 2026-04, the first one"), "\(late.errors)")
    }

    @Test("what is heard later of a closed month keeps its day, is posted in the first open one, and is shown in both")
    func lateFacts() async throws {
        let books = try await march()
        _ = try await close(books, "--period", "2026-03", "--as", "anna")
        _ = try await close(books, "--period", "2026-03", "--as", "bert", "--approve")
        let before = try await books.accounts("2026-03")
        try books.folder.write(
            "late.sta",
            Ledgers.statement(
                "S2",
                opening: "C260331EUR607,77",
                closing: "C260401EUR619,77",
                Ledgers.receipt("2603300330", "12,00", "late", "B3")
            )
        )
        _ = try await books.quittance("reconcile", "--store", "--statement", "late.sta")
        #expect(try await books.accounts("2026-03") == before, "a closed page stays as it was signed")
        let april = try await books.accounts("2026-04")
        #expect(april["bank:DE75512108001245126199"] == "107.77 12.00 0.00 119.77", "\(april)")
        let closed = try await books.object("close", "--period", "2026-03", "--dry-run")
        let late = try #require(closed["late_since_signed"] as? [[String: Any]])
        #expect(late.map { $0["value_date"] as? String } == ["2026-03-30"], "\(late)")
        #expect(late.map { $0["accounting_date"] as? String } == ["2026-04-01"], "\(late)")
        try await books.verify()
    }

    @Test("what was posted a month later for a closed period is undone in that month, though the period is open again")
    func undoAfterReopening() async throws {
        let books = try await march()
        func sign(_ more: String...) async throws {
            for arguments in [["--as", "anna", "--note", "n"] + more, ["--as", "bert", "--approve"]] {
                let signed = try await books.quittance(["close", "--period", "2026-03"] + arguments)
                #expect(signed.code == 0, "\(signed.errors)")
            }
        }
        try books.folder.write(
            "more.csv",
            Ledgers.customers + "\nINV-1002,invoice,C1,Nordwind,,EUR,12.00,12.00,2026-03-10,,net 30,\n"
        )
        #expect(try await books.quittance("invoice", "import", "more.csv").code == 0)
        try await sign()
        let late = Ledgers.receipt("2603300330", "12,00", "INV-1002", "B3")
        try books.folder.write("late.sta", Ledgers.statement("S2", late))
        #expect(try await books.quittance("reconcile", "--store", "--statement", "late.sta").code == 1)
        try await sign("--reopen")
        let undone = try await books.object("match", "undo", "2", "--reason", "another's", "--by", "anna")
        #expect(undone["state"] as? String == "undone", "\(undone)")
        let accounts = try await books.accounts("2026-03")
        #expect(accounts["receivables:C1"] == "100.00 12.00 100.00 12.00", "\(accounts)")
        #expect(accounts["unidentified_receipts"] == "0.00 100.00 107.77 -7.77", "\(accounts)")
        try await books.verify()
    }

    @Test("a match of a closed month is undone in the first open one, and the signed page stays")
    func undoAfterClosing() async throws {
        let books = try await march()
        _ = try await close(books, "--period", "2026-03", "--as", "anna")
        _ = try await close(books, "--period", "2026-03", "--as", "bert", "--approve")
        let before = try await books.accounts("2026-03")
        let undone = try await books.object("match", "undo", "1", "--reason", "another customer's", "--by", "anna")
        #expect(undone["state"] as? String == "undone", "\(undone)")
        #expect(try await books.accounts("2026-03") == before)
        let april = try await books.accounts("2026-04")
        #expect(april["receivables:C1"] == "0.00 100.00 0.00 100.00", "\(april)")
        #expect(april["unidentified_receipts"] == "-7.77 0.00 100.00 -107.77", "\(april)")
        let closed = try await books.object("close", "--period", "2026-03", "--dry-run")
        let late = try #require(closed["late_since_signed"] as? [[String: Any]])
        let days = late.map { "\($0["amount"] ?? "") \($0["value_date"] ?? "") \($0["accounting_date"] ?? "")" }
        #expect(days == ["100.00 2026-03-05 2026-04-01"], "\(late)")
        try await books.verify()
        let line = try #require(undone["line"] as? String)
        let pay = ["--pay", "INV-1001", "--reason", "it was theirs"]
        let again = try await books.quittance(["match", "propose", "--line", line] + pay)
        #expect(again.code == 0, "\(again.errors)")
        #expect(try await books.accounts("2026-03") == before)
        #expect(try await books.accounts("2026-04")["receivables:C1"] == "0.00 100.00 100.00 0.00")
        try await books.verify()
    }

    @Test(
        "a return of the month after opens its invoice there, whether the month before is closed by then or not",
        arguments: [true, false]
    )
    func returnsInTheNextMonth(closesFirst: Bool) async throws {
        let books = try await march()
        func sign(_ period: String) async throws {
            _ = try await close(books, "--period", period, "--as", "anna", "--note", "the statements go on in May")
            _ = try await close(books, "--period", period, "--as", "bert", "--approve")
        }
        if closesFirst { try await sign("2026-03") }
        let before = try await books.accounts("2026-03")
        let back = [":61:2604100410RC100,00NTRFNONREF//BACK", ":86:166?20SVWZ+INV-1001?32Nordwind"]
        let april = Ledgers.statement("S2", opening: "C260331EUR607,77", closing: "C260410EUR507,77", back)
        try books.folder.write("april.sta", april)
        let run = try await books.quittance("reconcile", "--store", "--statement", "april.sta")
        #expect(run.errors.contains("entry 0, a debit of 100.00 EUR: "), "\(run.errors)")
        #expect(try await books.accounts("2026-03") == before, "what came back in April was there in March")
        let accounts = try await books.accounts("2026-04")
        #expect(accounts["receivables:C1"] == "0.00 100.00 0.00 100.00", "\(accounts)")
        #expect(accounts["bank:DE75512108001245126199"] == "107.77 0.00 100.00 7.77", "\(accounts)")
        #expect(accounts["unidentified_receipts"] == "-7.77 100.00 100.00 -7.77", "\(accounts)")
        for period in ["2026-03", "2026-04"] {
            let view = try await books.object("close", "--period", period, "--dry-run")
            let page = try #require(view["page"] as? [String: Any])
            let compared = try #require(page["comparisons"] as? [[String: Any]])
            #expect(compared.count == 3 && compared.allSatisfy { $0["difference"] as? String == "0.00" }, "\(compared)")
            #expect((view["late_since_signed"] as? [Any])?.isEmpty == true, "both were heard in their month")
        }
        if !closesFirst { try await sign("2026-03") }
        try await sign("2026-04")
        #expect(try await books.accounts("2026-03") == before)
        #expect(try await books.accounts("2026-04") == accounts)
        try await books.verify()
    }

    @Test("a statement that ends before the month tells what is left open of it, and needs a note")
    func endsBeforeTheMonth() async throws {
        let books = try Ledgers()
        try await books.begin("INV-1,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,", proof: "EUR=100.00")
        func bank() async throws -> [String: Any] {
            let view = try await books.object("close", "--period", "2026-03", "--dry-run")
            let compared = (view["page"] as? [String: Any])?["comparisons"] as? [[String: Any]] ?? []
            return try #require(compared.first { ($0["account"] as? String)?.hasPrefix("bank:") == true })
        }
        for (name, opening, closing, receipt) in [
            ("a", "C260228EUR500,00", "C260320EUR600,00", Ledgers.receipt("2603050305", "100,00", "INV-1", "B1")),
            // No closing balance: the bank tells of a movement, and not of what the account holds after it.
            ("b", "", "", Ledgers.receipt("2603250325", "7,77", "thank you", "B2")),
            ("c", "C260320EUR600,00", "C260330EUR607,77", []),
            // The next one, as of many banks only when something moves again, goes on from it.
            ("d", "C260330EUR607,77", "C260402EUR657,77", Ledgers.receipt("2604020402", "50,00", "thank you", "B3")),
            ("e", "C260330EUR607,77", "C260331EUR607,77", []),
        ] {
            let text =
                closing.isEmpty
                ? Ledgers.statement(name, receipt)
                : Ledgers.statement(name, opening: opening, closing: closing, receipt)
            try books.folder.write("\(name).sta", text)
            _ = try await books.quittance("reconcile", "--store", "--statement", "\(name).sta")
            let compared = try await bank()
            #expect(compared["difference"] as? String == "0.00", "\(name): \(compared)")
            let moved = compared["moved_after"] as? String
            // From the 20th to the 31st there are seven days on which banks are open.
            let days = compared["open_days_after"] as? Int
            switch name {
            case "a": #expect(moved == nil && days == 7)
            case "b": #expect(moved == "7.77" && days == 7)
            case "c": #expect(moved == nil && days == 1)
            default: #expect(moved == nil && days == nil)
            }
            if name == "d" {
                let words = "2026-03-30, the next one, until 2026-04-02, goes on from it"
                #expect(try await close(books, "--period", "2026-03", "--dry-run").output.contains(words))
            }
            guard name == "b" else { continue }
            let silent = try await close(books, "--period", "2026-03", "--as", "anna", code: 1)
            #expect(
                silent.errors.contains("is of 2026-03-20, and 7.77 moved from then until 2026-03-31"),
                "\(silent.errors)"
            )
            let shown = try await close(books, "--period", "2026-03", "--dry-run")
            #expect(
                shown.output.contains(
                    "2026-03-20, the books' side has 500.00 EUR from before the first statement, 7.77 moved after it"
                ),
                "\(shown.output)"
            )
        }
        _ = try await close(books, "--period", "2026-03", "--as", "anna")
    }

    @Test("of two statements that end on the last day the one that came last counts, and the other one is told")
    func endsTwice() async throws {
        for order in [["650,00", "700,00"], ["700,00", "650,00"]] {
            let books = try await march()
            for (place, closing) in order.enumerated() {
                let (opening, end) = ("C260228EUR500,00", "C260331EUR\(closing)")
                let text = Ledgers.statement("A\(closing)", opening: opening, closing: end, [])
                try books.folder.write("again\(place).sta", text)
                _ = try await books.quittance("reconcile", "--store", "--statement", "again\(place).sta")
            }
            let view = try await books.object("close", "--period", "2026-03", "--dry-run")
            let compared = (view["page"] as? [String: Any])?["comparisons"] as? [[String: Any]] ?? []
            let bank = try #require(compared.first { ($0["account"] as? String)?.hasPrefix("bank:") == true })
            let told = order.map { $0.replacing(",", with: ".") }
            #expect(bank["other"] as? String == told[1], "\(bank)")
            let others = "another statement of that day ends with 607.77, \(told[0])"
            #expect((bank["note"] as? String)?.contains(others) == true, "\(bank)")
        }
    }

    @Test("of two statements of the first day the earlier one has the balance before", arguments: 1...4)
    func startsOnOneDay(variant: Int) async throws {
        let books = try Ledgers()
        try await books.begin("INV-1,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,", proof: "EUR=100.00")
        // The order in which the books keep files is that of their bytes.
        let receipt = Ledgers.receipt("2603050305", "79,45", "variant \(variant)", "B1")
        let debit = [":61:2603050305D500,00NTRFNONREF//B2", ":86:166?20SVWZ+rent \(variant)"]
        for (name, opening, closing, lines) in [
            ("a", "1000,00", "1079,45", receipt), ("b", "1079,45", "579,45", debit),
        ] {
            let text = Ledgers.statement(name, opening: "C260305EUR\(opening)", closing: "C260305EUR\(closing)", lines)
            try books.folder.write("\(name).sta", text)
            _ = try await books.quittance("reconcile", "--store", "--statement", "\(name).sta")
        }
        let view = try await books.object("close", "--period", "2026-03", "--dry-run")
        let compared = (view["page"] as? [String: Any])?["comparisons"] as? [[String: Any]] ?? []
        let bank = compared.first { ($0["account"] as? String)?.hasPrefix("bank:") == true }
        #expect(bank?["difference"] as? String == "0.00", "\(bank ?? [:])")
    }

    @Test("only the last closed month opens again, by two people and with a reason")
    func reopen() async throws {
        let books = try await march()
        for period in ["2026-03", "2026-04"] {
            _ = try await close(books, "--period", period, "--as", "anna", "--note", "the last statement is of March")
            _ = try await close(books, "--period", period, "--as", "bert", "--approve")
        }
        let wrong = try await close(
            books,
            "--period",
            "2026-03",
            "--as",
            "anna",
            "--reopen",
            "--note",
            "x",
            code: 1
        )
        #expect(wrong.errors.contains("is not the last closed period"), "\(wrong.errors)")
        let silent = try await close(books, "--period", "2026-04", "--as", "anna", "--reopen", code: 1)
        #expect(silent.errors.contains("say why"), "\(silent.errors)")
        _ = try await close(books, "--period", "2026-04", "--as", "anna", "--reopen", "--note", "a file was missing")
        let opened = try await close(books, "--period", "2026-04", "--as", "bert", "--approve")
        #expect(opened.output.contains("reopened: proposed by anna") && opened.output.contains("state: open"))
        try await books.verify()
    }

    @Test("books that move after the proposal are not what was proposed")
    func movedMeanwhile() async throws {
        let books = try await march()
        _ = try await close(books, "--period", "2026-03", "--as", "anna")
        try books.folder.write(
            "more.sta",
            Ledgers.statement(
                "S2",
                opening: "C260331EUR607,77",
                closing: "C260331EUR619,77",
                Ledgers.receipt("2603300330", "12,00", "late", "B3")
            )
        )
        _ = try await books.quittance("reconcile", "--store", "--statement", "more.sta")
        let moved = try await close(books, "--period", "2026-03", "--as", "bert", "--approve", code: 1)
        #expect(moved.errors.contains("moved since"), "\(moved.errors)")
        _ = try await close(books, "--period", "2026-03", "--as", "bert", "--reject")
        _ = try await close(books, "--period", "2026-03", "--as", "anna")
        _ = try await close(books, "--period", "2026-03", "--as", "bert", "--approve")
        try await books.verify()
    }
}
