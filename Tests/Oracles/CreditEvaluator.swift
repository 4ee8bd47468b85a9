internal import Foundation
internal import OracleCredit

/// Hands the cases about credit on to the evaluator that the tests of HubCredit use too.
struct CreditEvaluator: Evaluator {
    let kinds = CreditOracle.kinds

    /// What `CreditOracle` compares; a case that expects more is not answered whole.
    private static let compared: Set<String> = [
        "exposure_minor", "headroom_minor", "over_limit", "results", "suspended", "oldest_undisputed_days",
    ]

    func evaluate(_ oracleCase: OracleCase) -> Outcome {
        let keys = oracleCase.expected.keys
        guard !keys.isEmpty else { return .skipped("nothing is expected") }
        let unanswered = keys.filter { !Self.compared.contains($0) }
        do {
            guard let differences = try CreditOracle.differences(in: Data(oracleCase.json.description.utf8)) else {
                return .skipped("kind \(oracleCase.kind) is not answered")
            }
            guard differences.isEmpty else { return .failed(differences) }
            return unanswered.isEmpty ? .passed : .skipped("not answered yet: \(unanswered.joined(separator: ", "))")
        } catch {
            return .skipped("the case does not have the fields of its kind: \(error)")
        }
    }
}
