internal import BankFiles
internal import Foundation
internal import GRDBSQLite
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
        let floors = try (read: Self.seconds { try read(statement) }, join: join, store: storeFloor())
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

    /// Issues the invoices through the API, in files of a few thousand.
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
        let requests = ListedRequests(pieces.map { Self.request(head + $0) })
        let outcome = load.run(requests, seconds: 3_600)
        guard outcome.acknowledged.count == pieces.count else {
            throw BenchError("\(pieces.count - outcome.acknowledged.count) files of invoices were refused")
        }
        server.kill()
    }

    private static func request(_ body: String) -> String {
        """
        POST /v1/invoices HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(BenchWorld.apiKey)\r\n\
        Content-Type: text/csv\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
        """
    }

    private func reconcile(_ statement: String) throws -> (seconds: Double, megabytes: Double) {
        let process = world.process(["reconcile", "--store", "--config", "\(world.folder)/hub.yaml", "--json"])
        process.arguments?.append(contentsOf: ["--statement", statement])
        process.standardOutput = FileHandle.nullDevice
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
        return (seconds, megabytes)
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
        ExactMatchFigure(world: world, plan: BenchPlan(rounds: 3, seconds: 1), rows: lines).seconds()
    }

    private func storeFloor() throws -> Double {
        let path = "\(world.folder)/floor.sqlite"
        var database: OpaquePointer?
        guard sqlite3_open(path, &database) == SQLITE_OK else { throw BenchError("SQLite does not open \(path)") }
        defer { sqlite3_close(database) }
        func run(_ statement: String) throws {
            guard sqlite3_exec(database, statement, nil, nil, nil) == SQLITE_OK else {
                throw BenchError("SQLite refused \(statement)")
            }
        }
        try run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        try run("CREATE TABLE line (identity TEXT, text TEXT, name TEXT, account TEXT, amount INT, day INT, state INT)")
        var insert: OpaquePointer?
        sqlite3_prepare_v2(database, "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)", -1, &insert, nil)
        defer { sqlite3_finalize(insert) }
        return try Self.seconds {
            try run("BEGIN")
            for number in 0..<lines {
                let texts = [
                    "DE5150010517\(number)2026-03-20\(number)", "RE-2026-\(1_000_000 + number)",
                    "Schulz Labortechnik Halle GmbH", "DE78500105170124861847",
                ]
                // -1: SQLite copies the text before the call returns.
                let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
                for (place, text) in texts.enumerated() {
                    sqlite3_bind_text(insert, Int32(place + 1), text, -1, copies)
                }
                for place in 5...7 { sqlite3_bind_int64(insert, Int32(place), Int64(number &* place)) }
                guard sqlite3_step(insert) == SQLITE_DONE else { throw BenchError("SQLite refused a row") }
                sqlite3_reset(insert)
            }
            try run("COMMIT")
            try run("CREATE UNIQUE INDEX line_identity ON line (identity)")
        }
    }

    private static func seconds(_ work: () throws -> Void) throws -> Double {
        let begin = Loopback.seconds
        try work()
        return max(1e-9, Loopback.seconds - begin)
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
