package import PaymentVocabulary

/// The wish to sell something on credit.
package struct CreditRequest: Hashable, Codable, Sendable {
    package let customer: CustomerID
    package let amount: Money

    package init(customer: CustomerID, amount: Money) {
        self.customer = customer
        self.amount = amount
    }
}

/// The answer to a `CreditRequest` with everything that led to it; nothing else is needed to explain it years later.
package struct CreditDecision: Hashable, Codable, Sendable {
    package enum Outcome: String, Codable, Hashable, Sendable {
        case accept
        case reject
    }

    package let request: CreditRequest
    package let outcome: Outcome
    /// At least one; in the order of `ReasonCode`.
    package let reasons: [CreditReason]
    package let limit: Money?
    package let exposure: Exposure?
    /// What could have been sold on credit before this request if nothing else stopped it.
    package let headroom: Money?
    /// What would have been accepted instead: alternatives, the conditions of each hold together.
    package let counterfactuals: [Counterfactual]
    package let policyVersion: String
    /// The merchant's date that overdue days were counted to.
    package let decidedOn: CalendarDate
    package let decidedAt: Timestamp

    package var isAccepted: Bool { outcome == .accept }
}

/// Why a request was accepted or refused, for machines.
package enum ReasonCode: String, Codable, Hashable, Sendable, CaseIterable {
    case withinLimit = "WITHIN_LIMIT"
    case noCreditAccount = "NO_CREDIT_ACCOUNT"
    case currencyMismatch = "CURRENCY_MISMATCH"
    case amountNotPositive = "AMOUNT_NOT_POSITIVE"
    /// The request or a stored part is beyond what can be added exactly.
    case amountOutOfRange = "AMOUNT_OUT_OF_RANGE"
    case overdueSuspended = "OVERDUE_SUSPENDED"
    case limitExceeded = "CREDIT_LIMIT_EXCEEDED"
}

/// One reason with the values it rests on.
package struct CreditReason: Hashable, Codable, Sendable {
    package let code: ReasonCode
    /// One sentence for people.
    package let text: String
    package let inputs: [DecisionInput]
}

/// One value that a decision used, as printed, with where and when it was read.
package struct DecisionInput: Hashable, Codable, Sendable {
    package let name: String
    /// An amount with its currency (`1200.00 EUR`), a date, or a number of days.
    package let value: String
    package let source: String
    package let time: Timestamp
}

/// One change that would have turned a refusal into an acceptance.
package struct Counterfactual: Hashable, Codable, Sendable {
    /// To be paid with money that can no longer be taken back; `nil` when no payment is needed, or (with
    /// `overdueSince`) when the amount was not read.
    package let irrevocablePayment: Money?
    /// The oldest due date that the payment has to clear, when a stop has to be lifted.
    package let overdueSince: CalendarDate?
    /// The most that would then be accepted, when that is less than the request.
    package let amountAtMost: Money?

    /// For people: `would be accepted if 1200.00 EUR overdue since 2026-02-01 were paid by irrevocable money`.
    package var text: String {
        let cap = amountAtMost.map { " up to \($0)" } ?? ""
        switch (irrevocablePayment, overdueSince) {
        case (let amount?, let since?):
            return "would be accepted\(cap) if \(amount) overdue since \(since) were paid by irrevocable money"
        case (let amount?, nil):
            return "would be accepted\(cap) if \(amount) were paid by irrevocable money"
        case (nil, let since?):
            return "would be accepted\(cap) if everything overdue since \(since) were paid by irrevocable money"
        case (nil, nil):
            return "would be accepted\(cap)"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case irrevocablePayment, overdueSince, amountAtMost, text
    }

    package init(irrevocablePayment: Money?, overdueSince: CalendarDate?, amountAtMost: Money?) {
        self.irrevocablePayment = irrevocablePayment
        self.overdueSince = overdueSince
        self.amountAtMost = amountAtMost
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        irrevocablePayment = try container.decodeIfPresent(Money.self, forKey: .irrevocablePayment)
        overdueSince = try container.decodeIfPresent(CalendarDate.self, forKey: .overdueSince)
        amountAtMost = try container.decodeIfPresent(Money.self, forKey: .amountAtMost)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(irrevocablePayment, forKey: .irrevocablePayment)
        try container.encodeIfPresent(overdueSince, forKey: .overdueSince)
        try container.encodeIfPresent(amountAtMost, forKey: .amountAtMost)
        try container.encode(text, forKey: .text)
    }
}
