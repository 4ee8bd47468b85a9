import PaymentVocabulary

/// Why a document is suggested, in figures.
package struct LinkageScore: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package let level: LinkageLevel
        /// In thousandths of a bit.
        package let weight: Int
    }

    /// One a field, in the order of `LinkageField.allCases`.
    package let parts: [Part]
    /// The sum of the weights, in thousandths of a bit.
    package let total: Int
    /// How likely it is that the receipt pays this document, if the weights are right, in thousandths.
    package let posterior: Int
    /// The assignment of all receipts gives the receipt this document.
    package let isAssigned: Bool
}

/// What is suggested for one receipt.
package struct LinkageAnswer: Hashable, Sendable {
    package struct Suggested: Hashable, Sendable {
        package let document: Int
        package let score: LinkageScore
    }

    /// The best first.
    package let suggestions: [Suggested]
    /// The score of the first less that of the best that is not suggested together with it, in thousandths of a bit;
    /// negative when the better one explains another receipt; `nil` when there is no second.
    package let margin: Int?
    /// So many receipts hang together that the greedy order was taken for the best assignment.
    package let isGreedy: Bool
}

/// Suggests documents for the receipts that the passes left; nothing here posts.
package struct Suggester: Sendable {
    package static let suggestionsMax = 5
    /// Thousandths: what is less likely is not suggested.
    static let posteriorMin = 20
    /// The same where only the payer speaks for a document, and no pass suggests another one.
    static let partyPosteriorMin = 100
    private static let linksMax = 12
    private static let setMax = 12

    package private(set) var table: WeightTable
    package private(set) var answers: [LinkageAnswer] = []

    /// - Parameters:
    ///   - open: how many of the documents are open; the others are only named or suggested.
    ///   - confirmed: a few thousand of them; more are asked for nothing.
    package init(
        receipts: [LinkageReceipt],
        documents: [LinkageDocument],
        parties: [LinkageParty],
        open: Int,
        confirmed: [ConfirmedPair]
    ) {
        var blocks = Candidates(receipts, documents, parties, open: open)
        let readings = receipts.map(blocks.reading)
        var estimation = WeightEstimation(table: WeightTable(documents: open))
        estimation.estimateOthers(readings, blocks.index)
        var candidates: [[Candidate]]?
        if !estimation.estimate(confirmed: confirmed, parties) {
            let all = readings.map { blocks.candidates($0) }
            estimation.estimate(candidates: all)
            candidates = all
        }
        table = estimation.table
        // Where the weights are known already, the candidates of one receipt only are in memory.
        let contests = readings.indices.map { place in
            contest(candidates?[place] ?? blocks.candidates(readings[place]), readings[place], blocks.index.documents)
        }
        let components = AssignmentComponents(
            links(contests),
            capacity: Dictionary(uniqueKeysWithValues: contests.enumerated().map { ($0, max(1, $1.set.count)) })
        )
        answers = contests.indices.map { place in
            answer(
                contests[place],
                suggested: receipts[place].suggested,
                assigned: components.documentsOf[place] ?? [],
                isGreedy: components.greedyReceipts.contains(place)
            )
        }
        note(blocks, components)
    }

    /// The documents of one receipt against each other.
    private struct Contest {
        /// Those that may be suggested, linked or compared with what is, the best first.
        let leading: [Candidate]
        /// Those that it pays together, if it pays any of them.
        let set: Set<Int>
        let everything: Rivals
        /// The scores of all that are not of the set; empty without one.
        let beside: [Int]
    }

    private func contest(
        _ found: [Candidate],
        _ reading: Comparison.Reading,
        _ documents: [LinkageDocument]
    ) -> Contest {
        var candidates = found
        weigh(&candidates, documents)
        let set = Self.together(reading, candidates)
        let everything = Rivals(candidates.map(\.score) + [table.noneWeight])
        let leadingMax = max(Self.linksMax, set.count) + 1
        let leading = candidates.enumerated().filter { rank, candidate in
            rank < leadingMax || set.contains(candidate.document)
                || reading.receipt.suggested.contains(candidate.document)
                || everything.share(of: candidate.score) >= Self.posteriorMin
        }
        return Contest(
            leading: leading.map(\.element),
            set: set,
            everything: everything,
            beside: set.isEmpty ? [] : candidates.filter { !set.contains($0.document) }.map(\.score)
        )
    }

    /// Scores them, and puts the best first; equal ones by due date and number.
    private func weigh(_ candidates: inout [Candidate], _ documents: [LinkageDocument]) {
        for place in candidates.indices {
            let agreements = candidates[place].agreements
            candidates[place].score = agreements.indices.reduce(0) { $0 + weight(agreements[$1]) }
        }
        candidates.sort { left, right in
            if left.score != right.score { return left.score > right.score }
            let (one, two) = (documents[left.document], documents[right.document])
            if one.due != two.due { return one.due < two.due }
            if one.number != two.number { return one.number < two.number }
            return left.document < right.document
        }
    }

    private func weight(_ agreement: Comparison.Agreement) -> Int {
        table.weight(agreement.level, sharedBy: agreement.sharedBy)
    }

    /// Documents that a receipt pays together, if it pays any of them: those of one sum, and those that it names.
    private static func together(_ reading: Comparison.Reading, _ candidates: [Candidate]) -> Set<Int> {
        let set = reading.sum.isEmpty ? reading.receipt.named : reading.sum
        let known = Set(candidates.map(\.document)).intersection(set)
        return known.count > 1 && known.count <= setMax ? known : []
    }

    private func links(_ contests: [Contest]) -> [AssignmentComponents.Link] {
        var links: [AssignmentComponents.Link] = []
        for (receipt, contest) in contests.enumerated() {
            for candidate in contest.leading.prefix(max(Self.linksMax, contest.set.count)) {
                let weight = candidate.score - table.noneWeight
                guard weight > 0 else { continue }
                links.append(.init(receipt: receipt, document: candidate.document, weight: weight))
            }
        }
        return links
    }

    private func answer(
        _ contest: Contest,
        suggested: [Int],
        assigned: Set<Int>,
        isGreedy: Bool
    ) -> LinkageAnswer {
        let (candidates, set) = (contest.leading, contest.set)
        // What is paid together does not compete.
        func posterior(_ candidate: Candidate) -> Int {
            guard set.contains(candidate.document) else { return contest.everything.share(of: candidate.score) }
            return Rivals(contest.beside + [candidate.score, table.noneWeight]).share(of: candidate.score)
        }
        var shown: [LinkageAnswer.Suggested] = []
        for isFirst in [true, false] {
            for candidate in candidates where assigned.contains(candidate.document) == isFirst {
                let likelihood = posterior(candidate)
                let isWorthwhile =
                    candidate.agreesBeyondParty
                    ? likelihood >= Self.posteriorMin : suggested.isEmpty && likelihood >= Self.partyPosteriorMin
                guard isFirst || isWorthwhile || suggested.contains(candidate.document) else { continue }
                shown.append(.init(document: candidate.document, score: score(candidate, likelihood, isFirst)))
            }
        }
        let kept = keep(shown, suggested, set)
        let first = kept.first
        let partners = first.map { set.contains($0.document) ? set : [$0.document] } ?? []
        let second = candidates.first { !partners.contains($0.document) }
        return LinkageAnswer(
            suggestions: kept,
            margin: first.flatMap { first in second.map { first.score.total - $0.score } },
            isGreedy: isGreedy
        )
    }

    /// Five, or as many as a pass suggests or a sum has; what a pass suggests stays.
    private func keep(
        _ shown: [LinkageAnswer.Suggested],
        _ suggested: [Int],
        _ set: Set<Int>
    ) -> [LinkageAnswer.Suggested] {
        let max = max(Self.suggestionsMax, suggested.count, set.count)
        var room = max - shown.count { suggested.contains($0.document) }
        return shown.filter { entry in
            guard !suggested.contains(entry.document) else { return true }
            room -= 1
            return room >= 0
        }
    }

    private func score(_ candidate: Candidate, _ posterior: Int, _ isAssigned: Bool) -> LinkageScore {
        let agreements = candidate.agreements
        return LinkageScore(
            parts: agreements.indices.map { field in
                LinkageScore.Part(level: agreements[field].level, weight: weight(agreements[field]))
            },
            total: candidate.score,
            posterior: posterior,
            isAssigned: isAssigned
        )
    }

    private mutating func note(_ blocks: Candidates, _ components: AssignmentComponents) {
        for (count, words) in [
            (blocks.cutAmounts, "receipts have an amount that more documents have than are compared"),
            (blocks.cutParties, "times a customer has more open documents than are compared with one receipt"),
            (blocks.numbers.cutNumbers, "numbers in texts are like so many documents that they count as naming none"),
            (blocks.names.cutNames, "names are like more customers than are compared"),
            (
                components.greedyReceipts.count,
                "receipts hang together in so large a group that the best pair goes first"
            ),
        ] where count > 0 {
            table.notes.append("\(count) \(words)")
        }
    }
}
