import HubDomain
import HubEngine
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary
import TestSupport
import Testing

/// Refunds and chargebacks that come with a later payout than their payment.
@Suite("what later payouts take back") struct PayoutReturnTests {
    /// A line of a report: the payment, its kind, cents and the fee.
    struct Row {
        let payment: String
        let kind: SettlementLine.Kind
        let units: Int64
        var fee: Int64 = 0
        var reference: String?
    }

    private static func report(_ payout: Int, _ rows: [Row]) -> [SettlementLine] {
        rows.enumerated().map { place, row in
            var line = SettlementLine(
                file: "po_1000000\(payout).csv",
                row: place,
                provider: "Fake",
                kind: row.kind,
                net: eur(row.units - row.fee),
                fee: eur(row.fee)
            )
            (line.id, line.payment, line.reference) = ("txn_\(payout)_\(place)", row.payment, row.reference)
            line.names = [row.payment, row.reference].compactMap(\.self)
            line.payout = "po_1000000\(payout)"
            return line
        }
    }

    /// Brings the receipt of a payout, and reconciles with its report alone or with those before, too.
    @discardableResult
    private static func pay(
        _ payout: Int,
        _ rows: [Row],
        also more: [SettlementLine] = [],
        _ world: World
    ) async throws -> ReconciliationResult {
        let units = rows.reduce(0) { $0 + $1.units - $1.fee }
        let receipt = BankStatement.Receipt(
            units: units,
            text: "po_1000000\(payout)",
            reference: "B\(payout)",
            payer: ""
        )
        try await world.bring([receipt], "s\(payout).xml")
        return try await run(report(payout, rows) + more, world)
    }

    private static func run(_ lines: [SettlementLine], _ world: World) async throws -> ReconciliationResult {
        var groups = GroupSources()
        groups.settlements = SettlementLedger(lines)
        let result = try await world.hub.reconcile(groups: groups, by: World.alice)
        try await world.verify()
        return result
    }

    private static let first = [
        Row(payment: "ch_1", kind: .payment, units: 10_000, fee: 175, reference: "INV-1"),
        Row(payment: "ch_3", kind: .payment, units: 6_000, fee: 100, reference: "INV-3"),
    ]
    private static let second = [
        Row(payment: "ch_2", kind: .payment, units: 20_000, fee: 300, reference: "INV-2"),
        Row(payment: "ch_1", kind: .dispute, units: -10_000, fee: 1_500),
        Row(payment: "ch_3", kind: .refund, units: -6_000),
    ]
    private static let won = [
        Row(payment: "ch_4", kind: .payment, units: 100), Row(payment: "ch_1", kind: .dispute, units: 10_000),
    ]

    private static func world() async throws -> World {
        let world = try await World.make()
        for (number, units) in [("INV-1", Int64(10_000)), ("INV-2", 20_000), ("INV-3", 6_000)] {
            try await world.issue(number, units)
        }
        return world
    }

    private static func undo(_ match: Int64, _ world: World) async throws {
        _ = try await world.hub.undoMatch(match, reason: "r", ChangeRequest(by: World.bob))
        try await world.verify()
    }

    private static func refusal(_ match: Int64, _ world: World) async throws -> String {
        do {
            try await undo(match, world)
            return ""
        } catch let problem as HubProblem { return problem.detail }
    }

    @Test("what they take back is open again, in the exposure and in the ledger, until the match is undone")
    func takesBack() async throws {
        let world = try await Self.world()
        try await Self.pay(1, Self.first, world)
        let before = try await world.digest()
        let result = try await Self.pay(2, Self.second, world)
        #expect(
            result.openItems.map { "\($0.invoice.number) \($0.open.decimal)" } == ["INV-1 100.00", "INV-3 60.00"]
        )
        let books = try await world.digest()
        for line in [
            "INV-1 open 10000 reversible 0", "INV-2 open 0 reversible 20000", "INV-3 open 6000 reversible 0",
            "\(World.customer) open 16000 reversible 20000 reserved 0 unapplied 0", "receivables:cus_1 16000",
        ] { #expect(books.contains(line), "\(line): \(books)") }
        #expect(!books.contains { $0.hasPrefix("provider_clearing") }, "all is explained: \(books)")
        let events = try await world.books { try $0.events(after: 0, limit: 100) }
        #expect(events.filter { $0.type == "invoice.reopened" }.map(\.subject) == ["INV-1", "INV-3"])
        let dump = try await world.dump()
        _ = try await Self.run(Self.report(1, Self.first) + Self.report(2, Self.second), world)
        #expect(try await world.dump() == dump, "once")
        #expect(try await Self.refusal(1, world).contains("match 2 takes back what match 1 pays of INV-1"))
        try await Self.undo(2, world)
        #expect(
            try await world.digest().filter { !$0.hasPrefix("bank") && !$0.hasPrefix("unident") }
                == before.filter { !$0.hasPrefix("bank") && !$0.hasPrefix("unident") }
        )
        _ = try await world.hub.redoMatch(2, reason: "r", ChangeRequest(by: World.bob))
        #expect(try await world.digest() == books)
        try await world.verify()
    }

    @Test("a dispute that is won pays the invoice again, in whichever order the payouts come")
    func gives() async throws {
        let world = try await Self.world()
        try await Self.pay(1, Self.first, world)
        try await Self.pay(2, Self.second, world)
        try await Self.pay(3, Self.won, world)
        #expect(try await world.digest().contains("INV-1 open 0 reversible 10000"))
        #expect(try await Self.refusal(2, world).contains("match 3 gives back what match 2 takes of INV-1"))
        try await Self.undo(3, world)
        #expect(try await world.digest().contains("INV-1 open 10000 reversible 0"))
        let other = try await Self.world()
        try await Self.pay(1, Self.first, other)
        try await Self.pay(3, Self.won, other)
        try await Self.pay(2, Self.second, other)
        #expect(try await other.digest().contains("INV-1 open 0 reversible 10000"), "it was won already")
    }

    @Test("what is paid otherwise since stays so: the loss cannot be undone before, and one that is won waits")
    func paidOtherwise() async throws {
        let world = try await Self.world()
        try await Self.pay(1, Self.first, world)
        try await Self.pay(2, Self.second, world)
        try await world.bring([.init(units: 10_000, text: "INV-1", reference: "B9")], "s9.xml")
        _ = try await Self.run([], world)
        #expect(try await world.digest().contains("INV-1 open 0 reversible 0"))
        #expect(
            try await Self.refusal(2, world).contains(
                "INV-1, which match 2 has opened again, is paid or cancelled since"
            )
        )
        let result = try await Self.pay(3, Self.won, world)
        #expect(result.waitingParts.map { "\($0.part.amount) \($0.part.reason)" } == ["100.00 EUR duplicate"])
    }

    @Test("an invoice of which all was taken back can be cancelled, and one of which a part was cannot")
    func cancels() async throws {
        let world = try await Self.world()
        try await Self.pay(1, Self.first, world)
        let part = [
            Self.second[0], Self.second[1], Row(payment: "ch_3", kind: .refund, units: -1_000),
        ]
        try await Self.pay(2, part, world)
        func cancel(_ number: String) async throws {
            let cancellation = InvoiceCancellation(InvoiceNumber(number), reason: "goods came back")
            _ = try await world.hub.cancel(cancellation, ChangeRequest(by: World.alice))
            try await world.verify()
        }
        try await cancel("INV-1")
        await #expect(throws: HubProblem.self) { try await cancel("INV-3") }
        #expect(try await !Self.refusal(2, world).isEmpty)
    }

    @Test("a payout that came before the one with its payment takes it back all the same")
    func refundFirst() async throws {
        let world = try await Self.world()
        let second = Self.second.map { row in
            let reference = row.payment == "ch_1" ? "INV-1" : row.payment == "ch_3" ? "INV-3" : row.reference
            return Row(payment: row.payment, kind: row.kind, units: row.units, fee: row.fee, reference: reference)
        }
        try await Self.pay(2, second, world)
        try await Self.pay(1, Self.first, world)
        let books = try await world.digest()
        #expect(books.contains("INV-1 open 10000 reversible 0") && books.contains("INV-3 open 6000 reversible 0"))
        #expect(!books.contains { $0.hasPrefix("provider_clearing") }, "\(books)")
    }

    @Test("a reference alone, and a part: it waits, is on the page, and a person says what it was paid for")
    func waits() async throws {
        let world = try await Self.world()
        try await Self.pay(1, Self.first, world)
        let rows = [
            Row(payment: "ch_2", kind: .payment, units: 20_000, reference: "INV-2"),
            Row(payment: "re_1", kind: .refund, units: -3_000, reference: "INV-1"),
        ]
        let result = try await Self.pay(2, rows, world)
        #expect(result.waitingParts.map { "\($0.part.amount) \($0.part.takesBack)" } == ["30.00 EUR true"])
        let again = try await Self.run(Self.report(2, rows), world)
        let told = try #require(again.waitingParts.first?.part.explanation)
        #expect(told.contains("quittance match supersede 2 --take-back INV-1=30.00"), "\(told)")
        let period = try #require(AccountingPeriod("2026-03"))
        let page = try await world.hub.period(period, of: World.merchant.id).page
        #expect(page.exceptions.map { "\($0.reason) \($0.amount)" } == ["waiting_back -30.00"])
        let dump = try await world.dump()
        func supersede(_ units: Int64?) async throws -> String {
            do {
                _ = try await world.hub.supersedeMatch(
                    2,
                    allocations: [part(.takenBack, "INV-1", units)],
                    reason: "r",
                    ChangeRequest(by: World.alice)
                )
                return ""
            } catch let problem as HubProblem { return problem.detail }
        }
        #expect(try await supersede(10_001).contains("payouts of card pay 100.00 EUR of INV-1"))
        #expect(try await world.dump() == dump)
        #expect(try await supersede(nil).isEmpty)
        try await world.verify()
        #expect(try await world.digest().contains("INV-1 open 3000 reversible 7000"))
        #expect(try await Self.run(Self.report(2, rows), world).waitingParts.isEmpty)
        try await Self.undo(3, world)
        #expect(try await world.digest().contains("INV-1 open 0 reversible 10000"))
    }

    @Test("a person can say it of a payout of which nothing was told, for no more than was paid")
    func unnamed() async throws {
        let world = try await Self.world()
        try await Self.pay(1, Self.first, world)
        // The report tells neither the payment nor a reference.
        let rows = [
            Row(payment: "ch_2", kind: .payment, units: 20_000, reference: "INV-2"),
            Row(payment: "re_1", kind: .refund, units: -10_000),
        ]
        #expect(try await Self.pay(2, rows, world).waitingParts.isEmpty)
        #expect(try await world.digest().contains("INV-1 open 0 reversible 10000"))
        let allocations = [part(.takenBack, "INV-1", nil)]
        let request = ChangeRequest(by: World.alice)
        _ = try await world.hub.supersedeMatch(2, allocations: allocations, reason: "r", request)
        try await world.verify()
        let books = try await world.digest()
        #expect(books.contains("INV-1 open 10000 reversible 0") && books.contains("INV-2 open 0 reversible 20000"))
        await #expect(throws: HubProblem.self) {
            _ = try await world.hub.supersedeMatch(3, allocations: allocations, reason: "r", request)
        }
        try await Self.undo(3, world)
        #expect(try await world.digest().contains("INV-1 open 0 reversible 10000"))
    }

    @Test("a payment that waits and is refunded later waits no more, and pays nothing")
    func refundsWhatWaits() async throws {
        let world = try await Self.world()
        try await Self.pay(1, Self.first, world)
        let twice = [
            Row(payment: "ch_9", kind: .payment, units: 10_000, reference: "INV-1")
        ]
        #expect(try await Self.pay(2, twice, world).waitingParts.count == 1)
        let refund = [
            Row(payment: "ch_2", kind: .payment, units: 20_000, reference: "INV-2"),
            Row(payment: "ch_9", kind: .refund, units: -10_000, reference: "INV-1"),
        ]
        _ = try await Self.pay(3, refund, world)
        #expect(try await world.digest().contains("INV-1 open 0 reversible 10000"), "the first one has paid it")
        #expect(try await Self.run([], world).waitingParts.isEmpty)
        let given = [part(.invoice, "INV-1", 100)]
        await #expect(throws: HubProblem.self) {
            _ = try await world.hub.supersedeMatch(2, allocations: given, reason: "r", ChangeRequest(by: World.alice))
        }
    }

    @Test("above the limit a second person agrees to what is open again")
    func needsTwo() async throws {
        let world = try await Self.world()
        try await Self.pay(1, Self.first, world)
        let rows = [
            Row(payment: "ch_8", kind: .payment, units: 10_100), Row(payment: "ch_1", kind: .dispute, units: -10_000),
        ]
        let receipt = BankStatement.Receipt(units: 100, text: "po_10000002", reference: "B2", payer: "")
        try await world.bring([receipt], "s2.xml")
        var groups = GroupSources()
        groups.settlements = SettlementLedger(Self.report(2, rows))
        let result = try await world.hub(fourEyesAbove: 5_000).reconcile(groups: groups, by: World.alice)
        #expect(result.exceptions.map(\.reason) == [.proposed])
        #expect(!result.openItems.contains { $0.invoice.number == InvoiceNumber("INV-1") }, "only proposed")
        #expect(try await world.digest().contains("INV-1 open 0 reversible 10000"))
        _ = try await world.hub.postMatch(2, reason: "r", ChangeRequest(by: World.bob))
        #expect(try await world.digest().contains("INV-1 open 10000 reversible 0"))
        try await world.verify()
    }

    /// Whether nothing of a payment was taken back before it came, or with it.
    private static func isWhole(_ payment: String, _ payouts: [[Row]]) -> Bool {
        var before: Int64 = 0
        for rows in payouts {
            let own = rows.filter { $0.payment == payment }
            let moved = own.reduce(Int64(0)) { $0 + ($1.kind == .payment ? 0 : $1.units) }
            if own.contains(where: { $0.kind == .payment }) { return before >= 0 && moved >= 0 }
            before += moved
        }
        return false
    }

    /// Payments, refunds, chargebacks and such that were won, in payouts that come in any order, each with its own report.
    @Test(
        "whatever the order of the payouts, an invoice has what its payment holds, and undoing all is as before",
        arguments: UInt64(0)..<40
    )
    func anyOrder(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let world = try await Self.world()
        let sizes: [Int64] = [10_000, 20_000, 6_000]
        var payouts = Array(repeating: [Row](), count: 5)
        var nets = sizes
        for (place, size) in sizes.enumerated() {
            let (payment, reference) = ("ch_\(place + 1)", "INV-\(place + 1)")
            func add(_ kind: SettlementLine.Kind, _ units: Int64) {
                let payout = Int.random(in: 0..<payouts.count, using: &random)
                payouts[payout].append(Row(payment: payment, kind: kind, units: units, reference: reference))
            }
            add(.payment, size)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let taken = nets[place] > 0 ? Int64.random(in: 1...nets[place], using: &random) : 0
                guard taken > 0 else { continue }
                nets[place] -= taken
                add(Bool.random(using: &random) ? .refund : .dispute, -taken)
                guard Bool.random(using: &random) else { continue }
                nets[place] += taken
                add(.dispute, taken)
            }
        }
        // What a payout brings beside it makes each more than nothing.
        for place in payouts.indices {
            payouts[place].append(Row(payment: "ch_x\(place)", kind: .payment, units: 50_000))
        }
        let before = try await world.digest()
        var numbers: [Int64] = []
        let order = payouts.indices.shuffled(using: &random)
        for place in order {
            let result = try await Self.pay(place + 1, payouts[place], world)
            #expect(result.matches.count == 1)
            numbers.append(Int64(numbers.count + 1))
        }
        _ = try await Self.run([], world)
        let books = try await world.digest()
        for (place, size) in sizes.enumerated() {
            // A payment that had lost something when it came pays nothing by itself: a person has to look at it.
            let settled = Self.isWhole("ch_\(place + 1)", order.map { payouts[$0] }) ? nets[place] : 0
            #expect(books.contains("INV-\(place + 1) open \(size - settled) reversible \(settled)"), "\(books)")
        }
        for number in numbers.reversed() { try await Self.undo(number, world) }
        let after = try await world.digest()
        func kept(_ lines: [String]) -> [String] { lines.filter { !$0.hasPrefix("bank:") && !$0.hasPrefix("unid") } }
        #expect(kept(after) == kept(before))
    }

    @Test("a payout that pays an invoice twice and takes a part of it back can be undone and posted again")
    func bothWays() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 4_000)
        let twice = ["ch_1", "ch_2"].map { Row(payment: $0, kind: .payment, units: 2_000, reference: "INV-1") }
        try await Self.pay(1, twice, world)
        let (request, back) = (ChangeRequest(by: World.alice), [part(.takenBack, "INV-1", 500)])
        _ = try await world.hub.supersedeMatch(1, allocations: back, reason: "refund", request)
        #expect(try await world.invoice("INV-1").invoice.open == eur(500))
        _ = try await world.hub.undoMatch(2, reason: "no", request)
        #expect(try await world.invoice("INV-1").invoice.open == eur(4_000))
        try await world.verify()
        _ = try await world.hub.redoMatch(2, reason: "yes", request)
        #expect(try await world.invoice("INV-1").invoice.open == eur(500))
        try await world.verify()
    }

    @Test("a refund that names its payment is none of another payment of the same reference")
    func othersReference() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        try await Self.pay(1, [Row(payment: "ch_1", kind: .payment, units: 10_000, reference: "INV-1")], world)
        #expect(try await world.invoice("INV-1").invoice.open == eur(0))
        try await Self.pay(
            2,
            [
                Row(payment: "ch_1", kind: .refund, units: -10_000, reference: "INV-1"),
                Row(payment: "ch_2", kind: .payment, units: 10_000, reference: "INV-1"),
                Row(payment: "ch_9", kind: .payment, units: 1_000),
            ],
            world
        )
        // What came instead either pays it or waits for a person; it is not gone.
        let parts = try await world.hub.match(2, of: World.merchant.id).allocations.map(\.kind)
        let open = try await world.invoice("INV-1").invoice.open
        #expect(open == eur(0) || parts.contains { $0.contains("waiting") }, "\(open) \(parts)")
        try await world.verify()
    }

    @Test("a chargeback whose payout comes before that of its payment keeps the payment from paying, whatever it tells")
    func before() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        let later = [
            Row(payment: "ch_9", kind: .payment, units: 30_000), Row(payment: "ch_1", kind: .dispute, units: -10_000),
        ]
        try await Self.pay(2, later, world)
        try await Self.pay(1, [Row(payment: "ch_1", kind: .payment, units: 10_000, reference: "INV-1")], world)
        #expect(try await world.invoice("INV-1").invoice.open == eur(10_000))
        _ = try await world.hub.undoMatch(2, reason: "no", ChangeRequest(by: World.alice))
        _ = try await world.hub.undoMatch(1, reason: "no", ChangeRequest(by: World.alice))
        #expect(try await world.invoice("INV-1").invoice.open == eur(10_000))
        try await world.verify()
    }
}
