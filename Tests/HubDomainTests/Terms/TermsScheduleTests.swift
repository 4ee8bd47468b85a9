import HubDomain
import PaymentVocabulary
import TestSupport
import Testing

@Suite struct TermsScheduleTests {
    static func day(_ text: String) -> CalendarDate { CalendarDate(text) ?? CalendarDate(dayNumber: 0) }

    static func dollars(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .usd) }

    static func full(_ due: DueStep...) -> [InstalmentTerm] {
        [InstalmentTerm(share: .percentOfGross(.hundred), due: due)]
    }

    struct Pipeline: Sendable {
        let steps: [DueStep]
        let issued: String
        let due: String
    }

    static let cutOff = DueStep.cutOff(
        day: 25,
        onOrBefore: [.addMonths(1), .dayOfMonth(10)],
        after: [.addMonths(2), .dayOfMonth(10)]
    )

    @Test(arguments: [
        Pipeline(steps: [], issued: "2026-01-15", due: "2026-01-15"),
        Pipeline(steps: [.dayOfMonth(1)], issued: "2026-01-15", due: "2026-01-01"),
        Pipeline(steps: [.dayOfMonth(31)], issued: "2026-02-15", due: "2026-02-28"),
        Pipeline(steps: [.nextDayOfMonth([10, 5])], issued: "2026-01-11", due: "2026-02-05"),
        Pipeline(steps: [.nextDayOfMonth([10, 5])], issued: "2026-01-10", due: "2026-01-10"),
        Pipeline(steps: [.nextDayOfMonth([31])], issued: "2026-02-27", due: "2026-02-28"),
        Pipeline(steps: [.nextDayOfMonth([30])], issued: "2026-01-31", due: "2026-02-28"),
        Pipeline(steps: [cutOff], issued: "2026-01-25", due: "2026-02-10"),
        Pipeline(steps: [cutOff], issued: "2026-01-26", due: "2026-03-10"),
        Pipeline(steps: [.dateDriven(day: 20, fewerDaysAway: 5)], issued: "2024-03-14", due: "2024-03-20"),
        Pipeline(steps: [.dateDriven(day: 20, fewerDaysAway: 5)], issued: "2024-03-15", due: "2024-03-20"),
        Pipeline(steps: [.dateDriven(day: 20, fewerDaysAway: 5)], issued: "2024-03-16", due: "2024-04-20"),
        Pipeline(steps: [.dateDriven(day: 20, fewerDaysAway: 5)], issued: "2024-03-21", due: "2024-04-20"),
        Pipeline(steps: [.dateDriven(day: 31, fewerDaysAway: 5)], issued: "2024-01-30", due: "2024-02-29"),
    ])
    func runsThePipeline(_ row: Pipeline) throws {
        let terms = try Terms(instalments: [InstalmentTerm(share: .percentOfGross(.hundred), due: row.steps)])
        let schedule = try terms.schedule(issued: Self.day(row.issued), amount: Self.dollars(100))
        #expect(schedule.lastDue == Self.day(row.due))
    }

    @Test("closed periods and holidays chain until nothing moves, the payment day is kept")
    func movesOn() throws {
        let terms = try Terms(
            instalments: Self.full(.nextDayOfMonth([5, 20])),
            closedPeriods: [
                .init(from: Self.day("2026-03-20"), to: Self.day("2026-04-04")),
                .init(from: Self.day("2026-02-01"), to: Self.day("2026-03-06")),
            ],
            holidays: [.init(date: Self.day("2026-04-05"), postponedTo: Self.day("2026-04-07"))]
        )
        let schedule = try terms.schedule(issued: Self.day("2026-02-02"), amount: Self.dollars(100))
        #expect(schedule.lastDue == Self.day("2026-04-07"))
    }

    @Test("parts add up, none is negative, whatever the amount", arguments: UInt64(0)..<200)
    func partsAddUp(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var left: Int64 = 100
        var lines: [InstalmentTerm] = []
        while left > 0, lines.count < 5 {
            let percent = Int64.random(in: 1...left, using: &random)
            lines.append(InstalmentTerm(share: .percentOfGross(Percentage(whole: percent)), due: []))
            left -= percent
        }
        lines.append(InstalmentTerm(share: .balance, due: []))
        let amount = Self.dollars(seed < 20 ? Int64(seed) : .random(in: 0...1_000_000_000_000, using: &random))
        let schedule = try Terms(instalments: lines).schedule(issued: Self.day("2026-01-15"), amount: amount)
        #expect(schedule.instalments.reduce(0) { $0 + $1.amount.minorUnits } == amount.minorUnits)
        #expect(schedule.instalments.allSatisfy { !$0.amount.isNegative })
    }

    @Test func roundsOnceAndLeavesTheRestToTheLast() throws {
        let third = InstalmentTerm(share: .percentOfGross(try #require(Percentage("33.33"))), due: [])
        let coarse = InstalmentTerm(share: .percentOfGross(Percentage(whole: 25)), due: [], roundingStep: 100)
        let rest = InstalmentTerm(share: .balance, due: [])
        func parts(_ lines: [InstalmentTerm], _ amount: Int64) throws -> [Int64] {
            try Terms(instalments: lines).schedule(issued: Self.day("2026-01-15"), amount: Self.dollars(amount))
                .instalments.map(\.amount.minorUnits)
        }
        #expect(try parts([third, third, rest], 10_000) == [3_333, 3_333, 3_334])
        #expect(try parts([coarse, rest], 10_230) == [2_600, 7_630])
        #expect(try parts([coarse, rest], 10_190) == [2_500, 7_690])
        #expect(try parts([InstalmentTerm(share: .percentOfGross(.hundred), due: []), rest], 100) == [100])
    }

    @Test func takesNetShares() throws {
        let deposit = InstalmentTerm(share: .percentOfNet(Percentage(whole: 50)), due: [])
        let terms = try Terms(instalments: [deposit, InstalmentTerm(share: .balance, due: [])])
        let tax = InvoiceTax(lines: [.init(net: Self.dollars(10_000), rates: [Percentage(whole: 19)])])
        let issued = Self.day("2026-01-15")
        let schedule = try terms.schedule(issued: issued, amount: Self.dollars(11_900), tax: tax)
        #expect(schedule.instalments.map(\.amount.minorUnits) == [5_000, 6_900])
        #expect(
            reason { () throws(TermsError) in
                try terms.schedule(issued: issued, amount: Self.dollars(11_900))
            } == .taxMissing
        )
        #expect(
            reason { () throws(TermsError) in
                try terms.schedule(issued: issued, amount: Self.dollars(11_902), tax: tax)
            } == .amountMismatch
        )
        #expect(throws: Never.self) { try terms.schedule(issued: issued, amount: Self.dollars(11_901), tax: tax) }
    }

    private func reason(_ body: () throws(TermsError) -> Schedule) -> TermsError.Reason? {
        do throws(TermsError) {
            _ = try body()
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func refusesInputsThatDoNotFit() throws {
        let terms = try Terms(parsing: "net 30")
        let last = Self.day("9999-12-31")
        #expect(
            reason { () throws(TermsError) in
                try terms.schedule(issued: last, amount: Self.dollars(1))
            } == .dateOutOfRange
        )
        #expect(
            reason { () throws(TermsError) in
                try terms.schedule(issued: Self.day("2026-01-15"), amount: Self.dollars(-1))
            } == .amountNegative
        )
        let euros = InvoiceTax(lines: [.init(net: Money(minorUnits: 1, currency: .eur), rates: [])])
        #expect(
            reason { () throws(TermsError) in
                try terms.schedule(issued: Self.day("2026-01-15"), amount: Self.dollars(1), tax: euros)
            } == .currencyMismatch
        )
        let fixed = InstalmentTerm(share: .fixed(200), due: [])
        let split = try Terms(instalments: [fixed, InstalmentTerm(share: .balance, due: [])])
        #expect(
            reason { () throws(TermsError) in
                try split.schedule(issued: Self.day("2026-01-15"), amount: Self.dollars(199))
            } == .sharesExceedAmount
        )
    }

    @Test func refusesPartsThatCannotBeMeant() {
        func reason(
            _ lines: [InstalmentTerm],
            _ discounts: [DiscountTerm] = [],
            closed: [Terms.ClosedPeriod] = [],
            holidays: [Terms.Holiday] = []
        ) -> TermsError.Reason? {
            do throws(TermsError) {
                _ = try Terms(instalments: lines, discounts: discounts, closedPeriods: closed, holidays: holidays)
                return nil
            } catch {
                #expect(!error.wayOut.isEmpty)
                return error.reason
            }
        }
        let (half, day) = (
            InstalmentTerm(share: .percentOfGross(Percentage(whole: 50)), due: []), Self.day("2026-01-15")
        )
        let balance = InstalmentTerm(share: .balance, due: [])
        #expect(reason([]) == .noInstalments)
        #expect(reason([half]) == .percentNot100)
        #expect(reason([half, half, half]) == .percentNot100)
        #expect(reason([half, half]) == nil)
        #expect(reason([balance, half]) == .misplacedBalance)
        #expect(reason([InstalmentTerm(share: .fixed(-1), due: []), balance]) == .shareOutOfRange)
        #expect(reason([InstalmentTerm(share: .balance, due: [], roundingStep: 0)]) == .shareOutOfRange)
        #expect(reason(Self.full(.addDays(-1))) == .negativeOffset)
        #expect(reason(Self.full(.addMonths(-1))) == .negativeOffset)
        #expect(reason(Self.full(.addMonths(1_179))) == .tooLong)
        #expect(reason(Self.full(.dayOfMonth(0))) == .noSuchDay)
        #expect(reason(Self.full(.dayOfMonth(32))) == .noSuchDay)
        #expect(reason(Self.full(.nextDayOfMonth([]))) == .noSuchDay)
        #expect(reason(Self.full(.cutOff(day: 5, onOrBefore: [], after: [.addDays(-1)]))) == .negativeOffset)
        #expect(reason([balance], [DiscountTerm(share: .percent(.hundred), days: 1)]) == .discountOutOfRange)
        #expect(reason([balance], [DiscountTerm(share: .fixed(0), days: 1)]) == .discountOutOfRange)
        #expect(reason([balance], [DiscountTerm(share: .fixed(1), days: -1)]) == .negativeOffset)
        #expect(reason([balance], closed: [.init(from: day, to: day.adding(days: -1))]) == .periodOutOfOrder)
        #expect(reason([balance], holidays: [.init(date: day, postponedTo: day)]) == .periodOutOfOrder)
    }
}
