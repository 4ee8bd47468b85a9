import HubReconciliation
import ReconciliationWorld
import Testing

@Suite("what each pass is worth")
struct AblationTests {
    @Test(
        "nothing posts more than all passes together, and only they have to be free of error",
        arguments: WorldPlan.Mode.allCases
    )
    func everyPassCounts(mode: WorldPlan.Mode) throws {
        let table = AblationTable(World(WorldPlan(seed: 3, receipts: 1_000, mode: mode)))
        let all = try #require(table.rows.first { $0.passes == .all })
        #expect(table.rows.count == 1 + 2 * MatchingPass.allCases.count)
        #expect(all.total.count(.postedWrong) == 0 && !table.hasFalse)
        for row in table.rows where row.passes != .all {
            #expect(row.total.lines == all.total.lines)
            #expect(row.total.count(.postedRight) <= all.total.count(.postedRight), "\(row.name)")
            guard !row.passes.contains(.references) || row.passes.count == 1 else { continue }
            #expect(row.total.count(.postedRight) < all.total.count(.postedRight), "\(row.name)")
        }
        #expect(table.text.contains("| without references |") && table.text.contains("| sum alone |"))
    }
}
