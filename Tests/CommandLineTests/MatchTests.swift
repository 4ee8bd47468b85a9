import Foundation
import Testing

/// `quittance match` on the books of a hub that is not running.
@Suite("match from outside") struct MatchTests {
    private static let dump = """
        SELECT account || ' ' || SUM(minor_units) FROM ledger_lines GROUP BY account HAVING SUM(minor_units) <> 0
        UNION ALL SELECT number || ' ' || open_minor FROM invoices
        UNION ALL SELECT customer_id || ' ' || open_minor || ' ' || unapplied_minor FROM credit_accounts
        UNION ALL SELECT identity || ' ' || state || rule || explanation FROM statement_lines
        UNION ALL SELECT identity || kind || number || minor_units FROM receipt_applications ORDER BY 1
        """

    private func quittance(_ shop: Shop, _ words: [String]) async throws -> Finished {
        try await run(Programs.quittance, words + ["--config", shop.configuration], environment: Shop.environment)
    }

    @Test("propose, undo and propose again, with nothing left behind by a dry run")
    func life() async throws {
        let shop = try Shop()
        let hub = try await shop.serve()
        try hub.startShopping(invoices: [("I-1", "40.00"), ("I-2", "60.00")])
        hub.kill()
        let statement = try shop.folder.write(
            "s.sta",
            ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C261101EUR0,00\r\n"
                + ":61:2611051105C70,00NTRFNONREF//BANKREF1\r\n:86:166?20SVWZ+hello?32Nobody\r\n"
                + ":62F:C261105EUR70,00\r\n-\r\n"
        ).path
        _ = try await quittance(shop, ["reconcile", "--store", "--statement", statement, "--json"])
        let database = try Database(shop.database)
        let before = try database.rows(Self.dump)
        let line = try #require(try database.rows("SELECT identity FROM statement_lines").first?.first)
        let propose = [
            "match", "propose", "--line", line, "--pay", "I-2", "--pay", "I-1=8.00", "--rest", "c1", "--reason",
            "phone",
            "--json",
        ]
        let rehearsed = try await quittance(shop, propose + ["--dry-run"])
        let shownFirst = try rehearsed.objects().first
        #expect(rehearsed.code == 0 && shownFirst?["state"] as? String == "posted", "\(rehearsed.errors)")
        #expect(try database.rows(Self.dump) == before)
        let posted = try await quittance(shop, propose)
        #expect(posted.code == 0, "\(posted.errors)")
        #expect(
            try database.rows("SELECT number, open_minor FROM invoices ORDER BY 1") == [
                ["I-1", "3200"], ["I-2", "0"],
            ]
        )
        #expect(try await shop.verify().code == 0)
        let undone = try await quittance(shop, ["match", "undo", "1", "--reason", "wrong", "--by", "ann", "--json"])
        #expect(undone.code == 0, "\(undone.errors)")
        #expect(try database.rows(Self.dump) == before)
        let shown = try await quittance(shop, ["match", "list", "--json"]).objects()
        let steps = (shown.first?["versions"] as? [[String: Any]] ?? []).map { "\($0["step"] ?? "") \($0["by"] ?? "")" }
        #expect(steps == ["posted \(NSUserName())", "undone ann"])
        let again = try await quittance(shop, ["match", "undo", "1", "--reason", "wrong"])
        #expect(again.code == 1 && again.errors.contains("only a posted one"), "\(again.errors)")
        #expect(try await shop.verify().code == 0)
    }

    @Test(
        "what says nothing is refused",
        arguments: [
            (["propose", "--line", "l", "--pay", "I-1=", "--reason", "r"], "I-1=: no amount in EUR behind the ="),
            (["propose", "--line", "l", "--pay", "=5.00", "--reason", "r"], "=5.00: names no document"),
            (["propose", "--line", "l", "--pay", "", "--reason", "r"], "names no document"),
            (["propose", "--line", "l", "--use", "C-1=-5.00", "--reason", "r"], "C-1=-5.00: no amount in EUR"),
            (["undo", "1", "--reason", ""], "--reason: say why"),
            (["post", "1", "--reason", " "], "--reason: say why"),
            (["undo", "1", "--reason", "r", "--by", ""], "--by: say who"),
            (
                ["undo", "1", "--reason", "r", "--by", " Automatic"],
                "--by: Automatic is the name under which runs post"
            ),
            (
                ["undo", "1", "--reason", "r", "--by", "an\u{AD}na"],
                "--by: the name has a character that nobody sees (U+00AD)"
            ),
            (
                ["undo", "1", "--reason", "r", "--by", "\u{430}nna"],
                "--by: \u{430}nna mixes letters of several scripts"
            ),
        ]
    )
    func refusals(_ words: [String], _ told: String) async throws {
        let found = try await quittance(try Shop(), ["match"] + words)
        #expect(found.code == 2 && found.errors.contains(told), "\(found.errors)")
    }

    @Test("a number may have an equals sign, and what steers a terminal is shown as a question mark")
    func oddTexts() async throws {
        let books = try Ledgers()
        try await books.begin("A=B,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,", proof: "EUR=100.00")
        try books.folder.write(
            "s.sta",
            Ledgers.statement(
                "S1",
                Ledgers.receipt("2603050305", "7,77", "thank you", "B1", payer: "Some\u{1B}[31mbody")
            )
        )
        _ = try await books.quittance("reconcile", "--store", "--statement", "s.sta")
        let queue = try await books.quittance("match", "queue")
        #expect(queue.output.contains("[31mbody") && !queue.output.contains("\u{1B}"), "\(queue.output)")
        let line = try #require(queue.output.split(separator: "\n").first { $0.contains("DE75") })
        let posted = try await books.quittance(
            "match",
            "propose",
            "--line",
            line.trimmingCharacters(in: .whitespaces),
            "--pay",
            "A=B=7.77",
            "--reason",
            "r\u{1B}[31m\n  posted by bert: fine",
            "--by",
            "anna"
        )
        #expect(posted.code == 0 && posted.output.contains("invoice A=B  7.77"), "\(posted.output)\(posted.errors)")
        #expect(posted.output.contains("posted by anna: r?[31m?  posted by bert: fine"), "\(posted.output)")
    }

    @Test("an amount that the books cannot hold is told with its file, and the next file is imported")
    func tooMuch() async throws {
        let shop = try Shop()
        let good =
            ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C261101EUR0,00\r\n"
            + ":61:2611051105C70,00NTRFNONREF//BANKREF1\r\n:86:166?20SVWZ+INV-1001?32One\r\n"
            + ":62F:C261105EUR70,00\r\n-\r\n"
        try shop.folder.write("good.sta", good)
        try shop.folder.write("huge.sta", good.replacing("70,00", with: "90071992547409,92"))
        let files = ["huge.sta", "good.sta"].map { shop.folder.url.appending(path: $0).path }
        let arguments = ["reconcile", "--store", "--json", "--statement"] + files
        let found = try await quittance(shop, arguments)
        let told = ":61:: 90071992547409.92 EUR is more than 90071992547409.91 EUR"
        #expect(found.code == 3 && found.errors.contains(told), "\(found.errors)")
        #expect(try found.objects().first?["exceptions"] is [Any] && found.output.contains("BANKREF1"))
        let rehearsed = try await quittance(shop, arguments + ["--dry-run"])
        #expect(rehearsed.code == 3 && rehearsed.errors.contains(told), "\(rehearsed.errors)")
        #expect(!rehearsed.errors.contains("HubProblem"))
    }

    /// The only line of the books is in the exceptions of every form, and counts as open.
    private func showsHeld(_ shop: Shop, reason: String, isProposed: Bool) async throws {
        let json = try await quittance(shop, ["reconcile", "--store", "--json"])
        let report = try #require(try json.objects().first)
        let summary = try #require(report["summary"] as? [String: Any])
        #expect(json.code == 1 && summary["lines"] as? Int == 1 && summary["matched"] as? Int == 0)
        #expect(summary["proposed"] as? Int == (isProposed ? 1 : nil))
        #expect(summary["proposed_amount"] as? [String: String] == (isProposed ? ["EUR": "70.00"] : nil))
        let exception = try #require((report["exceptions"] as? [[String: Any]])?.first)
        #expect(exception["reason"] as? String == reason && exception["class"] as? String == "held")
        #expect(exception["match"] as? Int == 1 && exception["is_proposed"] as? Bool == (isProposed ? true : nil))
        #expect((report["open_items"] as? [[String: Any]])?.first?["open"] as? String == "70.00")
        let csv = try await quittance(shop, ["reconcile", "--store", "--csv", "-"]).output
        let row = csv.split(whereSeparator: \.isNewline).first { $0.hasPrefix("exception,") } ?? ""
        #expect(row.contains(",\(isProposed ? "proposed" : "exception"),") && row.contains(",\(reason),"), "\(row)")
        let line = try #require((exception["line"] as? [String: Any])?["identity"] as? String)
        #expect(row.hasSuffix(",\(line),1,,,,"), "\(row)")
        let html = try await quittance(shop, ["reconcile", "--store", "--html", "-"]).output
        #expect(html.contains("<bdi>\(line)</bdi>"), "\(html)")
        #expect(html.contains("<bdi>\(reason)</bdi>") && html.contains("Of these proposed") == isProposed)
    }

    @Test("above the limit a second person posts, and a second person undoes")
    func fourEyes() async throws {
        let shop = try Shop()
        let yaml = Shop.yaml() + "reconciliation:\n  four_eyes_above: {EUR: 50.00}\n"
        try shop.folder.write("hub.yaml", yaml)
        let hub = try await shop.serve()
        try hub.startShopping(invoices: [("INV-1001", "70.00")])
        hub.kill()
        let statement = try shop.folder.write(
            "s.sta",
            ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C261101EUR0,00\r\n"
                + ":61:2611051105C70,00NTRFNONREF//BANKREF1\r\n:86:166?20SVWZ+INV-1001?32One\r\n"
                + ":62F:C261105EUR70,00\r\n-\r\n"
        ).path
        let reconcile = ["reconcile", "--store"]
        let imported = reconcile + ["--statement", statement]
        #expect(try await quittance(shop, reconcile).code == 0, "nothing waits yet")
        let rehearsed = imported + ["--dry-run"]
        let dry = try await quittance(shop, rehearsed + ["--json"]).objects().first
        #expect((dry?["exceptions"] as? [[String: Any]])?.first?["match"] as? Int == 1)
        let csv = try await quittance(shop, rehearsed + ["--csv", "-"]).output
        #expect(csv.contains("/BANKREF1/0,1,,,"), "\(csv)")
        #expect(try await quittance(shop, rehearsed + ["--html", "-"]).output.contains("quittance match post 1"))
        for words in [rehearsed, imported, reconcile] {
            let told = try await quittance(shop, words)
            let words = told.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(told.code == 1 && words.contains("only proposed, a second person has to post it"), "\(told.output)")
            #expect(told.output.contains("of these proposed") && !told.output.contains("MATCHED"), "\(told.output)")
            #expect(words.contains("quittance match post 1"), "\(told.output)")
        }
        try await showsHeld(shop, reason: "proposed", isProposed: true)
        let database = try Database(shop.database)
        #expect(try database.number("SELECT open_minor FROM invoices") == 7_000, "only proposed")
        #expect(try await quittance(shop, ["match", "post", "1", "--reason", "ok", "--by", "ann"]).code == 0)
        #expect(try database.number("SELECT open_minor FROM invoices") == 0)
        let undo = ["match", "undo", "1", "--reason", "no", "--by", "ann", "--json"]
        let asked = try await quittance(shop, undo).objects().first
        #expect(asked?["state"] as? String == "posted" && asked?["approval"] is String)
        let alone = try await quittance(shop, undo)
        #expect(alone.code == 1 && alone.errors.contains("waits for somebody else"), "\(alone.errors)")
        let other = ["match", "undo", "1", "--reason", "no", "--by", "bert", "--json"]
        let shown = try await quittance(shop, other + ["--dry-run"]).objects().first
        #expect(try shown?["state"] as? String == "undone" && database.number("SELECT open_minor FROM invoices") == 0)
        let undone = try await quittance(shop, other).objects().first
        try await showsHeld(shop, reason: "undone", isProposed: false)
        #expect(undone?["state"] as? String == "undone" && undone?["approval"] == nil)
        #expect(try database.number("SELECT open_minor FROM invoices") == 7_000)
        #expect(try database.number("SELECT count(*) FROM approvals WHERE decided_by IS NULL") == 0)
        #expect(try await shop.verify().code == 0)
    }

    @Test("a second person rejects that a match is undone, and that one is posted")
    func rejects() async throws {
        let shop = try Shop()
        try shop.folder.write("hub.yaml", Shop.yaml() + "reconciliation:\n  four_eyes_above: {EUR: 50.00}\n")
        let hub = try await shop.serve()
        try hub.startShopping(invoices: [("INV-1001", "70.00"), ("INV-1002", "70.00")])
        hub.kill()
        let statement = try shop.folder.write(
            "s.sta",
            ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C261101EUR0,00\r\n"
                + ":61:2611051105C70,00NTRFNONREF//BANKREF1\r\n:86:166?20SVWZ+INV-1001?32One\r\n"
                + ":61:2611051105C70,00NTRFNONREF//BANKREF2\r\n:86:166?20SVWZ+INV-1002?32One\r\n"
                + ":62F:C261105EUR140,00\r\n-\r\n"
        ).path
        _ = try await quittance(shop, ["reconcile", "--store", "--statement", statement])
        let database = try Database(shop.database)
        func match(_ step: String, _ number: Int, by name: String, _ more: String...) async throws -> Finished {
            try await quittance(shop, ["match", step, "\(number)", "--reason", "so \(step)", "--by", name] + more)
        }
        #expect(try await match("post", 1, by: "ann").code == 0)
        let nothing = try await match("reject", 1, by: "bert")
        #expect(nothing.code == 1 && nothing.errors.contains("nothing waits"), "\(nothing.errors)")
        #expect(try await match("undo", 1, by: "ann").code == 0, "asks for a second person")
        let own = try await match("reject", 1, by: "ann")
        #expect(own.code == 1 && own.errors.contains("somebody else than who proposed it"), "\(own.errors)")
        let open = "SELECT count(*) FROM approvals WHERE decided_by IS NULL"
        #expect(try await match("reject", 1, by: "bert", "--dry-run").code == 0)
        #expect(try database.number(open) == 2, "a dry run keeps nothing")
        let rejected = try await match("reject", 1, by: "bert", "--json").objects().first
        #expect(rejected?["state"] as? String == "posted" && rejected?["approval"] == nil, "\(rejected ?? [:])")
        #expect(try database.number(open) == 1)
        #expect(try await match("undo", 1, by: "bert", "--json").objects().first?["state"] as? String == "posted")
        let other = try await match("reject", 2, by: "bert", "--json").objects().first
        #expect(other?["state"] as? String == "rejected", "\(other ?? [:])")
        let versions = other?["versions"] as? [[String: Any]] ?? []
        #expect((versions.last?["reason"] as? String)?.hasPrefix("so reject (apr_") == true, "\(versions)")
        #expect(
            try database.rows("SELECT number, open_minor FROM invoices ORDER BY 1") == [
                ["INV-1001", "0"], ["INV-1002", "7000"],
            ]
        )
        #expect(try await shop.verify().code == 0)
    }
}
