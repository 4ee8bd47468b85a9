import PaymentCrypto
import Testing

/// Source: FIPS 180-4 with the examples that NIST publishes beside it.
@Suite struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func agreesWithTheStandard(text: String, digest: String) {
        #expect(Hexadecimal.encode(SHA256.hash(text)) == digest)
        #expect(Hexadecimal.encode(SHA256.hash(Array(text.utf8))) == digest)
        // A sequence that does not lie in one piece takes the copying way.
        #expect(Hexadecimal.encode(SHA256.hash(text.utf8.lazy.map { $0 })) == digest)
    }

    @Test func agreesWithTheStandardOverAMillionLetters() {
        let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(Hexadecimal.encode(SHA256.hash(repeatElement(UInt8(ascii: "a"), count: 1_000_000))) == digest)
    }

    @Test("pieces of any size give the digest of the whole, and the next computation begins anew")
    func pieces() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var running = RunningSHA256()
        for size in [1, 7, 63, 64, 65, 1_000] {
            for start in stride(from: 0, to: bytes.count, by: size) {
                running.update(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(running.digest() == SHA256.hash(bytes), "pieces of \(size) bytes")
        }
        #expect(running.digest() == SHA256.hash([]))
    }
}
