import HubLedger
import PaymentVocabulary
import Testing

/// Sums of outside amounts on the page of a period.
struct PeriodPageTests {
    @Test(
        "what does not fit into 64 bits is refused, and nothing stops",
        arguments: [
            (Int128(5), Int128(7), "0.02"), (-5, 7, "0.12"), (Int128(Int64.min), Int128(Int64.max), nil),
            (Int128(Int64.max) + 1, 0, nil), (0, Int128(Int64.min) - 1, nil),
        ] as [(Int128, Int128, String?)]
    )
    func compares(books: Int128, other: Int128, difference: String?) {
        let comparison = try? PeriodPage.Comparison(
            account: "bank:X",
            currency: .eur,
            with: "last statement",
            books: books,
            other: other
        )
        #expect(comparison?.difference == difference)
    }

    @Test(
        "a balance is outdated when something moved after it, or banks were open while the account holds money",
        arguments: [
            // The 28th of February 2026 is a Saturday.
            ("2026-02-27", 0, 500, "5.00", nil, true), ("2026-02-27", 500, 0, nil, nil, false),
            ("2026-02-26", 500, 0, nil, 1, true), ("2026-02-26", 0, 0, nil, 1, false),
            ("2026-02-28", 500, 0, nil, nil, false),
        ] as [(String, Int128, Int128, String?, Int?, Bool)]
    )
    func outdated(day: String, books: Int128, later: Int128, moved: String?, days: Int?, isOutdated: Bool) throws {
        let period = try #require(AccountingPeriod("2026-02"))
        let comparison = try PeriodPage.Comparison(
            account: "bank:X",
            currency: .eur,
            with: "last statement",
            on: CalendarDate(day),
            books: books,
            other: books,
            later: (later, period.last)
        )
        #expect(comparison.movedAfter == moved && comparison.openDaysAfter == days)
        let page = PeriodPage(
            merchant: "m",
            period: period,
            accounts: [],
            comparisons: [comparison],
            exceptions: [],
            late: []
        )
        #expect(page.outdated.count == (isOutdated ? 1 : 0))
    }
}
