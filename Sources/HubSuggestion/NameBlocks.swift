/// Finds the parties whose name is like a payer's by the trigrams that few parties have.
///
/// Source of the measure: L. Dice, Measures of the Amount of Ecologic Association Between Species (1945).
struct NameBlocks {
    /// What one name is like, and how many open documents those parties have at that level or a better one.
    struct Found {
        var level: [(party: Int, level: LinkageLevel)] = []
        fileprivate var documents: (same: Int, like: Int, faint: Int)?

        /// `nil` for other levels.
        func documents(at level: LinkageLevel) -> Int? {
            level == .nameSame
                ? documents?.same : level == .nameLike ? documents?.like : level == .nameFaint ? documents?.faint : nil
        }

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
            for name in entry.names {
                for trigram in name.trigrams where postings[trigram]?.last != party {
                    postings[trigram, default: []].append(party)
                }
            }
        }
        let sketches = parties.map(Sketch.init)
        // The number of the name for which a party was compared last.
        var comparedFor = [Int](repeating: -1, count: parties.count)
        for (number, name) in wanted.enumerated() {
            var best: [(party: Int, level: LinkageLevel, place: Int)] = []
            for list in Self.rarest(name, postings) {
                for party in list where comparedFor[party] != number {
                    comparedFor[party] = number
                    guard sketches[party].mayBeLike(name) else { continue }
                    let level = Self.level(name, parties[party])
                    if level != .nameDiffers { best.append((party, level, level.place)) }
                }
            }
            best.sort { ($0.place, $0.party) < ($1.place, $1.party) }
            if best.count > Self.partiesMax { cutNames += 1 }
            var entry = Found(level: best.prefix(Self.partiesMax).map { ($0.party, $0.level) })
            func count(upTo level: LinkageLevel) -> Int {
                best.reduce(0) { $1.place <= level.place ? $0 + documentsOfParty[$1.party] : $0 }
            }
            entry.documents = (count(upTo: .nameSame), count(upTo: .nameLike), count(upTo: .nameFaint))
            found[name] = entry
        }
    }

    /// What of a party's name tells that most other names differ from it, side by side with those of the other parties.
    private struct Sketch {
        private let signature: UInt64
        private let trigrams: Int
        private let isSole: Bool

        init(_ party: LinkageParty) {
            isSole = party.names.count == 1
            (signature, trigrams) = party.names.first.map { ($0.signature, $0.trigrams.count) } ?? (0, 0)
        }

        func mayBeLike(_ name: LinkageName) -> Bool {
            !isSole || NameBlocks.mayShare(name, signature: signature, trigrams: trigrams)
        }
    }

    /// How many trigrams two names share at least that do not differ.
    private static func least(_ one: Int, _ other: Int) -> Int {
        let few = min(one, other)
        return min(few >= 8 ? few * 90 / 100 : few, (one + other) * 45 / 200)
    }

    /// Trigrams without a bit in the other's signature are in it for certain not, which answers most questions.
    private static func mayShare(_ one: LinkageName, signature: UInt64, trigrams: Int) -> Bool {
        one.trigrams.count - (one.signature & ~signature).nonzeroBitCount >= least(one.trigrams.count, trigrams)
    }

    func found(_ name: LinkageName) -> Found { found[name] ?? Found() }

    /// The parties that have the rarest trigrams of a name, a list for each.
    private static func rarest(_ name: LinkageName, _ postings: [UInt32: [Int]]) -> ArraySlice<[Int]> {
        let rare = name.trigrams.compactMap { postings[$0] }.filter { $0.count <= partiesOfTrigramMax }
        return rare.sorted { $0.count < $1.count }.prefix(trigramsMax)
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
        // Equal words have equal trigrams, which are faster to compare.
        if one.trigrams == other.trigrams, one.words == other.words { return isOneForm ? .nameSame : .nameFaint }
        guard mayShare(one, signature: other.signature, trigrams: other.trigrams.count) else { return .nameDiffers }
        let (few, many) = (min(one.trigrams.count, other.trigrams.count), max(one.trigrams.count, other.trigrams.count))
        let least = least(few, many)
        let shared = sharedCount(one.trigrams, other.trigrams, least: least)
        // Percent of both names, and of the shorter one, which the bank may have cut.
        let likeness = few + many > 0 ? 200 * shared / (few + many) : 0
        let containment = few > 0 ? 100 * shared / few : 0
        if isOneForm, likeness >= 70 || (containment >= 90 && few >= 8) { return .nameLike }
        return likeness >= 45 ? .nameFaint : .nameDiffers
    }

    /// - Returns: how many both have, or any number below `least` where they have fewer.
    private static func sharedCount(_ one: [UInt32], _ other: [UInt32], least: Int) -> Int {
        var (left, right, count) = (0, 0, 0)
        // What either may miss and still reach the least.
        let (leftMax, rightMax) = (one.count - least, other.count - least)
        while left < one.count, right < other.count, left - count <= leftMax, right - count <= rightMax {
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
