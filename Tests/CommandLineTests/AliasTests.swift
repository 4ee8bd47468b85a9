import Foundation
import Testing

/// "Whose is this?", asked and answered on the command line, and what the books have learned of it a month later.
@Suite("payer aliases from outside") struct AliasTests {
    private static let payer = "DE02500105170137075030"

    private static func statement(_ day: String, _ amount: String, _ text: String) -> String {
        Ledgers.statement(
            day,
            opening: "C\(day)EUR0,00",
            closing: "C\(day)EUR\(amount)",
            [
                ":61:\(day)\(day.suffix(4))C\(amount)NTRFNONREF//B\(day)",
                ":86:166?20SVWZ+\(text)?31\(payer)?32Holding Nord SE",
            ]
        )
    }

    private func line(_ books: Ledgers, _ reference: String) throws -> [String] {
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let sql = "SELECT identity, state, rule FROM statement_lines WHERE identity LIKE '%/\(reference)/%'"
        return try #require(try database.rows(sql).first)
    }

    @Test("a stranger's receipt is asked about, answered, remembered, and forgotten with its undoing")
    func whose() async throws {
        let books = try Ledgers()
        try await books.begin(
            "4711,invoice,C1,Nordwind,,EUR,100.00,100.00,2026-02-10,,net 30,",
            "4712,invoice,C1,Nordwind,,EUR,80.00,80.00,2026-02-10,,net 30,",
            proof: "EUR=180.00"
        )
        try books.folder.write("march.sta", Self.statement("260305", "25,00", "Abschlag 4711"))
        _ = try await books.quittance("reconcile", "--store", "--statement", "march.sta")
        let asked = try await books.object("match", "queue", "--as-of", "2026-03-10")
        #expect(asked["age_days"] as? Int == 5 && asked["payer_account"] as? String == Self.payer, "\(asked)")
        let identity = try #require(asked["line"] as? String)
        let whose = ["match", "whose", identity, "--customer", "C1", "--reason", "they called", "--by", "anna"]
        let posted = try await books.quittance(whose + ["--json"])
        #expect(posted.code == 0, "\(posted.errors)")
        #expect(try await books.quittance("match", "queue").output.isEmpty)
        let shown = try await books.object("alias", "list")
        #expect(shown["customer"] as? String == "C1" && shown["confirmations"] as? Int == 1, "\(shown)")
        #expect(shown["expires"] as? String == "2027-04-09")

        try books.folder.write("april.sta", Self.statement("260407", "100,00", "Rechnung 4711"))
        _ = try await books.quittance("reconcile", "--store", "--statement", "april.sta")
        #expect(try line(books, "B260407")[1] == "matched")
        let april = try await books.accounts("2026-04")
        #expect(april["receivables:C1"]?.hasSuffix(" 80.00") == true, "\(april)")
        #expect(try await books.object("alias", "list")["last_used"] as? String == "2026-04-07")
        try await books.verify()

        #expect(try await books.quittance("match", "undo", "1", "--reason", "not theirs", "--by", "bert").code == 0)
        #expect(try await books.quittance("alias", "list").output.isEmpty)
        let story = try await books.quittance("alias", "show", Self.payer).output
        #expect(story.contains("nobody's") && story.contains("withdrawn C1 by bert, match/1: not theirs"), "\(story)")
        try books.folder.write("may.sta", Self.statement("260505", "80,00", "Rechnung 4712"))
        _ = try await books.quittance("reconcile", "--store", "--statement", "may.sta")
        #expect(try Array(line(books, "B260505")[1...]) == ["exception", "unknown_payer"])
        #expect(try await books.quittance("match", "queue").output.contains("perhaps 4712 of C1"))
        try await books.verify()
    }

    @Test("a changed account waits for a person, unless the configuration says that it does not")
    func changedAccount() async throws {
        for word in [nil, "hold", "post"] {
            let books = try Ledgers()
            if let word {
                let yaml = try String(contentsOfFile: books.configuration, encoding: .utf8)
                try books.folder.write("hub.yaml", yaml + "reconciliation: {changed_account: \(word)}\n")
            }
            try await books.begin(
                "INV-4711,invoice,C1,Holding Nord SE,DE02120300000000202051,EUR,100.00,100.00,2026-02-10,,net 30,",
                proof: "EUR=100.00"
            )
            try books.folder.write("march.sta", Self.statement("260305", "100,00", "INV-4711"))
            let run = try await books.quittance("reconcile", "--store", "--statement", "march.sta", "--json")
            guard word != "post" else {
                #expect(run.code == 0, "\(run.errors)")
                #expect(try line(books, "B260305")[1] == "matched")
                continue
            }
            #expect(run.code == 1 && run.output.contains(#""reason":"changed_account""#), "\(run.output)")
            #expect(try Array(line(books, "B260305")[1...]) == ["exception", "changed_account"])
            let later = try await books.object("reconcile", "--store", code: 1)
            let held = try #require((later["exceptions"] as? [[String: Any]])?.first)
            let weighed = try #require((held["suggestions"] as? [[String: Any]])?.first)
            #expect(held["match"] as? Int == 1 && (weighed["weights"] as? [Any])?.count == 5, "\(weighed)")
            let post = try await books.quittance("match", "post", "1", "--reason", "they wrote", "--by", "anna")
            #expect(post.code == 0, "\(post.errors)")
            #expect(try await books.object("alias", "list")["payer"] as? String == Self.payer)
            #expect(try await books.accounts("2026-03")["receivables:C1"]?.hasSuffix(" 0.00") == true)
            try await books.verify()
        }
    }
}
