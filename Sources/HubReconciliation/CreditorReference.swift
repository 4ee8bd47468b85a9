/// A creditor reference of ISO 11649: `RF`, two check digits, up to 21 letters and digits.
enum CreditorReference {
    /// Whether capitals and digits without separators form one whose remainder by 97 is 1 (ISO/IEC 7064, MOD 97-10).
    static func isValid(_ folded: some Collection<UInt8>) -> Bool {
        guard (5...25).contains(folded.count), folded.starts(with: [UInt8(ascii: "R"), UInt8(ascii: "F")]) else {
            return false
        }
        let checkDigits = folded.dropFirst(2).prefix(2)
        guard checkDigits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        var remainder = 0
        for byte in Array(folded.dropFirst(4)) + Array(folded.prefix(4)) {
            switch byte {
            case 0x30...0x39: remainder = (remainder * 10 + Int(byte) - 0x30) % 97
            case 0x41...0x5A: remainder = (remainder * 100 + Int(byte) - 0x41 + 10) % 97
            default: return false
            }
        }
        return remainder == 1
    }

    /// What the issuer put in, without the leading zeros that some forms pad with.
    static func body(_ folded: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        folded.dropFirst(4).drop { $0 == UInt8(ascii: "0") }
    }
}
