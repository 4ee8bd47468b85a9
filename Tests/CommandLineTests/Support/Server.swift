import Foundation

/// A server that we started, and that has said where it listens.
final class Server: @unchecked Sendable {  // `Process` is used by one thread at a time.
    struct DidNotStart: Error, CustomStringConvertible {
        let description: String
    }

    let port: UInt16
    let log: URL
    private let process: Process
    private let scratch: TemporaryFolder

    init(_ program: URL, _ arguments: [String], environment: [String: String] = [:]) async throws {
        scratch = try TemporaryFolder()
        let output = try scratch.newFile("output")
        log = try scratch.newFile("log")
        process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        let outputs = try [output, log].map { try FileHandle(forWritingTo: $0) }
        defer { for handle in outputs { try? handle.close() } }
        process.standardOutput = outputs[0]
        process.standardError = outputs[1]
        try process.run()
        let deadline = Date().addingTimeInterval(60)
        while true {
            let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
            if text.hasSuffix("\n"), let port = Self.port(in: text) {
                self.port = port
                return
            }
            guard process.isRunning, Date() < deadline else { break }
            try await Task.sleep(for: .milliseconds(3))
        }
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        let log = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        throw DidNotStart(description: "\(program.lastPathComponent) \(arguments) did not start: \(log)")
    }

    deinit { kill() }

    var isRunning: Bool { process.isRunning }

    /// Ends it without a warning, as a power cut would, and waits until it is gone.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func call(
        _ method: String,
        _ path: String,
        headers: [String: String] = [:],
        body: [UInt8] = []
    ) throws -> HTTPAnswer {
        let connection = try Connection(port: port)
        try connection.send(HTTPAnswer.request(method, path, headers: headers, body: body))
        return try connection.answer()
    }

    private static func port(in text: String) -> UInt16? {
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return (object?["listening"] as? String)?.split(separator: ":").last.flatMap { UInt16($0) }
    }
}
