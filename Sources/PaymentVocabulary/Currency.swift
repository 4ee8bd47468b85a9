/// A currency of ISO 4217 and the number of decimals that its minor unit has.
///
/// Source: ISO 4217 list one (active codes) with the exponents published by the maintenance agency.
public struct Currency: Hashable, Sendable {
    /// The three letters packed into one integer, most significant letter first, so that comparison is one instruction.
    private let packed: UInt32
    /// Decimals of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF.
    public let exponent: UInt8

    /// - Returns: `nil` unless `code` is an active ISO 4217 code in capital letters.
    public init?(_ code: some StringProtocol) {
        guard let packed = Self.pack(code.utf8), let exponent = Self.exponents[packed] else { return nil }
        self.packed = packed
        self.exponent = exponent
    }

    /// - Returns: `nil` unless `code` is an ISO 4217 code in capital letters that is active or was withdrawn.
    ///
    /// Files keep the currency of their day: a statement of 2025 in BGN is still money of that account.
    public init?(activeOrWithdrawn code: some StringProtocol) {
        guard let packed = Self.pack(code.utf8) else { return nil }
        guard let exponent = Self.exponents[packed] ?? Self.withdrawnExponents[packed] else { return nil }
        self.packed = packed
        self.exponent = exponent
    }

    private init(known code: StaticString, exponent: UInt8) {
        packed = code.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
        self.exponent = exponent
    }

    /// The three capital letters, such as `EUR`.
    public var code: String {
        String(decoding: [UInt8(packed >> 16 & 0xFF), UInt8(packed >> 8 & 0xFF), UInt8(packed & 0xFF)], as: UTF8.self)
    }

    /// Minor units in one major unit: 100 for EUR, 1 for JPY, 1,000 for KWD.
    public var minorUnitsPerMajor: Int64 {
        (0..<exponent).reduce(1) { product, _ in product * 10 }
    }

    /// Every active code, in alphabetical order.
    public static var all: [Currency] { exponents.keys.sorted().compactMap(Currency.init(packed:)) }

    public static let eur = Currency(known: "EUR", exponent: 2)
    public static let usd = Currency(known: "USD", exponent: 2)
    public static let gbp = Currency(known: "GBP", exponent: 2)
    public static let jpy = Currency(known: "JPY", exponent: 0)
    public static let kwd = Currency(known: "KWD", exponent: 3)

    /// ISO 4217's code for "no currency": amounts of a file that names none, counted with two decimals.
    public static let unstated = Currency(known: "XXX", exponent: 2)

    private init?(packed: UInt32) {
        guard let exponent = Self.exponents[packed] else { return nil }
        self.packed = packed
        self.exponent = exponent
    }

    private static func pack(_ letters: some Collection<UInt8>) -> UInt32? {
        guard letters.count == 3, letters.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        return letters.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static let exponents = table(codesByExponent)
    private static let withdrawnExponents = table(withdrawnCodesByExponent)

    private static func table(_ codesByExponent: [(exponent: UInt8, codes: String)]) -> [UInt32: UInt8] {
        var table: [UInt32: UInt8] = [:]
        for (exponent, codes) in codesByExponent {
            for code in codes.split(whereSeparator: \.isWhitespace) {
                if let packed = pack(code.utf8) { table[packed] = exponent }
            }
        }
        return table
    }

    private static let codesByExponent: [(exponent: UInt8, codes: String)] = [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (
            2,
            """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
            CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
            HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
            MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
            SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
            VES WST XAD XCD XCG YER ZAR ZMW ZWG
            """
        ),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ]

    /// Source: ISO 4217 list three (codes withdrawn since 1978); where the list gives no exponent, the one that the
    /// standard had while the code was active, and 2 where none is known.
    private static let withdrawnCodesByExponent: [(exponent: UInt8, codes: String)] = [
        (0, "ADP BEF BYB BYR ESP GRD ITL LUF MGF PTE TPE TRL"),
        (
            2,
            """
            AFA ANG AOK AON AOR ATS AYM AZM BAD BGL BGN CSD CUC CYP DEM ECS EEK FIM FRF GHC GWP HRD HRK IEP LTL LVL
            MRO MTL MXP MZM NLG PEI PLZ ROL RUR SDD SIT SKK SLL SRG STD TMM UAK VEB VEF XEU YUD YUM YUN ZAL ZMK ZWD ZWL
            ZWN ZWR
            """
        ),
    ]
}

extension Currency: CustomStringConvertible {
    public var description: String { code }
}

extension Currency: Comparable {
    /// Alphabetical order of the codes.
    public static func < (left: Currency, right: Currency) -> Bool { left.packed < right.packed }
}

extension Currency: Codable {
    /// - Throws: `DecodingError.dataCorrupted` when the text is not an active ISO 4217 code.
    /// Withdrawn codes too: what was kept of their days stays readable.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let currency = Currency(activeOrWithdrawn: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no ISO 4217 currency")
        }
        self = currency
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
