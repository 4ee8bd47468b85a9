import HubDomain
import PaymentVocabulary
import TestSupport
import Testing

@Suite("taxes by rate")
struct TaxSubtotalTests {
    private static func euros(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .eur) }

    private static func read(_ text: String, total: Int64) throws -> [TaxSubtotal] {
        try [TaxSubtotal](parsing: text, currency: .eur).checked(against: euros(total))
    }

    @Test("the text form is read and written, in any spacing and with the shortest rates")
    func form() throws {
        let read = try Self.read("  S19.00:100.00+19.00\t7:50.00+3.50 AE0:10+0 ", total: 182_50)
        #expect(read.map(\.category) == ["S", "", "AE"] && read.map(\.gross.minorUnits) == [119_00, 53_50, 10_00])
        #expect(read.text == "S19:100.00+19.00 7:50.00+3.50 AE0:10.00+0.00")
        #expect(try [TaxSubtotal](parsing: read.text, currency: .eur) == read)
        #expect(try [TaxSubtotal](parsing: " ", currency: .eur).isEmpty)
        #expect([TaxSubtotal]().net == nil && read.net == Self.euros(160_00) && read.tax == Self.euros(22_50))
    }

    @Test(
        "what is no tax of the document is named",
        arguments: [
            ("19:100.00", "\"19:100.00\": write a rate with its net and tax as 19:100.00+19.00"),
            ("100.00+19.00", "\"100.00+19.00\": write a rate with its net and tax as 19:100.00+19.00"),
            ("-19:100.00+19.00", "\"-19:100.00+19.00\": the rate is no percentage from 0 on"),
            ("S:100.00+19.00", "\"S:100.00+19.00\": the rate is no percentage from 0 on"),
            ("s19:100.00+19.00", "\"s\" is no category of tax in capital letters"),
            ("19:100,00+19.00", "\"19:100,00+19.00\": not a decimal number for EUR"),
            ("19:100.00+19.001", "\"19:100.00+19.001\": more than 2 decimals for EUR"),
            ("19:-100.00+19.00", "-100.00 net with 19.00 tax is negative"),
            ("19:100.00+19.01", "net and tax together are 119.01, the document's total is 119.00"),
            ("19:90.00+29.00", "19 % of 90.00 is 17.10, not 29.00"),
        ]
    )
    func faults(_ text: String, _ told: String) {
        #expect(throws: TaxListError(told)) { try Self.read(text, total: 119_00) }
    }

    @Test("taxes of another currency are none of the document's, and take no part of a discount")
    func foreign() throws {
        let dollars = try [TaxSubtotal](parsing: "19:100.00+19.00", currency: .usd)
        #expect(throws: TaxListError("19 is in USD, the document in EUR")) {
            try dollars.checked(against: Self.euros(119_00))
        }
        #expect(dollars.split(Self.euros(2_00)).isEmpty)
    }

    @Test(
        "a discount goes to the rates by their gross amounts, and in each to net and tax",
        arguments: [
            ("S19:100.00+19.00", 2_38, "S19:2.00+0.38"), ("S19:100.00+19.00", 1, "S19:0.01+0.00"),
            ("S19:100.00+19.00 S7:50.00+3.50", 3_45, "S19:2.00+0.38 S7:1.00+0.07"),
            // 3.33 : 6.67 is the nearest to one third; 0.53 of 3.33 is tax.
            ("19:84.03+15.97 0:200.00+0.00", 10_00, "19:2.80+0.53 0:6.67+0.00"),
            // One cent is of the largest rate alone.
            ("19:100.00+19.00 7:200.00+14.00", 1, "7:0.01+0.00"), ("19:0.00+0.00", 1_00, ""), ("", 1_00, ""),
        ] as [(String, Int64, String)]
    )
    func splits(taxes: String, discount: Int64, expected: String) throws {
        let read = try [TaxSubtotal](parsing: taxes, currency: .eur)
        #expect(read.split(Self.euros(discount)).text == expected)
    }

    @Test("the parts add up, none is negative, none is a cent from its share", arguments: UInt64(0)..<300)
    func keepsAll(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rates = ["19", "7", "0", "5.5", "20", "2.1", "25"].shuffled(using: &random)
        let most: Int64 = Bool.random(using: &random) ? 1_000 : 1_000_000_000_000
        let taxes = try (0..<Int.random(in: 1...rates.count, using: &random)).map { place in
            let rate = try #require(Percentage(rates[place]))
            let net = Self.euros(.random(in: 1...most, using: &random))
            return try TaxSubtotal(category: "S", rate: rate, net: net, tax: rate.of(net))
        }
        let total = taxes.reduce(Int128(0)) { $0 + Int128($1.gross.minorUnits) }
        let discount = Self.euros(.random(in: 1...Int64(total), using: &random))
        let parts = taxes.split(discount)
        #expect(parts.grossUnits == Int128(discount.minorUnits))
        for whole in taxes {
            let part = parts.first { $0.rate == whole.rate }
            let (gross, net) = (part?.gross.minorUnits ?? 0, part?.net.minorUnits ?? 0)
            let tax = part?.tax.minorUnits ?? 0
            #expect(net >= 0 && tax >= 0 && net + tax == gross)
            // |gross - discount * whole / total| < 1, and in the rate |tax - gross * tax / whole| < 1, without fractions.
            let share = Int128(gross) * total - Int128(discount.minorUnits) * Int128(whole.gross.minorUnits)
            #expect(share.magnitude < total.magnitude)
            let side = Int128(tax) * Int128(whole.gross.minorUnits) - Int128(gross) * Int128(whole.tax.minorUnits)
            #expect(side.magnitude < whole.gross.minorUnits.magnitude)
        }
    }
}

@Suite("taxes in tables of invoices")
struct InvoiceFileTaxTests {
    private static let head =
        "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference,taxes\n"
    private static let row = "I-1,invoice,C1,Acme,,EUR,172.50,172.50,2026-03-01,2026-03-31,,,"

    private static func read(_ text: String) -> InvoiceFile {
        InvoiceFile.reading(Array(text.utf8), file: "i.csv") { _, _ in .failure(DueDateRefusal(reason: "none")) }
    }

    @Test("a column of taxes is read, and is no column that is kept")
    func column() throws {
        let file = Self.read(Self.head + Self.row + "S19:100.00+19.00 S7:50.00+3.50\n")
        let row = try #require(file.rows.first)
        #expect(row.invoice.taxes.map(\.name) == ["S19", "S7"] && row.kept.isEmpty && file.warnings.isEmpty)
        let plain = Self.head.replacing(",taxes", with: "") + String(Self.row.dropLast()) + "\n"
        #expect(Self.read(plain).invoices.first?.taxes == [])
    }

    @Test("JSON has the same as a string")
    func json() throws {
        let text = """
            [{"number": "I-1", "kind": "credit_note", "customer": "C1", "customer_name": "", "payer_account": null,
            "currency": "EUR", "amount": "119.00", "open": "119.00", "issued": "2026-03-01", "due": null, "terms": null,
            "reference": null, "taxes": "19:100.00+19.00"}]
            """
        let file = Self.read(text)
        #expect(file.errors.isEmpty && file.warnings.isEmpty, "\(file.errors)")
        #expect(file.invoices.first?.taxes.text == "19:100.00+19.00")
    }

    @Test(
        "taxes that do not fit are told with file, line and field, and the invoice is read without them",
        arguments: [
            ("19:100.00+19.00", "net and tax together are 119.00, the document's total is 172.50"),
            ("19", "\"19\": write a rate with its net and tax as 19:100.00+19.00"),
        ]
    )
    func faults(taxes: String, told: String) {
        let file = Self.read(Self.head + Self.row + taxes + "\n")
        #expect(file.errors.isEmpty && file.invoices.map(\.taxes) == [[]])
        #expect(file.warnings.map(\.description) == ["i.csv:2:64: taxes: \(told); the taxes are not taken"])
    }
}
