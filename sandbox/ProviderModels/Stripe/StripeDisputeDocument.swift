/// Disputes, with the long list of evidence that nobody gives here.
extension StripeAccount {
    private static let evidenceNames = [
        "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
        "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
        "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation",
        "duplicate_charge_explanation", "duplicate_charge_id", "product_description", "receipt", "refund_policy",
        "refund_policy_disclosure", "refund_refusal_explanation", "service_date", "service_documentation",
        "shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation",
        "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
    ]

    func document(_ dispute: StripeDispute) -> JSONTree {
        let evidence = Self.evidenceNames.map { JSONTree.Member($0, nil) } + [.init("enhanced_evidence", [:])]
        let booked = dispute.balanceTransactions.compactMap { transactions[$0] }
        return [
            "id": .string(dispute.id),
            "object": "dispute",
            "amount": .integer(dispute.amount),
            "balance_transactions": .array(booked.map { document($0, now: $0.created) }),
            "charge": .string(dispute.charge),
            "created": .integer(dispute.created),
            "currency": .string(dispute.currency),
            "enhanced_eligibility_types": [],
            "evidence": .object(evidence),
            "evidence_details": [
                "due_by": .integer(dispute.created + 7 * 86_400),
                "enhanced_eligibility": [:],
                "has_evidence": false,
                "past_due": false,
                "submission_count": 0,
            ],
            "is_charge_refundable": false,
            "livemode": false,
            "metadata": [:],
            "payment_intent": .string(dispute.intent),
            "payment_method_details": [
                "card": [
                    "brand": .string(dispute.network), "case_type": "chargeback", "network": .string(dispute.network),
                    "network_reason_code": "83",
                ],
                "type": "card",
            ],
            "reason": "fraudulent",
            "status": .string(dispute.status.rawValue),
        ]
    }
}
