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
        package let payerName: String?

        package init(endToEndID: String?, amount: Money, documents: [RemittedDocument], payerName: String?) {
            self.endToEndID = endToEndID
            self.amount = amount
            self.documents = documents
            self.payerName = payerName
        }
    }

    package let kind: Kind
    package let file: String
    /// Of the batch in its file, from 0.
    package let index: Int
    /// By which a statement may name the batch: message id, block id, trace, number of the lockbox.
    package let keys: [String]
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
        keys: [String],
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
        self.keys = keys
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

    /// `remittance advice 820.txt:0`.
    var name: String { "\(kind.rawValue) \(file):\(index)" }

    func shown(_ minorUnits: Int128) -> String {
        "\(decimalText(minorUnits, exponent: Int(currency.exponent))) \(currency)"
    }

    /// Whether two files tell of the same batch.
    func isSame(as other: PaymentBatch) -> Bool {
        kind == other.kind && keys == other.keys && currency == other.currency && amount == other.amount
            && parts == other.parts
    }
}
