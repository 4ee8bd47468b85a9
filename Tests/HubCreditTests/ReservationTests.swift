import HubCredit
import PaymentVocabulary
import Testing

@Suite("reservations")
struct ReservationTests {
    static let today = day("2026-02-16")
    static let soon = now.adding(seconds: 3_600)

    /// A little store around the machine: one customer, one transaction a step.
    struct Shelf {
        var position: CreditPosition
        var stored: [ReservationID: Reservation] = [:]
        let machine = ReservationMachine(policy: .first)

        mutating func apply(_ operation: ReservationOperation, _ id: String, at time: Timestamp = now) throws -> String
        {
            let id = ReservationID(id)
            let step = machine.apply(
                operation,
                to: id,
                stored: stored[id],
                position: position,
                today: today,
                now: time
            )
            position = try position.applying(step.change)
            if let reservation = step.reservation { stored[id] = reservation }
            switch step.answer {
            case .done: return "ok"
            case .replayed:
                #expect(step.change.isNone)
                return "replayed"
            case .rejected(let rejection):
                #expect(step.change.isNone)
                return rejection.code
            }
        }
    }

    static func reserve(_ amount: Int64) -> ReservationOperation {
        .reserve(CreditRequest(customer: customer, amount: eur(amount)), expires: soon)
    }

    static func commit(
        _ key: String,
        _ amount: Int64,
        _ target: Reservation.Commit.Target = .invoiced
    )
        -> ReservationOperation
    {
        .commit(.init(key: IdempotencyKey(key), amount: eur(amount), target: target))
    }

    struct Row: Sendable {
        let name: String
        let steps: [Step]
        /// Reserved, open invoices, shipped and not invoiced, of a limit of 100.
        let parts: [Int64]
    }

    struct Step: Sendable {
        let operation: ReservationOperation
        let id: String
        let answer: String
        let later: Bool

        init(_ operation: ReservationOperation, _ id: String, _ answer: String, later: Bool = false) {
            self.operation = operation
            self.id = id
            self.answer = answer
            self.later = later
        }
    }

    static let rows = [
        Row(
            name: "the same reserve twice takes once",
            steps: [Step(reserve(60), "a", "ok"), Step(reserve(60), "a", "replayed"), Step(reserve(40), "b", "ok")],
            parts: [100, 0, 0]
        ),
        Row(
            name: "the same id with another amount",
            steps: [Step(reserve(60), "a", "ok"), Step(reserve(61), "a", "RESERVATION_CONFLICT")],
            parts: [60, 0, 0]
        ),
        Row(
            name: "a refused one cannot be committed, and may be tried again",
            steps: [
                Step(reserve(60), "a", "ok"), Step(reserve(60), "b", "CREDIT_LIMIT_EXCEEDED"),
                Step(commit("k", 60), "b", "RESERVATION_UNKNOWN"), Step(.release, "b", "RESERVATION_UNKNOWN"),
                Step(.release, "a", "ok"), Step(reserve(60), "b", "ok"),
            ],
            parts: [60, 0, 0]
        ),
        Row(
            name: "a commit moves and never copies",
            steps: [
                Step(reserve(100), "a", "ok"), Step(commit("1", 30), "a", "ok"), Step(commit("1", 30), "a", "replayed"),
                Step(commit("1", 31), "a", "RESERVATION_CONFLICT"), Step(commit("2", 20, .shipped), "a", "ok"),
                Step(commit("3", 51), "a", "COMMIT_EXCEEDS_RESERVED"), Step(commit("4", 0), "a", "AMOUNT_NOT_POSITIVE"),
                Step(reserve(1), "b", "CREDIT_LIMIT_EXCEEDED"),
            ],
            parts: [50, 30, 20]
        ),
        Row(
            name: "a release gives the rest back once",
            steps: [
                Step(reserve(100), "a", "ok"), Step(commit("1", 30), "a", "ok"), Step(.release, "a", "ok"),
                Step(.release, "a", "replayed"), Step(commit("1", 30), "a", "replayed"),
                Step(commit("2", 1), "a", "RESERVATION_CLOSED"), Step(reserve(100), "a", "replayed"),
            ],
            parts: [0, 30, 0]
        ),
        Row(
            name: "expiry is a release at its time",
            steps: [
                Step(reserve(100), "a", "ok"), Step(.expire, "a", "NOT_EXPIRED_YET"),
                Step(commit("1", 10), "a", "ok"), Step(commit("2", 10), "a", "RESERVATION_CLOSED", later: true),
                Step(.expire, "a", "ok", later: true), Step(.expire, "a", "replayed", later: true),
                Step(.release, "a", "replayed", later: true),
            ],
            parts: [0, 10, 0]
        ),
        Row(
            name: "a commit in another currency",
            steps: [
                Step(reserve(100), "a", "ok"),
                Step(
                    .commit(
                        .init(key: IdempotencyKey("1"), amount: Money(minorUnits: 1, currency: .usd), target: .shipped)
                    ),
                    "a",
                    "CURRENCY_MISMATCH"
                ),
            ],
            parts: [100, 0, 0]
        ),
    ]

    @Test("the machine's table", arguments: rows)
    func table(_ row: Row) throws {
        var shelf = Shelf(position: position(limit: 100))
        for (index, step) in row.steps.enumerated() {
            let answer = try shelf.apply(step.operation, step.id, at: step.later ? Self.soon : now)
            #expect(answer == step.answer, "\(row.name), step \(index)")
        }
        let parts = [shelf.position.reserved, shelf.position.openInvoices, shelf.position.shippedUninvoiced]
        #expect(parts == row.parts, "\(row.name)")
    }

    @Test(
        "any sequence keeps the sums, never passes the limit, and replays to the same answers",
        arguments: UInt64(0)..<1_000
    )
    func invariants(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var shelf = Shelf(position: position(limit: .random(in: 0...300, using: &random)))
        for step in 0..<30 {
            let id = "r\(Int.random(in: 0...3, using: &random))"
            let operation: ReservationOperation =
                switch Int.random(in: 0...5, using: &random) {
                case 0, 1, 2: Self.reserve(.random(in: -5...150, using: &random))
                case 3, 4:
                    Self.commit("k\(Int.random(in: 0...5, using: &random))", .random(in: -5...80, using: &random))
                default: .release
                }
            let answer = try shelf.apply(operation, id)
            let once = shelf.position
            let again = try shelf.apply(operation, id)
            #expect(shelf.position == once || answer != "ok", "step \(step)")
            #expect(answer == "ok" || answer == "replayed" ? again == "replayed" : again == answer, "step \(step)")
            let remaining = shelf.stored.values.map(\.remaining).reduce(0, +)
            let committed = shelf.stored.values.map(\.committed).reduce(0, +)
            #expect(shelf.position.reserved == remaining && shelf.position.openInvoices == committed)
            #expect(try shelf.position.exposure().total.minorUnits <= shelf.position.limit)
        }
    }

    @Test("freeing more than is reserved is an error")
    func overRelease() {
        #expect(throws: MoneyError.overflow) { try position(limit: 1, reserved: 5).applying(.init(reserved: -6)) }
        #expect(throws: MoneyError.overflow) {
            try position(limit: 1, reserved: CreditPosition.componentMax).applying(.init(reserved: 1))
        }
    }
}
