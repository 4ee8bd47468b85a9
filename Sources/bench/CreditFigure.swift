internal import Foundation

/// Credit reservations over HTTP: all on one account against the same spread over many.
struct CreditFigure {
    private static let connections = 64
    private static let accounts = 500
    private static let limit = "90000000000.00"

    let world: BenchWorld
    let plan: BenchPlan

    func measure(into report: inout FigureReport) throws {
        world.removeDatabase()
        let server = try world.start()
        let load = try LoadGenerator(port: server.port, connections: Self.connections)
        let customers = load.run(ListedRequests((0..<Self.accounts).map(Self.customer)), seconds: 20)
        guard customers.acknowledged.count == Self.accounts else {
            throw BenchError("\(customers.refused) of \(Self.accounts) customers were refused")
        }
        var (hot, spread, refused): ([Double], [Double], Int) = ([], [], 0)
        for round in 0..<plan.rounds {
            // Whoever goes first changes from round to round, since the tables grow.
            for isHot in round.isMultiple(of: 2) ? [true, false] : [false, true] {
                let requests = Reservations(run: "r\(round)\(isHot ? "h" : "s")", accounts: isHot ? 1 : Self.accounts)
                let outcome = load.run(requests, seconds: plan.seconds / 2)
                refused += outcome.refused
                if isHot { hot.append(outcome.perSecond) } else { spread.append(outcome.perSecond) }
            }
        }
        guard refused == 0 else { throw BenchError("\(refused) reservations were refused") }
        let ratios = zip(hot, spread).map { $0 / max(1, $1) }
        report.figures.append(
            Figure(
                name: "credit, one hot account / spread",
                value: Figure.median(ratios),
                limit: .atLeast(0.9),
                unit: "",
                detail: "reservations over HTTP, \(IngestFigures.rate(hot)) / \(IngestFigures.rate(spread)) on "
                    + "\(Self.accounts) accounts; rounds \(Figure.spread(ratios))"
            )
        )
        server.kill()
    }

    private static func customer(_ number: Int) -> String {
        let body = #"{"name":"Customer \#(number)","credit_limit":{"amount":"\#(limit)","currency":"EUR"}}"#
        return post("PUT", "/v1/customers/c\(number)", body)
    }

    fileprivate static func post(_ method: String, _ path: String, _ body: String) -> String {
        """
        \(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(BenchWorld.apiKey)\r\n\
        Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
        """
    }

    /// Reservations with ids of their own, over the accounts in turn.
    private final class Reservations: RequestWriter {
        private let run: String
        private let accounts: Int
        private var bytes: [UInt8] = []
        private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_024, alignment: 16)

        init(run: String, accounts: Int) {
            self.run = run
            self.accounts = accounts
        }

        deinit { memory.deallocate() }

        func request(_ number: Int) -> UnsafeRawBufferPointer? {
            let customer = number % accounts
            let body = #"{"id":"\#(run)-\#(number)","customer":"c\#(customer)","amount":"1.00","currency":"EUR"}"#
            let bytes = Array(CreditFigure.post("POST", "/v1/credit/reservations", body).utf8)
            guard bytes.count <= memory.count else { return nil }
            memory.copyBytes(from: bytes)
            return UnsafeRawBufferPointer(rebasing: memory[..<bytes.count])
        }
    }
}
