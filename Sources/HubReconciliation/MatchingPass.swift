/// The passes of a run, from certain to probable; each sees what the ones before it left.
///
/// All of them run for a merchant. Leaving some out shows what each is worth.
package enum MatchingPass: String, Hashable, Sendable, CaseIterable {
    case endToEndID = "end_to_end_id"
    case references
    case amountAndPayer = "amount_and_payer"
    case sum
}

extension Set<MatchingPass> {
    package static var all: Self { Set(MatchingPass.allCases) }
}
