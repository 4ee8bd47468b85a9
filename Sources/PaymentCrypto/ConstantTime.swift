internal import COpenSSL

/// Comparison of secrets.
public enum ConstantTime {
    /// Whether both hold the same bytes.
    ///
    /// The time taken depends on the lengths alone, so an attacker who guesses a code learns nothing from how long the
    /// refusal took. Lengths are not secret: different ones answer at once.
    public static func equal(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
        withContiguousBytes(of: left) { left in
            withContiguousBytes(of: right) { right in
                left.count == right.count && copenssl_equal(left.baseAddress, right.baseAddress, left.count) == 1
            }
        }
    }

    /// Whether both texts have the same UTF-8 bytes; unlike `==`, equivalent Unicode spellings differ.
    public static func equal(_ left: String, _ right: String) -> Bool { equal(left.utf8, right.utf8) }
}
