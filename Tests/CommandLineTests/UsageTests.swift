import Foundation
import Testing

/// What the programs say about themselves, and to people who use them wrongly.
@Suite("usage of the command line") struct UsageTests {
    private static let commands = [
        "", "serve", "demo", "reconcile", "match", "match list", "match show", "match queue", "match whose",
        "match propose", "match post", "match undo", "match redo", "match reject", "match supersede", "match return",
        "match return-undo", "alias", "alias list",
        "alias show", "alias add", "alias forget", "statement", "statement inspect", "statement convert",
        "statement write",
        "terms", "terms show", "ledger", "ledger verify", "rates", "rates import", "rates show", "rules",
        "rules show", "rules check", "close", "invoice",
        "invoice import", "invoice list", "invoice show", "invoice cancel", "invoice correct",
    ]
    private static let snapshots = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Help")

    /// `QUITTANCE_WRITE_SNAPSHOTS=1` writes them anew.
    @Test("the help of every command is as in its snapshot", arguments: commands)
    func help(command: String) async throws {
        let words = command.split(separator: " ").map(String.init)
        let found = try await run(Programs.quittance, words + ["--help"], environment: ["COLUMNS": "80"])
        #expect(found.code == 0 && found.errors.isEmpty, "\(found.errors)")
        let file = Self.snapshots.appending(path: (["quittance"] + words).joined(separator: "-") + ".txt")
        if ProcessInfo.processInfo.environment["QUITTANCE_WRITE_SNAPSHOTS"] != nil {
            try Data(found.output.utf8).write(to: file)
        }
        #expect(found.output == (try? String(contentsOf: file, encoding: .utf8)), "\(file.lastPathComponent)")
    }

    @Test("every command that the help lists has a snapshot")
    func helpIsComplete() async throws {
        for parent in ["", "match", "alias", "statement", "terms", "ledger", "rates", "rules", "invoice"] {
            let words = parent.split(separator: " ").map(String.init)
            let text = try await run(Programs.quittance, words + ["--help"]).output
            let list = try #require(text.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first)
            let names = list.split(separator: "\n").filter {
                $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See")
            }
            .compactMap { $0.split(separator: " ").first }
            #expect(!names.isEmpty)
            for name in names {
                #expect(Self.commands.contains((words + [String(name)]).joined(separator: " ")), "\(name)")
            }
        }
    }

    @Test(
        "wrong usage ends with 2, says why on standard error and nothing on standard output",
        arguments: [
            ["nonsense"], ["--nonsense"], ["serve", "--port", "many"], ["reconcile"],
            ["reconcile", "--statement", "a.xml"],
            ["reconcile", "--statement", "a", "--store", "--invoices", "b"],
            ["reconcile", "--statement", "a", "--invoices", "b", "--json", "--csv", "-"],
            ["reconcile", "--statement", "a", "--invoices", "b", "--csv", "c", "--html", "c"],
            ["reconcile", "--statement", "a", "--store", "--payments", "p"],
            ["reconcile", "--statement", "a", "--invoices", "b", "--dry-run"],
            ["reconcile", "--statement", "a", "--store", "--explain", "1"], ["statement", "inspect"],
            ["statement", "inspect", "a", "--format", "xls"], ["statement", "inspect", "-", "-"],
            ["statement", "convert", "a"], ["statement", "convert", "a", "--to", "pdf"],
            ["statement", "nonsense"], ["terms", "show"], ["terms", "show", "net 30", "--date", "2026-01-15"],
            ["terms", "show", "net 30", "--date", "2026-02-30", "--amount", "1.00", "--currency", "EUR"],
            ["terms", "show", "net 30", "--date", "2026-01-15", "--amount", "1.001", "--currency", "EUR"],
            ["terms", "show", "net 30", "--date", "2026-01-15", "--amount", "1.00", "--currency", "EUX"],
            ["terms", "show", "some day", "--date", "2026-01-15", "--amount", "1.00", "--currency", "EUR"],
            ["ledger", "verify"], ["rates", "import"], ["rates", "show", "--from", "USD", "--to", "EUR"],
            ["rates", "show", "--from", "USD", "--to", "USD", "--date", "2026-03-31", "--rates", "a"],
            ["rates", "show", "--from", "USX", "--to", "EUR", "--date", "2026-03-31", "--rates", "a"],
            ["close", "--period", "2026-03"],
            ["close", "--period", "2026-03", "--approve"], ["close", "--period", "2026-3", "--dry-run"],
            ["invoice", "import", "a", "--deposits", "b"], ["invoice", "import", "a", "--cut-over", "2026-01-01"],
            ["alias", "add", "--customer", "C1", "--reason", "r"], ["alias", "forget", "DE02"],
            ["match", "whose", "a", "--reason", "r"], ["match", "queue", "--as-of", "2026-02-30"],
            ["invoice", "cancel", "a"], ["invoice", "correct", "a", "--reason", "b"],
        ]
    )
    func wrongUsage(arguments: [String]) async throws {
        let found = try await run(Programs.quittance, arguments)
        #expect(found.code == 2, "\(found.code) \(found.errors)")
        #expect(found.output.isEmpty && !found.errors.isEmpty, "\(found.output)")
    }

    @Test("terms show, for people and for programs")
    func terms() async throws {
        let arguments = [
            "terms", "show", "2/10 net 30", "--date", "2026-01-15", "--amount", "1000.00", "--currency", "USD",
        ]
        let text = try await run(Programs.quittance, arguments)
        #expect(
            text.code == 0
                && text.output == """
                    2/10 net 30, invoice of 2026-01-15 over 1000.00 USD
                    until 2026-01-25  pay 980.00 USD  (20.00 off)
                                      not taking it costs 37.24% a year
                    due   2026-02-14  pay 1000.00 USD

                    """,
            "\(text.output)"
        )
        let json = try await run(Programs.quittance, arguments + ["--json"])
        let found = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? NSDictionary
        let expected: NSDictionary = [
            "terms": "2/10 net 30", "issued": "2026-01-15", "amount": "1000.00", "currency": "USD",
            "instalments": [["due": "2026-02-14", "amount": "1000.00"]],
            "discounts": [["until": "2026-01-25", "off": "20.00", "pay": "980.00", "annual_cost_percent": "37.24"]],
        ]
        #expect(json.code == 0 && found == expected, "\(json.output)")
    }
}
