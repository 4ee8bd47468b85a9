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
            "INVOICE OF 02/15/2026", "Rechnung vom 5. Februar 2026", "facture du 5 février 2026",
            "invoice of Feb 5, 2026", "Rechnung vom 05.02.", "facture du 5/2", "factuur van 5 februari", "Rg. v. 1.2",
            "invoice dated 5 Feb", "faktura från 2026-02-05", "Rechnung fällig 28.02.",
        ]
    )
    func another(text: String) {
        #expect(Self.outcome(text) == ["0 !unknown_reference"], "\(text)")
    }

    @Test(
        "its own day, a due date, a day of something else, or no day at all says nothing against it",
        arguments: [
            "Rechnung vom 01.03.2026", "invoice dated 03/01/2026", "invoice dated 01/03/2026", "Rechnung 31.03.2026",
            "Zahlung vom 05.02.2026", "Lieferung 05.02.2026", "Rechnung vom 1.3.", "Rg. 01.03.",
            "Rechnung fällig 31.03.",
            "Rechnung RE-2026-0010 vom 05.02.2026", "Rechnung vom 1. März 2026", "Lieferung vom 5. Februar 2026",
        ]
    )
    func own(text: String) {
        #expect(Self.outcome(text).allSatisfy { $0.hasSuffix("RE-2026-0010=1190.00") }, "\(text)")
    }

    @Test("a day decides between documents of one amount, where one alone is of it")
    func decides() {
        let items = [
            item("RE-2026-0010", "1190.00", issued: "2026-02-01", due: "2026-03-03"),
            item("RE-2026-0011", "1190.00", issued: "2026-02-15", due: "2026-03-17"),
            item("RE-2026-0012", "1190.00", issued: "2026-02-15", due: "2026-03-17"),
        ]
        func outcome(_ text: String) -> [String] {
            HubReconciliationTests.outcome(run([line("1190.00", text, name: "Acme GmbH")], items))
        }
        #expect(outcome("Rechnung vom 01.02.2026") == ["0 amount_party_date RE-2026-0010=1190.00"])
        for text in [
            "Rechnung vom 15.02.2026", "Rechnung vom 02.02.2026", "Rechnung vom 02/01/2026", "Zahlung vom 01.02.2026",
            "Rechnung vom 01.02.2026 und Rechnung vom 15.02.2026",
        ] {
            #expect(outcome(text) == ["0 !ambiguous"], "\(text)")
        }
    }
}

/// Texts that give the month, the quarter or the year of what they pay, and no number.
@Suite("months and years of documents") struct DocumentPeriodTests {
    /// The document is of 2026-03-01 and due on 2026-03-31.
    private static func outcome(_ text: String, issued: String = "2026-03-01", due: String = "2026-03-31") -> [String] {
        HubReconciliationTests.outcome(
            run([line("1190.00", text, name: "Acme GmbH")], [item("INV10", "1190.00", issued: issued, due: due)])
        )
    }

    @Test(
        "what is for another time is another document",
        arguments: [
            "Rechnung Dezember 2025", "Abo Februar 2026", "Abo Februar", "Miete für Februar", "facture de février 2026",
            "Loyer janvier", "Affitto gennaio 2026", "Wartung FEB2026", "Beitrag 12/2025", "Rechnung 2026-02",
            "Beitrag Q4/2025", "4. Quartal 2025", "Abo Q4", "1. Halbjahr 2025", "Abo Dezember - Februar",
            "Beitrag November 2025 bis Februar 2026", "2025 Dezember", "Beitrag 2025", "Miete Mai 2026",
            "huur februari", "Mai", "Februar", "02/2026", "2026-02", "Miete 02/26", "Feb invoice",
            "Rechnung Febr. 2026",
        ]
    )
    func another(text: String) {
        #expect(Self.outcome(text) == ["0 !unknown_reference"], "\(text)")
    }

    @Test(
        "its own month, a span around it, or a time of something else says nothing against it",
        arguments: [
            "Rechnung März 2026", "Abo März", "Miete Mrz. 2026", "Loyer mars 2026", "Beitrag Q1/2026", "1. Quartal",
            "H1 2026", "Januar bis April 2026", "Abo Februar-April", "Beitrag 3/2026", "Beitrag 2026", "Wartung 2027",
            "Vertrag Januar 2024", "Bestellung vom Februar 2026", "Lieferung 02/2026", "März", "03/2026",
            "Miete 03/26", "Uhr 12:25",
            "Invoice Set", "Zahlung 5. Februar", "Abo Februar und März 2026",
        ]
    )
    func own(text: String) {
        #expect(Self.outcome(text) == ["0 amount_party_date INV10=1190.00"], "\(text)")
    }

    @Test("a month between the days of issue and of payment is its own, over the end of a year too")
    func open() {
        #expect(Self.outcome("Miete Dezember", issued: "2025-12-20", due: "2026-01-19").count == 1)
        for text in ["Miete Dezember", "Miete Januar 2026", "Beitrag 2025"] {
            let outcome = Self.outcome(text, issued: "2025-12-20", due: "2026-01-19")
            #expect(outcome == ["0 amount_party_date INV10=1190.00"], "\(text)")
        }
        #expect(Self.outcome("Miete November", issued: "2025-12-20", due: "2026-01-19") == ["0 !unknown_reference"])
    }

    @Test("a sum is not posted for a month of which none of its documents is")
    func sum() {
        let items = [
            item("INV10", "1190.17", issued: "2026-02-20", due: "2026-03-22"), item("INV11", "713.29"),
        ]
        func outcome(_ text: String) -> [String] {
            HubReconciliationTests.outcome(run([line("1903.46", text, name: "Acme GmbH")], items))
        }
        #expect(outcome("Rechnungen Februar 2026") == ["0 open_items_sum INV10=1190.17 INV11=713.29"])
        #expect(outcome("Rechnungen Januar 2026") == ["0 !no_match"])
        #expect(outcome("Rechnungen vom 15.01.2026") == ["0 !no_match"])
    }
}
