internal import StripeAdapter

/// Verifies the signed webhooks of the vector file of Stripe.
struct StripeWebhookEvaluator: Evaluator {
    let provider: String? = "stripe"
    let kinds: Set<String> = ["webhook.verify"]

    func evaluate(_ oracleCase: OracleCase) -> Outcome {
        let input = oracleCase.json["input"]
        guard let isValid = oracleCase.expected["valid"]?.bool else { return .skipped("nothing is expected") }
        guard let body = input?["body"]?.string, let secret = input?["secret"]?.string,
            let now = input?["now"]?.integer, let tolerance = input?["tolerance"]?.integer
        else { return .skipped("the input is not one of a signed webhook") }
        do throws(StripeSignature.Refusal) {
            try StripeSignature(header: Self.header(in: input?["headers"])).verify(
                body: Array(body.utf8),
                secrets: [secret],
                nowSeconds: now,
                toleranceSeconds: tolerance
            )
            return isValid ? .passed : .failed(["valid: expected false, got true"])
        } catch {
            return isValid ? .refused(error.rawValue) : .passed
        }
    }

    /// The signature's header, whose name is matched without regard to case; empty when there is none.
    private static func header(in headers: JSON?) -> String {
        let name = headers?.keys.first { $0.lowercased() == "stripe-signature" }
        return name.flatMap { headers?[$0]?.string } ?? ""
    }
}
