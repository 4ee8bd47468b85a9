import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

@testable import HubEngine

/// What `reconcile` and `POST /v1/invoices` make of electronic invoices.
@Suite("electronic invoices as receivables") struct InvoiceIntakeTests {
    /// A UBL document with these parts of it.
    private static func ubl(
        due: String = "<DueDate>2026-04-01</DueDate>",
        code: String = "380",
        buyer: String =
            "<PartyLegalEntity><RegistrationName>Hansa Medizintechnik AG</RegistrationName></PartyLegalEntity>",
        terms: String? = nil,
        sums: String = "<TaxInclusiveAmount>119.00</TaxInclusiveAmount><PayableAmount>119.00</PayableAmount>",
        more: String = ""
    ) -> String {
        """
        <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">
        <ID>INV-1</ID><IssueDate>2026-03-02</IssueDate>\(due)<InvoiceTypeCode>\(code)</InvoiceTypeCode>
        <DocumentCurrencyCode>EUR</DocumentCurrencyCode>\(more)
        <AccountingCustomerParty><Party>\(buyer)</Party></AccountingCustomerParty>
        \(terms.map { "<PaymentTerms><Note>\($0)</Note></PaymentTerms>" } ?? "")
        <LegalMonetaryTotal>\(sums)</LegalMonetaryTotal></Invoice>
        """
    }

    private static func read(_ text: String) -> InvoiceFile {
        InvoiceIntake.reading(Array(text.utf8), file: "a.xml", dueDate: OpenItem.dueDate)
    }

    private static func euros(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .eur) }

    @Test("an invoice becomes an open item with its discount")
    func whole() throws {
        let file = Self.read(
            Self.ubl(
                terms: "Vielen Dank!\n#SKONTO#TAGE=7#PROZENT=3.00#\n#SKONTO#TAGE=14#PROZENT=2.00#\n",
                sums: "<TaxInclusiveAmount>1190.02</TaxInclusiveAmount><PrepaidAmount>190.00</PrepaidAmount>"
                    + "<PayableRoundingAmount>-0.02</PayableRoundingAmount><PayableAmount>1000.00</PayableAmount>",
                more: "<PaymentMeans><PaymentID>RF18539007547034</PaymentID><PaymentMandate><PayerFinancialAccount>"
                    + "<ID>DE02120300000000202051</ID></PayerFinancialAccount></PaymentMandate></PaymentMeans>"
            )
        )
        #expect(file.errors.isEmpty && file.warnings.isEmpty && !file.isIncomplete, "\(file.errors) \(file.warnings)")
        let invoice = try #require(file.invoices.first)
        #expect(invoice.number == InvoiceNumber("INV-1") && invoice.kind == .invoice)
        #expect(invoice.customerName == "Hansa Medizintechnik AG")
        #expect(invoice.amount == Self.euros(1190_00) && invoice.open == Self.euros(1000_00))
        #expect(invoice.issued == CalendarDate("2026-03-02") && invoice.due == CalendarDate("2026-04-01"))
        // 30.00 and 20.00: of the payable amount, and not of what was paid before.
        #expect(invoice.terms == "2.521/7, 1.681/14 net 30" && invoice.reference == "RF18539007547034")
        #expect(invoice.payerAccount == "DE02120300000000202051")
        var discounts = OfferedDiscounts()
        #expect(discounts.item(of: invoice).discounts.map(\.amount) == [Self.euros(30_00), Self.euros(20_00)])
    }

    @Test(
        "the taxes are taken where they are those of the document",
        arguments: [
            ("S", "19.00", "100.00", "19.00", "S19:100.00+19.00", ""),
            ("S", "-19", "100.00", "19.00", "", "the tax rate (BT-119) -19 is no percentage from 0 on"),
            ("s", "19", "100.00", "19.00", "", "\"s\" is no category of tax in capital letters"),
            ("S", "19", "-100.00", "-19.00", "", "-100.00 net with -19.00 tax is negative"),
            ("S", "19", "100.01", "19.00", "", "net and tax together are 119.01, the document's total is 119.00"),
            ("S", "7", "100.00", "19.00", "", "7 % of 100.00 is 7.00, not 19.00"),
        ]
    )
    func taxes(category: String, rate: String, net: String, tax: String, read: String, told: String) throws {
        let subtotal =
            "<TaxTotal><TaxSubtotal><TaxableAmount>\(net)</TaxableAmount><TaxAmount>\(tax)</TaxAmount>"
            + "<TaxCategory><ID>\(category)</ID><Percent>\(rate)</Percent></TaxCategory></TaxSubtotal></TaxTotal>"
        let file = Self.read(Self.ubl(more: subtotal))
        #expect(file.errors.isEmpty && file.invoices.map(\.taxes.text) == [read], "\(file.errors)")
        #expect(file.warnings.map(\.problem) == (told.isEmpty ? [] : ["\(told); the taxes are not taken"]))
        #expect(file.warnings.allSatisfy { $0.file == "a.xml" && $0.line > 1 && $0.field != nil })
    }

    @Test(
        "the taxes are compared with what was invoiced, and with what is to be paid only where that is not told",
        arguments: [
            ("<TaxInclusiveAmount>119.00</TaxInclusiveAmount><PrepaidAmount>19.00</PrepaidAmount>", "100.00", true),
            ("", "119.00", true),
            ("", "119.01", false),
            ("<TaxInclusiveAmount>119.01</TaxInclusiveAmount><PrepaidAmount>0.01</PrepaidAmount>", "119.00", false),
        ]
    )
    func taxesOfTheWhole(sums: String, payable: String, areTaken: Bool) throws {
        let subtotal =
            "<TaxTotal><TaxSubtotal><TaxableAmount>100.00</TaxableAmount><TaxAmount>19.00</TaxAmount>"
            + "<TaxCategory><ID>S</ID><Percent>19</Percent></TaxCategory></TaxSubtotal></TaxTotal>"
        let file = Self.read(
            Self.ubl(sums: "\(sums)<PayableAmount>\(payable)</PayableAmount>", more: subtotal)
        )
        #expect(file.errors.isEmpty && file.invoices.map(\.taxes.text) == [areTaken ? "S19:100.00+19.00" : ""])
        #expect(file.warnings.contains { $0.problem.contains("taxes are not taken") } != areTaken, "\(file.warnings)")
    }

    @Test("tables are read as before")
    func tables() {
        let header = InvoiceFile.reading([], file: "a", dueDate: OpenItem.dueDate).errors
        #expect(InvoiceIntake.reading([], file: "a", dueDate: OpenItem.dueDate).errors == header)
        let file = Self.read("[{\"number\":\"1\",\"kind\":\"invoice\",\"customer\":\"c\"}]")
        #expect(file.errors.map(\.field) == ["currency"])
    }

    private static let name = "<PartyLegalEntity><RegistrationName>Müller &amp; Söhne GmbH</RegistrationName>"
    private static let vat = "<PartyTaxScheme><CompanyID>de 123 456 789</CompanyID></PartyTaxScheme>"

    @Test(
        "the customer is the first identifier that the document has, in one order",
        arguments: [
            (
                "<EndpointID>e</EndpointID><PartyIdentification><ID>K-10</ID></PartyIdentification>" + vat + name
                    + "<CompanyID>HRB 1</CompanyID></PartyLegalEntity>", "K-10"
            ),
            (
                "<EndpointID>e</EndpointID>" + vat + name + "<CompanyID>HRB 1</CompanyID></PartyLegalEntity>",
                "DE123456789"
            ),
            ("<EndpointID>e</EndpointID>" + name + "<CompanyID>HRB 1</CompanyID></PartyLegalEntity>", "HRB 1"),
            ("<EndpointID>e</EndpointID>" + name + "</PartyLegalEntity>", "e"),
            (name + "</PartyLegalEntity>", "mueller soehne gmbh"),
            ("<PartyName><Name>GmbH Söhne, Müller</Name></PartyName>", "mueller soehne gmbh"),
        ]
    )
    func customer(buyer: String, expected: String) {
        let file = Self.read(Self.ubl(buyer: buyer))
        #expect(file.invoices.map(\.customer) == [CustomerID(expected)], "\(file.errors)")
    }

    struct TermsCase: Sendable, CustomStringConvertible {
        let due: String?
        let text: String?
        let terms: String
        let dueDate: String
        var warning: String?

        var description: String { "\(due ?? "-"), \(text ?? "-")" }
    }

    static let termsCases = [
        TermsCase(due: "2026-04-01", text: nil, terms: "net 30", dueDate: "2026-04-01"),
        TermsCase(due: "2026-03-02", text: nil, terms: "due on receipt", dueDate: "2026-03-02"),
        TermsCase(due: "2026-03-01", text: nil, terms: "", dueDate: "2026-03-01"),
        TermsCase(due: nil, text: "2/10 net 30", terms: "2/10 net 30", dueDate: "2026-04-01"),
        TermsCase(due: "2026-04-05", text: " net 30 ", terms: "net 30", dueDate: "2026-04-05"),
        TermsCase(due: "2026-04-01", text: "Zahlbar bis 1. April", terms: "net 30", dueDate: "2026-04-01"),
        TermsCase(
            due: nil,
            text: "Zahlbar sofort",
            terms: "due on receipt",
            dueDate: "2026-03-02",
            warning:
                "no due date (BT-9), and the payment terms (BT-20) say none that is understood: the date of issue, "
                + "2026-03-02, is taken"
        ),
        TermsCase(
            due: nil,
            text: "#SKONTO#TAGE=14#PROZENT=2.00#\n",
            terms: "2.00/14 net 14",
            dueDate: "2026-03-16",
            warning:
                "no due date (BT-9), and the payment terms (BT-20) say none that is understood: the last discount's "
                + "end, 2026-03-16, is taken"
        ),
        TermsCase(
            due: "2026-04-01",
            text: "#SKONTO#TAGE=14#PROZENT=2.00#",
            terms: "2.00/14 net 30",
            dueDate: "2026-04-01",
            warning: "the last discount line of the payment terms (BT-20) lacks its line break; it is read all the same"
        ),
        TermsCase(
            due: "2026-04-01",
            text: "#SKONTO#TAGE=14#PROZENT=2#\n",
            terms: "net 30",
            dueDate: "2026-04-01",
            warning: "the discounts in the payment terms (BT-20) are not taken: the line is no SKONTO line; write "
                + "#SKONTO#TAGE=14#PROZENT=2.00# or ...#BASISBETRAG=100.00#, closed by a line break"
        ),
        TermsCase(
            due: "2026-04-01",
            text: "#SKONTO#TAGE=40#PROZENT=2.00#\n",
            terms: "net 30",
            dueDate: "2026-04-01",
            warning: "the discounts in the payment terms (BT-20) are not taken: the whole amount may be due before the "
                + "discount ends after 40 days"
        ),
        TermsCase(
            due: "2026-04-01",
            text: "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=119.00#\n",
            terms: "2.00/14 net 30",
            dueDate: "2026-04-01"
        ),
        TermsCase(
            due: "2026-04-01",
            text: "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=50.00#\n",
            terms: "net 30",
            dueDate: "2026-04-01",
            warning: "a discount on a part of the payable amount (BASISBETRAG in BT-20) is not taken"
        ),
        TermsCase(due: "2026-04-01", text: "#SKONTO#TAGE=0#PROZENT=0.00#\n", terms: "net 30", dueDate: "2026-04-01"),
    ]

    @Test("dates win over texts, and discounts become terms", arguments: termsCases)
    func terms(example: TermsCase) throws {
        let file = Self.read(
            Self.ubl(due: example.due.map { "<DueDate>\($0)</DueDate>" } ?? "", terms: example.text)
        )
        let invoice = try #require(file.invoices.first, "\(file.errors)")
        #expect(invoice.terms == example.terms && invoice.due == CalendarDate(example.dueDate))
        #expect(file.warnings.map(\.problem) == [example.warning].compactMap(\.self))
        if !invoice.terms.isEmpty { #expect(throws: Never.self) { try Terms(parsing: invoice.terms) } }
    }

    @Test("an invoice below zero is a credit note, and says so with its place")
    func negative() throws {
        let sums = "<TaxInclusiveAmount>-119.00</TaxInclusiveAmount><PayableAmount>-119.00</PayableAmount>"
        let file = Self.read(Self.ubl(sums: sums))
        let invoice = try #require(file.invoices.first)
        #expect(invoice.kind == .creditNote && invoice.amount == Self.euros(119_00) && invoice.open == invoice.amount)
        #expect(invoice.terms.isEmpty)
        #expect(
            file.warnings.map(\.description) == [
                "a.xml:6:69: /Invoice/LegalMonetaryTotal/PayableAmount: the payable amount (BT-115) of an invoice is below "
                    + "zero: it is taken as a credit note of 119.00 EUR"
            ]
        )
    }

    @Test("a corrected invoice names the one that it corrects")
    func correction() {
        let more =
            "<BillingReference><InvoiceDocumentReference><ID>INV-0</ID></InvoiceDocumentReference></BillingReference>"
        let file = Self.read(Self.ubl(code: "384", more: more))
        #expect(file.invoices.count == 1)
        #expect(file.warnings.map(\.problem) == ["it corrects INV-0; where that one is listed, too, both are claims"])
    }

    @Test("nothing is taken without a customer or with a fault, and the place is told")
    func faults() {
        let nobody = Self.read(Self.ubl(buyer: ""))
        #expect(nobody.invoices.isEmpty && nobody.isIncomplete)
        let message = "the buyer has neither an identifier (BT-46 to BT-49) nor a name (BT-44)"
        #expect(nobody.errors.map(\.description) == ["a.xml:1:1: /Invoice: \(message)"])
        let fault = Self.read(Self.ubl(due: "<DueDate>2026-02-30</DueDate>"))
        #expect(fault.invoices.isEmpty && fault.isIncomplete)
        let date = "the due date (BT-9) is no existing date YYYY-MM-DD"
        #expect(fault.errors.map(\.description) == ["a.xml:2:48: /Invoice/DueDate: \(date)"])
        let pdf = Self.read("%PDF-1.7\n%%EOF")
        let none = "the PDF has no file factur-x.xml, zugferd-invoice.xml or xrechnung.xml inside"
        #expect(pdf.errors.map(\.description) == ["a.xml:1:1: \(none); give the invoice's XML itself"])
    }
}
