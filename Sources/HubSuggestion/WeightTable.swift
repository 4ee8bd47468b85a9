internal import Foundation

/// The m and u probabilities of every level, and the weights that follow from them.
///
/// Sources: I. Fellegi, A. Sunter, A Theory for Record Linkage, JASA 64 (1969); W. Winkler, Using the EM Algorithm for
/// Weight Computation in the Fellegi-Sunter Model of Record Linkage (1988) and Frequency-Based Matching (1989).
package struct WeightTable: Hashable, Sendable {
    package enum Source: String, Hashable, Sendable {
        /// The run's own certain matches.
        case confirmed
        /// Expectation maximisation over the candidate pairs.
        case estimated
        case published
    }

    package struct Entry: Hashable, Sendable {
        package let level: LinkageLevel
        /// In millionths, at least one.
        package let m: Int
        package let u: Int
        package let source: Source

        /// In thousandths of a bit, before any adjustment to a value's frequency.
        package var weight: Int { level.isMissing ? 0 : bits(Double(m) / Double(u)) }
    }

    /// In the order of the levels.
    package private(set) var entries: [Entry]
    /// How many documents are open: the frequency of a value is a share of them.
    package let documents: Int
    /// Confirmed pairs, and candidate pairs, that the estimation has seen.
    package internal(set) var confirmedPairs = 0
    package internal(set) var candidatePairs = 0
    /// What was cut, in words; empty when no bound was hit.
    package internal(set) var notes: [String] = []

    package init(documents: Int) {
        self.documents = documents
        entries = LinkageLevel.allCases.map {
            Entry(level: $0, m: $0.published.m, u: $0.published.u, source: .published)
        }
    }

    package func entry(_ level: LinkageLevel) -> Entry { entries[level.place] }

    mutating func set(_ level: LinkageLevel, m: Int? = nil, u: Int? = nil, source: Source? = nil) {
        let old = entries[level.place]
        entries[level.place] = Entry(
            level: level,
            m: max(1, m ?? old.m),
            u: max(1, u ?? old.u),
            source: source ?? old.source
        )
    }

    /// The weight of a level in thousandths of a bit: log2(m / u).
    ///
    /// For a value that `count` of the open documents have, u is (count - 1/2 + 100 u) / (documents + 100): the share
    /// of that value, held to the published u by a hundred documents' worth, so that few documents do not make every
    /// agreement look like chance, and many make a frequent amount or name earn little.
    package func weight(_ level: LinkageLevel, sharedBy count: Int) -> Int {
        let entry = entries[level.place]
        guard level.isFrequencyAdjusted else { return entry.weight }
        let base = Double(level.published.u) / 1_000_000
        let u =
            (Double(max(1, count)) - 0.5 + Self.publishedDocuments * base)
            / (Double(documents) + Self.publishedDocuments)
        return bits(Double(entry.m) / 1_000_000 / u)
    }

    private static let publishedDocuments = 100.0

    /// The weight that pays no open document: one receipt in two pays one, and any of them is as likely before looking.
    package var noneWeight: Int { bits(Double(max(1, documents))) }

}

/// log2 in thousandths, at most thirty bits either way.
func bits(_ ratio: Double) -> Int { Int((min(30, max(-30, log2(ratio))) * 1_000).rounded()) }

/// How likely each of some rivals is, of which one alone can be true; the weights in thousandths of a bit.
struct Rivals {
    private let top: Int
    private let sum: Double

    init(_ weights: [Int]) {
        let top = weights.max() ?? 0
        self.top = top
        sum = weights.reduce(0) { $0 + Self.odds($1, top) }
    }

    private static func odds(_ weight: Int, _ top: Int) -> Double { exp2(Double(weight - top) / 1_000) }

    /// In thousandths.
    ///
    /// - Parameter weight: one of the rivals'.
    func share(of weight: Int) -> Int {
        sum > 0 ? Int((Self.odds(weight, top) / sum * 1_000).rounded(.down)) : 0
    }
}
