import HubDomain
import PaymentVocabulary

/// Which of two receipts claims first, by what they say and never by where they stand: the same movements in other
/// files, or in other pages of the same statement, lead to the same matches.
///
/// The earlier booking comes first, of one day the shorter and lower reference of the bank, which counts upwards at
/// most banks, then everything else that may differ.
///
/// - Returns: `nil` for two that say the same.
func claimsBefore(_ left: StatementLine, _ right: StatementLine) -> Bool? {
    if left.bookingDate != right.bookingDate { return left.bookingDate < right.bookingDate }
    if left.valueDate != right.valueDate { return left.valueDate < right.valueDate }
    let (short, long) = (left.bankReference.utf8.count, right.bankReference.utf8.count)
    if short != long { return short < long }
    if left.bankReference != right.bankReference { return left.bankReference < right.bankReference }
    if left.amount != right.amount {
        let (one, other) = (left.amount, right.amount)
        return (one.currency, one.minorUnits) < (other.currency, other.minorUnits)
    }
    for field in fields {
        let (one, other) = (field(left), field(right))
        if one != other { return one.lexicographicallyPrecedes(other) }
    }
    return nil
}

private let fields: [@Sendable (StatementLine) -> [String]] = [
    { [$0.remittance] }, { [$0.endToEndID ?? ""] }, { $0.creditorReferences }, { $0.documentNumbers },
    { [$0.counterpartyAccount ?? ""] }, { [$0.counterpartyName ?? ""] }, { [$0.account] }, { [$0.returnReason ?? ""] },
]
