import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

/// What a receipt says that its amount does not.
@Suite("words and parties against an amount") struct PaymentWordTests {
    static let items = [
        item("RG-20002", "1049.53"), item("RG-20005", "5120.09"), item("GS-30001", "50.00", kind: .creditNote),
        item("RG-20009", "88.88", customer: "C9", name: "Suedkurve AG"),
    ]

    @Test(
        "a refund pays no invoice by its amount, and who pays a part takes no credit note off",
        arguments: [
            ("1049.53", "Miete", "0 amount_party_date RG-20002=1049.53"),
            ("1049.53", "Rückzahlung Doppelzahlung", "0 !no_match"),
            // Why less is paid, what else is paid, and how many documents.
            ("1049.53", "Mahngebühren", "0 !no_match"), ("1049.53", "Monatsrate", "0 !no_match"),
            ("1049.53", "2e termijn", "0 !no_match"), ("1049.53", "Zahlung 2/3", "0 !no_match"),
            ("1049.53", "erste Rate", "0 !no_match"), ("1049.53", "paiement partiel", "0 !no_match"),
            ("1049.53", "2 Rechnungen", "0 !ambiguous"), ("1049.53", "zwei Rechnungen", "0 !ambiguous"),
            ("6169.62", "drei Rechnungen", "0 !no_match"),
            ("6169.62", "2 Rechnungen", "0 open_items_sum RG-20002=1049.53 RG-20005=5120.09"),
            ("1049.53", "EUR 1200", "0 !ambiguous"), ("1049.53", "€1,200.00", "0 !ambiguous"),
            ("1049.53", "1.200,- EUR", "0 !ambiguous"), ("1049.53", "Rechnungsbetrag 1.200,00", "0 !ambiguous"),
            ("1049.53", "Auftrag 1200 EUR 1.049,53", "0 amount_party_date RG-20002=1049.53"),
            ("1049.53", "Rechnung Dez. 25", "0 !unknown_reference"),
            ("6169.62", "RG-20002, 20014", "0 !unknown_reference"),
            ("6169.62", "RG-20002 mit Vertragsstrafe", "0 !ambiguous"),
            ("6169.62", "1 Rechnung RG-20002", "0 !ambiguous"), ("6169.62", "3 invoices RG-20002", "0 !ambiguous"),
            ("6169.62", "2 Rechnungen RG-20002", "0 own_reference RG-20002=1049.53 RG-20005=5120.09"),
            ("6169.62", "zwei Rechnungen: RG-20002", "0 own_reference RG-20002=1049.53 RG-20005=5120.09"),
            ("6169.62", "RG-20002 und 2", "0 !ambiguous"),
            ("1049.53", "1 Rechnung", "0 amount_party_date RG-20002=1049.53"),
            ("999.53", "1 Rechnung RG-20002", "0 own_reference RG-20002=1049.53 GS-30001=-50.00"),
            ("6169.62", "RG-20002 und Rechnung vom 10.01.2026", "0 !ambiguous"),
            ("6169.62", "RG-20002 und weitere", "0 own_reference RG-20002=1049.53 RG-20005=5120.09"),
            ("6169.62", "RG-20002 u.a. Gesamt 6.169,62 EUR", "0 own_reference RG-20002=1049.53 RG-20005=5120.09"),
            ("6169.62", "RG-20002 plus Rechnung über 5.120,09", "0 !ambiguous"),
            ("999.53", "RG-20002 less your credit note", "0 own_reference RG-20002=1049.53 GS-30001=-50.00"),
            ("999.53", "RG-20002 abzgl. Ihrer Gutschrift", "0 own_reference RG-20002=1049.53 GS-30001=-50.00"),
            ("999.53", "RG-20002 moins avoir", "0 own_reference RG-20002=1049.53 GS-30001=-50.00"),
            ("1049.53", "Wohnung 3/12", "0 amount_party_date RG-20002=1049.53"),
            ("1049.53", "payment reminder", "0 amount_party_date RG-20002=1049.53"),
            ("1049.53", "Thanks in advance", "0 amount_party_date RG-20002=1049.53"),
            ("1049.53", "USD 1,450.00 = EUR 1049.53", "0 amount_party_date RG-20002=1049.53"),
            ("1049.53", "Invoice March 1", "0 amount_party_date RG-20002=1049.53"),
            ("6169.62", "RG-20002 vom 10.01.2026", "0 own_reference RG-20002=1049.53 RG-20005=5120.09"),
            ("6169.62", "Zahlung RG-20002 Kundennr. 4711", "0 own_reference RG-20002=1049.53 RG-20005=5120.09"),
            ("999.53", "RG-20002 delbetaling", "0 own_reference RG-20002=999.53"),
            ("999.53", "RG-20002 paiement partiel", "0 own_reference RG-20002=999.53"),
            ("1049.53", "REFUND for order", "0 !no_match"), ("1049.53", "Anzahlung Auftrag 8812", "0 !no_match"),
            ("1049.53", "down payment order 551", "0 !no_match"), ("1049.53", "Acompte commande 551", "0 !no_match"),
            ("1049.53", "Vorkasse", "0 !no_match"), ("1049.53", "Erstattung Doppelzahlung", "0 !no_match"),
            ("1049.53", "deposit for order 5512", "0 !no_match"),
            ("1049.53", "ACH DEPOSIT", "0 amount_party_date RG-20002=1049.53"),
            ("6169.62", "RG-20002 und Rest Vorauszahlung", "0 own_reference RG-20002=1049.53 unapplied=5120.09"),
            ("6169.62", "RG-20002 und anderes", "0 own_reference RG-20002=1049.53 RG-20005=5120.09"),
            ("6169.62", "offene Posten", "0 open_items_sum RG-20002=1049.53 RG-20005=5120.09"),
            ("6169.62", "Terugbetaling", "0 !no_match"),
            // What comes back names the invoice that it was for.
            ("1049.53", "Refund RG-20002", "0 !returned"), ("1049.53", "REJECT MS03 RG-20002", "0 !returned"),
            ("1049.53", "Storno RG-20002", "0 !returned"),
            ("999.53", "RG-20002 abz. Retoure GS-30001", "0 own_reference RG-20002=1049.53 GS-30001=-50.00"),
            ("1049.53", "RG-20002 Anzahlung", "0 own_reference RG-20002=1049.53"),
            ("999.53", "RG-20002", "0 own_reference RG-20002=1049.53 GS-30001=-50.00"),
            ("999.53", "RG-20002 Teilzahlung", "0 own_reference RG-20002=999.53"),
            ("999.53", "RG-20002 1. Rate", "0 own_reference RG-20002=999.53"), ("50.00", "GS-30001", "0 !over"),
        ]
    )
    func readsWords(amount: String, text: String, expected: String) {
        #expect(outcome(run([line(amount, text, name: "Acme GmbH")], Self.items)) == [expected], "\(text)")
    }

    @Test(
        "in many languages",
        arguments: [
            "Storno", "Fehlüberweisung", "Konto erloschen", "AC04", "credit note", "money back", "avoir",
            "nota di credito",
            "nota de crédito", "estorno", "devolução", "creditnota", "korekta", "vratka", "dobropis", "kreditfaktura",
            "tilbagebetaling", "tilbakebetaling", "palautus", "hyvityslasku", "visszatérítés", "iade", "geri ödeme",
            "proforma", "vooruitbetaling", "przedpłata", "Vorabzahlung", "payment on account",
            "caution",
            "dépôt de garantie", "odsetki", "intérêts de retard", "Doppelzahlung", "virement rejeté", "conto estinto",
            "záloha", "ön ödeme", "előleg", "ennakkomaksu", "adiantamento", "a conto", "Abschlagszahlung",
        ]
    )
    func knowsLanguages(text: String) {
        #expect(outcome(run([line("1049.53", text, name: "Acme GmbH")], Self.items)) == ["0 !no_match"], "\(text)")
    }

    @Test("an amount that others make together is not more than the one that is named")
    func leavesSumsOfOthers() {
        let items = [
            item("RG-20001", "119.00"), item("RG-20002", "238.50"), item("RG-20003", "511.70"),
            item("RG-20004", "64.10"), item("RG-20009", "9.00", customer: "C9", name: "Suedkurve AG"),
        ]
        for (amount, expected) in [
            ("750.20", "0 !ambiguous"), ("814.30", "0 !ambiguous"), ("302.60", "0 !ambiguous"),
            ("500.00", "0 own_reference RG-20001=119.00 unapplied=381.00"),
        ] {
            let receipt = line(amount, "alle offenen ausser RG-20001", name: "Acme GmbH")
            #expect(outcome(run([receipt], items)) == [expected], "\(amount)")
        }
    }

    @Test(
        "money that comes back with the number of what it was for",
        arguments: [
            "Rückgabe RG-20002", "RUECKUEBERWEISUNG RG-20002", "RG-20002 (retoure)", "RG-20002/RETURNED",
            "AC04 RG-20002",
            "money back RG-20002", "reimbursed RG-20002", "geri ödeme RG-20002", "vrácení RG-20002", "Zwrot: RG-20002",
            "RG-20002 account closed", "ÅTERBETALNING RG-20002",
        ]
    )
    func hearsReturns(text: String) {
        #expect(outcome(run([line("1049.53", text, name: "Acme GmbH")], Self.items)) == ["0 !returned"], "\(text)")
    }

    @Test("an amount that is one document's and two others' sum is a question")
    func asksBesidePairs() {
        let items = [item("RG-1", "100.10"), item("RG-2", "200.23"), item("RG-3", "300.33"), item("RG-4", "55.00")]
        for (text, expected) in [
            ("2 Rechnungen", "0 !ambiguous"), ("", "0 !ambiguous"), ("RG-3", "0 amount_party_date RG-3=300.33"),
        ] {
            #expect(outcome(run([line("300.33", text, name: "Acme GmbH")], items)) == [expected], "\(text)")
        }
        #expect(outcome(run([line("55.00", "", name: "Acme GmbH")], items)) == ["0 amount_party_date RG-4=55.00"])
    }

    @Test("a payment on behalf of another customer pays nothing by its amount")
    func readsUltimateDebtors() {
        for (behalf, expected) in [
            (nil, "0 amount_party_date RG-20002=1049.53"), ("Acme GmbH", "0 amount_party_date RG-20002=1049.53"),
            ("Somebody Ltd", "0 amount_party_date RG-20002=1049.53"), ("Suedkurve AG", "0 !contradicting_payer"),
        ] {
            var receipt = line("1049.53", "Miete", name: "Acme GmbH")
            receipt.ultimateDebtorName = behalf
            #expect(outcome(run([receipt], Self.items)) == [expected], "\(behalf ?? "-")")
        }
    }

    @Test(
        "who says why less is paid takes no discount",
        arguments: [
            ("ohne Skonto, Einbehalt 20,00", "0 !under"), ("less bank charges 20.00", "0 !under"),
            ("Teilzahlung, Rest folgt", "0 !under"), ("abzgl. Reklamation 20,00", "0 !under"),
            ("moins retenue de garantie", "0 !under"), ("part payment", "0 !under"), ("without discount", "0 !under"),
            ("abzgl. 2% Sicherheitseinbehalt", "0 !under"), ("less 2% WHT", "0 !under"),
            ("98% 2% folgt nach Abnahme", "0 !under"), ("Skonto entfällt, Mängel", "0 !under"),
            ("abzgl. 20,00", "0 own_reference RG-1001=980.00 discount=20.00"),
            ("less 2 percent", "0 own_reference RG-1001=980.00 discount=20.00"),
            ("moins remise", "0 own_reference RG-1001=980.00 discount=20.00"),
            ("minus betalingskorting", "0 own_reference RG-1001=980.00 discount=20.00"),
            ("frais de transport", "0 !under"), ("short shipped 20.00", "0 !under"), ("Transportschaden", "0 !under"),
            ("abzgl. GS-2026-77", "0 !under"), ("abzgl. Gutschrift", "0 !under"), ("./. GS 77 20,00", "0 !under"),
            ("less credit note CN-77", "0 !under"),
            ("2% Deckungsrücklass", "0 !under"), ("- 20,00 Leergut", "0 !under"),
            ("Saldo", "0 own_reference RG-1001=980.00 discount=20.00"),
            ("abzgl. Skonto, Lieferung ohne Skonto", "0 own_reference RG-1001=980.00 discount=20.00"),
            ("abzgl. Skonto", "0 own_reference RG-1001=980.00 discount=20.00"),
            ("less 2%", "0 own_reference RG-1001=980.00 discount=20.00"),
            ("abz. 2% Skonto", "0 own_reference RG-1001=980.00 discount=20.00"),
            ("", "0 own_reference RG-1001=980.00 discount=20.00"),
        ]
    )
    func takesNoDiscount(text: String, expected: String) {
        let items = [
            item("RG-1001", "1000.00", discount: (off: "20.00", until: "2026-03-25")),
            item("RG-1009", "77.10", customer: "C9", name: "Suedkurve AG"),
        ]
        #expect(outcome(run([line("980.00", "RG-1001 \(text)", name: "Acme GmbH")], items)) == [expected])
        let amountOnly = outcome(run([line("980.00", text, name: "Acme GmbH")], items))
        let isLeft = expected == "0 !under"
        #expect(amountOnly.allSatisfy { $0.contains("!") == isLeft }, "\(amountOnly)")
    }

    @Test(
        "digits that may be something else's count only from a payer whom we know",
        arguments: [
            ("delivery note 100200", false), ("Tel. 0711 100200", false), ("USt-IdNr. DE 100200", false),
            ("Ref: invoice 100200", true),
            ("Kundenreferenz Rechnung 100200", true), ("Rechnung Nr. 2026-01", true),
            ("Schaden-Nr. 100200", false), ("bon de livraison 100200", false), ("Gehalt 2026-01", false),
            ("KW 2026-01", false), ("Rechnung 100200", true), ("invoice no. 100200", true), ("100200", true),
        ]
    )
    func knowsStrangersNumbers(text: String, isNamed: Bool) {
        let items = [item("100200", "500.00"), item("2026-01", "210.00")]
        let amount = text.contains("2026") ? "210.00" : "500.00"
        let strange = outcome(run([line(amount, text, name: "Schraubenwelt KG")], items))
        #expect(strange.allSatisfy { $0.contains("!") != isNamed }, "\(strange)")
        let known = outcome(run([line(amount, text, name: "Acme GmbH")], items))
        #expect(known.allSatisfy { !$0.contains("!") }, "\(known)")
    }

    @Test(
        "what has the account and amount of our own transfer pays nothing by its amount, and with its text nothing at all"
    )
    func findsTransfersWithoutID() {
        let account = "DE02100500000054540402"
        func found(_ text: String, sent days: String..., words: String = "Guthaben") -> [String] {
            let out = days.enumerated().map { place, day in
                line("1049.53", words, index: place + 1, account: account, on: day, direction: .debit)
            }
            let receipt = line("1049.53", text, name: "Acme GmbH", account: account)
            return outcome(run([receipt] + out, Self.items)).filter { $0.hasPrefix("0") }
        }
        #expect(found("", sent: "2026-03-18") == ["0 !returned"])
        #expect(found("RG-20002", sent: "2026-03-18") == ["0 own_reference RG-20002=1049.53"], "names it")
        #expect(found("Guthaben RG-20002", sent: "2026-03-18", words: "GUTHABEN RG 20002") == ["0 !returned"])
        #expect(found("", sent: "2026-03-21") == ["0 amount_party_date RG-20002=1049.53"], "sent later")
        #expect(found("", sent: "2026-03-18", "2026-03-21") == ["0 !returned"], "sent before and once more later")
        #expect(found("", sent: "2025-03-18") == ["0 amount_party_date RG-20002=1049.53"], "long ago")
        #expect(found("", sent: "2025-03-18", "2026-03-01") == ["0 !returned"], "long ago and lately")
    }

    @Test("what else a text tells of numbers, days, currencies and names")
    func readsTheRest() {
        func found(_ amount: String, _ text: String, _ items: [OpenItem], name: String = "Acme GmbH") -> [String] {
            outcome(run([line(amount, text, name: name)], items))
        }
        let three = [item("RE-2026-1001", "101.50"), item("RE-2026-1002", "102.50"), item("RE-2026-1003", "103.50")]
        let all = ["0 own_reference RE-2026-1001=101.50 RE-2026-1002=102.50 RE-2026-1003=103.50"]
        #expect(found("307.50", "RE-2026-1001, -1002 und -1003", three) == all)
        // The number alone is another document's.
        #expect(found("101.50", "1004", Array(three.prefix(2))) == ["0 !unknown_reference"])
        #expect(found("101.50", "2026", Array(three.prefix(2))) == ["0 amount_party_date RE-2026-1001=101.50"])
        let short = [item("RE-2026-10", "1234.57"), item("RE-2026-11", "873.19"), item("RE-2026-12", "2045.33")]
        #expect(found("4153.09", "", short).allSatisfy { $0.hasPrefix("0 open_items_sum") })
        #expect(found("4153.09", "Rechnung 10 und 11", short) == ["0 !no_match"])
        let dollars = [item("INV-7001", "900.00", currency: .usd), item("INV-7002", "1000.10")]
        #expect(found("1000.10", "Invoice in USD", dollars) == ["0 !currency"])
        #expect(found("1000.10", "Invoice", dollars) == ["0 amount_party_date INV-7002=1000.10"])
        let ofDay = [item("INV-7003", "77.70", issued: "2026-02-27")]
        for text in ["Invoice Feb 27", "Invoice February 27, 2026"] {
            #expect(found("77.70", text, ofDay) == ["0 amount_party_date INV-7003=77.70"], "\(text)")
        }
        #expect(found("77.70", "Invoice Feb 25", ofDay) == ["0 !unknown_reference"])
        let alike = [
            item("RE-7001", "1000.00", name: "Nordwind Maschinenbau GmbH"),
            item("RE-7003", "1000.00", customer: "C3", name: "Alpina Handels KG"),
        ]
        #expect(found("1000.00", "RE-7003", alike, name: "Nordwind Maschb") == ["0 !contradicting_payer"])
    }

    @Test("a number that is too short, and an account in another way of writing, are told as that")
    func tellsWhy() {
        let items = [
            item("R-11", "250.00", customer: "C2", name: "Bolt AG"), item("R-12", "250.00"),
            item("RG-20001", "40.00", customer: "C3", name: "Nordwind GmbH", account: "37040044/532013000"),
        ]
        let short = run([line("250.00", "R-11", name: "Acme GmbH")], items).exceptions.first?.explanation
        #expect(short?.contains("R11, which is too short to count (R-11 of customer C2)") == true, "\(short ?? "")")
        let alike = run([line("40.00", account: "DE89370400440532013000")], items).exceptions.first?.explanation
        #expect(alike?.contains("C3, whose account is written in another way") == true, "\(alike ?? "")")
    }

    @Test("what has the id and amount of our own transfer before it may have come back")
    func findsOwnTransfers() {
        func found(_ id: String?, _ amount: String, sent: String) -> [String] {
            let out = line(amount, "x", index: 1, on: sent, direction: .debit, endToEndID: "OUT-1")
            return outcome(run([line("1049.53", "x", name: "Acme GmbH", endToEndID: id), out], Self.items))
        }
        #expect(found("OUT-1", "1049.53", sent: "2026-03-18") == ["0 !returned"])
        let paid = ["0 amount_party_date RG-20002=1049.53"]
        #expect(
            found("OUT-1", "1049.53", sent: "2026-03-21") == paid && found("OUT-1", "99.00", sent: "2026-03-18") == paid
        )
        #expect(
            found("OUT-2", "1049.53", sent: "2026-03-18") == paid && found(nil, "1049.53", sent: "2026-03-18") == paid
        )
    }
}
