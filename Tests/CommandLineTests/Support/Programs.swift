import Foundation
import TestSupport
import Testing

/// The programs under test, as they were built: they lie beside the tests that run them.
enum Programs {
    static let quittance = built("quittance")
    static let sandbox = built("provider-sandbox")
    static let oracles = built("oracles")
    static let bench = built("bench")
    static let world = built("reconciliation-world")

    private static func built(_ name: String) -> URL { Bundle.main.bundleURL.appending(path: name) }
}

/// What a program left behind.
struct Finished {
    let code: Int32
    let output: String
    let errors: String
    /// Processor time, which other work on the machine does not lengthen as it does a clock's; 0 where the system does
    /// not tell.
    let processorSeconds: Double
    /// The most memory that was resident at a time, KiB; 0 where the system does not tell.
    let residentPeak: Int

    /// A report in JSON without what was said of its files.
    var decided: String {
        output.replacing(#/"input":\{"errors":\[.*?\],"warnings":\[.*?\]\},/#, with: "")
    }

    /// The objects of an output with one JSON object a line.
    func objects() throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }
}

/// A program still ran when its time was up; it was ended.
struct StillRunning: Error {
    let program: String
    let errors: String
}

/// Runs a program to its end.
///
/// Its outputs go to files, so that a full pipe never stops it; its input is `input` or nothing. Waiting holds up no
/// other test.
func run(
    _ program: URL,
    _ arguments: [String],
    input: Input = .nothing,
    environment: [String: String] = [:],
    in folder: URL? = nil,
    within seconds: TimeInterval = 60
) async throws -> Finished {
    await ProgramSlots.shared.take()
    defer { Task { await ProgramSlots.shared.give() } }
    let scratch = try TemporaryFolder()
    let (output, errors) = (try scratch.newFile("output"), try scratch.newFile("errors"))
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.currentDirectoryURL = folder ?? scratch.url
    let outputs = try [output, errors].map { try FileHandle(forWritingTo: $0) }
    process.standardOutput = outputs[0]
    process.standardError = outputs[1]
    let (feeder, inputFile) = try input.connect(to: process, scratch)
    // The process has its own descriptors. Foundation would keep these open behind its end, and crashes as it starts
    // the next process once some 1,300 files are open.
    defer { for handle in outputs + [inputFile].compactMap(\.self) { try? handle.close() } }
    let start = Date()
    try process.run()
    try feeder?.run()
    var (peak, processorSeconds) = (0, 0.0)
    while process.isRunning, Date().timeIntervalSince(start) < seconds {
        peak = max(peak, residentPeak(of: process.processIdentifier))
        processorSeconds = max(processorSeconds, processorTime(of: process.processIdentifier))
        try await Task.sleep(for: .milliseconds(2))
    }
    if let feeder, feeder.isRunning { kill(feeder.processIdentifier, SIGKILL) }
    guard !process.isRunning else {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        throw StillRunning(program: program.lastPathComponent, errors: try String(contentsOf: errors, encoding: .utf8))
    }
    return Finished(
        code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
        output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self),
        processorSeconds: processorSeconds,
        residentPeak: peak
    )
}

/// Lets a few programs run at a time. Tests that wait all begin at once; the files of hundreds of programs beside those
/// of their own ledgers are more than Foundation can start a process with.
private actor ProgramSlots {
    static let shared = ProgramSlots()

    private var free = 16
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func give() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}

/// What a program reads on standard input.
enum Input {
    case nothing
    case text(String)
    /// What a shell command prints, through a pipe.
    case shell(String)

    /// Gives the process that feeds the other, if one does, and the file that was opened, if one was.
    fileprivate func connect(to process: Process, _ scratch: TemporaryFolder) throws -> (Process?, FileHandle?) {
        switch self {
        case .nothing:
            process.standardInput = FileHandle.nullDevice
            return (nil, nil)
        case .text(let text):
            let file = try FileHandle(forReadingFrom: scratch.write("input", text))
            process.standardInput = file
            return (nil, file)
        case .shell(let command):
            let (feeder, pipe) = (Process(), Pipe())
            feeder.executableURL = URL(filePath: "/bin/sh")
            feeder.arguments = ["-c", command]
            feeder.standardOutput = pipe
            process.standardInput = pipe
            return (feeder, nil)
        }
    }
}

/// `utime` and `stime` of a running process, in seconds.
///
/// Source: proc_pid_stat(5), fields 14 and 15; the second field is in parentheses and may hold blanks.
private func processorTime(of process: Int32) -> Double {
    guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return 0 }
    let text = String(decoding: data, as: UTF8.self)
    guard let name = text.lastIndex(of: ")") else { return 0 }
    let fields = text[text.index(after: name)...].split(separator: " ").dropFirst(11).prefix(2)
    return Double(fields.compactMap { Int($0) }.reduce(0, +)) / Double(sysconf(Int32(_SC_CLK_TCK)))
}

/// `VmHWM` of a running process.
private func residentPeak(of process: Int32) -> Int {
    guard let data = FileManager.default.contents(atPath: "/proc/\(process)/status") else { return 0 }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
}

/// A folder that goes when the test is over.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "quittance-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func newFile(_ name: String) throws -> URL { try write(name, "") }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> URL {
        let file = url.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file
    }
}

/// The demo's own files, which the tests use as a merchant would.
enum DemoFiles {
    static let folder = SharedData.repository.appending(path: "sandbox/demo")

    static let invoices = path("invoices.csv")
    static let first = path("statement-2026-03-05.xml")
    static let second = path("statement-2026-03-06.xml")

    static func path(_ name: String) -> String { folder.appending(path: name).path }
    static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
