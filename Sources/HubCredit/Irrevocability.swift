package import PaymentVocabulary

/// How money reaches us, as far as it matters for the question when it can no longer be taken back.
package enum Rail: String, Codable, Hashable, Sendable, CaseIterable {
    case card
    /// An inbound SEPA credit transfer, instant ones included.
    case sepaCreditTransfer = "sepa_credit_transfer"
    case wire
    case cash
}

/// When money of one rail stops being reversible: one row of data with its source.
///
/// In the hard window the money counts in full and a stop stays. In the tail only a percentage counts, and no stop
/// stays. A further rail is one more row; one that counts in banking days brings its case of `HardWindow` along.
package struct Irrevocability: Hashable, Sendable {
    package enum HardWindow: Hashable, Sendable {
        /// Irrevocable when booked.
        case none
        /// Until the provider has settled, however long that takes.
        case untilSettled
    }

    package let rail: Rail
    package let hardWindow: HardWindow
    /// Calendar days after the credit during which the money may still be disputed; 0 for none.
    package let tailDays: Int
    package let source: String

    package static func rule(for rail: Rail) -> Irrevocability {
        switch rail {
        case .card:
            Irrevocability(
                rail: rail,
                hardWindow: .untilSettled,
                tailDays: 120,
                source: "Visa and Mastercard dispute rules: 120 days from processing for most reason codes"
            )
        case .sepaCreditTransfer:
            Irrevocability(
                rail: rail,
                hardWindow: .none,
                tailDays: 0,
                source: "EPC125-05 SEPA Credit Transfer rulebook: a recall needs the beneficiary's consent"
            )
        case .wire:
            Irrevocability(
                rail: rail,
                hardWindow: .none,
                tailDays: 0,
                source: "Regulation J subpart B (Fedwire) and TARGET guideline: final when credited"
            )
        case .cash:
            Irrevocability(rail: rail, hardWindow: .none, tailDays: 0, source: "Legal tender: final when handed over")
        }
    }
}

/// How much of a received amount is still at risk.
package enum Reversibility: String, Codable, Hashable, Sendable {
    /// Counts in full; a stop stays.
    case hard
    /// Counts with the policy's percentage; no stop stays.
    case tail
    case irrevocable
}

/// The part of one payment that is allocated to one receivable.
package struct AllocatedMoney: Hashable, Codable, Sendable {
    package let rail: Rail
    package let amount: Money
    /// The day on which it credited the receivable (capture, or the booking date of the statement entry).
    package let credited: CalendarDate
    /// The day on which the provider cleared it; `nil` while it has not.
    ///
    /// Rails without such a step ignore it.
    package let settled: CalendarDate?

    package init(rail: Rail, amount: Money, credited: CalendarDate, settled: CalendarDate? = nil) {
        self.rail = rail
        self.amount = amount
        self.credited = credited
        self.settled = settled
    }

    /// What can still happen to this money on `today`.
    package func reversibility(on today: CalendarDate) -> Reversibility {
        let rule = Irrevocability.rule(for: rail)
        if isInHardWindow(of: rule, on: today) { return .hard }
        return rule.tailDays > 0 && today <= credited.adding(days: rule.tailDays) ? .tail : .irrevocable
    }

    /// The first day after `today` on which the answer of `reversibility(on:)` changes by itself, for the table of due
    /// work; `nil` when only a new fact (a settlement, a return) can change it.
    package func changesByItself(after today: CalendarDate) -> CalendarDate? {
        let rule = Irrevocability.rule(for: rail)
        if isInHardWindow(of: rule, on: today) { return settled }
        let tailEnds = credited.adding(days: rule.tailDays + 1)
        return rule.tailDays > 0 && today < tailEnds ? tailEnds : nil
    }

    private func isInHardWindow(of rule: Irrevocability, on today: CalendarDate) -> Bool {
        switch rule.hardWindow {
        case .none: false
        case .untilSettled: settled.map { today < $0 } ?? true
        }
    }
}
