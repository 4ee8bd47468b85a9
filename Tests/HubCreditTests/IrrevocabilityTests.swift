import HubCredit
import PaymentVocabulary
import Testing

@Suite("when money can no longer be taken back")
struct IrrevocabilityTests {
    struct Row: Sendable {
        let rail: Rail
        let settled: String?
        let today: String
        let expected: Reversibility
        let changes: String?
    }

    static let rows = [
        // Credited on 2026-03-01 each.
        Row(rail: .card, settled: nil, today: "2026-03-01", expected: .hard, changes: nil),
        Row(rail: .card, settled: nil, today: "2027-03-01", expected: .hard, changes: nil),
        Row(rail: .card, settled: "2026-03-03", today: "2026-03-02", expected: .hard, changes: "2026-03-03"),
        Row(rail: .card, settled: "2026-03-03", today: "2026-03-03", expected: .tail, changes: "2026-06-30"),
        Row(rail: .card, settled: "2026-03-03", today: "2026-06-29", expected: .tail, changes: "2026-06-30"),
        Row(rail: .card, settled: "2026-03-03", today: "2026-06-30", expected: .irrevocable, changes: nil),
        Row(rail: .sepaCreditTransfer, settled: nil, today: "2026-03-01", expected: .irrevocable, changes: nil),
        Row(rail: .wire, settled: nil, today: "2026-03-01", expected: .irrevocable, changes: nil),
        Row(rail: .cash, settled: nil, today: "2026-03-01", expected: .irrevocable, changes: nil),
    ]

    @Test("a rail's window", arguments: rows)
    func reversibility(_ row: Row) {
        let settled = row.settled.map(day)
        let money = AllocatedMoney(rail: row.rail, amount: eur(100), credited: day("2026-03-01"), settled: settled)
        #expect(money.reversibility(on: day(row.today)) == row.expected)
        #expect(money.changesByItself(after: day(row.today)) == row.changes.map(day))
    }

    @Test("every rail names its source", arguments: Rail.allCases)
    func source(_ rail: Rail) {
        #expect(Irrevocability.rule(for: rail).rail == rail)
        #expect(!Irrevocability.rule(for: rail).source.isEmpty)
    }
}
