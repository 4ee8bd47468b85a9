internal import CZlib

/// Expands one DEFLATE stream after another, as zlib does; a reference, because the stream's state is zlib's own.
///
/// Source: RFC 1951 and RFC 1952.
final class Inflater {
    enum State: Hashable {
        /// Goes on with more input or more room.
        case more
        case end
        case damaged
        /// Expanded, and the checksum or the length behind the data says otherwise.
        case checkFailed
        case noMemory
    }

    /// What one step did.
    struct Step {
        let state: State
        let consumed: Int
        let output: [UInt8]
    }

    /// Small enough to stay in the cache, and the measure of what one step can expand to.
    static let outputBytesMax = 128 << 10

    private let stream: OpaquePointer?

    init(_ wrapping: czlib_wrapping) { stream = czlib_inflate_new(wrapping) }

    deinit { if let stream { czlib_inflate_free(stream) } }

    /// Begins the next stream.
    func reset() { if let stream { czlib_inflate_reset(stream) } }

    /// Expands until the input is used up, the output is full or the stream ends.
    func run(_ input: ArraySlice<UInt8>) -> Step {
        guard let stream else { return Step(state: .noMemory, consumed: 0, output: []) }
        var (consumed, result) = (0, CZLIB_MORE)
        let output = [UInt8](unsafeUninitializedCapacity: Self.outputBytesMax) { room, produced in
            input.withUnsafeBufferPointer { bytes in
                guard let start = room.baseAddress else { return }
                result = czlib_inflate_run(
                    stream,
                    bytes.baseAddress,
                    bytes.count,
                    &consumed,
                    start,
                    room.count,
                    &produced
                )
            }
        }
        return Step(state: State(result), consumed: consumed, output: output)
    }

    /// - Returns: the CRC-32 of `bytes` behind what had the CRC-32 `before`.
    static func checksum(_ bytes: ArraySlice<UInt8>, after before: UInt32) -> UInt32 {
        bytes.withUnsafeBufferPointer { czlib_crc32(before, $0.baseAddress, $0.count) }
    }
}

extension Inflater.State {
    init(_ state: czlib_state) {
        switch state {
        case CZLIB_MORE: self = .more
        case CZLIB_END: self = .end
        case CZLIB_CHECK: self = .checkFailed
        case CZLIB_MEMORY: self = .noMemory
        default: self = .damaged
        }
    }
}
