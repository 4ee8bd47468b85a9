/// A published test payment method of Stripe and what it does.
struct StripeTestCard: Hashable, Sendable {
    enum Behaviour: Hashable, Sendable {
        case succeeds
        case declines(code: String, declineCode: String)
        case requiresAuthentication
        /// A bank debit: `processing` first, the outcome later.
        case settlesLater(succeeds: Bool)
        /// Paid at once; refunds stay pending for a while.
        case refundsLater
        /// Paid at once; refunds look well and fail later.
        case refundsFail
        /// Paid at once and disputed soon after.
        case disputed
    }

    let token: String
    let number: String
    let brand: String
    let behaviour: Behaviour

    var last4: String { String(number.suffix(4)) }
    var isBankAccount: Bool {
        if case .settlesLater = behaviour { true } else { false }
    }
    var type: String { isBankAccount ? "us_bank_account" : "card" }

    /// The card with this number; any other number that checks is declined as a live card in test mode.
    static func numbered(_ number: String) -> StripeTestCard? {
        if let card = all.first(where: { $0.number == number && !$0.isBankAccount }) { return card }
        guard passesLuhn(number) else { return nil }
        return StripeTestCard(
            token: "",
            number: number,
            brand: "visa",
            behaviour: .declines(code: "card_declined", declineCode: "test_mode_live_card")
        )
    }

    static func token(_ token: String) -> StripeTestCard? {
        let name = token.hasPrefix("tok_") ? "pm_card_" + token.dropFirst(4) : token
        return all.first { $0.token == name || $0.token == name.replacing("pm_card_visa_", with: "pm_card_") }
    }

    private static func passesLuhn(_ number: String) -> Bool {
        let digits = number.utf8.map { Int($0) - 48 }
        guard (12...19).contains(digits.count), digits.allSatisfy({ (0...9).contains($0) }) else { return false }
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            let doubled = digit.offset % 2 == 1 ? digit.element * 2 : digit.element
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return sum % 10 == 0
    }

    private init(token: String, number: String, brand: String, behaviour: Behaviour) {
        self.token = token
        self.number = number
        self.brand = brand
        self.behaviour = behaviour
    }

    private static func card(_ name: String, _ number: String, _ behaviour: Behaviour, brand: String = "visa") -> Self {
        StripeTestCard(token: "pm_card_\(name)", number: number, brand: brand, behaviour: behaviour)
    }

    private static func declined(_ name: String, _ number: String, _ code: String, _ reason: String) -> Self {
        card("chargeDeclined\(name)", number, .declines(code: code, declineCode: reason))
    }

    private static func bank(_ name: String, succeeds: Bool) -> Self {
        StripeTestCard(
            token: "pm_usBankAccount_\(name)",
            number: "000123456789",
            brand: "",
            behaviour: .settlesLater(succeeds: succeeds)
        )
    }

    static let all: [StripeTestCard] = [
        card("visa", "4242424242424242", .succeeds),
        card("visa_debit", "4000056655665556", .succeeds),
        card("mastercard", "5555555555554444", .succeeds, brand: "mastercard"),
        card("amex", "378282246310005", .succeeds, brand: "amex"),
        declined("", "4000000000000002", "card_declined", "generic_decline"),
        declined("InsufficientFunds", "4000000000009995", "card_declined", "insufficient_funds"),
        declined("LostCard", "4000000000009987", "card_declined", "lost_card"),
        declined("StolenCard", "4000000000009979", "card_declined", "stolen_card"),
        declined("ExpiredCard", "4000000000000069", "expired_card", "expired_card"),
        declined("IncorrectCvc", "4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        declined("ProcessingError", "4000000000000119", "processing_error", "processing_error"),
        card("authenticationRequired", "4000002760003184", .requiresAuthentication),
        card("threeDSecure2Required", "4000000000003220", .requiresAuthentication),
        card("threeDSecureRequired", "4000000000003063", .requiresAuthentication),
        card("pendingRefund", "4000000000007726", .refundsLater),
        card("refundFail", "4000000000005126", .refundsFail),
        card("createDispute", "4000000000000259", .disputed),
        bank("success", succeeds: true),
        bank("insufficientFunds", succeeds: false),
    ]
}
