import AdapterKit
import HTTPTypes
import HubEngine
import HubHTTP
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Synchronization
import Testing

@Suite("webhook ingress")
struct WebhookIngressTests {
    @Test func acknowledgesWhatIsDurableAndSaysWhenItIsRepeated() async throws {
        let world = try await World()
        let first = try await world.deliver(#"{"id":"e1","payment":"p"}"#)
        let again = try await world.deliver(#"{"id":"e1","payment":"p"}"#)
        let changed = try await world.deliver(#"{"id":"e1","payment":"q"}"#)
        #expect(first.status == 200 && first.text == #"{"received":true,"repeated":false}"#)
        #expect(again.status == 200 && again.text == #"{"received":true,"repeated":true}"#)
        #expect(
            changed.text == #"{"received":true,"repeated":false}"#,
            "the same id with another body is another event"
        )
        let list = try await world.send(.get, "/v1/deliveries")
        #expect(try list.json.elements("data").map { try $0.string("event_id") } == ["e1", "e1"])
        #expect(try list.json.elements("data").map { try $0.string("state") } == ["waiting", "waiting"])
    }

    @Test func aForgedDeliveryIsQuarantinedAndRefused() async throws {
        let world = try await World()
        let answer = try await world.deliver(#"{"id":"e1"}"#, signed: false)
        #expect(answer.status == 401 && answer.isProblem("untrusted"))
        #expect(answer.headers[.wwwAuthenticate] == nil, "a provider has no API key to send")
        let kept = try await world.send(.get, "/v1/quarantine")
        #expect(try kept.json.elements("data").map { try $0.string("address") } == ["fake/main"])
        #expect(try await world.send(.get, "/v1/deliveries").text == #"{"data":[],"next":null}"#)
    }

    @Test func whatIsSignedButNoEventIsRefusedAndItsBytesKept() async throws {
        let world = try await World()
        let answer = try await world.deliver("no json at all")
        #expect(answer.status == 400 && answer.isProblem("malformed"))
        let kept = try await world.send(.get, "/v1/quarantine")
        #expect(try kept.json.elements("data").map { try $0.integer("bytes") } == [14])
    }

    @Test func anEventWithWrongFieldsIsKeptForAPersonAndHarmsNoOther() async throws {
        let world = try await World()
        #expect(try await world.deliver(#"{"id":"e1","payment":7}"#).status == 200)
        #expect(try await world.deliver(#"{"id":"e2","payment":"p"}"#).status == 200)
        #expect(try await world.hub.interpretInbox(limit: 10) == 2)
        let list = try await world.send(.get, "/v1/deliveries")
        #expect(try list.json.elements("data").map { try $0.string("state") } == ["unreadable", "done"])
        #expect(list.text.contains("payment"), "the detail names the field")
    }

    @Test(arguments: ["nobody/main", "fake/nobody", "%66ake/main"])
    func anUnknownAddressIsNobodys(_ address: String) async throws {
        let world = try await World()
        let answer = try await world.deliver(#"{"id":"e1"}"#, to: address)
        #expect(answer.status == 404 && answer.isProblem("not-found"))
    }

    @Test func aBodyOverItsLimitIsNotTaken() async throws {
        let world = try await World { $0.webhookBytesMax = 32 }
        let body = #"{"id":"e1","payment":"0123456789"}"#
        let over = try await world.deliver(body)
        #expect(over.status == 413 && over.isProblem("too-large") && over.text.contains("32"))
        #expect(try await world.deliver(#"{"id":"e1","payment":"01234567"}"#).status == 200, "exactly the limit")
        let kept = try await world.send(.get, "/v1/quarantine")
        #expect(kept.text == #"{"data":[]}"#)
    }

    @Test func aStoreThatCannotTakeItAsksForAnotherTry() async throws {
        let store = try RefusingStore()
        let world = try await World(store: store)
        store.refuse()
        let answer = try await world.deliver(#"{"id":"e1"}"#)
        #expect(answer.status == 503 && answer.isProblem("unavailable") && answer.headers[.retryAfter] == "1")
        #expect(!answer.text.contains("19999"), "how full the queue is concerns nobody outside")
        #expect(try await world.send(.get, "/health", key: nil).status == 200)
        #expect(try await world.send(.get, "/ready", key: nil).status == 503)
    }
}

/// Works until it is told to refuse.
final class RefusingStore: Store {
    private let inner: InlineSQLiteStore
    private let isRefusing = Mutex(false)

    init() throws { inner = try InlineSQLiteStore() }

    func refuse() { isRefusing.withLock { $0 = true } }

    func run<Output: Sendable>(_ unit: @escaping @Sendable (any Transaction) throws -> Output) async throws -> Output {
        try requireWill()
        return try await inner.run(unit)
    }

    func submit<Output: Sendable>(
        _ unit: @escaping @Sendable (any Transaction) throws -> Output,
        done: @escaping @Sendable (Result<Output, any Error>) -> Void
    ) {
        do { try requireWill() } catch { return done(.failure(error)) }
        inner.submit(unit, done: done)
    }

    func read<Output: Sendable>(_ unit: @escaping @Sendable (any Transaction) throws -> Output) async throws -> Output {
        try requireWill()
        return try await inner.read(unit)
    }

    private func requireWill() throws {
        guard !isRefusing.withLock({ $0 }) else { throw StoreError.overloaded(queued: 19_999) }
    }
}
