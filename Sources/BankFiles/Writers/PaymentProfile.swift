public import PaymentVocabulary

/// Whose rules a payment file follows on top of the ISO 20022 schema.
public enum PaymentProfile: String, Hashable, Sendable, CaseIterable {
    /// The customer-to-bank guidelines of the European Payments Council.
    case sepa
    /// The same, narrowed as the German banking industry does (DFÜ agreement, annex 3).
    case sepaDK = "sepa-dk"
    /// Swiss Payment Standards, credit transfers only.
    case swiss
    /// ISO 20022 with the characters of SWIFT, for payments over borders and in any currency.
    case generic

    var isSEPA: Bool { self == .sepa || self == .sepaDK }
}

/// How a bank wants postal addresses; banks differ, and from 15 November 2026 none takes lines alone.
public enum PaymentAddressStyle: String, Hashable, Sendable, CaseIterable {
    /// Structured or hybrid, as the order has them.
    case asGiven = "as-given"
    /// Without address lines: an order that has some is refused.
    case structured
    /// Country and at most two lines, made of the fields where there are no lines; not from 15 November 2026 on.
    case lines
    /// No address at all, where the scheme does not need one.
    case omitted

    /// The first day on which addresses in lines alone are refused.
    ///
    /// Source: EPC rulebooks 2025, SWIFT standards release 2026 (end of unstructured addresses).
    static let linesEnd = CalendarDate(dayNumber: 20_772)
}

/// How orders are written.
public struct PaymentWriteOptions: Hashable, Sendable {
    public var profile: PaymentProfile
    public var addressStyle = PaymentAddressStyle.asGiven
    /// Cuts names and remittance texts that are too long once they are transliterated; without it they are refused.
    public var cutsLongTexts = false

    public init(profile: PaymentProfile = .sepa) { self.profile = profile }
}

/// The versions of the credit transfer message that banks take.
public enum CreditTransferVersion: String, Hashable, Sendable, CaseIterable {
    case v03 = "pain.001.001.03"
    case v09 = "pain.001.001.09"
}

/// The versions of the direct debit message that banks take.
public enum DirectDebitVersion: String, Hashable, Sendable, CaseIterable {
    case v02 = "pain.008.001.02"
    case v08 = "pain.008.001.08"
}

/// What differs between the versions of 2009 and of 2019.
struct PaymentDialect: Hashable, Sendable {
    let namespace: String
    /// The versions before 2019: `BIC` instead of `BICFI`, plain dates.
    let isEarly: Bool
    let options: PaymentWriteOptions

    init(_ version: CreditTransferVersion, _ options: PaymentWriteOptions) {
        isEarly = version == .v03
        // The Swiss version of 2009 has a namespace of its own; its successor shares that of ISO.
        namespace =
            isEarly && options.profile == .swiss
            ? "http://www.six-interbank-clearing.com/de/pain.001.001.03.ch.02.xsd" : Self.iso + version.rawValue
        self.options = options
    }

    init(_ version: DirectDebitVersion, _ options: PaymentWriteOptions) {
        isEarly = version == .v02
        namespace = Self.iso + version.rawValue
        self.options = options
    }

    var profile: PaymentProfile { options.profile }

    var characters: PaymentCharacters {
        switch profile {
        case .sepa, .sepaDK, .generic: .latin
        case .swiss: isEarly ? .swissEarly : .swiss
        }
    }

    private static let iso = "urn:iso:std:iso:20022:tech:xsd:"
}
