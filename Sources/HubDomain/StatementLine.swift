package import PaymentVocabulary

/// One booked or announced movement on our own bank account, in the form that every statement format becomes.
///
/// A batch-booked entry with details becomes one line a detail; `entryIndex` then repeats and `detailIndex` counts.
package struct StatementLine: Hashable, Codable, Sendable {
    package enum Direction: String, Codable, Hashable, Sendable {
        case credit
        case debit
    }

    package enum Status: String, Codable, Hashable, Sendable {
        /// Booked (`BOOK`): the only status that counts as money.
        case booked
        /// Announced (`PDNG`): may still disappear.
        case pending
        /// For information only (`INFO`).
        case information
    }

    /// What the line says.
    ///
    /// Copies of a line share it: a run keeps a line in a dozen places.
    private struct Fields: Hashable, Sendable {
        private indirect enum Box: Hashable, Sendable {
            case holding(Seldom)
        }

        var common: Common
        /// Apart, so that a line without any of it pays one word.
        private var box: Box?

        init(common: Common, seldom: Seldom? = nil) { (self.common, box) = (common, seldom.map(Box.holding)) }

        var seldom: Seldom? {
            get {
                guard case .holding(let seldom) = box else { return nil }
                return seldom
            }
            set { box = newValue.map(Box.holding) }
        }
    }

    private struct Common: Hashable, Codable, Sendable {
        var file: String
        var identity: String?
        var account: String
        let direction: Direction
        let status: Status
        let isReversal: Bool
        var index: Int32
        var amount: Money
        let bookingDate: CalendarDate
        let valueDate: CalendarDate
        let bankReference: String
        var endToEndID: String?
        var creditorReferences: [String]
        var documentNumbers: [String]
        var remittance: String
        var counterpartyName: String?
        var counterpartyAccount: String?
        var documents: [RemittedDocument]?
        var groupKeys: [String]?
    }

    /// What few lines say.
    private struct Seldom: Hashable, Codable, Sendable {
        var returnReason: String?
        var instructedAmount: Money?
        var exchangeRate: DecimalRate?
        var batch: Batch?
        var originalAmount: Money?
        var toldCharges: Money?
        var ultimateDebtorName: String?
        var contradiction: String?
    }

    /// The entry that the line is a detail of: what the bank books in one amount for several payments.
    package struct Batch: Hashable, Codable, Sendable {
        /// Negative for a debit.
        package let amount: Money
        /// The account servicer's reference of the entry.
        package let reference: String

        package init(amount: Money, reference: String) {
            self.amount = amount
            self.reference = reference
        }
    }

    // Unchecked: its fields change only as long as a single line holds it.
    private final class Storage: @unchecked Sendable {
        // Nobody can have it change while it is read: only a line that alone holds it changes it, in place.
        @exclusivity(unchecked) var fields: Fields

        init(_ fields: Fields) { self.fields = fields }
    }

    private var storage: Storage

    /// The file as the caller named it.
    package var file: String {
        get { storage.fields.common.file }
        set { change { $0.file = newValue } }
    }
    /// Position over the file, from 0; at most two thousand million.
    package var index: Int {
        get { Int(storage.fields.common.index) }
        set { change { $0.index = Int32(clamping: newValue) } }
    }
    /// Its name in the books; `nil` on files alone.
    package var identity: String? {
        get { storage.fields.common.identity }
        set { change { $0.identity = newValue } }
    }
    /// Our account as the statement names it.
    package var account: String {
        get { storage.fields.common.account }
        set { change { $0.account = newValue } }
    }
    package var direction: Direction { storage.fields.common.direction }
    package var status: Status { storage.fields.common.status }
    /// Positive, in the direction above.
    package var amount: Money {
        get { storage.fields.common.amount }
        set { change { $0.amount = newValue } }
    }
    /// Negative for debits.
    package var signedAmount: Money {
        Money(minorUnits: direction == .debit ? 0 &- amount.minorUnits : amount.minorUnits, currency: amount.currency)
    }
    package var bookingDate: CalendarDate { storage.fields.common.bookingDate }
    package var valueDate: CalendarDate { storage.fields.common.valueDate }
    /// The account servicer's reference of the movement; empty when the bank gives none.
    package var bankReference: String { storage.fields.common.bankReference }
    package var endToEndID: String? {
        get { storage.fields.common.endToEndID }
        set { change { $0.endToEndID = newValue } }
    }
    /// Structured creditor references (ISO 11649, QRR, KID …) as written.
    package var creditorReferences: [String] {
        get { storage.fields.common.creditorReferences }
        set { change { $0.creditorReferences = newValue } }
    }
    /// Document numbers from structured remittance.
    package var documentNumbers: [String] {
        get { storage.fields.common.documentNumbers }
        set { change { $0.documentNumbers = newValue } }
    }
    /// Unstructured remittance text, lines joined by one blank.
    package var remittance: String {
        get { storage.fields.common.remittance }
        set { change { $0.remittance = newValue } }
    }
    package var counterpartyName: String? {
        get { storage.fields.common.counterpartyName }
        set { change { $0.counterpartyName = newValue } }
    }
    package var counterpartyAccount: String? {
        get { storage.fields.common.counterpartyAccount }
        set { change { $0.counterpartyAccount = newValue } }
    }
    /// The reason code when this movement returns an earlier one (`AC04`, `R01` …).
    package var returnReason: String? { storage.fields.seldom?.returnReason }
    /// The bank marked the movement as a reversal of an earlier one.
    package var isReversal: Bool { storage.fields.common.isReversal }
    /// What the payer's bank was told to pay, where the statement says so and it is in another currency than `amount`.
    package var instructedAmount: Money? {
        get { storage.fields.seldom?.instructedAmount }
        set { changeSeldom { $0.instructedAmount = newValue } }
    }
    /// The rate of the bank's own exchange; the formats leave open which currency is the unit.
    package var exchangeRate: DecimalRate? {
        get { storage.fields.seldom?.exchangeRate }
        set { changeSeldom { $0.exchangeRate = newValue } }
    }
    /// The documents of structured remittance, where every one has an amount of its own.
    package var documents: [RemittedDocument]? {
        get { storage.fields.common.documents }
        set { change { $0.documents = newValue } }
    }
    /// What the bank repeats of the batch that the movement is: message id, block id, clearing reference.
    package var groupKeys: [String]? {
        get { storage.fields.common.groupKeys }
        set { change { $0.groupKeys = newValue } }
    }
    /// The entry of which the line is one detail, where the bank names it.
    package var batch: Batch? {
        get { storage.fields.seldom?.batch }
        set { changeSeldom { $0.batch = newValue } }
    }
    /// What a return takes back of a payment, where the bank has put its charge into `amount` and says so.
    package var originalAmount: Money? {
        get { storage.fields.seldom?.originalAmount }
        set { changeSeldom { $0.originalAmount = newValue } }
    }
    /// What banks have kept of a receipt for their charges, all of them together, where the statement tells it; positive.
    package var toldCharges: Money? {
        get { storage.fields.seldom?.toldCharges }
        set { changeSeldom { $0.toldCharges = newValue } }
    }
    /// On whose behalf the counterparty pays, where the statement says so and it is somebody else.
    package var ultimateDebtorName: String? {
        get { storage.fields.seldom?.ultimateDebtorName }
        set { changeSeldom { $0.ultimateDebtorName = newValue } }
    }
    /// Why its parts say something else than the whole, so that a person has to look at it.
    package var contradiction: String? {
        get { storage.fields.seldom?.contradiction }
        set { changeSeldom { $0.contradiction = newValue } }
    }
    /// What a debit takes back of a receipt: `amount` without the bank's charge.
    package var takenBack: Money { originalAmount ?? amount }

    package init(
        file: String,
        index: Int,
        account: String,
        direction: Direction,
        status: Status,
        amount: Money,
        bookingDate: CalendarDate,
        valueDate: CalendarDate,
        bankReference: String,
        endToEndID: String?,
        creditorReferences: [String],
        documentNumbers: [String],
        remittance: String,
        counterpartyName: String?,
        counterpartyAccount: String?,
        returnReason: String?,
        isReversal: Bool
    ) {
        let common = Common(
            file: file,
            account: account,
            direction: direction,
            status: status,
            isReversal: isReversal,
            index: Int32(clamping: index),
            amount: amount,
            bookingDate: bookingDate,
            valueDate: valueDate,
            bankReference: bankReference,
            endToEndID: endToEndID,
            creditorReferences: creditorReferences,
            documentNumbers: documentNumbers,
            remittance: remittance,
            counterpartyName: counterpartyName,
            counterpartyAccount: counterpartyAccount
        )
        storage = Storage(Fields(common: common, seldom: returnReason.map { Seldom(returnReason: $0) }))
    }

    private mutating func change(_ edit: (inout Common) -> Void) {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.fields) }
        edit(&storage.fields.common)
    }

    private mutating func changeSeldom(_ edit: (inout Seldom) -> Void) {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.fields) }
        var seldom = storage.fields.seldom ?? Seldom()
        edit(&seldom)
        storage.fields.seldom = seldom == Seldom() ? nil : seldom
    }

    package init(from decoder: any Decoder) throws {
        let seldom = try Seldom(from: decoder)
        let common = try Common(from: decoder)
        storage = Storage(Fields(common: common, seldom: seldom == Seldom() ? nil : seldom))
    }

    package func encode(to encoder: any Encoder) throws {
        try storage.fields.common.encode(to: encoder)
        try storage.fields.seldom?.encode(to: encoder)
    }

    package static func == (left: StatementLine, right: StatementLine) -> Bool {
        if left.storage === right.storage { return true }
        // A set compares lines that only stand beside each other: nearly all differ here.
        guard left.index == right.index, left.amount == right.amount else { return false }
        return left.storage.fields == right.storage.fields
    }

    /// Lines of one run differ in their place; what else they say would be hashed for nothing.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(file)
        hasher.combine(index)
        hasher.combine(amount)
    }

    /// Gives it another place, and its name in the books.
    package mutating func place(file: String, index: Int, identity: String?) {
        change { ($0.file, $0.index, $0.identity) = (file, Int32(clamping: index), identity) }
    }

    /// Gives what many lines have in common other memory: file, account and counterparty.
    ///
    /// - Parameter text: the same text.
    package mutating func replaceTexts(_ text: (String) -> String) {
        change { fields in
            fields.file = text(fields.file)
            fields.account = text(fields.account)
            fields.counterpartyName = fields.counterpartyName.map(text)
            fields.counterpartyAccount = fields.counterpartyAccount.map(text)
        }
    }

    /// The same line under another place.
    package func placed(file: String, index: Int) -> StatementLine {
        var line = self
        line.place(file: file, index: index, identity: identity)
        return line
    }
}

extension StatementLine: CustomStringConvertible {
    package var description: String { "\(storage.fields.common) \(storage.fields.seldom.map { "\($0)" } ?? "")" }
}
