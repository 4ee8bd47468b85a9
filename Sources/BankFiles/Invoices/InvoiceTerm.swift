/// What is read of an electronic invoice, with its business term of EN 16931-1.
enum InvoiceTerm: Hashable, Sendable {
    case number, issued, typeCode, currency, due
    case buyerReference, purchaseOrder, salesOrder, preceding, sellerName
    case buyerName, buyerTradingName, buyerIdentifier, buyerLegal, buyerTax, buyerTaxScheme, buyerEndpoint
    case terms, paymentReference, payeeAccount, payerAccount
    case discountDays, discountPercent, discountAmount, discountFrom, discountUntil, discountBase
    case taxNet, taxAmount, taxCategory, taxRate
    case total, prepaid, rounding, payable

    /// For findings.
    var title: String {
        switch self {
        case .number: "the invoice number (BT-1)"
        case .issued: "the date of issue (BT-2)"
        case .typeCode: "the type code (BT-3)"
        case .currency: "the currency (BT-5)"
        case .due: "the due date (BT-9)"
        case .buyerReference: "the buyer's reference (BT-10)"
        case .purchaseOrder: "the purchase order (BT-13)"
        case .salesOrder: "the sales order (BT-14)"
        case .preceding: "the preceding invoice (BT-25)"
        case .sellerName: "the seller's name (BT-27)"
        case .buyerName, .buyerTradingName: "the buyer's name (BT-44)"
        case .buyerIdentifier: "the buyer's identifier (BT-46)"
        case .buyerLegal: "the buyer's registration (BT-47)"
        case .buyerTax, .buyerTaxScheme: "the buyer's VAT identifier (BT-48)"
        case .buyerEndpoint: "the buyer's electronic address (BT-49)"
        case .terms: "the payment terms (BT-20)"
        case .paymentReference: "the payment reference (BT-83)"
        case .payeeAccount: "the payee's account (BT-84)"
        case .payerAccount: "the debited account (BT-91)"
        case .discountDays: "the discount's period"
        case .discountPercent: "the discount's percentage"
        case .discountAmount: "the discount's amount"
        case .discountFrom: "the discount's first day"
        case .discountUntil: "the discount's last day"
        case .discountBase: "the discount's base amount"
        case .taxNet: "the taxable amount of a rate (BT-116)"
        case .taxAmount: "the tax of a rate (BT-117)"
        case .taxCategory: "the tax category (BT-118)"
        case .taxRate: "the tax rate (BT-119)"
        case .total: "the total with VAT (BT-112)"
        case .prepaid: "the paid amount (BT-113)"
        case .rounding: "the rounding amount (BT-114)"
        case .payable: "the payable amount (BT-115)"
        }
    }
}

/// One element's text, with what its attribute says and where it stands.
struct InvoiceValue: Hashable, Sendable {
    /// As written, references replaced.
    let text: String
    /// The scheme, currency, date format or unit; which one follows from the element.
    let attribute: String?
    /// Its elements around it, each by its running number in the document, the outermost first.
    let around: [Int]
    let position: BankFilePosition

    var trimmed: String {
        var rest = Substring(text)
        while let first = rest.unicodeScalars.first, Self.isBlank(first) { rest = rest.dropFirst() }
        while let last = rest.unicodeScalars.last, Self.isBlank(last) { rest = rest.dropLast() }
        return String(rest)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
    }
}
