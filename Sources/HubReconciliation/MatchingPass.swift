/// The passes of a run, from certain to probable; each sees what the ones before it left.
///
/// All of them run for a merchant. Leaving some out shows what each is worth.
package enum MatchingPass: String, Hashable, Sendable, CaseIterable {
    case endToEndID = "end_to_end_id"
    case groupKey = "group_key"
    /// Receipts with the exact amount of what they name.
    case references
    /// Those with another amount.
    case inexactReferences = "inexact_references"
    case amountAndPayer = "amount_and_payer"
    case sum

    /// In explanations.
    var words: String {
        switch self {
        case .endToEndID: "end-to-end id"
        case .groupKey: "group key"
        case .references: "references"
        case .inexactReferences: "references, another amount"
        case .amountAndPayer: "amount and payer"
        case .sum: "sum of open items"
        }
    }
}

extension Set<MatchingPass> {
    package static var all: Self { Set(MatchingPass.allCases) }
}
