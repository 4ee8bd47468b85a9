import Foundation
import TestSupport
import Testing

@testable import PaymentVocabulary

@Suite struct IBANTests {
    /// The examples that the IBAN registry prints for its countries.
    static let examples = """
        AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201
        AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034 BG80BNBG96611020345678
        BH67BMAG00001299123456 BR1800360305000010009795493C1 BY13NBRB3600900000002Z00AB00 CH9300762011623852957
        CR05015202001026284066 CY17002001280000001200527600 CZ6508000000192000145399 DE89370400440532013000
        DK5000400440116243 DO28BAGR00000001212453611324 EE382200221020145685 EG380019000500000000263180002
        ES9121000418450200051332 FI2112345600000785 FO6264600001631634 FR1420041010050500013M02606
        GB29NWBK60161331926819 GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206
        GR1601101250000000012300695 GT82TRAJ01020000001210029690 HR1210010051863000160
        HU42117730161111101800000000 IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012
        IS140159260076545510730339 IT60X0542811101000000123456 JO94CBJO0010000000000131000302
        KW81CBKU0000000000001234560101 KZ86125KZT5004100100 LB62099900000001001901229114
        LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000 LU280019400644750000
        LV80BANK0000435195001 MC5811222000010123456789030 MD24AG000225100013104168 ME25505000012345678951
        MK07250120000058984 MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S
        MU17BOMM0101101030300200000MUR NL91ABNA0417164300 NO9386011117947 PK36SCBL0000001123456702
        PL61109010140000071219812874 PS92PALS000000000400123456702 PT50000201231234567890154
        QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379 SA0380000000608010167519
        SC18SSCB11010000000000001497USD SE4550000000058398257466 SI56191000000123438 SK3112000000198742637541
        SM86U0322509800000000270100 ST23000100010051845310146 SV62CENR00000000000000700025 TL380080012345678910157
        TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001 VA59001123000012345678
        VG96VPVG0000012345678901 XK051212012345678906
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    @Test(arguments: examples)
    func acceptsTheRegistry(text: String) throws {
        let iban = try IBAN(parsing: text)
        #expect(iban.electronic == text)
        #expect(iban.country == text.prefix(2))
        #expect(iban.basicAccountNumber == text.dropFirst(4))
    }

    @Test("one wrong digit and two swapped digits are found", arguments: examples)
    func findsMistakes(text: String) {
        var bytes = Array(text.utf8)
        for index in 4..<bytes.count where (0x30...0x39).contains(bytes[index]) {
            var wrong = bytes
            wrong[index] = 0x30 + (bytes[index] - 0x30 + 1) % 10
            #expect(IBAN(String(decoding: wrong, as: UTF8.self)) == nil)
        }
        for index in 4..<bytes.count - 1 where bytes[index] != bytes[index + 1] {
            // A letter counts as two digits, so `1B` and `B1` are both 111.
            guard bytes[index...index + 1].allSatisfy({ (0x30...0x39).contains($0) }) else { continue }
            bytes.swapAt(index, index + 1)
            #expect(IBAN(String(decoding: bytes, as: UTF8.self)) == nil)
            bytes.swapAt(index, index + 1)
        }
    }

    @Test func readsThePaperForm() {
        #expect(IBAN("de89 3704 0044 0532 0130 00")?.electronic == "DE89370400440532013000")
        #expect(IBAN("NO93 8601 1117 947")?.electronic == "NO9386011117947")
    }

    @Test(
        arguments: [
            ("", .malformed), ("DE", .malformed), ("DE8937040044053201300!", .malformed), ("DE89-3704", .malformed),
            ("DÉ89370400440532013000", .malformed), ("ZZ89370400440532013000", .unknownCountry("ZZ")),
            ("1234567890", .unknownCountry("12")), ("US89370400440532013000", .unknownCountry("US")),
            ("DE8937040044053201300", .wrongLength(country: "DE", expected: 22, found: 21)),
            ("DE893704004405320130000", .wrongLength(country: "DE", expected: 22, found: 23)),
            ("DE88370400440532013000", .wrongCheckDigits), ("DEA9370400440532013000", .wrongCheckDigits),
        ] as [(String, IBANError)]
    )
    func refuses(text: String, error: IBANError) {
        #expect(throws: error) { try IBAN(parsing: text) }
        #expect(!error.description.contains("3704"))
    }

    @Test("00, 01 and 99 are never computed, although 97 divides with them too")
    func refusesImpossibleCheckDigits() {
        var refused = 0
        for (possible, impossible) in [("97", "00"), ("98", "01"), ("02", "99")] {
            for number in 0..<1_000 {
                let body = "5390075" + String(1_000 + number)
                guard IBAN("BE\(possible)\(body)0") != nil else { continue }
                #expect(IBAN("BE\(impossible)\(body)0") == nil)
                refused += 1
            }
        }
        #expect(refused > 20)
    }

    @Test func knowsTheRegistry() {
        #expect(IBAN.lengths.count == 89)
        #expect(IBAN.lengths.values.min() == 15)
        #expect(IBAN.lengths.values.max() == 33)
    }

    @Test func encodesAsText() throws {
        let iban = try IBAN(parsing: "NL91 ABNA 0417 1643 00")
        let encoded = try JSONEncoder().encode([iban])
        #expect(String(decoding: encoded, as: UTF8.self) == #"["NL91ABNA0417164300"]"#)
        #expect(try JSONDecoder().decode([IBAN].self, from: encoded) == [iban])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([IBAN].self, from: Data(#"["NL91"]"#.utf8)) }
    }

    @Test(
        "what was meant to be an IBAN, and accounts of other kinds",
        arguments: [
            ("DE89370400440532013000", nil), ("DE89 3704 0044 0532 0130 01", .wrongCheckDigits),
            ("DE8937040044053201300", .wrongLength(country: "DE", expected: 22, found: 21)), ("DE1", nil), ("", nil),
            ("12345678", nil), ("XX89370400440532013000", nil), ("DE_89370400440532013000", nil),
            ("NO8601117948", nil), ("NO9386011117948", .wrongCheckDigits),
        ] as [(String, IBANError?)]
    )
    func slips(text: String, slip: IBANError?) {
        #expect(IBAN.slip(in: text) == slip, "\(text)")
    }
}
