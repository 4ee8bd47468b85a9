import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("electronic invoices")
struct ElectronicInvoiceTests {
    typealias Change = (String, String)

    private static func euros(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .eur) }

    @Test("both syntaxes say the same", arguments: [ElectronicInvoice.Syntax.ubl, .cii])
    func everyTerm(syntax: ElectronicInvoice.Syntax) throws {
        let reading = readInvoice(InvoiceDocuments.text(syntax))
        #expect(reading.errors.isEmpty && reading.warnings.isEmpty, "\(reading.errors) \(reading.warnings)")
        let invoice = try #require(reading.invoice)
        #expect(invoice.syntax == syntax)
        #expect(invoice.number == "INV-1" && invoice.typeCode == "380" && invoice.kind == .invoice)
        #expect(invoice.currency == .eur)
        #expect(invoice.issued == CalendarDate("2026-03-02") && invoice.due == CalendarDate("2026-04-01"))
        #expect(invoice.payable == Self.euros(100_00) && invoice.total == Self.euros(119_02))
        #expect(invoice.prepaid == Self.euros(19_00) && invoice.rounding == Self.euros(-2))
        #expect(invoice.buyer.name == "Hansa Medizintechnik AG")
        #expect(invoice.buyer.identifiers == [.init("4012345000009", scheme: "0088")])
        #expect(invoice.buyer.legalRegistration == .init("HRB 1", scheme: "0204"))
        #expect(invoice.buyer.vatIdentifier == "DE 123456789")
        #expect(invoice.buyer.endpoint == .init("rechnung@hansa.example", scheme: "EM"))
        #expect(invoice.sellerName == "Nord & Süd KG" && invoice.buyerReference == "04011000-12345-34")
        #expect(invoice.purchaseOrder == "PO-7" && invoice.salesOrder == "SO-8")
        #expect(invoice.paymentReference == "RF18539007547034" && invoice.precedingInvoices == ["INV-0"])
        #expect(invoice.payeeAccounts == ["DE89370400440532013000"] && invoice.payerAccount == "DE02120300000000202051")
        #expect(invoice.paymentTerms == "#SKONTO#TAGE=14#PROZENT=2.00#\n", "the line break closes the discount")
    }

    struct Fault: Sendable, CustomStringConvertible {
        let changes: [Change]
        var isUBL = true
        let code: BankFileFinding.Code
        let message: String
        let line: Int
        let path: String

        var description: String { message }
        var reading: ElectronicInvoiceReading {
            readInvoice(isUBL ? InvoiceDocuments.ubl(changes) : InvoiceDocuments.cii(changes))
        }
    }

    private static func ubl(
        _ old: String,
        _ new: String,
        _ code: BankFileFinding.Code,
        _ message: String,
        line: Int,
        _ path: String
    ) -> Fault {
        Fault(changes: [(old, new)], code: code, message: message, line: line, path: "/Invoice" + path)
    }

    private static func cii(
        _ old: String,
        _ new: String,
        _ code: BankFileFinding.Code,
        _ message: String,
        line: Int,
        _ path: String
    ) -> Fault {
        let path = "/rsm:CrossIndustryInvoice" + path
        return Fault(changes: [(old, new)], isUBL: false, code: code, message: message, line: line, path: path)
    }

    private static let payable = "\"EUR\">100.00</cbc:PayableAmount>"
    private static let sums = "/cac:LegalMonetaryTotal/cbc:"
    private static let settlement = "/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement"

    static let faults: [Fault] = [
        ubl("<cbc:ID> INV-1 </cbc:ID>", "", .missing, "the invoice number (BT-1) is missing", line: 2, ""),
        ubl(
            "> INV-1 <",
            ">INV\u{1}-1<",
            .badCharacter,
            "the invoice number (BT-1) has a character that is none",
            line: 5,
            "/cbc:ID"
        ),
        ubl("> INV-1 <", "> \n <", .missing, "the invoice number (BT-1) is empty", line: 5, "/cbc:ID"),
        ubl(
            "<cbc:IssueDate>",
            "<cbc:ID>INV-2</cbc:ID><cbc:IssueDate>",
            .duplicate,
            "the invoice number (BT-1) stands twice with different texts",
            line: 6,
            "/cbc:ID"
        ),
        ubl(
            "<cbc:IssueDate>2026-03-02</cbc:IssueDate>",
            "",
            .missing,
            "the date of issue (BT-2) is missing",
            line: 2,
            ""
        ),
        ubl(
            "2026-03-02",
            "2026-02-30",
            .date,
            "the date of issue (BT-2) is no existing date YYYY-MM-DD",
            line: 6,
            "/cbc:IssueDate"
        ),
        ubl(
            "2026-04-01",
            "01.04.2026",
            .date,
            "the due date (BT-9) is no existing date YYYY-MM-DD",
            line: 7,
            "/cbc:DueDate"
        ),
        ubl(
            "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>",
            "",
            .missing,
            "the currency (BT-5) is missing",
            line: 2,
            ""
        ),
        ubl(
            ">EUR<",
            ">eur<",
            .code,
            "the currency (BT-5) eur is no ISO 4217 code in capital letters",
            line: 9,
            "/cbc:DocumentCurrencyCode"
        ),
        ubl(
            payable,
            "\"EUR\"></cbc:PayableAmount>",
            .missing,
            "the payable amount (BT-115) is empty",
            line: 34,
            sums + "PayableAmount"
        ),
        ubl(
            "<cbc:PayableAmount currencyID=\"EUR\">100.00</cbc:PayableAmount>",
            "",
            .missing,
            "the payable amount (BT-115) is missing",
            line: 2,
            ""
        ),
        ubl(
            payable,
            "\"EUR\">1OO.00</cbc:PayableAmount>",
            .amount,
            "the payable amount (BT-115) is no decimal number",
            line: 34,
            sums + "PayableAmount"
        ),
        ubl(
            payable,
            "\"EUR\">100.005</cbc:PayableAmount>",
            .amount,
            "the payable amount (BT-115) has more than 2 decimals that are not zero",
            line: 34,
            sums + "PayableAmount"
        ),
        ubl(
            payable,
            "\"EUR\">-9223372036854775808</cbc:PayableAmount>",
            .amount,
            "the payable amount (BT-115) is too large",
            line: 34,
            sums + "PayableAmount"
        ),
        ubl(
            payable,
            "\"USD\">100.00</cbc:PayableAmount>",
            .amount,
            "the payable amount (BT-115) is in USD, and the invoice's currency (BT-5) is EUR",
            line: 34,
            sums + "PayableAmount"
        ),
        ubl(
            "\"EUR\">119.02",
            "\"EUR\">1,19",
            .amount,
            "the total with VAT (BT-112) is no decimal number",
            line: 31,
            sums + "TaxInclusiveAmount"
        ),
        ubl(
            "\"EUR\">19.00",
            "\"EUR\">19.001",
            .amount,
            "the paid amount (BT-113) has more than 2 decimals that are not zero",
            line: 32,
            sums + "PrepaidAmount"
        ),
        ubl(
            "\"EUR\">-0.02",
            "\"EUR\">-",
            .amount,
            "the rounding amount (BT-114) is no decimal number",
            line: 33,
            sums + "PayableRoundingAmount"
        ),
        ubl(
            "<cbc:ID> INV-1 </cbc:ID>",
            "<cbc:ID><b>1</b></cbc:ID>",
            .notWellFormed,
            "an element inside of one that holds text",
            line: 5,
            "/cbc:ID/b"
        ),
        ubl(
            "> INV-1 <",
            ">\(String(repeating: "7", count: 65_537))<",
            .limit,
            "the invoice number (BT-1) is longer than 65536 bytes",
            line: 5,
            "/cbc:ID"
        ),
        cii(
            "<ram:TypeCode>380</ram:TypeCode>",
            "",
            .missing,
            "the type code (BT-3) is missing",
            line: 1,
            ""
        ),
        cii(
            ">380<",
            ">12<",
            .code,
            "the type code (BT-3) 12 is that of no invoice and no credit note",
            line: 5,
            "/rsm:ExchangedDocument/ram:TypeCode"
        ),
        cii(
            "format=\"102\">20260302",
            "format=\"203\">202603021200",
            .date,
            "the date of issue (BT-2) has the format 203; 102 is read",
            line: 6,
            "/rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString"
        ),
        cii(
            "20260401",
            "20260431",
            .date,
            "the due date (BT-9) is no existing date YYYYMMDD",
            line: 27,
            settlement + "/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"
        ),
        cii(
            ">EUR</ram:Inv",
            ">EURO</ram:Inv",
            .code,
            "the currency (BT-5) EURO is no ISO 4217 code in capital letters",
            line: 21,
            settlement + "/ram:InvoiceCurrencyCode"
        ),
        Fault(
            changes: [(">380<", ">381<"), (">100.00</ram:Due", ">-100.00</ram:Due")],
            isUBL: false,
            code: .amount,
            message: "the payable amount (BT-115) of a credit note is below zero, which may mean a claim or a sign too "
                + "many; write a positive amount, or an invoice (type 380)",
            line: 33,
            path: "/rsm:CrossIndustryInvoice" + settlement
                + "/ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:DuePayableAmount"
        ),
    ]

    @Test("each fault has its message and its place, and leaves no invoice", arguments: faults)
    func fault(fault: Fault) {
        let reading = fault.reading
        #expect(reading.invoice == nil)
        #expect(reading.errors.map(\.message) == [fault.message])
        #expect(reading.errors.map(\.code) == [fault.code])
        #expect(reading.errors.first?.position.line == fault.line)
        #expect(reading.errors.first?.position.path == fault.path)
        #expect(reading.errors.first?.position.column ?? 0 > 0)
    }

    @Test("all faults of a document are told at once, in its order")
    func severalFaults() {
        let reading = readInvoice(
            InvoiceDocuments.ubl([
                ("> INV-1 <", "><"), ("2026-03-02", "2026-3-2"), ("\"EUR\">119.02", "\"EUR\">y"),
                (Self.payable, "\"EUR\">x</cbc:PayableAmount>"),
            ])
        )
        #expect(reading.errors.map(\.code) == [.missing, .date, .amount, .amount] && reading.invoice == nil)
        #expect(reading.errors.compactMap(\.position.line) == [5, 6, 31, 34])
    }

    struct Remark: Sendable, CustomStringConvertible {
        let text: String
        let code: BankFileFinding.Code
        let message: String
        var description: String { message }
    }

    static let remarks = [
        Remark(
            text: InvoiceDocuments.ubl([("<cac:InvoiceLine>", "<cac:InvoiceLine><x>A & B</x>")]),
            code: .notWellFormed,
            message: "'&' that begins no reference, read as '&'"
        ),
        Remark(
            text: InvoiceDocuments.ubl([(payable, "\"EUR\">100.01</cbc:PayableAmount>")]),
            code: .controlTotal,
            message: "the payable amount (BT-115) is 100.01, and BT-112 - BT-113 + BT-114 is 100.00"
        ),
        Remark(
            text: InvoiceDocuments.cii([("<ram:GrandTotalAmount>119.02</ram:GrandTotalAmount>", "")]),
            code: .missing,
            message: "the total with VAT (BT-112) is missing"
        ),
        Remark(
            text: InvoiceDocuments.ubl([(">380<", ">999<")]),
            code: .code,
            message:
                "the type code (BT-3) 999 is that of no invoice and no credit note; it is taken as what the document "
                + "element says"
        ),
        Remark(
            text: InvoiceDocuments.ubl([(">380<", ">325<")]),
            code: .code,
            message: "a pro forma invoice (BT-3 is 325) claims nothing; it is taken as an invoice"
        ),
        Remark(
            text: InvoiceDocuments.ubl(root: "CreditNote"),
            code: .code,
            message: "the type code (BT-3) 380 is that of an invoice in a credit note; it is taken as a credit note"
        ),
        Remark(
            text: InvoiceDocuments.ubl([
                ("<cac:PaymentTerms>", "<cac:PaymentTerms><cbc:PaymentDueDate>2026-05-01</cbc:PaymentDueDate>")
            ]),
            code: .date,
            message: "several due dates (BT-9); the last one, 2026-05-01, is taken"
        ),
        Remark(
            text: InvoiceDocuments.ubl([
                (
                    "<cac:PaymentTerms>",
                    "<cac:PaymentMeans><cbc:PaymentID>X</cbc:PaymentID></cac:PaymentMeans><cac:PaymentTerms>"
                )
            ]),
            code: .duplicate,
            message: "another payment reference (BT-83); the first one is taken"
        ),
    ]

    @Test("what is strange or assumed is a warning, and the invoice is there", arguments: remarks)
    func remark(remark: Remark) {
        let reading = readInvoice(remark.text)
        #expect(reading.invoice != nil && reading.errors.isEmpty, "\(reading.errors)")
        #expect(reading.warnings.map(\.message) == [remark.message] && reading.warnings.map(\.code) == [remark.code])
        #expect(reading.warnings.first?.position.line != nil)
    }

    @Test(
        "who owes: by the code, by the document element, and by the sign",
        arguments: [
            (InvoiceDocuments.cii([(">380<", ">381<")]), ElectronicInvoice.Kind.creditNote, 0),
            (InvoiceDocuments.cii([(">380<", ">384<")]), .invoice, 0),
            (InvoiceDocuments.cii([(">380<", ">326<")]), .invoice, 0),
            (InvoiceDocuments.ubl([(">380<", ">381<")]), .creditNote, 0),
            (InvoiceDocuments.ubl([(">380<", ">381<")], root: "CreditNote"), .creditNote, 0),
            (
                InvoiceDocuments.ubl([("<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", "")], root: "CreditNote"),
                .creditNote, 0
            ),
            (
                InvoiceDocuments.ubl([
                    ("\"EUR\">119.02", "\"EUR\">-119.02"), ("\"EUR\">19.00", "\"EUR\">-19.00"), ("-0.02", "0.02"),
                    (payable, "\"EUR\">-100.00</cbc:PayableAmount>"),
                ]), .creditNote, 1
            ),
        ]
    )
    func kinds(text: String, kind: ElectronicInvoice.Kind, warnings: Int) throws {
        let reading = readInvoice(text)
        let invoice = try #require(reading.invoice, "\(reading.errors)")
        #expect(invoice.kind == kind && reading.warnings.count == warnings, "\(reading.warnings)")
        #expect(invoice.payable == Self.euros(100_00) && invoice.total == Self.euros(119_02))
        #expect(invoice.prepaid == Self.euros(19_00) && invoice.rounding == Self.euros(-2))
        if warnings > 0 {
            let message =
                "the payable amount (BT-115) of an invoice is below zero: it is taken as a credit note of 100.00 EUR"
            #expect(reading.warnings.map(\.message) == [message])
        }
    }

    @Test("amounts are in the currency's own decimals")
    func otherDecimals() throws {
        let yen = InvoiceDocuments.cii([
            (">EUR</ram:Inv", ">JPY</ram:Inv"), ("-0.02", "0"), ("119.02", "119.00"), (">19.00<", ">19<"),
        ])
        #expect(readInvoice(yen).invoice?.payable == Money(minorUnits: 100, currency: .jpy))
        let dinar = InvoiceDocuments.cii([(">EUR</ram:Inv", ">KWD</ram:Inv"), (">100.00<", ">100.005<")])
        #expect(readInvoice(dinar).invoice?.payable == Money(minorUnits: 100_005, currency: .kwd))
    }

    @Test("the discount terms of EXTENDED count from the date of issue")
    func discounts() throws {
        func terms(_ inside: String) -> String {
            let block = "<ram:ApplicableTradePaymentDiscountTerms>\(inside)</ram:ApplicableTradePaymentDiscountTerms>"
            return InvoiceDocuments.cii([
                ("</ram:SpecifiedTradePaymentTerms>", block + "</ram:SpecifiedTradePaymentTerms>")
            ])
        }
        let percent = "<ram:CalculationPercent>3.0</ram:CalculationPercent>"
        let ten = "<ram:BasisPeriodMeasure unitCode=\"DAY\">10</ram:BasisPeriodMeasure>"
        let plain = readInvoice(terms(ten + percent))
        #expect(plain.invoice?.discounts.map(\.days) == [10] && plain.invoice?.discounts.map(\.percent) == ["3.0"])
        let date =
            "<ram:BasisDateTime><udt:DateTimeString format=\"102\">20260305</udt:DateTimeString></ram:BasisDateTime>"
        #expect(readInvoice(terms(date + ten + percent)).invoice?.discounts.map(\.days) == [13])
        let whole = readInvoice(terms(ten + "<ram:BasisAmount>100.00</ram:BasisAmount>" + percent))
        #expect(whole.invoice?.discounts.count == 1)
        for (inside, code) in [
            (percent, BankFileFinding.Code.missing),
            ("<ram:BasisPeriodMeasure unitCode=\"MON\">1</ram:BasisPeriodMeasure>" + percent, .missing),
            (ten + "<ram:BasisAmount>50.00</ram:BasisAmount>" + percent, .amount),
            (ten + "<ram:ActualDiscountAmount>100.00</ram:ActualDiscountAmount>", .amount),
            (ten + percent + "<ram:ActualDiscountAmount>5.00</ram:ActualDiscountAmount>", .amount),
        ] {
            let reading = readInvoice(terms(inside))
            #expect(reading.invoice?.discounts.isEmpty == true && reading.warnings.map(\.code) == [code])
        }
    }

    @Test("a discount of an amount, of weeks, and those of UBL, are percentages and days of the payable amount")
    func otherDiscounts() {
        func cii(_ inside: String) -> String {
            let block = "<ram:ApplicableTradePaymentDiscountTerms>\(inside)</ram:ApplicableTradePaymentDiscountTerms>"
            return InvoiceDocuments.cii([
                ("</ram:SpecifiedTradePaymentTerms>", block + "</ram:SpecifiedTradePaymentTerms>")
            ])
        }
        func ubl(_ inside: String) -> String {
            InvoiceDocuments.ubl([
                ("<cac:LegalMonetaryTotal>", "<cac:PaymentTerms>\(inside)</cac:PaymentTerms><cac:LegalMonetaryTotal>")
            ])
        }
        func amount(_ text: String) -> String { "<ram:ActualDiscountAmount>\(text)</ram:ActualDiscountAmount>" }
        let (ten, two) = (
            "<ram:BasisPeriodMeasure unitCode=\"DAY\">10</ram:BasisPeriodMeasure>",
            "<ram:BasisPeriodMeasure unitCode=\"WEE\">2</ram:BasisPeriodMeasure>"
        )
        let percent = "<cbc:SettlementDiscountPercent>2.00</cbc:SettlementDiscountPercent>"
        for (text, days, expected) in [
            (cii(ten + amount("3.00")), 10, "3"), (cii(two + amount("2.50")), 14, "2.5"),
            (cii(ten + "<ram:CalculationPercent>3.0</ram:CalculationPercent>" + amount("3.00")), 10, "3.0"),
            (
                ubl(percent + "<cac:SettlementPeriod><cbc:EndDate>2026-03-12</cbc:EndDate></cac:SettlementPeriod>"),
                10, "2.00"
            ),
        ] {
            let reading = readInvoice(text)
            #expect(reading.invoice?.discounts.map(\.days) == [days], "\(reading.warnings)\(reading.errors)")
            #expect(reading.invoice?.discounts.map(\.percent) == [expected])
        }
    }

    @Test("UTF-16 in either order of bytes is read as UTF-8 is")
    func wideCharacters() {
        let text = InvoiceDocuments.ubl()
        let units = Array(text.utf16)
        let big: [UInt8] = [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let little: [UInt8] = [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let plain = readInvoice(text).invoice
        #expect(plain != nil)
        for bytes in [big, little] {
            let reading = ElectronicInvoiceFile.reading(bytes)
            #expect(reading.invoice?.number == plain?.number && reading.invoice?.payable == plain?.payable)
        }
        #expect(ElectronicInvoiceFile.reading(Array(big.dropLast(31))).invoice == nil)
    }

    @Test(
        "other documents are refused by name",
        arguments: [
            ("<Invoice><ID>1</ID></Invoice>", BankFileFinding.Code.notRecognised, "<Invoice> of no namespace"),
            ("<a:Invoice xmlns:a=\"urn:x\"/>", .notRecognised, "<Invoice> of the namespace urn:x"),
            ("<rsm:CrossIndustryDocument xmlns:rsm=\"urn:ferd\"/>", .notRecognised, "ZUGFeRD 1.0 is not read"),
            ("<!DOCTYPE Invoice [<!ENTITY a \"b\">]><Invoice/>", .doctype, "a document type declaration"),
            (InvoiceDocuments.ubl() + "<x/>", .notWellFormed, "a second document element"),
            (String(repeating: "<a>", count: 3), .notRecognised, "<a> of no namespace"),
            (
                InvoiceDocuments.ubl([("<cac:InvoiceLine>", String(repeating: "<x>", count: 70))]), .limit,
                "elements nested deeper than 64"
            ),
            ("", .truncated, "the file ends before any element"),
        ]
    )
    func refusals(text: String, code: BankFileFinding.Code, message: String) {
        let reading = readInvoice(text)
        #expect(reading.invoice == nil && reading.errors.map(\.code) == [code])
        #expect(reading.errors.first?.message.contains(message) == true, "\(reading.errors)")
    }

    @Test("an attachment of several megabytes is passed over")
    func attachment() {
        let object =
            "<cac:X><cbc:EmbeddedDocumentBinaryObject>\(String(repeating: "QUJD", count: 1 << 20))"
            + "</cbc:EmbeddedDocumentBinaryObject></cac:X><cac:InvoiceLine>"
        let reading = readInvoice(InvoiceDocuments.ubl([("<cac:InvoiceLine>", object)]))
        #expect(reading.invoice?.number == "INV-1" && reading.warnings.isEmpty)
    }

    @Test("cut anywhere it is an error and no invoice", arguments: [ElectronicInvoice.Syntax.ubl, .cii])
    func cuts(syntax: ElectronicInvoice.Syntax) {
        let bytes = Array(InvoiceDocuments.text(syntax).utf8)
        for count in 0..<bytes.count {
            let reading = readInvoice(Array(bytes[..<count]))
            #expect(reading.invoice == nil && reading.errors.count == 1, "cut at \(count)")
        }
    }

    @Test("pieces of any size say the same", arguments: 1...40)
    func pieces(size: Int) {
        let bad = InvoiceDocuments.ubl([
            ("2026-03-02", "2026-02-30"), (Self.payable, "\"EUR\">100.005</cbc:PayableAmount>"),
        ])
        for text in [
            InvoiceDocuments.ubl(), InvoiceDocuments.cii(), bad, InvoiceDocuments.ubl().replacing("\n", with: "\r\n"),
        ] {
            let bytes = Array(text.utf8)
            #expect(readInvoice(bytes, pieces: size) == readInvoice(bytes))
        }
    }

    @Test("damaged bytes never crash, and what is read is told whole", arguments: UInt64(0)..<300)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Array((seed.isMultiple(of: 2) ? InvoiceDocuments.ubl() : InvoiceDocuments.cii()).utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let reading = readInvoice(bytes, pieces: Int.random(in: 1...5_000, using: &random))
        #expect((reading.invoice == nil) == !reading.errors.isEmpty)
    }
}
