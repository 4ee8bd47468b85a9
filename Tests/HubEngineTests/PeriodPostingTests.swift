import HubDomain
import HubEngine
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary
import Testing

/// Whatever is posted about a closed period goes into the first open one and keeps its day.
@Suite("postings around a closed period") struct PeriodPostingTests {
    private static let february = AccountingPeriod("2026-02")

    private func close(_ world: World, key: String = "close") async throws {
        let period = try #require(Self.february)
        let stored = try await world.hub.propose(
            .close,
            of: period,
            note: "no balances",
            by: World.alice,
            key: World.key(key)
        )
        let approval = try HubJSON.decode(ApprovalView.self, from: stored.body)
        _ = try await world.hub.decideApproval(
            approval.id,
            approve: true,
            by: World.bob,
            key: World.key("\(key)-decision")
        )
    }

    /// An invoice of February that a receipt of February paid.
    private func paid() async throws -> World {
        let world = try await World.make(.inline)
        try await world.issue("INV-1001", 10_000)
        let receipt = BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "R1", date: "2026-02-25")
        _ = try await world.hub.importStatement(
            BankStatement(receipts: [receipt]).bytes,
            name: "s.xml",
            by: World.alice
        )
        #expect(try await world.hub.reconcile(by: World.alice).matches.count == 1)
        return world
    }

    @Test("a month is over where the merchant is, not in UTC")
    func timeZone() async throws {
        let world = try await paid()
        // 2026-03-01, 04:00 in UTC: still February in New York.
        world.clock.set(Timestamp(seconds: 1_772_337_600))
        #expect(try await problem { try await close(world) } == .conflict)
        // An hour later it is March there.
        world.clock.set(Timestamp(seconds: 1_772_341_200))
        try await close(world, key: "later")
    }

    @Test("who proposed a closing withdraws it, and nobody else approves it then")
    func withdraws() async throws {
        let world = try await paid()
        let period = try #require(Self.february)
        func propose(_ key: String) async throws -> String {
            let key = World.key(key)
            let stored = try await world.hub.propose(.close, of: period, note: "n", by: World.alice, key: key)
            return try HubJSON.decode(ApprovalView.self, from: stored.body).id
        }
        func decide(_ approval: String, _ approve: Bool, _ person: Principal, _ key: String) async throws {
            _ = try await world.hub.decideApproval(approval, approve: approve, by: person, key: World.key(key))
        }
        let first = try await propose("p1")
        #expect(try await problem { try await decide(first, true, World.alice, "d1") } == .conflict)
        try await decide(first, false, World.alice, "d2")
        #expect(try await world.approvals() == ["rejected"])
        let audit = try await world.books { try $0.auditRows() }.suffix(1)
        #expect(
            audit.map { "\($0.action) \($0.principal) \($0.subject)" } == ["approval.withdraw alice period/2026-02"]
        )
        #expect(try await problem { try await decide(first, true, World.bob, "d3") } == .conflict)
        #expect(try await world.hub.period(period, of: World.merchant.id).state == "open")
        try await decide(propose("p2"), true, World.bob, "d4")
        #expect(try await world.hub.period(period, of: World.merchant.id).state == "closed")
        try await world.verify()
    }

    @Test("taking a match of a closed month back is posted today, and the month's page says so")
    func undoAfterClosing() async throws {
        let world = try await paid()
        try await close(world)
        let period = try #require(Self.february)
        let line = try #require(try await world.books { try $0.statementLines(after: "", limit: 1) }.first)
        let key = "statement/\(line.identity)/match"
        let before = try await world.books { try $0.balances(before: period.next.first) }
        try await world.store.run { transaction in
            let nothing = JournalEntry(key: key, currency: .eur, moving: [])
            try Books(transaction, merchant: World.merchant.id).post(nothing, at: World.start)
        }
        #expect(try await world.books { try $0.balances(before: period.next.first) } == before)
        let moved = try await world.books { try $0.movements(in: period.next) }
        #expect(
            moved.map { "\($0.account) \($0.debits) \($0.credits)" } == [
                "receivables:cus_1 10000 0", "unidentified_receipts 0 10000",
            ]
        )
        // The match again: its day is the receipt's, and the page of either month names it.
        try await world.store.run { transaction in
            let again = ReceiptApplication.entry(
                identity: line.identity,
                currency: .eur,
                applications: [
                    ReceiptApplication(
                        target: .invoice(InvoiceNumber("INV-1001")),
                        customer: World.customer,
                        minorUnits: 10_000
                    )
                ],
                on: line.line.bookingDate
            )
            try Books(transaction, merchant: World.merchant.id).post(again, at: World.start)
        }
        for month in [period, period.next] {
            let late = try await world.books { try $0.lateEntries(of: month) }
            #expect(
                late.map { "\($0.entry) \($0.valueDate) \($0.accountingDate)" } == [
                    "\(key) 2026-02-25 2026-03-01"
                ]
            )
        }
        try await world.verify()
    }

    @Test(
        "a closed period that was changed is found",
        arguments: [
            (
                "UPDATE ledger_entries SET accounting_date = accounting_date + 40 WHERE entry_key LIKE 'statement/%/match'",
                "the ledger has other balances than the page that was signed"
            ), ("UPDATE approvals SET approved = 0", "says something else"),
            ("UPDATE period_decisions SET decided_by = 'carl'", "says something else"),
            ("UPDATE period_decisions SET decision = 'reopened'", "reopened out of order"),
        ]
    )
    func verifies(sql: String, difference: String) async throws {
        let world = try await paid()
        try await close(world)
        try await world.verify()
        try await world.store.run { try $0.executeScript(sql, name: "tamper") }
        let report = try await world.hub.verifyLedger(of: World.merchant.id)
        let found = report.checks.first { $0.name == "closed periods are as they were signed" }?.differences ?? []
        #expect(found.contains { $0.contains(difference) }, "\(found)")
    }

    @Test("the latest day told of a provider counts, of one day the last telling, and never another month's")
    func providerBalances() async throws {
        let world = try await paid()
        let period = try #require(Self.february)
        func tell(
            _ units: Int64,
            _ currency: Currency = .eur,
            on date: String? = nil,
            in month: String = "2026-02"
        )
            async throws -> [String]
        {
            let balance = ToldProviderBalance(
                account: World.account,
                amount: Money(minorUnits: units, currency: currency),
                date: try date.map { try #require(CalendarDate($0)) }
            )
            let month = try #require(AccountingPeriod(month))
            let stored = try await world.hub.tell([balance], in: month, ChangeRequest(by: World.alice))
            let view = try HubJSON.decode(PeriodView.self, from: stored.body)
            return view.page.comparisons.filter { $0.account.hasPrefix("provider_clearing:") }.map {
                "\($0.currency) \($0.on ?? "") \($0.books) \($0.other ?? "") \($0.difference ?? "") \($0.note)"
            }
        }
        let early = try await tell(500, on: "2026-02-10")
        #expect(early == ["EUR 2026-02-10 0.00 5.00 5.00 told by alice"])
        #expect(try await tell(700) == ["EUR 2026-02-28 0.00 7.00 7.00 told by alice"])
        #expect(try await tell(0) == ["EUR 2026-02-28 0.00 0.00 0.00 told by alice"])
        #expect(try await tell(900, on: "2026-02-27") == ["EUR 2026-02-28 0.00 0.00 0.00 told by alice"])
        let march = try await tell(100, on: "2026-03-01", in: "2026-03")
        #expect(march == ["EUR 2026-03-01 0.00 1.00 1.00 told by alice"])
        let both = try await tell(0, .usd)
        #expect(both.count == 2 && both.last == "USD 2026-02-28 0.00 0.00 0.00 told by alice", "\(both)")
        #expect(try await problem { _ = try await tell(1, on: "2026-01-31") } == .invalidRequest)
        #expect(try await problem { _ = try await tell(1, on: "2026-03-02", in: "2026-03") } == .conflict)
        #expect(
            try await problem {
                let twice = ToldProviderBalance(account: World.account, amount: .zero(.eur))
                _ = try await world.hub.tell([twice, twice], in: period, ChangeRequest(by: World.alice))
            } == .invalidRequest
        )
        try await close(world)
        #expect(try await problem { _ = try await tell(1) } == .conflict)
        try await world.verify()
    }
}
