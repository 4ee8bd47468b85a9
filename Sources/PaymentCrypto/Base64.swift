/// Bytes as text in the standard alphabet, with padding.
///
/// Decoding is strict: every group of bytes has exactly one spelling, so two texts that differ never decode alike.
/// Source: RFC 4648, sections 3.5 and 4.
public enum Base64 {
    private static let alphabet: [UInt8] = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    private static let padding = UInt8(ascii: "=")
    /// Position in the alphabet by character, 255 for a character outside it.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// Four characters for every three bytes, the last group padded with `=`.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        withContiguousBytes(of: bytes) { bytes in
            String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
                var end = 0
                for start in stride(from: 0, to: bytes.count, by: 3) {
                    let left = bytes.count - start
                    var group = UInt32(bytes[start]) << 16
                    if left > 1 { group |= UInt32(bytes[start + 1]) << 8 }
                    if left > 2 { group |= UInt32(bytes[start + 2]) }
                    text[end] = character(group >> 18)
                    text[end + 1] = character(group >> 12)
                    text[end + 2] = left > 1 ? character(group >> 6) : padding
                    text[end + 3] = left > 2 ? character(group) : padding
                    end += 4
                }
                return end
            }
        }
    }

    /// The bytes that the text stands for.
    ///
    /// - Returns: `nil` for a length that is no multiple of four, a character outside the alphabet (white space
    ///   included), misplaced padding, or unused bits that are not zero.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(utf8: text.utf8) }

    /// The bytes that the ASCII characters stand for; `nil` as for text.
    public static func decode(utf8 characters: some Sequence<UInt8>) -> [UInt8]? {
        withContiguousBytes(of: characters, decode)
    }

    private static func decode(_ characters: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard characters.count.isMultiple(of: 4) else { return nil }
        let padded = characters.suffix(2).reversed().prefix { $0 == padding }.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        var group: UInt32 = 0
        for (position, character) in characters.dropLast(padded).enumerated() {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            group = group << 6 | UInt32(value)
            guard position % 4 == 3 else { continue }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            bytes.append(UInt8(truncatingIfNeeded: group >> 8))
            bytes.append(UInt8(truncatingIfNeeded: group))
            group = 0
        }
        switch padded {
        case 1:
            guard group & 0b11 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 10))
            bytes.append(UInt8(truncatingIfNeeded: group >> 2))
        case 2:
            guard group & 0b1111 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 4))
        default: break
        }
        return bytes
    }

    private static func character(_ bits: UInt32) -> UInt8 { alphabet[Int(bits & 63)] }
}
