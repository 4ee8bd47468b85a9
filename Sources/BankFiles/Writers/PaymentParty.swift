public import PaymentVocabulary

/// A debtor or creditor as orders name it.
public struct PaymentParty: Hashable, Sendable {
    /// At most 70 characters once transliterated.
    public var name: String
    public var address: PaymentAddress?
    /// An identification of the organisation that the bank agreed on, at most 35 characters.
    public var organisationID: String?

    public init(name: String, address: PaymentAddress? = nil, organisationID: String? = nil) {
        self.name = name
        self.address = address
        self.organisationID = organisationID
    }
}

/// A postal address: structured (fields), hybrid (town and country, and at most two lines), or lines alone, which banks
/// refuse from 15 November 2026 on.
public struct PaymentAddress: Hashable, Sendable {
    public var street: String?
    public var buildingNumber: String?
    public var postCode: String?
    public var town: String?
    /// State, province or canton.
    public var subdivision: String?
    /// The ISO 3166 code.
    public var country: String
    /// At most two lines of 70 characters.
    public var lines: [String]

    public init(
        street: String? = nil,
        buildingNumber: String? = nil,
        postCode: String? = nil,
        town: String? = nil,
        subdivision: String? = nil,
        country: String,
        lines: [String] = []
    ) {
        self.street = street
        self.buildingNumber = buildingNumber
        self.postCode = postCode
        self.town = town
        self.subdivision = subdivision
        self.country = country
        self.lines = lines
    }

    /// The address in at most two lines: its own, or street and number above post code and town.
    var asLines: [String] {
        guard lines.isEmpty else { return lines }
        let first = [street, buildingNumber].compactMap { $0 }.joined(separator: " ")
        let second = [postCode, town].compactMap { $0 }.joined(separator: " ")
        return [first, second].filter { !$0.isEmpty }
    }
}

/// An account number.
public enum PaymentAccount: Hashable, Sendable {
    case iban(IBAN)
    /// Anything else, at most 34 characters; only where the scheme needs no IBAN.
    case other(String)
}

/// A bank: its BIC, or its number in a clearing system such as `USABA`, `GBDSC` or `CHBCC`.
public struct PaymentAgent: Hashable, Sendable {
    public var bic: BIC?
    /// The ISO external code of the clearing system.
    public var clearingSystem: String?
    public var clearingNumber: String?
    public var name: String?

    public init(
        bic: BIC? = nil,
        clearingSystem: String? = nil,
        clearingNumber: String? = nil,
        name: String? = nil
    ) {
        self.bic = bic
        self.clearingSystem = clearingSystem
        self.clearingNumber = clearingNumber
        self.name = name
    }
}

/// What a payment is for, as the payee will read it.
public enum PaymentRemittance: Hashable, Sendable {
    case none
    /// At most 140 characters.
    case unstructured(String)
    /// ISO 11649.
    case creditorReference(CreditorReference)
    /// The reference of a Swiss QR-bill.
    case qrReference(QRReference)
}

/// Who pays the banks' charges.
public enum ChargeBearer: String, Hashable, Sendable, CaseIterable {
    /// As the scheme says; the only one in SEPA.
    case serviceLevel = "SLEV"
    case shared = "SHAR"
    case debtor = "DEBT"
    case creditor = "CRED"
}

public enum PaymentPriority: String, Hashable, Sendable, CaseIterable {
    case normal = "NORM"
    case high = "HIGH"
}

/// Under whose rules a group of credit transfers is executed.
public enum PaymentScheme: String, Hashable, Sendable, CaseIterable {
    /// SEPA credit transfer.
    case sepa
    /// SEPA instant credit transfer.
    case sepaInstant = "sepa-instant"
    /// Within Switzerland and Liechtenstein, CHF or EUR, with QR and creditor references.
    case swiss
    /// Over borders, or in another currency.
    case crossBorder = "cross-border"

    var isSEPA: Bool { self == .sepa || self == .sepaInstant }
}
