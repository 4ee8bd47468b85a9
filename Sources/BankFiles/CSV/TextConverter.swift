internal import CIconv
import Synchronization

/// Converts text of a named encoding to UTF-8 with the C library's iconv.
///
/// Each conversion begins in the encoding's initial state, so that one converter serves any number of readers.
final class TextConverter: Sendable {
    /// The C library's converter, closed when nobody needs it any more.
    private struct Handle: ~Copyable {
        let converter: OpaquePointer

        deinit { ciconv_close(converter) }
    }

    /// What stands for a byte that is no character.
    static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    private let handle: Mutex<Handle>

    /// - Returns: `nil` when the C library does not know the encoding.
    init?(encoding: String) {
        guard let converter = ciconv_open(encoding) else { return nil }
        handle = Mutex(Handle(converter: converter))
    }

    /// Converts whole characters to UTF-8; a byte that is no character becomes U+FFFD.
    ///
    /// - Returns: the text, how many bytes of the input it stands for (fewer than all when the input ends inside a
    ///   character), and how many bytes were no character.
    func convert(_ input: [UInt8]) -> (text: [UInt8], used: Int, invalid: Int) {
        handle.withLock { handle in
            var text: [UInt8] = []
            text.reserveCapacity(input.count + input.count / 2)
            var (used, invalid) = (0, 0)
            var output = [UInt8](repeating: 0, count: min(max(input.count * 2, 64), 65_536))
            while used < input.count {
                let rest = used == 0 ? input : Array(input[used...])
                var (read, written) = (0, 0)
                let result = ciconv_convert(
                    handle.converter,
                    rest,
                    rest.count,
                    &output,
                    output.count,
                    &read,
                    &written
                )
                text.append(contentsOf: output.prefix(written))
                used += read
                if result == ciconv_incomplete { break }
                if result == ciconv_invalid {
                    text.append(contentsOf: Self.replacement)
                    used += 1
                    invalid += 1
                }
            }
            return (text, used, invalid)
        }
    }
}
