import HubSuggestion

extension LinkageScore {
    /// What speaks for a document, as a reason.
    var words: String {
        let spoken = parts.compactMap { part in part.weight > 0 ? part.level.words : nil }
        return spoken.isEmpty ? "nothing better is open" : spoken.joined(separator: ", ")
    }

    /// `amount exact 12.345, name like 4.000: 16.345 bits, likelihood 0.987, assigned`.
    var figures: String {
        let fields = parts.map { "\($0.level.field.rawValue) \(spaced($0.level.rawValue)) \(bitsText($0.weight))" }
        return fields.joined(separator: ", ") + ": \(bitsText(total)) bits, likelihood \(bitsText(posterior))"
            + (isAssigned ? ", assigned" : "")
    }
}

/// Thousandths as a decimal.
func bitsText(_ thousandths: Int) -> String { decimalText(Int128(thousandths), exponent: 3) }

private func spaced(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

extension LinkageLevel {
    /// What the level says, for people; `nil` where it says nothing for a document.
    fileprivate var words: String? {
        switch self {
        case .amountExact: "the amount agrees"
        case .amountLessDiscount: "the amount agrees less a discount"
        case .amountPartOfSum: "with the others it has the amount"
        case .amountNear: "the amount is within five percent"
        case .nameSame: "the name agrees"
        case .nameLike, .nameFaint: "the name is like the payer's"
        case .dateInTime, .dateLate: nil
        case .referenceNamed: "named in the line"
        case .referenceDigits: "its digits are in the text"
        case .referenceSlip: "a number in the text is like it"
        case .accountSame: "the account is the customer's"
        case .amountUnder, .amountOver, .amountOtherCurrency, .nameDiffers, .nameConfirmsAccount, .nameUnlikeAccount,
            .nameMissing, .dateVeryLate, .dateEarly, .referenceOther, .referenceOtherDocument, .referenceMissing,
            .accountUnknown, .accountOfAnother, .accountMissing:
            nil
        }
    }
}
