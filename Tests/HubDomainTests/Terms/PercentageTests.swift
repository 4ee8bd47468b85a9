import HubDomain
import PaymentVocabulary
import Testing

@Suite("percentages") struct PercentageTests {
    @Test(
        "the rate with the fewest decimals that makes a part of a whole",
        arguments: [
            (200, 11_900, "1.68"), (2_000, 119_000, "1.681"), (1_000, 10_000, "10"), (100, 300, "33.3"), (0, 500, "0"),
            (500, 500, "100"),
            (1, 9_000_000_000_000_000, nil), (5, 0, nil), (-5, 500, nil),
        ] as [(Int64, Int64, String?)]
    )
    func ofWholes(part: Int64, whole: Int64, expected: String?) throws {
        let (part, whole) = (Money(minorUnits: part, currency: .eur), Money(minorUnits: whole, currency: .eur))
        let rate = Percentage(part, of: whole)
        #expect(rate?.description == expected)
        if let rate { #expect(try rate.of(whole) == part) }
    }
}
