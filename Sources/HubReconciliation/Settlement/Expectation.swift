package import HubDomain
package import PaymentVocabulary

/// Money that is on its way to us.
package struct Expectation: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case payout
        case payment
        /// What lies at a provider, and no payout has taken along.
        case balance
    }

    package enum State: String, Hashable, Sendable {
        /// Not due yet.
        case expected
        /// Its day is over, and it is not there.
        case missing
        /// Nothing tells when it was sent.
        case undated
        /// It comes inside a payout, and no report was given that could have it.
        case unreported
    }

    package let kind: Kind
    package let provider: String?
    package let name: String
    /// Minor units; negative where a provider is to collect it.
    package let amount: Int128
    package let currency: Currency
    /// `nil` when undated.
    package let expectedBy: CalendarDate?
    package let state: State
    /// Days since `expectedBy`; negative before it.
    package let age: Int?
}

/// Open days in which money arrives, of the calendar of its currency.
///
/// Source: the providers' documentation of payout schedules, for the slowest usual country; for rails the rule books: SEPA
/// instant and credit transfer one day, SEPA debit collection on its due date, ACH debit two days to settle.
enum ExpectedDays {
    /// From the announced arrival to the booking.
    static let afterArrival = 1

    /// From a provider's last line to the payout's booking, where no arrival is announced.
    private static let providers: [String: Int] = [
        "Adyen": 3, "Amazon": 5, "Braintree": 3, "Mollie": 2, "PayPal": 3, "Square": 2, "Stripe": 3, "Venmo": 3,
    ]
    /// Days, open or not, in which the slowest schedule of payouts takes along what lies at a provider: a month.
    static let balance = 31

    /// Days from a capture until the provider's report has it, weekends among them.
    static let reporting = 7

    /// From the capture or submission of a payment to the booking.
    private static let rails: [String: Int] = [
        "card": 7, "wallet": 7, "transfer": 1, "sepa_transfer": 1, "sepa_debit": 5, "ach_debit": 5, "cheque": 5,
    ]

    static func provider(_ name: String) -> Int { providers[name] ?? 5 }
    static func rail(_ name: String?) -> Int { name.flatMap { rails[$0] } ?? 7 }

    /// Rails whose money comes inside the payouts of a provider.
    static let insidePayouts: Set<String> = ["card", "wallet"]
}

extension SettlementLedger {
    /// For each provider whose reports are given, the days of whose captures they tell something: what was captured within
    /// `ExpectedDays.reporting` of their end may be in the next report.
    package var reportedDays: [(provider: String, days: ClosedRange<CalendarDate>)] {
        let lines = payouts.flatMap(\.lines) + balances.flatMap(\.lines)
        return Dictionary(grouping: lines, by: \.provider).sorted { $0.key < $1.key }.compactMap { provider, lines in
            let captured = lines.filter { $0.kind == .payment }.compactMap(\.date)
            guard let first = captured.min(), let last = lines.compactMap(\.date).max() else { return nil }
            return first <= last ? (provider, first...last) : nil
        }
    }
}

extension Matcher {
    /// What has not arrived of payouts, of what lies at providers and of our own payments: nothing that is waited for is
    /// passed over in silence.
    func expectations(_ report: SettlementReport) -> [Expectation] {
        let payouts = report.entries.filter { $0.bank == .missing && $0.payout.amount != 0 }.map { entry in
            let payout = entry.payout
            let calendar = BusinessCalendar(of: payout.currency)
            let day =
                payout.arrival.map { calendar.date(ExpectedDays.afterArrival, after: $0) }
                ?? payout.lastDate.map { calendar.date(ExpectedDays.provider(payout.provider), after: $0) }
            return expectation(.payout, payout.provider, payout.id, payout.amount, payout.currency, by: day)
        }
        let balances = report.balances.compactMap { balance -> Expectation? in
            let amount = balance.lines.reduce(Int128(0)) { $0 + Int128($1.net.minorUnits) }
            guard amount > 0 else { return nil }
            let calendar = BusinessCalendar(of: balance.currency)
            let first = balance.lines.filter { $0.net.minorUnits > 0 }.compactMap(\.date).min()
            let day = first.map {
                calendar.date(ExpectedDays.provider(balance.provider), after: $0.adding(days: ExpectedDays.balance))
            }
            return expectation(.balance, balance.provider, "not paid out", amount, balance.currency, by: day)
        }
        return payouts + balances + waitingPayments(report)
    }

    /// Our own payments whose money neither the statements nor the reports have.
    private func waitingPayments(_ report: SettlementReport) -> [Expectation] {
        let lines = report.entries.flatMap(\.payout.lines) + report.balances.flatMap(\.lines)
        let reported = Set(lines.filter { $0.kind == .payment }.compactMap { expected.payment(of: $0) })
        let isReporting = !report.entries.isEmpty || !report.balances.isEmpty
        let complete = groups.settlements.reportedDays.map { $0.days.upperBound.adding(days: -ExpectedDays.reporting) }
        return expected.payments.indices.compactMap { index in
            let payment = expected.payments[index]
            guard payment.isUnderWay, !reported.contains(index), !expected.arrived.contains(index) else { return nil }
            guard payment.sentOn != nil || isReporting && !payment.providerIDs.isEmpty else { return nil }
            let isInPayout =
                payment.rail.map(ExpectedDays.insidePayouts.contains) ?? !payment.providerIDs.isEmpty
            // Whose report it would be in is not told, so any of them that is long enough counts.
            let isCovered = payment.sentOn.map { sent in complete.contains { sent <= $0 } } ?? isReporting
            let calendar = BusinessCalendar(of: payment.amount.currency)
            let day = payment.sentOn.map { calendar.date(ExpectedDays.rail(payment.rail), after: $0) }
            return expectation(
                .payment,
                nil,
                payment.payment.text,
                Int128(payment.amount.minorUnits),
                payment.amount.currency,
                by: day,
                isReported: isCovered || !isInPayout
            )
        }
    }

    private func expectation(
        _ kind: Expectation.Kind,
        _ provider: String?,
        _ name: String,
        _ amount: Int128,
        _ currency: Currency,
        by day: CalendarDate?,
        isReported: Bool = true
    ) -> Expectation {
        let age = day.map { asOf.days(since: $0) }
        return Expectation(
            kind: kind,
            provider: provider,
            name: name,
            amount: amount,
            currency: currency,
            expectedBy: day,
            state: age.map { $0 <= 0 ? .expected : isReported ? .missing : .unreported } ?? .undated,
            age: age
        )
    }
}
