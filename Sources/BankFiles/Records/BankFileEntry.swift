public import PaymentVocabulary

/// What the bank says about an entry; only `booked` is money on the account.
public enum BankFileStatus: Hashable, Sendable {
    case booked
    case pending
    /// For information only.
    case information
    /// Will be booked on a later date.
    case future
    /// The bank's own word.
    case other(String)

    init(code: String) {
        switch code {
        case "BOOK": self = .booked
        case "PDNG": self = .pending
        case "INFO": self = .information
        case "FUTR": self = .future
        default: self = .other(code)
        }
    }

    /// Whether the entry is money on the account.
    public var isBooked: Bool {
        switch self {
        case .booked: true
        case .pending, .information, .future, .other: false
        }
    }

    /// As written in the file.
    public var code: String {
        switch self {
        case .booked: "BOOK"
        case .pending: "PDNG"
        case .information: "INFO"
        case .future: "FUTR"
        case .other(let code): code
        }
    }
}

/// The bank transaction code: what kind of payment an entry is.
///
/// Source: ISO 20022 external code set, bank transaction codes.
public struct BankTransactionCode: Hashable, Sendable {
    /// Such as `PMNT`.
    public internal(set) var domain: String?
    /// Such as `RCDT`.
    public internal(set) var family: String?
    /// Such as `ESCT`.
    public internal(set) var subfamily: String?
    /// The bank's own code, in Germany with the GVC inside.
    public internal(set) var proprietary: String?
    public internal(set) var issuer: String?
}

/// One line of an account: one movement, possibly of many payments.
public struct BankFileEntry: Hashable, Sendable {
    /// From 0 over the file.
    public private(set) var index: Int
    /// The index of its group.
    public private(set) var groupIndex: Int
    /// Where the entry begins.
    public private(set) var position: BankFilePosition
    /// Never negative; `side` says which way.
    public internal(set) var amount: Money
    public internal(set) var side: CreditDebit
    /// Undoes an earlier entry; the side is already the one on which it is booked.
    public internal(set) var isReversal = false
    public internal(set) var status: BankFileStatus?
    /// 0 for a movement of its own, 1 for one that repeats a part of the last such movement before it, 2 for one that
    /// explains a movement or a part and adds up to nothing.
    public internal(set) var partLevel = 0
    public internal(set) var bookingDate: CalendarDate?
    public internal(set) var valueDate: CalendarDate?
    /// The entry's reference (`NtryRef`), not unique in practice.
    public internal(set) var reference: String?
    /// The bank's own reference (`AcctSvcrRef`).
    public internal(set) var servicerReference: String?
    public internal(set) var transactionCode = BankTransactionCode()
    /// How many payments the bank says the batch has.
    public internal(set) var batchCount: Int?
    /// The payer's name for the batch.
    public internal(set) var batchPaymentInformationId: String?
    public internal(set) var batchMessageId: String?
    /// The payout or batch with which a payment provider settles the entry.
    public internal(set) var payoutId: String?
    /// What banks have kept of the amount; negative for what was given back.
    public internal(set) var charges: [Money] = []
    /// Charges that are not in the amount: the bank books them apart (`ChrgInclInd` is false in ISO 20022).
    public internal(set) var separateCharges: [Money] = []
    public internal(set) var additionalInformation: String?
    public internal(set) var details: [BankFileDetail] = []
    /// Of a NACHA entry of class CTX or CCD: what its addenda of type 05 carry, cut anywhere.
    public internal(set) var addenda: [BankFileAddendum] = []
    /// Everything that the entry's record holds, by the format's own names and in the order of the file.
    public internal(set) var fields: [BankFileField] = []

    init(index: Int, groupIndex: Int, position: BankFilePosition, amount: Money, side: CreditDebit) {
        self.index = index
        self.groupIndex = groupIndex
        self.position = position
        self.amount = amount
        self.side = side
    }

    /// Makes an entry that was handed on, or one whose texts were not kept, the next one.
    mutating func begin(index: Int, groupIndex: Int, position: BankFilePosition) {
        self.index = index
        self.groupIndex = groupIndex
        self.position = position
        isReversal = false
        status = nil
        partLevel = 0
        bookingDate = nil
        valueDate = nil
        batchCount = nil
    }

    /// The entry with the parts that repeat it as its details; its own detail gives way to them.
    ///
    /// - Parameter entries: what follows it; only entries of part level 1 become details.
    public func made(of entries: [BankFileEntry]) -> BankFileEntry {
        let parts = entries.filter { $0.partLevel == 1 }
        guard !parts.isEmpty else { return self }
        var whole = self
        whole.details = parts.flatMap { part in
            part.details.map { detail in
                var detail = detail
                detail.amount = part.amount
                detail.side = part.side
                detail.servicerReference = detail.servicerReference ?? part.servicerReference
                return detail
            }
        }
        return whole
    }

    /// Positive for a credit, negative for a debit.
    public var signedAmount: Money { side.signed(amount) }

    /// What one of this entry's details moved: its own amount, else its transaction amount, else the instructed one,
    /// else the entry's when there is but one detail.
    ///
    /// - Returns: `nil` when the file does not say.
    public func amount(of detail: BankFileDetail) -> Money? {
        if let amount = detail.amount ?? detail.transactionAmount ?? detail.instructedAmount { return amount }
        return details.count == 1 ? amount : nil
    }
}

/// One field of a record as the file has it, decoded and without padding.
public struct BankFileField: Hashable, Sendable {
    /// The format's own name: a tag, an element path below the entry, a column head or a field of the specification.
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A piece of the text that an entry's addenda carry together, with the blanks at its ends.
///
/// Source: Nacha Operating Rules, appendix three, addenda type 05, payment related information.
public struct BankFileAddendum: Hashable, Sendable {
    /// At most eighty characters.
    public let bytes: [UInt8]
    /// Where the piece begins.
    public let position: BankFilePosition
}

/// A party of a payment with its account and bank.
public struct BankFileParty: Hashable, Sendable {
    public internal(set) var name: String?
    public internal(set) var iban: String?
    /// An account number that is no IBAN.
    public internal(set) var otherAccount: String?
    public internal(set) var bic: String?
    /// The bank's number in a national scheme, such as a routing number.
    public internal(set) var bankNumber: String?
    /// A number by which the other side knows the party, such as a company or individual identification.
    public internal(set) var id: String?

    /// The IBAN, or else the other number.
    public var account: String? { iban ?? otherAccount }
}

/// One payment inside an entry.
public struct BankFileDetail: Hashable, Sendable {
    /// From version 3 on; older ones have only the two below.
    public internal(set) var amount: Money?
    public internal(set) var side: CreditDebit?
    public internal(set) var transactionAmount: Money?
    public internal(set) var instructedAmount: Money?
    /// The rate as written, when money was exchanged.
    public internal(set) var exchangeRate: String?
    public internal(set) var messageId: String?
    public internal(set) var servicerReference: String?
    public internal(set) var paymentInformationId: String?
    public internal(set) var instructionId: String?
    /// As written, `NOTPROVIDED` included.
    public internal(set) var endToEndId: String?
    public internal(set) var transactionId: String?
    public internal(set) var uetr: String?
    public internal(set) var mandateId: String?
    public internal(set) var chequeNumber: String?
    public internal(set) var clearingReference: String?
    public internal(set) var transactionCode = BankTransactionCode()
    public internal(set) var debtor = BankFileParty()
    public internal(set) var creditor = BankFileParty()
    public internal(set) var ultimateDebtorName: String?
    public internal(set) var ultimateCreditorName: String?
    /// What banks have kept of the amount; negative for what was given back.
    public internal(set) var charges: [Money] = []
    /// Charges that are not in the amount: the bank books them apart (`ChrgInclInd` is false in ISO 20022).
    public internal(set) var separateCharges: [Money] = []
    /// Free text in the order of the file.
    public internal(set) var unstructured: [String] = []
    public internal(set) var structured: [BankFileRemittance] = []
    public internal(set) var isReturn = false
    /// The reason of a return, an ISO code such as `AC04` or the bank's own.
    public internal(set) var returnReason: String?
    public internal(set) var returnInformation: String?
    public internal(set) var additionalInformation: String?
    public internal(set) var purpose: String?

    init() {}
}

/// Structured remittance information: what the payer says is being paid.
public struct BankFileRemittance: Hashable, Sendable {
    /// Such as `RF18539007547034`.
    public internal(set) var creditorReference: String?
    /// `SCOR`, `QRR`, `ISR Reference` and the like.
    public internal(set) var creditorReferenceType: String?
    public internal(set) var creditorReferenceIssuer: String?
    public internal(set) var documents: [BankFileDocument] = []
    public internal(set) var duePayable: Money?
    public internal(set) var discount: Money?
    public internal(set) var creditNote: Money?
    public internal(set) var tax: Money?
    /// What the payer takes off the document or adds to it, each with its reason.
    public internal(set) var adjustments: [BankFileAdjustment] = []
    public internal(set) var remitted: Money?
    public internal(set) var additionalInformation: [String] = []
}

/// What a payer takes off a document or adds to it, beside discount, tax and credit note.
///
/// Source: ISO 20022 `AdjstmntAmtAndRsn` (DocumentAdjustment1); X12 820, segment ADX.
public struct BankFileAdjustment: Hashable, Sendable {
    /// Never negative; `side` says which way.
    public let amount: Money
    /// Debit for what is taken off, credit for what is added; `nil` where the file does not say.
    public internal(set) var side: CreditDebit?
    /// At most four characters in ISO 20022, a code of X12's element 426 there.
    public internal(set) var reason: String?
    public internal(set) var additionalInformation: String?

    init(amount: Money) { self.amount = amount }
}

/// A document that a payment refers to.
public struct BankFileDocument: Hashable, Sendable {
    /// `CINV` for a commercial invoice, `CREN` for a credit note and so on, or the payer's own word.
    public internal(set) var type: String?
    public internal(set) var number: String?
    public internal(set) var date: CalendarDate?
    /// What the payer says of this document's amounts; `nil` where the file says it of all documents together.
    public internal(set) var duePayable: Money?
    public internal(set) var discount: Money?
    public internal(set) var remitted: Money?
}
