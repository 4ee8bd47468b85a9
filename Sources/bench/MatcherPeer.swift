internal import Foundation

/// A matcher of PyPI, driven by a program in `Sources/bench/Peers` with the Python of `.venv-bench-matchers`, which
/// `./dev setup --bench` makes.
enum MatcherPeer: String {
    case duckDB = "exact_match.py"
    case splink = "splink_link.py"
    case reconcileMCP = "reconcile_mcp_match.py"

    var package: String {
        switch self {
        case .duckDB: "duckdb"
        case .splink: "splink"
        case .reconcileMCP: "reconcile-mcp"
        }
    }

    /// Why there is nothing to compare with; `nil` when there is.
    static var isMissing: String? {
        FileManager.default.isExecutableFile(atPath: python)
            ? nil : "\(python) is not there; ./dev setup --bench makes it"
    }

    /// - Returns: the lines that the program printed.
    /// - Throws: `BenchError` when it ends with another code than 0.
    func run(_ arguments: [String]) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python)
        process.arguments = ["-W", "ignore", "\(Self.root)/Sources/bench/Peers/\(rawValue)"] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchError("\(package) (PyPI) failed: \(rawValue)") }
        return text.split(separator: "\n")
    }

    private static var root: String { FileManager.default.currentDirectoryPath }
    private static var python: String { "\(root)/.venv-bench-matchers/bin/python" }
}
