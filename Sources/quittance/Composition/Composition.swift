internal import AdapterHost
internal import AdapterKit
internal import Foundation
internal import HubEngine
internal import HubHTTP
internal import HubStore
internal import HubStoreSQLite
internal import HubTransport
internal import Logging
internal import PaymentCrypto
internal import PaymentVocabulary
internal import RulesFile
internal import StripeAdapter

/// The one place where the parts are put together with the real clock, network, database and randomness.
struct Composition {
    let configuration: Configuration
    let store: SQLiteStore
    let transport: HTTPTransport
    let hub: Hub
    let sandboxClock: SandboxClock?

    /// Every adapter that is compiled in.
    static let adapters: [AdapterHandle] = [AdapterHandle(linked: StripeAdapter())]

    /// Opens the database, brings its schema up to date, and saves the merchants of the configuration.
    ///
    /// - Parameters:
    ///   - rules: instead of those of the configuration.
    ///   - postingsPerUnit: instead of what suits a server.
    /// - Throws: `ConfigurationError`, `StoreError`.
    static func open(
        _ configuration: Configuration,
        file: String,
        sandboxStart: Timestamp? = nil,
        rules: RulesFile? = nil,
        options: SQLiteStore.Options = SQLiteStore.Options(),
        postingsPerUnit: Int? = nil
    ) async throws -> Composition {
        let sandboxClock = try clock(configuration, file: file, start: sandboxStart)
        let clock: any HubClock = sandboxClock ?? SystemClock()
        let accounts = try registry(configuration, file: file)
        let store = try SQLiteStore(path: configuration.database, options: options)
        try await Migrator(try HubSQL.migrations).migrate(store, at: clock.now().milliseconds)
        let transport = try HTTPTransport()
        let isSandbox = configuration.mode == .sandbox
        let host = AdapterHost { hosts, deadline in
            CurlExchange(
                transport: transport,
                hosts: hosts,
                allowsPlainLoopback: isSandbox,
                deadline: deadline,
                now: { clock.now() }
            )
        }
        var settings = HubSettings()
        if let rules = rules ?? configuration.rules { settings.matchingPolicy = rules.policy }
        settings.fourEyesAbove = configuration.fourEyesAbove
        if let days = configuration.payers.aliasDays { settings.aliasDays = days }
        settings.holdsChangedAccounts = configuration.payers.holdsChangedAccounts
        if let postingsPerUnit { settings.postingsPerUnit = postingsPerUnit }
        let hub = Hub(
            environment: HubEnvironment(
                store: store,
                accounts: accounts,
                adapters: host,
                clock: clock,
                identifiers: IdentifierSource(clock: clock, random: SystemRandomNumberGenerator()),
                log: log
            ),
            settings: settings
        )
        try await save(configuration, in: store, at: clock.now())
        return Composition(
            configuration: configuration,
            store: store,
            transport: transport,
            hub: hub,
            sandboxClock: sandboxClock
        )
    }

    private static func clock(
        _ configuration: Configuration,
        file: String,
        start: Timestamp?
    ) throws -> SandboxClock? {
        guard let start else { return nil }
        guard configuration.mode == .sandbox else {
            throw ConfigurationError(file: file, place: "mode", problem: "a sandbox clock needs `mode: sandbox`")
        }
        return SandboxClock(start: start)
    }

    private static func registry(_ configuration: Configuration, file: String) throws -> AdapterRegistry {
        var accounts: [AdapterAccount] = []
        for merchant in configuration.merchants {
            for section in merchant.accounts {
                accounts.append(try account(section, of: merchant.id, configuration.mode, file: file))
            }
        }
        do {
            return try AdapterRegistry(accounts)
        } catch {
            let problem = "two accounts have the same webhook address: \(error)"
            throw ConfigurationError(file: file, place: "merchants", problem: problem)
        }
    }

    private static func account(
        _ section: Configuration.AccountSection,
        of merchant: MerchantID,
        _ mode: Configuration.Mode,
        file: String
    ) throws -> AdapterAccount {
        func wrong(_ key: String, _ problem: String) -> ConfigurationError {
            ConfigurationError(file: file, place: "\(section.place).\(key)", problem: problem)
        }
        guard let handle = adapters.first(where: { $0.manifest.id == section.adapter.text }) else {
            let known = adapters.map(\.manifest.id).joined(separator: ", ")
            throw wrong("adapter", "no adapter \(section.adapter); there are: \(known)")
        }
        var settings: [String: String] = [:]
        for setting in handle.manifest.settings {
            settings[setting.name] = section.settings[setting.name] ?? setting.defaultValue
            guard setting.isRequired, settings[setting.name] == nil else { continue }
            throw wrong("settings.\(setting.name)", "required: \(setting.help); an example: \(setting.example)")
        }
        let known = handle.manifest.settings.map(\.name)
        if let unknown = section.settings.keys.sorted().first(where: { !known.contains($0) }) {
            throw wrong("settings.\(unknown)", "unknown setting; known: \(known.joined(separator: ", "))")
        }
        var hosts = handle.manifest.hosts
        for setting in handle.manifest.settings where setting.kind == .url {
            guard let text = settings[setting.name], text != setting.defaultValue else { continue }
            guard let host = place(of: text, mode) else {
                throw wrong("settings.\(setting.name)", "\(text) is no https address (http on loopback in a sandbox)")
            }
            hosts = [host]
        }
        return AdapterAccount(
            merchant: merchant,
            id: section.id,
            handle: handle,
            settings: AdapterSettings(settings),
            hosts: hosts
        )
    }

    /// `host` or `host:port` of an address that may be used in this mode.
    private static func place(of address: String, _ mode: Configuration.Mode) -> String? {
        guard let url = URL(string: address), let host = url.host else { return nil }
        let isLoopback = ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host)
        guard url.scheme == "https" || (url.scheme == "http" && isLoopback && mode == .sandbox) else { return nil }
        return url.port.map { "\(host):\($0)" } ?? host
    }

    private static func save(_ configuration: Configuration, in store: SQLiteStore, at now: Timestamp) async throws {
        let merchants = configuration.merchants
        try await store.run { transaction in
            // A key that was taken out of the file is valid no longer.
            try Principal.dropAll(transaction)
            for section in merchants {
                let books = Books(transaction, merchant: section.id)
                try books.save(
                    Merchant(
                        id: section.id,
                        name: section.name,
                        baseCurrency: section.baseCurrency,
                        timeZone: section.timeZone
                    ),
                    at: now
                )
                for principal in section.principals {
                    // Whoever calls no API has a key that nobody knows.
                    let key = principal.key.map { Array($0.utf8) } ?? SecureRandom.bytes(count: 32)
                    try books.savePrincipal(
                        name: principal.name,
                        keyHash: SHA256.hash(key),
                        may: principal.may?.map(\.rawValue),
                        at: now
                    )
                }
            }
        }
    }

    private static func log(_ line: HubLogLine) {
        let logger = Logger(label: "quittance") { StreamLogHandler.standardError(label: $0) }
        let metadata = Logger.Metadata(uniqueKeysWithValues: line.metadata.map { ($0.name, .string($0.value)) })
        let level: Logger.Level =
            switch line.level {
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            }
        logger.log(level: level, "\(line.message)", metadata: metadata)
    }
}
