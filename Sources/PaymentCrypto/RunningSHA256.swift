internal import COpenSSL

/// SHA-256 of bytes that come in pieces, for files that are not held in memory.
///
/// Source: FIPS 180-4, section 6.2.
public struct RunningSHA256: ~Copyable {
    private let context: OpaquePointer

    public init() {
        guard let context = copenssl_sha256_new() else { preconditionFailure("libcrypto could not begin SHA-256") }
        self.context = context
    }

    deinit { copenssl_sha256_free(context) }

    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let isDone = withContiguousBytes(of: bytes) { copenssl_sha256_update(context, $0.baseAddress, $0.count) == 1 }
        precondition(isDone, "libcrypto could not go on with SHA-256")
    }

    /// The 32-byte digest of all pieces since the beginning, or since the last digest.
    public mutating func digest() -> [UInt8] { thirtyTwoBytes("SHA-256") { copenssl_sha256_finish(context, $0) } }
}
