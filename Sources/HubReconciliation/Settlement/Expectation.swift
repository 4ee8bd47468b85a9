package import HubDomain
package import PaymentVocabulary

/// Money that is on its way to us.
package struct Expectation: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case payout
        case payment
    }

    package enum State: String, Hashable, Sendable {
        /// Not due yet.
        case expected
        /// Its day is over, and it is not there.
        case missing
        /// Nothing tells when it was sent.
        case undated
    }

    package let kind: Kind
    package let provider: String?
    package let name: String
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
    /// From the capture or submission of a payment to the booking.
    private static let rails: [String: Int] = [
        "card": 7, "wallet": 7, "transfer": 1, "sepa_transfer": 1, "sepa_debit": 5, "ach_debit": 5, "cheque": 5,
    ]

    static func provider(_ name: String) -> Int { providers[name] ?? 5 }
    static func rail(_ name: String?) -> Int { name.flatMap { rails[$0] } ?? 7 }
}

extension Matcher {
    /// What has not arrived of payouts and of our own payments: nothing that is waited for is passed over in silence.
    func expectations(_ report: SettlementReport) -> [Expectation] {
        let payouts = report.entries.filter { $0.bank == .missing && $0.payout.amount > 0 }.map { entry in
            let payout = entry.payout
            let calendar = BusinessCalendar(of: payout.currency)
            let day =
                payout.arrival.map { calendar.date(ExpectedDays.afterArrival, after: $0) }
                ?? payout.lastDate.map { calendar.date(ExpectedDays.provider(payout.provider), after: $0) }
            return expectation(.payout, payout.provider, payout.id, payout.amount, payout.currency, by: day)
        }
        let lines = report.entries.flatMap(\.payout.lines) + report.balances.flatMap(\.lines)
        let reported = Set(lines.filter { $0.kind == .payment }.compactMap { expected.payment(of: $0) })
        let isReporting = !report.entries.isEmpty || !report.balances.isEmpty
        let waiting = expected.payments.indices.filter { index in
            let payment = expected.payments[index]
            guard payment.isUnderWay, !reported.contains(index), !expected.arrived.contains(index) else { return false }
            return payment.sentOn != nil || !payment.providerIDs.isEmpty && isReporting
        }
        return payouts
            + waiting.map { index in
                let payment = expected.payments[index]
                let calendar = BusinessCalendar(of: payment.amount.currency)
                let day = payment.sentOn.map { calendar.date(ExpectedDays.rail(payment.rail), after: $0) }
                let amount = Int128(payment.amount.minorUnits)
                return expectation(.payment, nil, payment.payment.text, amount, payment.amount.currency, by: day)
            }
    }

    private func expectation(
        _ kind: Expectation.Kind,
        _ provider: String?,
        _ name: String,
        _ amount: Int128,
        _ currency: Currency,
        by day: CalendarDate?
    ) -> Expectation {
        let age = day.map { asOf.days(since: $0) }
        return Expectation(
            kind: kind,
            provider: provider,
            name: name,
            amount: amount,
            currency: currency,
            expectedBy: day,
            state: age.map { $0 > 0 ? .missing : .expected } ?? .undated,
            age: age
        )
    }
}
