internal import Foundation

/// How fast the hub is there, and what it holds while nothing happens.
struct StartFigures {
    private static let starts = 7
    private static let idleMilliseconds: UInt32 = 1_500

    let world: BenchWorld

    func measure(into report: inout FigureReport) throws {
        world.removeDatabase()
        let first = try world.start()
        let firstMilliseconds = first.secondsToFirstByte * 1_000
        first.kill()
        var milliseconds: [Double] = []
        for _ in 0..<Self.starts {
            let server = try world.start()
            milliseconds.append(server.secondsToFirstByte * 1_000)
            server.kill()
        }
        let server = try world.start()
        usleep(Self.idleMilliseconds * 1_000)
        let resident = try server.residentMegabytes()
        server.kill()
        report.figures += [
            Figure(
                name: "start to first byte",
                value: Figure.median(milliseconds),
                limit: .atMost(60),
                unit: " ms",
                detail: "\(Self.starts) starts on a database that is there, \(Figure.spread(milliseconds)) ms; "
                    + "with a new one \(Figure.shown(firstMilliseconds)) ms"
            ),
            Figure(
                name: "idle resident memory",
                value: resident,
                limit: .atMost(60),
                unit: " MB",
                detail: "after \(Figure.shown(Double(Self.idleMilliseconds) / 1_000)) s of nothing"
            ),
        ]
    }
}
