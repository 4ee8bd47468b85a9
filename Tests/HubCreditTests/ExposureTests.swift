import HubCredit
import PaymentVocabulary
import Testing

@Suite("exposure and the position")
struct ExposureTests {
    struct Row: Sendable {
        let name: String
        let position: CreditPosition
        let total: Int64
        let headroom: Int64
    }

    static let most = CreditPosition.componentMax
    static let rows = [
        Row(name: "nothing", position: position(limit: 1_000), total: 0, headroom: 1_000),
        Row(
            name: "each part once",
            position: position(
                limit: 99,
                open: 1,
                fees: 2,
                shipped: 4,
                reserved: 8,
                reversible: 16,
                unapplied: 5,
                notes: 3
            ),
            total: 23,
            headroom: 76
        ),
        Row(
            name: "own money first",
            position: position(limit: 100, unapplied: 40, notes: 10),
            total: -50,
            headroom: 150
        ),
        Row(
            name: "floor a part",
            position: position(limit: 100, open: -60, reserved: 50, unapplied: -7, notes: -9),
            total: 50,
            headroom: 50
        ),
        Row(name: "lowered limit", position: position(limit: 10, open: 60), total: 60, headroom: 0),
        Row(
            name: "largest parts",
            position: position(limit: most, open: most, fees: most, shipped: most, reserved: most, reversible: most),
            total: 5 * most,
            headroom: 0
        ),
    ]

    @Test("parts add up", arguments: rows)
    func adds(_ row: Row) throws {
        let exposure = try row.position.exposure()
        #expect(exposure.total == eur(row.total), "\(row.name)")
        #expect(exposure.headroom(under: row.position.limit) == eur(row.headroom), "\(row.name)")
        #expect(exposure.components.map(\.amount.minorUnits).reduce(0, +) == row.total)
        #expect(exposure.components.map(\.part) == Exposure.Part.allCases)
    }

    @Test("a part beyond the bound is an error, never a wrapped sum")
    func overflow() {
        #expect(throws: MoneyError.overflow) { try position(limit: 1, open: Self.most + 1).exposure() }
        #expect(throws: MoneyError.overflow) { try position(limit: 1, notes: .max).exposure() }
    }
}
