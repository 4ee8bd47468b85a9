import PaymentVocabulary
import TestSupport
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_772_357_400_007, "2026-03-01T09:30:00.007Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func prints(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    @Test(arguments: [(0, 0), (999, 0), (1_000, 1), (-1, -1), (-1_000, -1), (-1_001, -2)] as [(Int64, Int64)])
    func roundsSecondsTowardsThePast(milliseconds: Int64, seconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).seconds == seconds)
    }

    @Test(
        "midnight belongs to the zone",
        arguments: [
            (0, 0, "1970-01-01"), (0, -1, "1969-12-31"), (86_399, 0, "1970-01-01"), (86_399, 1, "1970-01-02"),
            (82_800, 3_600, "1970-01-02"), (-86_400, 0, "1969-12-31"), (-86_401, 0, "1969-12-30"),
        ] as [(Int64, Int, String)]
    )
    func knowsItsDate(seconds: Int64, offset: Int, date: String) {
        #expect(Timestamp(seconds: seconds).date(offsetSeconds: offset).description == date)
    }

    @Test("adding moves by exactly that much", arguments: UInt64(0)..<100)
    func adds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let start = Timestamp(milliseconds: .random(in: -1_000_000_000_000...4_000_000_000_000, using: &random))
        let more = Int64.random(in: -1_000_000...1_000_000, using: &random)
        #expect(start.adding(seconds: more).milliseconds - start.milliseconds == more * 1_000)
        #expect(start.adding(milliseconds: more).milliseconds - start.milliseconds == more)
        #expect((start.adding(milliseconds: more) < start) == (more < 0))
        #expect(start.seconds == Timestamp(seconds: start.seconds).seconds)
    }

    @Test("seconds that anybody may have written do not trap")
    func stopsAtItsEdges() {
        #expect(Timestamp(seconds: .max).milliseconds == .max)
        #expect(Timestamp(seconds: .min).milliseconds == .min)
        #expect(Timestamp(milliseconds: .max).adding(seconds: 1).milliseconds == .max)
        #expect(Timestamp(milliseconds: .min).adding(milliseconds: -1).milliseconds == .min)
        #expect(Timestamp(milliseconds: 0).adding(seconds: .max).milliseconds == .max)
        #expect(Timestamp(milliseconds: .min).seconds == -9_223_372_036_854_776)
        #expect(!Timestamp(milliseconds: .max).description.isEmpty)
        #expect(!Timestamp(milliseconds: .min).description.isEmpty)
    }
}
