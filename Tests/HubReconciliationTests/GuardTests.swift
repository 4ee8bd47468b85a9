import Foundation
import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

/// Small rules on which much rests: each case fails when its rule is turned or taken out.
@Suite("guards of the matcher") struct GuardTests {
    @Test("every character of a text in JSON is read back as it was, and none below the blank stands bare")
    func writesStrings() throws {
        let scalars = (0...0xFF).compactMap(UnicodeScalar.init) + ["ž", "€", "日", "😀", "\u{2028}"]
        var texts = scalars.map { String($0) }
        texts += scalars.map { "a\($0)ü\($0)" } + ["", "plain", "größer", "\"", "\\", "\u{1}\u{10}\u{1F}\u{7F}"]
        texts.append(String(String.UnicodeScalarView(scalars)))
        for text in texts {
            var json = JSONWriter()
            json.object { $0.string("k\(text)", text) }
            let read = try JSONSerialization.jsonObject(with: Data(json.text.utf8)) as? [String: String]
            let value = try #require(read?.first, "\(json.text)")
            #expect(Array(value.value.unicodeScalars) == Array(text.unicodeScalars), "\(json.text)")
            #expect(Array(value.key.unicodeScalars) == Array("k\(text)".unicodeScalars))
            #expect(!json.text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
        }
    }

    @Test(
        "two accounts are one where they are equal, or the shorter is the longer's end of six digits at least",
        arguments: [
            ("DE89370400440532013000", "DE89370400440532013000", true),
            ("DE89370400440532013000", "0532013000", true), ("0532013000", "DE89370400440532013000", true),
            ("DE89370400440532013000", "00000532013000", true), ("DE89370400440532013000", "13000", false),
            ("DE89370400440532013000", "013000", false), ("DE89370400440532013000", "2013000", true),
            ("DE89370400440532013000", "532013001", false), ("DE89370400440532013000", "DE12500105170648489890", false),
            ("532013000", "532013001", false), ("12345", "12345", true), ("0012345678", "0112345678", false),
            ("", "DE89370400440532013000", false),
        ]
    )
    func comparesAccounts(left: String, right: String, isSame: Bool) {
        #expect(isSameAccount(left, right) == isSame)
        #expect(isSameAccount(right, left) == isSame)
    }

    @Test("a choice goes to the only taker that has no other")
    func pairs() {
        let choices = [[1], [2], [2], [3, 4], [5]]
        let pairs = OnlyPairs(choices)
        #expect(choices.map { pairs.only(of: $0) } == [1, nil, nil, nil, 5])
        #expect(choices.map { pairs.takersMax(of: $0) } == [1, 2, 2, 1, 1])
        #expect(pairs.only(of: []) == nil && pairs.takersMax(of: []) == 1)
        #expect(pairs.only(of: [9]) == nil, "nobody has asked for it")
    }

    @Test("a debit takes away, a credit brings")
    func signs() {
        #expect(line("5.00").signedAmount == money("5.00"))
        #expect(line("5.00", direction: .debit).signedAmount == money("-5.00"))
        let both = [line("5.00"), line("5.00", direction: .debit)]
        #expect(Set(StatementLineIdentity.identities(of: both)).count == 2, "a credit is not its own return")
    }

    @Test("a return names its receipt by four characters at least, on one account, and on its own day too")
    func findsReturnedReceipts() {
        let debit = line("10.00", "sorry REF-7 R7", direction: .debit, bankReference: "BACK", returnReason: "AC04")
        func found(_ receipt: StatementLine) -> ReturnedReceipt { .find(for: debit, among: [receipt]) }
        #expect(found(line("10.00", "x", bankReference: "REF-7")) == .found(position: 0, basis: "the bank reference"))
        #expect(found(line("10.00", "x", bankReference: "R7")) == .ambiguous(positions: [0]), "too short to name one")
        #expect(found(line("10.00", "x", on: "2026-03-21", bankReference: "REF-7")) == .none, "booked a day later")
        #expect(found(line("10.01", "x", bankReference: "REF-7")) == .part(position: 0, basis: "the bank reference"))
        #expect(found(line("9.99", "x", bankReference: "REF-7")) == .fee(position: 0), "it had less than was taken")
        #expect(found(line("10.01", "x", bankReference: "R7")) == .none, "too short to name one")
        let elsewhere = StatementLine(
            file: "s.xml",
            index: 0,
            account: "DE75512108001245126199",
            direction: .credit,
            status: .booked,
            amount: money("10.00"),
            bookingDate: date("2026-03-20"),
            valueDate: date("2026-03-20"),
            bankReference: "REF-7",
            endToEndID: nil,
            creditorReferences: [],
            documentNumbers: [],
            remittance: "x",
            counterpartyName: nil,
            counterpartyAccount: nil,
            returnReason: nil,
            isReversal: false
        )
        #expect(found(elsewhere) == .none, "another account's")
    }

    @Test("a tolerance of five percent ends at five percent, and not a cent beyond")
    func roundsPercentDown() {
        var tolerances = Tolerances()
        tolerances.spans[.rounding] = [.eur: Tolerances.Span(to: 100)].compactMapValues(\.self)
        #expect(tolerances.allows(.rounding, 5, of: 100, .eur))
        #expect(!tolerances.allows(.rounding, 5, of: 99, .eur) && tolerances.allows(.rounding, 4, of: 99, .eur))
    }

    @Test("an end-to-end id that two of our payments over one amount share pays neither")
    func sharedIDs() {
        let payments = ["pay_1", "pay_2"].map {
            ExpectedPayment(
                payment: PaymentID($0),
                endToEndID: "E2E-1",
                customer: CustomerID("C1"),
                amount: money("100.00"),
                shares: []
            )
        }
        let result = run([line("100.00", endToEndID: "E2E-1")], [], payments: payments)
        #expect(outcome(result) == ["0 !ambiguous"])
    }

    @Test("a share of our payment in another currency pays no invoice of the same number")
    func sharesOfAnotherCurrency() {
        let share = ExpectedPayment.Share(invoice: InvoiceNumber("INV-1"), amount: money("100.00", .usd))
        let payment = ExpectedPayment(
            payment: PaymentID("pay_1"),
            endToEndID: "E2E-1",
            customer: CustomerID("C1"),
            amount: money("100.00"),
            shares: [share]
        )
        let result = run([line("100.00", endToEndID: "E2E-1")], [item("INV-1", "100.00")], payments: [payment])
        #expect(outcome(result) == ["0 end_to_end_id unapplied=100.00"])
    }

    struct PayoutCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let rows: [SettlementLine]
        let lines: [StatementLine]
        var items: [OpenItem] = []
        var hasArrived = false
        let expected: [String]
    }

    private static let payout = "po_10000001"

    private static func day(_ booked: String, arrival: String?, _ expected: String) -> PayoutCase {
        PayoutCase(
            testDescription: "without its id, booked on \(booked), arrival \(arrival ?? "not told")",
            rows: [settled(0, .payment, "98.00", payout: payout, on: "2026-03-10", arrival: arrival)],
            lines: [line("98.00", "STRIPE", name: "Stripe", on: booked)],
            expected: [expected]
        )
    }

    private static let isPayout = "0 payout payment=98.00"
    private static let isNone = "0 !unknown_payer"

    static let payoutCases = [
        day("2026-03-11", arrival: "2026-03-12", isPayout), day("2026-03-10", arrival: "2026-03-12", isNone),
        day("2026-03-17", arrival: "2026-03-12", isPayout), day("2026-03-18", arrival: "2026-03-12", isNone),
        day("2026-03-10", arrival: nil, isPayout), day("2026-03-09", arrival: nil, isNone),
        day("2026-03-20", arrival: nil, isPayout), day("2026-03-21", arrival: nil, isNone),
        PayoutCase(
            testDescription: "a payout below zero is no receipt of its amount",
            rows: [settled(0, .refund, "-20.00", payout: payout)],
            lines: [line("20.00", "STRIPE \(payout)", name: "Stripe")],
            expected: [isNone]
        ),
        PayoutCase(
            testDescription: "one that has come already comes again, by its id",
            rows: [settled(0, .payment, "98.00", payout: payout)],
            lines: [line("98.00", "STRIPE \(payout)", name: "Stripe")],
            hasArrived: true,
            expected: ["0 !duplicate"]
        ),
        PayoutCase(
            testDescription: "one that has come already is nothing else of its amount",
            rows: [settled(0, .payment, "98.00", payout: payout)],
            lines: [line("98.00", "STRIPE", name: "Stripe")],
            hasArrived: true,
            expected: [isNone]
        ),
        PayoutCase(
            testDescription: "a charge that was presented in another currency pays no invoice in that one",
            rows: [
                settled(0, .payment, "98.00", reference: "INV-1", payout: payout, presented: money("110.00", .usd))
            ],
            lines: [line("98.00", "STRIPE \(payout)", name: "Stripe")],
            items: [item("INV-1", "98.00"), item("INV-1", "110.00", currency: .usd)],
            expected: [isPayout]
        ),
        PayoutCase(
            testDescription: "a charge in the name of a credit note pays none",
            rows: [settled(0, .payment, "98.00", reference: "CN-1001", payout: payout)],
            lines: [line("98.00", "STRIPE \(payout)", name: "Stripe")],
            items: [item("CN-1001", "98.00", kind: .creditNote)],
            expected: [isPayout]
        ),
        PayoutCase(
            testDescription: "a charge pays an invoice of its own currency only",
            rows: [settled(0, .payment, "98.00", reference: "INV-1001", payout: payout)],
            lines: [line("98.00", "STRIPE \(payout)", name: "Stripe")],
            items: [item("INV-1001", "98.00", currency: .usd)],
            expected: [isPayout]
        ),
        PayoutCase(
            testDescription: "of a charge that is there twice and was taken back once, one pays",
            rows: [
                settled(0, .payment, "98.00", payment: "ch_1", reference: "INV-1001", payout: payout),
                settled(1, .payment, "98.00", payment: "ch_1", reference: "INV-1002", payout: payout),
                settled(2, .payment, "-98.00", payment: "ch_1", payout: payout),
            ],
            lines: [line("98.00", "STRIPE \(payout)", name: "Stripe")],
            items: [item("INV-1001", "98.00"), item("INV-1002", "98.00")],
            expected: ["0 payout INV-1001=98.00 payment=98.00 payment=-98.00"]
        ),
    ]

    @Test("what is no payout, and what a payout does not pay", arguments: payoutCases)
    func payouts(given: PayoutCase) {
        var groups = GroupSources()
        groups.settlements = SettlementLedger(given.rows)
        if given.hasArrived { groups.arrived = [PayoutKey(provider: "Stripe", id: Self.payout, currency: .eur)] }
        let result = reconcile(
            lines: given.lines,
            items: given.items,
            payments: [],
            policy: MatchingPolicy(),
            asOf: date("2026-04-30"),
            groups: groups
        )
        #expect(outcome(result) == given.expected)
    }
}
