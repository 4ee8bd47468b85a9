package import PaymentVocabulary

/// Differences between a receipt and the invoices that it names which may be cleared without money, all off by default.
///
/// Each applies to a receipt that names its documents by a structured or strong reference and comes from their customer,
/// once a receipt and never together with another.
package struct Tolerances: Hashable, Sendable {
    /// Minor units, both ends included.
    package struct Span: Hashable, Sendable {
        package let from: Int64
        package let to: Int64

        /// - Returns: `nil` unless `1 <= from <= to`.
        package init?(from: Int64 = 1, to: Int64) {
            guard from >= 1, from <= to else { return nil }
            self.from = from
            self.to = to
        }

        package func contains(_ minorUnits: Int64) -> Bool { minorUnits >= from && minorUnits <= to }
    }

    /// One kind of tolerance; the raw value is its key in a rules file.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case rounding
        case bankCharge = "bank_charge"
        /// Instead of `bankCharge` where the payer's account is in another country than ours.
        case bankChargeAbroad = "bank_charge_abroad"
        case writeOff = "write_off"
        case overPayment = "over_payment"

        /// Minor units that nobody may allow more than.
        package var minorUnitsMax: Int64 {
            switch self {
            case .rounding: 100
            case .bankCharge, .bankChargeAbroad: 100_000
            case .writeOff, .overPayment: 10_000
            }
        }
    }

    package var spans: [Kind: [Currency: Span]] = [:]
    /// What no tolerance but a discount may exceed, in percent of what is open of all that the receipt names: a larger
    /// difference is a part payment.
    package var percentOfOpenMax = 5

    package static let percentOfOpenRange = 1...10

    package init() {}

    /// How a receipt that is short by `minorUnits` of `open` may be explained, in the order of `Kind`.
    ///
    /// - Parameter isAbroad: the payer's account is in another country than ours.
    func kinds(short minorUnits: Int64, of open: Int64, _ currency: Currency, isAbroad: Bool) -> [Kind] {
        let charge = isAbroad && spans[.bankChargeAbroad]?[currency] != nil ? Kind.bankChargeAbroad : .bankCharge
        return [.rounding, charge, .writeOff].filter { allows($0, minorUnits, of: open, currency) }
    }

    func allows(_ kind: Kind, _ minorUnits: Int64, of open: Int64, _ currency: Currency) -> Bool {
        guard let span = spans[kind]?[currency], span.contains(minorUnits) else { return false }
        return Int128(minorUnits) * 100 <= Int128(open) * Int128(percentOfOpenMax)
    }
}

extension Tolerances.Kind {
    var amount: MatchFacts.Amount {
        switch self {
        case .rounding: .rounding
        case .bankCharge, .bankChargeAbroad: .bankCharge
        case .writeOff: .writeOff
        case .overPayment: .overPayment
        }
    }

    var allocation: (kind: Allocation.Kind, reason: Allocation.Reason) {
        switch self {
        case .rounding: (.rounding, .roundingDifference)
        case .bankCharge, .bankChargeAbroad: (.bankCharge, .bankChargeDeducted)
        case .writeOff: (.writeOff, .shortPaymentWrittenOff)
        case .overPayment: (.overPaymentGain, .smallOverPayment)
        }
    }

    /// What a bank keeps, and may tell.
    var isOfBank: Bool {
        switch self {
        case .bankCharge, .bankChargeAbroad: true
        case .rounding, .writeOff, .overPayment: false
        }
    }

    var words: String {
        switch self {
        case .rounding: "rounding"
        case .bankCharge: "charges of a bank"
        case .bankChargeAbroad: "charges of a bank abroad"
        case .writeOff: "too little to ask for"
        case .overPayment: "too little to pay back"
        }
    }
}
