/// Evaluates cases of some kinds.
///
/// To add one: write a file with a type that conforms, and name it in `Registry.evaluators`.
protocol Evaluator: Sendable {
    /// The provider whose vectors it takes; `nil` for oracle files.
    var provider: String? { get }
    var kinds: Set<String> { get }

    func evaluate(_ oracleCase: OracleCase) async -> Outcome
}

extension Evaluator {
    var provider: String? { nil }
}

/// What came of one case.
enum Outcome: Hashable, Sendable {
    case passed
    /// Each difference on a line of its own.
    case failed([String])
    /// We refuse what the case takes for granted: passed where the case allows it or we are stricter on purpose.
    case refused(String)
    /// Nothing was decided; never counts as passed.
    case skipped(String)
}

extension Outcome {
    /// Compares each key of `expected` with the answer of the same name.
    ///
    /// Inside answers, objects are compared by the keys that are expected, arrays element by element. An expected key
    /// without an answer makes the case skipped, unless another key already differs.
    static func comparing(_ expected: JSON, with answers: [String: JSON]) -> Outcome {
        let keys = expected.keys.filter { $0 != "or_reject" }
        guard !keys.isEmpty else { return .skipped("nothing is expected") }
        var differences: [String] = []
        var unanswered: [String] = []
        for key in keys {
            guard let want = expected[key] else { continue }
            guard let answer = answers[key] else {
                unanswered.append(key)
                continue
            }
            differences += Self.differences(want, answer, at: key)
        }
        guard differences.isEmpty else { return .failed(differences) }
        return unanswered.isEmpty ? .passed : .skipped("not answered yet: \(unanswered.joined(separator: ", "))")
    }

    private static func differences(_ expected: JSON, _ answer: JSON, at path: String) -> [String] {
        switch (expected, answer) {
        case (.object, .object):
            return expected.keys.flatMap { key -> [String] in
                guard let want = expected[key] else { return [] }
                return differences(want, answer[key] ?? .null, at: "\(path).\(key)")
            }
        case (.array(let wanted), .array(let answers)) where wanted.count == answers.count:
            return zip(wanted, answers).enumerated().flatMap { index, pair in
                differences(pair.0, pair.1, at: "\(path)[\(index)]")
            }
        default:
            return expected == answer ? [] : ["\(path): expected \(expected), got \(answer)"]
        }
    }
}
