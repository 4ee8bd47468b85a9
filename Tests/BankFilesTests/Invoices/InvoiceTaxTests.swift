import Testing

@testable import BankFiles

@Suite("taxes of electronic invoices")
struct InvoiceTaxTests {
    private static func subtotal(_ net: String, _ tax: String, _ category: String, currency: String = "EUR") -> String {
        """
        <cac:TaxSubtotal><cbc:TaxableAmount currencyID="\(currency)">\(net)</cbc:TaxableAmount>
        <cbc:TaxAmount currencyID="\(currency)">\(tax)</cbc:TaxAmount>
        <cac:TaxCategory>\(category)<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>
        """
    }

    private static func category(_ id: String, _ percent: String) -> String {
        "<cbc:ID>\(id)</cbc:ID><cbc:Percent>\(percent)</cbc:Percent>"
    }

    private static let whole = subtotal("65.32", "12.41", category("S", "19.00"))
    private static let reduced = subtotal("38.59", "2.70", category("S", "7"))

    private static func ubl(
        _ subtotals: String,
        root: String = "Invoice",
        more: [(String, String)] = []
    ) -> ElectronicInvoiceReading {
        let total = "<cac:TaxTotal><cbc:TaxAmount currencyID=\"EUR\">15.11</cbc:TaxAmount>\(subtotals)</cac:TaxTotal>"
        let place = "<cac:LegalMonetaryTotal>"
        return readInvoice(InvoiceDocuments.ubl([(place, total + place)] + more, root: root))
    }

    private static func shown(_ reading: ElectronicInvoiceReading) -> [String] {
        (reading.invoice?.taxes ?? []).map { "\($0.category ?? "-") \($0.percent) \($0.net) \($0.tax)" }
    }

    private static let both = ["S 19.00 65.32 EUR 12.41 EUR", "S 7 38.59 EUR 2.70 EUR"]

    @Test("UBL tells a subtotal for each rate, of invoices and of credit notes")
    func ublSubtotals() {
        let reading = Self.ubl(Self.whole + Self.reduced)
        #expect(reading.errors.isEmpty && reading.warnings.isEmpty, "\(reading.warnings)")
        #expect(Self.shown(reading) == Self.both)
        let note = Self.ubl(Self.whole + Self.reduced, root: "CreditNote", more: [(">380<", ">381<")])
        #expect(note.invoice?.kind == .creditNote && Self.shown(note) == Self.both, "\(note.warnings)")
    }

    @Test("CII tells a tax for each rate")
    func ciiTaxes() {
        func tax(_ net: String, _ tax: String, _ rate: String) -> String {
            """
            <ram:ApplicableTradeTax><ram:CalculatedAmount>\(tax)</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>
            <ram:BasisAmount>\(net)</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>
            <ram:RateApplicablePercent>\(rate)</ram:RateApplicablePercent></ram:ApplicableTradeTax>
            """
        }
        let place = "<ram:SpecifiedTradePaymentTerms>"
        let taxes = tax("65.32", "12.41", "19.00") + tax("38.59", "2.70", "7")
        let reading = readInvoice(InvoiceDocuments.cii([(place, taxes + place)]))
        #expect(reading.errors.isEmpty && reading.warnings.isEmpty, "\(reading.warnings)")
        #expect(Self.shown(reading) == Self.both)
    }

    @Test("what is turned into a credit note has its taxes turned")
    func turned() {
        let taxes = Self.subtotal("-100.02", "-19.00", Self.category("S", "19"))
        let signs = [
            ("\"EUR\">119.02", "\"EUR\">-119.02"), ("\"EUR\">19.00</cbc:Prepaid", "\"EUR\">-19.00</cbc:Prepaid"),
            ("\"EUR\">-0.02", "\"EUR\">0.02"),
            ("\"EUR\">100.00</cbc:PayableAmount>", "\"EUR\">-100.00</cbc:PayableAmount>"),
        ]
        let reading = Self.ubl(taxes, more: signs)
        #expect(reading.invoice?.kind == .creditNote && reading.errors.isEmpty, "\(reading.errors)")
        #expect(Self.shown(reading) == ["S 19 100.02 EUR 19.00 EUR"])
    }

    @Test("what is outside the scope of the tax has no rate, and the tax in its own currency is passed over")
    func scope() {
        let none = Self.subtotal("10.00", "0.00", "<cbc:ID>O</cbc:ID>")
        #expect(Self.shown(Self.ubl(none)) == ["O 0 10.00 EUR 0.00 EUR"])
        let dollars = Self.subtotal("70.00", "13.30", Self.category("S", "19"), currency: "USD")
        #expect(Self.shown(Self.ubl(Self.whole + Self.reduced + dollars)) == Self.both)
    }

    @Test(
        "a fault costs the taxes and not the invoice, and is told with its place",
        arguments: [
            (
                subtotal("65,32", "12.41", category("S", "19")),
                "the taxable amount of a rate (BT-116) is no decimal number", "TaxableAmount"
            ),
            (
                subtotal("65.32", "12.411", category("S", "19")),
                "the tax of a rate (BT-117) has more than 2 decimals that are not zero", "TaxAmount"
            ),
            (
                subtotal("65.32", "12.41", category("S", "19"), currency: "USD"),
                "the taxable amount of a rate (BT-116) is in USD, and the invoice's currency (BT-5) is EUR",
                "TaxableAmount"
            ),
            (subtotal("65.32", "12.41", "<cbc:ID>S</cbc:ID>"), "the tax rate (BT-119) is missing", "TaxAmount"),
            (
                "<cac:TaxSubtotal><cbc:TaxableAmount>1.00</cbc:TaxableAmount></cac:TaxSubtotal>",
                "the tax of a rate (BT-117) is missing", "TaxableAmount"
            ),
            (
                String(repeating: whole, count: InvoiceTaxes.countMax + 1), "more than 100 rates of tax (BG-23)",
                "TaxableAmount"
            ),
        ]
    )
    func faults(subtotal: String, told: String, element: String) {
        let reading = Self.ubl(subtotal)
        #expect(reading.invoice?.taxes == [] && reading.errors.isEmpty, "\(reading.errors)")
        #expect(reading.warnings.map(\.message) == ["\(told); the taxes are not taken"])
        let path = "/Invoice/cac:TaxTotal/cac:TaxSubtotal/cbc:\(element)"
        #expect(reading.warnings.first?.position.path == path && (reading.warnings.first?.position.line ?? 0) >= 30)
    }
}
