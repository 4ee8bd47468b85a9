/// A business identifier code: four letters or digits of the party, two of the country, two of the place, and three of
/// the branch or none.
///
/// Only the form is checked; whether the code is in use says SWIFT's directory alone. Source: ISO 9362:2022.
public struct BIC: Hashable, Sendable {
    /// Eight or eleven capital letters and digits, such as `COBADEFFXXX`.
    public let code: String

    /// Small letters are made capital and blanks around the code are dropped.
    ///
    /// - Returns: `nil` when the form does not hold.
    public init?(_ text: some StringProtocol) {
        let bytes = Modulo97.electronicForm(text)
        guard bytes.count == 8 || bytes.count == 11 else { return nil }
        for (place, byte) in bytes.enumerated() {
            let isLetter = (0x41...0x5A).contains(byte)
            guard isLetter || (!(4...5).contains(place) && (0x30...0x39).contains(byte)) else { return nil }
        }
        code = String(decoding: bytes, as: UTF8.self)
    }

    /// The ISO 3166 code of the country.
    public var country: String { String(code.dropFirst(4).prefix(2)) }
}

extension BIC: CustomStringConvertible {
    public var description: String { code }
}
