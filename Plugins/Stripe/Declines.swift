internal import AdapterKit

/// Stripe's codes for "no", sorted into the reasons that callers may branch on.
enum StripeDeclines {
    /// The reason that a code stands for; one that is not listed is `unspecified`.
    ///
    /// Source: Stripe documentation, "Decline codes" and "Error codes".
    static func reason(for code: String) -> Decline.Reason { reasons[code] ?? .unspecified }

    static func decline(_ code: String) -> Decline { Decline(reason: reason(for: code), providerCode: code) }

    /// Whether the code says that the payment has left the state in which the operation is possible.
    static func meansNoLongerPossible(_ code: String?) -> Bool { code.map(stateCodes.contains) ?? false }

    private static let stateCodes: Set<String> = [
        "balance_insufficient", "capture_charge_authorization_expired", "capture_unauthorized_payment",
        "charge_already_captured", "charge_already_refunded", "charge_disputed", "charge_expired_for_capture",
        "charge_not_refundable", "payment_intent_unexpected_state", "refund_disputed_payment",
    ]

    private static let reasons: [String: Decline.Reason] = {
        var table: [String: Decline.Reason] = [:]
        for (reason, codes) in codesByReason {
            for code in codes { table[code] = reason }
        }
        return table
    }()

    private static let codesByReason: [(Decline.Reason, [String])] = [
        (.insufficientFunds, ["insufficient_funds"]),
        (.expiredMethod, ["expired_card"]),
        (
            .invalidMethod,
            [
                "incorrect_number", "incorrect_cvc", "incorrect_zip", "incorrect_address", "incorrect_pin",
                "invalid_number", "invalid_cvc", "invalid_pin", "invalid_account", "invalid_expiry_month",
                "invalid_expiry_year", "new_account_information_available", "card_not_supported",
                "currency_not_supported", "account_closed", "no_account", "debit_not_authorized",
                "bank_account_restricted", "bank_account_unusable", "payment_method_bank_account_blocked",
            ]
        ),
        (
            .suspectedFraud,
            [
                "fraudulent", "stolen_card", "lost_card", "pickup_card", "security_violation", "merchant_blacklist",
                "restricted_card",
            ]
        ),
        (
            .limitExceeded,
            ["card_velocity_exceeded", "withdrawal_count_limit_exceeded", "pin_try_exceeded"]
        ),
        (
            .authenticationRequired,
            [
                "authentication_required", "authentication_not_handled", "payment_intent_authentication_failure",
                "offline_pin_required", "online_or_offline_pin_required", "mobile_device_authentication_required",
            ]
        ),
        (
            .notPermitted,
            [
                "do_not_try_again", "revocation_of_all_authorizations", "revocation_of_authorization",
                "stop_payment_order", "transaction_not_allowed", "service_not_allowed", "not_permitted",
            ]
        ),
        (
            .tryAgainLater,
            [
                "approve_with_id", "issuer_not_available", "processing_error", "reenter_transaction",
                "try_again_later",
            ]
        ),
        (.notPossible, ["duplicate_transaction", "canceled"]),
        (.unspecified, ["call_issuer", "card_declined", "do_not_honor", "generic_decline", "no_action_taken"]),
    ]
}
