/// Estimates m and u of independent fields from patterns of agreement of which nobody knows who belongs together.
///
/// A fixed number of rounds from given start values, in the order of the patterns: the same bytes every time. Source:
/// A. Dempster, N. Laird, D. Rubin, Maximum Likelihood from Incomplete Data via the EM Algorithm, JRSS B 39 (1977).
package struct ExpectationMaximisation: Sendable {
    package struct Pattern: Hashable, Sendable {
        /// The level of each field, from 0; `nil` where a field has nothing to compare.
        package let levels: [Int?]
        package let count: Int

        package init(levels: [Int?], count: Int) {
            self.levels = levels
            self.count = count
        }
    }

    /// Probabilities by field and level.
    package private(set) var m: [[Double]]
    package private(set) var u: [[Double]]
    /// The share of pairs that belong together.
    package private(set) var share: Double

    package init(m: [[Double]], u: [[Double]], share: Double) {
        self.m = m
        self.u = u
        self.share = share
    }

    package static let rounds = 40

    package mutating func run(_ patterns: [Pattern], rounds: Int = Self.rounds) {
        let total = patterns.reduce(0) { $0 + $1.count }
        guard total > 0 else { return }
        for _ in 0..<rounds { step(patterns, total: Double(total)) }
    }

    private mutating func step(_ patterns: [Pattern], total: Double) {
        var matching = m.map { $0.map { _ in Self.floor } }
        var other = u.map { $0.map { _ in Self.floor } }
        var matched = 0.0
        for pattern in patterns {
            let weight = Double(pattern.count)
            let part = probability(pattern) * weight
            matched += part
            for (field, level) in pattern.levels.enumerated() {
                guard let level else { continue }
                matching[field][level] += part
                other[field][level] += weight - part
            }
        }
        m = matching.map(Self.normalised)
        u = other.map(Self.normalised)
        share = min(1 - Self.floor, max(Self.floor, matched / total))
    }

    /// That the pairs of a pattern belong together.
    package func probability(_ pattern: Pattern) -> Double {
        var (yes, no) = (share, 1 - share)
        for (field, level) in pattern.levels.enumerated() {
            guard let level else { continue }
            yes *= m[field][level]
            no *= u[field][level]
        }
        return yes + no > 0 ? yes / (yes + no) : 0
    }

    /// Keeps a level that no pair has from becoming impossible.
    private static let floor = 1e-6

    private static func normalised(_ counts: [Double]) -> [Double] {
        let sum = counts.reduce(0, +)
        return counts.map { $0 / sum }
    }
}
