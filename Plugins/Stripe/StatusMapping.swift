internal import AdapterKit
internal import PaymentVocabulary

/// When and where Stripe said something, from which a fact gets its time.
enum StripeOccasion {
    /// An event has a time of its own: that of the change it reports.
    case event(Timestamp)
    /// An answer shows a state that may be old; the object's own times are nearer to the change than the clock.
    case answer(Timestamp)

    func time(_ objectTime: Timestamp?) -> Timestamp {
        switch self {
        case .event(let time): time
        case .answer(let now): objectTime ?? now
        }
    }
}

/// The names of operations that have no object of their own at Stripe, made from what every message repeats.
///
/// A payment intent is captured once and cancelled once, so its id with a suffix names either; charges would do for
/// neither, because an answer may come without one.
enum StripeObjectName {
    static func capture(_ paymentIntent: String) -> String { "\(paymentIntent)/capture" }
    static func void(_ paymentIntent: String) -> String { "\(paymentIntent)/cancel" }
}

extension StripePaymentIntent {
    /// What the payment intent says about authorisation, capture and cancellation.
    func facts(_ occasion: StripeOccasion) -> [ProviderFact] {
        switch status {
        case .requiresPaymentMethod:
            [authorisation(declineCode.map { .declined(StripeDeclines.decline($0)) } ?? .pending, occasion)]
        case .requiresConfirmation, .processing:
            [authorisation(.pending, occasion)]
        case .requiresAction:
            [authorisation(.requiresAction(url: actionURL), occasion)]
        case .requiresCapture:
            [authorisation(.succeeded(amount), occasion)]
        case .succeeded:
            [authorisation(.succeeded(amount), occasion)] + capture(occasion)
        case .canceled:
            canceledAuthorisation(occasion) + capture(occasion) + [void(occasion)]
        }
    }

    /// A cancelled payment that never reached an issuer will never be authorised; one that did was refused by its
    /// last attempt or authorised by it, as far as the message tells.
    private func canceledAuthorisation(_ occasion: StripeOccasion) -> [ProviderFact] {
        if charge?.status == .succeeded { return [authorisation(.succeeded(amount), occasion)] }
        if let declineCode { return [authorisation(.declined(StripeDeclines.decline(declineCode)), occasion)] }
        guard chargeID == nil else { return [] }
        return [authorisation(.declined(StripeDeclines.decline("canceled")), occasion)]
    }

    private func authorisation(_ claim: ProviderFact.Claim, _ occasion: StripeOccasion) -> ProviderFact {
        ProviderFact(
            subject: .authorisation,
            claim: claim,
            providerPayment: id,
            providerObject: id,
            payment: references.payment,
            operation: references.operation,
            occurredAt: occasion.time(charge?.created ?? created)
        )
    }

    /// Stripe does not say when it captured later than it authorised: then the time is that of the message.
    private func capture(_ occasion: StripeOccasion) -> [ProviderFact] {
        guard let received else { return [] }
        return [
            ProviderFact(
                subject: .capture,
                claim: .succeeded(received),
                providerPayment: id,
                providerObject: StripeObjectName.capture(id),
                payment: references.payment,
                operation: nil,
                occurredAt: occasion.time(isManualCapture ? nil : charge?.created ?? created)
            )
        ]
    }

    private func void(_ occasion: StripeOccasion) -> ProviderFact {
        ProviderFact(
            subject: .void,
            claim: .succeeded(amount),
            providerPayment: id,
            providerObject: StripeObjectName.void(id),
            payment: references.payment,
            operation: nil,
            occurredAt: occasion.time(canceled)
        )
    }
}

extension StripeCharge {
    /// What the charge adds to its payment intent.
    ///
    /// A failed charge says nothing here: `payment_intent.payment_failed` comes with it and names the decline more
    /// exactly, and two codes for one refusal would look like a contradiction.
    func facts(_ occasion: StripeOccasion, isExpired: Bool = false, version: String? = nil) -> [ProviderFact] {
        guard let paymentIntent else { return [] }
        var facts: [ProviderFact] = []
        switch status {
        case .failed: break
        case .pending: facts.append(fact(.authorisation, .pending, paymentIntent, paymentIntent, occasion))
        case .succeeded: facts.append(fact(.authorisation, .succeeded(amount), paymentIntent, paymentIntent, occasion))
        }
        if status == .succeeded, let captured {
            let object = StripeObjectName.capture(paymentIntent)
            facts.append(fact(.capture, .succeeded(captured), paymentIntent, object, occasion))
        }
        if isExpired, !isCaptured {
            let object = StripeObjectName.void(paymentIntent)
            facts.append(fact(.void, .succeeded(amount), paymentIntent, object, occasion))
        }
        // While nothing is captured, a refund can only be the release of the authorisation.
        if isCaptured { facts += refunds.filter { !$0.isAmbiguous(in: version) }.flatMap { $0.facts(occasion) } }
        return facts
    }

    private func fact(
        _ subject: ProviderFact.Subject,
        _ claim: ProviderFact.Claim,
        _ paymentIntent: String,
        _ object: String,
        _ occasion: StripeOccasion
    ) -> ProviderFact {
        ProviderFact(
            subject: subject,
            claim: claim,
            providerPayment: paymentIntent,
            providerObject: object,
            payment: references.payment,
            operation: subject == .authorisation ? references.operation : nil,
            occurredAt: occasion.time(created)
        )
    }
}

extension StripeRefund {
    /// What the refund says; nothing when it belongs to no payment intent.
    func facts(_ occasion: StripeOccasion) -> [ProviderFact] {
        guard let paymentIntent else { return [] }
        return [
            ProviderFact(
                subject: .refund,
                claim: claim,
                providerPayment: paymentIntent,
                providerObject: id,
                payment: references.payment,
                operation: references.operation,
                occurredAt: occasion.time(created)
            )
        ]
    }

    /// A refund that failed, even days after it had succeeded, has put the money back on our balance.
    private var claim: ProviderFact.Claim {
        switch status {
        case .pending, .requiresAction: .pending
        case .succeeded: .succeeded(amount)
        case .failed, .canceled: .returned(amount, code: failureReason ?? status.rawValue)
        }
    }
}

extension StripeDispute {
    /// What an event's type says beyond the dispute's status.
    enum Movement {
        case withdrawn
        case reinstated
    }

    func facts(_ occasion: StripeOccasion, movement: Movement? = nil) -> [ProviderFact] {
        guard let paymentIntent else { return [] }
        return [
            ProviderFact(
                subject: .chargeback,
                claim: claim(movement),
                providerPayment: paymentIntent,
                providerObject: id,
                payment: references.payment,
                operation: references.operation,
                occurredAt: occasion.time(created)
            )
        ]
    }

    /// One code for every way in which Stripe says that the money is back, so that they agree with each other.
    private static let returnCode = "won"

    private func claim(_ movement: Movement?) -> ProviderFact.Claim {
        switch movement {
        case .withdrawn: return .succeeded(amount)
        case .reinstated: return .returned(amount, code: Self.returnCode)
        case nil: break
        }
        return switch status {
        case .won: .returned(amount, code: Self.returnCode)
        case .lost: .succeeded(amount)
        case .needsResponse, .underReview, .appealNeedsResponse, .appealUnderReview:
            isWithdrawn ? .succeeded(amount) : .pending
        // An inquiry takes no money, and a prevented dispute was settled by a refund.
        case .warningNeedsResponse, .warningUnderReview, .warningClosed, .prevented: .pending
        }
    }
}
