import HubDomain
import PaymentVocabulary
import TestSupport
import Testing

@Suite struct TermsSettlementTests {
    static let issued = CalendarDate(year: 2026, month: 1, day: 15) ?? CalendarDate(dayNumber: 0)

    static func euros(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .eur) }

    static func paid(_ day: Int, _ minorUnits: Int64) -> Settlement.Payment {
        Settlement.Payment(date: issued.adding(days: day), amount: euros(minorUnits))
    }

    static func schedule(_ text: String = "2/10 net 30", amount: Int64 = 100_000) throws -> Schedule {
        try Terms(parsing: text).schedule(issued: issued, amount: euros(amount))
    }

    struct Row: Sendable {
        let text: String
        let payments: [Settlement.Payment]
        var credits: [Money] = []
        let taken: Int64
        let outstanding: Int64
        var overpaid: Int64 = 0
    }

    @Test(arguments: [
        Row(text: "2/10 net 30", payments: [], taken: 0, outstanding: 100_000),
        Row(text: "2/10 net 30", payments: [paid(10, 98_000)], taken: 2_000, outstanding: 0),
        Row(text: "2/10 net 30", payments: [paid(11, 98_000)], taken: 0, outstanding: 2_000),
        Row(text: "2/10 net 30", payments: [paid(10, 97_999)], taken: 0, outstanding: 2_001),
        Row(text: "2/10 net 30", payments: [paid(1, 50_000), paid(9, 48_000)], taken: 2_000, outstanding: 0),
        Row(text: "2/10 net 30", payments: [paid(1, 50_000), paid(11, 48_000)], taken: 0, outstanding: 2_000),
        Row(text: "2/10 net 30", payments: [paid(5, 98_500)], taken: 1_500, outstanding: 0),
        Row(text: "2/10 net 30", payments: [paid(5, 100_000)], taken: 0, outstanding: 0),
        Row(text: "2/10 net 30", payments: [paid(5, 100_001)], taken: 0, outstanding: 0, overpaid: 1),
        Row(
            text: "2/10 net 30",
            payments: [paid(5, 98_000), paid(20, 2_000)],
            taken: 2_000,
            outstanding: 0,
            overpaid: 2_000
        ),
        Row(text: "3/10, 2/20 net 30", payments: [paid(10, 97_000)], taken: 3_000, outstanding: 0),
        // The first window met settles; what comes later is too much, though it would meet the second one in part.
        Row(
            text: "3/10, 2/20 net 30",
            payments: [paid(10, 97_000), paid(15, 1_500)],
            taken: 3_000,
            outstanding: 0,
            overpaid: 1_500
        ),
        Row(text: "3/10, 2/20 net 30", payments: [paid(11, 97_000)], taken: 0, outstanding: 3_000),
        Row(text: "3/10, 2/20 net 30", payments: [paid(9, 97_500)], taken: 2_500, outstanding: 0),
        Row(text: "3/10, 2/20 net 30", payments: [paid(9, 90_000), paid(20, 8_000)], taken: 2_000, outstanding: 0),
        Row(text: "2/10 net 30", payments: [paid(5, 88_200)], credits: [euros(10_000)], taken: 1_800, outstanding: 0),
        Row(text: "2/10 net 30", payments: [paid(5, 88_000)], credits: [euros(10_000)], taken: 0, outstanding: 2_000),
        Row(text: "2/10 net 30", payments: [], credits: [euros(100_000)], taken: 0, outstanding: 0),
        Row(
            text: "2/10 net 30",
            payments: [paid(1, 1)],
            credits: [euros(100_000)],
            taken: 0,
            outstanding: 0,
            overpaid: 1
        ),
        Row(text: "2/10 net 30", payments: [], credits: [euros(100_005)], taken: 0, outstanding: 0, overpaid: 5),
    ])
    func settles(_ row: Row) throws {
        let settlement = try Self.schedule(row.text).settled(by: row.payments, creditNotes: row.credits)
        #expect(settlement.discountTaken == Self.euros(row.taken))
        #expect(settlement.outstanding == Self.euros(row.outstanding))
        #expect(settlement.overpaid == Self.euros(row.overpaid))
        #expect(settlement.outstanding.isZero == (row.outstanding == 0))
        #expect(settlement.instalmentsOutstanding == [Self.euros(row.outstanding)])
    }

    @Test("the same facts in any order give the same answer and lose nothing", arguments: UInt64(0)..<200)
    func ignoresOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let schedule = try Self.schedule("3/10, 2/20 net 30")
        let payments = (0..<4).map { _ in
            Self.paid(.random(in: 0...40, using: &random), .random(in: 0...40_000, using: &random))
        }
        let credits = [Self.euros(.random(in: 0...20_000, using: &random)), Self.euros(500)]
        let first = try schedule.settled(by: payments, creditNotes: credits, writeOffMax: Self.euros(100))
        let again = try schedule.settled(
            by: payments.shuffled(using: &random),
            creditNotes: credits.reversed(),
            writeOffMax: Self.euros(100)
        )
        #expect(first == again, "seed \(seed)")
        let received = (payments.map(\.amount) + credits).reduce(0) { $0 + $1.minorUnits }
        let explained = received - first.overpaid.minorUnits + first.discountTaken.minorUnits
        #expect(explained + first.writtenOff.minorUnits + first.outstanding.minorUnits == 100_000, "seed \(seed)")
    }

    @Test func writesOffOnlyWithinToleranceAndOnceSomethingWasPaid() throws {
        let schedule = try Self.schedule("net 30")
        let tolerance = Self.euros(500)
        let within = try schedule.settled(by: [Self.paid(40, 99_500)], writeOffMax: tolerance)
        #expect(within.writtenOff == tolerance)
        #expect(within.outstanding.isZero)
        let beyond = try schedule.settled(by: [Self.paid(40, 99_499)], writeOffMax: tolerance)
        #expect(beyond.writtenOff.isZero)
        #expect(beyond.outstanding == Self.euros(501))
        let unpaid = try Self.schedule("net 30", amount: 300).settled(by: [], writeOffMax: tolerance)
        #expect(unpaid.outstanding == Self.euros(300))
    }

    @Test func grantsALateDiscountWhenForced() throws {
        let settlement = try Self.schedule().settled(by: [Self.paid(25, 98_000)], discountIsForced: true)
        #expect(settlement.discountTaken == Self.euros(2_000))
        #expect(settlement.outstanding.isZero)
    }

    @Test func splitsTheTaxOfADiscountTakenInPart() throws {
        let tax = InvoiceTax(lines: [.init(net: Self.euros(10_000), rates: [Percentage(whole: 19)])])
        let schedule = try Terms(parsing: "2/10 net 30").schedule(
            issued: Self.issued,
            amount: Self.euros(11_900),
            tax: tax
        )
        #expect(try schedule.settled(by: [Self.paid(1, 11_662)]).discountTax == Self.euros(38))
        #expect(try schedule.settled(by: [Self.paid(1, 11_781)]).discountTax == Self.euros(19))
        #expect(try schedule.settled(by: [Self.paid(1, 11_900)]).discountTax == Self.euros(0))
        #expect(try Self.schedule().settled(by: []).discountTax == nil)
        // A credit note over half of it halves the tax that falls.
        let halved = try schedule.settled(by: [Self.paid(1, 5_831)], creditNotes: [Self.euros(5_950)])
        #expect(halved.discountTax == Self.euros(19))
        #expect(halved.outstanding.isZero)
    }

    @Test("the oldest is paid first, a milestone not reached last")
    func fillsTheOldestInstalment() throws {
        let lines = [
            InstalmentTerm(share: .percentOfGross(Percentage(whole: 20)), due: [], anchor: "delivery"),
            InstalmentTerm(share: .percentOfGross(Percentage(whole: 30)), due: [.addDays(60)]),
            InstalmentTerm(share: .balance, due: [.addDays(30)]),
        ]
        let schedule = try Terms(instalments: lines).schedule(issued: Self.issued, amount: Self.euros(10_000))
        #expect(schedule.lastDue == nil)
        func open(_ paid: Int64) throws -> [Int64] {
            try schedule.settled(by: [Self.paid(1, paid)]).instalmentsOutstanding.map(\.minorUnits)
        }
        #expect(try open(0) == [2_000, 3_000, 5_000])
        #expect(try open(4_000) == [2_000, 3_000, 1_000])
        #expect(try open(6_000) == [2_000, 2_000, 0])
        #expect(try open(9_500) == [500, 0, 0])
    }

    @Test func refusesWhatDoesNotFit() throws {
        let schedule = try Self.schedule()
        let dollars = Settlement.Payment(date: Self.issued, amount: Money(minorUnits: 1, currency: .usd))
        #expect(throws: TermsError.self) { try schedule.settled(by: [dollars]) }
        #expect(throws: TermsError.self) { try schedule.settled(by: [Self.paid(1, -1)]) }
        #expect(throws: TermsError.self) { try schedule.settled(by: [], creditNotes: [Self.euros(-1)]) }
        #expect(throws: TermsError.self) { try schedule.settled(by: [Self.paid(1, .max), Self.paid(1, .max)]) }
    }

    @Test(
        "the loss is what the payment was worth at the invoice's rate less the cash",
        arguments: [
            ("50", "INR", 9_000, 450_000, 50_000, 0), ("50", "INR", 9_000, 440_000, 50_000, 10_000),
            ("50", "INR", 9_000, 460_000, 50_000, -10_000), ("150.5", "JPY", 9_000, 13_545, 1_505, 0),
            ("0.305", "KWD", 9_000, 27_450, 3_050, 0),
        ] as [(String, String, Int64, Int64, Int64, Int64)]
    )
    func splitsBaseCurrency(rate: String, code: String, paid: Int64, cash: Int64, off: Int64, loss: Int64) throws {
        let base = try #require(Currency(code))
        let split = try BaseCurrencySplit(
            payment: Money(minorUnits: paid, currency: .usd),
            discount: Money(minorUnits: 1_000, currency: .usd),
            invoiceRate: #require(Percentage(rate)),
            cash: Money(minorUnits: cash, currency: base)
        )
        #expect(split.discount == Money(minorUnits: off, currency: base))
        #expect(split.exchangeLoss == Money(minorUnits: loss, currency: base))
    }
}
