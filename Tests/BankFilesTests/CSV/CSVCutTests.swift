import Testing

@testable import BankFiles

@Suite("CSV statements that are cut")
struct CSVCutTests {
    /// Files that end without a line's end: the entries, and whether their last row is refused or open.
    static let files: [(file: String, entries: Int, isCut: Bool, isOpen: Bool)] = [
        // In the amount, which is the last cell.
        ("Date,Text,Amount (EUR)\n2026-01-01,a,-1.00\n2026-01-02,b,1500.00", 2, false, false),
        ("Date,Text,Amount (EUR)\n2026-01-01,a,-1.00\n2026-01-02,b,1500.0", 1, true, false),
        ("Date,Text,Amount (EUR)\n2026-01-01,a,-1.00\n2026-01-02,b,1500.", 1, true, false),
        ("Date,Text,Amount (EUR)\n2026-01-01,a,-1.00\n2026-01-02,b,15", 1, true, false),
        ("Date,Text,Amount (EUR)\n2026-01-01,a,-1.00\n2026-01-02,b,-", 1, true, false),
        ("Date,Text,Amount (EUR)\n2026-01-01,a,-1.00\n2026-01-02,b,", 1, true, false),
        ("Date,Text,Amount (EUR)\n2026-01-01,a,-1.00\n2026-01-02,b", 1, true, false),
        ("Date,Text,Amount (EUR)\n2026-01-01,a,-1.00\n2026-01", 1, true, false),
        ("Datum;Text;Betrag (EUR)\n01.01.2026;a;-1.000,00\n02.01.2026;b;1.5", 1, true, false),
        ("Datum;Text;Betrag (EUR)\n01.01.2026;a;-1.000,00\n02.01.2026;\"b\";\"1.500", 1, true, false),
        ("Datum;Text;Betrag (EUR)\n01.01.2026;a;-1.000,00\n02.01.2026;b;\"15\"", 2, false, false),
        // Decimals that are left out, or that no other row shows.
        ("Date,Text,Amount (EUR)\n2026-01-01,a,-1.5\n2026-01-01,a,-2\n2026-01-02,b,15", 3, false, true),
        ("Date,Text,Amount (EUR)\n2026-01-02,b,-15", 1, false, true),
        ("Date,Text,Amount (EUR)\n2026-01-02,b,-15.00", 1, false, false),
        ("Date,Text,Amount (JPY)\n2026-01-01,a,-100\n2026-01-02,b,-15", 2, false, true),
        // In other figures.
        ("Date,Text,Amount,Currency\n2026-01-01,a,-1.00,EUR\n2026-01-02,b,-2.00,", 1, true, false),
        ("Date,Text,Debit,Credit (EUR)\n2026-01-01,a,,1.00\n2026-01-02,b,2.00,", 2, false, false),
        ("Date,Amount (EUR),Balance\n2026-01-01,-1.00,9.00\n2026-01-02,-2.00,7", 1, true, false),
        ("Amount (EUR),Text,Date\n-1.00,a,01.02.2026\n-1.00,a,01.02.20", 1, true, false),
        // Before the amount, with the date in front or behind.
        ("Konto;Datum;Text;Betrag (EUR)\nGiro;01.01.2026;a;-1,00\nGiro;02.01.2026;b", 1, true, false),
        ("Konto;Datum;Text;Betrag (EUR)\nGiro;01.01.2026;a;-1,00\nGiro;", 1, true, false),
        ("Konto;Datum;Text;Betrag (EUR)\nGiro;01.01.2026;a;-1,00\nGi", 1, true, false),
        ("Konto;Datum;Text;Betrag (EUR)\nGiro;01.01.2026", 0, true, false),
        // Lines below the table, shorter rows in all of the file, and a head that says nothing.
        ("Datum;Text;Betrag (EUR)\n01.01.2026;a;-1,00\nStand vom 02.01.2026", 1, false, false),
        ("Datum;Text;Betrag (EUR);Saldo\n01.01.2026;a;-1,00;\nKontostand;3.8.2026;29,93", 1, false, false),
        ("Date,Text,Amount (EUR),Note\n2026-01-01,a,-1.00\n2026-01-02,b,-2.00", 2, false, false),
        ("Date;Text;Amount (EUR);\n2026-01-02;b;-2.00", 1, false, false),
        // Without heads.
        ("05/01/2023,A,1.96,,13.04\n05/02/2023,B,,0.01,13.05\n05/03/2023,C", 2, true, false),
    ]

    @Test("a file that is cut inside its last row", arguments: files)
    func cuts(file: String, entries: Int, isCut: Bool, isOpen: Bool) throws {
        for pieces in [5, 65_536] {
            let reading = CSVReaderTests.read(file, pieces: pieces)
            let errors = reading.unreadable.flatMap(\.findings)
            #expect(reading.entries.count == entries && reading.failure == nil)
            #expect(errors.map(\.code) == (isCut ? [.truncated] : []))
            #expect(errors.allSatisfy { $0.position.line == entries + 2 - (file.hasPrefix("05") ? 1 : 0) })
            #expect(reading.warnings.contains { $0.code == .truncated } == isOpen)
            #expect(reading.isComplete == (isCut ? false : nil))
            #expect(reading.summaries.first?.isComplete == !isCut)
            // With a line's end every row is whole, unless something is missing.
            let ended = CSVReaderTests.read(file + "\n", pieces: pieces)
            #expect(!ended.warnings.contains { $0.code == .truncated })
        }
    }
}
