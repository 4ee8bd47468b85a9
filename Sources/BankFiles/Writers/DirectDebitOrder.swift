public import PaymentVocabulary

/// SEPA direct debits for one bank, to be written as pain.008.
public struct DirectDebitOrder: Hashable, Sendable {
    /// At most 35 characters; banks refuse a second message with the same one.
    public var messageID: String
    /// When the caller made the order, `YYYY-MM-DDThh:mm:ss` with or without a zone; writers look at no clock.
    public var createdAt: String
    public var initiatingParty: PaymentParty
    public var groups: [DirectDebitGroup]

    public init(messageID: String, createdAt: String, initiatingParty: PaymentParty, groups: [DirectDebitGroup]) {
        self.messageID = messageID
        self.createdAt = createdAt
        self.initiatingParty = initiatingParty
        self.groups = groups
    }
}

/// The two direct debit schemes.
public enum DirectDebitScheme: String, Hashable, Sendable, CaseIterable {
    case core = "CORE"
    /// Between businesses, without refund.
    case business = "B2B"
}

/// Where a collection stands among those of its mandate.
public enum DirectDebitSequence: String, Hashable, Sendable, CaseIterable {
    case first = "FRST"
    case recurrent = "RCUR"
    case final = "FNAL"
    case oneOff = "OOFF"
}

/// Collections to one account on one day, of one scheme and one sequence type.
public struct DirectDebitGroup: Hashable, Sendable {
    /// At most 35 characters, unique in the message.
    public var id: String
    public var collectionDate: CalendarDate
    public var creditor: PaymentParty
    public var creditorID: CreditorIdentifier
    public var account: IBAN
    public var agent: PaymentAgent?
    public var scheme: DirectDebitScheme
    public var sequence: DirectDebitSequence
    /// Whether the account shows one entry for the group; `nil` is what was agreed with the bank.
    public var batchBooking: Bool?
    public var categoryPurpose: String?
    public var transactions: [DirectDebit]

    public init(
        id: String,
        collectionDate: CalendarDate,
        creditor: PaymentParty,
        creditorID: CreditorIdentifier,
        account: IBAN,
        scheme: DirectDebitScheme = .core,
        sequence: DirectDebitSequence = .recurrent,
        transactions: [DirectDebit]
    ) {
        self.id = id
        self.collectionDate = collectionDate
        self.creditor = creditor
        self.creditorID = creditorID
        self.account = account
        self.scheme = scheme
        self.sequence = sequence
        self.transactions = transactions
    }
}

/// One collection.
public struct DirectDebit: Hashable, Sendable {
    /// At most 35 characters.
    public var endToEndID: String
    public var instructionID: String?
    public var amount: Money
    public var mandate: DirectDebitMandate
    public var debtor: PaymentParty
    public var account: IBAN
    public var agent: PaymentAgent?
    /// For whom the debtor pays.
    public var ultimateDebtor: String?
    public var remittance: PaymentRemittance
    public var purpose: String?

    public init(
        endToEndID: String,
        amount: Money,
        mandate: DirectDebitMandate,
        debtor: PaymentParty,
        account: IBAN,
        remittance: PaymentRemittance = .none
    ) {
        self.endToEndID = endToEndID
        self.amount = amount
        self.mandate = mandate
        self.debtor = debtor
        self.account = account
        self.remittance = remittance
    }
}

/// The debtor's permission to collect.
public struct DirectDebitMandate: Hashable, Sendable {
    /// At most 35 characters.
    public var id: String
    public var signedOn: CalendarDate
    public var amendment: MandateAmendment?

    public init(id: String, signedOn: CalendarDate, amendment: MandateAmendment? = nil) {
        self.id = id
        self.signedOn = signedOn
        self.amendment = amendment
    }
}

/// What changed since the mandate was last used; at least one part is there.
public struct MandateAmendment: Hashable, Sendable {
    public var originalMandateID: String?
    public var originalCreditorName: String?
    public var originalCreditorID: CreditorIdentifier?
    /// The debtor's former account at the same bank.
    public var originalAccount: IBAN?
    /// The debtor has an account at another bank or another account ("same mandate, new debtor account").
    public var hasNewAccount: Bool

    public init(
        originalMandateID: String? = nil,
        originalCreditorName: String? = nil,
        originalCreditorID: CreditorIdentifier? = nil,
        originalAccount: IBAN? = nil,
        hasNewAccount: Bool = false
    ) {
        self.originalMandateID = originalMandateID
        self.originalCreditorName = originalCreditorName
        self.originalCreditorID = originalCreditorID
        self.originalAccount = originalAccount
        self.hasNewAccount = hasNewAccount
    }

    var isEmpty: Bool {
        originalMandateID == nil && originalCreditorName == nil && originalCreditorID == nil && originalAccount == nil
            && !hasNewAccount
    }
}
