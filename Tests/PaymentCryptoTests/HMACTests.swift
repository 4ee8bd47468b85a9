import PaymentCrypto
import Testing

/// Source: RFC 4231, section 4, the HMAC-SHA-256 lines.
@Suite struct HMACTests {
    struct Vector: CustomTestStringConvertible, Sendable {
        let name: String
        let key: [UInt8]
        let message: [UInt8]
        let code: String

        var testDescription: String { name }
    }

    static let vectors = [
        Vector(
            name: "4.2",
            key: [UInt8](repeating: 0x0b, count: 20),
            message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        Vector(
            name: "4.3, key shorter than a block",
            key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        Vector(
            name: "4.4",
            key: [UInt8](repeating: 0xaa, count: 20),
            message: [UInt8](repeating: 0xdd, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        Vector(
            name: "4.5",
            key: Array(0x01...0x19),
            message: [UInt8](repeating: 0xcd, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        Vector(
            name: "4.7, key longer than a block",
            key: [UInt8](repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        Vector(
            name: "4.8, both longer than a block",
            key: [UInt8](repeating: 0xaa, count: 131),
            message: Array(
                """
                This is a test using a larger than block-size key and a larger than block-size data. \
                The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8
            ),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test(arguments: vectors)
    func agreesWithTheStandard(_ vector: Vector) {
        let key = HMACSHA256Key(vector.key)
        #expect(Hexadecimal.encode(key.authenticationCode(for: vector.message)) == vector.code)
    }

    @Test func isReusedFromManyThreadsWithoutMixingMessages() async {
        let key = HMACSHA256Key("secret")
        let expected = (0..<64).map { HMACSHA256Key("secret").authenticationCode(for: "message \($0)".utf8) }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    (0..<2_000).count { round in
                        let number = (round * 7 + worker) % 64
                        return key.authenticationCode(for: "message \(number)".utf8) != expected[number]
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    @Test func acceptsAnEmptyKeyAndMessage() {
        // HMAC of nothing under nothing, as `openssl dgst -sha256 -hmac ""` prints it.
        let code = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(Hexadecimal.encode(HMACSHA256Key([]).authenticationCode(for: [])) == code)
        #expect(Hexadecimal.encode(HMACSHA256Key("").authenticationCode(for: [])) == code)
    }
}
