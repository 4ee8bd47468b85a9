/// Objects as Stripe writes them; members that the hub never reads are there with Stripe's empty values.
extension StripeAccount {
    func document(_ intent: StripePaymentIntent) -> JSONTree {
        [
            "id": .string(intent.id),
            "object": "payment_intent",
            "amount": .integer(intent.amount),
            "amount_capturable": .integer(intent.amountCapturable),
            "amount_details": ["tip": [:]],
            "amount_received": .integer(intent.amountReceived),
            "application": nil,
            "application_fee_amount": nil,
            "automatic_payment_methods": intent.isAutomatic ? ["allow_redirects": "always", "enabled": true] : nil,
            "canceled_at": JSONTree(intent.cancelledAt),
            "cancellation_reason": JSONTree(intent.cancellationReason),
            "capture_method": .string(intent.captureMethod),
            "client_secret": .string(intent.clientSecret),
            "confirmation_method": .string(intent.confirmationMethod),
            "created": .integer(intent.created),
            "currency": .string(intent.currency),
            "customer": JSONTree(intent.echoes["customer"]),
            "customer_account": nil,
            "description": JSONTree(intent.echoes["description"]),
            "excluded_payment_method_types": nil,
            "last_payment_error": JSONTree(intent.lastError),
            "latest_charge": JSONTree(intent.latestCharge),
            "livemode": false,
            "managed_payments": ["enabled": false],
            "metadata": intent.metadata.document,
            "next_action": nextAction(of: intent),
            "on_behalf_of": JSONTree(intent.echoes["on_behalf_of"]),
            "payment_method": JSONTree(intent.paymentMethod),
            "payment_method_configuration_details": nil,
            "payment_method_options": ["card": ["installments": nil, "request_three_d_secure": "automatic"]],
            "payment_method_types": .array(intent.methodTypes.map(JSONTree.string)),
            "processing": nil,
            "receipt_email": JSONTree(intent.echoes["receipt_email"]),
            "review": nil,
            "setup_future_usage": JSONTree(intent.echoes["setup_future_usage"]),
            "shipping": nil,
            "source": nil,
            "statement_descriptor": JSONTree(intent.echoes["statement_descriptor"]),
            "statement_descriptor_suffix": JSONTree(intent.echoes["statement_descriptor_suffix"]),
            "status": .string(intent.status.rawValue),
            "transfer_data": nil,
            "transfer_group": JSONTree(intent.echoes["transfer_group"]),
        ]
    }

    private func nextAction(of intent: StripePaymentIntent) -> JSONTree {
        guard intent.status == .requiresAction else { return nil }
        return [
            "redirect_to_url": [
                "return_url": JSONTree(intent.returnURL),
                "url": .string("\(configuration.baseURL)/_sandbox/authenticate/\(intent.id)"),
            ],
            "type": "redirect_to_url",
        ]
    }

    func document(_ refund: StripeRefund) -> JSONTree {
        var members: [JSONTree.Member] = [
            .init("id", .string(refund.id)),
            .init("object", "refund"),
            .init("amount", .integer(refund.amount)),
            .init("balance_transaction", JSONTree(refund.balanceTransaction)),
            .init("charge", .string(refund.charge)),
            .init("created", .integer(refund.created)),
            .init("currency", .string(refund.currency)),
            .init("customer", nil),
            .init("customer_account", nil),
            .init("destination_details", ["card": ["type": "refund"], "type": "card"]),
            .init("metadata", refund.metadata.document),
            .init("payment_intent", .string(refund.intent)),
            .init("payment_method", nil),
            .init("reason", JSONTree(refund.reason)),
            .init("receipt_number", nil),
            .init("source_transfer_reversal", nil),
            .init("status", .string(refund.status.rawValue)),
            .init("transfer_reversal", nil),
        ]
        if let reason = refund.failureReason { members.append(.init("failure_reason", .string(reason))) }
        if let transaction = refund.failureBalanceTransaction {
            members.append(.init("failure_balance_transaction", .string(transaction)))
        }
        return .object(members)
    }

    func document(_ transaction: StripeBalanceTransaction, now: Int64) -> JSONTree {
        let fee: JSONTree = [
            "amount": .integer(transaction.fee),
            "application": nil,
            "currency": .string(transaction.currency),
            "description": "Processing fees",
            "type": "stripe_fee",
        ]
        return [
            "id": .string(transaction.id),
            "object": "balance_transaction",
            "amount": .integer(transaction.amount),
            "available_on": .integer(transaction.availableOn),
            "balance_type": "payments",
            "created": .integer(transaction.created),
            "currency": .string(transaction.currency),
            "description": JSONTree(transaction.description),
            "exchange_rate": nil,
            "fee": .integer(transaction.fee),
            "fee_details": transaction.fee == 0 ? [] : [fee],
            "net": .integer(transaction.amount - transaction.fee),
            "reporting_category": .string(transaction.reportingCategory),
            "source": .string(transaction.source),
            "status": transaction.availableOn <= now ? "available" : "pending",
            "type": .string(transaction.type),
        ]
    }
}
