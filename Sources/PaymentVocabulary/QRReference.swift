/// The reference of a Swiss QR-bill: 26 digits and a check digit that holds.
///
/// Source: Swiss Implementation Guidelines QR-bill, annex B (modulo 10, recursive).
public struct QRReference: Hashable, Sendable {
    /// The 27 digits without blanks.
    public let digits: String

    /// Blanks are dropped.
    ///
    /// - Returns: `nil` unless there are 27 digits whose last one is the check digit of the others.
    public init?(_ text: some StringProtocol) {
        let bytes = Modulo97.electronicForm(text)
        guard bytes.count == 27, ReferenceScheme.swiss.holds(for: bytes[...]) else { return nil }
        digits = String(decoding: bytes, as: UTF8.self)
    }
}

extension QRReference: CustomStringConvertible {
    public var description: String { digits }
}

extension IBAN {
    /// Whether the account may be paid with a QR reference only: its institution is one of 30000 to 31999.
    ///
    /// Source: Swiss Implementation Guidelines QR-bill, section on the QR-IBAN.
    public var isQRIBAN: Bool {
        guard country == "CH" || country == "LI", let institution = Int(basicAccountNumber.prefix(5)) else {
            return false
        }
        return (30_000...31_999).contains(institution)
    }
}
