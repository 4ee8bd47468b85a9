/// An international bank account number whose country, length and check digits hold.
///
/// The national structure behind the length (which places are digits, national check digits) is not checked.
/// Source: ISO 13616-1 and the IBAN registry that SWIFT keeps for it, release 101.
public struct IBAN: Hashable, Sendable {
    /// The electronic form: capital letters and digits without blanks, such as `DE89370400440532013000`.
    public let electronic: String

    /// Reads the electronic or the paper form; blanks are dropped and letters made capital.
    ///
    /// - Throws: `IBANError`, each case naming what is wrong.
    public init(parsing text: some StringProtocol) throws(IBANError) {
        let bytes = Modulo97.electronicForm(text)
        guard bytes.count >= 4, Modulo97.remainder(bytes) != nil else { throw .malformed }
        let country = String(decoding: bytes[..<2], as: UTF8.self)
        guard let length = Self.lengths[country] else { throw .unknownCountry(country) }
        guard bytes.count == length else { throw .wrongLength(country: country, expected: length, found: bytes.count) }
        guard Modulo97.holds(bytes) else { throw .wrongCheckDigits }
        electronic = String(decoding: bytes, as: UTF8.self)
    }

    /// - Returns: `nil` where `init(parsing:)` throws.
    public init?(_ text: some StringProtocol) {
        guard let iban = try? IBAN(parsing: text) else { return nil }
        self = iban
    }

    /// What is wrong with a text that was surely meant to be an IBAN: a country, two digits, and the length of one or
    /// nearly so.
    ///
    /// - Returns: `nil` for an IBAN, and for accounts of other kinds.
    public static func slip(in text: some StringProtocol) -> IBANError? {
        let bytes = Modulo97.electronicForm(text)
        guard bytes.count >= 4, bytes[2...3].allSatisfy({ (0x30...0x39).contains($0) }),
            let length = lengths[String(decoding: bytes[..<2], as: UTF8.self)], abs(bytes.count - length) <= 2
        else { return nil }
        do throws(IBANError) {
            _ = try IBAN(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    /// Whether IBANs of this country, in capital letters, exist.
    public static func isCountry(_ code: String) -> Bool { lengths[code] != nil }

    /// The ISO 3166 code of the country, or `XK` for Kosovo.
    public var country: String { String(electronic.prefix(2)) }
    /// The basic bank account number: everything after the check digits, as the country defines it.
    public var basicAccountNumber: String { String(electronic.dropFirst(4)) }

    /// Characters of the whole number by country.
    static let lengths: [String: Int] = {
        var table: [String: Int] = [:]
        for entry in registry.split(whereSeparator: \.isWhitespace) {
            table[String(entry.prefix(2))] = Int(entry.dropFirst(2))
        }
        return table
    }()

    private static let registry = """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20
        EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30
        KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23
        PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26
        UA29 VA22 VG24 XK20 YE30
        """
}

/// What can be wrong with an account number.
public enum IBANError: Error, Hashable, Sendable {
    /// Something other than letters, digits and blanks, or fewer than four characters.
    case malformed
    case unknownCountry(String)
    case wrongLength(country: String, expected: Int, found: Int)
    case wrongCheckDigits
}

extension IBANError: CustomStringConvertible {
    /// Names no part of the number itself but its country, so it may be logged.
    public var description: String {
        switch self {
        case .malformed: "an IBAN has only letters and digits, beginning with a country and two check digits"
        case .unknownCountry(let country): "\(country) is no country of the IBAN registry"
        case .wrongLength(let country, let expected, let found):
            "an IBAN of \(country) has \(expected) characters, not \(found)"
        case .wrongCheckDigits: "the check digits of the IBAN do not hold"
        }
    }
}

extension IBAN: CustomStringConvertible {
    /// The electronic form.
    public var description: String { electronic }
}

extension IBAN: Codable {
    /// - Throws: `DecodingError.dataCorrupted` when the text is no IBAN.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(IBANError) {
            self = try IBAN(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(electronic)
    }
}
