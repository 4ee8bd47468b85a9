public import PaymentVocabulary

/// Which side of the account an amount is on, as the bank sees it: a credit is money for the account's owner.
public enum CreditDebit: String, Hashable, Codable, Sendable {
    case credit = "CRDT"
    case debit = "DBIT"

    /// The amount with its sign: positive for a credit, negative for a debit.
    ///
    /// - Precondition: the amount is not negative, so that its opposite exists.
    public func signed(_ amount: Money) -> Money {
        switch self {
        case .credit: amount
        case .debit: Money(minorUnits: 0 &- amount.minorUnits, currency: amount.currency)
        }
    }
}

/// An account as the bank names it.
public struct BankFileAccount: Hashable, Sendable {
    public var iban: String?
    /// A number that is no IBAN.
    public var other: String?
    public var currency: Currency?

    public init() {}

    /// The IBAN, or else the other number.
    public var number: String? { iban ?? other }
}

/// One balance of a statement or report.
public struct BankFileBalance: Hashable, Sendable {
    /// The ISO code, such as `OPBD`, `PRCD`, `CLBD`, `ITBD`, `ITAV`, `CLAV`, `FWAV`, or the bank's own.
    ///
    /// Readers of other formats say theirs in these codes: `:60F:` of MT940 is `OPBD`, `:62F:` is `CLBD`.
    public let type: String
    /// Negative when the account is overdrawn (`DBIT`).
    public let amount: Money
    public let date: CalendarDate?
    /// Where the balance begins.
    public let position: BankFilePosition
}

/// One statement, report, notification or batch: the head of entries that belong together.
public struct BankFileGroup: Hashable, Sendable {
    /// What the format calls such a group: `Stmt`, `statement`, `batch`, `account` and the like.
    public let kind: String
    /// From 0 over the file.
    public let index: Int
    public internal(set) var id: String?
    public internal(set) var account = BankFileAccount()
    /// The electronic sequence number, digits as written.
    public internal(set) var electronicSequence: String?
    /// The legal sequence number, digits as written.
    public internal(set) var legalSequence: String?
    /// Date and time as written.
    public internal(set) var created: String?
    /// Begin and end of the reported period, as written.
    public internal(set) var from: String?
    public internal(set) var to: String?
    /// The balances that stand before the entries; those behind are in the summary as well.
    public internal(set) var balances: [BankFileBalance] = []
    /// What else the head says, in the order of the file.
    public package(set) var fields: [BankFileField] = []
    /// Where the group begins.
    public let position: BankFilePosition

    init(kind: String, index: Int, position: BankFilePosition) {
        self.kind = kind
        self.index = index
        self.position = position
    }
}

/// What one group came to, once it is read to its end.
public struct BankFileGroupSummary: Hashable, Sendable {
    public package(set) var group: BankFileGroup
    /// Whether the group was read to its end; if not, counts and sums are those of the part that was read.
    public internal(set) var isComplete = true
    /// Every entry, whatever its status and whether or not it could be read.
    public internal(set) var entries = 0
    /// Entries whose amount or side could not be read; they are in no sum.
    public internal(set) var unsummed = 0
    /// Sums of all entries by side, whatever their status.
    public internal(set) var sums = CurrencySums()
    /// The same of booked entries only.
    public internal(set) var bookedSums = CurrencySums()
    /// Entries marked as reversals.
    public internal(set) var reversals = 0
    public internal(set) var details = 0
    /// Batch blocks.
    public internal(set) var batches = 0
    public internal(set) var endToEndIds = 0
    /// Creditor references in structured remittance information.
    public internal(set) var structuredReferences = 0
    /// How often each return reason occurs, `unspecified` where the bank gives none.
    public internal(set) var returns: [String: Int] = [:]
    /// Booked, pending and other entries by the code of their status, empty where there is none.
    public internal(set) var statuses: [String: Int] = [:]

    init(group: BankFileGroup) {
        self.group = group
    }

    /// The opening booked balance, or else the previous closing one.
    public var opening: BankFileBalance? { balance("OPBD") ?? balance("PRCD") }

    /// The closing booked balance; of several (one a page) the last.
    public var closing: BankFileBalance? { group.balances.last { $0.type == "CLBD" } }

    /// Whether the opening balance and the booked entries make the closing balance.
    ///
    /// `nil` when a balance is missing, an entry could not be summed or the group was not read to its end; `false` also when currencies differ, because
    /// then nothing adds up.
    public var isBalanced: Bool? {
        guard let opening, let closing, unsummed == 0, isComplete else { return nil }
        let currency = opening.amount.currency
        guard closing.amount.currency == currency else { return false }
        guard bookedSums.all.allSatisfy({ $0.currency == currency }) else { return false }
        let net = bookedSums.all.reduce(Int128(0)) { $0 + $1.credit - $1.debit }
        return Int128(opening.amount.minorUnits) + net == Int128(closing.amount.minorUnits)
    }

    /// The currency of the account, or of its entries when they share one, or of its balances.
    public var currency: Currency? {
        if let currency = group.account.currency { return currency }
        if sums.all.count == 1, let only = sums.all.first { return only.currency }
        return (opening ?? closing ?? group.balances.first)?.amount.currency
    }

    private func balance(_ type: String) -> BankFileBalance? { group.balances.first { $0.type == type } }
}
