import AdapterHost
import AdapterKit
import Foundation
import HubCredit
import HubDomain
import HubEngine
import HubStore
import HubStoreSQLite
import PaymentVocabulary
import Synchronization
import TestSupport
import Testing

/// A clock that stands still until it is moved.
final class ManualClock: HubClock {
    private let moment: Mutex<Timestamp>

    init(_ start: Timestamp) { moment = Mutex(start) }

    func now() -> Timestamp { moment.withLock { $0 } }
    func sleep(until moment: Timestamp) async throws { try Task.checkCancellation() }
    func advance(seconds: Int64) { advance(milliseconds: seconds * 1_000) }
    func advance(milliseconds: Int64) { moment.withLock { $0 = $0.adding(milliseconds: milliseconds) } }
    func set(_ next: Timestamp) { moment.withLock { $0 = next } }
}

/// The stores that every use case has to work on.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case inline
    case file

    var testDescription: String { rawValue }
}

/// A database file in a folder of its own that goes away with the value.
final class TemporaryFile: Sendable {
    let path: String
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent("hub.db").path
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}

/// One merchant with one account, two customers and the people who work there, around a real engine.
final class World: Sendable {
    static let merchant = Merchant(
        id: MerchantID("m"),
        name: "Merchant",
        baseCurrency: .eur,
        timeZone: "America/New_York"
    )
    static let alice = Principal(merchant: merchant.id, name: "alice")
    static let bob = Principal(merchant: merchant.id, name: "bob")
    static let customer = CustomerID("cus_1")
    static let account = AdapterAccountID("card")
    /// 2026-03-02, 12:00 in UTC.
    static let start = Timestamp(seconds: 1_772_452_800)

    let store: any Store
    let clock: ManualClock
    let provider: FakeProvider
    let hub: Hub
    private let file: TemporaryFile?

    init(
        _ store: any Store,
        clock: ManualClock = ManualClock(start),
        provider: FakeProvider = FakeProvider(),
        file: TemporaryFile? = nil,
        accounts: Bool = true,
        seed: UInt64 = 1,
        settings: HubSettings = HubSettings()
    ) throws {
        (self.store, self.clock, self.provider, self.file) = (store, clock, provider, file)
        let account = AdapterAccount(
            merchant: Self.merchant.id,
            id: Self.account,
            handle: AdapterHandle(linked: provider),
            settings: AdapterSettings([:]),
            hosts: ["fake.example"]
        )
        hub = Hub(
            environment: HubEnvironment(
                store: store,
                accounts: try AdapterRegistry(accounts ? [account] : []),
                adapters: AdapterHost { _, _ in FakeExchange() },
                clock: clock,
                identifiers: IdentifierSource(clock: clock, random: SeededGenerator(seed: seed)),
                log: { _ in }
            ),
            settings: settings
        )
    }

    /// A world with its merchant and customers set up.
    static func make(_ kind: StoreKind = .inline, provider: FakeProvider = FakeProvider()) async throws -> World {
        switch kind {
        case .inline: return try await make(on: InlineSQLiteStore(), provider: provider)
        case .file:
            let file = try TemporaryFile()
            return try await make(on: SQLiteStore(path: file.path), provider: provider, file: file)
        }
    }

    static func make(
        on store: some Store,
        clock: ManualClock = ManualClock(start),
        provider: FakeProvider = FakeProvider(),
        file: TemporaryFile? = nil
    ) async throws -> World {
        try await Migrator(HubSQL.migrations).migrate(store, at: 0)
        let world = try World(store, clock: clock, provider: provider, file: file)
        try await store.run { transaction in
            try Books(transaction, merchant: merchant.id).save(merchant, at: start)
        }
        try await world.hub.save(
            [
                NewCustomer(
                    customer: Customer(id: customer, name: "Müller GmbH", payerAccount: "DE02100500000054540402"),
                    limit: eur(100_000)
                ),
                NewCustomer(customer: Customer(id: CustomerID("cus_2"), name: "Other", payerAccount: nil), limit: nil),
            ],
            by: alice
        )
        return world
    }

    /// The hub as a new process has it, on the same database.
    func restarted(
        on store: (any Store)? = nil,
        accounts: Bool = true,
        settings: HubSettings = HubSettings()
    ) throws -> World {
        let store = store ?? self.store
        return try World(
            store,
            clock: clock,
            provider: provider,
            file: file,
            accounts: accounts,
            seed: 99,
            settings: settings
        )
    }

    // MARK: - What people do

    func issue(
        _ number: String,
        _ units: Int64,
        issued: String = "2026-02-20",
        due: String = "2026-03-22",
        terms: String = "net 30",
        kind: Invoice.Kind = .invoice,
        customer: CustomerID = World.customer,
        taxes: String = ""
    ) async throws {
        let report = try await hub.issue(
            [
                Invoice(
                    number: InvoiceNumber(number),
                    kind: kind,
                    customer: customer,
                    customerName: "Müller GmbH",
                    payerAccount: "DE02100500000054540402",
                    amount: eur(units),
                    open: eur(units),
                    issued: try date(issued),
                    due: try date(due),
                    terms: terms,
                    reference: nil,
                    taxes: try [TaxSubtotal](parsing: taxes, currency: .eur)
                )
            ],
            by: Self.alice
        )
        #expect(report.refused.isEmpty)
    }

    @discardableResult
    func create(
        _ units: Int64,
        for invoices: [String] = [],
        automatic: Bool = true,
        key: String,
        body: String = "body"
    ) async throws -> Answer {
        let new = NewPayment(
            customer: Self.customer,
            account: Self.account,
            amount: eur(units),
            capturesAutomatically: automatic,
            methodToken: "tok",
            description: "order",
            allocations: invoices.map { NewPayment.Allocation(invoice: InvoiceNumber($0), amount: nil) }
        )
        return try Answer(await hub.create(new, by: Self.alice, key: Self.key(key, body)))
    }

    @discardableResult
    func follow(_ payment: String, _ followUp: FollowUp, key: String) async throws -> Answer {
        let answer = try await hub.follow(PaymentID(payment), with: followUp, by: Self.alice, key: Self.key(key, "f"))
        return try Answer(answer)
    }

    static func key(_ key: String, _ body: String = "body") -> RequestKey {
        RequestKey(key: IdempotencyKey(key), fingerprint: Array(body.utf8))
    }

    func payment(_ id: String) async throws -> PaymentView {
        try #require(await hub.payment(PaymentID(id), of: Self.merchant.id))
    }

    /// Delivers facts by a webhook and interprets it.
    @discardableResult
    func deliver(_ facts: [ProviderFact], event: String) async throws -> WebhookReceipt {
        let receipt = try await hub.receive(
            FakeProvider.webhook(facts, event: event),
            adapter: AdapterID("fake"),
            account: Self.account
        )
        _ = try await hub.interpretInbox(limit: 100)
        return receipt
    }

    /// Does what is due.
    ///
    /// - Returns: how many pieces were done.
    @discardableResult
    func work() async throws -> Int {
        var done = 0
        for kind in WorkKind.allCases { done += try await hub.doDueWork(kind, limit: 10) }
        return done
    }

    // MARK: - What the books say

    func books<Output: Sendable>(_ read: @escaping @Sendable (Books) throws -> Output) async throws -> Output {
        try await store.read { try read(Books($0, merchant: Self.merchant.id)) }
    }

    func position() async throws -> CreditPosition {
        try #require(await hub.creditPosition(Self.customer, .eur, of: Self.merchant.id))
    }

    func invoice(_ number: String) async throws -> InvoiceRow {
        try #require(await books { try $0.invoice(InvoiceNumber(number)) })
    }

    func due() async throws -> [String] {
        let start = Self.start
        return try await books { try $0.pendingWork() }.map {
            "\($0.kind) after \(($0.dueAt.milliseconds - start.milliseconds) / 1_000) s, \($0.attempts) attempts"
        }
    }

    /// Sentence 7: all that is stored follows from the facts.
    func verify(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let report = try await hub.verifyLedger(of: Self.merchant.id)
        #expect(report.checks.flatMap(\.differences) == [], sourceLocation: sourceLocation)
    }

    /// Everything that money depends on, without identifiers and moments.
    func digest() async throws -> [String] {
        let lines = try await books { books in
            try books.balances().filter { $0.minorUnits != 0 }.map { "\($0.account) \($0.minorUnits)" }
                + books.invoices(after: InvoiceNumber(""), limit: 100).map {
                    "\($0.invoice.number) open \($0.invoice.open.minorUnits) reversible \($0.reversible)"
                }
                + books.creditAccounts().map {
                    "\($0.customer) open \($0.open) reversible \($0.reversible) reserved \($0.reserved) unapplied \($0.unapplied)"
                }
        }
        let payments = try await hub.payments(PageRequest(after: "", limit: 100), of: Self.merchant.id).data
        return lines + payments.map { "\($0.amount) \($0.status) \($0.captured) \($0.refunded)" }.sorted()
    }
}

/// An answer as the caller reads it.
struct Answer: Sendable {
    let status: Int
    let isReplay: Bool
    let body: [UInt8]
    let payment: PaymentView

    init(_ stored: StoredAnswer) throws {
        (status, isReplay, body) = (stored.status, stored.isReplay, stored.body)
        payment = try HubJSON.decode(PaymentView.self, from: stored.body)
    }
}

func eur(_ units: Int64) -> Money { Money(minorUnits: units, currency: .eur) }

func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

/// The kind of problem that `work` ends with; `nil` when it does not.
func problem(_ work: () async throws -> Void) async throws -> HubProblem.Kind? {
    do {
        try await work()
        return nil
    } catch let problem as HubProblem {
        return problem.kind
    }
}

func fact(
    _ subject: ProviderFact.Subject,
    _ claim: ProviderFact.Claim,
    _ providerPayment: String,
    _ object: String,
    payment: String? = nil,
    operation: String? = nil
) -> ProviderFact {
    ProviderFact(
        subject: subject,
        claim: claim,
        providerPayment: providerPayment,
        providerObject: object,
        payment: payment.map { PaymentID($0) },
        operation: operation.map { OperationID($0) },
        occurredAt: World.start
    )
}
