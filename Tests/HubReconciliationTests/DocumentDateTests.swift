import HubDomain
import PaymentVocabulary
import Testing

/// Texts that give the day of the document that they are for, and no number.
@Suite("days of documents") struct DocumentDateTests {
    /// The document is of 2026-03-01 and due on 2026-03-31.
    private static func outcome(_ text: String) -> [String] {
        HubReconciliationTests.outcome(
            run([line("1190.00", text, name: "Acme GmbH")], [item("RE-2026-0010", "1190.00")])
        )
    }

    @Test(
        "a document of another day is another document",
        arguments: [
            "Rechnung vom 05.02.2026", "Ihre Rechnung v. 5.2.26", "invoice dated 2026-02-05", "Facture du 05/02/2026",
            "Fattura del 05/02/2026", "factuur d.d. 05-02-2026", "Rechnungsdatum 05.02.2026",
            "Faktura z dnia 05.02.2026",
            "INVOICE OF 02/15/2026",
        ]
    )
    func another(text: String) {
        #expect(Self.outcome(text) == ["0 !unknown_reference"], "\(text)")
    }

    @Test(
        "its own day, a due date, a day of something else, or no day at all says nothing against it",
        arguments: [
            "Rechnung vom 01.03.2026", "invoice dated 03/01/2026", "invoice dated 01/03/2026", "Rechnung 31.03.2026",
            "Zahlung vom 05.02.2026", "Lieferung 05.02.2026", "Rechnung vom 1.2",
            "Rechnung RE-2026-0010 vom 05.02.2026",
        ]
    )
    func own(text: String) {
        #expect(Self.outcome(text).allSatisfy { $0.hasSuffix("RE-2026-0010=1190.00") }, "\(text)")
    }
}
