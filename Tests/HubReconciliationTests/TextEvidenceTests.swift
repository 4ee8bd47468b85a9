import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

/// What a text says beside an amount or a number, and what a careful accountant makes of it.
@Suite("what texts say beside amounts and numbers") struct TextEvidenceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var payer: String? = "Acme GmbH"
        let amount: String
        let text: String
        let items: [OpenItem]
        let outcome: [String]

        var testDescription: String { "\(name): \(text)" }
    }

    private static let one = [item("RE-2026-4587", "100.00"), item("RE-2026-0099", "30.00")]
    private static let withNote = [item("RE-2026-4587", "100.00"), item("GS-2026-0012", "30.00", kind: .creditNote)]
    private static let withBolt = [
        item("RE-2026-4587", "100.00"), item("RE-2026-4588", "100.00", customer: "C2", name: "Alpina Stahlhandel GmbH"),
    ]
    private static let equal = [
        item("RE-2026-4587", "100.00"), item("RE-2026-4593", "100.00"), item("AN-4588", "70.00"),
    ]
    private static let checked = [item("RE-2026-4587", "100.00", reference: "12345672")]
    private static let twins = [item("RE-2026-9363", "13714.85"), item("RE-2026-3963", "13985.21")]
    private static let exact = ["0 own_reference RE-2026-4587=100.00"]

    private static func rows(
        _ name: String,
        _ texts: [String],
        _ amount: String,
        _ items: [OpenItem],
        _ outcome: [String],
        payer: String? = "Acme GmbH"
    ) -> [Case] {
        texts.map { Case(name: name, payer: payer, amount: amount, text: $0, items: items, outcome: outcome) }
    }

    static let cases: [Case] =
        rows(
            "money that came back",
            [
                "RE-2026-4587 Rückläufer", "UEBERWEISUNGSRUECKLAEUFER RE-2026-4587", "Return RE-2026-4587",
                "RE-2026-4587 Recall", "chargeback RE-2026-4587", "RE-2026-4587 Empfänger unbekannt",
            ],
            "100.00",
            one,
            ["0 !returned"]
        )
        + rows(
            "no payment of an invoice",
            ["Steuererstattung", "Mietkaution", "Rückvergütung", "возврат", "返金", "Bonus", "WKZ Frühjahr"],
            "100.00",
            one,
            ["0 !no_match"]
        )
        + rows(
            "a number behind words that we do not know",
            ["Сч. 99871", "חשבונית 99871", "Kvittering 99871", "Kvittering nr 99871"],
            "100.00",
            one,
            ["0 !unknown_reference"]
        )
        + rows(
            "words that say nothing of a document",
            ["Telefon 99871", "Kundennr. 99871", "Danke 100", "lt. Vereinbarung", "SEPA CREDIT TRANSFER"],
            "100.00",
            withBolt,
            ["0 amount_party_date RE-2026-4587=100.00"]
        )
        + rows(
            "a part or a rest of what is untouched",
            ["Teilzahlung", "Restzahlung", "2. Rate", "Rate 2"],
            "100.00",
            one,
            ["0 !no_match"]
        )
        + rows("another amount", ["Rechnung über 250,00 EUR", "EUR 1.250,00"], "100.00", one, ["0 !ambiguous"])
        + rows(
            "its own amount, or less",
            ["Rechnung über 100,00 EUR", "inkl. 15,97 EUR MwSt", "100.00 EUR", "EUR 90"],
            "100.00",
            one,
            ["0 amount_party_date RE-2026-4587=100.00"]
        )
        + rows(
            "another customer by the word that its name alone begins with",
            [
                "Alpina", "f. Alpina Stahlh.", "Zahlung Alpina", "AlpinaStahlhandel", "ALPINASTAHLHANDELGMBH",
                "AlpinaStahl",
            ],
            "100.00",
            withBolt,
            ["0 !contradicting_payer"]
        )
        + rows(
            "a reason that is no credit note",
            ["RE-2026-4587 Rest folgt", "RE-2026-4587 Einbehalt 30%", "RE-2026-4587 abzgl. Werbekosten 30,00"],
            "70.00",
            withNote,
            ["0 own_reference RE-2026-4587=70.00"]
        )
        + rows(
            "a credit note is one",
            ["RE-2026-4587", "RE-2026-4587 abzgl. Gutschrift"],
            "70.00",
            withNote,
            ["0 own_reference RE-2026-4587=100.00 GS-2026-0012=-30.00"]
        )
        + rows("interest", ["Verzugszinsen zu RE-2026-4587"], "7.50", one, ["0 !no_match"])
        + rows("one number twice", ["RE-2026-4587; RE-2026-4587"], "150.00", one, ["0 !over"])
        + rows("one number twice, exactly", ["RE-2026-4587; RE-2026-4587"], "100.00", one, exact)
        + rows(
            "a check digit says nothing against a customer's number",
            ["Kundennummer 12345672", "Tel. 12345672"],
            "60.00",
            checked,
            ["0 !unknown_payer"],
            payer: "Zwirner"
        )
        + rows(
            "a reference is one",
            ["12345672", "Ref. 12345672"],
            "100.00",
            checked,
            ["0 structured_reference RE-2026-4587=100.00"]
        )
        + rows(
            "which of equal ones, by its digits",
            ["Rechnung 4587", "Rechnung 4587/2026", "RE-26-4587"],
            "100.00",
            equal,
            ["0 amount_party_date RE-2026-4587=100.00"]
        )
        + rows(
            "a number in another form than it is printed in",
            [
                "2026-4587", "20264587", "RE-2026-45 87", "RE-20\n26-4587", "RE-20 26-4587", "RE-2026-4587KdNr4711",
                "RE-2026-4587vom 01.03.2026", "ＲＥ－２０２６－４５８７", "请付RE-2026-4587谢谢", "RE-٢٠٢٦-٤٥٨٧",
            ],
            "100.00",
            equal,
            exact
        )
        + rows(
            "no number of ours, although its begin or its end is one",
            [
                "RE-2026-4587A", "RE-2026-458 71", "RE-2026-45 8 7", "12026-4587", "GS-2026-4587",
                "Gutschrift 2026-4587", "Angebot 2026-4587",
            ],
            "100.00",
            equal,
            ["0 !ambiguous"]
        )
        + rows(
            "a part of what is said to be a document's number, without what it begins with",
            ["Teilzahlung Rechnung 2026-4587", "Rechnungsnr. 20264587", "Rechnung Nr. 2026 4587"],
            "60.00",
            one,
            ["0 own_reference RE-2026-4587=60.00"]
        )
        + rows(
            "digits alone with another amount may be something else",
            ["2026-4587", "Zahlung 20264587"],
            "60.00",
            one,
            ["0 !ambiguous"]
        )
        + rows("which of equal ones nobody knows", ["Rechnung", "4587 4593"], "100.00", equal, ["0 !ambiguous"])

    @Test("what the payer says to have taken off is the reason of what stays open, and makes no sum by itself")
    func deductions() throws {
        func reasons(_ text: String, _ amount: String) -> [String] {
            let result = run([line(amount, text, name: "Acme GmbH")], [item("RE-2026-4587", "1013.17")])
            return result.matches.flatMap(\.allocations).map(\.reason.rawValue)
                + result.exceptions.map(\.reason.rawValue)
        }
        for text in [
            "RE-2026-4587 abzgl. Einbehalt 50,00", "RE-2026-4587 less damaged goods EUR 50.00",
            "RE-2026-4587 Kürzung 50,00 EUR",
        ] {
            #expect(reasons(text, "963.17") == ["deduction"], "\(text)")
        }
        for text in [
            "RE-2026-4587", "RE-2026-4587 abzgl. Einbehalt 40,00", "RE-2026-4587 Lieferung 50,00",
            "RE-2026-4587 abzgl. 30,00 und Abzug 20,00",
        ] {
            #expect(reasons(text, "963.17") == ["part_payment"], "\(text)")
        }
        let two = [item("RE-2026-4587", "1013.17"), item("RE-2026-4593", "2337.31"), item("RE-2026-4601", "17.29")]
        func exception(_ text: String) throws -> LineException {
            try #require(run([line("3300.48", text, name: "Acme GmbH")], two).exceptions.first)
        }
        let sum = try exception("Rechnungen März abzgl. Belastung 50,00")
        #expect(sum.reason == .under && Set(sum.suggestions.map(\.invoice.text)) == ["RE-2026-4587", "RE-2026-4593"])
        #expect(sum.explanation.contains("the 50.00 EUR that it takes off (\"ABZGL BELASTUNG\")"))
        #expect(try exception("Rechnungen März abzgl. Belastung 51,00").reason == .noMatch)
        #expect(try exception("RE-2026-4587 RE-2026-4593 abzgl. Einbehalt 50,00").explanation.contains("are taken off"))
    }

    @Test("two numbers that nothing stands between are two")
    func joined() {
        let items = [item("RE-2026-4587", "100.00"), item("RE-2026-4593", "250.00"), item("RE-2026-4601", "250.00")]
        for text in ["RE-2026-4587RE-2026-4593", "RE20264587RE20264593", "RE-2026-4587UND RE-2026-4593"] {
            #expect(
                outcome(run([line("350.00", text, name: "Acme GmbH")], items))
                    == ["0 own_reference RE-2026-4587=100.00 RE-2026-4593=250.00"],
                "\(text)"
            )
        }
    }

    @Test(
        "digits alone are a document's number where a word or their field says so",
        arguments: [
            ("Rechnung Nr. 101101 abzgl. Bankgebühr", nil), ("Rechnungen 101101", nil), ("RE101101", nil),
            ("請求書１０１１０１", nil), ("", "101101"), ("", "0000101101"),
        ] as [(String, String?)]
    )
    func said(text: String, field: String?) {
        let receipt = line("60.00", text, name: "Acme GmbH", documents: field.map { [$0] } ?? [])
        let result = run([receipt], [item("101101", "100.00"), item("102101", "250.00")])
        #expect(outcome(result).map { $0.suffix(12) } == ["101101=60.00"], "\(result.exceptions.map(\.explanation))")
    }

    @Test(
        "digits alone, a customer's number or an order's among them, are none with another amount",
        arguments: [
            "101101", "Zahlung 101101", "Kundennr. 101101", "KD101101", "Rechnung vom 101101 101101",
        ]
    )
    func bare(text: String) {
        let items = [item("101101", "100.00"), item("102101", "250.00")]
        #expect(
            outcome(run([line("60.00", text, name: "Acme GmbH")], items)).allSatisfy { $0.hasPrefix("0 !") },
            "\(text)"
        )
    }

    @Test("texts", arguments: cases)
    func texts(_ example: Case) {
        let result = run([line(example.amount, example.text, name: example.payer)], example.items)
        #expect(outcome(result) == example.outcome, "\(result.exceptions.map(\.explanation))")
    }

    @Test(
        "a reference that a thousand documents have names them, one that more have names none",
        arguments: [1_000, 1_001]
    )
    func sharedReference(count: Int) {
        let items = (1...count).map { item("RE-2026-\(10_000 + $0)", "100.00", reference: "CONTRACT4711") }
        let result = run([line("100.00", "CONTRACT4711")], items)
        let isNamed = result.exceptions.first?.explanation.hasSuffix("which \(count) open documents answer to") == true
        #expect(result.matches.isEmpty && isNamed == (count == 1_000), "\(result.exceptions.map(\.explanation))")
    }

    @Test("an amount that another receipt pays exactly is no over-payment of another document")
    func settledTwin() {
        let lines = [
            line("13985.21", "RE-2026-9363", index: 0, name: "Acme GmbH"),
            line("13985.21", "RE-2026-3963", index: 1, name: "Acme GmbH"),
        ]
        #expect(outcome(run(lines, Self.twins)) == ["0 !ambiguous", "1 own_reference RE-2026-3963=13985.21"])
    }

    @Test(
        "one word is no customer's name where several begin with it",
        arguments: [
            ("Müller", "0 !unknown_payer"), ("Mueller", "0 !unknown_payer"),
            ("Müller GmbH", "0 amount_party_date RE-1001=100.00"), ("Nagel", "0 amount_party_date RE-1004=100.00"),
        ]
    )
    func surnames(payer: String, expected: String) {
        let items = [
            item("RE-1001", "100.00", customer: "C1", name: "Müller GmbH"),
            item("RE-1002", "100.00", customer: "C2", name: "Müller Logistik GmbH"),
            item("RE-1003", "100.00", customer: "C3", name: "Müller & Söhne KG"),
            item("RE-1004", "100.00", customer: "C4", name: "Nagel GmbH"),
        ]
        #expect(outcome(run([line("100.00", name: payer)], items)) == [expected])
    }

    @Test("all that is open is paid, in equal amounts, less the only credit note, or as the text says")
    func everything() {
        let two = [item("RE-1001", "4911.37"), item("RE-1002", "4911.37")]
        #expect(outcome(run([line("9822.74", name: "Acme GmbH")], two)).first?.contains("open_items_sum") == true)
        let elsewhere = two + (3...60).map { item("RE-10\($0)", "4911.37", customer: "C\($0)", name: "N\($0) AG") }
        #expect(outcome(run([line("9822.74", name: "Acme GmbH")], elsewhere)) == ["0 !no_match"])
        let note = [item("RE-1001", "51119.37"), item("GS-1", "8211.13", kind: .creditNote)]
        #expect(outcome(run([line("42908.24", name: "Acme GmbH")], note)).first?.contains("open_items_sum") == true)
        let round = [item("RE-1001", "119.00"), item("RE-1002", "238.00"), item("RE-1003", "68.50")]
        #expect(outcome(run([line("425.50", name: "Acme GmbH")], round)) == ["0 !no_match"])
        for text in ["alle offenen Rechnungen", "Kontoausgleich", "all open invoices"] {
            let found = outcome(run([line("425.50", text, name: "Acme GmbH")], round))
            #expect(found.first?.contains("open_items_sum") == true, "\(text): \(found)")
            #expect(outcome(run([line("357.00", text, name: "Acme GmbH")], round)) == ["0 !no_match"])
        }
    }
}
