import HubDomain
import HubReconciliation
import HubStore
import PaymentVocabulary

/// What is stored with an approval about a debit that is above the limit for one pair of eyes: which receipt it took back.
struct ReturnProposal: Codable, Hashable, Sendable {
    private static let prefix = "return/"

    let debit: String
    let receipt: String
    /// How much of the receipt it took.
    let amount: Money
    /// What the receipt still pays, where somebody has to say so.
    let rest: [HandAllocation]
    let note: String

    static func subject(_ debit: String) -> String { prefix + debit }
    static func isSubject(_ text: String) -> Bool { text.hasPrefix(prefix) }

    var subject: String { Self.subject(debit) }

    /// Whether both say the same, with whatever reason.
    func isSame(as other: ReturnProposal) -> Bool {
        debit == other.debit && receipt == other.receipt && amount == other.amount && rest == other.rest
    }
}

extension Books {
    func ask(for proposal: ReturnProposal, _ approval: String, by principal: String, at now: Timestamp) throws {
        let stored = try HubJSON.encode(proposal)
        try propose(id: approval, subject: proposal.subject, proposal: stored, by: principal, at: now)
        let detail =
            "\(approval): asks whether it took \(proposal.amount) of \(proposal.receipt) back: \(proposal.note)"
        try auditSigned(by: principal, "match.return", proposal.debit, detail: detail, at: now)
    }

    /// What waits for a decision about a debit ends when it is decided otherwise.
    ///
    /// - Returns: the names of the approvals.
    @discardableResult
    func endApprovals(
        aboutReturn debit: String,
        by principal: String,
        because why: String,
        at now: Timestamp
    ) throws
        -> [String]
    {
        let ended = try endApprovals(about: ReturnProposal.subject(debit), by: principal, at: now)
        for approval in ended {
            try auditSigned(by: principal, "approval.end", debit, detail: "\(approval): \(why)", at: now)
        }
        return ended
    }
}

extension MatchingPolicy {
    /// What a debit may be beyond the receipt that it took back where nothing is set, in minor units: banks ask for some
    /// units of their currency, for a payment from abroad for some ten.
    private static let returnChargeUnitsMax: Int64 = 10_000
    /// The same of a receipt of less than this, of which the charge may be a multiple.
    private static let returnChargeUnitsOfLittle: Int64 = 1_000

    /// How much of a debit beyond the receipt may be the bank's charge, in minor units: as much as a tolerance for
    /// charges allows, and 100.00 at least, but no more than came back of a receipt of more than 10.00.
    func returnChargeMax(beside taken: Money) -> Int64 {
        let kinds: [Tolerances.Kind] = [.bankCharge, .bankChargeAbroad]
        let allowed = kinds.compactMap { tolerances.spans[$0]?[taken.currency]?.to }.max() ?? 0
        return max(allowed, min(Self.returnChargeUnitsMax, max(Self.returnChargeUnitsOfLittle, taken.minorUnits)))
    }
}
