internal import COpenSSL

/// Bytes that nobody can guess, for keys and seeds.
///
/// Called from the composition root alone; everything else is handed its randomness, so that a simulation can repeat it.
public enum SecureRandom {
    /// `count` bytes from libcrypto's generator, which the operating system seeds.
    ///
    /// - Precondition: `count` is at least zero. Stops the process when the generator fails, because a secret made
    ///   without it would look like any other.
    public static func bytes(count: Int) -> [UInt8] {
        precondition(count >= 0)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let start = buffer.baseAddress, count > 0 {
                precondition(copenssl_random(start, count) == 1, "libcrypto's random generator failed")
            }
            initialized = count
        }
    }
}
