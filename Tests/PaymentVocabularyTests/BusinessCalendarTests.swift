import PaymentVocabulary
import Testing

@Suite("business calendars") struct BusinessCalendarTests {
    /// Dates from the calendars that the ECB and the Federal Reserve Banks publish.
    @Test(
        "closing days",
        arguments: [
            (BusinessCalendar.target, "2026-04-03", false), (.target, "2026-04-06", false),
            (.target, "2026-05-01", false), (.target, "2026-12-25", false), (.target, "2025-04-18", false),
            (.target, "2024-04-01", false), (.target, "2026-04-07", true), (.target, "2026-07-03", true),
            (.federalReserve, "2026-01-19", false), (.federalReserve, "2026-02-16", false),
            (.federalReserve, "2026-05-25", false), (.federalReserve, "2026-06-19", false),
            (.federalReserve, "2026-07-03", true), (.federalReserve, "2027-07-05", false),
            (.federalReserve, "2026-09-07", false), (.federalReserve, "2026-10-12", false),
            (.federalReserve, "2026-11-11", false), (.federalReserve, "2026-11-26", false),
            (.federalReserve, "2026-04-06", true), (.weekdays, "2026-04-03", true), (.weekdays, "2026-04-04", false),
        ]
    )
    func closingDays(_ calendar: BusinessCalendar, _ day: String, _ isOpen: Bool) throws {
        #expect(calendar.isOpen(try #require(CalendarDate(day))) == isOpen)
    }

    @Test(
        "days later",
        arguments: [(0, "2026-04-03", "2026-04-07"), (1, "2026-04-02", "2026-04-07"), (3, "2026-03-20", "2026-03-25")]
    )
    func later(_ days: Int, _ from: String, _ to: String) throws {
        let date = BusinessCalendar.target.date(days, after: try #require(CalendarDate(from)))
        #expect(date.description == to)
    }

    @Test(
        "open days between two, with the last",
        arguments: [
            ("2026-03-20", "2026-03-31", 7), ("2026-03-31", "2026-03-31", 0), ("2026-04-01", "2026-03-31", 0),
            ("2026-02-27", "2026-02-28", 0), ("2026-04-02", "2026-04-07", 1), ("2026-04-02", "2026-04-06", 0),
        ]
    )
    func between(_ from: String, _ to: String, _ days: Int) throws {
        let (first, last) = (try #require(CalendarDate(from)), try #require(CalendarDate(to)))
        #expect(BusinessCalendar.target.openDays(after: first, until: last) == days)
    }
}
