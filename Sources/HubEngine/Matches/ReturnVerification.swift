import HubDomain
import HubReconciliation
import HubStore

/// What has to be true of every receipt that was taken back.
extension Books {
    /// A debit and its receipt are one amount, are decided as returned, and nothing is paid by them.
    func checkReturns() throws -> VerificationReport.Check {
        var differences: [String] = []
        var paired: Set<String> = []
        var examined = 0
        var last = ""
        while let page = try Optional(returns(after: last, limit: 500)), let end = page.last {
            for row in page {
                examined += 1
                paired.formUnion([row.debit, row.receipt])
                differences += try differencesOfReturn(row).map { "\(row.debit): \($0)" }
            }
            last = end.debit
        }
        for identity in try returnedLines() where !paired.contains(identity) {
            differences.append("\(identity): is returned, but no return names it")
        }
        return VerificationReport.Check(
            name: "what the bank took back pays nothing",
            examined: examined,
            differences: differences
        )
    }

    private func differencesOfReturn(_ row: ReturnRow) throws -> [String] {
        guard let debit = try statementLine(row.debit), let receipt = try statementLine(row.receipt) else {
            return ["it or its receipt \(row.receipt) is no statement line"]
        }
        var found: [String] = []
        for side in [debit, receipt] where side.state != StatementLineState.returned.rawValue {
            found.append("\(side.identity) is \(side.state)")
        }
        if !ReturnedReceipt.isPossible(receipt.line, for: debit.line) {
            found.append("it cannot have taken \(row.receipt) back")
        }
        if let match = try postedMatch(of: row.receipt) {
            found.append("its receipt is posted by match \(match.number)")
        }
        if let match = row.match, try versions(of: match).last?.step != .undone {
            found.append("match \(match) is not undone")
        }
        return found
    }
}
