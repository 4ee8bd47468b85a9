package import Yams

extension YamlError {
    /// What is wrong with a text that is no YAML, in one line, and where.
    package var message: (mark: Mark?, problem: String) {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark, "no YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            (context.mark, "the key \(keys.joined(separator: ", ")) is there twice in one mapping")
        default: (nil, "no YAML: \(self)")
        }
    }
}
