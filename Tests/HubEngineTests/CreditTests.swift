import AdapterKit
import HubCredit
import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import PaymentVocabulary
import TestSupport
import Testing

/// Credit as the hub gives it: over the real statements, each step a unit of work.
@Suite("credit") struct CreditTests {
    enum Step: Sendable {
        case reserve(String, Int64)
        case commit(String, Int64?, key: String, currency: Currency = .eur)
        case release(String)
        /// The time of every reservation comes.
        case expire
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        /// With `ok`, the first reason of a refusal, or the kind of problem.
        let steps: [(Step, String)]
        /// Of a limit of 100.
        let reserved: Int64

        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "the same reservation twice takes once",
            steps: [(.reserve("a", 60), "ok"), (.reserve("a", 60), "ok"), (.reserve("b", 40), "ok")],
            reserved: 100
        ),
        Row(
            name: "the same id with another amount",
            steps: [(.reserve("a", 60), "ok"), (.reserve("a", 61), "conflict")],
            reserved: 60
        ),
        Row(
            name: "exactly the limit, and one more",
            steps: [
                (.reserve("a", 100), "ok"), (.reserve("b", 1), "CREDIT_LIMIT_EXCEEDED"),
                (.reserve("c", 0), "AMOUNT_NOT_POSITIVE"),
            ],
            reserved: 100
        ),
        Row(
            name: "a refused one cannot be committed, and may be tried again",
            steps: [
                (.reserve("a", 60), "ok"), (.reserve("b", 60), "CREDIT_LIMIT_EXCEEDED"),
                (.commit("b", 60, key: "k"), "not-found"), (.release("b"), "not-found"), (.release("a"), "ok"),
                (.reserve("b", 60), "ok"),
            ],
            reserved: 60
        ),
        Row(
            name: "a commit takes its part off once",
            steps: [
                (.reserve("a", 100), "ok"), (.commit("a", 30, key: "1"), "ok"), (.commit("a", 30, key: "1"), "ok"),
                (.commit("a", 31, key: "1"), "idempotency-key-reused"),
                (.commit("a", 71, key: "2"), "amount-not-available"),
                (.commit("a", 0, key: "3"), "amount-not-available"),
                (.commit("a", -5, key: "4"), "amount-not-available"),
                (.commit("a", 1, key: "5", currency: .usd), "amount-not-available"),
            ],
            reserved: 70
        ),
        Row(
            name: "a commit of all that is left ends it",
            steps: [
                (.reserve("a", 100), "ok"), (.commit("a", 30, key: "1"), "ok"), (.commit("a", nil, key: "2"), "ok"),
                (.commit("a", 1, key: "3"), "conflict"), (.release("a"), "ok"), (.reserve("a", 100), "ok"),
            ],
            reserved: 0
        ),
        Row(
            name: "a release gives the rest back once",
            steps: [
                (.reserve("a", 100), "ok"), (.commit("a", 30, key: "1"), "ok"), (.release("a"), "ok"),
                (.reserve("b", 50), "ok"), (.release("a"), "ok"), (.commit("a", 30, key: "1"), "ok"),
                (.commit("a", 1, key: "2"), "conflict"), (.reserve("a", 100), "conflict"),
            ],
            reserved: 50
        ),
        Row(
            name: "expiry is a release at its time",
            steps: [
                (.reserve("a", 100), "ok"), (.commit("a", 10, key: "1"), "ok"), (.expire, "ok"), (.expire, "ok"),
                (.commit("a", 10, key: "2"), "conflict"), (.release("a"), "ok"), (.reserve("b", 20), "ok"),
            ],
            reserved: 20
        ),
    ]

    @Test(arguments: StoreKind.allCases, rows)
    func reservations(store: StoreKind, row: Row) async throws {
        let world = try await World.make(store)
        try await world.limit(100)
        for (index, (step, expected)) in row.steps.enumerated() {
            #expect(try await world.carryOut(step) == expected, "step \(index)")
        }
        #expect(try await world.position().reserved == row.reserved)
        try await world.verify()
    }

    @Test("a repeat is answered with the decision that made the reservation, whatever happened since")
    func repeatedReservation() async throws {
        let world = try await World.make()
        try await world.limit(100)
        func reserve() async throws -> CreditAnswer {
            try await world.hub.reserve(
                ReservationID("a"),
                world.request(60),
                expiresAt: nil,
                of: World.merchant,
                by: World.alice
            )
        }
        let first = try await reserve()
        try await world.limit(10)
        world.clock.advance(seconds: 100)
        let again = try await reserve()
        #expect(again.decision == first.decision && again.id == first.id && first.decision.isAccepted)
        #expect(again.reservation == first.reservation)
        let kept = try #require(await world.hub.decision(first.id, of: World.merchant.id))
        #expect(try HubJSON.decode(CreditDecision.self, from: kept) == first.decision)
    }

    @Test("any sequence keeps the sums and never passes the limit", arguments: UInt64(0)..<40)
    func sums(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let world = try await World.make()
        let limit = Int64.random(in: 0...300, using: &random)
        try await world.limit(limit)
        var left: [String: Int64] = [:]
        for step in 0..<30 {
            let id = "r\(Int.random(in: 0...9, using: &random))"
            let amount = Int64.random(in: -5...150, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0, 1:
                let isNew = left[id] == nil
                if try await world.carryOut(.reserve(id, amount)) == "ok", isNew { left[id] = amount }
            case 2:
                let isDone = try await world.carryOut(.commit(id, amount, key: "\(step)")) == "ok"
                if isDone { left[id, default: 0] -= amount }
            default: if try await world.carryOut(.release(id)) == "ok" { left[id] = 0 }
            }
            let position = try await world.position()
            #expect(position.reserved == left.values.reduce(0, +) && left.values.allSatisfy { $0 >= 0 }, "step \(step)")
            #expect(try position.exposure().total.minorUnits <= limit)
        }
        try await world.verify()
    }

    /// `Hub.reserve` stops when the decision and the statement that reserves disagree.
    @Test("the decision and the statement that reserves agree, at the extremes too", arguments: UInt64(0)..<10)
    func gate(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        func amount(_ small: Int64) -> Int64 {
            switch Int.random(in: 0...29, using: &random) {
            case 0: CreditPosition.componentMax
            case 1: CreditPosition.componentMax - .random(in: 0...3, using: &random)
            default: .random(in: 0...small, using: &random)
            }
        }
        let world = try await World.make()
        let today = World.merchant.today(at: World.start)
        var outcomes: [Bool: Int] = [:]
        for number in 0..<60 {
            let customer = CustomerID("c\(number)")
            let buyer = NewCustomer(customer: Customer(id: customer, name: "C", payerAccount: nil), limit: nil)
            try await world.hub.save([buyer], by: World.alice)
            if Bool.random(using: &random) {
                let due = today.adding(days: .random(in: -18...2, using: &random))
                let units = Int64.random(in: 1...3, using: &random)
                try await world.issue("I-\(number)", units, due: "\(due)", customer: customer)
            }
            var movement = CreditMovement()
            (movement.open, movement.reversible, movement.unapplied) = (amount(4), amount(4), amount(4))
            movement.creditNotes = amount(3)
            let (limit, moved) = (eur(amount(24)), movement)
            let isWithin = try await world.store.run { transaction in
                let books = Books(transaction, merchant: World.merchant.id)
                let open = try books.creditAccount(customer, .eur)?.open ?? 0
                // More than a column may hold is refused where it is written.
                guard open + moved.open <= CreditPosition.componentMax else { return false }
                try books.setCreditLimit(limit, of: customer)
                try books.move(moved, customer: customer, currency: .eur)
                return true
            }
            guard isWithin else { continue }
            for (index, units) in [amount(9), amount(9), .max].enumerated() {
                let request = CreditRequest(customer: customer, amount: eur(units))
                let decision = try await world.hub.decide(request, of: World.merchant, by: World.alice).decision
                let id = ReservationID("\(number)-\(index)")
                let answer = try await world.hub.reserve(
                    id,
                    request,
                    expiresAt: nil,
                    of: World.merchant,
                    by: World.alice
                )
                #expect((answer.reservation != nil) == decision.isAccepted, "\(decision)")
                outcomes[decision.isAccepted, default: 0] += 1
            }
        }
        #expect(outcomes[true, default: 0] > 10 && outcomes[false, default: 0] > 10, "\(outcomes)")
    }

    @Test(
        "a stop names what has to be paid; card money does not lift it, a booked transfer does",
        arguments: StoreKind.allCases
    )
    func story(store: StoreKind) async throws {
        let world = try await World.make(store)
        try await world.issue("INV-1001", 12_000, due: "2026-02-01")
        try await world.issue("INV-1002", 5_000, due: "2026-02-10")
        try await world.issue("INV-1003", 400, due: "2026-03-01")
        let stopped = try await world.decide(1)
        #expect(stopped.reasons.map(\.code) == [.overdueSuspended])
        let inputs = try #require(stopped.reasons.first).inputs.map { "\($0.name): \($0.value)" }
        #expect(inputs.contains("overdue_invoice INV-1002: 50.00 EUR due 2026-02-10"), "\(inputs)")
        #expect(inputs.contains("overdue_invoices: 2"))
        let alternatives = stopped.counterfactuals.map(\.text)
        let text = "would be accepted if 170.00 EUR overdue since 2026-02-01 were paid by irrevocable money"
        #expect(alternatives == [text])

        try await world.create(5_000, for: ["INV-1002"], key: "card")
        #expect(try await world.position().reversible == 5_000)
        #expect(try await world.decide(1).counterfactuals.map(\.text) == [text], "card money is not irrevocable")

        try await world.receive(12_000, "INV-1001", reference: "R1")
        #expect(try await world.decide(1).reasons.map(\.code) == [.overdueSuspended])
        let left = try await world.decide(1).counterfactuals.map(\.irrevocablePayment)
        #expect(left == [eur(5_000)])
        #expect(try await world.position().oldestUnsecuredDue == date("2026-02-10"))
        try await world.verify()
    }

    private func decide(_ world: World, _ units: Int64 = 100) async throws -> [ReasonCode] {
        let request = CreditRequest(customer: World.customer, amount: eur(units))
        return try await world.hub.decide(request, of: World.merchant, by: World.alice).decision.reasons.map(\.code)
    }

    /// The merchant is in New York: there the 15th day begins when it is five in the morning in UTC.
    @Test func suspendedAtFifteenDaysByTheMerchantsClock() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000, issued: "2026-01-10", due: "2026-02-15", terms: "")
        // 2026-03-02 in New York begins at 05:00 UTC.
        let midnight = Timestamp(seconds: 1_772_427_600)
        world.clock.set(midnight.adding(milliseconds: -1))
        #expect(try await decide(world) == [.withinLimit])
        world.clock.set(midnight)
        #expect(try await decide(world) == [.overdueSuspended])
        // Money that can be taken back lifts nothing.
        try await world.create(10_000, for: ["INV-1"], key: "k1")
        #expect(try await world.invoice("INV-1").invoice.open == eur(0))
        #expect(try await decide(world) == [.overdueSuspended])
        try await world.verify()
    }

    @Test func bankMoneyLiftsTheSuspension() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000, issued: "2026-01-10", due: "2026-02-10", terms: "")
        #expect(try await decide(world) == [.overdueSuspended])
        let receipt = BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "R1")
        _ = try await world.hub.importStatement(BankStatement(receipts: [receipt]).bytes, name: "a", by: World.alice)
        #expect(try await decide(world) == [.overdueSuspended], "imported, and not matched yet")
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await decide(world) == [.withinLimit])
        try await world.verify()
    }

    /// Card money leaves the open part and stays in the exposure.
    @Test func cardMoneyStaysInTheExposure() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        let before = try await world.position()
        let id = try await world.create(10_000, for: ["INV-1"], key: "k1").payment.id
        let paid = try await world.position()
        #expect(paid.openInvoices == 0)
        #expect(paid.reversible == 10_000)
        #expect(try paid.exposure().total == before.exposure().total)
        try await world.deliver([fact(.chargeback, .succeeded(eur(10_000)), "pp_\(id)", "dp_1")], event: "e")
        let disputed = try await world.position()
        #expect(disputed.openInvoices == 10_000)
        #expect(disputed.reversible == 0)
        try await world.verify()
    }

    @Test(arguments: StoreKind.allCases)
    func reservationsThatRaceNeverExceedTheLimit(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        let reserved = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<30 {
                group.addTask {
                    let request = CreditRequest(customer: World.customer, amount: eur(7_000))
                    let id = ReservationID("ord-\(number)")
                    let answer = try? await world.hub.reserve(
                        id,
                        request,
                        expiresAt: nil,
                        of: World.merchant,
                        by: World.alice
                    )
                    return answer?.reservation != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(reserved == 14)
        #expect(try await world.position().reserved == 98_000)
        try await world.verify()
    }

    @Test func whatIsNotUsedExpires() async throws {
        let world = try await World.make()
        let request = CreditRequest(customer: World.customer, amount: eur(60_000))
        let end = World.start.adding(seconds: 3_600)
        _ = try await world.hub.reserve(
            ReservationID("ord-1"),
            request,
            expiresAt: end,
            of: World.merchant,
            by: World.alice
        )
        _ = try await world.hub.commit(
            ReservationID("ord-1"),
            part: eur(20_000),
            by: World.alice,
            key: World.key("commit")
        )
        world.clock.set(end.adding(milliseconds: -1))
        #expect(try await world.work() == 0)
        world.clock.set(end)
        #expect(try await world.work() == 1)
        #expect(try await world.position().reserved == 0)
        let view = try #require(try await world.hub.reservation(ReservationID("ord-1"), of: World.merchant.id))
        #expect(view.state == "expired")
        #expect(view.committed == "200.00")
        #expect(try await world.due() == [])
        try await world.verify()
    }
}

extension World {
    fileprivate func limit(_ units: Int64) async throws {
        let buyer = Customer(id: Self.customer, name: "Müller GmbH", payerAccount: "DE02100500000054540402")
        try await hub.save([NewCustomer(customer: buyer, limit: eur(units))], by: Self.alice)
    }

    fileprivate func request(_ units: Int64) -> CreditRequest {
        CreditRequest(customer: Self.customer, amount: eur(units))
    }

    fileprivate func decide(_ units: Int64) async throws -> CreditDecision {
        try await hub.decide(request(units), of: Self.merchant, by: Self.alice).decision
    }

    /// A transfer is booked and reconciled.
    fileprivate func receive(_ units: Int64, _ text: String, reference: String) async throws {
        let receipt = BankStatement.Receipt(units: units, text: text, reference: reference)
        _ = try await hub.importStatement(BankStatement(receipts: [receipt]).bytes, name: reference, by: Self.alice)
        #expect(try await hub.reconcile(by: Self.alice).matches.count == 1)
    }

    fileprivate func carryOut(_ step: CreditTests.Step) async throws -> String {
        do {
            switch step {
            case .reserve(let id, let units):
                let expiry = Self.start.adding(seconds: 3_600)
                let id = ReservationID(id)
                let answer = try await hub.reserve(
                    id,
                    request(units),
                    expiresAt: expiry,
                    of: Self.merchant,
                    by: Self.alice
                )
                #expect((answer.reservation != nil) == answer.decision.isAccepted)
                guard !answer.decision.isAccepted else { return "ok" }
                return answer.decision.reasons.first?.code.rawValue ?? ""
            case .commit(let id, let units, let key, let currency):
                let part = units.map { Money(minorUnits: $0, currency: currency) }
                let key = Self.key(key, "\(id) \(part.map { "\($0)" } ?? "all")")
                _ = try await hub.commit(ReservationID(id), part: part, by: Self.alice, key: key)
            case .release(let id): _ = try await hub.release(ReservationID(id), by: Self.alice)
            case .expire:
                clock.set(Self.start.adding(seconds: 3_600))
                _ = try await work()
            }
            return "ok"
        } catch let problem as HubProblem {
            return problem.kind.rawValue
        }
    }
}
