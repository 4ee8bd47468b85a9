package import PaymentVocabulary

/// Decides on selling on credit, and explains.
package struct CreditDecider: Sendable {
    package let policy: CreditPolicy

    package init(policy: CreditPolicy) { self.policy = policy }

    /// Exactly the limit is allowed.
    ///
    /// Asking changes nothing. `today` is the merchant's date, which overdue days are counted to.
    package func decide(
        _ request: CreditRequest,
        position: CreditPosition?,
        today: CalendarDate,
        now: Timestamp
    ) -> CreditDecision {
        let objections = ReservationGate.objections(
            to: request.amount,
            position: position,
            on: today,
            policy: policy
        )
        let codes = objections.isEmpty ? [.withinLimit] : objections
        let exposure = position.flatMap { try? $0.exposure() }
        let matter = Matter(request: request, position: position, exposure: exposure, today: today, now: now)
        return CreditDecision(
            request: request,
            outcome: objections.isEmpty ? .accept : .reject,
            reasons: codes.map { reason($0, matter) },
            limit: position.map { Money(minorUnits: $0.limit, currency: $0.currency) },
            exposure: exposure,
            headroom: matter.headroom,
            counterfactuals: counterfactuals(to: objections, matter),
            policyVersion: policy.version,
            decidedOn: today,
            decidedAt: now
        )
    }

    /// What one decision looks at.
    private struct Matter {
        let request: CreditRequest
        let position: CreditPosition?
        let exposure: Exposure?
        let today: CalendarDate
        let now: Timestamp

        var headroom: Money? {
            guard let position else { return nil }
            return exposure?.headroom(under: position.limit)
        }
    }

    private func reason(_ code: ReasonCode, _ matter: Matter) -> CreditReason {
        let amount = matter.request.amount
        let text =
            switch code {
            case .withinLimit: "\(amount) fits into the headroom and nothing suspends the customer"
            case .noCreditAccount: "the customer has no credit account"
            case .currencyMismatch: "the request and the credit account have different currencies"
            case .amountNotPositive: "the amount is not positive"
            case .amountOutOfRange: "an amount is beyond what can be added exactly"
            case .overdueSuspended:
                "the oldest unsecured item is \(policy.suspendAfterDaysOverdue) days overdue or more"
            case .limitExceeded: "exposure and the request together exceed the limit"
            }
        return CreditReason(code: code, text: text, inputs: inputs(for: code, matter))
    }

    private func inputs(for code: ReasonCode, _ matter: Matter) -> [DecisionInput] {
        func asked(_ name: String, _ value: String) -> DecisionInput {
            DecisionInput(name: name, value: value, source: "request", time: matter.now)
        }
        func ruled(_ name: String, _ value: String) -> DecisionInput {
            DecisionInput(name: name, value: value, source: "policy \(policy.version)", time: matter.now)
        }
        let amount = asked("amount", "\(matter.request.amount)")
        guard let position = matter.position else { return [asked("customer", "\(matter.request.customer)"), amount] }
        func read(_ name: String, _ value: String) -> DecisionInput {
            DecisionInput(name: name, value: value, source: position.source, time: position.asOf)
        }
        switch code {
        case .noCreditAccount, .amountNotPositive: return [amount]
        case .currencyMismatch: return [amount, read("account_currency", "\(position.currency)")]
        case .withinLimit, .limitExceeded, .amountOutOfRange:
            let parts = Exposure.Part.allCases.map { part in
                read(part.rawValue, "\(Money(minorUnits: position.amount(of: part), currency: position.currency))")
            }
            return [amount, read("limit", "\(Money(minorUnits: position.limit, currency: position.currency))")] + parts
        case .overdueSuspended:
            let days = position.oldestUnsecuredDue.map { matter.today.days(since: $0) } ?? 0
            let overdue = suspending(position, on: matter.today)
            return [
                read("oldest_unsecured_due", position.oldestUnsecuredDue.map { "\($0)" } ?? "none"),
                DecisionInput(name: "days_overdue", value: "\(days)", source: "computed", time: matter.now),
                ruled("suspend_after_days_overdue", "\(policy.suspendAfterDaysOverdue)"),
                read("overdue_invoices", "\(overdue.count)"),
            ]
                + overdue.prefix(Self.itemsShownMax).map {
                    read("overdue_invoice \($0.invoice)", "\($0.amount) due \($0.due)")
                }
        }
    }

    /// A decision is kept for years; it names the oldest items, and the number and sum of all.
    private static let itemsShownMax = 20

    /// The items that have to be paid before the stop lifts.
    private func suspending(_ position: CreditPosition, on today: CalendarDate) -> [UnsecuredItem] {
        position.unsecured.filter { $0.due <= policy.lastSuspendingDueDate(on: today) }
    }
}

extension CreditDecider {
    /// Each alternative, applied to the position, makes the same decision an acceptance.
    private func counterfactuals(to objections: [ReasonCode], _ matter: Matter) -> [Counterfactual] {
        guard let position = matter.position, let exposure = matter.exposure else { return [] }
        let wanted = matter.request.amount
        let isStopped = objections.contains(.overdueSuspended)
        guard isStopped || objections.contains(.limitExceeded) else { return [] }
        let since = isStopped ? position.oldestUnsecuredDue : nil
        guard let overdue = sum(isStopped ? suspending(position, on: matter.today) : [], in: position.currency) else {
            return []
        }
        if isStopped, overdue.isZero {
            return [Counterfactual(irrevocablePayment: nil, overdueSince: since, amountAtMost: nil)]
        }
        let after = position.limit - exposure.total.minorUnits + overdue.minorUnits
        let payment = isStopped ? overdue : nil
        if wanted.minorUnits <= after {
            return [Counterfactual(irrevocablePayment: payment, overdueSince: since, amountAtMost: nil)]
        }
        var alternatives: [Counterfactual] = []
        if after > 0 {
            let most = Money(minorUnits: after, currency: position.currency)
            alternatives.append(Counterfactual(irrevocablePayment: payment, overdueSince: since, amountAtMost: most))
        }
        let all = Money(minorUnits: overdue.minorUnits + wanted.minorUnits - after, currency: position.currency)
        alternatives.append(Counterfactual(irrevocablePayment: all, overdueSince: since, amountAtMost: nil))
        return alternatives
    }

    /// - Returns: `nil` when the sum is beyond what can be added exactly.
    private func sum(_ items: [UnsecuredItem], in currency: Currency) -> Money? {
        var sum = Money.zero(currency)
        for item in items {
            guard let next = try? sum.adding(item.amount), next.minorUnits <= CreditPosition.componentMax else {
                return nil
            }
            sum = next
        }
        return sum
    }
}
