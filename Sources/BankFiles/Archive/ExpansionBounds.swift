/// Keeps a small file from expanding without end.
///
/// DEFLATE reaches 1 : 1032 at most, and bank files stay far below 1 : 300, however much their entries are alike.
struct ExpansionBounds {
    /// Above this ratio data are refused, once there are more of them than `freeBytes`.
    static let ratioMax = 300
    static let freeBytes = 10_000_000
    /// All contents of one file together.
    static let outputBytesMax = 64 << 30

    private var consumed = 0
    private var produced = 0

    /// - Returns: why the rest is refused, if it is.
    mutating func add(consumed: Int, produced: Int, at byte: Int) -> BankFileFinding? {
        self.consumed += consumed
        self.produced += produced
        let place = BankFilePosition(byte: byte)
        if self.produced > Self.freeBytes, self.produced / Self.ratioMax > self.consumed {
            let message = "the data expand more than \(Self.ratioMax) times, as no bank file does; the rest is not read"
            return BankFileFinding(.limit, message, at: place)
        }
        if self.produced > Self.outputBytesMax {
            let message = "the data expand to more than \(Self.outputBytesMax >> 30) GiB; the rest is not read"
            return BankFileFinding(.limit, message, at: place)
        }
        return nil
    }
}
