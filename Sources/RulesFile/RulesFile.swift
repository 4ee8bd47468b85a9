package import HubReconciliation
import PaymentVocabulary
import Yams

/// A merchant's matching policy, read from YAML.
package struct RulesFile: Sendable {
    /// Both from 1.
    package struct Place: Hashable, Sendable {
        package let line: Int
        package let column: Int
    }

    package let file: String
    package let policy: MatchingPolicy
    /// Where each rule and each tolerance begins, by its name.
    package let places: [String: Place]

    /// Larger files are refused.
    package static let bytesMax = 1 << 20
    package static let rulesMax = 200

    /// - Parameter file: the name for messages.
    /// - Throws: `RulesFileError` with line, column and key.
    package init(yaml: String, file: String) throws(RulesFileError) {
        guard yaml.utf8.count <= Self.bytesMax else {
            throw RulesFileError(file: file, place: nil, key: "", problem: "larger than 1 MiB")
        }
        let root = RulesNode(node: try Self.compose(yaml, file), file: file, key: "")
        let sections = try root.section(["tolerances", "settings", "rules"])
        var policy = MatchingPolicy()
        var places: [String: Place] = [:]
        if let node = sections["tolerances"] { try Self.readTolerances(node, into: &policy, &places) }
        if let node = sections["settings"] { try Self.readSettings(node, into: &policy, &places) }
        if let node = sections["rules"] { policy.rules = try Self.readRules(node, &places) }
        self.file = file
        self.policy = policy
        self.places = places
    }

    /// The findings of the linter, each as `FILE:LINE:COLUMN: PROBLEM`.
    package var complaints: [(finding: RuleFinding, text: String)] {
        policy.findings.map { finding in
            let place = places[finding.subject].map { ":\($0.line):\($0.column)" } ?? ""
            return (finding, "\(file)\(place): \(finding.problem)")
        }
    }

    private static func compose(_ yaml: String, _ file: String) throws(RulesFileError) -> Node {
        func wrong(_ mark: Mark?, _ problem: String) -> RulesFileError {
            let place = mark.map { Place(line: $0.line, column: $0.column) }
            return RulesFileError(file: file, place: place, key: "", problem: problem)
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            throw wrong(error.message.mark, error.message.problem)
        } catch {
            throw wrong(nil, "no YAML: \(error)")
        }
        guard let node else { throw wrong(nil, "the file is empty; `quittance rules show` prints one to begin with") }
        return node
    }
}
