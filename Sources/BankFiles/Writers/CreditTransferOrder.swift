public import PaymentVocabulary

/// Credit transfers for one bank, to be written as pain.001.
public struct CreditTransferOrder: Hashable, Sendable {
    /// At most 35 characters; banks refuse a second message with the same one.
    public var messageID: String
    /// When the caller made the order, `YYYY-MM-DDThh:mm:ss` with or without a zone; writers look at no clock.
    public var createdAt: String
    public var initiatingParty: PaymentParty
    public var groups: [CreditTransferGroup]

    public init(
        messageID: String,
        createdAt: String,
        initiatingParty: PaymentParty,
        groups: [CreditTransferGroup]
    ) {
        self.messageID = messageID
        self.createdAt = createdAt
        self.initiatingParty = initiatingParty
        self.groups = groups
    }
}

/// Transfers from one account on one day.
public struct CreditTransferGroup: Hashable, Sendable {
    /// At most 35 characters, unique in the message.
    public var id: String
    public var executionDate: CalendarDate
    public var debtor: PaymentParty
    public var account: PaymentAccount
    /// The debtor's bank; SEPA does without, Swiss orders do not.
    public var agent: PaymentAgent?
    public var scheme: PaymentScheme
    /// Whether the account shows one entry for the group; `nil` is what was agreed with the bank.
    public var batchBooking: Bool?
    /// `nil` is SLEV in SEPA, and what was agreed elsewhere.
    public var chargeBearer: ChargeBearer?
    public var priority: PaymentPriority?
    /// An ISO external code such as `URGP` or `SDVA`; in SEPA it is always `SEPA`.
    public var serviceLevel: String?
    /// An ISO external code such as `SALA`.
    public var categoryPurpose: String?
    /// On whose behalf the debtor pays.
    public var ultimateDebtor: String?
    public var transactions: [CreditTransfer]

    public init(
        id: String,
        executionDate: CalendarDate,
        debtor: PaymentParty,
        account: PaymentAccount,
        agent: PaymentAgent? = nil,
        scheme: PaymentScheme = .sepa,
        transactions: [CreditTransfer]
    ) {
        self.id = id
        self.executionDate = executionDate
        self.debtor = debtor
        self.account = account
        self.agent = agent
        self.scheme = scheme
        self.transactions = transactions
    }
}

/// One credit transfer.
public struct CreditTransfer: Hashable, Sendable {
    /// At most 35 characters; comes back on both sides' statements.
    public var endToEndID: String
    /// At most 35 characters, between the debtor and its bank.
    public var instructionID: String?
    public var amount: Money
    public var creditor: PaymentParty
    public var account: PaymentAccount
    public var agent: PaymentAgent?
    /// For whom the creditor receives the money.
    public var ultimateCreditor: String?
    public var remittance: PaymentRemittance
    /// An ISO external purpose code such as `GDDS`.
    public var purpose: String?

    public init(
        endToEndID: String,
        amount: Money,
        creditor: PaymentParty,
        account: PaymentAccount,
        agent: PaymentAgent? = nil,
        remittance: PaymentRemittance = .none
    ) {
        self.endToEndID = endToEndID
        self.amount = amount
        self.creditor = creditor
        self.account = account
        self.agent = agent
        self.remittance = remittance
    }
}
