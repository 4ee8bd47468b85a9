internal import ArgumentParser
internal import Foundation
internal import HubReconciliation
internal import RulesFile

/// `quittance rules`: what a merchant allows the matcher to post.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Work with matching rules.",
        subcommands: [Show.self, Check.self]
    )
}

extension RulesCommand {
    /// `quittance rules show`: the built-in rules as a file to begin with.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Print the built-in rules as YAML.",
            discussion: """
                Read with --rules the file says exactly what reconcile does without it. docs/matching-rules.md \
                explains every key.

                Example: quittance rules show > rules.yaml
                """
        )

        func run() { print(RulesFile.yaml(MatchingPolicy()), terminator: "") }
    }

    /// `quittance rules check`: the linter.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Look over a rules file, and show what it decides.",
            discussion: """
                Names every rule that is never reached, that no receipt can have the facts of, or that would post only \
                what no rule may post, and every two tolerances that explain the same difference. Then prints the \
                rules in the order in which they are asked and what they decide of each combination of facts.

                Ends with 0, with 1 when a rule has to be put right, and with 2 when the file does not read.

                Example: quittance rules check rules.yaml
                """
        )

        @Argument(help: "The rules, as YAML; - is standard input.")
        var file: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let rules: RulesFile
            do throws(RulesFileError) {
                rules = try RulesFile(path: file)
            } catch {
                throw Stop.usage(error.description)
            }
            print(json ? try RulesView(rules).json() + "\n" : text(of: rules), terminator: "")
            if rules.complaints.contains(where: \.finding.kind.isFault) { throw Stop.no }
        }

        private func text(of rules: RulesFile) -> String {
            let complaints = rules.complaints.map { "\($0.text)\n" }.joined()
            let table = rules.policy.text(.ofTerminal) { rule in
                guard rules.policy.rules.contains(rule), let place = rules.places[rule.name] else { return nil }
                return "\(rules.file):\(place.line)"
            }
            return (complaints.isEmpty ? "nothing to complain about\n" : complaints) + "\n" + table
        }
    }
}

/// A rules file as `rules check --json` shows it; the property names are those of the JSON output.
private struct RulesView: Encodable {
    struct Finding: Encodable {
        let kind: String
        let subject: String
        let line: Int?
        let column: Int?
        let problem: String
        let isFault: Bool
    }

    struct Row: Encodable {
        let payer: String
        let reference: String
        let amount: String
        let rule: String
        let decision: String
        let limit: String?
    }

    let file: String
    let findings: [Finding]
    let table: [Row]

    init(_ rules: RulesFile) {
        file = rules.file
        findings = rules.policy.findings.map { finding in
            let place = rules.places[finding.subject]
            return Finding(
                kind: finding.kind.rawValue,
                subject: finding.subject,
                line: place?.line,
                column: place?.column,
                problem: finding.problem,
                isFault: finding.kind.isFault
            )
        }
        table = rules.policy.effectiveTable.map { row in
            Row(
                payer: row.facts.payer.rawValue,
                reference: row.facts.reference.rawValue,
                amount: row.facts.amount.rawValue,
                rule: row.rule.name,
                decision: row.posts ? "post" : "suggest",
                limit: row.limit
            )
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
