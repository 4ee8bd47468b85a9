import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("characters of payment files") struct PaymentTextTests {
    @Test(
        "names in Latin letters",
        arguments: [
            ("Müller & Söhne", "Mueller + Soehne"), ("Straße", "Strasse"), ("É. Dupré", "E. Dupre"),
            ("Mu\u{308}ller", "Mueller"), ("Ødegård", "Oedegaard"), ("Ελληνικά", "Ellinika"), ("Жуков", "Zhukov"),
            ("Łódź", "Lodz"), ("ẞ", "SS"), ("Þór", "Thor"), ("Nguyễn", "Nguyen"), ("a_b;c", "a-b,c"), ("東 X", ". X"),
            ("  x ", "x"), ("a\u{A0}b\tc\nd", "a b c d"), ("“q”", "'q'"), ("x\u{327}", "x"), ("\u{1F600}!", ".."),
            ("5 € / £", "5 EUR / GBP"),
        ]
    )
    func latin(given: String, expected: String) {
        #expect(PaymentText(given, .latin, limit: 70, cuts: false).text == expected)
    }

    @Test("Swiss files keep the letters of western and central Europe")
    func swiss() {
        #expect(PaymentText("Zürich Łódź Ș 東", .swiss, limit: 70, cuts: false).text == "Zürich Łódź Ș .")
        #expect(PaymentText("Zu\u{308}rich Ł", .swissEarly, limit: 70, cuts: false).text == "Zürich L")
        let scalars = PaymentText("Zu\u{308}rich", .swiss, limit: 70, cuts: false).text.unicodeScalars
        #expect(scalars.contains("\u{FC}") && scalars.count == 6)
    }

    @Test("every text becomes one that the file can hold, whatever it was", arguments: UInt64(0)..<200)
    func always(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var given = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            let most: UInt32 = Bool.random(using: &random) ? 0x250 : 0x1_F600
            if let scalar = Unicode.Scalar(UInt32.random(in: 0...most, using: &random)) { given.append(scalar) }
        }
        let latin = PaymentText(String(given), .latin, limit: 35, cuts: true).text
        #expect(latin.utf8.allSatisfy(PaymentCharacters.isLatin) && latin.utf8.count <= 35)
        let ach = PaymentText(String(given), .ach, limit: 22, cuts: true).text
        #expect(ach.utf8.allSatisfy { (0x20...0x7E).contains($0) } && ach.utf8.count <= 22 && ach == ach.uppercased())
        for characters in [PaymentCharacters.swiss, .swissEarly] {
            let text = PaymentText(String(given), characters, limit: 70, cuts: true).text
            #expect(text.allSatisfy { characters.kept($0) != nil } && text.unicodeScalars.count <= 70)
        }
    }
}
