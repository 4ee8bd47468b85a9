import Foundation
import TestSupport
import Testing

@testable import oracles

@Suite struct OraclesTests {
    static func read(_ text: String) throws(JSONError) -> JSON { try JSONReader.read(Array(text.utf8)) }

    /// The cases of an oracle file whose kinds are evaluated; empty when the file is absent.
    static func evaluated(_ file: String) throws -> [OracleCase] {
        guard let url = SharedData.file("oracles/\(file)") else { return [] }
        let cases = try OracleCase.all(in: file, document: JSONReader.read(Array(Data(contentsOf: url))))
        return cases.filter { oracleCase in Registry.evaluators.contains { $0.kinds.contains(oracleCase.kind) } }
    }

    /// An evaluator that finds none proves nothing.
    @Test(
        "every case of an evaluated kind passes",
        arguments: [("terms.json", 46), ("credit.json", 4), ("dunning.json", 2)]
    )
    func agrees(file: String, atLeast: Int) async throws {
        let cases = try Self.evaluated(file)
        guard !cases.isEmpty else { return }
        #expect(cases.count >= atLeast)
        for oracleCase in cases {
            #expect(await Registry.evaluate(oracleCase) == .passed, "\(oracleCase.id)")
        }
    }

    @Test(
        "a wrong expectation is a difference in every case of the oracle",
        arguments: ["terms.json", "credit.json", "dunning.json"]
    )
    func noticesWrongExpectations(file: String) async throws {
        for oracleCase in try Self.evaluated(file) {
            for key in oracleCase.expected.keys {
                guard case .object(var members) = oracleCase.json, case .object(var expected) = oracleCase.expected
                else {
                    Issue.record("no object")
                    return
                }
                expected[key] = .string("something else")
                members["expect"] = .object(expected)
                let changed = OracleCase(
                    file: "",
                    provider: nil,
                    id: oracleCase.id,
                    kind: oracleCase.kind,
                    json: .object(members)
                )
                switch await Registry.evaluate(changed) {
                case .failed: continue
                // A state with another name is not known, so nothing can be said.
                case .skipped where key == "status": continue
                case .passed, .refused, .skipped: Issue.record("\(oracleCase.id) passes with a wrong \(key)")
                }
            }
        }
    }

    static func outcome(_ kind: String, _ members: String) async throws -> Outcome {
        let text = #"[{"id":"a","kind":"\#(kind)","currency":"EUR","invoice_date":"2026-01-15",\#(members)}]"#
        return await Registry.evaluate(try #require(try OracleCase.all(in: "", document: read(text)).first))
    }

    @Test(
        "what is not known is skipped, never passed",
        arguments: [
            ("no_such_kind", #""expect":{"a":1}"#),
            (
                "schedule",
                #""amount_minor":1,"terms":{"lines":[{"percent":"100","due":["+1y"]}]},"expect":{"schedule":[]}"#
            ),
            (
                "schedule",
                #""amount_minor":1,"terms":{"lines":[{"percent":"100","due":[{"x":1}]}]},"expect":{"schedule":[]}"#
            ),
            ("schedule", #""amount_minor":1,"terms":{"text":"net 30","grace":1},"expect":{"schedule":[]}"#),
            ("schedule", #""amount_minor":1,"terms":{"text":"net 30"},"expect":{"moon":"full"}"#),
            ("schedule", #""amount_minor":1,"terms":{"text":"net 30"},"expect":{}"#),
            ("schedule", #""amount_minor":1,"terms":{"lines":[{"percent":"x","due":[]}]},"expect":{"schedule":[]}"#),
            ("offer", #""amount_minor":1,"terms":{"text":"net 30"},"expect":{"pay_minor":1}"#),
            ("parse", #""terms":{"grammar":"other","text":""},"expect":{"valid":true}"#),
            ("validate", #""terms":{"lines":[{"percent":"100","due":["+1y"]}]},"expect":{"valid":true}"#),
            gate(#"{"due":"2024-05-01","open_minor":5000,"disputed":true}"#, deMinimis: 0),
            gate(#"{"due":"2024-05-01","open_minor":5000,"disputed":false}"#, deMinimis: 1),
            gate(#"{"open_minor":5000,"disputed":false}"#, deMinimis: 0),
            (
                "reserve_sequence",
                #""input":{"limit_minor":9,"ops":[{"op":"extend","id":"a"}]},"expect":{"results":["ok"]}"#
            ),
        ]
    )
    func skips(kind: String, members: String) async throws {
        guard case .skipped(let why) = try await Self.outcome(kind, members) else {
            Issue.record("not skipped")
            return
        }
        #expect(!why.isEmpty)
    }

    static func gate(_ item: String, deMinimis: Int) -> (String, String) {
        let members =
            #""suspend_at_days":15,"de_minimis_minor":\#(deMinimis),"items":[\#(item)],"as_of":"2024-05-16","#
            + #""expect":{"suspended":false}"#
        return ("order_gate", members)
    }

    @Test("the hub's refusals in the oracle's words")
    func words() async throws {
        let steps = #"""
            {"op":"reserve","id":"a","amount_minor":60},{"op":"reserve","id":"a","amount_minor":60},
            {"op":"reserve","id":"a","amount_minor":61},{"op":"reserve","id":"b","amount_minor":41},
            {"op":"release","id":"b"},{"op":"commit","id":"a","amount_minor":20},{"op":"commit","id":"a","amount_minor":41},
            {"op":"release","id":"a"},{"op":"reserve","id":"c","amount_minor":0}
            """#
        let results =
            #"["ok","ok","rejected:RESERVATION_CONFLICT","rejected:CREDIT_LIMIT_EXCEEDED","rejected:RESERVATION_UNKNOWN","#
            + #""ok","rejected:COMMIT_EXCEEDS_RESERVED","ok","rejected:AMOUNT_NOT_POSITIVE"]"#
        let members =
            #""input":{"limit_minor":100,"ops":[\#(steps)]},"expect":{"results":\#(results),"exposure_minor":20}"#
        #expect(try await Self.outcome("reserve_sequence", members) == .passed)
    }

    @Test func readsTermsFromTextAlone() async throws {
        let due = #""expect":{"schedule":[{"due":"2026-02-14"}]}"#
        #expect(try await Self.outcome("schedule", #""amount_minor":1,"terms":{"text":"net 30"},"# + due) == .passed)
        guard case .refused = try await Self.outcome("schedule", #""amount_minor":1,"terms":{"text":"soon"},"# + due)
        else {
            Issue.record("not refused")
            return
        }
    }

    @Test func comparesByExpectedKeys() throws {
        func compare(_ expected: String, _ answer: String) throws -> Outcome {
            guard case .object(let answers) = try Self.read(answer) else { return .skipped("") }
            return .comparing(try Self.read(expected), with: answers)
        }
        #expect(try compare(#"{"a":[{"b":1}]}"#, #"{"a":[{"b":1,"c":2}],"d":3}"#) == .passed)
        #expect(try compare(#"{"a":1,"b":2}"#, #"{"a":1}"#) == .skipped("not answered yet: b"))
        #expect(try compare(#"{"a":2,"b":2}"#, #"{"a":1}"#) == .failed(["a: expected 2, got 1"]))
        #expect(try compare(#"{"a":[1]}"#, #"{"a":[1,2]}"#) == .failed(["a: expected [1], got [1,2]"]))
        #expect(try compare(#"{"a":{"b":null}}"#, #"{"a":{}}"#) == .passed)
        #expect(try compare(#"{"a":{"b":1}}"#, #"{"a":{}}"#) == .failed(["a.b: expected 1, got null"]))
        #expect(try compare(#"{"or_reject":true}"#, "{}") == .skipped("nothing is expected"))
    }

    @Test(arguments: [
        (#"{"a":[1,-2.50,true,null,"x"]}"#, #"{"a":[1,-2.50,true,null,"x"]}"#),
        (" [ ] ", "[]"), ("{ }", "{}"), (#""\u00e4\n\ud83d\ude00\/""#, #""ä\n😀/""#), ("1e3", "1e3"), ("0", "0"),
    ])
    func readsJSON(text: String, printed: String) throws { #expect(try Self.read(text).description == printed) }

    @Test(arguments: [
        ("", 1, 1), ("[1,]", 1, 4), ("[1\n, 2\n", 3, 1), ("{\"a\" 1}", 1, 6), ("{\"a\":1,\"a\":2}", 1, 8),
        ("[01]", 1, 2),
        ("tru", 1, 1), ("[1] 2", 1, 5), ("\"a\nb\"", 1, 3), ("\"\\x\"", 1, 3), ("\"\\ud800\"", 1, 8), ("[1.]", 1, 4),
        ("{\n  \"a\": nope\n}", 2, 8), (String(repeating: "[", count: 300), 1, 201), ("-", 1, 1), ("\"abc", 1, 5),
    ])
    func saysWhereAFileIsNoJSON(text: String, line: Int, column: Int) throws {
        let error = try #require(throws: JSONError.self) { try Self.read(text) }
        #expect(error.line == line, "\(error)")
        #expect(error.column == column, "\(error)")
    }

    @Test(
        "an object without vectors, cases without what every case has, one id twice",
        arguments: [
            "{}", "3", #"[{"kind":"a","expect":{}}]"#, #"[{"id":"a","expect":{}}]"#, #"[{"id":"a","kind":"b"}]"#, "[1]",
            #"[{"id":"a","kind":"b","expect":{}},{"id":"a","kind":"b","expect":{}}]"#,
        ]
    )
    func refusesFiles(text: String) throws {
        let error = try #require(throws: FileError.self) {
            try OracleCase.all(in: "cases.json", document: Self.read(text))
        }
        #expect(error.description.hasPrefix("cases.json: "))
    }
}
