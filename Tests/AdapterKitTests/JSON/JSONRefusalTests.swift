import AdapterKit
import Testing

/// Hostile and broken texts, each with the reason it is refused for.
@Suite struct JSONRefusalTests {
    @Test(arguments: [
        "", " ", "{", "[", "\"", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[1", "[1,", "tru", "nul", "{}}", "[]]",
        "1 2", "{} {}", "{a:1}", "{'a':1}", "[1,]", "{\"a\":1,}", "[,]", "01", "+1", ".5", "1.", "1e", "-", "0x10",
        "NaN",
        "Infinity", "[1 2]", "{\"a\" 1}", "{1:2}", "//c\n1", "\u{FEFF}1", "[\"a\u{0}\"]", "\"\\x\"", "\"\\u12\"",
        "\"tab\there\"", "\"line\nbreak\"",
    ])
    func refusesOtherGrammar(_ text: String) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(text) }
        let allowed: [JSONError.Reason] = [.malformed, .invalidString, .numberOutOfRange]
        #expect(error.map { allowed.contains($0.reason) } == true, "\(text)")
    }

    @Test(
        "the error says where to look",
        arguments: [
            ("", 1, 1), ("{\n \"a\": 1,\n \"b\" 2}", 3, 6), ("[1, 02]", 1, 5), ("{\"a\":\"x\\q\"}", 1, 8),
            ("[1]\n]", 2, 1),
            ("{\"a\":[1,{\"b\":tru}]}", 1, 17), ("[\"a\tb\"]", 1, 4), ("{\"a\":1", 1, 7), ("{\"a\":1,}", 1, 8),
            ("[1,]", 1, 4),
            ("\n\n{a:1}", 3, 2), ("[\"\\ud83d\"]", 1, 3), ("[[],{},\"\\u00e9\\n\",-1.5e3,null,false,true,]", 1, 42),
            ("1 2", 1, 3),
        ]
    )
    func namesThePosition(text: String, line: Int, column: Int) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(text) }
        #expect(error?.position?.line == line)
        #expect(error?.position?.column == column)
    }

    @Test("a document cut anywhere is refused")
    func refusesEveryPrefix() throws {
        let bytes = Array(#"{"a":[1,-2.5e3,true,null,{"b":"\u00e9\n\\"}],"é":"x"}"#.utf8)
        _ = try JSONDocument(bytes)
        for length in 0..<bytes.count {
            let error = #expect(throws: JSONError.self, "\(length)") { try JSONDocument(Array(bytes[..<length])) }
            #expect(error?.position != nil, "\(length)")
        }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
            [0xF8, 0x88],
        ] as [[UInt8]]
    )
    func refusesInvalidUTF8(_ sequence: [UInt8]) {
        let error = #expect(throws: JSONError.self) {
            try JSONDocument(Array("[\"".utf8) + sequence + Array("\"]".utf8))
        }
        #expect(error?.reason == .invalidUTF8)
        #expect(error?.position?.byte == 2)
    }

    @Test(arguments: [
        #""\ud83d""#, #""\ude00""#, #""\ud83d\u0041""#, #""\ude00\ud83d""#, #""\ud83dx""#, #"{"\udc00":1}"#,
        #""\ud83d\ud83d\ude00""#,
    ])
    func refusesLoneSurrogates(_ text: String) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(text) }
        #expect(error?.reason == .invalidString)
    }

    @Test(arguments: ["1e400", "-1e400", "18446744073709551616", "-9223372036854775809"])
    func refusesNumbersWithoutAPlace(_ text: String) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(text) }
        #expect(error?.reason == .numberOutOfRange)
    }

    @Test("nesting is limited", arguments: [(64, true), (65, false), (10_000, false), (400_000, false)])
    func limitsDepth(levels: Int, accepted: Bool) {
        let texts = [
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels),
            String(repeating: "{\"a\":", count: levels) + "1" + String(repeating: "}", count: levels),
        ]
        let limits = JSONLimits(byteCountMax: 1 << 24, depthMax: 64)
        for text in texts {
            if accepted {
                #expect(throws: Never.self) { try JSONDocument(text, limits: limits) }
            } else {
                let error = #expect(throws: JSONError.self) { try JSONDocument(text, limits: limits) }
                #expect(error?.reason == .tooDeep)
            }
        }
    }

    @Test func limitsSize() throws {
        let text = "\"" + String(repeating: "x", count: 98) + "\""
        _ = try JSONDocument(text, limits: JSONLimits(byteCountMax: 100, depthMax: 1))
        let error = #expect(throws: JSONError.self) {
            try JSONDocument(text, limits: JSONLimits(byteCountMax: 99, depthMax: 1))
        }
        #expect(error?.reason == .tooLarge)
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, "a"), (#"{"x":{"a":1,"b":2,"a":1}}"#, "x.a"), (#"[{},{"k":[],"k":[]}]"#, "[1].k"),
        (#"{"a":1,"\u0061":2}"#, "a"), (#"{"":1,"":2}"#, ""),
    ])
    func refusesDuplicateKeys(text: String, path: String) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(text) }
        #expect(error?.reason == .duplicateKey)
        #expect(error?.path == path)
    }

    @Test func refusesDuplicatesAmongManyKeys() throws {
        let members = (0..<5_000).map { "\"key\($0)\":\($0)" }
        _ = try JSONDocument("{" + members.joined(separator: ",") + "}")
        let error = #expect(throws: JSONError.self) {
            try JSONDocument("{" + (members + ["\"key17\":0"]).joined(separator: ",") + "}")
        }
        #expect(error?.reason == .duplicateKey)
        #expect(error?.path == "key17")
    }

    @Test("the same key in different objects is no duplicate")
    func acceptsRepeatedKeysElsewhere() throws {
        _ = try JSONDocument(#"{"id":1,"a":{"id":2},"b":[{"id":3},{"id":4}]}"#)
    }
}
