/// A place in the bytes of a document, for people to look at.
public struct JSONPosition: Hashable, Sendable {
    /// Bytes before it.
    public let byte: Int
    /// Counted from 1; a line ends with a line feed.
    public let line: Int
    /// Bytes since the line began, counted from 1.
    public let column: Int

    init(byte: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(byte)
        self.byte = byte
        line = 1 + before.count { $0 == 0x0A }
        column = byte - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    }
}
