public import PaymentVocabulary

/// Payments through the automated clearing house of the United States, to be written as a NACHA file.
public struct AchFile: Hashable, Sendable {
    /// The bank or operator that takes the file.
    public var destination: RoutingNumber
    /// At most 23 characters.
    public var destinationName: String
    /// Ten characters, or nine digits that get a blank before them: a routing number or the company's number.
    public var origin: String
    /// At most 23 characters.
    public var originName: String
    public var createdOn: CalendarDate
    /// `HHMM`; optional.
    public var createdAt: String?
    /// A to Z or 0 to 9: tells files of one day apart; banks refuse a repeated one.
    public var modifier: String
    /// At most 8 characters, for the originator's own use.
    public var reference: String?
    /// The first eight digits of the bank that sends the entries into the network.
    public var originatingInstitution: String
    /// The sequence number of the first entry's trace number, 1 to 9,999,999; the others follow without gaps.
    public var firstTrace: Int
    public var batches: [AchBatch]

    public init(
        destination: RoutingNumber,
        destinationName: String,
        origin: String,
        originName: String,
        createdOn: CalendarDate,
        createdAt: String? = nil,
        modifier: String = "A",
        reference: String? = nil,
        originatingInstitution: String,
        firstTrace: Int = 1,
        batches: [AchBatch]
    ) {
        self.destination = destination
        self.destinationName = destinationName
        self.origin = origin
        self.originName = originName
        self.createdOn = createdOn
        self.createdAt = createdAt
        self.modifier = modifier
        self.reference = reference
        self.originatingInstitution = originatingInstitution
        self.firstTrace = firstTrace
        self.batches = batches
    }
}

/// The standard entry classes that are written.
public enum AchEntryClass: String, Hashable, Sendable, CaseIterable {
    /// Agreed with a consumer in advance.
    case ppd = "PPD"
    /// Between companies, with one addenda record at most.
    case ccd = "CCD"
    /// Between companies, with up to 9,999 addenda records of X12 text.
    case ctx = "CTX"
    /// Authorised by a consumer on the internet.
    case web = "WEB"
    /// Authorised by a consumer on the telephone; debits only.
    case tel = "TEL"
}

/// Entries of one company, one class and one day.
public struct AchBatch: Hashable, Sendable {
    /// At most 16 characters; what the receiver's statement shows.
    public var companyName: String
    /// At most 20 characters.
    public var companyData: String?
    /// At most 10 characters, agreed with the bank.
    public var companyID: String
    public var entryClass: AchEntryClass
    /// At most 10 characters, such as `PAYROLL`.
    public var description: String
    /// At most 6 characters.
    public var descriptiveDate: String?
    public var effectiveDate: CalendarDate
    /// Meant for settlement on the day of the file: smaller amounts, and `effectiveDate` is that day.
    public var isSameDay: Bool
    public var entries: [AchEntry]
    /// The company's own account, when the bank wants the batch balanced by an entry against it.
    public var offset: AchOffset?

    public init(
        companyName: String,
        companyID: String,
        entryClass: AchEntryClass,
        description: String,
        effectiveDate: CalendarDate,
        isSameDay: Bool = false,
        entries: [AchEntry],
        offset: AchOffset? = nil
    ) {
        self.companyName = companyName
        self.companyID = companyID
        self.entryClass = entryClass
        self.description = description
        self.effectiveDate = effectiveDate
        self.isSameDay = isSameDay
        self.entries = entries
        self.offset = offset
    }
}

public enum AchAccountKind: String, Hashable, Sendable, CaseIterable {
    case checking
    case savings
    case generalLedger = "general-ledger"
    /// Takes credits only.
    case loan

    /// The first digit of transaction codes.
    var codeTens: Int {
        switch self {
        case .checking: 20
        case .savings: 30
        case .generalLedger: 40
        case .loan: 50
        }
    }
}

/// One credit or debit.
public struct AchEntry: Hashable, Sendable {
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        /// Money to the receiver.
        case credit
        /// Money from the receiver.
        case debit
    }

    public var direction: Direction
    /// An entry over nothing that tests the account.
    public var isPrenote: Bool
    public var amount: Money
    /// At most 22 characters; 16 in CTX.
    public var name: String
    /// At most 15 characters of the originator's own; comes back in returns.
    public var identification: String?
    public var routing: RoutingNumber
    /// At most 17 characters, written as given.
    public var account: String
    public var accountKind: AchAccountKind
    /// The payment type of WEB and TEL entries (`S` single, `R` recurring) or the originator's own two characters.
    public var discretionaryData: String?
    /// Payment related information: one addenda record of 80 characters, in CTX as many as it takes.
    public var addenda: String?

    public init(
        _ direction: Direction,
        _ amount: Money,
        name: String,
        identification: String? = nil,
        routing: RoutingNumber,
        account: String,
        accountKind: AchAccountKind = .checking,
        isPrenote: Bool = false,
        discretionaryData: String? = nil,
        addenda: String? = nil
    ) {
        self.direction = direction
        self.isPrenote = isPrenote
        self.amount = amount
        self.name = name
        self.identification = identification
        self.routing = routing
        self.account = account
        self.accountKind = accountKind
        self.discretionaryData = discretionaryData
        self.addenda = addenda
    }

    /// Source: Nacha Operating Rules, appendix three, transaction codes: 2 credit, 3 its prenote, 7 debit, 8 its prenote.
    var transactionCode: Int {
        accountKind.codeTens + (direction == .credit ? 2 : 7) + (isPrenote ? 1 : 0)
    }
}

/// The account on the other side of a balanced batch.
public struct AchOffset: Hashable, Sendable {
    public var routing: RoutingNumber
    public var account: String
    public var accountKind: AchAccountKind
    /// At most 22 characters.
    public var name: String

    public init(
        routing: RoutingNumber,
        account: String,
        accountKind: AchAccountKind = .checking,
        name: String = "OFFSET"
    ) {
        self.routing = routing
        self.account = account
        self.accountKind = accountKind
        self.name = name
    }
}

extension AchBatch {
    static let addendaBytes = 80

    /// The entries as they are written: those of the batch, then those that balance it.
    var written: [AchEntry] {
        guard let offset else { return entries }
        return entries
            + [AchEntry.Direction.debit, .credit].compactMap { direction in
                guard let total = total(direction), total > 0 else { return nil }
                return AchEntry(
                    direction == .debit ? .credit : .debit,
                    Money(minorUnits: total, currency: .usd),
                    name: offset.name,
                    routing: offset.routing,
                    account: offset.account,
                    accountKind: offset.accountKind
                )
            }
    }

    /// The sum of one direction in cents.
    ///
    /// - Returns: `nil` when it does not fit.
    func total(_ direction: AchEntry.Direction) -> Int64? {
        let sum = entries.reduce(Int128(0)) { $0 + ($1.direction == direction ? Int128($1.amount.minorUnits) : 0) }
        return Int64(exactly: sum)
    }

    /// 200 for credits and debits, 220 for credits alone, 225 for debits alone.
    func serviceClass(_ written: [AchEntry]) -> String {
        let hasCredit = written.contains { $0.direction == .credit }
        let hasDebit = written.contains { $0.direction == .debit }
        return hasCredit && hasDebit ? "200" : hasCredit ? "220" : "225"
    }

    func addendaCount(_ entry: AchEntry) -> Int {
        ((entry.addenda?.utf8.count ?? 0) + Self.addendaBytes - 1) / Self.addendaBytes
    }
}
