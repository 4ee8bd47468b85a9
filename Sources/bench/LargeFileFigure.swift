internal import Foundation

/// A camt.053 file of 1 GB that never exists: written into the pipe of `quittance statement inspect -`, whose memory
/// is looked at before its input ends.
struct LargeFileFigure {
    private static let bytes = 1_000_000_000

    let world: BenchWorld

    func measure(into report: inout FigureReport) throws {
        var writer = CamtSampleWriter()
        let head = writer.takeBytes()
        while writer.writer.bytes.count < 1_000_000 { writer.entry() }
        let block = writer.takeBytes()
        let repetitions = (Self.bytes + block.count - 1) / block.count
        writer.end(repetitions: repetitions)
        let tail = writer.takeBytes()

        let process = Process()
        process.executableURL = URL(fileURLWithPath: world.program)
        process.arguments = ["statement", "inspect", "--json", "-"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        let start = Loopback.seconds
        try process.run()
        let pipe = input.fileHandleForWriting
        try pipe.write(contentsOf: head)
        let data = Data(block)
        for _ in 0..<repetitions { try pipe.write(contentsOf: data) }
        try pipe.write(contentsOf: tail)
        let peak = try peakMegabytes(of: process.processIdentifier)
        try pipe.close()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let seconds = Loopback.seconds - start
        let entries = writer.writer.entries * repetitions
        let inspection = try? JSONDecoder().decode(Inspection.self, from: text)
        guard process.terminationStatus == 0, inspection?.entries == entries, inspection?.complete == true else {
            throw BenchError("quittance statement inspect read \(inspection?.entries ?? 0) of \(entries) entries")
        }
        report.figures.append(
            Figure(
                name: "1 GB camt.053, peak memory",
                value: peak,
                limit: .atMost(64),
                unit: " MB",
                detail: "\(entries) entries through a pipe in \(Figure.shown(seconds)) s"
            )
        )
    }

    private struct Inspection: Decodable {
        let entries: Int
        let complete: Bool?
    }

    /// The most memory that a running process has had so far.
    private func peakMegabytes(of process: Int32) throws -> Double {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { throw BenchError("/proc does not tell the memory of a process") }
        return kilobytes / 1_024
    }
}
