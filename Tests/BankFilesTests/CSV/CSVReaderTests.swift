import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("CSV statements")
struct CSVReaderTests {
    /// What each file of the corpus has, read by a person: data rows, and credits and debits by currency.
    static let corpus: [(name: String, profile: String, entries: Int, sums: [String: (String, String)])] = [
        ("abc_debit", "abc-debit", 5, ["CNY": ("10000.01", "12355.89")]),
        ("bocom_credit", "bocom-credit", 8, ["CNY": ("805.27", "73.58")]),
        ("cgb_credit", "cgb-credit", 4, ["CNY": ("1227.88", "403.32")]),
        ("credit_example-bmo", "bmo-credit", 3, ["CAD": ("0.00", "94.33")]),
        ("credit_example-boc", "boc-credit", 14, ["CNY": ("989.84", "1228.09"), "USD": ("0.00", "3.72")]),
        ("credit_example-cmb", "cmb-credit", 6, ["CNY": ("380.80", "8056.78")]),
        ("hsbchk", "hsbc-hk-credit", 11, ["CNY": ("3291.16", "1558.89"), "HKD": ("0.00", "27.90")]),
        ("icbc-debit-v1", "icbc-debit", 11, ["CNY": ("2841.74", "4241.08")]),
        ("icbc-debit-v2", "icbc-debit", 11, ["CNY": ("2841.74", "4241.08")]),
        ("debit_example-bmo", "bmo-debit", 4, ["CAD": ("0.01", "158.32")]),
        ("debit_example-boc", "boc-debit", 17, ["CNY": ("9821.00", "9394.30")]),
        ("td_example", "td", 9, ["CAD": ("332.23", "319.17")]),
        ("sample_statement", "generic", 2, ["EUR": ("2500.00", "1200.00")]),
    ]

    static func read(_ text: String, profile: CSVProfile? = nil, pieces: Int = 65_536) -> FileReading {
        var options = BankFileOptions()
        options.csvProfile = profile
        return FileReading(Array(text.utf8), with: CSVReader(options: options), pieces: pieces)
    }

    static func sums(_ reading: FileReading) -> [String: [String]] {
        var sums: [String: [String]] = [:]
        for one in reading.summaries.flatMap(\.sums.all) {
            sums[one.currency.code] = [decimal(one.credit, one.currency), decimal(one.debit, one.currency)]
        }
        return sums
    }

    @Test("rows and sums of the corpus", arguments: SharedFiles.corpus("csv"))
    func corpus(file: URL) throws {
        let expected = try #require(Self.corpus.first { file.lastPathComponent.contains($0.name) })
        let bytes = try SharedFiles.bytes(file)
        #expect(CSVReader.recognises(bytes))
        let reading = FileReading(bytes, with: CSVReader())
        #expect(reading.failure == nil && reading.errors.isEmpty && reading.unreadable.isEmpty)
        #expect(reading.entries.count == expected.entries && reading.summaries.first?.entries == expected.entries)
        #expect(Self.sums(reading) == expected.sums.mapValues { [$0.0, $0.1] })
        #expect(reading.groups.first?.fields.first?.value == expected.profile)
        let counted = FileReading(bytes, with: CSVReader(options: countingOptions), pieces: 7)
        #expect(ReadingOutline(counted) == ReadingOutline(reading))
    }

    @Test(
        "an amount is in the currency that goes with it",
        arguments: [
            ("date,account_currency,currency,amount,name", "2026-03-05,EUR,USD,10.00,Oak", "USD"),
            ("Date,Currency,Amount,Details,Account Currency", "2026-03-05,USD,10.00,Oak,EUR", "USD"),
            ("Datum;Betrag;Währung;Kontowährung;Text", "05.03.2026;10,00;USD;EUR;Oak", "USD"),
            ("Date,Amount (account currency),Currency,Account currency,Text", "2026-03-05,10.00,USD,EUR,Oak", "EUR"),
            ("Date,Billing amount,Currency,Billing currency,Text", "2026-03-05,10.00,USD,EUR,Oak", "EUR"),
            ("Date,Amount,Account currency,Text", "2026-03-05,10.00,EUR,Oak", "EUR"),
        ]
    )
    func currencies(heads: String, row: String, code: String) {
        #expect(Self.sums(Self.read("\(heads)\n\(row)\n\(row)")) == [code: ["20.00", "0.00"]], "\(heads)")
    }

    @Test("the ends and the breaks of the running balance, in either order")
    func balances() throws {
        let rows = ["2026-01-01,a,10.00,110.00,EUR", "2026-01-02,b,-20.00,90.00,EUR", "2026-01-03,c,5.00,95.00,EUR"]
        for order in [rows, rows.reversed()] {
            let reading = Self.read((["Date,Text,Amount,Balance,Currency"] + order).joined(separator: "\n"))
            let summary = try #require(reading.summaries.first)
            #expect(reading.warnings.isEmpty && summary.isBalanced == true)
            #expect(summary.opening?.amount.decimal == "100.00" && summary.closing?.amount.decimal == "95.00")
        }
        let broken = Self.read("Date,Text,Amount,Balance,Currency\n\(rows[0])\n\(rows[2])\n2026-01-04,d,1.00,96.00,EUR")
        #expect(broken.warnings.map(\.code) == [.balance] && broken.warnings.first?.position.line == 3)
        #expect(broken.summaries.first?.isBalanced == false)
        let closed = Self.read(
            "Date;Text;Debit;Credit;Balance (EUR)\n01.01.2026;Opening balance;;;100,00\n02.01.2026;a;;1,00;101,00\nTotal;;0,00;1,00;"
        )
        #expect(closed.summaries.first?.entries == 1 && closed.isComplete == true)
        let wrong = Self.read("Date;Text;Debit;Credit\n02.01.2026;a;;1,00\n03.01.2026;b;4,00;\nTotal;;0,00;1,00")
        #expect(wrong.warnings.contains { $0.code == .controlTotal && $0.position.line == 4 })
        #expect(wrong.isComplete == nil && wrong.summaries.first?.entries == 2)
    }

    @Test("amounts as countries and exports write them")
    func amounts() {
        let table: [(cell: String, mark: UInt8, units: Int128?)] = [
            ("1,234.56", 0x2E, 123_456), ("1.234,56", 0x2C, 123_456), ("1'234.50", 0x2E, 123_450),
            ("1 234,50", 0x2C, 123_450), ("1\u{A0}234,50", 0x2C, 123_450), ("1,00,000.00", 0x2E, 10_000_000),
            ("-5", 0x2E, -500), ("\u{2212}5,1", 0x2C, -510), ("(12.00)", 0x2E, -1_200), ("12.00-", 0x2E, -1_200),
            ("$1.00", 0x2E, 100), ("- 3.20", 0x2E, -320), ("CNY 123.18", 0x2E, 12_318), ("CNY13.50", 0x2E, 1_350),
            ("CNY/12.00", 0x2E, 1_200), ("￥8.00元", 0x2E, nil), ("12.00 EUR", 0x2E, 1_200), ("+0.00", 0x2E, 0),
            ("`7.10", 0x2E, 710), ("１２.5", 0x2E, 1_250), (".5", 0x2E, 50), ("1.2300", 0x2E, 123),
            ("5.00 CR", 0x2E, 500),
            ("1.234", 0x2E, nil), ("1,23", 0x2E, nil), ("1,2345.00", 0x2E, nil), ("12.00(CN)", 0x2E, nil),
            ("", 0x2E, nil),
            ("xx,yyyy.zz", 0x2E, nil), ("1.2.3", 0x2E, nil), ("--5", 0x2E, nil), ("1e5", 0x2E, nil),
            (String(repeating: "9", count: 30), 0x2E, nil), ("5%", 0x2E, nil), ("1S00.00", 0x2E, nil),
            ("10CR00", 0x2E, nil), ("10D00.00", 0x2E, nil), ("CR 10.00", 0x2E, 1_000), ("EUR 10.00 CR", 0x2E, nil),
        ]
        for (cell, mark, units) in table {
            #expect((try? CSVAmount.parse(cell, mark: mark, currency: .eur))?.units == units, "\(cell)")
        }
    }

    @Test("an amount that is none costs its own row, with its place")
    func badAmounts() throws {
        let reading = Self.read(
            "Date,Text,Amount (EUR)\n2026-01-01,a,1.00\n2026-01-02,b,12x\n2026-01-03,c,2.00\n2026-01-04,d,\n"
        )
        let summary = try #require(reading.summaries.first)
        #expect(summary.entries == 4 && summary.unsummed == 2 && reading.entries.count == 2)
        #expect(Self.sums(reading) == ["EUR": ["3.00", "0.00"]])
        let finding = try #require(reading.unreadable.first?.findings.first)
        #expect(finding.code == .amount && finding.position.line == 3 && finding.position.column == 14)
        #expect(finding.position.path == "Amount (EUR)")
        let dates = Self.read("Date,Text,Amount (EUR)\n2026-02-31,a,1.00\n2026-01-02,b,2.00\n")
        #expect(dates.unreadable.first?.findings.map(\.code) == [.date] && dates.summaries.first?.entries == 2)
        #expect(Self.sums(dates) == ["EUR": ["3.00", "0.00"]])
        let quote = Self.read("Date,Text,Amount (EUR)\n2026-01-01,\"a,1.00\n2026-01-02,b,2.00\n2026-01-03,c,2.00\n")
        #expect(quote.unreadable.map(\.index) == [0] && quote.entries.count == 2)
        let both = Self.read(
            "Date,Text,Debit,Credit,Currency\n2026-01-01,a,1.00,1.00,EUR\n2026-01-01,a,,1.00,EUR\n2026-01-01,a,-1.00,,EUR\n2026-01-01,a,1.00,,EUR"
        )
        #expect(both.unreadable.flatMap(\.findings).map(\.code) == [.direction, .direction])
    }

    /// A row that is damaged, and what is found at it; the first layout has a balance, the second one two columns.
    @Test(
        "without heads, a damaged cell costs its own row and no more",
        arguments: [
            (0, "-2.00", "n/a", 3), (0, "-2.00", "", 3), (0, "2026-03-07", "2026-O3-07", 1), (1, "5.00", "5.O0", 4),
            (1, "5.00", "", 3), (1, "01/07/2026", "01/O7/2026", 1), (1, "2.00", "2.0O", 3),
        ]
    )
    func damagedShapes(layout: Int, cell: String, damaged: String, column: Int) throws {
        var balance = 1_000
        let rows = (1...12).map { day in
            let units = day == 7 && layout == 1 ? 500 : day == 3 || day == 7 || day == 9 ? -200 : 1_300 + day
            balance += units
            let money = { (units: Int) in
                "\(units < 0 ? "-" : "")\(abs(units) / 100).\(abs(units) % 100 + 100)".replacing(".1", with: ".")
            }
            return layout == 0
                ? "2026-03-\(day + 100),Payer \(day),\(money(units)),\(money(balance)),EUR".replacing(
                    "-03-1",
                    with: "-03-"
                )
                : "01/\(day + 100)/2026,Payer \(day),\(units < 0 ? money(-units) : ""),\(units < 0 ? "" : money(units)),\(money(balance))"
                    .replacing("01/1", with: "01/")
        }
        let whole = rows.joined(separator: "\n") + "\n"
        let sound = Self.read(whole)
        #expect(sound.entries.count == 12 && sound.unreadable.isEmpty, "\(whole)")
        let row = try #require(
            rows.firstIndex { $0.split(separator: ",", omittingEmptySubsequences: false).contains(Substring(cell)) }
        )
        var changed = rows
        changed[row] = rows[row].split(separator: ",", omittingEmptySubsequences: false)
            .map { $0 == cell ? damaged : String($0) }.joined(separator: ",")
        let reading = Self.read(changed.joined(separator: "\n") + "\n")
        #expect(reading.unreadable.compactMap(\.findings.first?.position.line) == [row + 1], "\(reading.errors)")
        #expect(reading.unreadable.first?.findings.first?.position.path == "column \(column)")
        let others = sound.entries.enumerated().filter { $0.offset != row }.map(\.element.amount)
        #expect(reading.entries.map(\.amount) == others)
    }

    @Test("what a file leaves open is said")
    func assumptions() {
        let table: [(text: String, codes: [BankFileFinding.Code], sums: [String: [String]])] = [
            ("Date,Text,Amount (EUR)\n01/02/2026,a,-1.00\n", [.date], ["EUR": ["0.00", "1.00"]]),
            ("Date,Text,Amount (EUR)\n13/02/2026,a,-1.00\n", [], ["EUR": ["0.00", "1.00"]]),
            ("Date,Text,Amount (EUR)\n2026-02-01,a,\"-1,234\"\n", [.amount], ["EUR": ["0.00", "1234.00"]]),
            ("Date,Text,Amount (EUR)\n2026-02-01,a,1.00\n", [.direction], ["EUR": ["1.00", "0.00"]]),
            ("Date,Text,Amount\n2026-02-01,a,-1.00\n", [.amount], ["XXX": ["0.00", "1.00"]]),
            ("Date,Text,Amount,Type\n2026-02-01,a,EUR 1.00,DEBIT\n", [], ["EUR": ["0.00", "1.00"]]),
        ]
        for (text, codes, sums) in table {
            let reading = Self.read(text)
            #expect(reading.warnings.map(\.code) == codes, "\(text) \(reading.warnings)")
            #expect(Self.sums(reading) == sums, "\(text)")
        }
    }

    /// Heads and rows without dates, and the signed amounts of the entries; `nil` where no side is told.
    static let markColumns: [(heads: String, rows: [String], amounts: [String]?)] = [
        ("Umsatz;\" \"", ["1.500,00;H", "300,00;S"], ["1500.00", "-300.00"]),
        ("Umsatz;", ["1.500,00;H", "300,00;H"], ["1500.00", "300.00"]),
        ("Umsatz", ["1.500,00;H", "300,00;S"], ["1500.00", "-300.00"]),
        ("Umsatz;KZ", ["1.500,00;H", "300,00;S"], ["1500.00", "-300.00"]),
        ("Betrag;Buchungsschlüssel", ["5,00;Soll", "3,00;Haben"], ["-5.00", "3.00"]),
        ("Betrag;Richtung", ["5,00;Credit", "3,00;Credit"], ["5.00", "3.00"]),
        ("Betrag;±", ["5,00;+", "3,00;-"], ["5.00", "-3.00"]),
        ("Betrag;Art", ["5,00;CR", "3,00;DR"], ["5.00", "-3.00"]),
        ("Betrag;Umsatztyp", ["5,00;Eingang", "3,00;Ausgang"], ["5.00", "-3.00"]),
        // Signs rule where they are, and a mark that contradicts them leaves no side.
        ("Betrag;KZ", ["5,00;H", "-3,00;S"], ["5.00", "-3.00"]),
        ("Betrag;KZ", ["5,00;H", "3,00;S", "-2,00;S"], ["5.00", "-3.00"]),
        // A dash is no debit, and one letter for all of them no mark.
        ("Betrag;Notiz", ["5,00;-", "3,00;-"], ["5.00", "3.00"]),
        ("Betrag;Abgeglichen", ["5,00;C", "3,00;"], nil),
        // What may be a mark in words that are not known.
        ("Betrag;Richtung", ["5,00;Zu", "3,00;Ab"], nil),
        ("Betrag; ", ["5,00;Z", "3,00;Z"], nil),
        ("Betrag;Kategorie", ["5,00;Miete", "3,00;Strom", "2,00;Wasser"], ["5.00", "3.00", "2.00"]),
    ]

    @Test("a column of marks is one by what is in it", arguments: markColumns)
    func marks(heads: String, rows: [String], amounts: [String]?) throws {
        let table = ["Datum;Text;Währung;\(heads)"] + rows.map { "05.03.2024;x;EUR;\($0)" }
        let reading = Self.read(table.joined(separator: "\r\n") + "\r\n")
        #expect(reading.entries.map(\.signedAmount.decimal) == amounts ?? [])
        #expect(reading.unreadable.count == rows.count - (amounts?.count ?? 0))
        #expect(reading.unreadable.flatMap(\.findings).allSatisfy { $0.code == .direction && $0.position.line != nil })
    }

    @Test("amounts without a sign by which the balance falls are no receipts")
    func unsignedBalances() throws {
        let rows = ["2026-01-02,a,10.00,110.00", "2026-01-03,b,30.00,80.00"]
        let reading = Self.read("Date,Text,Amount (EUR),Balance\n\(rows.joined(separator: "\n"))\n")
        #expect(
            reading.entries.isEmpty && reading.unreadable.flatMap(\.findings).map(\.code) == [.direction, .direction]
        )
        let normal = try CSVProfile(rules: "sign normal")
        let told = Self.read(
            "Date,Text,Amount (EUR),Kind\n2026-01-02,a,10.00,Zu\n2026-01-03,b,3.00,Ab\n",
            profile: normal
        )
        #expect(told.entries.count == 2 && told.warnings.isEmpty)
    }

    @Test("rows of the table that state a balance")
    func statedBalances() throws {
        let file = """
            Buchungstag;Empfänger/Zahlungspflichtiger;IBAN;Vorgang/Verwendungszweck;Kundenreferenz;Währung;Umsatz;" "
            05.03.2024;ACME GmbH;DE89370400440532013000;RG-10059;E2E;EUR;1.500,00;H
            06.03.2024;Finanzamt;;Endsaldo;;EUR;300,00;S

            05.03.2024;;;;Anfangssaldo;EUR;100,00;S
            06.03.2024;;;;Endsaldo;EUR;1.100,00;H
            """
        let reading = Self.read(file)
        let summary = try #require(reading.summaries.first)
        #expect(reading.entries.map(\.signedAmount.decimal) == ["1500.00", "-300.00"])
        #expect(reading.entries.map { $0.details.first?.debtor.name } == ["ACME GmbH", nil])
        #expect(summary.opening?.amount.decimal == "-100.00" && summary.closing?.amount.decimal == "1100.00")
        #expect(summary.isBalanced == true && summary.closing?.position.line == 6 && reading.warnings.isEmpty)
    }

    @Test(
        "what names a balance is found by its stem",
        arguments: [
            "Anfangssaldo", "ALTER KONTOSTAND", "Nouveau solde", "Počáteční zůstatek", "期初余额",
            "Balance brought forward",
            "Saldo końcowe",
        ]
    )
    func balanceStems(text: String) {
        let mayBe: (String) -> Bool = { text in
            let bytes = Array(text.utf8)
            return CSVWords.mayStateBalance(bytes.span, 0..<bytes.count)
        }
        #expect(CSVWords.statedBalance(text) != nil && mayBe(text) && !mayBe("Rent for March, Sons & Brothers"))
    }

    @Test("heads of many languages and marks of many kinds")
    func languages() {
        let table: [(text: String, sums: [String: [String]])] = [
            ("Buchungstag;Verwendungszweck;Betrag;Währung\n31.12.25;a;-1.234,56;EUR\n", ["EUR": ["0.00", "1234.56"]]),
            ("Date;Libellé;Débit;Crédit;Devise\n31/12/2025;a;12,50;;EUR\n", ["EUR": ["0.00", "12.50"]]),
            ("Fecha;Concepto;Importe;Saldo\n31/12/2025;a;-1,00;9,00\n", ["XXX": ["0.00", "1.00"]]),
            ("Data;Descrizione;Entrate;Uscite\n31/12/2025;a;;1,00\n", ["XXX": ["0.00", "1.00"]]),
            (
                "\"Datum\";\"Naam / Omschrijving\";\"Rekening\";\"Tegenrekening\";\"Code\";\"Af Bij\";\"Bedrag (EUR)\"\n\"20251231\";\"A\";\"NL00\";\"\";\"BA\";\"Af\";\"1,50\"\n\"20251231\";\"A\";\"NL00\";\"\";\"BA\";\"Bij\";\"2,00\"\n",
                ["EUR": ["2.00", "1.50"]]
            ),
            ("交易日期,摘要,借方发生额,贷方发生额,余额,币种\n20251231,a,1.00,,9.00,人民币\n", ["CNY": ["0.00", "1.00"]]),
            ("交易时间,收/支,金额(元)\n2025-12-31 10:00:00,支出,¥5.00\n", ["CNY": ["0.00", "5.00"]]),
            (
                "日付,摘要,お引出金額,お預入金額,残高\n2025/12/31,a,\"1,000\",,\"9,000\"\n2025/12/30,b,500.00,,0\n",
                ["XXX": ["0.00", "1500.00"]]
            ),
            (
                "Posting Date\tDetails\tAmount\tDR/CR\tCurrency\nJan 5, 2026\ta\t4.00\tDR\tUSD\n",
                ["USD": ["0.00", "4.00"]]
            ),
        ]
        for (text, sums) in table {
            let reading = Self.read(text)
            #expect(reading.failure == nil && reading.unreadable.isEmpty, "\(text) \(reading)")
            #expect(Self.sums(reading) == sums, "\(text)")
        }
    }

    @Test("status, details and everything else of the row are kept")
    func details() throws {
        let reading = Self.read(
            "Date,Counterparty,IBAN,Description,Amount,Currency,State,Transaction ID\n2026-01-02 10:00:00,ACME,DE89370400440532013000,\"Invoice 7, part\",12.50,EUR,PENDING,T1\n2026-01-03,B,,x,-1.00,EUR,COMPLETED,T2\n"
        )
        let entry = try #require(reading.entries.first)
        #expect(entry.status == .pending && entry.reference == "T1" && entry.bookingDate == CalendarDate("2026-01-02"))
        #expect(
            entry.details.first?.debtor.name == "ACME" && entry.details.first?.debtor.iban == "DE89370400440532013000"
        )
        #expect(entry.details.first?.unstructured == ["Invoice 7, part"])
        #expect(entry.fields.count == 8 && entry.fields.first?.name == "Date")
        #expect(reading.summaries.first?.statuses == ["PDNG": 1, "BOOK": 1])
        #expect(reading.summaries.first?.bookedSums.all.first?.credit == 0)
    }

    @Test("who pays is the counterparty of money that comes in, and who is paid of money that goes out")
    func payers() throws {
        let heads = "Date,Amount,Currency,Description"
        func names(_ more: String, _ cells: String...) throws -> [String?] {
            let rows = zip(["2026-01-05,10.00,EUR,a", "2026-01-06,-4.00,EUR,b"], cells).map { "\($0),\($1)" }
            let file = ([heads + more] + rows).joined(separator: "\n") + "\n"
            let entries = FileReading(Array(file.utf8), with: CSVReader()).entries
            try #require(entries.count == 2)
            return [entries[0].details.first?.debtor.name, entries[1].details.first?.creditor.name]
        }
        #expect(try names(",Payer Name,Payee Name", "ACME,", ",Shop") == ["ACME", "Shop"])
        #expect(try names(",Payer Name,Payee Name", "ACME,Us", "Us,Shop") == ["ACME", "Shop"])
        #expect(try names(",Payer", "ACME", "Shop") == ["ACME", "Shop"])
        #expect(try names(",Name", "ACME", "Shop") == ["ACME", "Shop"])
    }

    @Test("a currency that a head has in words")
    func wordedCurrency() throws {
        let file = "Date;Libellé;Débit euros;Crédit euros\n05/01/2026;VIR ACME;;1 250,00\n06/01/2026;EDF;-45,10;\n"
        let entries = FileReading(Array(file.utf8), with: CSVReader()).entries
        #expect(entries.map { "\($0.side) \($0.amount)" } == ["credit 1250.00 EUR", "debit 45.10 EUR"])
    }

    @Test("a profile of the user's, and its mistakes")
    func profiles() throws {
        #expect(CSVProfile.known.count == CSVProfile.shipped.count)
        let profile = try CSVProfile(
            rules:
                "# mine\nname mine\nskip 1\ndelimiter ;\nfields date, skip, amount\ndate-format %m/%d/%Y\ndecimal-mark ,\ncurrency EUR\nsign inverted\nnewest-first\n"
        )
        let reading = Self.read("a;b;c\n01/02/2026;x;3,00\n01/01/2026;y;-1,00\n", profile: profile)
        #expect(Self.sums(reading) == ["EUR": ["1.00", "3.00"]] && reading.warnings.isEmpty)
        #expect(reading.entries.first?.bookingDate == CalendarDate("2026-01-02"))
        for (rules, line, field) in [
            ("name x\nfields date, sum", 2, "fields"), ("colour red", 1, "colour"),
            ("\n\ncurrency EURO", 3, "currency"),
            ("skip x", 1, "skip"), ("decimal-mark ;", 1, "decimal-mark"), ("date-format %Y", 1, "date-format"),
            ("delimiter ;;", 1, "delimiter"), ("sign up", 1, "sign"), ("column amount", 1, "column"),
            ("encoding EBCDIC", 1, "encoding"),
        ] {
            let error = #expect(throws: CSVRulesError.self) { try CSVProfile(rules: rules) }
            #expect(error?.line == line && error?.field == field)
        }
    }

    @Test("other files are not taken for statements")
    func others() throws {
        let folders = [
            "ach", "mt940", "bai2", "ofx", "giro", "lockbox", "edi820", "x937", "camt052", "camt053", "camt054",
            "pain001",
            "pain002", "pain008",
        ]
        for file in folders.flatMap(SharedFiles.corpus) {
            #expect(!CSVReader.recognises(Array(try SharedFiles.bytes(file).prefix(16_384))), "\(file.path)")
        }
        for text in [
            "", "\n", "Dear Sir, I paid 5.00 on 2026-01-01, as agreed.\nYours", "{\"Date\":1,\"Amount\":2}",
            "a,b\n1,2\n",
        ] {
            #expect(!CSVReader.recognises(Array(text.utf8)), "\(text)")
        }
    }

    static let sample =
        "Owner;A\n\nDate;\"Text\";Amount;Balance;Currency;State\r\n2026-01-01;\"a;b\";1,00;11,00;EUR;Completed\r\n02.01.2026;c;-2,00;9,00;EUR;Pending\n2026-01-03;d;x;9,00;EUR;\nTotal;;1,00;;;\n"

    @Test("cut anywhere, it never crashes and is never complete")
    func cuts() {
        let bytes = Array(Self.sample.utf8)
        for end in 0...bytes.count {
            let whole = ReadingOutline(FileReading(Array(bytes[..<end]), with: CSVReader()))
            #expect(whole.isComplete != true)
            #expect(whole == ReadingOutline(FileReading(Array(bytes[..<end]), with: CSVReader(), pieces: 1)))
        }
    }

    @Test("broken files never crash, and both ways of reading agree", arguments: UInt64(0)..<300)
    func mutations(seed: UInt64) {
        let bytes = mutated(Array(Self.sample.utf8), seed: seed)
        let whole = ReadingOutline(FileReading(bytes, with: CSVReader()))
        #expect(whole == ReadingOutline(FileReading(bytes, with: CSVReader(options: countingOptions), pieces: 3)))
        _ = CSVReader.recognises(bytes)
    }

    @Test("many rows, and rows that are no statement")
    func limits() {
        let rows = (0..<5_000).map { "2026-01-01,r\($0),-0.01,EUR" }.joined(separator: "\n")
        for pieces in [1_000, 65_536] {
            let reading = Self.read("Date,Text,Amount,Currency\n" + rows, pieces: pieces)
            #expect(reading.entries.count == 5_000 && Self.sums(reading) == ["EUR": ["0.00", "50.00"]])
        }
        #expect(Self.read("a,b\n1,2\n").failure?.code == .notRecognised)
        #expect(Self.read("").failure?.code == .notRecognised)
        let bad = Self.read("Date,Text,Amount,Currency\n" + String(repeating: "2026-01-01,a,x,EUR\n", count: 3_000))
        #expect(bad.summaries.first?.entries == 3_000 && bad.unreadable.count == 999)
        let long = "2026-01-02,\(String(repeating: "x", count: 300_000)),-0.01,EUR"
        let begin = "Date,Text,Amount,Currency\n"
        let reading = Self.read("\(begin)2026-01-01,a,-0.01,EUR\n\(long)\n2026-01-03,b,-0.01,EUR\n")
        #expect(reading.failure == nil && reading.unreadable.map { $0.findings.map(\.code) } == [[.limit]])
        #expect(reading.entries.count == 2)
        #expect(Self.read(begin + long).failure?.code == .limit)
    }
}
