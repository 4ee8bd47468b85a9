import Testing

@testable import AdapterKit

/// Two readers that share no code, the parser and the walk that explains its refusals, must refuse the same texts.
@Suite struct JSONFaultLocatorTests {
    static let text = #"{"a": [1, -2.5e+3, true, null, {"b": "\u00e9\n\\\ud83d\ude00"}], "c": false, "": {}, "d": []}"#

    @Test("with any byte replaced, both agree", arguments: Array("\"\\{}[]:, 0-+.eEudtx\u{1}\u{7F}\n".utf8))
    func agreesWithTheParser(replacement: UInt8) throws {
        for place in Self.text.utf8.indices {
            var bytes = Array(Self.text.utf8)
            bytes[Self.text.utf8.distance(from: Self.text.utf8.startIndex, to: place)] = replacement
            var locator = JSONFaultLocator(bytes)
            let fault = locator.firstFault()
            do {
                _ = try JSONDocument(bytes)
                #expect(fault == nil, "\(String(decoding: bytes, as: UTF8.self))")
            } catch {
                // A key that became equal to another and a number without a place are no faults of grammar.
                let isGrammar = error.reason != .duplicateKey && error.reason != .numberOutOfRange
                #expect(!isGrammar || fault != nil, "\(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    @Test func survivesDeepNesting() {
        var locator = JSONFaultLocator([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        #expect(locator.firstFault() == 1_000_000)
    }
}
