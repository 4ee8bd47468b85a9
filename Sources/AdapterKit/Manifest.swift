/// What an adapter is, what it can do and what it may reach, as data.
public struct AdapterManifest: Hashable, Codable, Sendable {
    /// The version of the contract in this module.
    public static let currentContractVersion = 1

    /// Used in addresses and configuration, such as `stripe`.
    public let id: String
    public let name: String
    public let version: String
    public let contractVersion: Int
    /// `card`, `wallet`, `bank_transfer`, `e_check`.
    public let rails: [String]
    /// Whether the provider replays the stored answer for a repeated idempotency key, and for how long.
    public let idempotencyKeyLifetimeSeconds: Int64
    /// How long after a request the provider may still answer an inquiry by our reference with "not found".
    public let visibilityDelaySeconds: Int64
    /// Hosts that the exchange may reach, such as `api.stripe.com`.
    public let hosts: [String]
    public let webhookEvents: [String]
    public let settings: [AdapterSetting]

    public init(
        id: String,
        name: String,
        version: String,
        contractVersion: Int = AdapterManifest.currentContractVersion,
        rails: [String],
        idempotencyKeyLifetimeSeconds: Int64,
        visibilityDelaySeconds: Int64,
        hosts: [String],
        webhookEvents: [String],
        settings: [AdapterSetting]
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.contractVersion = contractVersion
        self.rails = rails
        self.idempotencyKeyLifetimeSeconds = idempotencyKeyLifetimeSeconds
        self.visibilityDelaySeconds = visibilityDelaySeconds
        self.hosts = hosts
        self.webhookEvents = webhookEvents
        self.settings = settings
    }
}

/// One setting of an adapter account; forms and checks are made from it.
public struct AdapterSetting: Hashable, Codable, Sendable {
    public enum Kind: String, Codable, Hashable, Sendable {
        case text
        case url
        case seconds
    }

    public let name: String
    public let kind: Kind
    /// Secrets are given by reference or stored encrypted, and never shown.
    public let isSecret: Bool
    public let isRequired: Bool
    public let help: String
    public let example: String
    public let defaultValue: String?

    public init(
        name: String,
        kind: Kind,
        isSecret: Bool = false,
        isRequired: Bool = false,
        help: String,
        example: String,
        defaultValue: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.isSecret = isSecret
        self.isRequired = isRequired
        self.help = help
        self.example = example
        self.defaultValue = defaultValue
    }
}
