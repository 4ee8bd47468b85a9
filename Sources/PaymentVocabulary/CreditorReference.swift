/// A structured creditor reference: `RF`, two check digits and up to 21 letters or digits of the creditor's own.
///
/// Source: ISO 11649.
public struct CreditorReference: Hashable, Sendable {
    /// The electronic form without blanks, such as `RF18539007547034`.
    public let electronic: String

    /// Reads the electronic or the paper form; blanks are dropped and letters made capital.
    ///
    /// - Throws: `CreditorReferenceError`.
    public init(parsing text: some StringProtocol) throws(CreditorReferenceError) {
        let bytes = Modulo97.electronicForm(text)
        guard bytes.starts(with: Self.prefix) else { throw .noPrefix }
        try Self.check(length: bytes.count - 4)
        guard Modulo97.remainder(bytes) != nil else { throw .malformed }
        guard Modulo97.holds(bytes) else { throw .wrongCheckDigits }
        electronic = String(decoding: bytes, as: UTF8.self)
    }

    /// - Returns: `nil` where `init(parsing:)` throws.
    public init?(_ text: some StringProtocol) {
        guard let reference = try? CreditorReference(parsing: text) else { return nil }
        self = reference
    }

    /// The part that the creditor chose.
    public var creditorsOwn: String { String(electronic.dropFirst(4)) }

    private static let prefix: [UInt8] = [0x52, 0x46]

    private static func check(length: Int) throws(CreditorReferenceError) {
        guard (1...21).contains(length) else { throw .wrongLength(found: max(0, length)) }
    }
}

/// What can be wrong with a creditor reference.
public enum CreditorReferenceError: Error, Hashable, Sendable {
    /// It does not begin with `RF`.
    case noPrefix
    /// Something other than letters, digits and blanks.
    case malformed
    /// The creditor's own part has not 1 to 21 characters.
    case wrongLength(found: Int)
    case wrongCheckDigits
}

extension CreditorReferenceError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noPrefix: "a creditor reference begins with RF"
        case .malformed: "a creditor reference has only letters and digits"
        case .wrongLength(let found): "after RF and the check digits come 1 to 21 characters, not \(found)"
        case .wrongCheckDigits: "the check digits of the creditor reference do not hold"
        }
    }
}

extension CreditorReference: CustomStringConvertible {
    /// The electronic form.
    public var description: String { electronic }
}

extension CreditorReference: Codable {
    /// - Throws: `DecodingError.dataCorrupted` when the text is no creditor reference.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(CreditorReferenceError) {
            self = try CreditorReference(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(electronic)
    }
}
