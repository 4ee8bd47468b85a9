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
}
