/// Reads bytes from text in the standard alphabet, with padding.
///
/// Decoding is strict: every group of bytes has exactly one spelling, so two texts that differ never decode alike.
/// Source: RFC 4648, sections 3.5 and 4.
public enum Base64 {
    private static let padding = UInt8(ascii: "=")
    /// Position in the alphabet by character, 255 for a character outside it.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, character) in alphabet.utf8.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The bytes that the text stands for.
    ///
    /// - Returns: `nil` for a length that is no multiple of four, a character outside the alphabet (white space
    ///   included), misplaced padding, or unused bits that are not zero.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { withContiguousBytes(of: text.utf8, decode) }

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
}
