package import HubDomain
import PaymentVocabulary

/// Entries that one file shows whole and another with each of its payments: a statement, and the notification behind it.
///
/// The bank gives the entry one reference in both (`AcctSvcrRef` of the entry in camt.053 and camt.054), so counting both
/// would count the money twice.
package enum BatchDetails {
    /// By the identity of each entry the places of its details in each file that has all of them, so that they make its
    /// amount.
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

    /// Of lines that show an entry whole, by their places, a detail of it in another file.
    package static func shownElsewhere(_ lines: [StatementLine], _ identities: [StatementLineIdentity]) -> [Int: Int] {
        let groups = groups(in: lines)
        guard !groups.isEmpty else { return [:] }
        var shown: [Int: Int] = [:]
        for place in lines.indices where lines[place].batch == nil && lines[place].status == .booked {
            shown[place] = groups[identities[place]]?.first { lines[$0[0]].file != lines[place].file }?[0]
        }
        return shown
    }
}
