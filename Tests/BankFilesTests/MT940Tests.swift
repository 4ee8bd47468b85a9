import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("MT940 and MT942")
struct MT940Tests {
    /// A message around some fields.
    static func message(_ fields: String, closing: String = "C261231EUR110,00") -> String {
        ":20:STARTUMS\r\n:25:10020030/1234567\r\n:28C:5/1\r\n:60F:C261230EUR100,00\r\n\(fields)\r\n:62F:\(closing)\r\n-"
    }

    @Test("marks, dates across the year's end, and references")
    func lines() throws {
        let text = Self.message(
            ":61:2612310102C20,00NTRFINV-1//BANK-1\r\nSUPPLEMENT\r\n:86:free text\r\n:61:261231RC10,NMSCNONREF"
        )
        let reading = FileReading(Array(text.utf8), with: MT940Reader())
        try #require(reading.entries.count == 2)
        let (first, second) = (reading.entries[0], reading.entries[1])
        #expect(reading.warnings.isEmpty, "\(reading.warnings)")
        #expect(first.bookingDate == CalendarDate(year: 2027, month: 1, day: 2))
        #expect(first.valueDate == CalendarDate(year: 2026, month: 12, day: 31))
        #expect(first.reference == "INV-1" && first.servicerReference == "BANK-1")
        #expect(first.transactionCode.proprietary == "NTRF" && first.additionalInformation == "SUPPLEMENT")
        #expect(first.details.first?.unstructured == ["free text"])
        #expect(second.side == .debit && second.isReversal && second.reference == nil)
        #expect(reading.summaries.first?.isBalanced == true)
    }

    @Test(
        "who pays, from the code words of the ordering party",
        arguments: [
            ("/ORDP/ACME INC/REMI/INV-7", "ACME INC", nil), ("/ORDP//NAME/ACME INC/REMI/INV-7", "ACME INC", nil),
            ("/ORDP/12345678/ACME INC/REMI/INV-7", "ACME INC", "12345678"),
            ("/ORDP/12345678/ACME INC/12 MAIN STREET/REMI/INV-7", "ACME INC", "12345678"),
            ("/ORDP/DE89370400440532013000/ACME INC/REMI/INV-7", "ACME INC", "DE89370400440532013000"),
            ("/REMI/INV-7/ORDP/ACME A/S/BENM/US/NAME/", "ACME A/S", nil),
            ("/ORDP/12345678/REMI/INV-7", nil, "12345678"),
            ("/BENM/OTHER INC/REMI/INV-7", nil, nil),
            ("/ORDP/ACME INC/NAME/ACME LLC/IBAN/NL91ABNA0417164300/REMI/INV-7", "ACME LLC", "NL91ABNA0417164300"),
        ] as [(String, String?, String?)]
    )
    func orderingParty(text: String, name: String?, account: String?) throws {
        let field = Self.message(":61:261231C10,00NTRFNONREF\r\n:86:\(text)")
        let detail = FileReading(Array(field.utf8), with: MT940Reader()).entries.first?.details.first
        #expect(detail?.debtor.name == name && detail?.debtor.account == account, "\(detail?.debtor as Any)")
        #expect(detail?.unstructured == ["INV-7"])
        let paid = field.replacing(":61:261231C", with: ":61:261231D").replacing("/ORDP/", with: "/BENM/")
        let debit = FileReading(Array(paid.utf8), with: MT940Reader()).entries.first?.details.first
        if text.hasPrefix("/ORDP/") { #expect(debit?.creditor.name == name && debit?.creditor.account == account) }
    }

    @Test(
        "the reference for the account owner is the payer's where field 86 has none",
        arguments: [
            ("C", "NTRFINV-10235", "PAYMENT", "INV-10235"), ("C", "NTRFINV-10235//B1", "PAYMENT", "INV-10235"),
            ("C", "NTRFNONREF", "PAYMENT", nil), ("C", "NTRFKREF+", "PAYMENT", nil),
            ("C", "NCHK100235", "PAYMENT", nil),
            ("C", "NTRFINV-10235", "/EREF/E-1/REMI/PAYMENT", "E-1"), ("C", "NTRF1234567890123456", "PAYMENT", nil),
            ("C", "NTRFNL91ABNA0417164300", "PAYMENT", nil), ("D", "NTRFINV-10235", "PAYMENT", nil),
            ("RD", "NTRFINV-10235", "PAYMENT", nil),
        ] as [(String, String, String, String?)]
    )
    func ownersReference(mark: String, line: String, text: String, reference: String?) {
        let field = Self.message(":61:261231\(mark)10,00\(line)\r\n:86:\(text)")
        let entry = FileReading(Array(field.utf8), with: MT940Reader()).entries.first
        #expect(entry?.details.first?.endToEndId == reference, "\(entry?.details as Any)")
    }

    @Test("the German and the Dutch structure of field 86")
    func structures() throws {
        let german =
            ":61:261231C10,00NTRF\r\n:86:166?00GUTSCHRIFT?20EREF+E2E-77?21MREF+M1?22SVWZ+Rate 2 zu RECHNUNG INV?23-2026-1?30COBADEFF"
            + "\r\n?31DE89370400440532013000?32MUSTER ?33GMBH"
        let dutch =
            ":61:261231C10,00NTRF\r\n:86:/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/NAME/JANSEN/REMI/FACT 1/EREF/E1"
        let entries = [german, dutch].compactMap {
            FileReading(Array(Self.message($0).utf8), with: MT940Reader()).entries.first?.details.first
        }
        try #require(entries.count == 2)
        #expect(entries[0].endToEndId == "E2E-77" && entries[0].mandateId == "M1")
        #expect(entries[0].unstructured == ["Rate 2 zu RECHNUNG INV-2026-1"])
        #expect(entries[0].debtor.name == "MUSTER GMBH" && entries[0].debtor.iban == "DE89370400440532013000")
        #expect(entries[1].endToEndId == "E1" && entries[1].debtor.name == "JANSEN")
        #expect(entries[1].unstructured == ["FACT 1"])
    }

    @Test(
        "a subfield that is not full had a blank or a line's end behind it",
        arguments: [
            ("?20RECHNUNG RG-10044?21KUNDENNUMMER 4711", "RECHNUNG RG-10044 KUNDENNUMMER 4711"),
            ("?20SVWZ+RG-10045?21vom 01.02.2026", "RG-10045 vom 01.02.2026"),
            ("?20Rechnungsnummer?21RG-10046?22Kundennummer?23K-99", "Rechnungsnummer RG-10046 Kundennummer K-99"),
            ("?20Ueberweisung zu Rechnung RG?21-10047", "Ueberweisung zu Rechnung RG-10047"),
            ("?20 RG-1?21 RG-2 ?22RG-3", " RG-1 RG-2 RG-3"), ("?20?21RG-1?60RG-2", "RG-1 RG-2"),
        ]
    )
    func joinsSubfields(field: String, text: String) throws {
        let message = Self.message(":61:261231C10,00NTRF\r\n:86:166?00GUTSCHRIFT\(field)?32Max?33Muster")
        let detail = try #require(FileReading(Array(message.utf8), with: MT940Reader()).entries.first?.details.first)
        #expect(detail.unstructured == [text] && detail.debtor.name == "Max Muster", "\(detail)")
    }

    /// `-` stands for nothing.
    @Test(
        "the account is an IBAN or a number, in one spelling, without its currency",
        arguments: [
            ("NL91ABNA0417164300", "NL91ABNA0417164300 - XXX"), ("NL91ABNA0417164300 EUR", "NL91ABNA0417164300 - EUR"),
            ("NL91ABNA0417164300EUR", "NL91ABNA0417164300 - EUR"),
            ("  NL91ABNA0417164300  ", "NL91ABNA0417164300 - XXX"),
            ("COBADEFFXXX/DE89370400440532013000", "DE89370400440532013000 - XXX"),
            ("NL91ABNA0417164301 EUR", "- NL91ABNA0417164301 EUR"), ("10020030/1234567", "- 10020030/0001234567 XXX"),
            ("10020030/1234567EUR", "- 10020030/0001234567 EUR"), ("10020030/1234567890", "- 10020030/1234567890 XXX"),
            ("12000/1234567", "- 12000/00001234567 XXX"), ("1291.99.348EUR", "- 1291.99.348 EUR"),
            ("UBRTHUHB/123456789/HUF", "- UBRTHUHB/123456789 HUF"),
            ("DABADKKK/1111-11-11111", "- DABADKKK/1111-11-11111 XXX"),
            ("TRIODOSBANK/0390123456", "- TRIODOSBANK/0390123456 XXX"), ("ACCOUNT", "- ACCOUNT XXX"),
            ("EUR", "- EUR XXX"),
            ("1\r\n", "- 1 XXX"),
        ]
    )
    func readsAccounts(field: String, account: String) throws {
        let message = ":20:X\r\n:25:\(field)\r\n:28C:1\r\n:61:261231C10,00NTRFNONREF\r\n-"
        let reading = FileReading(Array(message.utf8), with: MT940Reader())
        let found = try #require(reading.summaries.first?.group.account)
        let currency = try #require(reading.entries.first?.amount.currency)
        #expect("\(found.iban ?? "-") \(found.other ?? "-") \(currency.code)" == account)
    }

    @Test("on whose behalf, and what a returned direct debit was over and costs")
    func readsOriginals() throws {
        let field = "?20EREF+E1?21OAMT+100,00?22COAM+3,50?23ABWA+Suedkurve AG?24SVWZ+RG-1?32Nordwind"
        let message = Self.message(
            ":61:261231D103,50NRTINONREF\r\n:86:109?00RETOURE\(field)",
            closing: "D261231EUR3,50"
        )
        let detail = try #require(FileReading(Array(message.utf8), with: MT940Reader()).entries.first?.details.first)
        #expect(detail.ultimateDebtorName == "Suedkurve AG" && detail.unstructured == ["RG-1"])
        #expect(detail.instructedAmount?.decimal == "100.00" && detail.charges.map(\.decimal) == ["3.50"])
        let supplement = ":61:261231D103,50NRTINONREF//R\r\n/OCMT/EUR100,00/CHGS/EUR3,50/"
        let told = FileReading(Array(Self.message(supplement).utf8), with: MT940Reader()).entries.first?.details.first
        #expect(told?.instructedAmount?.decimal == "100.00" && told?.charges.map(\.decimal) == ["3.50"])
    }

    @Test("free text goes on where a line is full")
    func unwrapsText() throws {
        let full = String(repeating: "x ", count: 28) + "zu RG-2004"
        #expect(full.count == 66)
        let cut = String(full.dropFirst())
        for (lines, text) in [
            ([cut, "4 danke"], "\(cut)4 danke"), ([cut, " 4"], "\(cut) 4"), (["RG-2004", "4"], "RG-2004 4"),
        ] {
            let message = Self.message(":61:261231C10,00NTRF\r\n:86:\(lines.joined(separator: "\r\n"))")
            let detail = try #require(
                FileReading(Array(message.utf8), with: MT940Reader()).entries.first?.details.first
            )
            #expect(detail.unstructured == [text])
        }
    }

    @Test("a balance tells the currency better than the account, and the supplement an account")
    func readsCurrencyAndSupplement() throws {
        let message =
            ":20:X\r\n:25:123 USD\r\n:60F:C261230EUR100,00\r\n:61:261231C10,00N541NONREF\r\nNL91ABNA0417164300\r\n"
            + ":86:/ORDP//NAME/JANSEN/REMI/FACT 1\r\n:62F:C261231EUR110,00\r\n-"
        let reading = FileReading(Array(message.utf8), with: MT940Reader())
        let entry = try #require(reading.entries.first)
        #expect(entry.amount.currency == .eur && reading.warnings.isEmpty)
        #expect(
            entry.details.first?.debtor.iban == "NL91ABNA0417164300" && entry.details.first?.debtor.name == "JANSEN"
        )
        #expect(entry.additionalInformation == nil)
    }

    struct Dialect: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let field: String
        var name: String?
        var iban: String?
        var other: String?
        var bic: String?
        var endToEnd: String?
        var text: [String] = []
        var reference: String?
    }

    static let dialects = [
        Dialect(
            testDescription: "ING: counterparty and text, cut anywhere",
            field: "/EREF/E2E 1//CNTP/NL32INGB0000012345/INGBNL2A/ING B\r\nANK NV INZAKE WEB///REMI/USTD//INV 1/2026/",
            name: "ING BANK NV INZAKE WEB",
            iban: "NL32INGB0000012345",
            bic: "INGBNL2A",
            endToEnd: "E2E 1",
            text: ["INV 1/2026"]
        ),
        Dialect(
            testDescription: "ING: a creditor's reference, and no account",
            field: "/CNTP///J.Janssen/Utrecht//REMI/STRD/CUR/9001123412341234/",
            name: "J.Janssen",
            reference: "CUR 9001123412341234"
        ),
        Dialect(
            testDescription: "ING: an account that is no IBAN",
            field: "/CNTP/12345678/BARCGB22/ACME LTD///REMI/USTD///",
            name: "ACME LTD",
            other: "12345678",
            bic: "BARCGB22",
            text: ["/CNTP/12345678/BARCGB22/ACME LTD///REMI/USTD///"]
        ),
        Dialect(
            testDescription: "Rabobank: text and a creditor's reference behind it",
            field:
                "/EREF/E1/ORDP//NAME/CLIENT 3/REMI/Factuur 2014-0077/CDTRREFTP//CD/SCOR/ISSUER/CUR/CDTRREF/RF18539007547034",
            name: "CLIENT 3",
            endToEnd: "E1",
            text: ["Factuur 2014-0077"],
            reference: "SCOR CUR RF18539007547034"
        ),
        Dialect(
            testDescription: "SNS: keywords behind a line for people",
            field: "NL44ABNA0548041814 jansen bv\r\n   \r\n/TRTP/Incasso/NAME/JAN\r\nSEN BV/REMI/Factuur 7/EREF/E7",
            name: "JANSEN BV",
            endToEnd: "E7",
            text: ["Factuur 7"]
        ),
        Dialect(
            testDescription: "Knab: labels in the last line",
            field: "FACTUUR 8\r\nREK: NL91ABNA0417164300/NAAM: JANSEN BV",
            name: "JANSEN BV",
            iban: "NL91ABNA0417164300",
            text: ["FACTUUR 8 REK: NL91ABNA0417164300/NAAM: JANSEN BV"]
        ),
        Dialect(
            testDescription: "ABN AMRO: labels, two blanks behind a value",
            field: "SEPA OVERBOEKING  IBAN: NL91ABNA0417164300  BIC: ABNANL2A  NAAM: JANSEN BV  OMSCHRIJVING: RG: 9",
            name: "JANSEN BV",
            iban: "NL91ABNA0417164300",
            text: ["SEPA OVERBOEKING  IBAN: NL91ABNA0417164300  BIC: ABNANL2A  NAAM: JANSEN BV  OMSCHRIJVING: RG: 9"]
        ),
        Dialect(
            testDescription: "Polish: the whole account stands in 38",
            field: "020~20RE-1~3011402004~310000300201355387~32Nordwind~38DE89370400440532013000",
            name: "Nordwind",
            iban: "DE89370400440532013000",
            bic: "11402004",
            text: ["RE-1"]
        ),
        Dialect(
            testDescription: "keywords that are words of the text",
            field: "/NAME/CD SHOP/REMI/CD/ISSUER/1",
            name: "CD SHOP",
            text: ["CD/ISSUER/1"]
        ),
    ]

    @Test(
        "an amount that blanks or letters cut is none",
        arguments: ["C1 000,00NTRF", "C1x000,00NTRF", "C1X000,00NTRF", "C1.500,00NTRF", "C1 NTR,F"]
    )
    func brokenAmounts(amount: String) {
        let text = Self.message(":61:261231\(amount)NONREF\r\n:61:261231C10,00NTRFNONREF")
        let reading = FileReading(Array(text.utf8), with: MT940Reader())
        #expect(reading.entries.map(\.amount.minorUnits) == [1_000])
        #expect(reading.unreadable.flatMap(\.findings).map(\.code) == [.amount])
    }

    @Test("a file without any field is none, and a message without an opening balance tells no currency")
    func noFields() {
        let other = FileReading(Array("<Document/>\n".utf8), with: MT940Reader())
        #expect(other.failure?.code == .notRecognised && other.summaries.isEmpty)
        let headless = ":20:X\r\n:25:1\r\n:61:261231C10,00NTRFNONREF\r\n:62F:C261231EUR10,00\r\n-"
        let reading = FileReading(Array(headless.utf8), with: MT940Reader())
        #expect(reading.warnings.contains { $0.message.contains(":60F:") } && reading.entries.count == 1)
    }

    @Test("SNS: the counterparty's IBAN is the reference of the line, its name the supplement")
    func referencedAccount() throws {
        let text = Self.message(":61:2612311231C10,00NOVBNL91ABNA0417164300\r\nj jansen  \r\n:86:Salaris")
        let detail = try #require(FileReading(Array(text.utf8), with: MT940Reader()).entries.first?.details.first)
        #expect(detail.debtor.iban == "NL91ABNA0417164300" && detail.debtor.name == "j jansen")
    }

    /// Sources: ING Format Description MT940 (version 4) and Rabobank Format Description MT940 Structured, field 86.
    @Test("the Dutch banks' subfields", arguments: dialects)
    func subfields(_ dialect: Dialect) throws {
        let text = Self.message(":61:261231C10,00NTRF\r\n:86:\(dialect.field)")
        let detail = try #require(FileReading(Array(text.utf8), with: MT940Reader()).entries.first?.details.first)
        let party = detail.debtor
        #expect(party.name == dialect.name && party.iban == dialect.iban, "\(party)")
        #expect(party.otherAccount == dialect.other && party.bic == dialect.bic, "\(party)")
        #expect(detail.endToEndId == dialect.endToEnd && detail.unstructured == dialect.text, "\(detail)")
        let found = detail.structured.map { part in
            [part.creditorReferenceType, part.creditorReferenceIssuer, part.creditorReference].compactMap(\.self)
                .joined(separator: " ")
        }
        #expect(found == (dialect.reference.map { [$0] } ?? []))
    }

    @Test("what does not add up or is no amount is said with its place")
    func findings() {
        let wrong = inspect(Array(Self.message(":61:261231C20,00NTRF").utf8))
        #expect(wrong.warnings.map(\.code) == [.balance] && wrong.error == nil)
        let bad = inspect(Array(Self.message(":61:261231C1O,00NTRF").utf8))
        #expect(bad.entries == 1 && bad.error?.code == .amount && bad.error?.position.column == 12)
        let none = inspect(Array(Self.message(":61:261231C,NTRF\r\n:61:260230C10,00NTRF").utf8))
        #expect(none.error?.code == .amount && none.error?.position.line == 5)
        #expect(none.warnings.contains { $0.code == .date && $0.position.line == 6 })
        let totals = ":20:X\n:34F:EURD0,\n:61:261231C5,00NTRF\n:90C:2EUR5,00\n-"
        #expect(inspect(Array(totals.utf8)).warnings.map(\.code) == [.controlTotal])
    }

    @Test("a file that ends in an amount, or in a remittance line, gives no smaller one")
    func cutAmounts() {
        let whole = ":20:X\n:25:1\n:60F:C261230EUR0,00\n:61:261231C1500,00NTRFNONREF\n"
        let bai = "01,A,B,240301,0600,1,,,2/\n02,B,A,1,240301,0600,USD,2/\n03,1,USD,010,0,,/\n16,195,150000,Z/"
        let edi = "ST*820*0001~BPR*C*1500.00*C*ACH~RMR*IV*INV-1**1500.00~"
        func check(_ text: String, without end: String, _ reader: some BankFileReading) {
            #expect(FileReading(Array(text.utf8), with: reader).entries.map(\.amount.minorUnits) == [150_000])
            for lost in 0..<7 {
                let cut = text.dropLast(end.utf8.count + lost)
                let reading = FileReading(Array(cut.utf8), with: reader)
                #expect(reading.entries.isEmpty, "\(cut.suffix(12))")
                let isTold = !reading.errors.isEmpty || !reading.unreadable.isEmpty
                #expect(isTold && reading.summaries.last?.unsummed == 1, "\(cut.suffix(12))")
            }
        }
        check(whole, without: "NTRFNONREF\n", MT940Reader())
        check(bai, without: ",Z/", BAI2Reader())
        check(edi, without: "~", EDI820Reader())
    }

    @Test("an entry inside of whose lines the file ends is not read, and one behind whose line is")
    func cutEntries() {
        let whole = Self.message(":61:261231C20,00NTRFNONREF//BANK77\r\n:86:166?20SVWZ+INV-1001?32Nordwind")
        let end = whole.range(of: "\r\n:62F:").map { whole[..<$0.lowerBound] } ?? ""
        let begin = whole.range(of: "NTRF").map { whole[..<$0.upperBound] } ?? ""
        for count in begin.utf8.count...end.utf8.count {
            let text = Array(end.utf8.prefix(count))
            let isEnded = text.last == 0x0A || text.last == 0x0D
            let reading = FileReading(text, with: MT940Reader())
            #expect(reading.entries.count == (isEnded ? 1 : 0), "\(count)")
            #expect(reading.unreadable.map { $0.findings.map(\.code) } == (isEnded ? [] : [[.truncated]]), "\(count)")
            #expect(reading.isComplete == false)
        }
        #expect(FileReading(Array(whole.utf8), with: MT940Reader()).entries.count == 1)
    }

    @Test("cut and changed anywhere it neither crashes nor claims to be complete", arguments: UInt64(0)..<80)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(
            Self.message(":61:2612310102C20,00NTRFA//B\r\n:86:166?20EREF+1?32N\r\n:61:261231D10,NMSC").utf8
        )
        if seed < 40 {
            bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        } else {
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
        }
        var quick = BankFileOptions()
        quick.keepsDetails = false
        let whole = FileReading(bytes, with: MT940Reader())
        let pieces = FileReading(bytes, with: MT940Reader(options: quick), pieces: 3)
        #expect(whole.isComplete != true && pieces.isComplete != true)
        #expect(whole.summaries.map(\.sums) == pieces.summaries.map(\.sums))
        #expect(whole.warnings == pieces.warnings && whole.errors == pieces.errors)
    }
}
