package import HubDomain
import PaymentVocabulary

extension StatementLine {
    /// One statement may say less than another about a movement, but not something else.
    package func tellsTheSame(as other: StatementLine) -> Bool { Matcher.tellsTheSame(self, other) }
}

extension Matcher {
    /// Credits without a bank reference, each with a line of another file that is like it and has one.
    ///
    /// Some formats of a bank leave the reference out, so both may be one movement, or two payments of one day; no file
    /// says which, and a part payment would be posted twice.
    static func lookAlikes(
        _ lines: [StatementLine],
        _ identities: [StatementLineIdentity]
    ) -> [StatementLine: StatementLine] {
        struct Look: Hashable {
            let account: String
            let booked, valued: CalendarDate
            let amount: Money
        }
        var nameless: [Look: [StatementLine]] = [:]
        var named: [Look: [StatementLine]] = [:]
        guard identities.contains(where: \.bankReference.isEmpty) else { return [:] }
        for (line, identity) in zip(lines, identities) where line.status == .booked && line.direction == .credit {
            let look = Look(
                account: identity.account,
                booked: identity.bookingDate,
                valued: identity.valueDate,
                amount: identity.signedAmount
            )
            if identity.bankReference.isEmpty {
                nameless[look, default: []].append(line)
            } else {
                named[look, default: []].append(line)
            }
        }
        var found: [StatementLine: StatementLine] = [:]
        for (look, lines) in nameless {
            for line in lines {
                found[line] = named[look]?.first { $0.file != line.file && tellsTheSame($0, line) }
            }
        }
        return found
    }
}
