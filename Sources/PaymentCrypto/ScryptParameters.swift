/// How much time and memory one scrypt computation takes.
///
/// Memory is `128 * blockSize * 2^costLog2` bytes. Source: RFC 7914, section 2.
public struct ScryptParameters: Hashable, Sendable {
    /// The binary logarithm of N, the number of blocks kept in memory.
    public let costLog2: Int
    /// r, the size of a block in units of 128 bytes.
    public let blockSize: Int
    /// p, how many independent computations are mixed.
    public let parallelism: Int

    /// The most memory one computation may take: parameters come back from storage, and a forged row must not be able
    /// to stop the process.
    public static let memoryBytesMax = 64 << 20

    /// For a password that a person chose: 32 MiB, about a tenth of a second.
    public static let password = ScryptParameters(uncheckedCostLog2: 15, blockSize: 8, parallelism: 1)
    /// For a key of at least 128 random bits, which needs no stretching to resist guessing: 1 MiB, a few milliseconds.
    public static let apiKey = ScryptParameters(uncheckedCostLog2: 10, blockSize: 8, parallelism: 1)

    /// - Returns: `nil` when a number is not positive, the work is more than `memoryBytesMax` or `parallelism` is
    ///   more than 16.
    public init?(costLog2: Int, blockSize: Int, parallelism: Int) {
        guard (1...20).contains(costLog2), (1...32).contains(blockSize), (1...16).contains(parallelism) else {
            return nil
        }
        guard 128 * blockSize << costLog2 <= Self.memoryBytesMax, costLog2 < 16 * blockSize else { return nil }
        self.init(uncheckedCostLog2: costLog2, blockSize: blockSize, parallelism: parallelism)
    }

    private init(uncheckedCostLog2 costLog2: Int, blockSize: Int, parallelism: Int) {
        self.costLog2 = costLog2
        self.blockSize = blockSize
        self.parallelism = parallelism
    }
}
