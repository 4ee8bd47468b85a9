import PaymentVocabulary
import TestSupport
import Testing

@Suite struct ReferenceSchemeTests {
    /// Published examples, or the standards' rules worked by hand where these print none.
    @Test(
        arguments: [
            // Swiss Implementation Guidelines QR-bill; PostFinance, ESR manual.
            (.swiss, "210000000003139471430009017"), (.swiss, "961116900000006600000009284"),
            (.swiss, "120000000000234478943216899"),
            // Febelfin; 97 stands where nothing is left: 97 * 10309278 = 999999966.
            (.belgian, "090933755493"), (.belgian, "099999996697"),
            // Finance Finland: 123456 with weights 1, 3, 7, 1, 3, 7 is 89.
            (.finnish, "1234561"), (.finnish, "1009"),
            // Nets: KID; the textbook number of Luhn's patent.
            (.luhn, "12345674"), (.luhn, "2345676"), (.luhn, "79927398713"),
            // 8*2+7*3+6*4+5*5+4*6+3*7+2*2+1*3 = 138 = 12*11+6.
            (.norwegianModulo11, "123456785"),
        ] as [(ReferenceScheme, String)]
    )
    func acceptsKnownOnes(scheme: ReferenceScheme, text: String) {
        #expect(scheme.holds(for: Array(text.utf8)[...]))
        #expect(scheme.holds(for: Array(text.utf8.drop { $0 == 0x30 })[...]), "zeros in front do not matter")
    }

    @Test(arguments: ReferenceScheme.allCases)
    func refuses(scheme: ReferenceScheme) {
        let tooLong = String(repeating: "0", count: 28 - 12) + "090933755493"
        for text in ["", "0", "00", "000000000000", "12A4567", "1234 61", "١٢٣٤٥٦١", tooLong] {
            #expect(!scheme.holds(for: Array(text.utf8)[...]), "\(text)")
        }
    }

    @Test("one check fits, zeros in front keep it, and no digit may change", arguments: UInt64(0)..<200)
    func checkDigits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for scheme in ReferenceScheme.allCases {
            let length = Int.random(in: 3...(scheme.lengthMax - scheme.checkLength - 2), using: &random)
            var own = (0..<length).map { _ in UInt8.random(in: 0x30...0x39, using: &random) }
            own[0] = 0x31
            let checks = scheme.checkLength == 1 ? Array(0...9) : Array(0...99)
            let fitting = checks.map { check -> [UInt8] in
                let digits = Array("\(check)".utf8)
                return own + Array(repeating: 0x30, count: scheme.checkLength - digits.count) + digits
            }.filter { scheme.holds(for: $0[...]) }
            // Modulo 11 leaves one number in eleven without a digit.
            #expect(fitting.count == 1 || (fitting.isEmpty && scheme == .norwegianModulo11))
            for reference in fitting {
                #expect(scheme.holds(for: ([0x30, 0x30] + reference)[...]))
                let place = Int.random(in: 0..<reference.count, using: &random)
                var mistyped = reference
                mistyped[place] = 0x30 + (mistyped[place] - 0x30 + UInt8.random(in: 1...9, using: &random)) % 10
                #expect(!scheme.holds(for: mistyped[...]), "\(scheme) \(reference)")
            }
        }
    }
}
