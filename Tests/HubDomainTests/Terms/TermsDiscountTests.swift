import HubDomain
import PaymentVocabulary
import Testing

@Suite struct TermsDiscountTests {
    static let issued = CalendarDate(year: 2026, month: 1, day: 15) ?? CalendarDate(dayNumber: 0)

    static func euros(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .eur) }

    static func schedule(
        _ discounts: DiscountTerm...,
        amount: Int64,
        net: Int64? = nil,
        rate: Int64 = 19,
        cashRounding: CashRounding? = nil
    ) throws -> Schedule {
        let tax = net.map { InvoiceTax(lines: [.init(net: euros($0), rates: [Percentage(whole: rate)])]) }
        let whole = InstalmentTerm(share: .percentOfGross(.hundred), due: [.addDays(30)])
        return try Terms(instalments: [whole], discounts: discounts)
            .schedule(issued: issued, amount: euros(amount), tax: tax, cashRounding: cashRounding)
    }

    static let twoPercent = DiscountTerm.Share.percent(Percentage(whole: 2))

    @Test(
        "the three ways that tax goes",
        arguments: [
            (.total, 238, 38, 11_662), (.netOnly, 200, 0, 11_700), (.netTaxPrereduced, 200, 0, 11_662),
        ] as [(DiscountTerm.Base, Int64, Int64, Int64)]
    )
    func treatsTax(base: DiscountTerm.Base, off: Int64, tax: Int64, pay: Int64) throws {
        // 100.00 net and 19 percent; tax on the discounted 98.00 is 18.62.
        let amount: Int64 = base == .netTaxPrereduced ? 11_862 : 11_900
        let term = DiscountTerm(share: Self.twoPercent, days: 10, base: base)
        let offer = try #require(try Self.schedule(term, amount: amount, net: 10_000).discounts.first)
        #expect(offer.amount == Self.euros(off))
        #expect(offer.tax == Self.euros(tax))
        #expect(offer.pay == Self.euros(pay))
    }

    @Test func refusesNetDiscountWithoutTax() {
        #expect(throws: TermsError.self) {
            try Self.schedule(DiscountTerm(share: Self.twoPercent, days: 10, base: .netOnly), amount: 100)
        }
    }

    @Test func offersFixedAmountsOnlyWhileSomethingIsLeftToPay() throws {
        let term = DiscountTerm(share: .fixed(500), days: 10)
        #expect(try Self.schedule(term, amount: 10_000).discounts.map(\.pay) == [Self.euros(9_500)])
        #expect(try Self.schedule(term, amount: 500).discounts.isEmpty)
        #expect(try Self.schedule(term, amount: 0).discounts.isEmpty)
        let taxed = try Self.schedule(term, amount: 11_900, net: 10_000)
        #expect(taxed.discounts.map(\.tax) == [Self.euros(80)])
    }

    @Test func roundsCash() throws {
        let term = DiscountTerm(share: Self.twoPercent, days: 10)
        let offer = try #require(
            try Self.schedule(term, amount: 9_995, cashRounding: CashRounding(step: 5)).discounts.first
        )
        #expect(offer.pay == Self.euros(9_795))
        #expect(offer.amount == Self.euros(200))
    }

    @Test("the window's last day is open, the day after is not")
    func choosesTheBestOpenOffer() throws {
        let schedule = try Terms(parsing: "3/10, 2/20 net 30").schedule(
            issued: Self.issued,
            amount: Self.euros(100_000)
        )
        func off(day: Int) -> Int64? { schedule.discount(on: Self.issued.adding(days: day))?.amount.minorUnits }
        #expect([0, 10, 11, 20, 21].map { off(day: $0) } == [3_000, 3_000, 2_000, 2_000, nil])
        #expect(schedule.discount(on: Self.issued.adding(days: -3))?.amount.minorUnits == 3_000)
    }

    @Test(
        "p / (100 - p) x 365 / days",
        arguments: [
            ("2/10 net 30", "37.24"), ("1/10 net 30", "18.43"), ("3/10 net 60", "22.58"), ("2/10 net 60", "14.90"),
            ("2/29 net 30", "744.90"), ("2/30 net 30", nil), ("0.5/10 net 30", "9.17"),
        ] as [(String, String?)]
    )
    func costsPerYear(text: String, percent: String?) throws {
        let schedule = try Terms(parsing: text).schedule(issued: Self.issued, amount: Self.euros(100_000))
        let due = try #require(schedule.lastDue)
        #expect(schedule.discounts.first?.annualCost(payingOn: due) == percent)
    }

    @Test func costsOfPercentagesAreExact() {
        #expect(DiscountCost.annualPercent(off: 2, pay: 98, days: 20) == "37.24")
        #expect(DiscountCost.annualPercent(off: 1, pay: 36_500, days: 1) == "1.00")
        #expect(DiscountCost.annualPercent(off: 1, pay: 365_000, days: 2) == "0.05")
        #expect(DiscountCost.annualPercent(off: .max, pay: .max, days: 365) == "100.00")
        #expect(DiscountCost.annualPercent(off: 0, pay: 1, days: 1) == nil)
        #expect(DiscountCost.annualPercent(off: 1, pay: 0, days: 1) == nil)
        #expect(DiscountCost.annualPercent(off: 1, pay: 1, days: 0) == nil)
    }

    @Test(
        arguments: [("2", 2, 0), ("2.00", 200, 2), ("0.000001", 1, 6), ("999999", 999_999, 0)] as [(String, Int64, Int)]
    )
    func readsPercentages(text: String, digits: Int64, decimals: Int) throws {
        let percent = try #require(Percentage(text))
        #expect((percent.digits, percent.decimals) == (digits, decimals))
        #expect(percent.description == text)
    }

    @Test(arguments: ["", ".", "1.", ".5", "-1", "+1", "1.0000001", "1000000", "1,5", "1e2", "1.2.3", " 1", "٣"])
    func refusesPercentages(text: String) { #expect(Percentage(text) == nil) }

    @Test func comparesPercentagesByValue() {
        #expect(Percentage("2").map { $0 < Percentage(whole: 3) } == true)
        #expect(Percentage("10").map { $0 < Percentage(whole: 9) } == false)
        #expect(Percentage("2.5").map { Percentage(whole: 2) < $0 && $0 < Percentage(whole: 3) } == true)
    }
}
