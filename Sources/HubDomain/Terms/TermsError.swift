internal import PaymentVocabulary

/// Why payment terms were refused: what is wrong, where, and what would be accepted instead.
package struct TermsError: Error, Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The text leaves a deadline or a rule to the reader's guess.
        case vague
        /// The text names what is not in the grammar.
        case unreadable
        case percentNot100 = "percent_not_100"
        case negativeOffset = "negative_offset"
        case tooLong = "too_long"
        case noSuchDay = "no_such_day"
        case noInstalments = "no_instalments"
        case misplacedBalance = "misplaced_balance"
        case shareOutOfRange = "share_out_of_range"
        case discountOutOfRange = "discount_out_of_range"
        case discountAfterDue = "discount_after_due"
        case tiersDoNotFall = "tiers_do_not_fall"
        case periodOutOfOrder = "period_out_of_order"
        case amountNegative = "amount_negative"
        case amountMismatch = "amount_mismatch"
        case sharesExceedAmount = "shares_exceed_amount"
        case taxMissing = "tax_missing"
        case currencyMismatch = "currency_mismatch"
        case overflow
        case dateOutOfRange = "date_out_of_range"
    }

    package enum Place: Hashable, Sendable {
        /// A column (from 1, in characters) of the text of the terms.
        case text(String, column: Int)
        /// A part of terms that were not written as text, such as `lines[0].due[1]`, or an input such as `amount`.
        case part(String)
    }

    package let reason: Reason
    package let place: Place
    package let detail: String
    /// What would be accepted.
    package let wayOut: String

    static func part(_ reason: Reason, _ place: String, _ detail: String, _ wayOut: String) -> TermsError {
        TermsError(reason: reason, place: .part(place), detail: detail, wayOut: wayOut)
    }

    static func taxMissing(at place: String) -> TermsError {
        .part(.taxMissing, place, "it is counted on the net amount", "give the net amounts and tax rates")
    }
}

extension TermsError {
    init(_ error: MoneyError, at place: String) {
        let (reason, wayOut): (Reason, String) =
            switch error {
            case .currencyMismatch: (.currencyMismatch, "give all amounts in the invoice's currency")
            case .overflow, .malformed, .tooManyDecimals: (.overflow, "give a smaller amount")
            }
        self.init(reason: reason, place: .part(place), detail: error.description, wayOut: wayOut)
    }

    /// Runs `compute` and says where its amounts did not fit.
    static func at<Value>(
        _ place: String,
        _ compute: () throws(MoneyError) -> Value
    ) throws(TermsError) -> Value {
        do throws(MoneyError) {
            return try compute()
        } catch {
            throw TermsError(error, at: place)
        }
    }
}

extension TermsError: CustomStringConvertible {
    package var description: String {
        switch place {
        case .text(let text, let column): "terms \"\(text)\", column \(column): \(detail); \(wayOut)"
        case .part(let part): "\(part): \(detail); \(wayOut)"
        }
    }
}
