import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

/// What a text may say where nothing but the amount speaks for a document, or for a discount.
@Suite("plain words") struct PlainWordTests {
    private static let two = [item("RE-2026-1001", "1234.56"), item("RE-2026-1002", "2345.67")]

    /// One document of 1234.56, and two of which the receipt is the sum.
    private static func outcomes(_ text: String) -> [[String]] {
        [
            outcome(run([line("1234.56", text, name: "Acme GmbH")], [two[0]])),
            outcome(run([line("3580.23", text, name: "Acme GmbH")], two)),
        ]
    }

    @Test(
        "what everybody writes who pays",
        arguments: [
            "", "Zahlung", "Rechnung", "Vielen Dank für Ihre Lieferung", "SEPA-Überweisung EREF+77812",
            "payment for goods",
            "Ihre Leistungen, Kundennr. 48213", "règlement facture, merci", "saldo fattura", "betaling factuur",
            "Acme GmbH, Begleichung offener Posten", "PAYMENT FROM ACME", "Wartung Software", "TRN 26064 incoming wire",
            "Zahlungserinnerung", "GUTSCHR. UEBERWEISUNG SEPA DATUM 10.03.2026, 08.12 UHR", "BONIFICO A VOSTRO FAVORE",
            "Naam: Acme GmbH Omschrijving: betaling factuur Kenmerk: NOTPROVIDED", "Insättning Bankgiro",
            "Received money from Acme GmbH with reference", "Paiement fournisseur, cordialement",
            "mit freundlichen Grüßen",
            "Rechnung U\u{308}berweisung", "EUR1234,56", "ACH CREDIT EED:260310",
            "BIC COBADEFFXXX IBAN DE89370400440532013000", "EREF+ABCDE PURP+GDDS SVWZ+Rechnung",
            "Beratungsleistung", "zapłata za fakturę", "betalning av faktura",
        ]
    )
    func plain(_ text: String) {
        #expect(Self.outcomes(text)[0] == ["0 amount_party_date RE-2026-1001=1234.56"], "\(text)")
    }

    @Test(
        "what may be said of any other money",
        arguments: [
            "Insolvenzquote 5,2%", "Arrhes", "Señal", "Waarborgsom", "Zadatek", "Käsiraha", "Kauce", "Kaució", "ΕΝΑΝΤΙ",
            "Umbuchung", "Dividend distribution", "Volume rebate", "Insurance claim", "Escrow release", "50%", "RATE3",
            "1 von 2", "2ème échéance", "Sicherheitsleistung", "Minderlieferung", "Rest", "Differenzbetrag",
            "Remaining balance", "II rata", "Gutschrift 55", "KW 06", "GS 77",
            "im Auftrag von Meier Logistik", "ABWA+Meier Logistik GmbH", "1.300,- abz. Reklamation", "minus 60,00",
            "montant 14 250,00", "Rechnung 14 250,00", "Honorarnote 99871 Ihre Leistung", "nur Teilbetrag, Rest folgt",
            "Refusion",
            "PURP+REFU",
        ]
    )
    func strange(_ text: String) {
        for outcome in Self.outcomes(text) { #expect(outcome.allSatisfy { $0.contains(" !") }, "\(text): \(outcome)") }
    }

    @Test("a rest of what is partly paid may be called so", arguments: ["Rest", "2. Rate", "50% Rest", "Restzahlung"])
    func rest(_ text: String) {
        let partly = item("RE-2026-1001", "1190.00", open: "595.00")
        let found = outcome(run([line("595.00", text, name: "Acme GmbH")], [partly]))
        #expect(found == ["0 amount_party_date RE-2026-1001=595.00"], "\(text)")
    }

    @Test("everything that is open adds up in one way, however much it is")
    func everything() {
        let items = (0..<60).map { item("RE-2026-1\(100 + $0)", "\(1_000 + 37 * $0).\(10 + $0 % 90)") }
        let sum = items.reduce(0) { $0 + $1.invoice.open.minorUnits }
        for text in ["Ausgleich aller offenen Posten", "60 Rechnungen"] {
            let receipt = line(Money(minorUnits: sum, currency: .eur).decimal, text, name: "Acme GmbH")
            #expect(run([receipt], items).matches.first?.allocations.count == 60, "\(text)")
        }
        let less = line(Money(minorUnits: sum - 1, currency: .eur).decimal, "alle offenen Posten", name: "Acme GmbH")
        #expect(run([less], items).matches.isEmpty)
    }

    @Test(
        "a person is no company, and one word in common is no name",
        arguments: [
            ("Müller GmbH", "Frau Müller", false), ("Weber AG", "Dr. Weber", false),
            ("Frau Schmidt", "Frau Schmidt", true),
            ("Dr. Oetker KG", "Dr. Oetker", true), ("Nordwind GmbH", "Fa. Nordwind GmbH", true),
            ("Nordwind GmbH", "Firma Nordwind", true),
        ]
    )
    func persons(_ customer: String, _ payer: String, _ isOne: Bool) {
        let items = [item("RE-2026-1001", "1190.00", name: customer)]
        let posted = run([line("1190.00", "Zahlung", name: payer)], items).matches.count
        #expect((posted == 1) == isOne, "\(payer)")
    }

    @Test(
        "a name that is only contained vouches for no part",
        arguments: [
            ("Müller", "Müller Logistik GmbH", false), ("Berlin Bau GmbH", "Berlin", false),
            ("Schulz Labortechnik Halle GmbH", "Schulz Labortechnik", true),
        ]
    )
    func contained(_ customer: String, _ payer: String, _ vouches: Bool) {
        let items = [item("RE-2026-1001", "1190.00", name: customer)]
        let part = outcome(run([line("500.00", "RE-2026-1001", name: payer)], items))
        #expect(part == [vouches ? "0 own_reference RE-2026-1001=500.00" : "0 !unknown_payer"], "\(payer)")
    }

    @Test(
        "a number that is called something else, or is a word, takes no part of a payment",
        arguments: [
            ("ABCD", "Projekt ABCD"), ("BETA", "Projekt BETA Anzahlung"), ("A-1001", "Auftrag A-1001 Anzahlung"),
        ]
    )
    func words(_ number: String, _ text: String) {
        let items = [item(number, "5000.00")]
        #expect(outcome(run([line("1200.00", text, name: "Acme GmbH")], items)).allSatisfy { $0.contains("!") })
        #expect(outcome(run([line("5000.00", "Rechnung \(number)", name: "Acme GmbH")], items)).count == 1)
    }

    @Test(
        "the number of a cheque decides nothing, and one that is said to be a document's does",
        arguments: [
            ("CHECK # 100235", "0 !ambiguous"), ("CHK 100235", "0 !ambiguous"), ("ACH TRACE 100235", "0 !ambiguous"),
            ("Filiale 100299 Rechnung 100235", "0 own_reference 100235=980.00"),
            ("Kst 100299 Rg 100235", "0 own_reference 100235=980.00"),
        ]
    )
    func labels(_ text: String, _ expected: String) {
        let items = [item("100235", "980.00"), item("100299", "980.00")]
        #expect(outcome(run([line("980.00", text, name: "Acme GmbH")], items)) == [expected], "\(text)")
    }

    @Test(
        "a day, a share or an instalment behind a number is no member of a list",
        arguments: [
            "RE-2026-1001 02/03/2026", "fattura RE-2026-1001 05/02/2026", "RE-2026-1001, 2. Rate",
            "RE-2026-1001, 5% Einbehalt", "RE-2026-1001: 2 von 3", "RE-2026-1001 ./. 10% Einbehalt",
        ]
    )
    func lists(_ text: String) {
        let items = (1...12).map { item("RE-2026-10\($0 < 10 ? "0" : "")\($0)", "\(1_200 + $0).37") }
        let found = outcome(run([line("500.00", text, name: "Acme GmbH")], items))
        #expect(found == ["0 own_reference RE-2026-1001=500.00"], "\(text)")
    }

    @Test(
        "money that came back, or is for something else, is no part of what the text names",
        arguments: [
            "Kaution zu RE-2026-1001", "Korrektur RE-2026-1001", "Frachtkosten zu RE-2026-1001",
            "Late fee RE-2026-1001",
            "statt RE-2026-1001", "Pénalités de retard RE-2026-1001", "RE-2026-1001 doppelt bezahlt",
            "NSF RE-2026-1001",
        ]
    )
    func noParts(_ text: String) {
        let found = outcome(run([line("40.00", text, name: "Acme GmbH")], [item("RE-2026-1001", "1190.00")]))
        #expect(found.allSatisfy { $0.contains("!") }, "\(text): \(found)")
    }

    @Test(
        "money that came back names what it was for",
        arguments: [
            "Überweisungsretoure RE-2026-1001", "Restituzione fattura RE-2026-1001", "Przelew odrzucony RE-2026-1001",
            "Tilbageført RE-2026-1001", "Transferencia devuelta RE-2026-1001", "DISHONOURED CHEQUE RE-2026-1001",
            "UNABLE TO APPLY RE-2026-1001", "Trop perçu facture RE-2026-1001", "Aterbetalning RE-2026-1001",
        ]
    )
    func returned(_ text: String) {
        let found = outcome(run([line("1190.00", text, name: "Acme GmbH")], [item("RE-2026-1001", "1190.00")]))
        #expect(found == ["0 !returned"], "\(text)")
    }
}
