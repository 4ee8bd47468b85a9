import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

@Suite("payouts of payment providers") struct SettlementTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let lines: [StatementLine]
        let settlement: [SettlementLine]
        let outcome: [String]
        /// What every explanation of an exception must say.
        var words: [String] = []
        var testDescription: String { name }
    }

    private static let po = "po_10000001"

    /// 100.00 and 50.00 with fees, less a refund and a fee: 121.75.
    private static let lines = [
        settled(0, .payment, "98.25", fee: "1.75", payment: "ch_1", reference: "INV-1", payout: po),
        settled(1, .payment, "49.00", fee: "1.00", payment: "ch_2", payout: po),
        settled(2, .refund, "-25.00", payment: "re_1", payout: po), settled(3, .fee, "-0.50", payout: po),
    ]

    private static func announced(_ amount: String, _ payout: String = po, row: Int = 9) -> SettlementLine {
        settled(row, .payout, "-\(amount)", id: "txn_\(payout)", payout: payout, arrival: "2026-03-20")
    }

    /// Payouts of 10.00 from `po_10000002` on, by their arrivals.
    private static func alike(_ arrivals: String...) -> [SettlementLine] {
        arrivals.enumerated().map { number, arrival in
            settled(number, .payment, "10.00", payout: "po_1000000\(number + 2)", arrival: arrival)
        }
    }

    private static let cases: [Case] = [
        Case(
            name: "the id in the text",
            lines: [line("121.75", "STRIPE PAYOUT \(po)")],
            settlement: lines,
            outcome: ["0 payout INV-1=100.00 payment=50.00 refund=-25.00 fee=-3.25"]
        ),
        Case(
            name: "the trace in the bank's reference",
            lines: [line("121.75", bankReference: "0260-TRACE-77")],
            settlement: lines.map { row in
                var row = row
                row.trace = "0260TRACE77"
                return row
            },
            outcome: ["0 payout INV-1=100.00 payment=50.00 refund=-25.00 fee=-3.25"]
        ),
        Case(
            name: "amount, days and the provider's name",
            lines: [line("121.75", name: "Stripe Payments Europe")],
            settlement: lines + [announced("121.75")],
            outcome: ["0 payout INV-1=100.00 payment=50.00 refund=-25.00 fee=-3.25"]
        ),
        Case(
            name: "the same amount without the provider's name is no payout",
            lines: [line("121.75", name: "Somebody else")],
            settlement: lines + [announced("121.75")],
            outcome: ["0 !unknown_payer"]
        ),
        Case(
            name: "the same amount outside of the days is no payout",
            lines: [line("121.75", name: "Stripe", on: "2026-03-27")],
            settlement: lines + [announced("121.75")],
            outcome: ["0 !unknown_payer"]
        ),
        Case(
            name: "another amount than the payout's",
            lines: [line("121.70", "payout \(po)")],
            settlement: lines,
            outcome: ["0 !under"],
            words: ["121.70 EUR", "121.75 EUR"]
        ),
        Case(
            name: "another currency than the payout's",
            lines: [line("121.75", "payout \(po)", currency: .usd)],
            settlement: lines,
            outcome: ["0 !currency"],
            words: ["121.75 USD", "121.75 EUR"]
        ),
        Case(
            name: "lines that do not make the control total",
            lines: [line("122.75", "payout \(po)")],
            settlement: lines + [announced("122.75")],
            outcome: ["0 !over"],
            words: ["121.75 EUR", "122.75 EUR"]
        ),
        Case(
            name: "a payout that comes twice",
            lines: [line("121.75", po), line("121.75", po, index: 1, on: "2026-03-21")],
            settlement: lines,
            outcome: ["0 payout INV-1=100.00 payment=50.00 refund=-25.00 fee=-3.25", "1 !duplicate"]
        ),
        Case(
            name: "two payouts of one amount in the same days",
            lines: [line("10.00", name: "Stripe"), line("10.00", index: 1, name: "Stripe")],
            settlement: alike("2026-03-20", "2026-03-20"),
            outcome: ["0 payout payment=10.00", "1 payout payment=10.00"]
        ),
        Case(
            name: "one line that may be either of two payouts",
            lines: [line("10.00", name: "Stripe")],
            settlement: alike("2026-03-20", "2026-03-20"),
            outcome: ["0 !ambiguous"],
            words: ["po_10000002", "po_10000003"]
        ),
        Case(
            name: "three lines for two payouts",
            lines: [0, 1, 2].map { line("10.00", index: $0, name: "Stripe") },
            settlement: alike("2026-03-20", "2026-03-20"),
            outcome: ["0 !ambiguous", "1 !ambiguous", "2 !ambiguous"],
            words: ["po_10000002", "po_10000003"]
        ),
        Case(
            name: "two lines and two payouts, which do not all fit",
            lines: [
                line("10.00", name: "Stripe", on: "2026-03-20"),
                line("10.00", index: 1, name: "Stripe", on: "2026-03-26"),
            ],
            settlement: alike("2026-03-20", "2026-03-21"),
            outcome: ["0 !ambiguous", "1 !ambiguous"],
            words: ["po_10000003"]
        ),
        Case(
            name: "two lines for three payouts",
            lines: [0, 1].map { line("10.00", index: $0, name: "Stripe") },
            settlement: alike("2026-03-20", "2026-03-20", "2026-03-20"),
            outcome: ["0 !ambiguous", "1 !ambiguous"],
            words: ["po_10000002", "po_10000004"]
        ),
        Case(
            name: "two lines for two payouts, and a third line that one of them may be",
            lines: [
                line("10.00", name: "Stripe", on: "2026-03-20"),
                line("10.00", index: 1, name: "Stripe", on: "2026-03-20"),
                line("10.00", index: 2, name: "Stripe", on: "2026-03-26"),
            ],
            settlement: alike("2026-03-20", "2026-03-21"),
            outcome: ["0 !ambiguous", "1 !ambiguous", "2 !ambiguous"],
            words: ["po_10000003"]
        ),
        Case(
            name: "two lines for one payout",
            lines: [line("10.00", name: "Stripe"), line("10.00", index: 1, name: "Stripe")],
            settlement: [settled(0, .payment, "10.00", payout: "po_10000002", arrival: "2026-03-20")],
            outcome: ["0 !ambiguous", "1 !ambiguous"],
            words: ["2 lines"]
        ),
        Case(
            name: "the batch number tells two payouts of one amount apart",
            lines: [line("10.00", "BATCH 382 ADYEN"), line("10.00", "BATCH 381 ADYEN", index: 1)],
            settlement: [
                settled(0, .payment, "10.00", payout: "381", provider: "Adyen"),
                settled(1, .payout, "-10.00", payout: "381", provider: "Adyen"),
                settled(2, .payment, "8.00", fee: "2.00", payout: "382", provider: "Adyen"),
                settled(3, .adjustment, "2.00", payout: "382", provider: "Adyen"),
                settled(4, .payout, "-10.00", payout: "382", provider: "Adyen"),
            ],
            outcome: ["0 payout payment=10.00 adjustment=2.00 fee=-2.00", "1 payout payment=10.00"]
        ),
        Case(
            name: "a report that is given twice counts once",
            lines: [line("121.75", po)],
            settlement: lines + lines.map { $0.with(file: "copy.csv") },
            outcome: ["0 payout INV-1=100.00 payment=50.00 refund=-25.00 fee=-3.25"]
        ),
        Case(
            name: "so does one whose rows have no ids, and equal rows of one report are two",
            lines: [line("20.00", po)],
            settlement: [
                settled(0, .payment, "10.00", payout: po).withoutID,
                settled(1, .payment, "10.00", payout: po).withoutID,
                settled(0, .payment, "10.00", payout: po, file: "copy.csv").withoutID,
                settled(1, .payment, "10.00", payout: po, file: "copy.csv").withoutID,
            ],
            outcome: ["0 payout payment=10.00 payment=10.00"]
        ),
        Case(
            name: "an order of several rows pays its invoice",
            lines: [line("95.00", po)],
            settlement: [
                settled(0, .payment, "80.00", payment: "o1", reference: "INV-1", payout: po),
                settled(1, .payment, "20.00", payment: "o2", reference: "INV-1", payout: po),
                settled(2, .fee, "-5.00", reference: "INV-1", payout: po),
            ],
            outcome: ["0 payout INV-1=80.00 INV-1=20.00 fee=-5.00"]
        ),
        Case(
            name: "several rows that are more than the invoice pay nothing of it",
            lines: [line("110.00", po)],
            settlement: [
                settled(0, .payment, "80.00", payment: "o1", reference: "INV-1", payout: po),
                settled(1, .payment, "30.00", payment: "o2", reference: "INV-1", payout: po),
            ],
            outcome: ["0 payout payment=80.00 payment=30.00"]
        ),
        Case(
            name: "a charge that fails in the same payout pays nothing",
            lines: [line("20.00", po)],
            settlement: [
                settled(0, .payment, "100.00", payment: "ch_1", reference: "INV-1", payout: po),
                settled(1, .payment, "-100.00", payment: "ch_1", reference: "INV-1", payout: po),
                settled(2, .payment, "20.00", payment: "ch_2", payout: po),
            ],
            outcome: ["0 payout payment=100.00 payment=-100.00 payment=20.00"]
        ),
        Case(
            name: "nor does one that fails in a later payout under an id of its own",
            lines: [line("100.00", po)],
            settlement: [
                settled(0, .payment, "100.00", payment: "py_1", reference: "INV-1", payout: po),
                settled(1, .payment, "-100.00", payment: "pyr_1", reference: "INV-1", payout: "po_10000009"),
            ],
            outcome: ["0 payout payment=100.00"]
        ),
        Case(
            name: "a second try pays after the first one failed",
            lines: [line("100.00", po)],
            settlement: [
                settled(0, .payment, "100.00", payment: "pi_1", reference: "INV-1", payout: po),
                settled(1, .payment, "-100.00", payment: "pi_1", reference: "INV-1", payout: po),
                settled(2, .payment, "100.00", payment: "pi_1", reference: "INV-1", payout: po),
            ],
            outcome: ["0 payout INV-1=100.00 payment=-100.00 payment=100.00"]
        ),
        Case(
            name: "lines without a payout are those since the payout before, if they make it exactly",
            lines: [line("30.00", "STRIPE"), line("7.00", "STRIPE", index: 1)],
            settlement: [
                settled(0, .payment, "10.00", payment: "ch_1"), settled(1, .payment, "20.00", payment: "ch_2"),
                announced("30.00", "po_10000004", row: 2), settled(3, .payment, "8.00", payment: "ch_3"),
                announced("7.00", "po_10000005", row: 4),
            ],
            outcome: ["0 payout payment=10.00 payment=20.00", "1 payout provider_balance=7.00"]
        ),
        Case(
            name: "each currency of a batch is a payout of its own",
            lines: [line("9.00", "ADYEN 381"), line("5.00", "ADYEN 381", index: 1, currency: .usd)],
            settlement: [
                settled(0, .payment, "9.00", fee: "1.00", payout: "381", provider: "Adyen"),
                settled(1, .payout, "-9.00", payout: "381", provider: "Adyen"),
                settled(2, .payment, "5.00", payout: "381", provider: "Adyen", currency: .usd),
                settled(3, .payout, "-5.00", payout: "381", provider: "Adyen", currency: .usd),
            ],
            outcome: ["0 payout payment=10.00 fee=-1.00", "1 payout payment=5.00"]
        ),
    ]

    @Test("a charge beyond its invoice pays nothing of it, however certain the number is")
    func leavesChargesBeyondTheInvoice() {
        let number = "RF18539007547034"
        func found(_ charged: String) -> [String] {
            let row = settled(0, .payment, charged, payment: "ch_1", reference: number, payout: Self.po)
            return outcome(reconciled([line(charged, Self.po)], [row], [item(number, "100.00")]))
        }
        #expect(found("90.00") == ["0 payout \(number)=90.00"])
        #expect(found("110.00") == ["0 payout payment=110.00"])
    }

    @Test("what a line becomes beside a report", arguments: cases)
    func outcomes(_ test: Case) {
        let result = reconciled(test.lines, test.settlement, [item("INV-1", "100.00")])
        #expect(outcome(result) == test.outcome)
        for word in test.words {
            #expect(result.exceptions.allSatisfy { $0.explanation.contains(word) }, "\(word)")
        }
        let turned = reconciled(test.lines.reversed(), test.settlement.reversed(), [item("INV-1", "100.00")])
        #expect(turned.json == result.json && turned.text == result.text && turned.csv == result.csv)
    }

    @Test("our own payment leads to its invoices if the provider names its amount, else both numbers are named")
    func ownPayments() throws {
        let lines = [
            settled(0, .payment, "98.25", fee: "1.75", payment: "pi_1", payout: Self.po),
            settled(1, .payment, "49.00", fee: "1.00", payment: "pi_2", payout: Self.po),
            settled(2, .payment, "1.00", payment: "pi_3", payout: Self.po),
        ]
        let payments = [
            hubPayment("pay_1", "100.00", provider: "pi_1", invoices: ["INV-1": "60.00", "INV-2": "40.00"]),
            hubPayment("pay_2", "55.00", provider: "pi_2", invoices: ["INV-3": "55.00"]),
        ]
        let items = [item("INV-1", "60.00"), item("INV-2", "90.00"), item("INV-3", "55.00")]
        let result = reconciled([line("148.25", Self.po)], lines, items, payments: payments)
        #expect(
            outcome(result) == ["0 payout INV-1=60.00 INV-2=40.00 payment=50.00 payment=1.00 fee=-2.75"]
        )
        let entry = try #require(result.settlements.entries.first)
        #expect(entry.ledger == .partly && entry.bank == .present && entry.provider == .present)
        #expect(entry.differences.contains("pi_2 is 50.00 EUR at the provider, and our payment pay_2 is 55.00 EUR"))
        #expect(entry.differences.contains("pi_3 over 1.00 EUR is no payment of ours"))
    }

    @Test("the rules decide about each payment of a payout, and what they hold is named")
    func rules() throws {
        let lines = [
            settled(0, .payment, "100.00", payment: "ch_1", reference: "INV-1", payout: Self.po),
            settled(1, .payment, "50.00", payment: "ch_2", reference: "INV-2", payout: Self.po),
        ]
        var policy = MatchingPolicy()
        policy.rules = [
            DecisionRule(name: "nobody_untold", priority: 1, payers: [.untold], decision: .suggest)
        ]
        let items = [item("INV-1", "100.00"), item("INV-2", "80.00")]
        let held = reconciled([line("150.00", Self.po)], lines, items, policy: policy)
        #expect(outcome(held) == ["0 payout payment=100.00 payment=50.00"])
        let words = try #require(held.matches.first?.explanation)
        #expect(words.contains("left to a person: ch_1 for INV-1") && words.contains("nobody_untold"), "\(words)")
        let posted = reconciled([line("150.00", Self.po)], lines, items)
        #expect(outcome(posted) == ["0 payout INV-1=100.00 payment=50.00"], "a part from nobody knows whom")
    }

    /// Payments inside one payout, and of each that clears nothing: its name, amount, class, reason and document.
    private static let waiting:
        [(name: String, lines: [SettlementLine], payments: [ExpectedPayment], waits: [String])] = {
            func charge(_ row: Int, _ amount: String, _ number: String?, presented: Money? = nil) -> SettlementLine {
                settled(
                    row,
                    .payment,
                    amount,
                    payment: "ch_\(row)",
                    reference: number,
                    payout: po,
                    presented: presented
                )
            }
            let ours = { (amount: String) in
                [hubPayment("pay_1", amount, provider: "ch_1", invoices: ["INV-1": amount])]
            }
            return [
                ("in full", [charge(1, "100.00", "INV-1")], [], []),
                ("a part", [charge(1, "60.00", "INV-1")], [], ["ch_1 60.00 under under INV-1"]),
                ("more", [charge(1, "160.00", "INV-1")], [], ["ch_1 160.00 over over INV-1"]),
                (
                    "twice", [charge(1, "100.00", "INV-1"), charge(2, "100.00", "INV-1")], [],
                    ["ch_1 100.00 over over INV-1", "ch_2 100.00 over over INV-1"]
                ),
                (
                    "in dollars", [charge(1, "90.00", "INV-9", presented: money("100.00", .usd))], [],
                    ["ch_1 90.00 currency currency INV-9"]
                ),
                ("nothing that we know", [charge(1, "100.00", nil), charge(2, "1.00", "F-77812")], [], []),
                (
                    "taken back",
                    [charge(1, "100.00", "INV-1"), settled(2, .refund, "-100.00", payment: "ch_1", payout: po)], [], []
                ),
                ("ours, less", [charge(1, "60.00", nil)], ours("100.00"), ["ch_1 60.00 under under INV-1"]),
                ("ours, more", [charge(1, "160.00", nil)], ours("100.00"), ["ch_1 160.00 over over INV-1"]),
                ("ours", [charge(1, "100.00", nil)], ours("100.00"), []),
            ]
        }()

    @Test("payments inside a payout that wait have a class and an age, and count", arguments: waiting.indices)
    func waits(index: Int) throws {
        let test = Self.waiting[index]
        let items = [item("INV-1", "100.00"), item("INV-9", "100.00", currency: .usd)]
        let net = test.lines.reduce(Int64(0)) { $0 + $1.net.minorUnits }
        let receipt = line(Money(minorUnits: max(net, 1), currency: .eur).decimal, Self.po)
        let result = reconciled([receipt], test.lines, items, payments: test.payments)
        let found = result.waitingParts.map(\.part).map { part in
            "\(part.payment ?? "-") \(part.amount.decimal) \(part.exceptionClass.rawValue) \(part.reason.rawValue) "
                + part.documents.map(\.text).joined(separator: " ")
        }
        #expect(found == test.waits, "\(test.name)")
        #expect(result.summary.waitingParts == test.waits.count)
        let counted = result.classTotals.reduce(0) { $0 + $1.total.number }
        #expect(counted == test.waits.count + result.exceptions.count)
        // Booked on 20 March, and it is 30 April.
        let aged = result.ageTotals.first { $0.age == .upTo60 }
        #expect(aged?.total.number == counted)
        for word in test.waits.compactMap({ $0.split(separator: " ").first }) {
            let row = result.csv.split(whereSeparator: \.isNewline).first {
                $0.hasPrefix("waiting_part,") && $0.contains(",\(word),")
            }
            #expect(row != nil && result.text.contains("this part of it clears nothing: \(word)"), "\(word)")
            #expect(result.json.contains("\"waiting_parts\":[{\"line\""), "\(result.json)")
        }
    }

    @Test("of a payout with refunds what waits counts by its share of what customers have paid")
    func countsShare() {
        let lines = [
            settled(0, .payment, "100.00", payment: "ch_1", reference: "INV-1", payout: Self.po),
            settled(1, .payment, "60.00", payment: "ch_2", reference: "INV-2", payout: Self.po),
            settled(2, .refund, "-80.00", payment: "ch_0", payout: Self.po),
        ]
        let items = [item("INV-1", "100.00"), item("INV-2", "90.00")]
        let rate = reconciled([line("80.00", Self.po)], lines, items).summary.byInvoiceLine
        // 60.00 of 160.00 wait: of 80.00 that came, 30.00.
        #expect(rate.value[.eur] == ReconciliationSummary.Rate(part: 5_000, whole: 8_000))
        #expect(rate.number == ReconciliationSummary.Rate(part: 1, whole: 2))
    }

    /// Rows of several reports, and what is left of them: the net amount and the payout.
    private static let reports: [(name: String, rows: [SettlementLine], left: [String])] = [
        (
            "a report of another kind has another word and tells less",
            [
                row("txn_1", "98.25", in: "a.csv", word: "charge", payout: po, reference: "INV-1"),
                row("txn_1", "98.25", in: "b.csv", word: "payment", payout: po),
            ], ["98.25 a.csv \(po)"]
        ),
        (
            "an early report does not name the payout yet",
            [row("txn_1", "8.00", in: "a.csv"), row("txn_1", "8.00", in: "b.csv", payout: po)], ["8.00 b.csv \(po)"]
        ),
        (
            "two movements of one name in two batches are two, and one report knows of both",
            [
                row("881", "8.00", in: "a.csv", payout: "1"), row("881", "8.00", in: "b.csv", payout: "2"),
                row("881", "8.00", in: "c.csv"), row("881", "8.00", in: "c.csv", at: 2),
                row("881", "8.00", in: "c.csv", at: 3),
            ], ["8.00 a.csv 1", "8.00 b.csv 2", "8.00 c.csv -"]
        ),
        (
            "another day, amount or kind is another movement",
            [
                row("881", "8.00", in: "a.csv"), row("881", "8.00", in: "b.csv", on: "2026-03-19"),
                row("881", "9.00", in: "b.csv"), row("881", "-8.00", in: "b.csv", kind: .refund),
            ], ["8.00 a.csv -", "8.00 b.csv -", "9.00 b.csv -", "-8.00 b.csv -"]
        ),
        (
            "Stripe's payments have the name that is the source of a line of the balance",
            [
                row("txn_1", "8.00", in: "a.csv", payout: po, payment: "ch_1"),
                row("ch_1", "8.00", in: "b.csv", payment: "ch_1"),
            ],
            ["8.00 a.csv \(po)"]
        ),
    ]

    private static func row(
        _ id: String,
        _ net: String,
        in file: String,
        at place: Int = 0,
        word: String = "charge",
        kind: SettlementLine.Kind = .payment,
        payout: String? = nil,
        payment: String? = nil,
        reference: String? = nil,
        on day: String = "2026-03-18"
    ) -> SettlementLine {
        var line = settled(
            place,
            kind,
            net,
            id: id,
            payment: payment,
            reference: reference,
            payout: payout,
            on: day,
            file: file
        )
        line.word = word
        return line
    }

    @Test("one movement in several reports counts once, however each of them tells it", arguments: reports.indices)
    func manyReports(index: Int) {
        let (name, rows, left) = Self.reports[index]
        for rows in [rows, rows.reversed()] {
            let ledger = SettlementLedger(rows)
            let lines = (ledger.payouts.flatMap(\.lines) + ledger.balances.flatMap(\.lines))
                .sorted { ($0.file, $0.row, -$0.net.minorUnits) < ($1.file, $1.row, -$1.net.minorUnits) }
            let told = lines.map { "\($0.net.decimal) \($0.file) \($0.payout ?? "-")" }
            #expect(told.sorted() == left.sorted(), "\(name)")
        }
    }

    @Test("a payout that failed pays nothing, and the one that takes the money along pays what it was made of")
    func failedPayouts() {
        var failure = settled(4, .adjustment, "9.00", id: "txn_f", on: "2026-03-21")
        failure.failedPayout = "po_10000005"
        let first = [
            settled(0, .payment, "9.00", payment: "ch_1", reference: "INV-1", on: "2026-03-16"),
            settled(1, .payout, "-9.00", id: "txn_p", payout: "po_10000005", on: "2026-03-17", arrival: "2026-03-18"),
            failure,
        ]
        let waiting = SettlementLedger(first)
        #expect(waiting.payouts.map(\.amount) == [0] && waiting.payouts[0].lines.isEmpty)
        #expect(waiting.balances.map { $0.lines.map(\.reference) } == [["INV-1"]])
        let open = reconciled([], first, [item("INV-1", "9.00")], asOf: "2026-03-25")
        #expect(open.settlements.entries.map(\.bank) == [.notNeeded] && !open.settlements.needsPerson)
        let second = settled(5, .payout, "-9.00", payout: "po_10000006", on: "2026-03-22", arrival: "2026-03-23")
        for name in ["po_10000005", "txn_p"] {
            var rows = first + [second]
            rows[2].failedPayout = name
            let paid = reconciled([line("9.00", "po_10000006", on: "2026-03-23")], rows, [item("INV-1", "9.00")])
            #expect(paid.matches.first?.allocations.map(\.invoice) == [InvoiceNumber("INV-1")], "\(paid.matches)")
        }
        // Two that are said to have brought each other back: one of them is taken at its word, and no line is lost.
        let circle = ["po_10000005", "po_10000006"].enumerated().map { row, payout in
            var line = settled(row, .adjustment, "9.00", payout: payout)
            line.failedPayout = row == 0 ? "po_10000006" : "po_10000005"
            return line
        }
        let turning = SettlementLedger(circle)
        #expect(turning.payouts.map(\.amount).sorted() == [0, 900])
        #expect(turning.payouts.flatMap(\.lines).count + turning.balances.flatMap(\.lines).count == 1)
        // Another amount is not that payout.
        var other = first
        other[2] = settled(4, .adjustment, "8.00", id: "txn_f", on: "2026-03-21")
        other[2].failedPayout = "po_10000005"
        #expect(SettlementLedger(other).payouts.map(\.amount) == [900])
    }

    @Test(
        "what a refund or a chargeback takes back of a payment pays no invoice",
        arguments: [
            (.refund, "-100.00", nil, "payment=100.00 payment=50.00 refund=-100.00"),
            (.dispute, "-100.00", nil, "payment=100.00 payment=50.00 dispute=-100.00"),
            // A part is left to a person, as other part payments from a payer whom nobody tells are.
            (.refund, "-30.00", nil, "payment=100.00 payment=50.00 refund=-30.00"),
            (.dispute, "-100.00", "100.00", "INV-1=100.00 payment=50.00 dispute=-100.00 dispute=100.00"),
        ] as [(SettlementLine.Kind, String, String?, String)]
    )
    func takenBack(kind: SettlementLine.Kind, taken: String, given: String?, outcome: String) {
        var rows = [
            settled(0, .payment, "100.00", payment: "ch_1", reference: "INV-1", payout: Self.po),
            settled(1, .payment, "50.00", payment: "ch_2", payout: Self.po),
            settled(2, kind, taken, payment: "re_1", reference: "INV-1", payout: Self.po),
        ]
        if let given { rows.append(settled(3, kind, given, payment: "re_1", reference: "INV-1", payout: Self.po)) }
        let sum = Money(minorUnits: rows.map(\.net.minorUnits).reduce(0, +), currency: .eur)
        let result = reconciled([line(sum.decimal, Self.po)], rows, [item("INV-1", "100.00")])
        #expect(HubReconciliationTests.outcome(result) == ["0 payout \(outcome)"])
    }

    @Test("what was paid out is no balance any more, whether its lines are known or not")
    func balances() {
        let lines = [
            settled(0, .payment, "8.00", payment: "ch_1"), Self.announced("7.00", "po_10000005", row: 1),
            settled(2, .payment, "9.00", payment: "ch_2"), Self.announced("9.00", "po_10000006", row: 3),
            settled(4, .payment, "3.00", payment: "ch_3"),
        ]
        let ledger = SettlementLedger(lines)
        #expect(ledger.payouts.map(\.basis) == [.notItemised, .sincePayoutBefore])
        #expect(ledger.balances.map { $0.lines.map(\.net.decimal) } == [["8.00", "-7.00", "3.00"]])
    }

    @Test("a payout below zero is a debit of the bank account, and one that never came is missing")
    func otherSides() throws {
        let lines = [
            settled(0, .refund, "-5.00", payout: "po_10000006"), settled(1, .payment, "5.00", payout: "po_10000007"),
        ]
        let result = reconciled([line("5.00", "po_10000006", direction: .debit)], lines)
        #expect(result.settlements.entries.map(\.bank) == [.present, .missing])
        #expect(result.settlements.entries.map(\.ledger) == [.notNeeded, .notGiven])
    }

    @Test("the parts make the receipt, and the order of rows and files changes nothing", arguments: UInt64(0)..<60)
    func partsMakeReceipt(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var rows: [SettlementLine] = []
        for row in 0..<Int.random(in: 1...40, using: &random) {
            let kind = SettlementLine.Kind.allCases.filter { $0 != .payout }.randomElement(using: &random) ?? .payment
            let units = Int64.random(in: -5_000...20_000, using: &random)
            let fee = Int64.random(in: -20...400, using: &random)
            var line = SettlementLine(
                file: "r\(row % 3).csv",
                row: row,
                provider: "Stripe",
                kind: kind,
                net: Money(minorUnits: units, currency: .eur),
                fee: Money(minorUnits: fee, currency: .eur)
            )
            line.payout = "po_2000000\(row % 4)"
            rows.append(line)
        }
        let ledger = SettlementLedger(rows)
        let bank = ledger.payouts.enumerated().compactMap { index, payout -> StatementLine? in
            guard payout.amount > 0 else { return nil }
            let amount = Money(minorUnits: Int64(payout.amount), currency: .eur)
            return line(amount.decimal, payout.id, index: index)
        }
        let result = reconciled(bank, rows)
        #expect(result.matches.count == bank.count)
        for match in result.matches {
            #expect(match.allocations.map(\.amount.minorUnits).reduce(0, +) == match.line.amount.minorUnits)
        }
        for entry in result.settlements.entries { #expect(entry.totals.net == entry.payout.sum) }
        #expect(reconciled(bank.shuffled(using: &random), rows.shuffled(using: &random)).json == result.json)
    }

    @Test("an id of any length names its payout, whoever the line is from", arguments: [8, 19, 20, 27, 63, 64, 90])
    func longIDs(length: Int) {
        let id = "po_" + String(repeating: "1Qx", count: 30).prefix(length - 2)
        let row = settled(0, .payment, "98.25", fee: "1.75", payment: "ch_1", reference: "INV-1", payout: id)
        for text in ["payout \(id)", "REF:\(id.lowercased());x", "Zahlung \(id) Größe"] {
            let result = reconciled([line("98.25", text, name: "Somebody")], [row], [item("INV-1", "100.00")])
            #expect(outcome(result) == ["0 payout INV-1=100.00 fee=-1.75"], "\(text)")
        }
        #expect(reconciled([line("98.25", "payout \(id)0", name: "Somebody")], [row]).matches.isEmpty)
    }

    @Test("a line with a payout's short number and another amount is told of both")
    func shortNumber() throws {
        var groups = GroupSources()
        groups.settlements = SettlementLedger([settled(0, .payment, "98.25", payout: "381", provider: "Adyen")])
        let line = line("97.00", "TX4711 BATCH 381 ADYEN")
        let found = try #require(explained(line, among: [line], [], groups: groups))
        let words =
            "it is not Adyen payout 381: the line carries its short number, which others have too, has 97.00 EUR"
        #expect(found.steps.map(\.words).contains { $0.hasPrefix(words) }, "\(found.steps.map(\.words))")
    }

    @Test(
        "what a refund says in words is of the payment that has the same words, of its amount where several have",
        arguments: [
            ("REFUND FOR CHARGE (Order RE-2026-001)", "payment=100.00"), ("withdrawal for ch_1", "payment=100.00"),
            ("REFUND FOR CHARGE (Order RE-2026-009)", "RE-2026-001=100.00"), ("a refund", "RE-2026-001=100.00"),
        ]
    )
    func spokenRefund(_ words: String, _ expected: String) throws {
        var (one, other) = (
            settled(0, .payment, "100.00", payment: "ch_1", reference: "RE-2026-001", payout: Self.po),
            settled(1, .payment, "50.00", payment: "ch_2", reference: "RE-2026-002", payout: Self.po)
        )
        (one.description, other.description) = ("Order RE-2026-001", "Order RE-2026-002")
        var refund = settled(2, .refund, "-100.00", payment: "re_9", payout: Self.po)
        refund.description = words
        let items = [item("RE-2026-001", "100.00"), item("RE-2026-002", "50.00", customer: "C2")]
        let found = outcome(reconciled([line("50.00", Self.po)], [one, other, refund], items))
        #expect(found == ["0 payout \(expected) RE-2026-002=50.00 refund=-100.00"], "\(words)")
    }

    @Test(
        "the amount and the provider's name tell no payout where the line says something else",
        arguments: [
            ("Stripe", "Stripe Paint Co", "INV-30001", "po_10000001", "0 own_reference INV-30001=100.00"),
            ("Stripe", "Stripe Paint Co", "INV-30002", "po_10000001", "0 payout INV-1=100.00"),
            ("Stripe", "Stripe", "STRIPE", "po_10000001", "0 payout INV-1=100.00"),
            ("Adyen", "Adyen N.V.", "ADYEN BATCH 239 CO", "238", "0 !unknown_payer"),
            ("Adyen", "Adyen N.V.", "ADYEN BATCH239", "238", "0 !unknown_payer"),
            ("Adyen", "Adyen N.V.", "ADYEN BATCH 238 CO", "238", "0 payout INV-1=100.00"),
            ("Adyen", "Adyen N.V.", "ADYEN MERCHANT CO", "238", "0 payout INV-1=100.00"),
        ]
    )
    func otherwise(_ provider: String, _ payer: String, _ text: String, _ payout: String, _ expected: String) {
        let paid = settled(
            0,
            .payment,
            "100.00",
            payment: "ch_1",
            reference: "INV-1",
            payout: payout,
            provider: provider
        )
        let sent = settled(1, .payout, "-100.00", id: "txn_9", payout: payout, provider: provider)
        let items = [
            item("INV-1", "100.00"), item("INV-30001", "100.00", customer: "C3", name: "Stripe Paint Co"),
            item("INV-30002", "90.00", customer: "C3", name: "Stripe Paint Co"),
        ]
        #expect(outcome(reconciled([line("100.00", text, name: payer)], [paid, sent], items)) == [expected], "\(text)")
    }
}
