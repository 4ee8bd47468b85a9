import Foundation
import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import PaymentVocabulary
import Synchronization
import Testing

/// What a rehearsal of a run says is what the run then does.
@Suite("preview of a run") struct RunPreviewTests {
    private static let old = [
        BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "R1"),
        BankStatement.Receipt(units: 777, text: "thank you", reference: "R2", payer: "DE89370400440532013000"),
        BankStatement.Receipt(units: 4_000, text: "INV-1003", reference: "R3"),
    ]
    private static let new = [
        BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "R1"),
        BankStatement.Receipt(units: 5_000, text: "INV-1002", reference: "R4", date: "2026-03-05"),
        BankStatement.Receipt(units: 10_000, text: "x", reference: "B", date: "2026-03-06", returned: "AC04"),
    ]

    @Test("known lines count once, waiting ones come too, held ones are told, and nothing is kept")
    func isTheRun() async throws {
        let world = try await World.make(.file)
        for (number, units) in [("INV-1001", Int64(10_000)), ("INV-1002", 5_000), ("INV-1003", 4_000)] {
            try await world.issue(number, units)
        }
        try await world.bring(Self.old, "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        _ = try await world.hub.undoMatch(2, reason: "wrong", ChangeRequest(by: World.alice))
        let before = try await world.dump()
        let bytes = BankStatement(id: "S2", receipts: Self.new).bytes
        let preview = try await world.hub.previewReconciliation(
            with: [("S2", bytes), ("again", bytes)],
            asOf: nil,
            by: World.alice
        )
        #expect(preview.imports.map(\.added) == [2, 0] && preview.imports.map(\.known) == [1, 3])
        #expect(try await world.dump() == before)
        _ = try await world.hub.importStatement(bytes, name: "S2", by: World.alice)
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(preview.result == result)
        #expect(result.matches.map(\.line.bankReference) == ["R4"])
        #expect(result.exceptions.map(\.line.bankReference) == ["R2", "R3"])
        #expect(result.exceptions.map(\.reason).last == .undone)
        try await world.verify()
    }

    @Test("what waits for a second person is told with the number that its match gets, beside what waits already")
    func numbersProposals() async throws {
        let world = try await World.make(.file)
        for number in 1...5 { try await world.issue("INV-100\(number)", 10_000) }
        var settings = HubSettings()
        settings.fourEyesAbove = [.eur: 15_000]
        let hub = Hub(environment: world.hub.environment, settings: settings)
        func strange(_ text: String, _ reference: String) -> BankStatement.Receipt {
            BankStatement.Receipt(units: 10_000, text: text, reference: reference, payer: "DE89370400440532013000")
        }
        try await world.bring([strange("INV-1005", "Z9")], "S1")
        _ = try await hub.reconcile(by: World.alice)
        let bytes = BankStatement(
            id: "S2",
            receipts: [
                BankStatement.Receipt(units: 20_000, text: "INV-1001 INV-1002", reference: "R3"),
                BankStatement.Receipt(units: 10_000, text: "INV-1003", reference: "R2"), strange("INV-1004", "R1"),
            ]
        ).bytes
        let preview = try await hub.previewReconciliation(with: [("S2", bytes)], asOf: nil, by: World.alice)
        _ = try await hub.importStatement(bytes, name: "S2", by: World.alice)
        let result = try await hub.reconcile(by: World.alice)
        #expect(preview.result == result)
        let told = preview.result.exceptions.map { "\($0.line.bankReference) \($0.reason.rawValue) \($0.match ?? 0)" }
        #expect(told == ["R1 changed_account 4", "Z9 changed_account 1", "R3 proposed 3"])
        #expect(preview.result.matches.map(\.line.bankReference) == ["R2"] && preview.result.summary.proposed == 3)
    }

    /// The run stands still in the middle while the person acts, which takes a second thread.
    @Test(
        "what a person proposes while a run is at work, the run leaves alone",
        .enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1)
    )
    func leavesWhatIsProposedMeanwhile() async throws {
        let world = try await World.make(.file)
        try await world.issue("INV-1001", 10_000)
        try await world.bring(Array(Self.old.prefix(2)), "S1")
        let lines = try await (world.line("R1"), world.line("R2"))
        let hasActed = Mutex(false)
        _ = try await world.hub.reconcile(by: World.alice) { _ in
            guard hasActed.withLock({ acted in !exchange(&acted, with: true) }) else { return }
            let done = DispatchSemaphore(value: 0)
            Task.detached {
                for line in [lines.0, lines.1] {
                    let rest = HandAllocation(kind: .unapplied, invoice: nil, customer: World.customer, amount: nil)
                    let request = ChangeRequest(by: World.alice)
                    _ = try await world.hub.proposeMatch(
                        of: line,
                        allocations: [rest],
                        reason: "mine",
                        posts: false,
                        request
                    )
                }
                done.signal()
            }
            #expect(done.wait(timeout: .now() + 60) == .success)
        }
        for line in [lines.0, lines.1] {
            let row = try await world.books { try $0.statementLine(line) }
            #expect(row?.state == "unmatched" && row?.explanation == "")
        }
        #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
        #expect(try await world.hub.match(2, of: World.merchant.id).versions.map(\.step) == [.proposed])
        try await world.verify()
    }

    @Test("a line that a person holds is explained by that, and is no part of other explanations")
    func explainsHeldLines() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.bring(Array(Self.old.prefix(2)), "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        _ = try await world.hub.undoMatch(1, reason: "wrong", ChangeRequest(by: World.alice))
        let held = try await world.hub.explainStored(world.line("R1"), asOf: nil, of: World.merchant.id)
        guard case .noted(_, _, let why) = held else { throw LineNotFound(description: "\(held)") }
        #expect(why.contains("match 1 of it is undone"))
        let waiting = try await world.hub.explainStored(world.line("R2"), asOf: nil, of: World.merchant.id)
        guard case .waiting(let explanation, _, _) = waiting else { throw LineNotFound(description: "\(waiting)") }
        #expect(explanation.line.identity == (try await world.line("R2")), "at its place in its file")
    }

    @Test("a balance beyond all bounds is told with its place, and the rest is imported")
    func refusesBalances() async throws {
        let world = try await World.make()
        let text =
            ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C260301EUR90000000000000000,00\r\n"
            + ":61:2603050305C100,00NTRFNONREF//B1\r\n:86:x\r\n:62F:C260305EUR90000000000000100,00\r\n-\r\n"
        let report = try await world.hub.importStatement(Array(text.utf8), name: "a.sta", by: World.alice)
        #expect(report.added == 1)
        #expect(
            report.errors.map { $0.contains("line 4") || $0.contains("line 7") } == [true, true],
            "\(report.errors)"
        )
        #expect(report.errors.allSatisfy { $0.contains("the most that books can hold") })
    }
}
