import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary

/// What has to be true of every match.
extension Books {
    /// The posted matches are what is claimed, each is its receipt, no receipt has two, and a receipt that was taken back
    /// has none.
    func checkMatches() throws -> VerificationReport.Check {
        var differences: [String] = []
        var postedOf: [String: Int64] = [:]
        var examined = 0
        var last: Int64 = 0
        while let page = try Optional(matches(after: last, limit: 500)), let end = page.last {
            for match in page {
                examined += 1
                guard try versions(of: match.number).last?.step == .posted else { continue }
                if let other = postedOf.updateValue(match.number, forKey: match.identity) {
                    differences.append("\(match.identity): in matches \(other) and \(match.number)")
                }
                differences += try differencesOfPosted(match)
            }
            last = end.number
        }
        differences += try claimsWithoutMatch(postedOf)
        return VerificationReport.Check(
            name: "claims of receipts are those of posted matches",
            examined: examined,
            differences: differences
        )
    }

    private func differencesOfPosted(_ match: MatchRow) throws -> [String] {
        var found: [String] = []
        let parts = try parts(of: match)
        if try applications(of: match.identity) != parts {
            found.append("match \(match.number): claims something else than its parts")
        }
        let sum = parts.receiptTaken
        if sum.magnitude != UInt128(match.amount.minorUnits.magnitude) {
            found.append("match \(match.number): \(sum) applied of \(match.amount.minorUnits)")
        }
        for part in parts where part.isReturned {
            guard try returned(by: part.number)?.receipt != match.identity else { continue }
            found.append("match \(match.number): \(part.number) took nothing of its receipt")
        }
        if let row = try statementLine(match.identity), row.state != StatementLineState.matched.rawValue {
            found.append("match \(match.number): its line is \(row.state)")
        }
        return found
    }

    private func claimsWithoutMatch(_ postedOf: [String: Int64]) throws -> [String] {
        var found: [String] = []
        var last = ""
        while let page = try Optional(statementLines(after: last, limit: 500)), let end = page.last {
            for row in page where postedOf[row.identity] == nil {
                let isMatched = row.state == StatementLineState.matched.rawValue
                if try isMatched || !applications(of: row.identity).isEmpty {
                    found.append("\(row.identity): claimed by no posted match")
                }
            }
            last = end.identity
        }
        return found
    }
}
