internal import AdapterKit
internal import Foundation
internal import HubTransport
internal import PaymentCrypto

/// A hub and a provider sandbox as real child processes on loopback, over a database in a folder of their own.
final class DemoWorld {
    static let startDate = "2026-03-02"

    let folder: String
    let configuration: String
    let apiKey: String
    let hub: DemoClient
    /// May post and not undo.
    let apprentice: DemoClient
    let provider: DemoClient
    let hubAddress: String
    private let apprenticeKey: String
    private let children: [Process]
    private let transport: HTTPTransport

    /// Starts both and waits until they answer.
    init(folder: String) async throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let (hubPort, providerPort) = try (Self.freePort(), Self.freePort())
        let webhookSecret = "whsec_\(Hexadecimal.encode(SecureRandom.bytes(count: 24)))"
        let providerKey = "sk_test_\(Hexadecimal.encode(SecureRandom.bytes(count: 12)))"
        apiKey = "qk_\(Hexadecimal.encode(SecureRandom.bytes(count: 32)))"
        apprenticeKey = "qk_\(Hexadecimal.encode(SecureRandom.bytes(count: 32)))"
        configuration = "\(folder)/hub.yaml"
        hubAddress = "http://127.0.0.1:\(hubPort)"
        let providerAddress = "http://127.0.0.1:\(providerPort)"
        try Self.write(
            configuration,
            """
            mode: sandbox
            database: hub.sqlite
            listen: 127.0.0.1:\(hubPort)
            merchants:
              - id: demo
                name: Demo Merchant
                base_currency: EUR
                time_zone: Europe/Berlin
                principals:
                  - {name: demo, key: {env: QUITTANCE_DEMO_KEY}}
                  - {name: apprentice, key: {env: QUITTANCE_DEMO_APPRENTICE_KEY}, may: [post]}
                accounts:
                  - id: cards
                    adapter: stripe
                    settings:
                      secret_key: {env: QUITTANCE_DEMO_PROVIDER_KEY}
                      webhook_secret: {env: QUITTANCE_DEMO_WEBHOOK_SECRET}
                      api_base: \(providerAddress)

            """
        )
        let environment = [
            "QUITTANCE_DEMO_KEY": apiKey, "QUITTANCE_DEMO_APPRENTICE_KEY": apprenticeKey,
            "QUITTANCE_DEMO_PROVIDER_KEY": providerKey, "QUITTANCE_DEMO_WEBHOOK_SECRET": webhookSecret,
        ]
        // A restart by hand needs the same secrets.
        try Self.write("\(folder)/secrets.env", environment.map { "export \($0)=\($1)\n" }.sorted().joined())
        let programs = URL(fileURLWithPath: Self.ownPath).deletingLastPathComponent().path
        children = [
            try Self.start(
                "\(programs)/provider-sandbox",
                [
                    "stripe", "--port", "\(providerPort)", "--webhook-url", "\(hubAddress)/webhooks/stripe/cards",
                    "--webhook-secret", webhookSecret, "--api-key", providerKey, "--seed", "1",
                ],
                log: "\(folder)/provider.log",
                environment: [:]
            ),
            try Self.start(
                Self.ownPath,
                ["serve", "--config", configuration, "--sandbox-clock", Self.startDate],
                log: "\(folder)/hub.log",
                environment: environment
            ),
        ]
        transport = try HTTPTransport()
        hub = DemoClient(transport: transport, base: hubAddress, key: apiKey)
        apprentice = DemoClient(transport: transport, base: hubAddress, key: apprenticeKey)
        provider = DemoClient(transport: transport, base: providerAddress, key: providerKey)
        try await waitUntilReady()
    }

    private func waitUntilReady() async throws {
        for client in [hub, provider] {
            var last: (any Error)?
            for _ in 0..<400 {
                do {
                    _ = try await client.get("/health")
                    last = nil
                    break
                } catch {
                    last = error
                    guard children.allSatisfy(\.isRunning) else { break }
                    try await Task.sleep(for: .milliseconds(25))
                }
            }
            if let last { throw last }
        }
    }

    /// Runs one of our own commands as a person would and returns its exit code and standard output.
    func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.ownPath)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            [
                "QUITTANCE_DEMO_KEY": apiKey, "QUITTANCE_DEMO_APPRENTICE_KEY": apprenticeKey,
                "QUITTANCE_DEMO_PROVIDER_KEY": "-", "QUITTANCE_DEMO_WEBHOOK_SECRET": "-",
            ]
        ) { _, new in new }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// Asks both children to end and waits for them.
    func stop() {
        transport.shutDown()
        for child in children where child.isRunning { child.terminate() }
        for _ in 0..<200 where children.contains(where: \.isRunning) { usleep(25_000) }
        // A child that does not end by itself within five seconds is ended.
        for child in children where child.isRunning { kill(child.processIdentifier, SIGKILL) }
        for child in children { child.waitUntilExit() }
    }

    /// Waits for SIGINT or SIGTERM, or until a child ends by itself, and leaves nothing running.
    func waitForEnd() {
        let end = DispatchSemaphore(value: 0)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { end.signal() }
            source.resume()
            return source
        }
        while children.allSatisfy(\.isRunning), end.wait(timeout: .now() + 0.2) == .timedOut {}
        for source in sources { source.cancel() }
        stop()
    }

    private static var ownPath: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    private static func start(
        _ program: String,
        _ arguments: [String],
        log: String,
        environment: [String: String]
    ) throws -> Process {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw DemoClient.Refused(description: "\(program) is not there; build the product provider-sandbox too")
        }
        try write(log, "")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let file = FileHandle(forWritingAtPath: log)
        process.standardOutput = file
        process.standardError = file
        try process.run()
        return process
    }

    /// - Throws: when the file cannot be created; only the owner may read it.
    private static func write(_ path: String, _ text: String) throws {
        guard
            FileManager.default.createFile(
                atPath: path,
                contents: Data(text.utf8),
                attributes: [.posixPermissions: 0o600]
            )
        else { throw DemoClient.Refused(description: "\(path) cannot be written") }
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard found else { throw DemoClient.Refused(description: "no free port on 127.0.0.1") }
        return UInt16(bigEndian: address.sin_port)
    }
}
