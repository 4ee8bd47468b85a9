import HubLedger
import HubStore

/// What has to be true of periods that were closed.
extension Books {
    /// Periods close in order, each by two people on a page; the accounts of a closed one are still those of its page.
    func checkPeriods() throws -> VerificationReport.Check {
        let decisions = try periodDecisions()
        var differences: [String] = []
        var closed: AccountingPeriod?
        for decision in decisions {
            let isNext =
                switch decision.kind {
                case .closed: closed.map { decision.period == $0.next } ?? true
                case .reopened: decision.period == closed
                }
            if !isNext { differences.append("\(decision.period): \(decision.kind.rawValue) out of order") }
            closed = decision.kind == .closed ? decision.period : decision.period.previous
            differences += try differencesOfSignature(decision)
        }
        let last = Dictionary(decisions.map { ($0.period, $0) }) { $1 }
        for (period, decision) in last.sorted(by: { $0.key < $1.key }) where decision.kind == .closed {
            let page = try? HubJSON.decode(PeriodPage.self, from: decision.page)
            guard page?.period == "\(period)", try page?.accounts == accounts(of: period) else {
                differences.append("\(period): the ledger has other balances than the page that was signed")
                continue
            }
        }
        return VerificationReport.Check(
            name: "closed periods are as they were signed",
            examined: decisions.count,
            differences: differences
        )
    }

    private func differencesOfSignature(_ decision: PeriodDecision) throws -> [String] {
        guard let approval = try approval(decision.approval) else {
            return ["\(decision.period): there is no approval \(decision.approval)"]
        }
        let isSigned =
            approval.approved == true && approval.subject == "\(PeriodProposal.prefix)\(decision.period)"
            && approval.proposedBy == decision.proposedBy && approval.decidedBy == decision.decidedBy
        return isSigned ? [] : ["\(decision.period): approval \(approval.id) says something else"]
    }
}
