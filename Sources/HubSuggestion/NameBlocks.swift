/// Finds the parties whose name is like a payer's by the trigrams that few parties have.
///
/// Source of the measure: L. Dice, Measures of the Amount of Ecologic Association Between Species (1945).
struct NameBlocks {
    /// What one name is like, and how many open documents those parties have at that level or a better one.
    struct Found {
        var level: [(party: Int, level: LinkageLevel)] = []
        var documents: [LinkageLevel: Int] = [:]

        func level(of party: Int) -> LinkageLevel? { level.first { $0.party == party }?.level }
    }

    /// Of one name.
    static let partiesMax = 16
    private static let trigramsMax = 8
    private static let partiesOfTrigramMax = 200

    private var found: [LinkageName: Found] = [:]
    private(set) var cutNames = 0

    init(_ receipts: [LinkageReceipt], _ parties: [LinkageParty], documentsOfParty: [Int]) {
        let wanted = Set(receipts.map(\.name)).filter { !$0.isEmpty }
        guard !wanted.isEmpty else { return }
        var postings: [UInt32: [Int]] = [:]
        for (party, entry) in parties.enumerated() {
            for trigram in Set(entry.names.flatMap(\.trigrams)) { postings[trigram, default: []].append(party) }
        }
        for name in wanted {
            var best: [(party: Int, level: LinkageLevel, place: Int)] = []
            for party in Self.near(name, postings) {
                let level = Self.level(name, parties[party])
                if level != .nameDiffers { best.append((party, level, level.place)) }
            }
            best.sort { ($0.place, $0.party) < ($1.place, $1.party) }
            if best.count > Self.partiesMax { cutNames += 1 }
            var entry = Found(level: best.prefix(Self.partiesMax).map { ($0.party, $0.level) })
            for (level, floor) in [(LinkageLevel.nameSame, 0), (.nameLike, 1), (.nameFaint, 2)] {
                let limit = LinkageLevel.nameSame.place + floor
                entry.documents[level] = best.filter { $0.place <= limit }.reduce(0) {
                    $0 + documentsOfParty[$1.party]
                }
            }
            found[name] = entry
        }
    }

    func found(_ name: LinkageName) -> Found { found[name] ?? Found() }

    /// The parties that share one of the rarest trigrams of a name.
    private static func near(_ name: LinkageName, _ postings: [UInt32: [Int]]) -> Set<Int> {
        let rare = name.trigrams.compactMap { postings[$0] }.filter { $0.count <= partiesOfTrigramMax }
        return Set(rare.sorted { $0.count < $1.count }.prefix(trigramsMax).joined())
    }

    /// How a payer's name agrees with the best of a party's names.
    static func level(_ name: LinkageName, _ party: LinkageParty) -> LinkageLevel {
        guard !name.isEmpty, !party.names.isEmpty else { return .nameMissing }
        // Most parties have one name.
        let best = level(name, party.names[0])
        return party.names.dropFirst().reduce(best) { best, other in
            let level = level(name, other)
            return level.place < best.place ? level : best
        }
    }

    private static func level(_ one: LinkageName, _ other: LinkageName) -> LinkageLevel {
        let isOneForm = one.legalForm.isEmpty || other.legalForm.isEmpty || one.legalForm == other.legalForm
        if one.words == other.words { return isOneForm ? .nameSame : .nameFaint }
        let shared = sharedCount(one.trigrams, other.trigrams)
        let (few, many) = (min(one.trigrams.count, other.trigrams.count), max(one.trigrams.count, other.trigrams.count))
        // Percent of both names, and of the shorter one, which the bank may have cut.
        let likeness = few + many > 0 ? 200 * shared / (few + many) : 0
        let containment = few > 0 ? 100 * shared / few : 0
        if isOneForm, likeness >= 70 || (containment >= 90 && few >= 8) { return .nameLike }
        return likeness >= 45 ? .nameFaint : .nameDiffers
    }

    private static func sharedCount(_ one: [UInt32], _ other: [UInt32]) -> Int {
        var (left, right, count) = (0, 0, 0)
        while left < one.count, right < other.count {
            if one[left] == other[right] {
                count += 1
                left += 1
                right += 1
            } else if one[left] < other[right] {
                left += 1
            } else {
                right += 1
            }
        }
        return count
    }
}
