import Foundation
import PaymentVocabulary
import TestSupport
import Testing

@Suite struct CreditorReferenceTests {
    @Test(arguments: ["RF18539007547034", "RF712348231", "RF18000000000539007547034", "RF45G72UUR"])
    func acceptsPublishedOnes(text: String) throws {
        let reference = try CreditorReference(parsing: text)
        #expect(reference.electronic == text)
        #expect(reference.creditorsOwn == text.dropFirst(4))
    }

    @Test func readsThePaperForm() {
        #expect(CreditorReference("RF18 5390 0754 7034")?.electronic == "RF18539007547034")
        #expect(CreditorReference("rf45 g72u ur")?.electronic == "RF45G72UUR")
    }

    @Test(
        arguments: [
            ("", .noPrefix), ("539007547034", .noPrefix), ("RG18539007547034", .noPrefix),
            ("RF18", .wrongLength(found: 0)),
            ("RF1", .wrongLength(found: 0)), ("RF181234567890123456789012", .wrongLength(found: 22)),
            ("RF18-39007547034", .malformed), ("RF18539007547035", .wrongCheckDigits),
            ("RF19539007547034", .wrongCheckDigits),
            ("RFA8539007547034", .wrongCheckDigits),
        ] as [(String, CreditorReferenceError)]
    )
    func refuses(text: String, error: CreditorReferenceError) {
        #expect(throws: error) { try CreditorReference(parsing: text) }
    }

    @Test("one pair of check digits fits, and no other", arguments: UInt64(0)..<200)
    func checkDigits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let length = Int.random(in: 1...21, using: &random)
        let own = String((0..<length).map { _ in alphabet[Int.random(in: 0..<36, using: &random)] })
        let fitting = (0...99).compactMap { CreditorReference("RF\($0 < 10 ? "0" : "")\($0)\(own)") }
        #expect(fitting.map(\.creditorsOwn) == [own])
    }

    @Test func encodesAsText() throws {
        let reference = try CreditorReference(parsing: "RF18 5390 0754 7034")
        let encoded = try JSONEncoder().encode([reference])
        #expect(String(decoding: encoded, as: UTF8.self) == #"["RF18539007547034"]"#)
        #expect(try JSONDecoder().decode([CreditorReference].self, from: encoded) == [reference])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([CreditorReference].self, from: Data(#"["RF00"]"#.utf8))
        }
    }
}
