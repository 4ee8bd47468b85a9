package import HubDomain
import PaymentVocabulary

/// Which of several movements of one account, days, amount and bank reference a line is: banks repeat references, or give
/// none, so that what the lines tell decides, and their order only where they tell nothing different.
package enum Occurrences {
    /// For each of one file's lines the place of the one in `known` that is the same movement, or `nil` for one more.
    ///
    /// Each of `known` is one movement at most. First come those that tell exactly the same, then those that contradict in
    /// nothing, then those that may be the same all the same.
    package static func pairs(of lines: [StatementLine], with known: [StatementLine]) -> [Int?] {
        var pairs = [Int?](repeating: nil, count: lines.count)
        var equal = Dictionary(grouping: known.indices.reversed()) { known[$0].told }
        for place in lines.indices { pairs[place] = equal[lines[place].told]?.popLast() }
        var free = Array(Set(known.indices).subtracting(pairs.compactMap(\.self))).sorted()
        let left = lines.indices.filter { pairs[$0] == nil }
        guard !free.isEmpty, !left.isEmpty else { return pairs }
        guard left.count * free.count <= comparedMax else {
            for (place, pair) in zip(left, free) { pairs[place] = pair }
            return pairs
        }
        let tests: [(StatementLine, StatementLine) -> Bool] = [
            { $0.tellsTheSame(as: $1) && !areOther($0, $1) }, { !areOther($0, $1) },
        ]
        for test in tests {
            for place in left where pairs[place] == nil {
                guard let found = free.firstIndex(where: { test(lines[place], known[$0]) }) else { continue }
                pairs[place] = free.remove(at: found)
            }
        }
        return pairs
    }

    /// So many equal amounts of one day are paired by their order.
    private static let comparedMax = 250_000

    /// Whether two lines of one account, days, amount and bank reference are certainly two movements.
    ///
    /// With a reference of the bank, two facts have to differ: formats have them in different fields.
    package static func areOther(_ one: StatementLine, _ other: StatementLine) -> Bool {
        func differ(_ left: String?, _ right: String?, _ isSame: (String, String) -> Bool) -> Bool {
            let (left, right) = (foldedReference(left ?? ""), foldedReference(right ?? ""))
            return !isPlaceholder(left) && !isPlaceholder(right) && !isSame(left, right)
        }
        func overlap(_ left: String, _ right: String) -> Bool { left.contains(right) || right.contains(left) }
        let facts = [
            differ(one.endToEndID, other.endToEndID) { $0 == $1 },
            differ(one.counterpartyAccount, other.counterpartyAccount) { isSameAccount($0, $1) || overlap($0, $1) },
            differ(one.counterpartyName, other.counterpartyName, overlap)
                && differ(one.remittance, other.remittance, overlap),
        ]
        let hasReference = !isPlaceholder(one.bankReference) && !isPlaceholder(other.bankReference)
        return facts.count { $0 } >= (hasReference ? 2 : 1)
    }

    /// Identities whose counts are those of the movements over all files, and not those of the lines in each.
    static func settled(
        _ lines: [StatementLine],
        _ identities: consuming [StatementLineIdentity]
    ) -> [StatementLineIdentity] {
        struct Key: Hashable {
            let status: StatementLine.Status
            let identity: StatementLineIdentity

            func hash(into hasher: inout Hasher) { hasher.combine(identity) }
        }
        // Most lines are of one file, and no other one shows them.
        var counts: [String: Int] = [:]
        for line in lines { counts[line.file, default: 0] += 1 }
        guard counts.count > 1, let largest = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else {
            return identities
        }
        var settled = identities
        func key(_ place: Int) -> Key { Key(status: lines[place].status, identity: settled[place].counted(0)) }
        var places: [Key: [Int]] = [:]
        for place in lines.indices where lines[place].file != largest { places[key(place)] = [] }
        for place in lines.indices { places[key(place)]?.append(place) }
        for same in places.values where same.count > 1 {
            let files = Dictionary(grouping: same) { lines[$0].file }
            guard files.count > 1 else { continue }
            var known: [StatementLine] = []
            for (_, own) in files.sorted(by: { $0.key < $1.key }) {
                for (place, pair) in zip(own, pairs(of: own.map { lines[$0] }, with: known)) {
                    settled[place] = settled[place].counted(pair ?? known.count)
                    if pair == nil { known.append(lines[place]) }
                }
            }
        }
        return settled
    }
}

extension StatementLine {
    /// What tells it from others of its day and amount.
    fileprivate struct Told: Hashable {
        let endToEndID, account, name: String?
        let remittance: String
    }

    fileprivate var told: Told {
        Told(
            endToEndID: endToEndID,
            account: counterpartyAccount,
            name: counterpartyName,
            remittance: remittance
        )
    }
}
