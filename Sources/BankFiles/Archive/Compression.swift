internal import CZlib

/// Packs bytes that are kept and seldom read.
public enum Compression {
    /// - Returns: a gzip file of these bytes; `nil` when it would be no smaller, or there is no memory.
    ///
    /// Source: RFC 1952, whose checksum says on reading whether they are still the same.
    public static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        let packed = bytes.withUnsafeBufferPointer { input in
            // No more room than the input has: what does not fit is no smaller.
            [UInt8](unsafeUninitializedCapacity: input.count) { room, count in
                guard let output = room.baseAddress else { return }
                count = czlib_deflate(CZLIB_GZIP, level, input.baseAddress, input.count, output, room.count)
            }
        }
        return packed.isEmpty ? nil : Array(packed[...])
    }

    /// Hands over what a gzip file of `gzip` holds, in pieces, however far it expands: it is one of our own.
    ///
    /// - Returns: `false` when it is damaged or more than one file; what was handed over is then worth nothing.
    public static func unpack(_ gzip: [UInt8], _ body: ([UInt8]) -> Void) -> Bool {
        let inflater = Inflater(CZLIB_GZIP)
        var rest = gzip[...]
        while true {
            let step = inflater.run(rest)
            body(step.output)
            rest = rest.dropFirst(step.consumed)
            if step.state == .end { return rest.isEmpty }
            guard step.state == .more, step.consumed > 0 || !step.output.isEmpty else { return false }
        }
    }

    /// Statements repeat their tags, so higher levels cost twice the time and save a sixth.
    private static let level: Int32 = 3
}
