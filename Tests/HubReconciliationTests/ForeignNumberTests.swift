import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

/// A receipt that names a document which is not at hand pays nothing by its amount alone.
@Suite("numbers of documents that are not at hand") struct ForeignNumberTests {
    private static func found(_ text: String, _ numbers: [String] = ["RG-2044"]) -> [String] {
        let items = numbers.enumerated().map { item($1, "\($0 + 100).00") }
        return StrangeNumbers(line("1500.00", text), index: ReferenceIndex(items)).all
    }

    @Test(
        "a word before it, or its form, makes a number a document's",
        arguments: [
            ("Rechnung 77812", ["77812"]), ("RE 77812", ["77812"]), ("Rg.Nr.: 77812", ["77812"]),
            ("Rechnungsnr. 77812", ["77812"]), ("Rechnung Nr. 77812 vom 12.01.2026", ["77812"]),
            ("Bill #77812", ["77812"]),
            ("invoice no 981", ["981"]), ("Invoice No. 7", ["7"]), ("Invoice 20240001", ["20240001"]),
            ("Facture FA-2023-118", ["FA2023118"]), ("R-77812", ["R77812"]), ("RE77812", ["RE77812"]),
            ("Miete, F-77812 danke", ["F77812"]), ("INV-2023-0009", ["INV20230009"]),
            ("Rechnung 2025/118", ["2025118"]),
            ("Rechnung 77 812", []), ("Rechnung 778 12", ["778 12"]), ("RG-9999", ["RG9999"]), ("Nr. 77812", ["77812"]),
            ("Rechnung 77812, Kundennr. 48213", ["77812"]), ("Gutschrift 4711", ["4711"]),
            ("Kundennr. 48213", []), ("Kd.Nr. 48213", []), ("Auftrag AB-77812", []), ("PO-4500012345", []),
            ("KD77812", []),
            ("Rechnung vom 12.01.2026", []), ("Rechnung 12.01.2026", []), ("Rechnung 01/2026", []),
            ("Rechnung 2026-01", []),
            ("Rechnung Nr. 12/2026", ["122026"]), ("Rechnung 17/2025", ["172025"]), ("Rg.-Nr. 2026/77", ["202677"]),
            ("Facture 2026-88", ["202688"]), ("F-2026-77", ["F202677"]), ("INV2026-77", ["INV202677"]),
            ("inv-77", ["INV77"]), ("AR 2026-88", ["202688"]), ("SR 10045", ["10045"]), ("Rechnung A77", ["A77"]),
            ("Rechnung 2026-A-77", ["2026A77"]), ("RE 5/26", ["526"]), ("Miete-2026-03", []), ("KW-2026-14", []),
            ("faktura č. 556677", ["556677"]), ("VS 556677", ["556677"]), ("FV 12/2026", ["122026"]),
            ("faktura VAT 556677", ["556677"]), ("szla 556677", ["556677"]), ("556677 számú számla", ["556677"]),
            ("556677 nolu fatura", ["556677"]), ("Fakt.-Nr. 556677", ["556677"]), ("viite 556677", ["556677"]),
            ("счет № 556677", ["556677"]), ("račun št. 556677", ["556677"]), ("Lieferschein 556677", []),
            ("zamówienie nr 556677", []), ("Steuernummer 556677", []), ("Rechnung 12/2026", []),
            ("Rechnung 5,26 EUR", []), ("Kto 77812", []), ("PLZ 80331", []),
            ("Rechnung 2026", []), ("Rechnung vom 12012026", []), ("Rechnungsdatum 77812", []),
            ("Rechnung 1.500,00", []), ("Rechnung 1500,00", []), ("Rechnung 1500", []), ("Rechnung EUR 77812", []),
            ("Rechnung 77812 EUR", []), ("Rechnung 12", []), ("Factuur 77812", ["77812"]),
            ("Rech.Nr. 77812", ["77812"]),
            ("R.-Nr. 77812", ["77812"]), ("Rechnung vom 31.12.2025 Nr. 118", ["118"]), ("Credit note 4711", ["4711"]),
            ("Rechnung XYZ/118", ["XYZ118"]), ("RG-7", ["RG7"]), ("RG 7", []), ("Rechnung 1.050,42 + 19% MwSt", []),
            ("USt-IdNr. DE123456789", []), ("HRB 12345", []), ("Lief.Nr. 77812", []), ("Q1/2026", []), ("Rechnung", []),
            ("77812", []), ("Miete März", []),
            ("", []),
            ("DE89370400440532013000", []), ("TAN 123456, 10.15 UHR", []), ("ABC-12", []), ("PBNKDEFF370", []),
            ("RG-2044", []), ("RG 2044", []), ("Rechnung RG-2044", []), ("RE-RG-2044", []),
        ] as [(String, [String])]
    )
    func reads(text: String, numbers: [String]) {
        #expect(Self.found(text) == numbers, "\(text)")
    }

    @Test("digits alone are a document's where ours are, and have as many")
    func readsBareNumbers() {
        for (text, numbers) in [
            ("77812", ["77812"]), ("778123", []), ("Auftrag 77812", []), ("Kunde 77812", []), ("77812 EUR", []),
            ("Miete 77812", ["77812"]), ("20044", []), ("20044 77812", ["77812"]),
        ] {
            #expect(Self.found(text, ["20044", "20045"]) == numbers, "\(text)")
        }
    }

    private struct Case: CustomTestStringConvertible {
        let text: String
        var references: [String] = []
        var documents: [String] = []
        var endToEndID: String?
        let posts: Bool
        let testDescription: String

        init(
            _ text: String,
            references: [String] = [],
            documents: [String] = [],
            endToEndID: String? = nil,
            posts: Bool
        ) {
            (self.text, self.references, self.documents) = (text, references, documents)
            (self.endToEndID, self.posts) = (endToEndID, posts)
            testDescription = "\(text) \(references) \(documents) \(endToEndID ?? "")"
        }
    }

    private static let cases = [
        Case("Rechnung 77812", posts: false),
        Case("R-77812", posts: false),
        Case("", documents: ["ABC-77"], posts: false),
        Case("", documents: ["77812"], posts: false),
        Case("", references: ["12345"], posts: false),
        Case("", references: ["XY-1"], posts: false),
        // The payer's own, which tells nothing.
        Case("Kundennr. 77812", posts: true),
        Case("", endToEndID: "77812", posts: true),
        Case("", endToEndID: "RG-9999999", posts: false),
        // Ours in another writing, or but for a slip.
        Case("Rechnung 1001001", posts: true),
        Case("RE1001001", posts: true),
        Case("Rechnung 9001001", posts: true),
        // A slip, or one that is settled.
        Case("Rechnung 1001007", posts: false),
        Case("RG-1001007", posts: false),
        Case("", documents: ["1001001"], posts: true),
        Case("", documents: ["RE 1001001"], posts: true),
        // Another one of the customer's.
        Case("Rechnung 2002002", posts: false),
    ]

    @Test("payer and amount alone do not decide beside one", arguments: cases)
    private func leaves(tested: Case) {
        let items = [
            item("RG-1001001", "100.00", name: "Nordwind GmbH", reference: "RF18539007547034"),
            item("RG-2002002", "250.00", name: "Nordwind GmbH"),
        ]
        let receipt = line(
            "100.00",
            tested.text,
            name: "Nordwind GmbH",
            endToEndID: tested.endToEndID,
            references: tested.references,
            documents: tested.documents
        )
        let result = run([receipt], items)
        #expect(result.matches.count == (tested.posts ? 1 : 0))
        #expect(result.matches.allSatisfy { $0.allocations.map(\.invoice) == [InvoiceNumber("RG-1001001")] })
        let reasons: Set<LineException.Reason> = [.unknownReference, .ambiguous]
        #expect(result.exceptions.allSatisfy { reasons.contains($0.reason) && !$0.suggestions.isEmpty })
    }

    @Test("nor does a sum, a part or one document more")
    func leavesOthers() {
        let items = [
            item("RG-1001001", "1049.53", name: "Nordwind GmbH"),
            item("RG-2002002", "5120.09", name: "Nordwind GmbH"),
        ]
        for (text, amount, posts) in [
            ("offene Posten", "6169.62", true), ("Rechnungen 77812", "6169.62", false),
            ("RG-1001001", "6169.62", true), ("RG-1001001, Rechnung 77812", "6169.62", false),
            ("RG-1001001", "50.00", true), ("RG-1001001, Rechnung 77812", "50.00", false),
            // What is named, to the cent, is paid whatever else is named.
            ("RG-1001001, Rechnung 77812", "1049.53", true),
        ] {
            let result = run([line(amount, text, name: "Nordwind GmbH")], items)
            #expect(result.matches.count == (posts ? 1 : 0), "\(text) \(amount)")
        }
    }

    @Test("a reference that is not known tells nothing where none was given")
    func readsReferencesWithoutOurs() {
        let items = [item("RG-1001001", "100.00", name: "Nordwind GmbH")]
        let receipt = line("100.00", name: "Nordwind GmbH", references: ["210000000003139471430009017"])
        #expect(run([receipt], items).matches.count == 1)
    }

    @Test("a bank's own numbers at the end of many texts are no documents; of a few, nobody can tell")
    func bankNumbers() {
        func outcomes(_ count: Int, _ reference: (Int) -> String) -> [String] {
            let items = (0..<count).map { item("RE-2026-\(4000 + $0)", "\(100 + $0).17") }
            let lines = (0..<count).map { number in
                line(
                    "\(100 + number).17",
                    "Zahlung \(reference(number))",
                    index: number,
                    name: "Acme GmbH",
                    bankReference: reference(number)
                )
            }
            return outcome(run(lines, items))
        }
        let numbering: (Int) -> String = { "B\(100_000 + $0 * 7)" }
        #expect(outcomes(20, numbering).allSatisfy { $0.contains("amount_party_date") })
        #expect(outcomes(19, numbering).allSatisfy { $0.contains("!unknown_reference") })
        #expect(
            outcomes(40) { $0.isMultiple(of: 2) ? numbering($0) : "R-\(77_000 + $0)" }.allSatisfy { $0.contains("!") }
        )
        // Of our own form it may be one of ours all the same.
        #expect(outcomes(20) { "RE-2026-\(3000 + $0)" }.allSatisfy { $0.contains("!unknown_reference") })
    }
}
