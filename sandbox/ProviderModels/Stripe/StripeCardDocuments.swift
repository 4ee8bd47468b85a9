/// Payment methods and charges, which show a card.
extension StripeAccount {
    func document(_ method: StripePaymentMethod) -> JSONTree {
        let card = method.card
        var members: [JSONTree.Member] = [
            .init("id", .string(method.id)),
            .init("object", "payment_method"),
            .init("allow_redisplay", "unspecified"),
            .init("billing_details", Self.billingDetails(name: method.holder)),
        ]
        if card.isBankAccount {
            members.append(.init("us_bank_account", ["account_type": "checking", "last4": .string(card.last4)]))
        } else {
            members.append(.init("card", Self.cardDetails(of: method)))
        }
        members += [
            .init("created", .integer(method.created)),
            .init("customer", nil),
            .init("customer_account", nil),
            .init("livemode", false),
            .init("metadata", method.metadata.document),
            .init("type", .string(card.type)),
        ]
        return .object(members)
    }

    private static func billingDetails(name: String?) -> JSONTree {
        [
            "address": ["city": nil, "country": nil, "line1": nil, "line2": nil, "postal_code": nil, "state": nil],
            "email": nil,
            "name": JSONTree(name),
            "phone": nil,
            "tax_id": nil,
        ]
    }

    private static let checks: JSONTree = [
        "address_line1_check": nil, "address_postal_code_check": nil, "cvc_check": "pass",
    ]

    private static func cardDetails(of method: StripePaymentMethod) -> JSONTree {
        let brand = JSONTree.string(method.card.brand)
        return [
            "brand": brand,
            "checks": checks,
            "country": "US",
            "display_brand": brand,
            "exp_month": .integer(method.expiryMonth),
            "exp_year": .integer(method.expiryYear),
            "fingerprint": .string("sandbox\(method.card.last4)"),
            "funding": "credit",
            "generated_from": nil,
            "last4": .string(method.card.last4),
            "networks": ["available": [brand], "preferred": nil],
            "regulated_status": "unregulated",
            "three_d_secure_usage": ["supported": true],
            "wallet": nil,
        ]
    }

    func document(_ charge: StripeCharge) -> JSONTree {
        [
            "id": .string(charge.id),
            "object": "charge",
            "amount": .integer(charge.amount),
            "amount_captured": .integer(charge.amountCaptured),
            "amount_refunded": .integer(charge.reportedRefunded),
            "application": nil,
            "application_fee": nil,
            "application_fee_amount": nil,
            "balance_transaction": JSONTree(charge.balanceTransaction),
            "billing_details": Self.billingDetails(name: nil),
            "calculated_statement_descriptor": nil,
            "captured": .bool(charge.isCaptured),
            "created": .integer(charge.created),
            "currency": .string(charge.currency),
            "customer": nil,
            "description": JSONTree(charge.description),
            "disputed": .bool(charge.dispute != nil),
            "failure_balance_transaction": nil,
            "failure_code": JSONTree(charge.failureCode),
            "failure_message": JSONTree(charge.failureMessage),
            "fraud_details": [:],
            "livemode": false,
            "metadata": charge.metadata.document,
            "on_behalf_of": nil,
            "outcome": outcome(of: charge),
            "paid": .bool(charge.status == .succeeded),
            "payment_intent": .string(charge.intent),
            "payment_method": .string(charge.paymentMethod),
            "payment_method_details": details(of: charge),
            "receipt_email": nil,
            "receipt_number": nil,
            "receipt_url": .string("\(configuration.baseURL)/_sandbox/receipts/\(charge.id)"),
            "refunded": .bool(charge.reportedRefunded == charge.amount),
            "review": nil,
            "shipping": nil,
            "source": nil,
            "source_transfer": nil,
            "statement_descriptor": nil,
            "statement_descriptor_suffix": nil,
            "status": .string(charge.status.rawValue),
            "transfer_data": nil,
            "transfer_group": nil,
        ]
    }

    private func outcome(of charge: StripeCharge) -> JSONTree {
        let isDeclined = charge.status == .failed
        return [
            "advice_code": nil,
            "network_advice_code": nil,
            "network_decline_code": nil,
            "network_status": isDeclined ? "declined_by_network" : "approved_by_network",
            "reason": JSONTree(charge.declineCode),
            "seller_message": isDeclined ? "The bank declined." : "Payment complete.",
            "type": isDeclined ? "issuer_declined" : "authorized",
        ]
    }

    private func details(of charge: StripeCharge) -> JSONTree {
        let card = charge.card
        guard !card.isBankAccount else {
            return ["type": "us_bank_account", "us_bank_account": ["last4": .string(card.last4)]]
        }
        return [
            "card": [
                "amount_authorized": .integer(charge.amount),
                "authorization_code": nil,
                "brand": .string(card.brand),
                "checks": Self.checks,
                "country": "US",
                "exp_month": .integer(charge.expiryMonth),
                "exp_year": .integer(charge.expiryYear),
                "extended_authorization": ["status": "disabled"],
                "fingerprint": .string("sandbox\(card.last4)"),
                "funding": "credit",
                "incremental_authorization": ["status": "unavailable"],
                "installments": nil,
                "last4": .string(card.last4),
                "mandate": nil,
                "multicapture": ["status": "unavailable"],
                "network": .string(card.brand),
                "network_token": ["used": false],
                "network_transaction_id": nil,
                "overcapture": [
                    "maximum_amount_capturable": .integer(charge.amount), "status": "unavailable",
                ],
                "regulated_status": "unregulated",
                "three_d_secure": nil,
                "transaction_link_id": nil,
                "wallet": nil,
            ],
            "type": "card",
        ]
    }
}
