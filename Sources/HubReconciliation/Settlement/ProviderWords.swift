import HubDomain

/// The words by which banks name a payment provider in a statement, in the form of `foldedReference`.
///
/// Source: the descriptors that the providers' documentation announces for payouts, and the statements of the test
/// corpus.
enum ProviderWords {
    private static let all: [String: [String]] = [
        "Adyen": ["ADYEN"],
        "Alipay": ["ALIPAY", "支付宝"],
        "Amazon": ["AMAZON", "AMZN"],
        "Authorize.Net": ["AUTHORIZENET", "AUTHNET"],
        "Braintree": ["BRAINTREE", "PAYPAL"],
        "Mollie": ["MOLLIE"],
        "PayPal": ["PAYPAL"],
        "Square": ["SQUAREINC", "SQUARE", "SQINC"],
        "Stripe": ["STRIPE"],
        "Venmo": ["VENMO"],
        "WeChat Pay": ["WECHAT", "TENPAY", "财付通", "微信"],
    ]

    /// Whether the line says that it comes from the provider.
    static func areIn(_ line: StatementLine, of provider: String) -> Bool {
        let words = all[provider] ?? [foldedReference(provider)]
        let texts = [line.counterpartyName, line.remittance, line.bankReference, line.endToEndID].compactMap(\.self)
        return texts.contains { text in
            let folded = foldedReference(text)
            return words.contains { folded.contains($0) || text.contains($0) }
        }
    }
}
