import PaymentCrypto
import Testing

/// Comparison, randomness and the hashing of secrets.
@Suite struct SecretTests {
    @Test(arguments: [
        ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "", false), ("ab", "a", false),
        ("é", "e\u{301}", false),
    ])
    func comparesBytes(left: String, right: String, equal: Bool) {
        #expect(ConstantTime.equal(left, right) == equal)
        #expect(ConstantTime.equal(Array(left.utf8), Array(right.utf8)[...]) == equal)
    }

    @Test func randomBytesDiffer() {
        let draws = Set((0..<1_000).map { _ in SecureRandom.bytes(count: 16) })
        #expect(draws.count == 1_000)
        #expect(SecureRandom.bytes(count: 0).isEmpty)
        // 4,096 random bytes miss one of the 256 values with a chance of 3 in 100,000.
        #expect(Set(SecureRandom.bytes(count: 16_384)).count == 256)
    }

    /// Source: RFC 7914, section 12; its fourth vector needs a gigabyte and is beyond our limit on purpose.
    @Test(arguments: [
        (
            "", "", 4, 1, 1,
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", 10, 8, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", 14, 8, 1,
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func agreesWithTheStandard(
        password: String,
        salt: String,
        costLog2: Int,
        blockSize: Int,
        parallelism: Int,
        key: String
    ) throws {
        let parameters = try #require(
            ScryptParameters(costLog2: costLog2, blockSize: blockSize, parallelism: parallelism)
        )
        let derived = try Scrypt.derive(
            password: password.utf8,
            salt: salt.utf8,
            parameters: parameters,
            byteCount: 64
        )
        #expect(Hexadecimal.encode(derived) == key)
    }

    @Test func storedHashesVerifyAndTravelAsText() throws {
        let hash = try ScryptHash(of: "qk_live_1".utf8, salt: Array(0..<16), parameters: .apiKey)
        #expect(hash.encoded.hasPrefix("$scrypt$ln=10,r=8,p=1$AAECAwQFBgcICQoLDA0ODw==$"))
        let read = try #require(ScryptHash(encoded: hash.encoded))
        #expect(read == hash)
        #expect(try read.matches("qk_live_1".utf8))
        #expect(try !read.matches("qk_live_2".utf8))
        #expect(try !read.matches("".utf8))
        let salted = try ScryptHash(of: "qk_live_1".utf8, salt: Array(1..<17), parameters: .apiKey)
        #expect(salted != hash)
    }

    @Test func thePasswordParametersFitTheirMemoryLimit() throws {
        let hash = try ScryptHash(of: "correct horse".utf8, salt: Array(0..<16), parameters: .password)
        #expect(try hash.matches("correct horse".utf8))
    }

    @Test(
        "stored text that could harm is refused",
        arguments: [
            "", "$scrypt$", "plain", "$argon2$ln=10,r=8,p=1$AAECAwQFBgcICQoLDA0ODw==$",
            "$scrypt$ln=10,r=8$AAECAwQFBgc=$",
            "$scrypt$ln=30,r=8,p=1$AAECAwQFBgcICQoLDA0ODw==$BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
            "$scrypt$ln=10,r=8,p=99$AAECAwQFBgcICQoLDA0ODw==$BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
            "$scrypt$ln=0,r=8,p=1$AAECAwQFBgcICQoLDA0ODw==$BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
            "$scrypt$ln=-1,r=8,p=1$AAECAwQFBgcICQoLDA0ODw==$BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
            "$scrypt$ln=10,r=8,p=1$AA==$BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
            "$scrypt$ln=10,r=8,p=1$AAECAwQFBgcICQoLDA0ODw==$AAAA",
        ]
    )
    func refusesForeignHashes(_ text: String) {
        #expect(ScryptHash(encoded: text) == nil)
    }
}
