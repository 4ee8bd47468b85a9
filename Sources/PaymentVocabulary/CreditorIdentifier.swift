/// The identifier under which a creditor collects SEPA direct debits, with check digits that hold.
///
/// Country, two check digits, three characters of the creditor's own (the business code, which the check digits leave
/// out) and up to 28 characters of the country's choice. Source: EPC262-08, Creditor Identifier Overview.
public struct CreditorIdentifier: Hashable, Sendable {
    /// Capital letters and digits without blanks, such as `DE98ZZZ09999999999`.
    public let electronic: String

    /// Blanks are dropped and letters made capital.
    ///
    /// - Returns: `nil` when the form or the check digits do not hold.
    public init?(_ text: some StringProtocol) {
        let bytes = Modulo97.electronicForm(text)
        guard (8...35).contains(bytes.count), bytes[..<2].allSatisfy({ (0x41...0x5A).contains($0) }),
            Modulo97.remainder(bytes) != nil, Modulo97.holds(Array(bytes[..<4] + bytes[7...]))
        else { return nil }
        electronic = String(decoding: bytes, as: UTF8.self)
    }
}

extension CreditorIdentifier: CustomStringConvertible {
    public var description: String { electronic }
}
