import AdapterKit
import Testing

/// Writing, and the canonical form that fingerprints are made of.
@Suite struct JSONWritingTests {
    private func text(_ node: JSONNode, keys: JSONWriter.KeyOrder = .asGiven) -> String {
        String(decoding: JSONWriter.encode(node, keys: keys), as: UTF8.self)
    }

    @Test func writesEveryKindInTheOrderGiven() throws {
        let node: JSONNode = [
            "b": .integer(.min), "a": ["x", true, .null, 7], "empty": [:], "none": [],
            "rate": .number(try #require(JSONNode.Decimal("12.50"))),
        ]
        #expect(text(node) == #"{"b":-9223372036854775808,"a":["x",true,null,7],"empty":{},"none":[],"rate":12.50}"#)
        #expect(
            text(node, keys: .sorted)
                == #"{"a":["x",true,null,7],"b":-9223372036854775808,"empty":{},"none":[],"rate":12.50}"#
        )
    }

    @Test("keys are sorted by their bytes, at every level")
    func sortsKeys() {
        let node: JSONNode = ["é": 1, "z": ["b": 1, "a": 2], "Z": 3, "": 4, "zz": 5, "😀": 6, "\u{FFFD}": 7]
        #expect(text(node, keys: .sorted) == #"{"":4,"Z":3,"z":{"a":2,"b":1},"zz":5,"é":1,"\#u{FFFD}":7,"😀":6}"#)
    }

    @Test(
        "whatever text is written is read back",
        arguments: [
            "", "plain", "quote \" backslash \\ slash /", "\u{0}\u{1}\u{8}\u{9}\u{A}\u{C}\u{D}\u{1F}\u{7F}",
            "é😀\u{2028}",
            "e\u{301}", "</script>",
        ]
    )
    func escapesRoundTrip(_ string: String) throws {
        let bytes = JSONWriter.encode([.string(string), .object([.init(key: string, value: 1)])])
        let elements = Array(try JSONDocument(bytes).root.elements())
        #expect(Array(try elements[0].string().utf8) == Array(string.utf8))
        #expect(try elements[1].members().map { Array($0.key.utf8) } == [Array(string.utf8)])
        #expect(try JSONDocument(bytes).canonicalBytes() == bytes)
    }

    @Test func controlCharactersAreEscaped() {
        #expect(text("\u{0}\u{1F}\n\"\\") == #""\u0000\u001f\n\"\\""#)
    }

    @Test(arguments: ["0", "-0", "12.50", "1e5", "1E+5", "-1.5e-10", "100"])
    func acceptsNumberSpellings(_ spelling: String) throws {
        let decimal = try #require(JSONNode.Decimal(spelling))
        #expect(text(.number(decimal)) == spelling)
        _ = try JSONDocument(text(.number(decimal)))
    }

    @Test(arguments: ["", "-", "01", "1.", ".5", "1e", "+1", "1 ", "0x1", "NaN", "1,5", "1.5.5", "١"])
    func refusesOtherNumberSpellings(_ spelling: String) {
        #expect(JSONNode.Decimal(spelling) == nil)
    }

    @Test(
        "texts that mean the same have one canonical form",
        arguments: [
            (#"{"b":1,"a":2}"#, #"{ "a" : 2, "b" : 1 }"#, true),
            (#"{"a":"\u00e9\/"}"#, #"{"a":"é/"}"#, true),
            (#"[1,2]"#, #"[2,1]"#, false),
            (#"{"a":1}"#, #"{"a":1.0}"#, false),
            (#"{"a":1.0}"#, #"{"a":1.00}"#, false),
            (#"{"a":0.1}"#, #"{"a":0.1000000000000000055}"#, false),
            (#"{"a":null}"#, #"{}"#, false),
            (#"{"a":"1"}"#, #"{"a":1}"#, false),
            (#"{"x":{"b":[{"d":1,"c":2.5}],"a":1.5}}"#, "{\"x\":{\"a\":1.5,\n\"b\":[{\"c\":2.5,\"d\":1}]}}", true),
            (#"{"a":"e\u0301"}"#, #"{"a":"\u00e9"}"#, false),
        ]
    )
    func canonicalFormsDecideEquality(left: String, right: String, equal: Bool) throws {
        #expect((try JSONDocument(left).canonicalBytes() == JSONDocument(right).canonicalBytes()) == equal)
    }

    @Test func canonicalFormIsStable() throws {
        let bytes = try JSONDocument(#"{"z":[1.50,{"y":1e3,"x":18446744073709551615}],"a":false}"#).canonicalBytes()
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"a":false,"z":[1.50,{"x":18446744073709551615,"y":1e3}]}"#)
        #expect(try JSONDocument(bytes).canonicalBytes() == bytes)
    }
}
