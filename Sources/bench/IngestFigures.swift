internal import Foundation
internal import HubStore
internal import HubStoreSQLite
internal import PaymentVocabulary

/// Webhooks over a real socket into a real file, verified and durable before the answer, against the same server's
/// "hello", and against the same program with one commit a request.
///
/// Every round has servers and databases of its own, so that no round pays for what an earlier one left. Every server
/// is killed with `kill -9` under load, and what it acknowledged is looked for in the file.
struct IngestFigures {
    static let connections = 64

    let world: BenchWorld
    let plan: BenchPlan

    private struct Round {
        var hello = 0.0
        var grouped = LoadGenerator.Outcome()
        var alone = LoadGenerator.Outcome()
        var acknowledged = 0
        var found = 0
        var interpreted = 0.0
        /// Processor time of the server, microseconds a request.
        var helloCost = 0.0
        var groupedCost = 0.0
    }

    func measure(into report: inout FigureReport) async throws {
        var rounds: [Round] = []
        for number in 0..<plan.rounds { rounds.append(try await round(number)) }
        let toHello = rounds.map { $0.grouped.perSecond / max(1, $0.hello) }
        let toAlone = rounds.map { $0.grouped.perSecond / max(1, $0.alone.perSecond) }
        let (grouped, alone) = (rounds.map(\.grouped.perSecond), rounds.map(\.alone.perSecond))
        report.figures += [
            Figure(
                name: "webhook ingest / hello",
                value: Figure.median(toHello),
                limit: .atLeast(0.4),
                unit: "",
                detail: "\(Self.rate(grouped)) / \(Self.rate(rounds.map(\.hello))); rounds \(Figure.spread(toHello))"
            ),
            Figure(
                name: "webhook ingest / one commit each",
                value: Figure.median(toAlone),
                limit: .atLeast(3.5),
                unit: "",
                detail: "\(Self.rate(grouped)) / \(Self.rate(alone)); rounds \(Figure.spread(toAlone))"
            ),
            Figure(
                name: "acknowledged found after kill -9",
                value: Double(rounds.reduce(0) { $0 + $1.found })
                    / max(1, Double(rounds.reduce(0) { $0 + $1.acknowledged })),
                limit: .atLeast(1),
                unit: "",
                detail: "\(rounds.reduce(0) { $0 + $1.found }) of \(rounds.reduce(0) { $0 + $1.acknowledged }), "
                    + "\(rounds.count * 2) kills"
            ),
        ]
        let refused = rounds.reduce(0) { $0 + $1.grouped.refused + $1.alone.refused }
        let (p50, p99) = (
            rounds.map { $0.grouped.latency(0.5) / 1_000 }, rounds.map { $0.grouped.latency(0.99) / 1_000 }
        )
        let (helloCost, cost) = (Figure.median(rounds.map(\.helloCost)), Figure.median(rounds.map(\.groupedCost)))
        report.notes += [
            "processor time of the server: \(Figure.shown(helloCost)) us a hello, \(Figure.shown(cost)) us a webhook; "
                + "these depend less than the rates on what else the machine does",
            "ingest: \(Self.connections) connections, answer p50 \(Figure.shown(Figure.median(p50))) ms, "
                + "p99 \(Figure.shown(Figure.median(p99))) ms, \(refused) refused; while it ran the worker interpreted "
                + "\(Figure.shown(Figure.median(rounds.map { $0.interpreted * 100 }))) % of what came",
        ]
    }

    private func round(_ number: Int) async throws -> Round {
        var round = Round()
        do {
            world.removeDatabase()
            let server = try world.start()
            let hello = try LoadGenerator(port: server.port, connections: Self.connections)
            _ = hello.run(ConstantRequest(ServerProcess.hello), seconds: 0.3)
            let before = server.processorSeconds ?? 0
            let greeted = hello.run(ConstantRequest(ServerProcess.hello), seconds: plan.seconds)
            let between = server.processorSeconds ?? 0
            round.hello = greeted.perSecond
            round.helloCost = (between - before) * 1e6 / Double(max(1, greeted.answeredInTime))
            let events = events("g\(number)", count: Int(round.hello * plan.seconds))
            var after = 0.0
            round.grouped = try ingest(events, into: server) { after = server.processorSeconds ?? 0 }
            round.groupedCost = (after - between) * 1e6 / Double(max(1, round.grouped.answeredInTime))
            let check = try await check(round.grouped, of: events)
            round.acknowledged += check.acknowledged
            round.found += check.found
            round.interpreted = check.interpreted
        }
        world.removeDatabase()
        let server = try world.start(["--one-commit-each"])
        let events = events("a\(number)", count: Int(round.grouped.perSecond * plan.seconds))
        round.alone = try ingest(events, into: server)
        let check = try await check(round.alone, of: events)
        round.acknowledged += check.acknowledged
        round.found += check.found
        return round
    }

    private func events(_ run: String, count: Int) -> SignedEvents {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return SignedEvents(run: run, secret: BenchWorld.webhookSecret, count: count, seconds: Int64(time.tv_sec))
    }

    private func ingest(
        _ events: SignedEvents,
        into server: ServerProcess,
        beforeKill: () -> Void = {}
    ) throws -> LoadGenerator.Outcome {
        let load = try LoadGenerator(port: server.port, connections: Self.connections)
        return load.run(events, seconds: plan.seconds) {
            beforeKill()
            server.kill()
        }
    }

    /// Opens the file that the killed server left.
    private func check(
        _ outcome: LoadGenerator.Outcome,
        of events: SignedEvents
    ) async throws -> (acknowledged: Int, found: Int, interpreted: Double) {
        let store = try SQLiteStore(path: world.database)
        let (known, waiting) = try await store.read { transaction in
            let books = Books(transaction, merchant: MerchantID("bench"))
            var known: Set<String> = []
            var last: Int64 = 0
            while case let page = try books.deliveries(after: last, limit: 2_000), let end = page.last {
                known.formUnion(page.map(\.eventID))
                last = end.inboxID
            }
            return (known, try books.inboxCount().waiting)
        }
        await store.close()
        let found = outcome.acknowledged.filter { known.contains(events.eventID($0)) }.count
        let share = known.isEmpty ? 0 : 1 - Double(waiting) / Double(known.count)
        return (outcome.acknowledged.count, found, share)
    }

    static func rate(_ rates: [Double]) -> String { "\(Figure.shown(Figure.median(rates)))/s" }
}
