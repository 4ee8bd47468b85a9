internal import COpenSSL

/// SHA-256 of bytes that arrive in pieces: a bank file read block by block, a body as it comes in.
///
/// ```swift
/// var stream = SHA256Stream()
/// for block in blocks { stream.update(block) }
/// let digest = stream.finish()
/// ```
/// Source: FIPS 180-4, section 6.2.
public struct SHA256Stream: ~Copyable {
    private let context: OpaquePointer

    /// A computation over nothing yet.
    public init() {
        guard let context = copenssl_sha256_new() else { preconditionFailure("libcrypto could not begin SHA-256") }
        self.context = context
    }

    deinit { copenssl_sha256_free(context) }

    /// Appends `bytes` to what is hashed.
    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let status = withContiguousBytes(of: bytes) { copenssl_sha256_update(context, $0.baseAddress, $0.count) }
        precondition(status == 1, "libcrypto could not continue SHA-256")
    }

    /// The 32-byte digest of everything appended.
    public consuming func finish() -> [UInt8] {
        thirtyTwoBytes("SHA-256") { copenssl_sha256_finish(context, $0) }
    }
}
