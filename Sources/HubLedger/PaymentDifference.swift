/// Why a receipt differs from what it pays, where the difference is closed and not asked for again.
///
/// The raw value is the stored name and the one in reports.
package enum PaymentDifference: String, Hashable, Sendable, CaseIterable {
    /// What a bank on the way kept of the receipt.
    case bankCharge = "bank_charge"
    case rounding
    /// Too small to ask for.
    case writeOff = "write_off"
    /// A discount taken after its last day, granted all the same.
    case lateDiscount = "late_discount"
    /// A small amount too much that is not paid back.
    case overPaymentGain = "over_payment_gain"

    /// The ledger's account for it.
    var account: String {
        switch self {
        case .bankCharge: "bank_charges"
        case .rounding: "rounding"
        case .writeOff: "write_offs"
        case .lateDiscount: "late_discounts"
        case .overPaymentGain: "over_payment_gains"
        }
    }
}
