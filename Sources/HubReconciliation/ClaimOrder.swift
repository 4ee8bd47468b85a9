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
    let (booked, alsoBooked) = (left.bookingDate, right.bookingDate)
    if booked != alsoBooked { return booked < alsoBooked }
    let (value, otherValue) = (left.valueDate, right.valueDate)
    if value != otherValue { return value < otherValue }
    let (reference, another) = (left.bankReference, right.bankReference)
    let (short, long) = (reference.utf8.count, another.utf8.count)
    if short != long { return short < long }
    if reference != another { return reference < another }
    let (one, other) = (left.amount, right.amount)
    if one != other { return (one.currency, one.minorUnits) < (other.currency, other.minorUnits) }
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
