import Foundation
import TestSupport
import Testing

/// People who may do different things, in books that the command line keeps.
@Suite("capabilities from outside") struct CapabilityTests {
    /// Who runs the tests, as the commands see it.
    private static let user = NSUserName()

    private func books(_ principals: String) throws -> Ledgers {
        let books = try Ledgers()
        try configure(books, principals)
        return books
    }

    private func configure(_ books: Ledgers, _ principals: String) throws {
        let yaml = """
            mode: sandbox
            database: hub.sqlite
            listen: 127.0.0.1:0
            reconciliation: {changed_account: post}
            merchants:
              - id: shop
                base_currency: EUR
                principals:
            \(principals.split(separator: "\n").map { "      - \($0)" }.joined(separator: "\n"))

            """
        try books.folder.write("hub.yaml", yaml)
    }

    @Test("an apprentice matches and may not undo; a controller may, and a stranger may nothing")
    func undoes() async throws {
        let people = """
            {name: \(Self.user), may: [invoices, statements]}
            {name: anna, may: [undo, approve]}
            {name: bert, key: qk_bert_0000000000000001, may: [post]}
            """
        let books = try books(people)
        try await books.begin("INV-1001,invoice,C1,Nordwind,,EUR,50.00,50.00,2026-02-10,,net 30,", proof: "EUR=50.00")
        let receipt = Ledgers.receipt("2603050305", "20,00", "thanks", "B1", payer: "Fremd AG")
        try books.folder.write("a.sta", Ledgers.statement("S1", receipt))
        #expect(try await books.quittance("reconcile", "--store", "--statement", "a.sta").code == 1)
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let line = try #require(try database.rows("SELECT identity FROM statement_lines").first?.first)
        func matched() throws -> Int {
            try database.number("SELECT COUNT(*) FROM statement_lines WHERE state = 'matched'")
        }
        func match(_ arguments: String..., by name: String) async throws -> Finished {
            try await books.quittance(["match"] + arguments + ["--reason", "why", "--by", name])
        }

        func propose(by name: String) async throws -> Finished {
            try await match("propose", "--line", line, "--pay", "INV-1001=20.00", by: name)
        }
        let notAnna = try await propose(by: "anna")
        #expect(notAnna.code == 1 && notAnna.errors.contains("anna may not post: bert may"), "\(notAnna.errors)")
        #expect(try matched() == 0)
        let posted = try await propose(by: "bert")
        #expect(try posted.code == 0 && matched() == 1, "\(posted.errors)")
        for (name, words) in [
            ("bert", "bert may not undo: anna may"), (Self.user, "\(Self.user) may not undo"),
            ("carla", "carla is no principal of shop"),
        ] {
            let refused = try await match("undo", "1", by: name)
            #expect(refused.code == 1 && refused.errors.contains(words), "\(refused.errors)")
            #expect(try matched() == 1)
        }
        #expect(try await match("undo", "1", by: "anna").code == 0)
        #expect(try matched() == 0)
        try await books.verify()

        // The configuration decides, as it is when a command opens the books.
        try configure(books, people.replacing("may: [post]", with: "may: [post, undo]"))
        #expect(try await propose(by: "bert").code == 0)
        #expect(try await match("undo", "2", by: "bert").code == 0)
    }

    @Test("limits come in a cut-over only from those who may change credit")
    func limits() async throws {
        let books = try books("{name: \(Self.user), may: [invoices]}\n{name: anna, may: [credit]}")
        try books.folder.write(
            "open.csv",
            "\(Ledgers.customers)\nINV-1,invoice,C1,N,,EUR,5.00,5.00,2026-02-10,,net 30,\n"
        )
        try books.folder.write("limits.csv", "customer,name,currency,credit_limit,payer_account\nC1,N,EUR,1000.00,\n")
        let begin = ["invoice", "import", "open.csv", "--cut-over", "2026-02-28", "--proof-total", "EUR=5.00"]
        let refused = try await books.quittance(begin + ["--limits", "limits.csv"])
        #expect(refused.code == 1 && refused.errors.contains("may not change credit: anna may"), "\(refused.errors)")
        #expect(try await books.quittance("invoice", "list").output.isEmpty)
        #expect(try await books.quittance(begin).code == 0)
    }

    @Test("whoever may not import imports nothing, and is told who may")
    func imports() async throws {
        let books = try books("{name: anna}\n{name: \(Self.user), may: []}")
        try books.folder.write("a.sta", Ledgers.statement("S1", Ledgers.receipt("2603050305", "50,00", "thanks", "B1")))
        try books.folder.write("i.csv", Ledgers.customers + "\nA-1,invoice,C1,N,,EUR,5.00,5.00,2026-02-10,,net 30,\n")
        try books.folder.write("p.csv", PayPalReport.settlement())
        try books.folder.write("e.csv", "Date,USD,\n2026-03-05,1.1000,\n")
        let words = "\(Self.user) may not"
        for arguments in [
            ["reconcile", "--store", "--statement", "a.sta"], ["invoice", "import", "i.csv", "--add-customers"],
            ["invoice", "import", "i.csv", "--cut-over", "2026-02-28", "--proof-total", "EUR=5.00"],
            ["reconcile", "--store", "--statement", "a.sta", "--settlement", "p.csv"], ["rates", "import", "e.csv"],
        ] {
            let refused = try await books.quittance(arguments)
            #expect(refused.code == 1 && refused.errors.contains("\(words)"), "\(arguments): \(refused.errors)")
            #expect(refused.errors.contains("anna may"), "\(refused.errors)")
        }
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        #expect(try database.number("SELECT COUNT(*) FROM statement_files") == 0)
        #expect(try database.number("SELECT COUNT(*) FROM invoices") == 0)
        #expect(try database.number("SELECT COUNT(*) FROM exchange_rates") == 0)
        #expect(try await books.quittance("match", "queue").code == 0)
    }
}
