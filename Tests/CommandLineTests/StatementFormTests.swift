import Foundation
import Testing

/// Statements of one account in several forms and pages, and what one of them tells that another one does not.
@Suite("forms and pages of statements from outside") struct StatementFormTests {
    private static let iban = "DE75512108001245126199"

    private static func invoice(_ number: String, _ amount: String) -> String {
        "\(number),invoice,C1,Nordwind,,EUR,\(amount),\(amount),2026-02-10,,net 30,"
    }

    private func take(_ books: Ledgers, _ name: String, _ text: String, _ more: String...) async throws -> Finished {
        try books.folder.write(name, text)
        return try await books.quittance(["reconcile", "--store", "--statement", name] + more)
    }

    private func open(_ books: Ledgers) async throws -> [String] {
        let list = try await books.quittance("invoice", "list", "--json")
        return try list.objects().map { "\($0["number"] ?? "") \($0["open"] ?? "")" }
    }

    @Test("bank code and number are the account that the books have by its IBAN, whichever comes first")
    func spellings() async throws {
        for isNationalFirst in [false, true] {
            let books = try Ledgers()
            try await books.begin(Self.invoice("INV-1001", "100.00"), proof: "EUR=100.00")
            let receipt = Ledgers.statement(
                "S1",
                closing: "C260305EUR100,00",
                [":61:2603050305C100,00NTRFNONREF//B1", ":86:166?20EREF+E7?21SVWZ+INV-1001?32Nordwind"]
            )
            let back = Ledgers.statement(
                "S2",
                opening: "C260305EUR100,00",
                closing: "C260307EUR0,00",
                [":61:2603070307D100,00NRTINONREF//B2", ":86:109?20EREF+E7?21SVWZ+INV-1001?32Nordwind?34914"]
            )
            func national(_ text: String) -> String { text.replacing(Self.iban, with: "51210800/1245126199") }
            let first = try await take(books, "a.sta", isNationalFirst ? national(receipt) : receipt)
            #expect(first.code == 0, "\(first.output)\(first.errors)")
            let second = try await take(books, "b.sta", isNationalFirst ? back : national(back))
            #expect(second.errors.contains("took"), "\(second.errors)")
            #expect(try await open(books) == ["INV-1001 100.00"])
            let accounts = try await books.accounts("2026-03").keys.filter { $0.hasPrefix("bank:") }
            #expect(accounts == [isNationalFirst ? "bank:51210800/1245126199" : "bank:\(Self.iban)"])
            try await books.verify()
        }
    }

    @Test("the next page of a day may have the same movement once more, and comes once")
    func twins() async throws {
        let books = try Ledgers()
        let movement = [":61:2603030303C10,00NTRFNONREF", ":86:166?20SVWZ+Miete?32Fremd AG"]
        func page(_ name: String, _ opening: String, _ closing: String) -> String {
            Ledgers.statement(name, opening: "C260303EUR\(opening)", closing: "C260303EUR\(closing)", movement)
        }
        for (name, opening, closing, total) in [
            ("S1", "5,00", "15,00", "10.00"), ("S2", "15,00", "25,00", "20.00"), ("S3", "15,00", "25,00", "20.00"),
            ("S4", "5,00", "15,00", "20.00"), ("S5", "25,00", "35,00", "30.00"),
        ] {
            _ = try await take(books, "\(name).sta", page(name, opening, closing))
            let bank = try await books.accounts("2026-03")["bank:\(Self.iban)"]
            #expect(bank == "0.00 \(total) 0.00 \(total)", "\(name)")
        }
        try await books.verify()
    }

    @Test("a form that tells of a return behind one that does not is told to a person")
    func poorerForm() async throws {
        let books = try Ledgers()
        try await books.begin(Self.invoice("INV-1001", "49.00"), proof: "EUR=49.00")
        let receipt = Ledgers.receipt("2603050305", "49,00", "INV-1001", "B1")
        func debit(_ code: String) -> [String] {
            [
                ":61:2603090309D49,00N\(code)NONREF//B2",
                ":86:\(code == "RTI" ? "109" : "116")?20SVWZ+INV-1001?32Nordwind",
            ]
        }
        let poor = try await take(books, "a.sta", Ledgers.statement("S1", receipt + debit("MSC")))
        #expect(poor.code == 0, "\(poor.output)\(poor.errors)")
        let rich = try await take(books, "b.sta", Ledgers.statement("S1", receipt + debit("RTI")))
        #expect(rich.errors.contains("takes a receipt back") && rich.errors.contains("match return"), "\(rich.errors)")
        try await books.verify()
    }

    @Test("a return that speaks of another document waits for its own receipt")
    func anotherDocument() async throws {
        let books = try Ledgers()
        try await books.begin(
            Self.invoice("INV-1001", "49.00"),
            Self.invoice("INV-1055", "49.00"),
            proof: "EUR=98.00"
        )
        let first = Ledgers.receipt("2603050305", "49,00", "INV-1001", "B1")
        let back = [":61:2603090309D49,00NRTINONREF//B3", ":86:109?20SVWZ+INV-1055?32Nordwind?34914"]
        #expect(try await take(books, "a.sta", Ledgers.statement("S1", first)).code == 0)
        let waits = try await take(books, "b.sta", Ledgers.statement("S3", back))
        #expect(waits.code == 1, "\(waits.output)\(waits.errors)")
        #expect(try await open(books) == ["INV-1001 0.00", "INV-1055 49.00"])
        let second = Ledgers.receipt("2603060306", "49,00", "INV-1055", "B2")
        _ = try await take(books, "c.sta", Ledgers.statement("S2", second))
        #expect(try await open(books) == ["INV-1001 0.00", "INV-1055 49.00"])
        try await books.verify()
    }
}
