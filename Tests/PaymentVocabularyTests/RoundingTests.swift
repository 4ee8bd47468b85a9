import PaymentVocabulary
import Testing

@Suite struct RoundingTests {
    /// A numerator over 10 and what each rule makes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let tenths: Int128
        let halfAwayFromZero: Int128
        let halfToEven: Int128
        let towardsZero: Int128
        let awayFromZero: Int128
        var testDescription: String { "\(tenths)/10" }
    }

    @Test(arguments: [
        Row(tenths: 0, halfAwayFromZero: 0, halfToEven: 0, towardsZero: 0, awayFromZero: 0),
        Row(tenths: 1, halfAwayFromZero: 0, halfToEven: 0, towardsZero: 0, awayFromZero: 1),
        Row(tenths: 4, halfAwayFromZero: 0, halfToEven: 0, towardsZero: 0, awayFromZero: 1),
        Row(tenths: 5, halfAwayFromZero: 1, halfToEven: 0, towardsZero: 0, awayFromZero: 1),
        Row(tenths: 6, halfAwayFromZero: 1, halfToEven: 1, towardsZero: 0, awayFromZero: 1),
        Row(tenths: 10, halfAwayFromZero: 1, halfToEven: 1, towardsZero: 1, awayFromZero: 1),
        Row(tenths: 15, halfAwayFromZero: 2, halfToEven: 2, towardsZero: 1, awayFromZero: 2),
        Row(tenths: 25, halfAwayFromZero: 3, halfToEven: 2, towardsZero: 2, awayFromZero: 3),
        Row(tenths: 26, halfAwayFromZero: 3, halfToEven: 3, towardsZero: 2, awayFromZero: 3),
        Row(tenths: 35, halfAwayFromZero: 4, halfToEven: 4, towardsZero: 3, awayFromZero: 4),
    ])
    func rounds(_ row: Row) {
        for sign in [1, -1] as [Int128] {
            #expect(Rounding.halfAwayFromZero.quotient(sign * row.tenths, 10) == sign * row.halfAwayFromZero)
            #expect(Rounding.halfToEven.quotient(sign * row.tenths, 10) == sign * row.halfToEven)
            #expect(Rounding.towardsZero.quotient(sign * row.tenths, 10) == sign * row.towardsZero)
            #expect(Rounding.awayFromZero.quotient(sign * row.tenths, 10) == sign * row.awayFromZero)
        }
    }

    @Test("an odd denominator has no exact half")
    func roundsThirds() {
        let thirds: [Int128] = [-5, -4, -2, -1, 1, 2, 4, 5]
        #expect(thirds.map { Rounding.halfAwayFromZero.quotient($0, 3) } == [-2, -1, -1, 0, 0, 1, 1, 2])
        #expect(thirds.map { Rounding.halfToEven.quotient($0, 3) } == [-2, -1, -1, 0, 0, 1, 1, 2])
    }

    @Test("the edges do not overflow while rounding")
    func roundsAtTheEdges() {
        #expect(Rounding.halfAwayFromZero.quotient(.max, .max - 1) == 1)
        #expect(Rounding.halfAwayFromZero.quotient(.max - 1, .max) == 1)
        #expect(Rounding.halfAwayFromZero.quotient(.min, .max) == -1)
        #expect(Rounding.halfToEven.quotient(.max / 2, .max) == 0)
    }
}
