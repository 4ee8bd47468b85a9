import PaymentVocabulary
import Testing

@testable import BankFiles

/// What becomes of columns whose heads say that payers write there, and of columns of accounts.
@Suite("heads of CSV statements")
struct CSVHeadTests {
    private static func read(_ heads: String, _ rows: String..., profile: CSVProfile? = nil) -> FileReading {
        CSVReaderTests.read(([heads] + rows).joined(separator: "\n") + "\n", profile: profile)
    }

    @Test(
        "a column of text beside the description is a part of the text",
        arguments: [
            "Remittance", "Remittance Text", "Remittance Details", "Payment Details", "Addenda", "Detail", "Details",
            "Your Reference", "Sender Reference", "Customer Reference", "Payer Reference", "Customer Ref", "Message",
            "Comments", "Remarks", "Transaction Remarks", "Lodgement Ref", "BACS Reference", "OBI", "Invoice",
            "Invoice Number", "Narrative 2", "Statement Narrative", "Memo", "Note", "Notes", "Payment Info",
            "Additional Info", "Extended Details", "Other Party Reference", "Description 2", "Particulars", "Reference",
            "Mitteilung", "Nachricht", "Rechnungsnummer", "Bemerkung", "Kommentar", "Verwendungszweck", "Libellé",
            "Facture", "Message du donneur d'ordre", "Référence", "Concepto", "Factura", "Causale", "Fattura",
            "Omschrijving", "Opmerking", "Factuurnummer", "Mededeling", "Meddelande", "Fakturanummer", "Viesti",
            "Tytuł",
            "Uwagi", "Poznámka", "Közlemény", "备注", "附言", "備考", "적요",
        ]
    )
    func takesTexts(head: String) {
        let reading = Self.read(
            "Date,Amount,Currency,Name,Description,\(head)",
            "2026-05-05,980.00,USD,Acme Inc,CREDIT TRANSFER,INV-77777",
            "2026-05-06,-1.00,USD,Bank,FEE,",
            "2026-05-07,5.00,USD,Bolt,PLAIN,PLAIN"
        )
        #expect(reading.warnings.isEmpty, "\(reading.warnings)")
        let texts = reading.entries.map { $0.details.first?.unstructured ?? [] }
        #expect(texts == [["CREDIT TRANSFER", "INV-77777"], ["FEE"], ["PLAIN"]], "\(texts)")
        let alone = Self.read(
            "Date,Amount,Currency,Name,\(head)",
            "2026-05-05,980.00,USD,Acme Inc,INV-77777",
            "2026-05-06,-1.00,USD,Bank,INV-77777"
        )
        #expect(alone.entries.map { $0.details.first?.unstructured } == [["INV-77777"], ["INV-77777"]])
        #expect(alone.warnings.isEmpty, "\(alone.warnings)")
    }

    @Test("several such columns come in the order of the file, and a reference of the bank's is none of them")
    func order() {
        let reading = Self.read(
            "Date,Memo,Amount,Currency,Remittance,Bank Reference,Description,Mandate Reference,Value Date,Invoice Date",
            "2026-05-05,M,980.00,USD,R,B-1,D,X-1,2026-05-05,2026-05-01",
            "2026-05-06,M,-9.00,USD,M,B-2,D,,2026-05-06,2026-05-01"
        )
        #expect(reading.entries.map { $0.details.first?.unstructured } == [["D", "M", "R"], ["D", "M"]])
        #expect(reading.entries.map(\.reference) == ["B-1", "B-2"])
        #expect(reading.warnings.map(\.code) == [.missing], "\(reading.warnings)")
        #expect(reading.warnings.first?.message.contains("\"Mandate Reference\" is not used") == true)
    }

    @Test(
        "a column with text and without a role is told once, with its name and place",
        arguments: [
            ("Analysis", ["", "INV-77777", "INV-77778"], 3), ("Analysis", ["same", "same", "same"], 2),
            ("Analysis", ["12", "2026-05-05", "USD"], nil), ("Category", ["a", "b", "c"], nil),
            ("Spending Category", ["a", "b", "c"], nil), ("Kategorie", ["a", "b", "c"], nil),
            ("", ["a", "a", "a"], nil),
        ] as [(String, [String], Int?)]
    )
    func tellsUnused(head: String, cells: [String], line: Int?) throws {
        let rows = cells.enumerated().map { "2026-05-0\($0 + 1),\($0 - 1).00,USD,x\($0),\($1)" }
        let text = (["Date,Amount,Currency,Description,\(head)"] + rows).joined(separator: "\n") + "\n"
        let reading = CSVReaderTests.read(text)
        #expect(reading.warnings.map(\.position.line) == [line].compactMap(\.self), "\(reading.warnings)")
        guard let warning = reading.warnings.first else { return }
        #expect(warning.message.contains("column \"Analysis\" is not used; say `column remittance Analysis`"))
        let taken = CSVReaderTests.read(text, profile: try CSVProfile(rules: "column remittance Analysis"))
        #expect(taken.warnings.isEmpty && taken.entries.last?.details.first?.unstructured == ["x2", cells[2]])
        for rule in ["unused Other | Analysis", "unused *"] {
            #expect(CSVReaderTests.read(text, profile: try CSVProfile(rules: rule)).warnings.isEmpty, "\(rule)")
        }
        let profile = try CSVProfile(rules: "column remittance Currency\ncolumn remittance Analysis")
        let several = CSVReaderTests.read(text, profile: profile)
        #expect(several.entries.last?.details.first?.unstructured == ["x2", "USD", cells[2]])
        let rules = "fields date, amount, currency, remittance, remittance\nskip 1"
        let placed = CSVReaderTests.read(text, profile: try CSVProfile(rules: rules))
        #expect(placed.entries.last?.details.first?.unstructured == ["x2", cells[2]])
    }

    enum Whose { case ours, theirs, nobodys, told }

    @Test(
        "whose an account is whose head does not say so",
        arguments: [
            // The payer's, beside the name; several payers have not one account.
            ("Date,Amount,Currency,Name,Account,Text", ["A,111", "A,111"], .theirs),
            ("Date,Amount,Currency,Name,Account,Text", ["A,111"], .theirs),
            ("Date,Amount,Currency,Name,IBAN,Text", ["A,DE89370400440532013000"], .theirs),
            ("Date,Amount,Currency,Name,Account,Text", ["A,111", "B,222"], .theirs),
            ("Date,Amount,Currency,Name,Account,Text", ["A,111", "B,"], .theirs),
            ("Date,Amount,Currency,Name,Account,Text", ["A,111", "B,111", "C,111"], .ours),
            ("Date,Amount,Currency,Name,Account,Text", ["A,111", "B,111"], .nobodys),
            // Away from the name, where it is on each row.
            ("Date,Amount,Currency,Account,Text,Name", ["111,x,A", "111,y,B"], .ours),
            ("Date,Amount,Currency,Account,Text,Name", ["111,x,A", "111,y,A"], .nobodys),
            ("Date,Amount,Currency,Account,Text,Name", ["111,x,A", "222,y,B"], .nobodys),
            ("Date,Amount,Currency,Account,Text,Name", [",x,A", ",y,A"], .told),
            ("Account,Date,Amount,Currency,Text,Name", ["111|x,A", "111|y,A"], .ours),
            ("IBAN,Date,Amount,Currency,Text,Name", ["DE89370400440532013000|x,A"], .ours),
            // Without a name, or with another account, as ever.
            ("Date,Amount,Currency,Account,Text", ["111,x", "111,y"], .ours),
            ("Date,Amount,Currency,Name,Account,IBAN,Text", ["A,111,DE89370400440532013000,x"], .told),
        ] as [(String, [String], Whose)]
    )
    func accounts(heads: String, cells: [String], whose: Whose) throws {
        let rows = cells.enumerated().map { place, cell in
            let row = "2026-05-0\(place + 1),-\(place + 1).00,USD,"
            let parts = cell.split(separator: "|")
            return parts.count == 2 ? "\(parts[0]),\(row)\(parts[1])" : row + cell
        }
        let text = ([heads] + rows).joined(separator: "\n") + "\n"
        let reading = CSVReaderTests.read(text)
        let isTold = reading.warnings.contains { $0.message.contains("nothing tells whose account") }
        let own = reading.groups.first?.account.number
        let theirs = reading.entries.first?.details.first?.creditor.account
        switch whose {
        case .ours: #expect(own != nil && theirs == nil && !isTold, "\(reading.warnings)")
        case .theirs: #expect(own == nil && theirs != nil && !isTold, "\(reading.warnings)")
        case .nobodys:
            #expect(own == nil && theirs == nil && isTold, "\(reading.warnings)")
            let ours = CSVReaderTests.read(text, profile: try CSVProfile(rules: "column own-account Account"))
            #expect(ours.groups.first?.account.number == "111" && ours.warnings.isEmpty, "\(ours.warnings)")
            let others = CSVReaderTests.read(text, profile: try CSVProfile(rules: "column account Account"))
            #expect(others.entries.first?.details.first?.creditor.account == "111" && others.warnings.isEmpty)
        case .told: #expect(!isTold)
        }
    }

    @Test("a profile tells the currency and the account of a file that has none")
    func profile() throws {
        let rules = try CSVProfile(rules: "currency USD\nown-account 8325982")
        let reading = Self.read("Date,Text,Amount", "2026-05-05,INV-1,980.00", "2026-05-06,x,-1.00", profile: rules)
        #expect(reading.warnings.isEmpty && reading.groups.first?.account.number == "8325982")
        #expect(reading.entries.map(\.amount.currency) == [.usd, .usd])
        let named = Self.read(
            "Account,Date,Text,Amount",
            "1,2026-05-05,a,980.00",
            "1,2026-05-06,b,-1.00",
            profile: rules
        )
        #expect(named.groups.first?.account.number == "1")
        let error = #expect(throws: CSVRulesError.self) { try CSVProfile(rules: "own-account") }
        #expect(error?.field == "own-account")
        #expect(throws: CSVRulesError.self) { try CSVProfile(rules: "unused") }
    }
}
