import Foundation
import TestSupport
import Testing

/// `statement inspect` on files that others counted.
@Suite("statement inspect from outside") struct StatementInspectTests {
    private static let corpus = SharedData.files(in: "corpus/camt053").filter { $0.pathExtension == "xml" }
    private static let keys: Set<String> = [
        "file", "format", "version", "groups", "entries", "returns", "complete", "warnings", "error",
    ]

    @Test("counts, sums and balances of the whole corpus, in one run, are those of the files beside it")
    func corpusCounts() async throws {
        guard !Self.corpus.isEmpty else { return }
        let found = try await run(Programs.quittance, ["statement", "inspect", "--json"] + Self.corpus.map(\.path))
        let lines = try found.objects()
        try #require(lines.count == Self.corpus.count)
        var rejected = false
        for (file, line) in zip(Self.corpus, lines) {
            rejected = try expect(line, file) || rejected
        }
        #expect(found.code == (rejected ? 3 : 0), "\(found.errors)")
    }

    /// - Returns: whether the file had to be rejected.
    private func expect(_ line: [String: Any], _ file: URL) throws -> Bool {
        let name = file.lastPathComponent
        let beside = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(filePath: "\(file.path).expected.json"))
        )
        let facts = try #require((beside as? [String: Any])?["facts"] as? [String: Any])
        let groups = try #require(facts["groups"] as? [[String: Any]])
        #expect(Self.keys.isSubset(of: Set(line.keys)), "\(name): \(line.keys.sorted())")
        #expect(line["file"] as? String == file.path && line["format"] as? String == "camt053", "\(name)")
        #expect(line["version"] as? String == facts["message"] as? String, "\(name)")
        #expect(line["entries"] as? Int == facts["total_entries"] as? Int, "\(name)")
        let shown = try #require(line["groups"] as? [[String: Any]])
        try #require(shown.count == groups.count, "\(name)")
        for (shown, group) in zip(shown, groups) { try expect(shown, group, name) }
        guard groups.contains(where: { $0["bad_amounts"] != nil }) else {
            #expect(line["error"] is NSNull, "\(name): \(line["error"] ?? "")")
            return false
        }
        let position = (line["error"] as? [String: Any])?["position"] as? [String: Any]
        #expect(position?["line"] is Int && position?["path"] is String, "\(name): \(line)")
        return true
    }

    private func expect(_ shown: [String: Any], _ group: [String: Any], _ name: String) throws {
        for key in ["kind", "id", "account"] {
            // Where an account's identification has a scheme and an issuer, they stand on lines of their own beside it.
            let counted = (group[key] as? String)?.split(separator: "\n").first.map(String.init)
            #expect(shown[key] as? String == counted, "\(name): \(key)")
        }
        #expect(shown["entries"] as? Int == group["entries"] as? Int, "\(name)")
        let sums = try #require(group["by_currency"] as? [String: [String: String]])
        if sums.count == 1 {
            for key in ["credit_sum", "debit_sum"] {
                #expect(try number(shown[key]) == number(group[key]), "\(name): \(key)")
            }
        } else if let shownSums = shown["sums"] as? [String: [String: String]] {
            for (currency, sum) in sums {
                #expect(try number(shownSums[currency]?["credit"]) == number(sum["credit_sum"]), "\(name): \(currency)")
                #expect(try number(shownSums[currency]?["debit"]) == number(sum["debit_sum"]), "\(name): \(currency)")
            }
        } else {
            #expect(sums.isEmpty, "\(name): sums of several currencies are not shown")
        }
        let balances = try #require(group["balances"] as? [[String: String]])
        for (type, key) in [("OPBD", "opening"), ("CLBD", "closing")] {
            guard balances.count(where: { $0["type"] == type }) == 1,
                let balance = balances.first(where: { $0["type"] == type }),
                let amount = balance["amount"]
            else { continue }
            let signed = balance["ind"] == "DBIT" ? "-\(amount)" : amount
            let found = (shown[key] as? [String: Any])?["amount"]
            #expect(try number(found) == number(signed), "\(name): \(key)")
        }
        let check = group["balance_check"] as? Bool
        #expect(shown["balanced"] as? Bool == check, "\(name): balanced is \(shown["balanced"] ?? ""), \(check as Any)")
    }

    /// A decimal without the zeros that say nothing.
    private func number(_ value: Any?) throws -> String {
        let text = try #require(value as? String)
        guard text.contains(".") else { return text == "-0" ? "0" : text }
        let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(short.reversed())
    }

    @Test("standard input, several files of which one is not there, and --strict")
    func arguments() async throws {
        let text = try DemoFiles.text(DemoFiles.second)
        let piped = try await run(Programs.quittance, ["statement", "inspect", "-", "--json"], input: .text(text))
        let line = try #require(try piped.objects().first)
        #expect(
            piped.code == 0 && line["file"] as? String == "-" && line["credit_sum"] as? String == "3000.00",
            "\(line)"
        )
        #expect(line["complete"] as? Bool == true)

        let several = try await run(
            Programs.quittance,
            ["statement", "inspect", "--json", DemoFiles.first, "not-there.xml", DemoFiles.second]
        )
        let lines = try several.objects()
        #expect(lines.map { $0["entries"] as? Int } == [4, 0, 1], "the others are read all the same")
        #expect(several.code == 5 && !(lines[1]["error"] is NSNull), "\(several.code) \(several.output)")

        let unbalanced = text.replacingOccurrences(of: "27192.00", with: "27193.00")
        let lenient = try await run(
            Programs.quittance,
            ["statement", "inspect", "-", "--json"],
            input: .text(unbalanced)
        )
        let warnings = try #require(try lenient.objects().first?["warnings"] as? [[String: Any]])
        #expect(lenient.code == 0 && !warnings.isEmpty, "\(lenient.output)")
        let strict = try await run(
            Programs.quittance,
            ["statement", "inspect", "-", "--strict"],
            input: .text(unbalanced)
        )
        #expect(strict.code == 1, "\(strict.output)")
    }
}
