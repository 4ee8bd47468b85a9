import PaymentCrypto
import Testing

/// Comparison of secrets, and randomness.
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
}
