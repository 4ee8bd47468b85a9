import PaymentVocabulary

/// Giving money back. A refund that is pending holds its amount; one that fails lets it go again.
extension StripeAccount {
    mutating func createRefund(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow([
            "amount", "charge", "metadata", "payment_intent", "reason", "refund_application_fee",
            "reverse_transfer",
        ])
        let wanted = try call.amount("amount")
        let reason = try call.choice("reason", of: ["duplicate", "fraudulent", "requested_by_customer"])
        let metadata = try call.metadata()
        var charge = try chargeToRefund(call)
        guard charge.dispute == nil else {
            throw StripeFailure(
                code: "charge_disputed",
                message: "Charge \(charge.id) has been charged back and cannot be refunded."
            )
        }
        guard charge.refundable > 0 else {
            throw StripeFailure(
                code: "charge_already_refunded",
                message: "Charge \(charge.id) has already been refunded."
            )
        }
        let amount = wanted ?? charge.refundable
        guard amount <= charge.refundable else {
            let asked = "Refund amount (\(amount))"
            throw StripeFailure(
                message: "\(asked) is greater than unrefunded amount on charge (\(charge.refundable)).",
                parameter: "amount"
            )
        }
        var refund = StripeRefund(
            id: identifiers.next("re_"),
            created: call.created,
            charge: charge.id,
            intent: charge.intent,
            amount: amount,
            currency: charge.currency,
            reason: reason,
            metadata: metadata,
            status: .succeeded
        )
        charge.amountRefunded += amount
        let later = call.now.adding(seconds: configuration.refundDelaySeconds)
        switch charge.card.behaviour {
        case .refundsLater, .settlesLater:
            refund.status = .pending
            plan(.finishRefund(refund.id), at: later)
        case .refundsFail: plan(.failRefund(refund.id), at: later)
        case .succeeds, .declines, .requiresAuthentication, .disputed: break
        }
        refund.balanceTransaction = book(
            -amount,
            currency: charge.currency,
            type: charge.card.isBankAccount ? "payment_refund" : "refund",
            category: "refund",
            source: refund.id,
            call: call
        )
        refunds[refund.id] = refund
        charges[charge.id] = charge
        emit("refund.created", document(refund), call: call)
        emit("charge.refunded", document(charge), call: call)
        return document(refund)
    }

    private func chargeToRefund(_ call: StripeCall) throws(StripeFailure) -> StripeCharge {
        if let id = call.text("payment_intent") {
            let intent = try intent(id, parameter: "payment_intent")
            guard let charge = intent.latestCharge.flatMap({ charges[$0] }), charge.isCaptured else {
                let message = "This PaymentIntent (\(id)) does not have a successful charge to refund."
                throw .unexpectedState(message, intent: document(intent))
            }
            return charge
        }
        guard let id = call.text("charge") else { throw .missing("payment_intent") }
        guard let charge = charges[id] else { throw .noSuch("charge", id, parameter: "charge") }
        guard charge.isCaptured else {
            let message = "Charge \(id) is not captured; cancel its PaymentIntent to release the hold."
            throw StripeFailure(code: "charge_not_captured", message: message)
        }
        return charge
    }

    mutating func finishRefund(_ id: String, call: StripeCall) {
        guard var refund = refunds[id], refund.status == .pending else { return }
        refund.status = .succeeded
        refunds[id] = refund
        emit("refund.updated", document(refund), previous: ["status": "pending"], call: call)
        emit("charge.refund.updated", document(refund), previous: ["status": "pending"], call: call)
    }

    mutating func failRefund(_ id: String, call: StripeCall) {
        guard var refund = refunds[id], refund.status != .failed, var charge = charges[refund.charge] else { return }
        let before: JSONTree = ["status": .string(refund.status.rawValue)]
        refund.status = .failed
        refund.failureReason = "expired_or_canceled_card"
        refund.failureBalanceTransaction = book(
            refund.amount,
            currency: refund.currency,
            type: "refund_failure",
            category: "refund_failure",
            source: refund.id,
            call: call
        )
        charge.amountRefunded -= refund.amount
        charges[charge.id] = charge
        refunds[id] = refund
        emit("refund.updated", document(refund), previous: before, call: call)
        emit("refund.failed", document(refund), call: call)
        emit("charge.refund.updated", document(refund), previous: before, call: call)
    }
}
