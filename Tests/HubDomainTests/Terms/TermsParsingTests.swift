import HubDomain
import PaymentVocabulary
import TestSupport
import Testing

@Suite struct TermsParsingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let issued: String
        let due: String
        /// `until off` of each offer on 1,000.00.
        let offers: [String]
        var testDescription: String { text }

        init(_ text: String, _ issued: String, due: String, _ offers: String...) {
            (self.text, self.issued, self.due, self.offers) = (text, issued, due, offers)
        }
    }

    @Test(arguments: [
        Row("net 30", "2026-01-15", due: "2026-02-14"),
        Row("Net 30", "2026-01-15", due: "2026-02-14"),
        Row("  NET   30  days ", "2026-01-15", due: "2026-02-14"),
        Row("net 0", "2026-01-15", due: "2026-01-15"),
        Row("net 1 day", "2026-12-31", due: "2027-01-01"),
        Row("n/30", "2026-01-15", due: "2026-02-14"),
        Row("net 2 weeks", "2026-01-15", due: "2026-01-29"),
        Row("net 1 month", "2026-01-31", due: "2026-02-28"),
        Row("net 3 months", "2025-11-30", due: "2026-02-28"),
        Row("due on receipt", "2026-01-15", due: "2026-01-15"),
        Row("Due upon receipt", "2026-01-15", due: "2026-01-15"),
        Row("net 30 EOM", "2026-01-15", due: "2026-02-28"),
        Row("net 30 days end of month", "2024-04-22", due: "2024-05-31"),
        Row("30 EOM", "2026-01-15", due: "2026-02-28"),
        Row("net EOM", "2026-02-01", due: "2026-02-28"),
        Row("EOM", "2024-02-01", due: "2024-02-29"),
        Row("EOM + 45", "2019-01-01", due: "2019-03-17"),
        Row("eom+10 days", "2026-01-31", due: "2026-02-10"),
        Row("2/10 net 30", "2026-01-15", due: "2026-02-14", "2026-01-25 20.00"),
        Row("2/10, net 30", "2026-01-15", due: "2026-02-14", "2026-01-25 20.00"),
        Row("2/10 n/30", "2026-01-15", due: "2026-02-14", "2026-01-25 20.00"),
        Row("2%/10 days, net 30", "2026-01-15", due: "2026-02-14", "2026-01-25 20.00"),
        Row("1.5/8 net 30", "2026-01-15", due: "2026-02-14", "2026-01-23 15.00"),
        Row("2/30 net 30", "2026-01-15", due: "2026-02-14", "2026-02-14 20.00"),
        Row("2/0 net 30", "2026-01-15", due: "2026-02-14", "2026-01-15 20.00"),
        Row("3/10, 2/20, net 30", "2024-03-01", due: "2024-03-31", "2024-03-11 30.00", "2024-03-21 20.00"),
        Row("3/10 2/20 n/30 EOM", "2024-03-01", due: "2024-03-31", "2024-03-11 30.00", "2024-03-21 20.00"),
        Row("2/28 net 1 month", "2026-01-31", due: "2026-02-28", "2026-02-28 20.00"),
    ])
    func compiles(_ row: Row) throws {
        let terms = try Terms(parsing: row.text)
        let amount = Money(minorUnits: 100_000, currency: .usd)
        let schedule = try terms.schedule(issued: #require(CalendarDate(row.issued)), amount: amount)
        #expect(terms.text == row.text)
        #expect(schedule.instalments.map(\.due?.description) == [row.due])
        #expect(schedule.instalments.map(\.amount) == [amount])
        #expect(schedule.lastDue?.description == row.due)
        #expect(schedule.discounts.map { "\($0.until) \($0.amount.decimal)" } == row.offers)
        for offer in schedule.discounts { #expect(try offer.pay.adding(offer.amount) == amount) }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let text: String
        let reason: TermsError.Reason
        let column: Int
        let wayOut: String
        var testDescription: String { text }

        init(_ text: String, _ reason: TermsError.Reason, _ column: Int, _ wayOut: String) {
            (self.text, self.reason, self.column, self.wayOut) = (text, reason, column, wayOut)
        }
    }

    @Test(arguments: [
        Refused("", .vague, 1, "net 30"),
        Refused("   ", .vague, 4, "net 30"),
        Refused("net", .vague, 4, "\"net 30\""),
        Refused("net soon", .vague, 5, "\"net 30\""),
        Refused("net -30", .vague, 5, "\"net 30\""),
        Refused("net 30.5", .tooLong, 5, "\"net 30\""),
        Refused("net 99999999999999999999", .tooLong, 5, "\"net 30\""),
        Refused("net 36526", .tooLong, 5, "\"net 30\""),
        Refused("net 9999 weeks", .tooLong, 0, "5217"),
        Refused("asap", .vague, 1, "due on receipt"),
        Refused("immediately", .vague, 1, "due on receipt"),
        Refused("as agreed", .vague, 1, "net 30"),
        Refused("within 30 days", .vague, 1, "net 30"),
        Refused("30 days", .vague, 1, "\"net 30\""),
        Refused("30", .vague, 1, "\"net 30\""),
        Refused("net 30-45", .vague, 7, "net 30"),
        Refused("net 30 or 45", .vague, 8, "net 30"),
        Refused("net 30 from delivery", .vague, 8, "end the terms here"),
        Refused("net 30 after receipt", .vague, 8, "end the terms here"),
        Refused("net 30 net 60", .unreadable, 8, "end the terms here"),
        Refused("net 30 EOM + 5", .unreadable, 12, "end the terms here"),
        Refused("due on delivery", .unreadable, 1, "due on receipt"),
        Refused("ñet 30", .unreadable, 1, "net 30"),
        Refused("2/10", .vague, 5, "\"2/10 net 30\""),
        Refused("2/10,", .vague, 6, "\"2/10 net 30\""),
        Refused("2/ net 30", .vague, 4, "\"2/10 net 30\""),
        Refused("2/10.5 net 30", .tooLong, 3, "2/10 net 30"),
        Refused("2% 10 net 30", .vague, 1, "\"2/10 net 30\""),
        Refused("1,5/10 net 30", .unreadable, 1, "1.5/10"),
        Refused("0/10 net 30", .discountOutOfRange, 1, "more than 0"),
        Refused("100/10 net 30", .discountOutOfRange, 1, "less than 100"),
        Refused("2/40 net 30", .discountAfterDue, 6, "40 days or more"),
        Refused("2/31 net 1 month", .discountAfterDue, 6, "31 days or more"),
        Refused("2/10 due on receipt", .discountAfterDue, 6, "10 days or more"),
        Refused("2/10, 3/20 net 30", .tiersDoNotFall, 7, "3/10, 2/20"),
        Refused("2/10, 2/20 net 30", .tiersDoNotFall, 7, "3/10, 2/20"),
        Refused("3/20, 2/10 net 30", .tiersDoNotFall, 7, "3/10, 2/20"),
        Refused(String(repeating: "net ", count: 60), .tooLong, 1, "net 30"),
    ])
    func refuses(_ row: Refused) throws {
        let error = try #require(throws: TermsError.self) { try Terms(parsing: row.text) }
        #expect(error.reason == row.reason)
        #expect(error.wayOut.contains(row.wayOut))
        #expect(!error.detail.isEmpty)
        if row.column > 0 {
            guard case .text(let text, let column) = error.place else {
                Issue.record("no place in the text: \(error)")
                return
            }
            #expect(column == row.column)
            #expect(error.description.contains("column \(column)"))
            #expect(row.text.hasPrefix(text.filter { $0 != "…" }))
        }
    }

    @Test("no text traps, and whatever is accepted gives a schedule", arguments: UInt64(0)..<300)
    func survivesAnyText(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let words = [
            "net", "n", "/", "2", "10", "30", ",", "%", "eom", "EOM", "+", "days", " ", ".", "due", "on", "receipt",
            "end", "of", "month", "-", "99999", "0", "weeks", "é", "👨‍👩‍👧", "\n", "month",
        ]
        let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in
            words[Int.random(in: 0..<words.count, using: &random)]
        }
        .joined(separator: Bool.random(using: &random) ? " " : "")
        guard let terms = try? Terms(parsing: text) else { return }
        let issued = try #require(CalendarDate("2026-01-15"))
        let schedule = try terms.schedule(issued: issued, amount: Money(minorUnits: 100_000, currency: .usd))
        #expect(try #require(schedule.lastDue) >= issued, "seed \(seed): \(text)")
        for offer in schedule.discounts {
            #expect(try offer.until <= #require(schedule.lastDue), "seed \(seed): \(text)")
        }
    }
}
