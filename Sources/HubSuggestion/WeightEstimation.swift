import PaymentVocabulary

/// Fills a table of weights from what the run itself shows.
struct WeightEstimation {
    private static let confirmedMin = 200
    private static let confirmedMax = 4_000
    private static let candidatesMin = 1_000
    /// Pairs' worth of the published probabilities that hold an estimate.
    private static let publishedPairs = 50
    private static let sampledReceipts = 64
    private static let sampledDocuments = 128

    var table: WeightTable

    /// u of the levels without a value of their own: receipts and documents taken evenly over both lists, all with all.
    mutating func estimateOthers(_ readings: [Comparison.Reading], _ index: DocumentIndex) {
        let places = evenly(index.documents.count, Self.sampledDocuments)
        var counts = LevelCounts()
        for reading in evenly(readings.count, Self.sampledReceipts).map({ readings[$0] }) {
            for place in places {
                let agreements = Comparison.compare(reading, place, index.documents[place])
                for field in agreements.indices { counts[agreements[field].level] += 1 }
            }
        }
        for group in LinkageLevel.groups { fill(group, counts, isM: false, source: .published) }
    }

    /// m of all but the reference, which is why most of the pairs are confirmed, from certain matches.
    ///
    /// - Returns: whether there were enough.
    mutating func estimate(confirmed: [ConfirmedPair], _ parties: [LinkageParty]) -> Bool {
        table.confirmedPairs = confirmed.count
        guard confirmed.count >= Self.confirmedMin else { return false }
        var owners: [String: [Int]] = [:]
        for (party, entry) in parties.enumerated() {
            for account in entry.accounts { owners[account, default: []].append(party) }
        }
        var counts = LevelCounts()
        for place in evenly(confirmed.count, Self.confirmedMax) {
            for level in levels(confirmed[place], parties, owners) { counts[level] += 1 }
        }
        for group in LinkageLevel.groups where group[0].field != .reference {
            fill(group, counts, isM: true, source: .confirmed)
        }
        return true
    }

    private func levels(
        _ pair: ConfirmedPair,
        _ parties: [LinkageParty],
        _ owners: [String: [Int]]
    ) -> [LinkageLevel] {
        let (receipt, document) = (pair.receipt, pair.document)
        let amount = pair.isPartOfSum ? .amountPartOfSum : Comparison.amountLevel(receipt.amount, document)
        let holders = receipt.account.flatMap { owners[$0] } ?? []
        let account: LinkageLevel =
            receipt.account == nil
            ? .accountMissing
            : holders.contains(document.party)
                ? .accountSame : holders.isEmpty ? .accountUnknown : .accountOfAnother
        let party = parties.indices.contains(document.party) ? parties[document.party] : nil
        let name = party.map { NameBlocks.level(receipt.name, $0) } ?? .nameMissing
        return [
            amount, account == .accountSame ? Comparison.beside(name) : name,
            Comparison.dateLevel(receipt.date, document), account,
        ]
    }

    /// m of every field by expectation maximisation over the candidates, starting from the published table.
    mutating func estimate(candidates: [[Candidate]]) {
        var counts: [LevelPattern: Int] = [:]
        for candidate in candidates.joined() { counts[LevelPattern(candidate.agreements), default: 0] += 1 }
        let pairs = counts.values.reduce(0, +)
        table.candidatePairs = pairs
        guard pairs >= Self.candidatesMin else { return }
        let groups = LinkageLevel.groups
        let patterns = counts.sorted { $0.key.bytes < $1.key.bytes }.map { pattern, count in
            let levels = pattern.levels
            return ExpectationMaximisation.Pattern(
                levels: groups.map { group in levels.lazy.compactMap { group.firstIndex(of: $0) }.first },
                count: count
            )
        }
        func start(_ value: (LinkageLevel) -> Int) -> [[Double]] {
            groups.map { group in group.map { Double(value($0)) / 1_000_000 } }
        }
        var estimation = ExpectationMaximisation(
            m: start { $0.published.m },
            u: start { $0.published.u },
            share: min(0.5, Double(candidates.count) / 2 / Double(pairs))
        )
        estimation.run(patterns)
        for (group, probabilities) in zip(groups, estimation.m) {
            let matched = estimation.share * Double(pairs)
            for (level, probability) in zip(group, probabilities) {
                let held = probability * matched + Double(level.published.m) / 1_000_000 * Double(Self.publishedPairs)
                let m = held / (matched + Double(Self.publishedPairs))
                table.set(level, m: Int((m * 1_000_000).rounded()), source: .estimated)
            }
        }
    }

    private mutating func fill(
        _ group: [LinkageLevel],
        _ counts: LevelCounts,
        isM: Bool,
        source: WeightTable.Source
    ) {
        let total = group.reduce(0) { $0 + counts[$1] }
        guard total > 0 else { return }
        for level in group {
            let published = isM ? level.published.m : level.published.u
            let held = counts[level] * 1_000_000 + published * Self.publishedPairs
            let value = held / (total + Self.publishedPairs)
            if isM { table.set(level, m: value, source: source) } else { table.set(level, u: value) }
        }
    }
}

/// How often each level was seen.
private struct LevelCounts {
    private var counts = [Int](repeating: 0, count: LinkageLevel.allCases.count)

    subscript(level: LinkageLevel) -> Int {
        get { counts[level.place] }
        set { counts[level.place] = newValue }
    }
}

/// The levels of all fields in one number, the first field in the highest byte.
private struct LevelPattern: Hashable {
    let bytes: UInt64

    init(_ agreements: Comparison.Agreements) {
        bytes = agreements.indices.reduce(0) { $0 << 8 | UInt64(agreements[$1].level.place) }
    }

    var levels: [LinkageLevel] {
        let count = Comparison.Agreements.count
        return (0..<count).map { LinkageLevel.allCases[Int(bytes >> UInt64(8 * (count - 1 - $0)) & 0xFF)] }
    }
}

/// At most `max` places of a list, evenly spread.
private func evenly(_ count: Int, _ max: Int) -> [Int] {
    count <= max ? Array(0..<count) : (0..<max).map { $0 * count / max }
}
