package import PaymentVocabulary

/// What names a payout: one batch may pay out in several currencies.
package struct PayoutKey: Hashable, Comparable, Sendable {
    package let provider: String
    package let id: String
    package let currency: Currency

    package static func < (left: PayoutKey, right: PayoutKey) -> Bool {
        (left.provider, left.id, left.currency) < (right.provider, right.id, right.currency)
    }
}

/// What a provider sends to our bank account in one amount, and the lines that it is made of.
package struct Payout: Hashable, Sendable {
    /// How the lines are known to be those of the payout.
    package enum Basis: String, Hashable, Sendable {
        /// The report names the payout in each line.
        case named
        /// The lines since the payout before it make exactly its amount.
        case sincePayoutBefore = "since_payout_before"
        /// The report tells of the payout and not of what it is made of.
        case notItemised = "not_itemised"
    }

    package let provider: String
    package let id: String
    package let currency: Currency
    /// In the order of their places.
    package private(set) var lines: [SettlementLine]
    /// The control total: what the provider says that it pays out, in minor units.
    ///
    /// Negative when it collects.
    package private(set) var announced: Int128?
    package let arrival: CalendarDate?
    package let trace: String?
    package let basis: Basis
    /// The names of the movements that announce it.
    let announcedAs: [String]

    package var key: PayoutKey { PayoutKey(provider: provider, id: id, currency: currency) }

    /// What the lines make, in minor units.
    package var sum: Int128 { lines.reduce(0) { $0 + Int128($1.net.minorUnits) } }

    /// What is to reach the bank account, in minor units.
    package var amount: Int128 { announced ?? sum }

    /// By how much the lines are more than the control total.
    package var difference: Int128 { basis == .notItemised ? 0 : sum - amount }

    /// The last day that a line tells of.
    package var lastDate: CalendarDate? { lines.compactMap(\.date).max() }

    /// `Stripe payout po_1`.
    package var name: String { "\(provider) payout \(id)" }

    func changed(lines: [SettlementLine], announced: Int128?) -> Payout {
        var payout = self
        (payout.lines, payout.announced) = (lines, announced)
        return payout
    }

    /// An amount of the payout with its currency.
    func shown(_ minorUnits: Int128) -> String {
        "\(decimalText(minorUnits, exponent: Int(currency.exponent))) \(currency)"
    }
}

/// What a payout is made of, in minor units; the parts make `net`.
package struct PayoutTotals: Hashable, Sendable {
    package private(set) var payments: Int128 = 0
    package private(set) var refunds: Int128 = 0
    package private(set) var disputes: Int128 = 0
    /// Negative: fees of their own and those taken of the other lines.
    package private(set) var fees: Int128 = 0
    package private(set) var reserves: Int128 = 0
    package private(set) var exchange: Int128 = 0
    package private(set) var adjustments: Int128 = 0
    package private(set) var carried: Int128 = 0

    package init(_ lines: [SettlementLine]) {
        for line in lines { add(line) }
    }

    package var net: Int128 {
        payments + refunds + disputes + fees + reserves + exchange + adjustments + carried
    }

    private mutating func add(_ line: SettlementLine) {
        switch line.kind {
        case .payment: payments += line.gross
        case .refund: refunds += line.gross
        case .dispute: disputes += line.gross
        case .fee: fees += line.gross
        case .reserve: reserves += line.gross
        case .exchange: exchange += line.gross
        case .adjustment: adjustments += line.gross
        case .carried: carried += line.gross
        case .payout: return
        }
        fees -= Int128(line.fee.minorUnits)
    }

    /// With their names in reports, in the order of reports.
    package var parts: [(name: String, minorUnits: Int128)] {
        [
            ("gross", payments), ("refunds", refunds), ("disputes", disputes), ("fees", fees),
            ("reserves", reserves), ("exchange", exchange), ("adjustments", adjustments), ("carried", carried),
        ]
    }
}
