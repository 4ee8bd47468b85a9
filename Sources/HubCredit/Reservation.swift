package import PaymentVocabulary

/// Credit set aside for one order until it is invoiced, shipped or given up.
package struct Reservation: Hashable, Codable, Sendable {
    package enum State: String, Codable, Hashable, Sendable {
        case active
        case released
        case expired
    }

    package let id: ReservationID
    package let request: CreditRequest
    /// From this moment on nothing more can be committed; the rest is freed by `expire`.
    package let expires: Timestamp
    /// The answer that made it, given again to every repetition.
    package let decision: CreditDecision
    package internal(set) var state: State
    /// In the order in which they were made.
    package internal(set) var commits: [Commit]

    /// The move of a part to what has been delivered or billed.
    package struct Commit: Hashable, Codable, Sendable {
        package enum Target: String, Codable, Hashable, Sendable {
            case invoiced
            case shipped
        }

        /// Names this commit, so that a repetition moves nothing.
        package let key: IdempotencyKey
        package let amount: Money
        package let target: Target

        package init(key: IdempotencyKey, amount: Money, target: Target) {
            self.key = key
            self.amount = amount
            self.target = target
        }
    }

    /// Sum of the commits; never more than the request.
    package var committed: Int64 { commits.reduce(0) { $0 + $1.amount.minorUnits } }
    /// What still counts as reserved in the customer's position.
    package var remaining: Int64 { state == .active ? request.amount.minorUnits - committed : 0 }
}

/// By how much the parts of a `CreditPosition` move, in minor units.
package struct PositionChange: Hashable, Codable, Sendable {
    package var reserved: Int64
    package var openInvoices: Int64
    package var shippedUninvoiced: Int64

    package init(reserved: Int64 = 0, openInvoices: Int64 = 0, shippedUninvoiced: Int64 = 0) {
        self.reserved = reserved
        self.openInvoices = openInvoices
        self.shippedUninvoiced = shippedUninvoiced
    }

    package static let none = PositionChange()
    package var isNone: Bool { self == .none }
}

extension CreditPosition {
    /// - Throws: `MoneyError.overflow` when a part would not fit, or when more would be freed than is reserved.
    package func applying(_ change: PositionChange) throws(MoneyError) -> CreditPosition {
        var next = self
        next.reserved = try Self.sum(reserved, change.reserved)
        next.openInvoices = try Self.sum(openInvoices, change.openInvoices)
        next.shippedUninvoiced = try Self.sum(shippedUninvoiced, change.shippedUninvoiced)
        return next
    }

    private static func sum(_ part: Int64, _ change: Int64) throws(MoneyError) -> Int64 {
        let (sum, overflow) = part.addingReportingOverflow(change)
        guard !overflow, (0...componentMax).contains(sum) else { throw .overflow }
        return sum
    }
}
