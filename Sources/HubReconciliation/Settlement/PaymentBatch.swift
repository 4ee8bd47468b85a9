package import HubDomain
package import PaymentVocabulary

/// What a file says of one amount that the bank books for many payments: a payer's remittance advice, the deposit of a
/// lockbox, or a collection of our own.
package struct PaymentBatch: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case remittanceAdvice = "remittance advice"
        case lockbox
        case collection
    }

    /// One payment of the batch.
    package struct Part: Hashable, Sendable {
        package let endToEndID: String?
        package let amount: Money
        /// What it is for; empty where the file does not tell.
        package let documents: [RemittedDocument]
        /// Documents that it names without saying how much each gets; none where `documents` has any.
        package let numbers: [String]
        /// Of its free text, which may name documents.
        package let words: [String]
        /// Why what it names does not tell what it pays, such as a number that is an order's; `nil` where nothing is wrong.
        package let unclear: String?
        package let payerName: String?
        /// By which the bank names the payment where it books it alone: the trace number of its ACH entry.
        package let trace: String?

        package init(
            endToEndID: String?,
            amount: Money,
            documents: [RemittedDocument],
            numbers: [String] = [],
            words: [String] = [],
            unclear: String? = nil,
            payerName: String?,
            trace: String? = nil
        ) {
            self.endToEndID = endToEndID
            self.amount = amount
            self.documents = documents
            self.numbers = numbers
            self.words = words
            self.unclear = unclear
            self.payerName = payerName
            self.trace = trace
        }
    }

    package let kind: Kind
    package let file: String
    /// Of the batch in its file, from 0.
    package let index: Int
    /// Where it is one entry of a batch only, the place of that in the batch, from 0.
    package let entry: Int?
    /// By which a statement may name the batch: message id, block id, trace, number of the lockbox.
    package let keys: [String]
    /// The keys name other batches too: a lockbox has one number for all its deposits, and an ACH file counts its batches
    /// and traces from one again.
    package let keysRecur: Bool
    /// Further keys that name other batches too; of several words with blanks between them a line has to have all.
    package let recurringKeys: [String]
    package let currency: Currency
    /// The amount that the file states for all parts together, in minor units.
    package let stated: Int128?
    /// What the payer adds or takes off without a document, in minor units.
    package let adjustments: Int128
    package let date: CalendarDate?
    package let payerName: String?
    package let parts: [Part]

    package init(
        kind: Kind,
        file: String,
        index: Int,
        entry: Int? = nil,
        keys: [String],
        keysRecur: Bool,
        recurringKeys: [String] = [],
        currency: Currency,
        stated: Int128?,
        adjustments: Int128,
        date: CalendarDate?,
        payerName: String?,
        parts: [Part]
    ) {
        self.kind = kind
        self.file = file
        self.index = index
        self.entry = entry
        self.keys = keys
        self.keysRecur = keysRecur
        self.recurringKeys = recurringKeys
        self.currency = currency
        self.stated = stated
        self.adjustments = adjustments
        self.date = date
        self.payerName = payerName
        self.parts = parts
    }

    /// In minor units.
    var sum: Int128 { parts.reduce(0) { $0 + Int128($1.amount.minorUnits) } }

    /// What the bank is to book, in minor units.
    var amount: Int128 { stated ?? sum + adjustments }

    /// `remittance advice 820.txt:0`, `collection debits.ach:0, entry 2`.
    var name: String { "\(kind.rawValue) \(file):\(index)" + (entry.map { ", entry \($0)" } ?? "") }

    /// Its payments as batches of their own, for a bank that books each alone with its trace number; none of a batch of
    /// one, which is that payment.
    package var singles: [PaymentBatch] {
        let paying = parts.enumerated().filter { $0.element.amount.isPositive }
        guard entry == nil, paying.count > 1 else { return [] }
        return paying.compactMap { place, part in
            part.trace.map { trace in
                PaymentBatch(
                    kind: kind,
                    file: file,
                    index: index,
                    entry: place,
                    keys: [trace],
                    keysRecur: true,
                    currency: currency,
                    stated: nil,
                    adjustments: 0,
                    date: date,
                    payerName: nil,
                    parts: [part]
                )
            }
        }
    }

    fileprivate func recurring(_ keys: Set<String>) -> PaymentBatch {
        PaymentBatch(
            kind: kind,
            file: file,
            index: index,
            entry: entry,
            keys: self.keys,
            keysRecur: keysRecur,
            recurringKeys: keys.sorted(),
            currency: currency,
            stated: stated,
            adjustments: adjustments,
            date: date,
            payerName: payerName,
            parts: parts
        )
    }

    func shown(_ minorUnits: Int128) -> String {
        "\(decimalText(minorUnits, exponent: Int(currency.exponent))) \(currency)"
    }
}

/// What makes two batches of different files the same one.
struct BatchIdentity: Hashable {
    let kind: PaymentBatch.Kind
    let keys: [String]
    let currency: Currency
    let amount: Int128
    let date: CalendarDate?
    let payerName: String?
    let parts: [PaymentBatch.Part]

    init(_ batch: PaymentBatch) {
        kind = batch.kind
        keys = batch.keys
        currency = batch.currency
        amount = batch.amount
        date = batch.date
        payerName = batch.payerName
        parts = batch.parts
    }
}

extension [PaymentBatch] {
    /// The batches in the order of their places, those that several files tell only once.
    func withoutRepeats() -> [PaymentBatch] {
        let keys = Dictionary(map { (BatchIdentity($0), Set($0.recurringKeys)) }) { $0.union($1) }
        return withoutRepeats(of: \.file, by: BatchIdentity.init)
            .map { $0.recurring(keys[BatchIdentity($0)] ?? []) }
            .sorted { ($0.file, $0.index, $0.entry ?? -1) < ($1.file, $1.index, $1.entry ?? -1) }
    }
}
