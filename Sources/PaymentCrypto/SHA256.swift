internal import COpenSSL

/// SHA-256 of bytes that are all at hand.
///
/// Source: FIPS 180-4, section 6.2.
public enum SHA256 {
    /// The length of every digest.
    public static let byteCount = 32

    /// The 32-byte digest of `bytes`.
    public static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        withContiguousBytes(of: bytes) { bytes in
            thirtyTwoBytes("SHA-256") { copenssl_sha256_once(bytes.baseAddress, bytes.count, $0) }
        }
    }

    /// The 32-byte digest of the text's UTF-8 bytes.
    public static func hash(_ text: String) -> [UInt8] { hash(text.utf8) }
}
