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

    /// The file as the caller named it.
    package var file: String
    /// Position over the file, from 0.
    package var index: Int
    /// Its name in the books; `nil` on files alone.
    package var identity: String?
    /// Our account as the statement names it.
    package let account: String
    package let direction: Direction
    package let status: Status
    /// Positive, in the direction above.
    package var amount: Money
    package let bookingDate: CalendarDate
    package let valueDate: CalendarDate
    /// The account servicer's reference of the movement; empty when the bank gives none.
    package let bankReference: String
    package var endToEndID: String?
    /// Structured creditor references (ISO 11649, QRR, KID …) as written.
    package var creditorReferences: [String]
    /// Document numbers from structured remittance.
    package var documentNumbers: [String]
    /// Unstructured remittance text, lines joined by one blank.
    package var remittance: String
    package var counterpartyName: String?
    package var counterpartyAccount: String?
    /// The reason code when this movement returns an earlier one (`AC04`, `R01` …).
    package let returnReason: String?
    /// The bank marked the movement as a reversal of an earlier one.
    package let isReversal: Bool
    /// What the payer's bank was told to pay, where the statement says so and it is in another currency than `amount`.
    package var instructedAmount: Money?
    /// The rate of the bank's own exchange; the formats leave open which currency is the unit.
    package var exchangeRate: DecimalRate?
    /// The documents of structured remittance, where every one has an amount of its own.
    package var documents: [RemittedDocument]?
    /// What the bank repeats of the batch that the movement is: message id, block id, clearing reference.
    package var groupKeys: [String]?

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
        self.file = file
        self.index = index
        self.account = account
        self.direction = direction
        self.status = status
        self.amount = amount
        self.bookingDate = bookingDate
        self.valueDate = valueDate
        self.bankReference = bankReference
        self.endToEndID = endToEndID
        self.creditorReferences = creditorReferences
        self.documentNumbers = documentNumbers
        self.remittance = remittance
        self.counterpartyName = counterpartyName
        self.counterpartyAccount = counterpartyAccount
        self.returnReason = returnReason
        self.isReversal = isReversal
    }

    /// The same line under another place.
    package func placed(file: String, index: Int) -> StatementLine {
        var line = self
        (line.file, line.index) = (file, index)
        return line
    }
}
