import Foundation
import PaymentVocabulary
import TestSupport
import Testing

@Suite struct CalendarDateTests {
    @Test(
        "known days",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-01-15", 20_468),
            ("1900-03-01", -25_508), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
        ]
    )
    func countsDays(text: String, dayNumber: Int32) throws {
        let date = try #require(CalendarDate(text))
        #expect(date.dayNumber == dayNumber)
        #expect(date.description == text)
    }

    @Test("the count, the parts and the text agree", arguments: UInt64(0)..<500)
    func roundTrips(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let date = CalendarDate(dayNumber: .random(in: -719_162...2_932_896, using: &random))
        let (year, month, day) = date.components
        #expect((1...9_999).contains(year))
        #expect(CalendarDate(year: year, month: month, day: day) == date)
        #expect(CalendarDate(date.description) == date)
        #expect(date.adding(days: 1).adding(days: -1) == date)
        #expect(date.adding(days: 400).days(since: date) == 400)
        #expect(date.adding(days: 1) > date)
    }

    @Test("every day of 1..9999 follows the one before it")
    func runsThroughEveryMonth() {
        var expected: Int32 = -719_162
        var wrong = 0
        for year in 1...9_999 {
            for month in 1...12 {
                if CalendarDate(year: year, month: month, day: 1)?.dayNumber != expected { wrong += 1 }
                expected += Int32(CalendarDate.daysInMonth(year: year, month: month))
            }
        }
        #expect(wrong == 0)
        #expect(expected == 2_932_897)
    }

    @Test(arguments: [(1900, 28), (2000, 29), (2023, 28), (2024, 29), (2100, 28), (2400, 29), (4, 29)])
    func knowsLeapYears(year: Int, days: Int) {
        #expect(CalendarDate.daysInMonth(year: year, month: 2) == days)
        #expect((CalendarDate(year: year, month: 2, day: 29) != nil) == (days == 29))
    }

    @Test(arguments: [
        ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"), ("2026-03-31", -1, "2026-02-28"), ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-31", 2, "2027-02-28"), ("2026-05-31", 1, "2026-06-30"), ("2026-05-15", 0, "2026-05-15"),
        ("2026-01-15", -13, "2024-12-15"),
    ])
    func clampsMonths(start: String, months: Int, end: String) throws {
        #expect(try #require(CalendarDate(start)).adding(months: months).description == end)
    }

    @Test(arguments: [
        "", "2026-1-1", "2026-01-1", "26-01-01", "2026/01/01", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32",
        "2026-02-29", "2026-04-31", "0000-01-01", "-001-01-01", "2026-01-01T", " 2026-01-01", "+026-01-01",
        "２026-01-01",
    ])
    func refuses(text: String) { #expect(CalendarDate(text) == nil) }

    @Test func stopsAtItsEdges() {
        #expect(CalendarDate(dayNumber: .max).adding(days: 1).dayNumber == .max)
        #expect(CalendarDate(dayNumber: .min).adding(days: .min).dayNumber == .min)
        #expect(CalendarDate(dayNumber: -5).adding(days: Int(Int32.max) + 6).dayNumber == .max)
    }

    @Test func encodesAsText() throws {
        let date = try #require(CalendarDate("2026-01-15"))
        let encoded = try JSONEncoder().encode([date])
        #expect(String(decoding: encoded, as: UTF8.self) == #"["2026-01-15"]"#)
        #expect(try JSONDecoder().decode([CalendarDate].self, from: encoded) == [date])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([CalendarDate].self, from: Data(#"["2026-02-30"]"#.utf8))
        }
    }
}
