internal import AdapterHost
internal import AdapterKit
internal import HubCredit
internal import HubDomain
internal import HubEngine
internal import HubStore
internal import HubStoreSQLite
internal import PaymentVocabulary

/// A hub on a database in memory with one merchant and one customer, on one day.
struct CreditShop: Sendable {
    static let customer = CustomerID("customer")
    private static let merchant = Merchant(
        id: MerchantID("merchant"),
        name: "Merchant",
        baseCurrency: .eur,
        timeZone: "UTC"
    )
    private static let principal = Principal(merchant: merchant.id, name: "oracle")

    let today: CalendarDate
    private let hub: Hub

    init(
        limit: Int64,
        today: CalendarDate = CalendarDate(dayNumber: 20_000),
        suspendAfterDaysOverdue: Int = CreditPolicy.first.suspendAfterDaysOverdue
    ) async throws {
        let store = try InlineSQLiteStore()
        let clock = StoppedClock(moment: Timestamp(seconds: Int64(today.dayNumber) * 86_400 + 43_200))
        var settings = HubSettings()
        settings.creditPolicy = CreditPolicy(version: "oracle", suspendAfterDaysOverdue: suspendAfterDaysOverdue)
        self.today = today
        hub = Hub(
            environment: HubEnvironment(
                store: store,
                accounts: try AdapterRegistry([]),
                adapters: AdapterHost { _, _ in NoExchange() },
                clock: clock,
                identifiers: IdentifierSource(clock: clock, random: SystemRandomNumberGenerator()),
                log: { _ in }
            ),
            settings: settings
        )
        _ = try await Migrator(HubSQL.migrations).migrate(store, at: clock.moment.milliseconds)
        try await store.run { try Books($0, merchant: Self.merchant.id).save(Self.merchant, at: clock.moment) }
        let buyer = Customer(id: Self.customer, name: "Customer", payerAccount: nil)
        try await hub.save([NewCustomer(customer: buyer, limit: Self.eur(limit))], by: Self.principal)
    }

    func reserve(_ id: ReservationID, _ units: Int64) async throws -> CreditAnswer {
        try await hub.reserve(id, request(units), expiresAt: nil, of: Self.merchant, by: Self.principal)
    }

    func commit(_ id: ReservationID, _ units: Int64, key: String) async throws {
        let key = RequestKey(key: IdempotencyKey(key), fingerprint: Array("\(id) \(units)".utf8))
        _ = try await hub.commit(id, part: Self.eur(units), by: Self.principal, key: key)
    }

    func release(_ id: ReservationID) async throws { _ = try await hub.release(id, by: Self.principal) }

    func decide(_ units: Int64) async throws -> CreditDecision {
        try await hub.decide(request(units), of: Self.merchant, by: Self.principal).decision
    }

    func issue(_ number: String, _ units: Int64, due: CalendarDate) async throws {
        let invoice = Invoice(
            number: InvoiceNumber(number),
            kind: .invoice,
            customer: Self.customer,
            customerName: "Customer",
            payerAccount: nil,
            amount: Self.eur(units),
            open: Self.eur(units),
            issued: due.adding(days: -30),
            due: due,
            terms: "net 30",
            reference: nil
        )
        let report = try await hub.issue([invoice], by: Self.principal)
        guard report.added == 1 else { throw HubProblem(.invalidRequest, "not issued: \(report)") }
    }

    func position() async throws -> CreditPosition {
        guard let position = try await hub.creditPosition(Self.customer, .eur, of: Self.merchant.id) else {
            throw HubProblem(.notFound, "no credit account")
        }
        return position
    }

    private func request(_ units: Int64) -> CreditRequest {
        CreditRequest(customer: Self.customer, amount: Self.eur(units))
    }

    private static func eur(_ units: Int64) -> Money { Money(minorUnits: units, currency: .eur) }
}

private struct StoppedClock: HubClock {
    let moment: Timestamp

    func now() -> Timestamp { moment }
    func sleep(until moment: Timestamp) async throws { try Task.checkCancellation() }
}

/// The way to no provider.
private struct NoExchange: HTTPExchange {
    func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse {
        throw ExchangeFailure(bytesLeft: false, detail: "no provider is configured")
    }
}
