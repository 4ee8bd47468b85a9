/// The check digits of ISO 7064 MOD 97-10 as ISO 13616 and ISO 11649 use them: letters count as 10 to 35.
enum Modulo97 {
    /// The remainder by 97 of `bytes` read as one number.
    ///
    /// - Returns: `nil` when a byte is neither an ASCII digit nor a capital letter.
    static func remainder(_ bytes: some Sequence<UInt8>) -> Int? { remainder(bytes, behind: 0) }

    /// The same of the number that has `bytes` behind one of which the remainder is known.
    private static func remainder(_ bytes: some Sequence<UInt8>, behind start: Int) -> Int? {
        var remainder = start
        for byte in bytes {
            switch byte {
            case 0x30...0x39: remainder = remainder &* 10 &+ Int(byte) &- 0x30
            case 0x41...0x5A: remainder = remainder &* 100 &+ Int(byte) &- 0x41 &+ 10
            default: return nil
            }
            // Divided only when it must be: that takes far longer than the rest.
            if remainder > 1_000_000_000_000_000 { remainder %= 97 }
        }
        return remainder % 97
    }

    /// Whether the two check digits at positions 3 and 4 hold for the text once its first four bytes are moved behind.
    ///
    /// Only 02 to 98 can be computed, so 00, 01 and 99 are refused although 97 divides evenly with them too.
    static func holds(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 4, let digits = checkDigits(bytes[2..<4]), (2...98).contains(digits) else { return false }
        return remainder(bytes[4...]).flatMap { remainder(bytes[..<4], behind: $0) } == 1
    }

    /// The text without blanks and in capital letters, the electronic form of both standards.
    static func electronicForm(_ text: some StringProtocol) -> [UInt8] {
        // Copied as a whole first: byte by byte, a generic text is slow.
        var bytes = Array(text.utf8)
        bytes.removeAll { $0 == 0x20 }
        for index in bytes.indices where (0x61...0x7A).contains(bytes[index]) { bytes[index] -= 0x20 }
        return bytes
    }

    private static func checkDigits(_ pair: ArraySlice<UInt8>) -> Int? {
        guard pair.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return pair.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
}
