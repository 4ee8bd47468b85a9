internal import BankFiles
internal import Foundation
internal import HubDomain
internal import HubReconciliation
internal import PaymentVocabulary
internal import ReconciliationWorld

/// A camt.053 statement read, matched with the invoices in the hub's books and posted there, by one
/// `quittance reconcile --store`: against the sum of three floors, each measured here.
///
/// The floors are reading the same file and keeping nothing, joining as many references in memory, and writing as many
/// rows to SQLite in one transaction with one index. All by the clock, since a store waits for its disk.
struct WholeRunFigures {
    let world: BenchWorld
    let lines: Int

    func measure(into report: inout FigureReport) throws {
        let labelled = World(WorldPlan(seed: 2_026, receipts: lines, mode: .easyAmounts))
        let statement = "\(world.folder)/whole.xml"
        try Self.write(labelled, .statement, to: statement)
        world.removeDatabase()
        try store(labelled)
        let whole = try reconcile(statement)
        let floors = (
            read: try Loopback.elapsed { try read(statement) }, join: join,
            store: try StoreFloor(path: "\(world.folder)/floor.sqlite", rows: lines).elapsedSeconds()
        )
        let sum = floors.read + floors.join + floors.store
        report.figures.append(
            Figure(
                name: "whole run of \(labelled.lines.count) lines / reading + joining + storing",
                value: whole.seconds / sum,
                limit: .atMost(2.5),
                unit: "",
                detail:
                    "\(Figure.shown(whole.seconds)) s / \(Figure.shown(floors.read)) + \(Figure.shown(floors.join)) + "
                    + "\(Figure.shown(floors.store)) s, \(labelled.items.count) documents, "
                    + "\(Figure.shown(Double(labelled.lines.count) / whole.seconds)) lines a second"
            )
        )
        report.figures.append(
            Figure(
                name: "whole run of \(labelled.lines.count) lines, peak memory",
                value: whole.megabytes,
                limit: .atMost(2_048),
                unit: " MB",
                detail: "of quittance reconcile --store"
            )
        )
    }

    // MARK: The whole

    /// Saves the customers and issues the invoices through the API, these in files of a few thousand.
    private func store(_ labelled: World) throws {
        var (pieces, head, piece): ([String], String, String) = ([], "", "")
        var rows = 0
        labelled.write(.invoices) { row in
            if head.isEmpty {
                head = row
                return
            }
            piece += row
            rows += 1
            guard rows.isMultiple(of: 5_000) else { return }
            pieces.append(piece)
            piece = ""
        }
        if !piece.isEmpty { pieces.append(piece) }
        let server = try world.start()
        let load = try LoadGenerator(port: server.port, connections: 1)
        let names = Dictionary(labelled.items.map { ($0.invoice.customer.text, $0.invoice.customerName) }) { $1 }
        let customers = try names.sorted { $0.key < $1.key }.map { customer, name in
            let body = String(decoding: try JSONEncoder().encode(["name": name]), as: UTF8.self)
            return Self.request("PUT /v1/customers/\(customer)", "application/json", body)
        }
        let invoices = pieces.map { Self.request("POST /v1/invoices", "text/csv", head + $0) }
        let outcome = load.run(ListedRequests(customers + invoices), seconds: 3_600)
        guard outcome.acknowledged.count == customers.count + invoices.count else {
            throw BenchError("\(outcome.refused) of \(customers.count + invoices.count) requests were refused")
        }
        server.kill()
    }

    private static func request(_ target: String, _ type: String, _ body: String) -> String {
        """
        \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(BenchWorld.apiKey)\r\n\
        Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
        """
    }

    private func reconcile(_ statement: String) throws -> (seconds: Double, megabytes: Double) {
        let process = world.process(["reconcile", "--store", "--config", "\(world.folder)/hub.yaml", "--json"])
        process.arguments?.append(contentsOf: ["--statement", statement])
        let report = "\(world.folder)/whole.json"
        FileManager.default.createFile(atPath: report, contents: nil)
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: report))
        let begin = Loopback.seconds
        try process.run()
        var megabytes = 0.0
        while process.isRunning {
            megabytes = max(megabytes, Self.peakMegabytes(of: process.processIdentifier) ?? 0)
            usleep(20_000)
        }
        let seconds = Loopback.seconds - begin
        guard process.terminationStatus < 2, megabytes > 0 else {
            throw BenchError("quittance reconcile --store ended with \(process.terminationStatus)")
        }
        let matched = try Self.matched(in: report)
        guard matched > lines / 2 else { throw BenchError("of \(lines) lines only \(matched) were matched") }
        return (seconds, megabytes)
    }

    /// The number of matched receipts, which stands at the beginning of a report.
    private static func matched(in report: String) throws -> Int {
        let head = try FileHandle(forReadingFrom: URL(fileURLWithPath: report)).read(upToCount: 200) ?? Data()
        let rest = String(decoding: head, as: UTF8.self).split(separator: "\"matched\":").dropFirst().first ?? ""
        return Int(rest.prefix(while: \.isNumber)) ?? 0
    }

    /// The most that a process has had so far; nil when it has ended.
    private static func peakMegabytes(of process: Int32) -> Double? {
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 / 1_024 }
    }

    // MARK: The floors

    private func read(_ path: String) throws {
        var options = BankFileOptions()
        options.keepsDetails = false
        var reader = CamtReader(options: options)
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        var findings = 0
        while let bytes = try file.read(upToCount: 256 << 10), !bytes.isEmpty {
            findings += Self.findings(reader.feed([UInt8](bytes)))
        }
        findings += Self.findings(reader.finish())
        guard findings == 0 else { throw BenchError("the statement of the whole run has \(findings) findings") }
    }

    private static func findings(_ events: [BankFileEvent]) -> Int {
        events.count { event in
            switch event {
            case .warning, .error, .failed, .unreadable: true
            case .group, .groupEnd, .entry, .end: false
            }
        }
    }

    private var join: Double {
        ExactMatchFigure(world: world, plan: BenchPlan(rounds: 3, seconds: 1), rows: lines).elapsedSeconds()
    }

    private static func write(_ labelled: World, _ file: WorldFile, to path: String) throws {
        FileManager.default.createFile(atPath: path, contents: nil)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        var kept = Data()
        try labelled.write(file) { piece in
            kept.append(contentsOf: piece.utf8)
            guard kept.count > 1 << 20 else { return }
            try handle.write(contentsOf: kept)
            kept.removeAll(keepingCapacity: true)
        }
        try handle.write(contentsOf: kept)
        try handle.close()
    }
}
