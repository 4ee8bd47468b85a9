/// Who evaluates what, and where we are stricter on purpose.
enum Registry {
    static let evaluators: [any Evaluator] = [
        CreditEvaluator(), StripeWebhookEvaluator(), TermsEvaluator(),
    ]

    /// Cases, as `provider/id` or `id`, that we refuse although they may be accepted, with the reason.
    static let stricterOnPurpose: [String: String] = [
        "stripe/stripe-dev-1795303601-014": "a delivery signed ahead of time could be repeated until its time comes"
    ]

    static func evaluate(_ oracleCase: OracleCase) async -> Outcome {
        let evaluator = evaluators.first { $0.provider == oracleCase.provider && $0.kinds.contains(oracleCase.kind) }
        guard let evaluator else { return .skipped("kind \(oracleCase.kind) is not supported") }
        return await evaluator.evaluate(oracleCase)
    }

    static func reasonToBeStricter(_ oracleCase: OracleCase) -> String? {
        stricterOnPurpose[oracleCase.provider.map { "\($0)/\(oracleCase.id)" } ?? oracleCase.id]
    }
}
