/// Where the hub dies: at commits, counted from one over the life of the database.
package struct CrashPlan: Hashable, Sendable {
    package enum Side: String, CaseIterable, Hashable, Sendable {
        /// The transaction is lost.
        case before
        /// The transaction is kept, but nobody is told.
        case after
    }

    package struct Point: Hashable, Sendable {
        package let commit: Int
        package let side: Side

        package init(commit: Int, side: Side) {
            self.commit = commit
            self.side = side
        }
    }

    package let points: Set<Point>

    package init(_ points: Set<Point> = []) { self.points = points }

    /// Up to three crashes somewhere among the commits that so many payments take; none in calm seeds.
    static func seeded(level: Int64, payments: Int, chance: Chance) -> CrashPlan {
        var points: Set<Point> = []
        for _ in 0..<(level == 0 ? 0 : chance.index(below: 4)) {
            let side = chance.happens(percent: 50) ? Side.before : .after
            points.insert(Point(commit: 10 + chance.index(below: 30 * payments), side: side))
        }
        return CrashPlan(points)
    }

    /// Every place where a run with so many commits can die.
    package static func everyPoint(commits: Int) -> [Point] {
        (1...max(1, commits)).flatMap { commit in Side.allCases.map { Point(commit: commit, side: $0) } }
    }

    var text: String? {
        points.isEmpty ? nil : points.map { "\($0.side) commit \($0.commit)" }.sorted().joined(separator: ", ")
    }

    func contains(_ commit: Int, _ side: Side) -> Bool { points.contains(Point(commit: commit, side: side)) }
}

/// The process is gone; what the hub's code makes of this error no longer matters.
struct SimulatedCrash: Error {}
