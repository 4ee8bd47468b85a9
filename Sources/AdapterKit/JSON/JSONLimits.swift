/// What a document may demand of the process that reads it.
public struct JSONLimits: Hashable, Sendable {
    /// The longest document, in bytes.
    public let byteCountMax: Int
    /// The most containers inside one another, the outermost included.
    public let depthMax: Int

    /// One mebibyte and 64 levels: more than any provider's event or answer needs.
    public static let standard = JSONLimits(byteCountMax: 1 << 20, depthMax: 64)

    /// - Precondition: `byteCountMax` is 1 to 2^31, `depthMax` 1 to 512 (readers recurse that deep).
    public init(byteCountMax: Int, depthMax: Int) {
        precondition((1...(1 << 31)).contains(byteCountMax) && (1...512).contains(depthMax))
        self.byteCountMax = byteCountMax
        self.depthMax = depthMax
    }
}
