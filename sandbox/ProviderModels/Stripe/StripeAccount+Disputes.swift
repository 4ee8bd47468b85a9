import PaymentVocabulary

/// A cardholder takes the money back through the bank, and perhaps has to return it.
extension StripeAccount {
    /// Stripe's price of a dispute, in minor units of the charge's currency.
    private static let disputeFee: Int64 = 1_500

    @discardableResult
    mutating func openDispute(on id: String, call: StripeCall) -> String? {
        guard var charge = charges[id], charge.dispute == nil, charge.refundable > 0 else { return nil }
        var dispute = StripeDispute(
            id: identifiers.next("du_"),
            created: call.created,
            charge: id,
            intent: charge.intent,
            amount: charge.refundable,
            currency: charge.currency,
            network: charge.card.brand
        )
        charge.dispute = dispute.id
        charges[id] = charge
        disputes[dispute.id] = dispute
        emit("charge.dispute.created", document(dispute), call: call)
        dispute.balanceTransactions.append(
            book(
                -dispute.amount,
                fee: Self.disputeFee,
                currency: dispute.currency,
                type: "adjustment",
                category: "dispute",
                source: dispute.id,
                call: call
            )
        )
        disputes[dispute.id] = dispute
        emit("charge.dispute.funds_withdrawn", document(dispute), call: call)
        return dispute.id
    }

    mutating func closeDispute(_ id: String, status: StripeDispute.Status, call: StripeCall) -> Bool {
        guard var dispute = disputes[id], dispute.status == .needsResponse else { return false }
        dispute.status = status
        if status == .won {
            dispute.balanceTransactions.append(
                book(
                    dispute.amount,
                    currency: dispute.currency,
                    type: "adjustment",
                    category: "dispute_reversal",
                    source: dispute.id,
                    call: call
                )
            )
            disputes[id] = dispute
            emit("charge.dispute.funds_reinstated", document(dispute), call: call)
        }
        disputes[id] = dispute
        emit("charge.dispute.closed", document(dispute), call: call)
        return true
    }
}
