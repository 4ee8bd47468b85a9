import PaymentVocabulary

/// What was read of an entry so far.
struct OFXEntryDraft: Sendable {
    var position = BankFilePosition()
    /// The number of the entry in its statement, from 1.
    var number = 0
    /// The amount as written, without white space at its ends; longer ones are no amounts.
    var amount: [UInt8] = []
    var amountPosition: BankFilePosition?
    var amounts = 0
    /// A second amount that differs from the first.
    var hasConflict = false
    /// The file ends in the amount.
    var isAmountCut = false
    var hasPosted = false
    /// `TRNTYPE` says so, and the amount's sign may say something else.
    var isCalledDebit = false
    var booking: CalendarDate?
    var available: CalendarDate?
    /// The currency of the amount where it is not that of the statement.
    var currency: Currency?
    var unknownCurrency: String?
    var kept = OFXKeeping(fieldsMax: 1_000, bytesMax: 1_048_576)

    // Kept with details only.
    var texts = OFXEntryTexts()

    /// Begins the next entry with the memory of the last one.
    mutating func begin(at position: BankFilePosition, number: Int) {
        self.position = position
        self.number = number
        amount.removeAll(keepingCapacity: true)
        amountPosition = nil
        amounts = 0
        hasConflict = false
        isAmountCut = false
        hasPosted = false
        isCalledDebit = false
        booking = nil
        available = nil
        currency = nil
        unknownCurrency = nil
        kept.begin()
        texts = OFXEntryTexts()
    }
}

/// The texts of an entry.
struct OFXEntryTexts: Sendable {
    var type: String?
    var fitId: String?
    var checkNumber: String?
    var reference: String?
    var name: String?
    var memo: String?
    var accountTo: String?
    var bankTo: String?
    var rate: String?
    var fields: [BankFileField] = []
}

/// What was read of a balance so far.
struct OFXBalanceDraft: Sendable {
    var type = ""
    var position = BankFilePosition()
    var amount: [UInt8] = []
    var amountPosition: BankFilePosition?
    var date: CalendarDate?
}

/// What was read of a status so far.
struct OFXStatusDraft: Sendable {
    var position = BankFilePosition()
    var code = ""
    var severity = ""
    var message = ""
}

/// What the signon or a response says before its statement.
struct OFXResponseHead: Sendable {
    static let fieldsMax = 100

    var id: String?
    var created: String?
    var fields: [BankFileField] = []

    mutating func keep(_ field: BankFileField) {
        if fields.count < Self.fieldsMax, field.value.utf8.count <= 4_096 { fields.append(field) }
    }
}

/// How much of an entry or statement is kept; counted also when nothing is, so that the findings are the same.
struct OFXKeeping: Sendable {
    let fieldsMax: Int
    let bytesMax: Int
    private var fields = 0
    private var bytes = 0

    init(fieldsMax: Int, bytesMax: Int) {
        self.fieldsMax = fieldsMax
        self.bytesMax = bytesMax
    }

    enum Answer {
        case keep, exceeded, drop
    }

    mutating func begin() {
        fields = 0
        bytes = 0
    }

    mutating func add(_ count: Int) -> Answer {
        let wasFull = fields > fieldsMax || bytes > bytesMax
        if wasFull { return .drop }
        fields += 1
        bytes += count
        return fields > fieldsMax || bytes > bytesMax ? .exceeded : .keep
    }
}

/// The identifiers of a statement's entries, to find those that occur twice.
///
/// Only hashes are kept, and of a bounded number of entries, so that memory does not grow with the file.
struct OFXIdentifiers: Sendable {
    static let countMax = 262_144

    private var hashes: Set<UInt64> = []
    private(set) var repeats = 0
    private(set) var firstRepeat: BankFilePosition?

    /// - Parameter position: asked for when it is the first one that repeats.
    @inline(__always)
    mutating func add(_ bytes: Span<UInt8>, _ position: () -> BankFilePosition) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<bytes.count {
            hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3
        }
        hash ^= hash >> 29
        guard hashes.count < Self.countMax else {
            if hashes.contains(hash) { count(position) }
            return
        }
        if !hashes.insert(hash).inserted { count(position) }
    }

    private mutating func count(_ position: () -> BankFilePosition) {
        repeats += 1
        if firstRepeat == nil { firstRepeat = position() }
    }

    mutating func begin() {
        hashes.removeAll(keepingCapacity: true)
        repeats = 0
        firstRepeat = nil
    }
}
