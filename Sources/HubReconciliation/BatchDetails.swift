package import HubDomain
import PaymentVocabulary

/// Entries that one file shows whole and another with each of its payments: a statement, and the notification behind it.
///
/// The bank gives the entry one reference in both (`AcctSvcrRef` of the entry in camt.053 and camt.054), so counting both
/// would count the money twice.
package enum BatchDetails {
    /// By the identity of each entry the places of its details in each file that has all of them, so that they make its
    /// amount; the files in the order of their names.
    package static func groups(in lines: [StatementLine]) -> [StatementLineIdentity: [[Int]]] {
        struct Key: Hashable {
            let file: String
            let entry: StatementLineIdentity
        }
        var places: [Key: [Int]] = [:]
        for place in lines.indices where lines[place].status == .booked {
            guard let entry = StatementLineIdentity(entryOf: lines[place]) else { continue }
            places[Key(file: lines[place].file, entry: entry), default: []].append(place)
        }
        var groups: [StatementLineIdentity: [[Int]]] = [:]
        for (key, places) in places {
            let sum = places.reduce(Int128(0)) { $0 + Int128(lines[$1].signedAmount.minorUnits) }
            guard sum == Int128(key.entry.signedAmount.minorUnits) else { continue }
            groups[key.entry, default: []].append(places)
        }
        return groups.mapValues { $0.sorted { lines[$0[0]].file < lines[$1[0]].file } }
    }

    /// Lines that other lines of another file show better, by their places, each with one of those: an entry whose
    /// payments are shown, and payments that another file shows with more references, or before it.
    package static func shownElsewhere(_ lines: [StatementLine], _ identities: [StatementLineIdentity]) -> [Int: Int] {
        let groups = groups(in: lines)
        guard !groups.isEmpty else { return [:] }
        var shown: [Int: Int] = [:]
        for place in lines.indices where lines[place].batch == nil && lines[place].status == .booked {
            shown[place] = groups[identities[place]]?.first { lines[$0[0]].file != lines[place].file }?[0]
        }
        for files in groups.values where files.count > 1 {
            func references(_ places: [Int]) -> Int { Set(places.map { identities[$0].bankReference }).count }
            let most = files.map(references).max() ?? 0
            guard let best = files.first(where: { references($0) == most }) else { continue }
            // What has the same identity repeats a line anyway.
            let known = Set(best.map { identities[$0] })
            for place in files.flatMap(\.self) where !known.contains(identities[place]) { shown[place] = best[0] }
        }
        return shown
    }
}
