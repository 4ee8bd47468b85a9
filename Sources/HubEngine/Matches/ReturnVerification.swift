import HubDomain
import HubReconciliation
import HubStore
import PaymentVocabulary

/// What has to be true of every receipt that was taken back.
extension Books {
    /// A debit is decided as returned and took no more than the receipt has; what was taken pays nothing, and a receipt
    /// of which nothing is left is decided as returned too.
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
        let returned = StatementLineState.returned.rawValue
        let taken = try returns(of: row.receipt).reduce(Int128(0)) { $0 + Int128($1.units) }
        let isWhole = taken == Int128(receipt.line.amount.minorUnits)
        if debit.state != returned { found.append("\(debit.identity) is \(debit.state)") }
        if (receipt.state == returned) != isWhole { found.append("\(receipt.identity) is \(receipt.state)") }
        if taken > Int128(receipt.line.amount.minorUnits) { found.append("more than its receipt was taken back") }
        let isPossible =
            row.namedBy.isEmpty
            ? ReturnedReceipt.isPossible(receipt.line, for: debit.line)
            : ReturnedReceipt.mayBeSaid(receipt.line, for: debit.line)
        if !isPossible || row.units <= 0 || row.units > debit.line.amount.minorUnits {
            found.append("it cannot have taken \(row.receipt) back")
        }
        if let match = try postedMatch(of: row.receipt) {
            let gone = try parts(of: match).filter { $0.isReturned && $0.number == row.debit }
            if isWhole {
                found.append("its receipt is posted by match \(match.number)")
            } else if gone.map(\.amount.minorUnits) != [row.units] {
                found.append("match \(match.number) of its receipt does not leave out what it took")
            }
        }
        let ended: MatchStep = row.instead == nil ? .undone : .superseded
        if let match = row.match, try versions(of: match).last?.step != ended {
            found.append("match \(match) is not \(ended.rawValue)")
        }
        return found
    }
}
