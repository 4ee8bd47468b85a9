internal import Foundation

/// A folder with the configuration of a hub; its database is made anew by whoever asks for it.
struct BenchWorld {
    static let webhookSecret = "whsec_bench"
    static let apiKey = "qk_bench_0123456789"

    let folder: String
    /// `quittance`, built as this program was.
    let program: String

    /// - Throws: `BenchError` when there is no `quittance` beside this program.
    init() throws {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        program = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("quittance").path
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw BenchError("\(program) is not there; build the product quittance as well, as ./dev bench does")
        }
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("quittance-bench-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let configuration = """
            mode: sandbox
            database: hub.sqlite
            listen: 127.0.0.1:0
            merchants:
              - id: bench
                name: Bench Merchant
                base_currency: EUR
                time_zone: Europe/Berlin
                principals:
                  - {name: bench, key: {env: BENCH_KEY}}
                accounts:
                  - id: cards
                    adapter: stripe
                    settings:
                      secret_key: {env: BENCH_PROVIDER_KEY}
                      webhook_secret: {env: BENCH_WEBHOOK_SECRET}
                      api_base: http://127.0.0.1:9

            """
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: "\(folder)/hub.yaml"))
    }

    /// `quittance` with these arguments and the secrets of the configuration, not started yet.
    func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            [
                "BENCH_KEY": Self.apiKey, "BENCH_PROVIDER_KEY": "sk_test_bench",
                "BENCH_WEBHOOK_SECRET": Self.webhookSecret,
            ]
        ) { _, new in new }
        return process
    }

    var database: String { "\(folder)/hub.sqlite" }

    func removeDatabase() {
        for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + ending) }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Starts `quittance serve` and waits for the line with its address.
    func start(_ options: [String] = []) throws -> ServerProcess { try ServerProcess(self, options) }
}

/// The real `quittance serve`.
final class ServerProcess {
    let port: UInt16
    /// From before it was started until the first byte of an answer of GET /health.
    let secondsToFirstByte: Double
    private let process: Process

    static let hello = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

    fileprivate init(_ world: BenchWorld, _ options: [String]) throws {
        process = world.process(["serve", "--config", "\(world.folder)/hub.yaml", "--port", "0"] + options)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.standardError
        let start = Loopback.seconds
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = line.split(separator: ":").last.flatMap({ UInt16($0.prefix(while: \.isNumber)) }) else {
            throw BenchError("quittance serve did not start (it said \"\(line)\")")
        }
        try Loopback.firstByte(of: Self.hello, port: port)
        secondsToFirstByte = Loopback.seconds - start
        self.port = port
    }

    deinit { kill() }

    /// `kill -9`, and its end.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The processor time that the process took so far, in seconds; nil where /proc does not tell.
    var processorSeconds: Double? {
        guard let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8) else {
            return nil
        }
        // After the name in brackets: field 3 is the state, 14 and 15 are user and system time in ticks.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The memory that the process holds now.
    func residentMegabytes() throws -> Double {
        let query = Process()
        query.executableURL = URL(fileURLWithPath: "/bin/ps")
        query.arguments = ["-o", "rss=", "-p", "\(process.processIdentifier)"]
        let output = Pipe()
        query.standardOutput = output
        try query.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        guard let kilobytes = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw BenchError("ps does not tell the memory of a process")
        }
        return kilobytes / 1_024
    }
}
