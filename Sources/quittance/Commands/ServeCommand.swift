internal import ArgumentParser
internal import Foundation
internal import HubEngine
internal import HubHTTP
internal import HubStore
internal import HubStoreSQLite
internal import HubTransport
internal import Logging
internal import PaymentVocabulary
internal import RulesFile
internal import ServiceLifecycle
internal import UnixSignals

/// The configuration file that every command about a hub needs.
struct HubOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The configuration file (or QUITTANCE_CONFIG).")
    var config: String?

    var file: String {
        get throws {
            guard let file = config ?? ProcessInfo.processInfo.environment["QUITTANCE_CONFIG"] else {
                throw Stop.usage("no configuration: give --config FILE or set QUITTANCE_CONFIG")
            }
            return file
        }
    }

    func configuration() throws -> Configuration {
        do {
            return try Configuration(file: file, environment: ProcessInfo.processInfo.environment)
        } catch let error as ConfigurationError {
            throw Stop.usage(error.description)
        }
    }

    /// What a hub reads and writes by itself, so that no report may be written over it.
    var files: [String] {
        get throws {
            let database = try configuration().database
            return [try file, database, "\(database)-wal", "\(database)-shm"]
        }
    }

    /// Opens the hub, with every refusal turned into a message and an exit code.
    func open(
        sandboxStart: Timestamp? = nil,
        rules: RulesFile? = nil,
        options: SQLiteStore.Options = SQLiteStore.Options(),
        postingsPerUnit: Int? = nil
    ) async throws -> Composition {
        do {
            let configuration = try configuration()
            if rules == nil { configuration.rules?.tellComplaints() }
            return try await Composition.open(
                configuration,
                file: file,
                sandboxStart: sandboxStart,
                rules: rules,
                options: options,
                postingsPerUnit: postingsPerUnit
            )
        } catch let error as ConfigurationError {
            throw Stop.usage(error.description)
        } catch let error as StoreError {
            throw Stop.cannotRun("the database cannot be used: \(error)")
        }
    }
}

/// `quittance serve`: the hub itself.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the hub: API, webhook ingress and workers.",
        discussion: """
            Prints one JSON line with the address once it listens, and stops on SIGTERM or SIGINT after answering what \
            has begun.

            Example: quittance serve --config hub.yaml --port 8080
            """
    )

    @OptionGroup var hub: HubOptions

    @Option(help: "The port, 0 for a free one; overrides the configuration's.")
    var port: Int?

    @Option(help: "Start a movable clock at this moment, such as 2026-03-01; needs `mode: sandbox`.")
    var sandboxClock: String?

    @Flag(help: ArgumentHelp("Commit every request by itself, for ./dev bench to compare with.", visibility: .hidden))
    var oneCommitEach = false

    func run() async throws {
        let start = try sandboxClock.map(Self.moment)
        var storeOptions = SQLiteStore.Options()
        storeOptions.batching = !oneCommitEach
        let composition = try await hub.open(sandboxStart: start, options: storeOptions)
        try await composition.store.run { try WorkQueue.releaseLeases($0) }
        var options = HTTPOptions()
        options.host = composition.configuration.host
        options.port = port ?? composition.configuration.port
        options.mode = composition.configuration.mode == .sandbox ? .sandbox : .live
        options.connectionsMax = min(options.connectionsMax, OpenFiles.connectionsMax(of: OpenFiles.raiseLimit()))
        let host = options.host
        options.onListening = { port in
            FileHandle.standardOutput.write(Data("{\"listening\":\"http://\(host):\(port)\"}\n".utf8))
        }
        let server = HubServer(hub: composition.hub, options: options, sandboxClock: composition.sandboxClock)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: server),
                    .init(service: Worker { await composition.hub.workInbox() }),
                    .init(service: Worker { await composition.hub.workDue() }),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "quittance.services") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        do {
            try await group.run()
        } catch {
            await composition.store.close()
            throw Stop.cannotRun("\(host):\(options.port): \(error)")
        }
        composition.transport.shutDown()
        await composition.store.close()
    }

    /// A date (its first moment in UTC) or whole seconds since 1970.
    static func moment(_ text: String) throws -> Timestamp {
        if let date = CalendarDate(text) { return Timestamp(seconds: Int64(date.dayNumber) * 86_400) }
        if let seconds = Int64(text) { return Timestamp(seconds: seconds) }
        throw Stop.usage("--sandbox-clock \(text): no date; write it as 2026-03-01, or as seconds since 1970")
    }
}

/// One of the hub's loops as a service: cancelled when the others have shut down.
private struct Worker: Service {
    let work: @Sendable () async -> Void

    func run() async throws { await cancelWhenGracefulShutdown { await work() } }
}
