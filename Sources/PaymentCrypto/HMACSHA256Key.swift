internal import COpenSSL
internal import Synchronization

/// A key for HMAC-SHA-256, scheduled once and used from any thread.
///
/// Keep one of these for each secret: scheduling the key costs about as much as authenticating a kilobyte.
/// Source: RFC 2104, FIPS 198-1.
public final class HMACSHA256Key: Sendable {
    /// Only ever copied from, which libcrypto allows from several threads at once.
    private let original: Context
    /// The context that computes; whoever finds it taken works on a copy instead of waiting.
    private let shared: Mutex<Context>

    /// The one owner of a libcrypto context.
    ///
    /// Unchecked because a pointer is never `Sendable`: whoever holds the value
    /// is alone with the memory, except for `original`, which nobody writes to.
    private struct Context: ~Copyable, @unchecked Sendable {
        let pointer: OpaquePointer

        init(owning pointer: OpaquePointer) { self.pointer = pointer }

        init(copying original: borrowing Context) {
            guard let pointer = copenssl_hmac_copy(original.pointer) else {
                preconditionFailure("libcrypto could not copy an HMAC context")
            }
            self.pointer = pointer
        }

        deinit { copenssl_hmac_free(pointer) }
    }

    /// Schedules the key.
    ///
    /// Any length is allowed; RFC 2104 section 3 advises at least 32 bytes.
    public init(_ key: some Sequence<UInt8>) {
        guard let pointer = withContiguousBytes(of: key, { copenssl_hmac_new($0.baseAddress, $0.count) }) else {
            preconditionFailure("libcrypto could not schedule an HMAC key")
        }
        original = Context(owning: pointer)
        shared = Mutex(Context(copying: original))
    }

    /// Schedules the text's UTF-8 bytes as the key, the usual form of a webhook secret.
    public convenience init(_ key: String) { self.init(key.utf8) }

    /// The 32-byte authentication code of `message`.
    public func authenticationCode(for message: some Sequence<UInt8>) -> [UInt8] {
        withContiguousBytes(of: message) { message in
            thirtyTwoBytes("HMAC-SHA-256") { code in
                let status = shared.withLockIfAvailable { context in
                    copenssl_hmac_compute(context.pointer, message.baseAddress, message.count, code)
                }
                if let status { return status }
                let context = Context(copying: original)
                return copenssl_hmac_compute(context.pointer, message.baseAddress, message.count, code)
            }
        }
    }
}
