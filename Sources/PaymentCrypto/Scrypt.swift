internal import COpenSSL

/// The key derivation that makes guessing a stolen password hash expensive.
///
/// Source: RFC 7914.
public enum Scrypt {
    /// Derives `byteCount` bytes from the password and the salt.
    ///
    /// - Throws: `CryptoError.outOfMemory` when the computation could not have its memory.
    public static func derive(
        password: some Sequence<UInt8>,
        salt: some Sequence<UInt8>,
        parameters: ScryptParameters,
        byteCount: Int
    ) throws(CryptoError) -> [UInt8] {
        precondition(byteCount > 0)
        var key = [UInt8](repeating: 0, count: byteCount)
        let status = withContiguousBytes(of: password) { password in
            withContiguousBytes(of: salt) { salt in
                password.withMemoryRebound(to: CChar.self) { password in
                    copenssl_scrypt(
                        password.baseAddress,
                        password.count,
                        salt.baseAddress,
                        salt.count,
                        1 << UInt64(parameters.costLog2),
                        UInt64(parameters.blockSize),
                        UInt64(parameters.parallelism),
                        // The library counts its small buffers too.
                        UInt64(ScryptParameters.memoryBytesMax + (1 << 20)),
                        &key,
                        byteCount
                    )
                }
            }
        }
        guard status == 1 else { throw .outOfMemory }
        return key
    }
}

/// Why a cryptographic computation gave no result.
public enum CryptoError: Error, Hashable, Sendable {
    /// The computation could not have the memory that its parameters ask for.
    case outOfMemory
}
