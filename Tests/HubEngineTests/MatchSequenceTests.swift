import HubDomain
import HubEngine
import HubLedger
import HubStore
import PaymentVocabulary
import TestSupport
import Testing

/// Whatever people, runs and the bank do to receipts, in any order, the books hold.
@Suite("random sequences about receipts") struct MatchSequenceTests {
    // One after the other: each has a store of real files, and a process has only so many of them.
    @Test("the books verify after every step", .serialized, arguments: UInt64(0)..<24)
    func holds(seed: UInt64) async throws {
        let shop = try await Shop(seed: seed)
        for step in 0..<30 {
            let action = try await shop.act()
            let report = try await shop.world.hub.verifyLedger(of: World.merchant.id)
            #expect(report.holds, "seed \(seed), step \(step), \(action): \(report.checks.flatMap(\.differences))")
            try await shop.checkApprovals("seed \(seed), step \(step), \(action)")
            guard report.holds else { return }
        }
        try await shop.checkReplay("seed \(seed)")
    }
}

/// A merchant whose day is drawn by a seed.
private final class Shop {
    let world: World
    /// The same books with two people above 80.00.
    private let hub: Hub
    private var random: SeededGenerator
    private var statements: [(name: String, bytes: [UInt8])] = []
    private var receipts: [BankStatement.Receipt] = []
    private var invoices: [(number: String, units: Int64)] = []
    private var count = 0

    init(seed: UInt64) async throws {
        world = try await World.make(.file)
        hub = world.hub(fourEyesAbove: 8_000)
        random = SeededGenerator(seed: seed)
        for _ in 0..<4 { try await issue() }
    }

    private enum Action: CaseIterable {
        case issue, receive, run, byHand, undo, supersede, decide, post, postAndUndo, giveBack, name, unname,
            importAgain
    }

    /// - Returns: what was done, or refused.
    func act() async throws -> String {
        let action = Action.allCases.randomElement(using: &random) ?? .run
        do {
            switch action {
            case .issue: try await issue()
            case .receive: try await receive()
            case .run: _ = try await hub.reconcile(by: World.alice)
            case .byHand: try await byHand(posts: .random(using: &random))
            case .undo: try await undo(match(in: .posted))
            case .supersede:
                guard let number = try await match(in: .posted) else { break }
                let parts = allocations()
                _ = try await hub.supersedeMatch(number, allocations: parts, reason: "r", person())
            case .decide: try await decide()
            case .post:
                guard let number = try await match(in: .proposed) else { break }
                _ = try await hub.postMatch(number, reason: "r", person())
            case .postAndUndo: try await postAndUndo()
            case .giveBack: try await giveBack()
            case .name: try await name()
            case .unname: try await unname()
            case .importAgain: try await importAgain()
            }
        } catch let problem as HubProblem {
            return "\(action) refused: \(problem.detail)"
        }
        return "\(action)"
    }

    private func person() -> ChangeRequest { ChangeRequest(by: Bool.random(using: &random) ? World.alice : World.bob) }

    private func next() -> Int {
        count += 1
        return count
    }

    private func issue() async throws {
        let (number, units) = ("INV-10\(10 + next())", Int64.random(in: 1...6, using: &random) * 2_500)
        // Every second one tells its tax, so that discounts on it are split.
        let net = eur(units * 100 / 119)
        let taxes = "19:\(net.decimal)+\(eur(units - net.minorUnits).decimal)"
        try await world.issue(number, units, taxes: count.isMultiple(of: 2) ? taxes : "")
        invoices.append((number, units))
    }

    private func bring(_ new: [BankStatement.Receipt]) async throws {
        let name = "S\(next())"
        statements.append((name, BankStatement(id: name, receipts: new).bytes))
        try await world.bring(new, name)
    }

    private func receive() async throws {
        let new = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            let invoice = invoices.randomElement(using: &random) ?? ("", 2_500)
            let units = Bool.random(using: &random) ? invoice.units : Int64.random(in: 1...8, using: &random) * 2_500
            return BankStatement.Receipt(
                units: units,
                text: Bool.random(using: &random) ? invoice.number : "thanks",
                reference: "REF\(next())"
            )
        }
        receipts += new
        try await bring(new)
    }

    private func giveBack() async throws {
        guard let receipt = receipts.randomElement(using: &random) else { return }
        let text = Bool.random(using: &random) ? receipt.reference : "sorry"
        let day = Bool.random(using: &random) ? "2026-03-05" : "2026-02-20"
        // Some come back in part, and some with the bank's charge.
        let differences: [Int64] = [0, 0, -700, 300]
        let more = differences.randomElement(using: &random) ?? 0
        let back = BankStatement.Receipt(
            units: receipt.units + more,
            text: text,
            reference: "BACK\(next())",
            date: day,
            returned: "AC04"
        )
        try await bring([back])
    }

    private func importAgain() async throws {
        guard let old = statements.randomElement(using: &random) else { return }
        let before = try await world.dump()
        for name in [old.name, "again"] {
            let report = try await world.hub.importStatement(old.bytes, name: name, by: World.alice)
            #expect(report.added == 0)
        }
        #expect(try await world.dump() == before, "an import again changes nothing")
    }

    // MARK: - Matches

    private func match(in step: MatchStep) async throws -> Int64? {
        let page = PageRequest(after: "", limit: 1_000)
        let all = try await hub.matches(page, of: World.merchant.id).data.filter { $0.state == step }
        return all.randomElement(using: &random)?.match
    }

    private func line(_ state: (StatementLineRow) -> Bool) async throws -> String? {
        let rows = try await world.books { try $0.statementLines(after: "", limit: 1_000) }
        return rows.filter(state).randomElement(using: &random)?.identity
    }

    private func waiting() async throws -> String? {
        try await line { $0.line.direction == .credit && ["unmatched", "exception"].contains($0.state) }
    }

    private func allocations() -> [HandAllocation] {
        let rest = HandAllocation(kind: .unapplied, invoice: nil, customer: World.customer, amount: nil)
        let invoice = invoices.randomElement(using: &random)?.number ?? ""
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return [rest]
        case 1: return [part(.invoice, invoice, nil)]
        case 2: return [part(.invoice, invoice, nil), part(.discount, invoice, 100), rest]
        default: return [part(.invoice, invoice, nil), rest]
        }
    }

    private func byHand(posts: Bool) async throws {
        guard let line = try await waiting() else { return }
        let parts = allocations()
        _ = try await hub.proposeMatch(of: line, allocations: parts, reason: "r", posts: posts, person())
    }

    private func undo(_ number: Int64?) async throws {
        guard let number else { return }
        _ = try await hub.undoMatch(number, reason: "r", person())
    }

    /// Without the limit, so that both are done at once.
    private func postAndUndo() async throws {
        guard let line = try await waiting() else { return }
        let (parts, before) = (allocations(), try await world.dump())
        let stored = try await world.hub.proposeMatch(
            of: line,
            allocations: parts,
            reason: "r",
            posts: true,
            person()
        )
        let posted = try HubJSON.decode(MatchView.self, from: stored.body)
        #expect(posted.state == .posted)
        _ = try await world.hub.undoMatch(posted.match, reason: "r", person())
        #expect(try await world.dump() == before, "undone, all is as before")
    }

    private func decide() async throws {
        let open = try await hub.approvals(PageRequest(after: "", limit: 1_000), of: World.merchant.id).data
            .filter { $0.state == "open" }
        guard let approval = open.randomElement(using: &random) else { return }
        let (approve, by) = (Bool.random(using: &random), person().principal)
        _ = try await hub.decideApproval(approval.id, approve: approve, by: by, key: World.key("d\(next())"))
    }

    private func name() async throws {
        let debit = try await line { $0.line.direction == .debit && $0.state == "exception" }
        guard let debit, let receipt = try await line({ $0.line.direction == .credit }) else { return }
        let before = (try await world.dump(), try await world.approvals().sorted())
        let amount = Bool.random(using: &random) ? eur(Int64.random(in: 1...40, using: &random) * 100) : nil
        let stored = try await hub.nameReturned(debit, receipt: receipt, amount: amount, reason: "r", person())
        // Above the limit it waits for the other one.
        guard try HubJSON.decode(ReturnView.self, from: stored.body).approval == nil else { return }
        guard Bool.random(using: &random) else { return }
        _ = try await hub.undoReturn(debit, reason: "r", person())
        #expect(try await world.dump() == before.0, "taken back, all is as before")
        #expect(try await world.approvals().sorted() == before.1)
    }

    private func unname() async throws {
        guard let debit = try await line({ $0.line.direction == .debit && $0.state == "returned" }) else { return }
        _ = try await hub.undoReturn(debit, reason: "r", person())
    }

    // MARK: - What holds

    /// What waits for a second person can still be decided.
    func checkApprovals(_ place: String) async throws {
        let open = try await hub.approvals(PageRequest(after: "", limit: 1_000), of: World.merchant.id).data
            .filter { $0.state == "open" }
        for approval in open where approval.kind == "return" {
            let debit = try await world.books { try $0.statementLine(approval.line ?? "")?.state }
            #expect(debit == "exception", "\(place): \(approval)")
        }
        for approval in open where approval.kind != "return" {
            let match = try await hub.match(try #require(approval.match), of: World.merchant.id)
            #expect(match.state == (approval.action == "post" ? .proposed : .posted), "\(place): \(approval)")
        }
    }

    /// The entries from the first to the last give the balances.
    func checkReplay(_ place: String) async throws {
        let (entries, balances) = try await world.books { (try $0.postedByKey(), try $0.balances()) }
        var replayed: [String: Int64] = [:]
        for line in entries.values.joined() { replayed[line.account, default: 0] += line.minorUnits }
        let stored = Dictionary(balances.map { ($0.account, $0.minorUnits) }) { $0 + $1 }
        #expect(replayed.filter { $0.value != 0 } == stored.filter { $0.value != 0 }, "\(place)")
        #expect(stored.values.reduce(0, +) == 0, "\(place)")
    }
}
