/// Bytes as pairs of hexadecimal digits.
///
/// Source: RFC 4648, section 8, with lower-case letters on output.
public enum Hexadecimal {
    /// Two lower-case digits a byte.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        withContiguousBytes(of: bytes) { bytes in
            String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
                for (position, byte) in bytes.enumerated() {
                    text[2 * position] = digit(byte >> 4)
                    text[2 * position + 1] = digit(byte & 15)
                }
                return 2 * bytes.count
            }
        }
    }

    /// The bytes that the digits stand for, in either case.
    ///
    /// - Returns: `nil` for an odd number of characters or one that is no hexadecimal digit.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(utf8: text.utf8) }

    /// The bytes that the ASCII digits stand for, in either case.
    ///
    /// - Returns: `nil` for an odd number of characters or one that is no hexadecimal digit.
    public static func decode(utf8 digits: some Sequence<UInt8>) -> [UInt8]? {
        withContiguousBytes(of: digits) { digits in
            guard digits.count.isMultiple(of: 2) else { return nil }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(digits.count / 2)
            for position in stride(from: 0, to: digits.count, by: 2) {
                guard let high = value(of: digits[position]), let low = value(of: digits[position + 1]) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            }
            return bytes
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
