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

    @Test("card money keeps the claim until it settles, then leaves a small tail; a booked transfer ends it")
    func recomputes() throws {
        let due = day("2026-02-01")
        func after(_ allocated: [AllocatedMoney], open: Int64, disputed: Bool = false) throws -> CreditPosition {
            let receivable = Receivable(
                invoice: InvoiceNumber("I-1"),
                due: due,
                open: eur(open),
                isDisputed: disputed,
                allocated: allocated
            )
            return try position(limit: 0, reserved: 5)
                .recomputed(from: [receivable], on: day("2026-03-10"), policy: .first)
        }
        let credited = day("2026-03-09")
        let pending = AllocatedMoney(rail: .card, amount: eur(1_001), credited: credited)
        let settled = AllocatedMoney(rail: .card, amount: eur(1_001), credited: credited, settled: day("2026-03-10"))
        let booked = AllocatedMoney(rail: .sepaCreditTransfer, amount: eur(1_001), credited: credited)

        let unpaid = try after([], open: 1_001)
        #expect(unpaid.oldestUnsecuredDue == due && unpaid.openInvoices == 1_001 && unpaid.reversible == 0)
        let byCard = try after([pending], open: 0)
        #expect(byCard.oldestUnsecuredDue == due && byCard.openInvoices == 0 && byCard.reversible == 1_001)
        #expect(byCard.unsecured == [UnsecuredItem(invoice: InvoiceNumber("I-1"), due: due, amount: eur(1_001))])
        let inTail = try after([settled], open: 0)
        // 2% of 10.01 is 0.2002, rounded up.
        #expect(inTail.oldestUnsecuredDue == nil && inTail.reversible == 21)
        let byTransfer = try after([booked], open: 0)
        #expect(byTransfer.oldestUnsecuredDue == nil && byTransfer.reversible == 0)
        #expect(byTransfer.reserved == 5)
        let disputed = try after([], open: 1_001, disputed: true)
        #expect(disputed.oldestUnsecuredDue == nil && disputed.openInvoices == 1_001)
    }

    @Test("an item of at most the de-minimis amount does not suspend, and the next one does")
    func deMinimis() throws {
        let policy = CreditPolicy(version: "p", deMinimis: [eur(500)])
        let small = Receivable(invoice: InvoiceNumber("A"), due: day("2026-01-01"), open: eur(500))
        let large = Receivable(invoice: InvoiceNumber("B"), due: day("2026-02-01"), open: eur(501))
        for receivables in [[small, large], [large, small]] {
            let found = try position(limit: 0).recomputed(from: receivables, on: day("2026-03-01"), policy: policy)
            #expect(found.oldestUnsecuredDue == day("2026-02-01"))
            #expect(found.openInvoices == 1_001)
        }
    }

    @Test("a receivable in another currency is refused")
    func mixed() {
        let yen = Money(minorUnits: 5, currency: .jpy)
        let receivable = Receivable(invoice: InvoiceNumber("A"), due: day("2026-01-01"), open: yen)
        #expect(throws: MoneyError.currencyMismatch(.eur, .jpy)) {
            try position(limit: 0).recomputed(from: [receivable], on: day("2026-03-01"), policy: .first)
        }
    }
}
