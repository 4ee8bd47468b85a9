import HubCredit
import HubEngine
import PaymentVocabulary

/// A decision as callers see it: amounts are decimals, keys have underscores.
struct CreditAnswerView: Encodable {
    struct Reason: Encodable {
        struct Input: Encodable {
            let name: String
            let value: String
            let source: String
            let time: String
        }

        let code: String
        let text: String
        let inputs: [Input]
    }

    struct Decision: Encodable {
        let id: String
        let outcome: String
        let customer: String
        let amount: String
        let currency: String
        let reasons: [Reason]
        let limit: String?
        let exposure: String?
        let headroom: String?
        /// What would have been accepted instead.
        let alternatives: [String]
        let policy: String
        let decidedOn: String
        let decidedAt: String

        private enum CodingKeys: String, CodingKey {
            case id, outcome, customer, amount, currency, reasons, limit, exposure, headroom, alternatives, policy
            case decidedOn = "decided_on"
            case decidedAt = "decided_at"
        }
    }

    let decision: Decision
    let reservation: ReservationView?

    private enum CodingKeys: CodingKey { case decision, reservation }

    init(_ answer: CreditAnswer) {
        let made = answer.decision
        decision = Decision(
            id: answer.id,
            outcome: made.outcome.rawValue,
            customer: made.request.customer.text,
            amount: made.request.amount.decimal,
            currency: made.request.amount.currency.code,
            reasons: made.reasons.map { reason in
                Reason(
                    code: reason.code.rawValue,
                    text: reason.text,
                    inputs: reason.inputs.map {
                        Reason.Input(name: $0.name, value: $0.value, source: $0.source, time: "\($0.time)")
                    }
                )
            },
            limit: made.limit?.decimal,
            exposure: made.exposure?.total.decimal,
            headroom: made.headroom?.decimal,
            alternatives: made.counterfactuals.map(\.text),
            policy: made.policyVersion,
            decidedOn: "\(made.decidedOn)",
            decidedAt: "\(made.decidedAt)"
        )
        reservation = answer.reservation
    }

    /// Says `"reservation":null` where there is none, so that a refusal cannot be overlooked.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(decision, forKey: .decision)
        try container.encode(reservation, forKey: .reservation)
    }
}

/// Where a customer stands in one currency.
struct CreditAccountView: Encodable {
    struct Part: Encodable {
        let part: String
        let amount: String
    }

    let customer: String
    let currency: String
    let limit: String
    let exposure: String
    let components: [Part]
    let headroom: String
    let suspended: Bool
    let oldestUnsecuredDue: String?
    let asOf: String

    private enum CodingKeys: String, CodingKey {
        case customer, currency, limit, exposure, components, headroom, suspended
        case oldestUnsecuredDue = "oldest_unsecured_due"
        case asOf = "as_of"
    }

    init(_ position: CreditPosition, today: CalendarDate, policy: CreditPolicy) throws {
        let exposure = try position.exposure()
        customer = position.customer.text
        currency = position.currency.code
        limit = Money(minorUnits: position.limit, currency: position.currency).decimal
        self.exposure = exposure.total.decimal
        components = exposure.components.map { Part(part: $0.part.rawValue, amount: $0.amount.decimal) }
        headroom = exposure.headroom(under: position.limit).decimal
        suspended = position.isSuspended(on: today, policy: policy)
        oldestUnsecuredDue = position.oldestUnsecuredDue.map { "\($0)" }
        asOf = "\(position.asOf)"
    }
}
