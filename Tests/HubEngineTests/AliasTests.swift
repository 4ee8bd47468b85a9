import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import PaymentVocabulary
import TestSupport
import Testing

@Suite("what matches teach of payers")
struct AliasTests {
    private static let account = "DE89370400440532013000"

    /// A receipt of somebody whom no document knows.
    private func stranger(_ units: Int64, _ text: String, _ reference: String, on date: String) -> BankStatement.Receipt
    {
        BankStatement.Receipt(
            units: units,
            text: text,
            reference: reference,
            date: date,
            payer: Self.account,
            name: "Zwirner Leasing"
        )
    }

    private func bring(_ world: World, _ receipts: BankStatement.Receipt...) async throws {
        let name = receipts.map(\.reference).joined()
        let bytes = BankStatement(id: name, receipts: receipts).bytes
        #expect(try await world.hub.importStatement(bytes, name: name, by: World.alice).errors == [])
    }

    private func line(_ world: World, _ reference: String) async throws -> StatementLineRow {
        let rows = try await world.books { try $0.statementLines(after: "", limit: 100) }
        return try #require(rows.first { $0.line.bankReference == reference })
    }

    private func aliases(_ world: World) async throws -> [String] {
        try await world.hub.aliases(PageRequest(after: "", limit: 50), of: World.merchant.id).data.map {
            "\($0.kind.rawValue) \($0.payer) \($0.customer) \($0.confirmations) \($0.lastUsed) \($0.state.rawValue)"
        }
    }

    private func queue(_ world: World) async throws -> [UnidentifiedReceipt] {
        try await world.hub.unidentifiedReceipts(PageRequest(after: "", limit: 50), of: World.merchant.id).data
    }

    private func request(_ person: Principal = World.alice, _ isRehearsal: Bool = false) -> ChangeRequest {
        ChangeRequest(by: person, isRehearsal: isRehearsal)
    }

    private func identify(_ world: World, _ reference: String, _ customer: CustomerID) async throws -> MatchView {
        let identity = try await line(world, reference).identity
        let answer = try await world.hub.identifyReceipt(identity, customer: customer, reason: "mail", request())
        return try HubJSON.decode(MatchView.self, from: answer.body)
    }

    @Test("who says whose money it is teaches the payer, and the next receipt posts", arguments: StoreKind.allCases)
    func learns(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await bring(world, stranger(5_000, "thanks", "R1", on: "2026-02-25"))
        let waiting = try #require(try await queue(world).first)
        #expect(waiting.ageDays == 5 && waiting.amount == "50.00" && waiting.payerName == "Zwirner Leasing")
        #expect(waiting.payerAccount == Self.account && waiting.remittance == "thanks")
        let posted = try await identify(world, "R1", World.customer)
        #expect(posted.state == .posted && posted.allocations.map(\.kind) == ["unapplied"])
        #expect(try await queue(world).isEmpty)
        #expect(try await aliases(world) == ["account \(Self.account) cus_1 1 2026-02-25 live"])
        try await world.issue("1814", 3_000)
        try await bring(world, stranger(3_000, "1814", "R2", on: "2026-03-27"))
        _ = try await world.hub.reconcile(by: World.alice)
        let second = try await line(world, "R2")
        #expect(second.state == "matched" && second.explanation.contains("people have confirmed once"))
        #expect(
            try await aliases(world) == ["account \(Self.account) cus_1 1 2026-03-27 live"],
            "a use confirms nothing"
        )
        try await world.verify()

        _ = try await world.hub.undoMatch(2, reason: "w", request())
        #expect(try await aliases(world) == ["account \(Self.account) cus_1 1 2026-02-25 live"])
        _ = try await world.hub.undoMatch(1, reason: "not theirs", request())
        #expect(try await aliases(world) == [])
        #expect(try await queue(world).map(\.payerAccount) == [Self.account, Self.account], "both ask again")
        let story = try await world.hub.alias(of: "de89 3704 0044 0532 0130 00", of: World.merchant.id)
        #expect(
            story.history.map { "\($0.step.rawValue) \($0.by)" } == [
                "confirmed alice", "used automatic", "withdrawn alice", "withdrawn alice",
            ]
        )
        try await world.verify()
    }

    @Test("without anybody's word the same receipt waits, and an automatic posting teaches nothing")
    func machinesTeachNothing() async throws {
        let world = try await World.make()
        for (number, units) in [("1814", Int64(3_000)), ("INV-2002", 4_000)] {
            let report = try await world.hub.issue([Self.plain(number, units)], by: World.alice)
            #expect(report.refused.isEmpty)
        }
        try await bring(
            world,
            stranger(4_000, "INV-2002", "R1", on: "2026-03-02"),
            stranger(3_000, "1814", "R2", on: "2026-03-03")
        )
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await line(world, "R1").state == "matched")
        #expect(try await line(world, "R2").rule == "unknown_payer")
        #expect(try await aliases(world) == [])
        let asked = try #require(try await queue(world).first)
        #expect(asked.suggestions.map(\.invoice) == ["1814"] && !asked.suggestions.contains { $0.reason.isEmpty })
    }

    /// An invoice of a customer of whom no account is known.
    private static func plain(_ number: String, _ units: Int64) -> Invoice {
        Invoice(
            number: InvoiceNumber(number),
            kind: .invoice,
            customer: CustomerID("cus_2"),
            customerName: "Other",
            payerAccount: nil,
            amount: eur(units),
            open: eur(units),
            issued: CalendarDate(dayNumber: 20_500),
            due: CalendarDate(dayNumber: 20_530),
            terms: "",
            reference: nil
        )
    }

    @Test("above the limit neither money nor alias counts until a second person posts")
    func fourEyes() async throws {
        let world = try await World.make()
        var settings = HubSettings()
        settings.fourEyesAbove = [.eur: 1_000]
        let hub = Hub(environment: world.hub.environment, settings: settings)
        try await bring(world, stranger(5_000, "thanks", "R1", on: "2026-03-02"))
        let identity = try await line(world, "R1").identity
        _ = try await hub.identifyReceipt(identity, customer: World.customer, reason: "mail", request())
        #expect(try await aliases(world) == [])
        #expect(try await queue(world).isEmpty, "it waits for a second person, not for an answer")
        await #expect(throws: HubProblem.self) { try await hub.postMatch(1, reason: "me again", request()) }
        _ = try await hub.postMatch(1, reason: "agreed", request(World.bob))
        #expect(try await aliases(world) == ["account \(Self.account) cus_1 1 2026-03-02 live"])
        let history = try await hub.alias(of: Self.account, of: World.merchant.id).history
        #expect(history.map(\.by) == ["bob"] && history.map(\.source) == ["match/1"])
        try await world.verify()
    }

    @Test("a changed account is held, and known once a person has agreed")
    func changedAccount() async throws {
        let world = try await World.make()
        for number in ["INV-1001", "INV-1002", "INV-1003"] { try await world.issue(number, 10_000) }
        func receipt(_ text: String, _ reference: String) -> BankStatement.Receipt {
            BankStatement.Receipt(units: 10_000, text: text, reference: reference, payer: Self.account)
        }
        try await bring(world, receipt("INV-1001", "R1"), receipt("INV-1002", "R2"))
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.matches.isEmpty && result.exceptions.map(\.reason) == [.changedAccount, .changedAccount])
        #expect(try await line(world, "R1").rule == "changed_account")
        #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
        let held = try await world.hub.match(1, of: World.merchant.id)
        #expect(held.state == .proposed && held.approval != nil)
        #expect(held.versions.first?.reason.hasPrefix("changed_account: ") == true)
        let again = try await world.hub.reconcile(by: World.alice)
        #expect(again.exceptions == result.exceptions && again.summary.proposed == 2, "it waits for people")
        for (exception, number) in zip(again.exceptions, ["INV-1001", "INV-1002"]) {
            let best = try #require(exception.suggestions.first)
            #expect(best.invoice.text == number && best.open == eur(10_000))
            #expect(best.score != nil && exception.margin ?? 0 > 0)
        }

        _ = try await world.hub.undoMatch(2, reason: "we never heard of that account", request(World.bob))
        #expect(try await aliases(world) == [])
        let approval = try #require(held.approval)
        _ = try await world.hub.decideApproval(approval, approve: true, by: World.bob, key: World.key("agree"))
        #expect(try await aliases(world) == ["account \(Self.account) cus_1 1 2026-03-02 live"])
        #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
        try await bring(world, receipt("INV-1003", "R3"))
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await line(world, "R3").state == "matched")
        try await world.verify()

        var settings = HubSettings()
        settings.holdsChangedAccounts = false
        let trusting = try await World.make()
        try await trusting.issue("INV-1001", 10_000)
        try await bring(trusting, receipt("INV-1001", "R1"))
        _ = try await Hub(environment: trusting.hub.environment, settings: settings).reconcile(by: World.alice)
        #expect(try await line(trusting, "R1").state == "matched")
    }

    @Test("a match of two customers that a second person posts teaches nothing of its payer")
    func learnsNothingOfTwo() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 4_000)
        #expect(try await world.hub.issue([Self.plain("INV-2002", 3_000)], by: World.alice).refused.isEmpty)
        try await bring(world, stranger(7_000, "batch COL-2026-03", "R1", on: "2026-03-02"))
        let parts = [("INV-1001", Int64(4_000)), ("INV-2002", 3_000)].map { number, units in
            PaymentBatch.Part(endToEndID: number, amount: eur(units), documents: [], payerName: nil)
        }
        var groups = GroupSources()
        groups.batches = [
            PaymentBatch(
                kind: .collection,
                file: "debits.xml",
                index: 0,
                keys: ["COL-2026-03"],
                keysRecur: false,
                currency: .eur,
                stated: 7_000,
                adjustments: 0,
                date: try date("2026-03-02"),
                payerName: nil,
                parts: parts
            )
        ]
        let hub = world.hub(fourEyesAbove: 5_000)
        _ = try await hub.reconcile(groups: groups, by: World.alice)
        _ = try await hub.postMatch(1, reason: "ours", request(World.bob))
        #expect(try await line(world, "R1").state == "matched")
        for number in ["INV-1001", "INV-2002"] { #expect(try await world.invoice(number).invoice.open == eur(0)) }
        #expect(try await aliases(world) == [])
        try await world.verify()
    }

    @Test(
        "a payer of two customers is no alias, so no posting is a use of one, and its account is as good as unknown",
        arguments: [false, true]
    )
    func usesNothingAmbiguous(holds: Bool) async throws {
        let world = try await World.make()
        for customer in [World.customer, CustomerID("cus_2")] {
            let payer = WrittenPayer(.account, Self.account)
            _ = try await world.hub.addAlias(payer, customer: customer, reason: "r", request())
        }
        let before = try await aliases(world)
        try await world.issue("INV-2026-1814", 3_000)
        try await bring(world, stranger(3_000, "INV-2026-1814", "R1", on: "2026-03-27"))
        var settings = HubSettings()
        settings.holdsChangedAccounts = holds
        let hub = Hub(environment: world.hub.environment, settings: settings)
        let result = try await hub.reconcile(by: World.alice)
        #expect(result.exceptions.map(\.reason) == (holds ? [.changedAccount] : []))
        #expect(try await line(world, "R1").state == (holds ? "exception" : "matched"))
        #expect(try await aliases(world) == before)
        try await world.verify()
    }

    @Test("superseding a match moves what it taught to the other customer")
    func supersedes() async throws {
        let world = try await World.make()
        try await bring(world, stranger(5_000, "thanks", "R1", on: "2026-03-02"))
        _ = try await identify(world, "R1", World.customer)
        let other = HandAllocation(kind: .unapplied, invoice: nil, customer: CustomerID("cus_2"), amount: nil)
        _ = try await world.hub.supersedeMatch(1, allocations: [other], reason: "phone", request())
        #expect(try await aliases(world) == ["account \(Self.account) cus_2 1 2026-03-02 live"])
        try await world.verify()
    }

    @Test("people add, confirm and forget payers under their names; for two customers it is ambiguous")
    func byHand() async throws {
        let world = try await World.make()
        let hub = world.hub
        func add(_ payer: WrittenPayer, _ customer: String, _ person: Principal, rehearsal: Bool = false) async throws {
            let customer = CustomerID(customer)
            _ = try await hub.addAlias(payer, customer: customer, reason: "r", request(person, rehearsal))
        }
        let payer = WrittenPayer(.account, Self.account)
        try await add(payer, "cus_1", World.alice, rehearsal: true)
        #expect(try await aliases(world) == [])
        try await add(payer, "cus_1", World.alice)
        await #expect(throws: HubProblem.self) { try await add(payer, "cus_1", World.alice) }
        try await add(WrittenPayer(.account, "de89 3704 0044 0532 0130 00"), "cus_1", World.bob)
        #expect(try await aliases(world).map { $0.contains(" cus_1 2 2026-03-02 live") } == [true])
        try await add(payer, "cus_2", World.bob)
        #expect(try await aliases(world).allSatisfy { $0.hasSuffix("ambiguous") })
        await #expect(throws: HubProblem.self) { try await add(payer, "nobody", World.bob) }
        await #expect(throws: HubProblem.self) { try await add(WrittenPayer(.account, "000"), "cus_1", World.bob) }

        let second = CustomerID("cus_2")
        _ = try await hub.forgetAlias(Self.account, customer: second, reason: "r", request(World.bob))
        #expect(try await aliases(world).map { $0.contains(" cus_1 2 ") && $0.hasSuffix("live") } == [true])
        _ = try await hub.forgetAlias(Self.account, customer: nil, reason: "sold", request(World.alice))
        #expect(try await aliases(world) == [])
        await #expect(throws: HubProblem.self) {
            try await hub.forgetAlias(Self.account, customer: nil, reason: "again", request())
        }
        let last = try await hub.alias(of: Self.account, of: World.merchant.id).history.last
        #expect(last?.step == .forgotten && last?.by == "alice" && last?.reason == "sold")
        try await add(payer, "cus_1", World.alice)
        #expect(try await aliases(world).map { $0.contains(" cus_1 1 ") } == [true], "it begins anew")
        world.clock.advance(seconds: 401 * 86_400)
        #expect(try await aliases(world).map { $0.hasSuffix("expired") } == [true])
        try await world.verify()
    }

    @Test("whatever people do and undo, the aliases are what is left of it", arguments: UInt64(0)..<12)
    func anyOrder(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let world = try await World.make()
        for number in 1...6 {
            var receipt = stranger(1_000, "thanks", "R\(number)", on: "2026-03-0\(number)")
            receipt.payer = ["DE89370400440532013000", "DE12500105170648489890"][number % 2]
            try await bring(world, receipt)
        }
        let customers = [World.customer, CustomerID("cus_2")]
        /// What counts: the source of each confirmation, by payer and customer.
        var expected: [String: Set<String>] = [:]
        var posted: [(match: Int64, key: String, reference: String)] = []
        var waiting = (1...6).map { "R\($0)" }
        for _ in 0..<24 {
            let customer = customers[Int.random(in: 0...1, using: &random)]
            switch Int.random(in: 0...3, using: &random) {
            case 0, 1:
                guard let reference = waiting.randomElement(using: &random) else { continue }
                let account = try #require(await line(world, reference).line.counterpartyAccount)
                let match = try await identify(world, reference, customer).match
                waiting.removeAll { $0 == reference }
                posted.append((match, "\(account) \(customer)", reference))
                expected["\(account) \(customer)", default: []].insert("\(match)")
            case 2:
                guard let position = posted.indices.randomElement(using: &random) else { continue }
                let undone = posted.remove(at: position)
                _ = try await world.hub.undoMatch(undone.match, reason: "r", request())
                waiting.append(undone.reference)
                expected[undone.key]?.remove("\(undone.match)")
            default:
                guard let key = expected.filter({ !$0.value.isEmpty }).keys.sorted().first else { continue }
                let words = key.split(separator: " ").map(String.init)
                _ = try await world.hub.forgetAlias(words[0], customer: CustomerID(words[1]), reason: "r", request())
                expected[key] = nil
            }
            let counts = expected.filter { !$0.value.isEmpty }.map { "account \($0.key) \($0.value.count)" }
            let found = try await aliases(world).map { $0.split(separator: " ").prefix(4).joined(separator: " ") }
            #expect(Set(found) == Set(counts) && found.count == counts.count)
        }
        try await world.verify()
        for match in posted { _ = try await world.hub.undoMatch(match.match, reason: "r", request()) }
        #expect(try await aliases(world) == [])
        #expect(try await queue(world).count == 6)
        try await world.verify()
    }

    @Test("verification finds an alias that rests on no posted match")
    func verifies() async throws {
        let world = try await World.make()
        try await bring(world, stranger(5_000, "thanks", "R1", on: "2026-03-02"))
        _ = try await identify(world, "R1", World.customer)
        try await world.verify()
        try await world.store.run { transaction in
            let sql = "UPDATE payer_alias_events SET source = 'match/7'"
            _ = try transaction.execute(Statement(name: "damage", sql: sql), [])
        }
        let report = try await world.hub.verifyLedger(of: World.merchant.id)
        #expect(report.checks.flatMap(\.differences) == ["a payer of cus_1: match/7 is not posted"])
    }

    @Test("a line of many is found behind the one before")
    func pages() async throws {
        let world = try await World.make()
        try await bring(
            world,
            stranger(1, "a", "R1", on: "2026-03-03"),
            stranger(2, "b", "R2", on: "2026-03-01"),
            stranger(3, "c", "R3", on: "2026-03-02")
        )
        var (after, seen) = ("", [String]())
        repeat {
            let page = try await world.hub.unidentifiedReceipts(
                PageRequest(after: after, limit: 1),
                of: World.merchant.id
            )
            seen += page.data.map(\.remittance)
            after = page.next ?? ""
        } while !after.isEmpty
        #expect(seen == ["b", "c", "a"], "the oldest first")
    }
}
