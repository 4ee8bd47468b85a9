import AdapterHost
import AdapterKit
import HTTPTypes
import HubEngine
import HubHTTP
import HubStore
import HubStoreSQLite
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import PaymentCrypto
import PaymentVocabulary
import Synchronization

/// Stands still until it is moved.
final class StandingClock: MovableClock {
    private let moment: Mutex<Timestamp>

    init(_ text: CalendarDate) { moment = Mutex(Timestamp(seconds: Int64(text.dayNumber) * 86_400)) }

    func now() -> Timestamp { moment.withLock { $0 } }
    func move(to moment: Timestamp) { self.moment.withLock { $0 = moment } }
    func sleep(until moment: Timestamp) async throws { try await Task.sleep(for: .seconds(3_600)) }
}

/// A hub with one merchant, one customer, one account at a fake provider, and no socket.
struct World {
    static let key = "qk_test_0123456789"

    let hub: Hub
    let clock: StandingClock
    let adapter: FakeAdapter
    let log: LogBook
    private let responder: RouterResponder<HubRequestContext>

    init(
        losesAnswers: Bool = false,
        mode: HTTPOptions.Mode = .sandbox,
        store given: (any Store)? = nil,
        settings: HubSettings = HubSettings(),
        change: (inout HTTPOptions) -> Void = { _ in }
    ) async throws {
        let store: any Store
        if let given { store = given } else { store = try InlineSQLiteStore() }
        let clock = StandingClock(CalendarDate(dayNumber: 20_500))
        let adapter = FakeAdapter()
        let log = LogBook()
        let account = AdapterAccount(
            merchant: MerchantID("m1"),
            id: AdapterAccountID("main"),
            handle: AdapterHandle(linked: adapter),
            settings: AdapterSettings([:]),
            hosts: ["fake.example"]
        )
        let environment = HubEnvironment(
            store: store,
            accounts: try AdapterRegistry([account]),
            adapters: AdapterHost { _, _ in FakeExchange(losesAnswers: losesAnswers) },
            clock: clock,
            identifiers: IdentifierSource(clock: clock, random: SystemRandomNumberGenerator()),
            log: { log.add($0) }
        )
        let hub = Hub(environment: environment, settings: settings)
        try await Self.seed(store)
        var options = HTTPOptions()
        options.mode = mode
        change(&options)
        (self.hub, self.clock, self.adapter, self.log) = (hub, clock, adapter, log)
        responder = HubServer(hub: hub, options: options, sandboxClock: clock).makeResponder()
    }

    private static func seed(_ store: some Store) async throws {
        try await Migrator(try HubSQL.migrations).migrate(store, at: 0)
        let keyHash = SHA256.hash(key)
        try await store.run { transaction in
            let books = Books(transaction, merchant: MerchantID("m1"))
            let zone = "Europe/Berlin"
            try books.save(
                Merchant(id: MerchantID("m1"), name: "Merchant", baseCurrency: .eur, timeZone: zone),
                at: Timestamp(milliseconds: 0)
            )
            try books.savePrincipal(name: "test", keyHash: keyHash, at: Timestamp(milliseconds: 0))
        }
    }

    /// A change under an idempotency key.
    func post(
        _ path: String,
        _ body: String? = nil,
        key: String,
        by person: String = World.key
    ) async throws -> Answer {
        try await send(.post, path, body, key: person, headers: [("Idempotency-Key", key)])
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        key: String? = World.key,
        headers: [(String, String)] = []
    ) async throws -> Answer {
        try await send(method, path, bytes: body.map { Array($0.utf8) }, key: key, headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        bytes: [UInt8]?,
        key: String?,
        headers: [(String, String)]
    ) async throws -> Answer {
        var fields = HTTPFields()
        if let key { fields[.authorization] = "Bearer \(key)" }
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let request = Request(
            head: HTTPRequest(method: method, scheme: "http", authority: "hub", path: path, headerFields: fields),
            body: RequestBody(buffer: ByteBuffer(bytes: bytes ?? []))
        )
        let response = try await responder.respond(
            to: request,
            context: HubRequestContext(logger: Logger(label: "test"))
        )
        let collector = Collector()
        try await response.body.write(collector)
        return Answer(status: response.status.code, headers: response.headers, bytes: collector.bytes)
    }

    /// A payment request with its key.
    func pay(
        _ amount: String = "119.00",
        more: String = "",
        key: String,
        currency: String = "EUR"
    ) async throws -> Answer {
        let body =
            #"{"customer":"c1","account":"main","amount":"\#(amount)","currency":"\#(currency)","method":"pm_1"\#(more)}"#
        return try await send(.post, "/v1/payments", body, headers: [("Idempotency-Key", key)])
    }

    func addCustomer(limit: String? = nil) async throws {
        let limit = limit.map { #","credit_limit":{"amount":"\#($0)","currency":"EUR"}"# } ?? ""
        let answer = try await send(.put, "/v1/customers/c1", #"{"name":"Buyer One"\#(limit)}"#)
        precondition(answer.status == 200, answer.text)
    }

    func deliver(_ body: String, signed: Bool = true, to address: String = "fake/main") async throws -> Answer {
        let signature = FakeAdapter.signature(of: Array(body.utf8))
        return try await send(
            .post,
            "/webhooks/\(address)",
            body,
            key: nil,
            headers: [("Fake-Signature", signed ? signature : "0")]
        )
    }
}

struct Answer {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue { get throws { try JSONDocument(bytes).root } }

    func string(_ path: String...) -> String? {
        guard let value = try? json.value(at: path) else { return nil }
        return try? value.string()
    }

    /// Whether it is a problem as RFC 9457 wants it.
    func isProblem(_ kind: String) -> Bool {
        headers[.contentType] == "application/problem+json" && string("type") == "/problems/\(kind)"
            && (try? json.integer("status")) == Int64(status) && string("title") != nil && string("detail") != nil
    }
}

final class LogBook: Sendable {
    private let state = Mutex<[String]>([])

    var text: String { state.withLock { $0.joined(separator: "\n") } }

    func add(_ line: HubLogLine) {
        let metadata = line.metadata.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        state.withLock { $0.append("\(line.level.rawValue) \(line.message) \(metadata)") }
    }
}

private final class Collector: ResponseBodyWriter {
    var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws { bytes += buffer.readableBytesView }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
