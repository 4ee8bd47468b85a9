import Foundation

/// What lies around the tests: the built server, the optional Python environment, the optional shared data.
enum Surroundings {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The server is built into the folder that the tests run from.
    static let server = Bundle.main.bundleURL.appending(path: "provider-sandbox")

    static var python: URL? { existing(repository.appending(path: ".venv-tests-stripe/bin/python")) }

    static var shared: URL? {
        let named = ProcessInfo.processInfo.environment["QUITTANCE_SHARED"].map { URL(filePath: $0) }
        return existing(named ?? repository.deletingLastPathComponent().appending(path: "shared"))
    }

    /// Runs a program to its end; `quietly` hides what it says on standard error.
    ///
    /// - Returns: the lines of its standard output, and its status.
    static func run(
        _ program: URL,
        _ arguments: [String],
        quietly: Bool = false
    ) throws -> (
        lines: [String], status: Int32
    ) {
        let process = Process()
        let output = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = output
        if quietly { process.standardError = FileHandle.nullDevice }
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        return (lines, process.terminationStatus)
    }

    static func object(_ line: String) -> [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    }

    private static func existing(_ url: URL) -> URL? { FileManager.default.fileExists(atPath: url.path) ? url : nil }
}

/// A server that has said where it listens.
struct RunningServer {
    struct Silent: Error {}

    let address: String
    private let process: Process

    init(_ arguments: [String]) throws {
        process = Process()
        let output = Pipe()
        process.executableURL = Surroundings.server
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(0x0A) {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { break }
            line += piece
        }
        let greeting = Surroundings.object(String(decoding: line, as: UTF8.self))
        guard let address = greeting?["listening"] as? String else {
            process.terminate()
            throw Silent()
        }
        self.address = address
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
