/// What is wrong with a rules file, where, and what would be right.
package struct RulesFileError: Error, Hashable, CustomStringConvertible {
    package let file: String
    /// From 1; `nil` where the file as a whole is meant.
    package let place: RulesFile.Place?
    /// Such as `rules[2].payer`; empty for the whole file.
    package let key: String
    package let problem: String

    package init(file: String, place: RulesFile.Place?, key: String, problem: String) {
        self.file = file
        self.place = place
        self.key = key
        self.problem = problem
    }

    /// `FILE:LINE:COLUMN: KEY: PROBLEM`.
    package var description: String {
        let begin = place.map { "\(file):\($0.line):\($0.column)" } ?? file
        return key.isEmpty ? "\(begin): \(problem)" : "\(begin): \(key): \(problem)"
    }
}
