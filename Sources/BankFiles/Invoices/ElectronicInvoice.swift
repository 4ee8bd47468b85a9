public import PaymentVocabulary

/// What an electronic invoice says of who owes whom how much by when, whichever syntax it is written in.
///
/// Terms are those of EN 16931-1; texts are without blanks around them, except for the payment terms.
public struct ElectronicInvoice: Hashable, Sendable {
    public enum Syntax: String, Hashable, Sendable {
        /// OASIS UBL 2.1, Invoice or CreditNote.
        case ubl
        /// UN/CEFACT Cross Industry Invoice, D16B to D22B: Factur-X, ZUGFeRD 2, XRechnung.
        case cii
    }

    public enum Kind: String, Hashable, Sendable {
        /// The buyer owes.
        case invoice
        /// The seller owes.
        case creditNote = "credit_note"
    }

    /// An identifier with the scheme that it is from, where the document names one.
    public struct Identifier: Hashable, Sendable {
        public let value: String
        public let scheme: String?

        public init(_ value: String, scheme: String? = nil) {
            self.value = value
            self.scheme = scheme
        }
    }

    public struct Buyer: Hashable, Sendable {
        /// BT-44; UBL's trading name where there is no registered one.
        public var name: String?
        /// BT-46 in the order of the document.
        public var identifiers: [Identifier] = []
        /// BT-47.
        public var legalRegistration: Identifier?
        /// BT-48.
        public var vatIdentifier: String?
        /// BT-49.
        public var endpoint: Identifier?

        public init() {}
    }

    /// A cash discount for early payment.
    public struct Discount: Hashable, Sendable {
        /// The last day of the window counted from the date of issue, which is day 0.
        public let days: Int
        /// An unsigned decimal as written.
        public let percent: String
        public let position: BankFilePosition
    }

    /// What one category and rate of tax has of the document (BG-23).
    public struct Tax: Hashable, Sendable {
        /// BT-118.
        public let category: String?
        /// BT-119 as written; `0` where there is none.
        public let percent: String
        /// BT-116 and BT-117 with the sign that they have for `kind`.
        public let net: Money
        public let tax: Money
        /// Of the rate, or of the taxable amount where there is none.
        public let position: BankFilePosition
    }

    public let syntax: Syntax
    /// BT-1.
    public let number: String
    /// BT-3, a code of UNTDID 1001.
    public let typeCode: String?
    /// Who owes: from the type code and the root element, turned round when the payable amount is below zero.
    public let kind: Kind
    /// BT-5.
    public let currency: Currency
    /// BT-2.
    public let issued: CalendarDate
    /// BT-9; the latest one where the document has several.
    public internal(set) var due: CalendarDate?
    /// BT-115 without its sign.
    public let payable: Money
    /// BT-112 with the sign that it has for `kind`.
    public internal(set) var total: Money?
    /// BT-113 and BT-114, signed in the same way.
    public internal(set) var prepaid: Money?
    public internal(set) var rounding: Money?
    /// In the order of the document; empty where it has none, or one that cannot be read.
    public internal(set) var taxes: [Tax] = []
    public internal(set) var buyer = Buyer()
    /// BT-27.
    public internal(set) var sellerName: String?
    /// BT-10.
    public internal(set) var buyerReference: String?
    /// BT-13.
    public internal(set) var purchaseOrder: String?
    /// BT-14.
    public internal(set) var salesOrder: String?
    /// BT-83.
    public internal(set) var paymentReference: String?
    /// BT-84, in the order of the document.
    public internal(set) var payeeAccounts: [String] = []
    /// BT-91.
    public internal(set) var payerAccount: String?
    /// BT-20 with its line breaks, which close the discount lines of XRechnung.
    public internal(set) var paymentTerms: String?
    /// The discounts that EXTENDED profiles write beside their text.
    public internal(set) var discounts: [Discount] = []
    /// BT-25.
    public internal(set) var precedingInvoices: [String] = []
    /// Where the document element, the payable amount and the payment terms begin.
    public internal(set) var position = BankFilePosition()
    public internal(set) var payablePosition = BankFilePosition()
    public internal(set) var termsPosition = BankFilePosition()

    /// Whether it corrects an earlier invoice: type code 384.
    public var isCorrection: Bool { typeCode == "384" }
}

/// What was read of one document.
public struct ElectronicInvoiceReading: Hashable, Sendable {
    /// `nil` as soon as there is an error: half an invoice is none.
    public var invoice: ElectronicInvoice?
    /// The name of the file inside a PDF; positions are places of that file.
    public var member: String?
    public var errors: [BankFileFinding] = []
    /// What is strange, and what was assumed.
    public var warnings: [BankFileFinding] = []

    public init() {}
}
