import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

@Suite("refunds and chargebacks of payments that earlier payouts brought") struct MovingBackTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// `ch_1 INV-1=100.00 left=20.00`, without a name `- INV-1=100.00`; behind a sign what was taken back already.
        var books: [String] = []
        /// `refund -30.00 ch_1 INV-1`, `-` for what the report does not tell.
        let report: [String]
        /// What of each document is open before the run; 100.00 each, INV-3 300.00.
        var open: [String: String] = ["INV-1": "0.00", "INV-2": "0.00", "INV-3": "300.00"]
        var isInBooks = true
        let moves: [String]
        var waits: [String] = []
        var testDescription: String { name }
    }

    private static let paid = ["ch_1 INV-1=100.00"]

    private static let cases: [Case] = [
        Case(
            name: "a chargeback takes back what its payment paid",
            books: paid,
            report: ["dispute -100.00 ch_1 INV-1"],
            moves: ["taken_back INV-1 100.00 ch_1"]
        ),
        Case(
            name: "a refund of a part opens that part",
            books: paid,
            report: ["refund -30.00 ch_1 -"],
            moves: ["taken_back INV-1 30.00 ch_1"]
        ),
        Case(
            name: "no more than the payment paid, the rest is told beside it",
            books: paid,
            report: ["refund -70.00 ch_1 -", "dispute -70.00 ch_1 -"],
            moves: ["refund_left INV-1 40.00 ch_1", "taken_back INV-1 100.00 ch_1"]
        ),
        Case(
            name: "what of it paid nothing goes first",
            books: ["ch_1 INV-1=70.00 left=30.00"],
            report: ["refund -40.00 ch_1 -"],
            moves: ["refund_left INV-1 30.00 ch_1", "taken_back INV-1 10.00 ch_1"]
        ),
        Case(
            name: "a payment of two documents: all of it is taken, of a part a person knows of which",
            books: ["ch_1 INV-1=60.00 INV-2=40.00"],
            report: ["dispute -100.00 ch_1 -"],
            moves: ["taken_back INV-1 60.00 ch_1", "taken_back INV-2 40.00 ch_1"]
        ),
        Case(
            name: "a part of a payment of two documents waits",
            books: ["ch_1 INV-1=60.00 INV-2=40.00"],
            report: ["dispute -50.00 ch_1 -"],
            moves: [],
            waits: ["back 50.00 INV-1 INV-2 ambiguous"]
        ),
        Case(
            name: "won in the same payout it is nothing",
            books: paid,
            report: ["dispute 100.00 ch_1 -", "dispute -100.00 ch_1 -"],
            moves: []
        ),
        Case(
            name: "won later it pays again",
            books: ["ch_1 INV-1=0.00-100.00"],
            report: ["dispute 100.00 ch_1 -"],
            open: ["INV-1": "100.00"],
            moves: ["given_back INV-1 100.00 ch_1"]
        ),
        Case(
            name: "won after somebody else has paid it waits",
            books: ["ch_1 INV-1=0.00-100.00"],
            report: ["dispute 100.00 ch_1 -"],
            moves: [],
            waits: ["100.00 INV-1 duplicate"]
        ),
        Case(
            name: "won before the loss has come it is kept for that",
            books: paid,
            report: ["dispute 100.00 ch_1 -"],
            moves: ["payment_left INV-1 100.00 ch_1"]
        ),
        Case(
            name: "the reference alone, of the only payment and all of it",
            books: paid,
            report: ["refund -100.00 - INV-1"],
            moves: ["taken_back INV-1 100.00 ch_1"]
        ),
        Case(
            name: "what books do not know by name is told by the reference",
            books: ["- INV-1=100.00"],
            report: ["refund -100.00 ch_1 INV-1"],
            moves: ["taken_back INV-1 100.00 "]
        ),
        Case(
            name: "the reference alone, and a part",
            books: paid,
            report: ["refund -30.00 - INV-1"],
            moves: [],
            waits: ["back 30.00 INV-1 under"]
        ),
        Case(
            name: "the reference alone, and more",
            books: paid,
            report: ["refund -130.00 - INV-1"],
            moves: [],
            waits: ["back 130.00 INV-1 over"]
        ),
        Case(
            name: "the reference alone, and two payments",
            books: ["ch_1 INV-1=60.00", "ch_2 INV-1=40.00"],
            report: ["refund -60.00 - INV-1"],
            moves: [],
            waits: ["back 60.00 INV-1 ambiguous"]
        ),
        Case(
            name: "the reference, and another payment than the one that paid",
            books: paid,
            report: ["refund -100.00 ch_9 INV-1"],
            moves: [],
            waits: ["back 100.00 INV-1 ambiguous"]
        ),
        Case(
            name: "a second payment that waits is refunded, and the one that paid stays",
            books: paid + ["ch_9 INV-1=0.00 left=100.00"],
            report: ["refund -100.00 ch_9 INV-1"],
            moves: ["refund_left INV-1 100.00 ch_9"]
        ),
        Case(
            name: "a second refund of a payment that nothing is known of but a refund that waits",
            books: paid + ["ch_9 INV-1=0.00"],
            report: ["refund -40.00 ch_9 INV-1"],
            moves: [],
            waits: ["back 40.00 INV-1 ambiguous"]
        ),
        Case(
            name: "in books of what no payout has settled",
            report: ["dispute -100.00 ch_9 INV-1"],
            moves: [],
            waits: ["back 100.00 INV-1 returned"]
        ),
        Case(
            name: "of a payment that has not come it is kept for that",
            report: ["refund -100.00 ch_9 -"],
            moves: ["refund_left ch_9 100.00 ch_9"]
        ),
        Case(name: "of nothing that is known", report: ["refund -100.00 - -"], moves: []),
        Case(
            name: "in books before its payment it is kept for that",
            report: ["refund -100.00 ch_9 INV-3"],
            moves: ["refund_left INV-3 100.00 ch_9"]
        ),
        Case(
            name: "on files of what they show as settled",
            report: ["dispute -100.00 ch_1 INV-1"],
            isInBooks: false,
            moves: [],
            waits: ["back 100.00 INV-1 returned"]
        ),
        Case(
            name: "on files of what is all open nothing waits",
            report: ["dispute -100.00 ch_1 INV-3"],
            isInBooks: false,
            moves: ["refund_left INV-3 100.00 ch_1"]
        ),
        Case(
            name: "a payment of the payout itself",
            report: ["payment 300.00 ch_3 INV-3", "refund -100.00 ch_3 -"],
            moves: ["payment_left INV-3 100.00 ch_3", "refund_left INV-3 100.00 ch_3"],
            waits: ["200.00 INV-3 under"]
        ),
        Case(
            name: "a payment of which an earlier payout has refunded a part has only the rest",
            books: ["ch_3 INV-3=0.00 left=-100.00"],
            report: ["payment 300.00 ch_3 INV-3"],
            moves: ["payment_left INV-3 100.00 ch_3"],
            waits: ["200.00 INV-3 under"]
        ),
    ]

    private static func earlier(_ text: String) throws -> EarlierPayment {
        let words = text.split(separator: " ").map(String.init)
        let name = try #require(words.first)
        var payment = EarlierPayment(provider: "Stripe", currency: .eur, name: name == "-" ? "" : name)
        for word in words.dropFirst() {
            let sides = word.split(separator: "=").map(String.init)
            let (key, amount) = (try #require(sides.first), try #require(sides.last))
            guard key != "left" else {
                payment.left = Int128(money(amount).minorUnits)
                continue
            }
            let units = amount.split(separator: "-").map { money(String($0)).minorUnits }
            payment.change(InvoiceNumber(key)) { share in
                share.customer = CustomerID("C1")
                share.settled = units.first ?? 0
                share.takenBack = units.dropFirst().first ?? 0
            }
        }
        return payment
    }

    private static func reported(_ row: Int, _ text: String) throws -> SettlementLine {
        let words = text.split(separator: " ").map(String.init)
        func told(_ place: Int) -> String? { words[place] == "-" ? nil : words[place] }
        let kind = try #require(SettlementLine.Kind(rawValue: words[0]))
        return settled(row, kind, words[1], payment: told(2), reference: told(3), payout: "po_10000002")
    }

    @Test("take back, give back or wait", arguments: cases)
    func moves(_ test: Case) throws {
        let more = settled(90, .payment, "1000.00", payment: "ch_90", payout: "po_10000002")
        var groups = GroupSources()
        let report = try test.report.enumerated().map { try Self.reported($0, $1) } + [more]
        groups.settlements = SettlementLedger(report)
        groups.earlierPayments = try test.books.map(Self.earlier)
        let sum = report.reduce(Int64(0)) { $0 + $1.net.minorUnits }
        var receipt = line(Money(minorUnits: sum, currency: .eur).decimal, "po_10000002")
        if test.isInBooks { receipt.identity = "L1" }
        var result = reconcile(
            lines: [receipt],
            items: test.open.map { item($0, $0 == "INV-3" ? "300.00" : "100.00", open: $1) },
            payments: [],
            policy: MatchingPolicy(),
            asOf: date("2026-04-30"),
            groups: groups
        )
        let match = try #require(result.matches.first, "\(result.exceptions)")
        let moves = (match.movements ?? []).map {
            "\($0.kind.rawValue) \($0.document) \($0.amount.decimal) \($0.payment)"
        }
        #expect(moves == test.moves, "\(match.explanation)")
        let waits = (match.waiting ?? []).map { part in
            (part.takesBack ? ["back"] : []) + [part.amount.decimal] + part.documents.map(\.text)
                + [part.reason.rawValue]
        }
        #expect(waits.map { $0.joined(separator: " ") } == test.waits, "\(match.explanation)")
        for part in match.waiting ?? [] where part.takesBack {
            #expect(part.explanation.contains("match supersede") == test.isInBooks, "\(part.explanation)")
        }
        let before = result.openItems
        result.openAgain()
        for movement in match.movements ?? [] where movement.kind == .takenBack {
            #expect(match.explanation.contains("open again: "))
            let open = result.openItems.first { $0.invoice.number == movement.document }?.open.minorUnits ?? 0
            let then = before.first { $0.invoice.number == movement.document }?.open.minorUnits ?? 0
            #expect(open == then + movement.amount.minorUnits)
        }
    }

    @Test("a payout of nothing takes nothing back, and tells of what")
    func ofNothing() throws {
        var groups = GroupSources()
        groups.settlements = SettlementLedger([
            try Self.reported(0, "payment 100.00 ch_90 -"), try Self.reported(1, "dispute -100.00 ch_1 INV-1"),
        ])
        groups.earlierPayments = try Self.paid.map(Self.earlier)
        let result = reconcile(
            lines: [],
            items: [item("INV-1", "100.00", open: "0.00")],
            payments: [],
            policy: MatchingPolicy(),
            asOf: date("2026-04-30"),
            groups: groups
        )
        let words = "nothing of it reaches the bank, so that its refunds take nothing back: INV-1 stay paid"
        #expect(result.settlements.entries.map(\.differences) == [[words]])
    }
}
