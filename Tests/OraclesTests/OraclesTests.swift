import Foundation
import TestSupport
import Testing

@testable import oracles

@Suite struct OraclesTests {
    static func read(_ text: String) throws(JSONError) -> JSON { try JSONReader.read(Array(text.utf8)) }

    @Test func termsAgreeWithTheOracle() throws {
        guard let file = SharedData.file("oracles/terms.json") else { return }
        let document = try JSONReader.read(Array(Data(contentsOf: file)))
        let cases = try OracleCase.all(in: "terms.json", document: document)
        #expect(cases.count >= 46)
        for oracleCase in cases {
            #expect(Registry.evaluate(oracleCase) == .passed, "\(oracleCase.id)")
        }
    }

    @Test("a wrong expectation is a difference in every case of the oracle")
    func noticesWrongExpectations() throws {
        guard let file = SharedData.file("oracles/terms.json") else { return }
        let document = try JSONReader.read(Array(Data(contentsOf: file)))
        for oracleCase in try OracleCase.all(in: "terms.json", document: document) {
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
                switch Registry.evaluate(changed) {
                case .failed: continue
                // A state with another name is not known, so nothing can be said.
                case .skipped where key == "status": continue
                case .passed, .refused, .skipped: Issue.record("\(oracleCase.id) passes with a wrong \(key)")
                }
            }
        }
    }

    static func outcome(_ kind: String, _ members: String) throws -> Outcome {
        let text = #"[{"id":"a","kind":"\#(kind)","currency":"EUR","invoice_date":"2026-01-15",\#(members)}]"#
        return Registry.evaluate(try #require(try OracleCase.all(in: "", document: read(text)).first))
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
        ]
    )
    func skips(kind: String, members: String) throws {
        guard case .skipped(let why) = try Self.outcome(kind, members) else {
            Issue.record("not skipped")
            return
        }
        #expect(!why.isEmpty)
    }

    @Test func readsTermsFromTextAlone() throws {
        let due = #""expect":{"schedule":[{"due":"2026-02-14"}]}"#
        #expect(try Self.outcome("schedule", #""amount_minor":1,"terms":{"text":"net 30"},"# + due) == .passed)
        guard case .refused = try Self.outcome("schedule", #""amount_minor":1,"terms":{"text":"soon"},"# + due) else {
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
