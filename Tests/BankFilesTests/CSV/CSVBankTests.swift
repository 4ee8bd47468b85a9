import PaymentVocabulary
import Testing

@testable import BankFiles

/// What is read of layouts that banks have in use, with invented rows.
@Suite("CSV statements of banks")
struct CSVBankTests {
    struct Row: Equatable, CustomTestStringConvertible {
        var amount = ""
        var name: String?
        var account: String?
        var bank: String?
        var text: [String] = []

        var testDescription: String { "\(amount) \(name ?? "-")" }

        init(_ amount: String, _ name: String?, account: String? = nil, bank: String? = nil, _ text: String...) {
            (self.amount, self.name, self.account, self.bank, self.text) = (amount, name, account, bank, text)
        }

        init(_ entry: BankFileEntry) {
            amount = entry.signedAmount.description
            let party = entry.side == .credit ? entry.details.first?.debtor : entry.details.first?.creditor
            (name, account, bank) = (party?.name, party?.account, party?.bic)
            text = entry.details.first?.unstructured ?? []
        }
    }

    static let banks: [(bank: String, file: String, account: String?, rows: [Row])] = [
        (
            "Rabobank",
            """
            "IBAN/BBAN","Munt","BIC","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn","Tegenrekening IBAN/BBAN",\
            "Naam tegenpartij","Naam uiteindelijke partij","Naam initiërende partij","BIC tegenpartij","Code","Batch ID",\
            "Transactiereferentie","Machtigingskenmerk","Incassant ID","Betalingskenmerk","Omschrijving-1",\
            "Omschrijving-2","Omschrijving-3","Reden retour","Oorspr bedrag","Oorspr munt","Koers"
            "NL34RABO0142623393","EUR","RABONL2U","001","2024-03-01","2024-03-01","+12,50","+62,50",\
            "NL91ABNA0417164300","Janssen BV","","","ABNANL2A","cb","","","","","4000123","Factuur F-7","en F-8"," ","",\
            "","",""
            """,
            "NL34RABO0142623393",
            [
                Row(
                    "12.50 EUR",
                    "Janssen BV",
                    account: "NL91ABNA0417164300",
                    bank: "ABNANL2A",
                    "Factuur F-7",
                    "en F-8",
                    "4000123"
                )
            ]
        ),
        (
            "Deutsche Bank and Postbank, with the amount twice",
            """
            Umsätze
            Konto;Filial-/Kontonummer;IBAN;Währung
            Giro;123 1234567 00;DE75512108001245126199;EUR

            Letzter Kontostand;;;;2.500,00;EUR
            Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;IBAN / Kontonummer;BIC;\
            Kundenreferenz;Mandatsreferenz;Gläubiger ID;Fremde Gebühren;Betrag;Abweichender Empfänger;\
            Anzahl der Aufträge;Anzahl der Schecks;Soll;Haben;Währung
            3.6.2026;4.6.2026;SEPA-Gutschrift von;ACME GmbH;RG-1;DE89370400440532013000;COBADEFFXXX;E2E;;;;1.000,5;;;;;\
            1.000,5;EUR
            20.6.2026;20.6.2026;SEPA Überweisung;Vermieter;Miete;DE12500105170648489890;;;;;;-750;;;;-750;;EUR
            Kontostand;30.6.2026;;;1.500,00;EUR
            """,
            "DE75512108001245126199",
            [
                Row("1000.50 EUR", "ACME GmbH", account: "DE89370400440532013000", bank: "COBADEFFXXX", "RG-1"),
                Row("-750.00 EUR", "Vermieter", account: "DE12500105170648489890", "Miete"),
            ]
        ),
        (
            "DKB",
            """
            "Girokonto";"DE75512108001245126199"
            ""
            "Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";\
            "Umsatztyp";"IBAN";"Betrag (€)";"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz"
            "05.03.24";"05.03.24";"Gebucht";"ACME GMBH";"Ich";"RG-2";"Eingang";"DE89370400440532013000";"1.000";"";"";""
            "04.03.24";"04.03.24";"Gebucht";"Ich";"REWE";"Einkauf";"Ausgang";"DE12500105170648489890";"-45,6";"";"";""
            """,
            "DE75512108001245126199",
            [
                Row("1000.00 EUR", "ACME GMBH", account: "DE89370400440532013000", "RG-2"),
                Row("-45.60 EUR", "REWE", account: "DE12500105170648489890", "Einkauf"),
            ]
        ),
        (
            "HypoVereinsbank",
            """
            Kontonummer;Buchungsdatum;Valuta;Empfaenger 1;Empfaenger 2;Verwendungszweck;Betrag;Waehrung
            1234567890;05.03.2024;05.03.2024;ACME;GmbH;RG-3;1.500,00;EUR
            1234567890;06.03.2024;06.03.2024;Telekom;;x;-49,95;EUR
            """,
            "1234567890", [Row("1500.00 EUR", "ACME GmbH", "RG-3"), Row("-49.95 EUR", "Telekom", "x")]
        ),
        (
            "none, with the payer's account in front",
            """
            IBAN;Datum;Verwendungszweck;Betrag;Währung
            DE89370400440532013000;05.03.2024;RG-3;1.500,00;EUR
            DE12500105170648489890;06.03.2024;x;-49,95;EUR
            """,
            nil,
            [
                Row("1500.00 EUR", nil, account: "DE89370400440532013000", "RG-3"),
                Row("-49.95 EUR", nil, account: "DE12500105170648489890", "x"),
            ]
        ),
        (
            "Volksbank, with old account numbers",
            """
            Buchungstag;Empfänger/Zahlungspflichtiger;Konto-Nr.;IBAN;BIC;Vorgang/Verwendungszweck;Währung;Umsatz;" "
            05.03.2024;ACME GmbH;;DE89370400440532013000;COBADEFFXXX;RG-4;EUR;15,00;H
            06.03.2024;Amt;1234567;;;USt;EUR;3,00;S
            """,
            nil,
            [
                Row("15.00 EUR", "ACME GmbH", account: "DE89370400440532013000", bank: "COBADEFFXXX", "RG-4"),
                Row("-3.00 EUR", "Amt", account: "1234567", "USt"),
            ]
        ),
        (
            "Bradesco",
            """
            Extrato de: Ag: 1 | Conta: 2 | Entre 01/03/2024 e 31/03/2024
            Data;Histórico;Docto.;Crédito (R$);Débito (R$);Saldo (R$);
            12/03/24;SALDO ANTERIOR;;;;"1.000,00";
            13/03/24;TED RECEBIDA ACME NF 5;123;"1.500,00";;"2.500,00";
            14/03/24;TARIFA;124;;"-30,00";"2.470,00";
            ;Total;;"1.500,00";"-30,00";"2.470,00"
            """,
            nil, [Row("1500.00 BRL", nil, "TED RECEBIDA ACME NF 5"), Row("-30.00 BRL", nil, "TARIFA")]
        ),
        (
            "Wise",
            """
            "TransferWise ID",Date,Amount,Currency,Description,"Payment Reference","Running Balance","Exchange From",\
            "Exchange To","Exchange Rate","Payer Name","Payee Name","Payee Account Number",Merchant,"Total fees"
            TRANSFER-1,15-03-2024,1200.00,EUR,Received money from Acme,INV-6,1500.00,,,,Acme,,,,0.00
            TRANSFER-2,16-03-2024,-20.00,EUR,Sent money to Shop,,1480.00,,,,,Shop,BE123,,0.00
            """,
            nil,
            [
                Row("1200.00 EUR", "Acme", "Received money from Acme", "INV-6"),
                Row("-20.00 EUR", "Shop", account: "BE123", "Sent money to Shop"),
            ]
        ),
        (
            "mBank, before 2019",
            """
            #Waluta;
            PLN;

            #Data operacji;#Data księgowania;#Opis operacji;#Tytuł;#Nadawca/Odbiorca;#Numer konta;#Kwota;\
            #Saldo po operacji;
            2024-03-05;2024-03-05;PRZELEW;"FV/10";"ACME";'81114020040000330261746759';1 500,00;1 501,10;
            """,
            nil, [Row("1500.00 PLN", "ACME", account: "81114020040000330261746759", "PRZELEW", "FV/10")]
        ),
        (
            "Starling",
            """
            Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes
            15/03/2024,ACME Ltd,INV-7,FASTER PAYMENT,15.00,25.00,INCOME,
            """,
            nil, [Row("15.00 GBP", "ACME Ltd", "INV-7")]
        ),
    ]

    @Test("who paid, from which account and for what", arguments: banks)
    func texts(bank: String, file: String, account: String?, rows: [Row]) throws {
        let reading = CSVReaderTests.read(file + "\n")
        #expect(reading.entries.map(Row.init) == rows && reading.warnings.isEmpty, "\(reading.warnings)")
        #expect(reading.unreadable.isEmpty && reading.groups.first?.account.number == account)
        #expect(reading.summaries.first.map { $0.isBalanced != false } == true)
    }

    /// Of layouts in more languages: the heads, a debit and a credit, and what has to come of them.
    @Test(
        "heads in many languages, and every text that the payer wrote",
        arguments: [
            (
                "KBC",
                "Datum;Omschrijving;Valuta;Bedrag;Saldo;rekeningnummer tegenpartij;Naam tegenpartij;Vrije mededeling",
                "13/03/2026;D;13/03/2026;-99,90;10,00;;Huur NV;huur",
                "02/03/2026;C;02/03/2026;1234,56;109,90;DE89370400440532013000;Nord GmbH;RE-7"
            ),
            (
                "S-Pankki", "Kirjauspäivä;Maksupäivä;Summa;Maksaja;Saajan nimi;Saajan tilinumero;Viitenumero;Viesti",
                "13.03.2026;13.03.2026;-99,90;ACME;VUOKRA OY;FI3715903000000776;1232;-",
                "02.03.2026;02.03.2026;+1234,56;Nord GmbH;ACME;DE89370400440532013000;-;RE-7"
            ),
            (
                "GLS", "Buchungstag;Wertstellung;Auftraggeber/Empfänger;VWZ1;VWZ2;Betrag;Kontostand",
                "13.03.2026;13.03.2026;Miete;a;;-99,90;10,00",
                "02.03.2026;02.03.2026;Nord GmbH;von;RE-7;1.234,56;109,90"
            ),
            (
                "Poste", "Data Contabile;Data Valuta;Addebiti (euro);Accrediti (euro);Descrizione operazioni",
                "13/03/26;13/03/26;99,90;;AFFITTO", "02/03/26;02/03/26;;1.234,56;BONIFICO DA Nord GmbH PER RE-7"
            ),
            (
                "Raiffeisen", "IBAN;Booked At;Text;Credit/Debit Amount;Balance;Valuta Date",
                "CH9300762011623852957;2026-03-13 00:00:00.0;x;-99.9;10.00;2026-03-13 00:00:00.0",
                "CH9300762011623852957;2026-03-02 00:00:00.0;Nord GmbH RE-7;1234.56;109.90;2026-03-02 00:00:00.0"
            ),
            (
                "hungarian", "Könyvelés napja;Értéknap;Terhelés;Jóváírás;Leírás",
                "2026.03.13;2026.03.13;99,90;;Renda", "2026.03.02;2026.03.02;;1.234,56;Nord GmbH RE-7"
            ),
            (
                "greek", "Ημερομηνία Κίνησης;Valeur;Αιτιολογία;Χρέωση;Πίστωση;Υπόλοιπο",
                "13/03/2026;13/03/2026;Renda;99,90;;10,00", "02/03/2026;02/03/2026;Nord GmbH RE-7;;1.234,56;109,90"
            ),
            (
                "BoursoBank, with two decimal marks", "dateOp;dateVal;label;category;amount;accountbalance",
                "2026-03-13;2026-03-13;LOYER;a;-99,90;10.00",
                "2026-03-02;2026-03-02;Nord GmbH RE-7;b;\"1 234,56\";109.90"
            ),
            (
                "heads in no language that is known", "Quand;Quoi;Combien;Qui",
                "13.03.2026;x;-99,90;a", "02.03.2026;Nord GmbH RE-7;1.234,56;b"
            ),
            (
                "no heads", "20.03.2026;y;20.03.2026;-1,00;EUR;20.03.2026 05:00",
                "13.03.2026;x;13.03.2026;-99,90;EUR;13.03.2026 05:00",
                "02.03.2026;Nord GmbH RE-7;02.03.2026;1.234,56;EUR;02.03.2026 05:00"
            ),
            (
                "ABN AMRO", "417164300;EUR;20260320;2134,66;2122,32;20260320;-12,34;z",
                "417164300;EUR;20260313;2234,56;2134,66;20260313;-99,90;x",
                "417164300;EUR;20260302;1000,00;2234,56;20260302;1234,56;Nord GmbH RE-7"
            ),
        ]
    )
    func languages(bank: String, heads: String, debit: String, credit: String) {
        let reading = CSVReaderTests.read([heads, debit, credit, ""].joined(separator: "\n"))
        #expect(reading.unreadable.isEmpty, "\(bank): \(reading.unreadable)")
        let rows = reading.entries.suffix(2)
        #expect(rows.map(\.signedAmount.minorUnits) == [-9_990, 123_456], "\(bank)")
        #expect(rows.map { $0.bookingDate?.description } == ["2026-03-13", "2026-03-02"], "\(bank)")
        let told = rows.last.map { Row($0) }
        #expect(told?.text.contains { $0.hasSuffix("RE-7") } == true, "\(bank): \(told?.text ?? [])")
        if heads.contains("aajan tili") || heads.contains("tegenpartij") {
            #expect(told?.name == "Nord GmbH" && told?.account == "DE89370400440532013000", "\(bank)")
        }
    }

    @Test("which of two columns is the debits' is not guessed behind heads that nobody knows")
    func unknownSides() {
        let rows = "\n13.03.2026;x;99,90;;z\n02.03.2026;y;;1.234,56;z\n"
        let failure = CSVReaderTests.read("Quand;Quoi;Moins;Plus;Rien" + rows).failure
        #expect(failure?.code == .notRecognised && failure?.message.contains("Quand | Quoi | Moins") == true)
        let known = CSVReaderTests.read("Quand;Quoi;Débit;Crédit;Rien" + rows)
        #expect(known.entries.map(\.signedAmount.minorUnits) == [-9_990, 123_456])
        let turned = CSVReaderTests.read("Quand;Quoi;Crédit;Débit;Rien" + rows)
        #expect(turned.entries.map(\.signedAmount.minorUnits) == [9_990, -123_456])
    }

    @Test("a fee that is taken besides the amount is part of what moved, where the balance says so")
    func fees() {
        let heads = "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        let rows = [
            "TOPUP,Current,2026-03-02 09:00:00,2026-03-02 09:00:01,a,1234.56,12.00,EUR,COMPLETED,2222.56",
            "TRANSFER,Current,2026-03-03 09:00:00,2026-03-03 09:00:01,b,-99.00,0.90,EUR,COMPLETED,2122.66",
        ]
        let reading = CSVReaderTests.read(heads + rows.joined(separator: "\n") + "\n")
        #expect(reading.entries.map(\.signedAmount.minorUnits) == [122_256, -9_990])
        #expect(reading.entries.first?.charges.map(\.minorUnits) == [1_200])
        #expect(reading.summaries.first?.isBalanced == true && reading.warnings.isEmpty, "\(reading.warnings)")
        let inside = CSVReaderTests.read(
            "Date,Text,Amount,Fee,Balance,Currency\n2026-03-02,a,10.00,1.00,10.00,EUR\n2026-03-03,b,7.00,1.50,17.00,EUR\n"
        )
        #expect(inside.entries.map(\.signedAmount.minorUnits) == [1_000, 700] && inside.warnings.isEmpty)
    }

    @Test("what is booked, and what is not yet")
    func statuses() {
        let danish = CSVReaderTests.read(
            """
            "Bogført dato";"Rentedato";"Tekst";"Beløb i DKK";"Bogført saldo i DKK";"Status"
            "31.03.2024";"31.03.2024";"A";"1200,00";"1300,00";"Udført"
            "01.04.2024";"01.04.2024";"B";"100,00";"";"Afventer"

            """
        )
        #expect(danish.entries.map(\.status) == [.booked, .other("Afventer")])
        #expect(danish.summaries.first?.bookedSums.all.first?.credit == 120_000 && danish.unreadable.isEmpty)
        let open = CSVReaderTests.read(
            """
            "Buchungstag";"Wertstellung (Valuta)";"Vorgang";"Buchungstext";"Umsatz in EUR";
            "offen";"--";"Kartenverfügung";"x";"-1,00";
            "offen";"--";"Kartenverfügung";"y";"-2,00";
            "29.02.2024";"29.02.2024";"Überweisung";"Auftraggeber: ACME";"777,00";

            """
        )
        #expect(open.entries.map(\.status) == [.pending, .pending, nil] && open.warnings.isEmpty)
        #expect(open.unreadable.isEmpty && open.entries.map { $0.bookingDate == nil } == [true, true, false])
        #expect(open.summaries.first?.bookedSums.all.map { [$0.credit, $0.debit] } == [[77_700, 0]])
    }

    @Test("rows of several accounts are statements of each, with their own balances")
    func severalAccounts() {
        let heads = "IBAN/BBAN,Munt,Volgnr,Datum,Bedrag,Saldo na trn,Naam tegenpartij,Omschrijving-1\n"
        func row(_ account: String, _ number: Int, _ amount: String, _ balance: String) -> String {
            "\(account),EUR,\(number),2024-03-0\(number),\"\(amount)\",\"\(balance)\",Jansen,Factuur \(number)\n"
        }
        let (first, second) = ("NL34RABO0142623393", "NL91ABNA0417164300")
        let reading = CSVReaderTests.read(
            heads + row(first, 1, "+100,00", "+1100,00") + row(first, 2, "x", "+1300,00")
                + row(second, 1, "+50,00", "+550,00") + row(second, 2, "-10,00", "+540,00")
                + row(second, 3, "-10,00", "+531,00")
        )
        #expect(reading.summaries.map(\.group.account.number) == [first, second])
        #expect(reading.summaries.map { [$0.entries, $0.unsummed] } == [[2, 1], [3, 0]])
        #expect(reading.entries.map(\.groupIndex) == [0, 1, 1, 1] && reading.unreadable.map(\.groupIndex) == [0])
        #expect(reading.summaries.last?.opening?.amount.minorUnits == 50_000)
        #expect(reading.warnings.filter { $0.code == .balance }.compactMap(\.position.line).first == 6)
    }

    @Test("Revolut's pockets have each a balance of their own")
    func pockets() {
        let reading = CSVReaderTests.read(
            """
            Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance
            TOPUP,Current,2026-03-02 09:00:00,2026-03-02 09:00:01,Payment from A,100.00,0.00,EUR,COMPLETED,1100.00
            TOPUP,Savings,2026-03-02 09:00:00,2026-03-02 09:00:01,To pocket,50.00,0.00,EUR,COMPLETED,50.00
            TOPUP,Current,2026-03-03 09:00:00,2026-03-03 09:00:01,Payment from B,10.00,0.00,EUR,COMPLETED,1110.00
            TOPUP,Savings,2026-03-03 09:00:00,2026-03-03 09:00:01,To pocket,5.00,0.00,EUR,COMPLETED,56.00

            """
        )
        #expect(reading.warnings.filter { $0.code == .balance }.map(\.position.line) == [5])
        #expect(reading.entries.count == 4 && reading.summaries.first?.group.balances.isEmpty == true)
    }

    @Test(
        "Polish in Windows-1250, where no head tells",
        arguments: [
            ("B\u{B3}", false), ("p\u{B3}atno\u{9C}\u{E6}", true), ("Wp\u{B3}ywy", true), ("ksi\u{B9}\u{BF}ka", true),
            ("\u{A3}\u{F3}d\u{9F}", true), ("\u{A3}100", false), ("12 m\u{B3}", false), ("\u{BF}Qu\u{E9}?", false),
            ("caf\u{E9}", false),
        ]
    )
    func encodings(text: String, isPolish: Bool) {
        let bytes =
            Array("#Data;#Opis;#Kwota\n2024-03-05;".utf8)
            + text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        #expect(FileEncoding.detect(bytes + Array(";1,00\n".utf8)) == (isPolish ? .windows1250 : .windows1252))
    }
}
