package import HubDomain
package import PaymentVocabulary

/// How a receipt was turned into the currency of the documents that it pays.
package struct ReceiptExchange: Hashable, Sendable {
    /// What vouches for the amount in the currency of the documents.
    package enum Evidence: String, Codable, Hashable, Sendable {
        /// The statement tells what the payer's bank was told to pay.
        case instructedAmount = "instructed_amount"
        /// The statement tells the bank's rate.
        case statementRate = "statement_rate"
        /// The published rate of the value date.
        case referenceRate = "reference_rate"
    }

    package let evidence: Evidence
    /// What arrived, in the currency of the account: this is the truth.
    package let received: Money
    /// What the documents got for it, in theirs.
    package let paid: Money
    /// What `paid` is worth by the rate below; `received` itself when the bank's own exchange is all that is known.
    package let value: Money
    /// The published rate that values `paid`; `nil` when there is none.
    package let reference: ReferenceRates.Found?
    /// The bank's own rate, as far as the statement tells it.
    package let bankRate: DecimalRate?

    /// Positive when more arrived than `value`.
    package var difference: Int64 { received.minorUnits - value.minorUnits }
}

extension ReceiptExchange {
    /// `1000.00 USD are worth 924.64 EUR by the rate of …, 4.64 EUR more than arrived`.
    var words: String {
        let told = evidence == .statementRate ? bankRate.map { "rate of the statement: \($0)" } : nil
        guard let rate = reference?.words ?? told else {
            return "\(received) arrived for \(paid), and no published rate is known"
        }
        let off = Money(minorUnits: Int64(clamping: difference.magnitude), currency: received.currency)
        let more = difference == 0 ? "exactly what arrived" : "\(off) \(difference > 0 ? "less" : "more") than arrived"
        return "\(paid) are worth \(value) by the \(rate), \(more)"
    }
}
