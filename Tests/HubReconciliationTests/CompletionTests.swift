import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

private let acme = "DE02120300000000202051"
private let bolt = "DE02500105170137075030"

private func invoice(_ number: Int, _ amount: String, customer: String = "C1", name: String = "Acme GmbH") -> OpenItem {
    item("INV-\(number)", amount, customer: customer, name: name, account: customer == "C1" ? acme : bolt)
}

private let three = [invoice(10_001, "1049.53"), invoice(20_057, "2311.20"), invoice(30_099, "377.81")]
private let note = item("CN-9001", "49.10", account: acme, kind: .creditNote, issued: "2026-03-05")

/// A receipt that names less than it pays, or more.
let completionCases: [MatchingCase] = [
    MatchingCase(
        "one more invoice of the payer makes it exact",
        three,
        [line("3360.73", "INV-10001", account: acme)],
        ["0 own_reference INV-10001=1049.53 INV-20057=2311.20"]
    ),
    MatchingCase(
        "one more beside two that are named",
        three,
        [line("3738.54", "INV-10001, INV-30099", account: acme)],
        ["0 own_reference INV-10001=1049.53 INV-20057=2311.20 INV-30099=377.81"]
    ),
    MatchingCase(
        "a credit note that is not named",
        three + [note],
        [line("1000.43", "INV-10001", account: acme)],
        ["0 own_reference INV-10001=1049.53 CN-9001=-49.10"]
    ),
    MatchingCase(
        "the second number is mistyped",
        three,
        [line("3360.73", "INV-10001 und INV-2057", account: acme)],
        ["0 own_reference INV-10001=1049.53 INV-20057=2311.20"]
    ),
    MatchingCase(
        "the second number is another one of the series, which may be settled",
        three,
        [line("3360.73", "INV-10001 und INV-20058", account: acme)],
        ["0 !unknown_reference"]
    ),
    MatchingCase(
        "the second number is mistyped, and higher than any of ours",
        three,
        [line("3360.73", "INV-10001 und INV-80057", account: acme)],
        ["0 own_reference INV-10001=1049.53 INV-20057=2311.20"]
    ),
    MatchingCase(
        "the second number is another one that was not given",
        three,
        [line("3360.73", "INV-10001 und INV-77777", account: acme)],
        ["0 !unknown_reference"]
    ),
    MatchingCase(
        "two others have the amount",
        three + [invoice(40_001, "2311.20")],
        [line("3360.73", "INV-10001", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "two others make it together",
        three + [invoice(40_001, "1300.00"), invoice(40_002, "1011.20")],
        [line("3360.73", "INV-10001", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "two others alone make it together, and none does",
        [three[0], invoice(40_001, "1300.00"), invoice(40_002, "1011.20")],
        [line("3360.73", "INV-10001", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "another one less its discount, or less a credit note",
        three + [item("INV-40001", "2360.30", account: acme), note],
        [line("3360.73", "INV-10001", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "two credit notes instead of one",
        three + [note]
            + [
                item("CN-9002", "29.10", account: acme, kind: .creditNote),
                item("CN-9003", "20.00", account: acme, kind: .creditNote),
            ],
        [line("1000.43", "INV-10001", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "the amount is another invoice less a credit note: the number may be mistyped",
        three + [note],
        [line("328.71", "INV-10001", account: acme), line("2262.10", "INV-30099", index: 1, account: acme)],
        ["0 !ambiguous", "1 !ambiguous"]
    ),
    MatchingCase(
        "a part that is two other invoices together",
        [invoice(10_001, "9000.00")] + [invoice(10_002, "1300.00"), invoice(10_003, "1011.20")],
        [line("2311.20", "INV-10001", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "a discount or a credit note of just this amount",
        [
            item("INV-10001", "1000.00", account: acme, discount: (off: "20.00", until: "2026-03-25")),
            item("CN-9001", "20.00", account: acme, kind: .creditNote),
        ],
        [
            line("980.00", "INV-10001", account: acme),
            line("980.00", "INV-10001 abzgl. Gutschrift", index: 1, account: acme),
        ],
        ["0 !ambiguous", "1 !ambiguous"]
    ),
    MatchingCase(
        "a discount, as the text says",
        [
            item("INV-10001", "1000.00", account: acme, discount: (off: "20.00", until: "2026-03-25")),
            item("CN-9001", "20.00", account: acme, kind: .creditNote),
        ],
        [line("980.00", "INV-10001 abzgl. 2% Skonto", account: acme)],
        ["0 own_reference INV-10001=980.00 discount=20.00"]
    ),
    MatchingCase(
        "the amount is one invoice, or another less a credit note, as the text may say",
        [
            invoice(10_001, "460.64"), invoice(10_003, "360.64"),
            item("CN-7001", "100.00", account: acme, kind: .creditNote),
        ],
        [line("360.64", "danke", account: acme), line("360.64", "abzgl. Gutschrift", index: 1, account: acme)],
        ["0 !ambiguous", "1 !ambiguous"]
    ),
    MatchingCase(
        "a credit note is taken off, and none is at hand",
        three,
        [line("377.81", "abzgl. Gutschrift", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "the other one is named by another receipt with another amount",
        three,
        [line("3360.73", "INV-10001", account: acme), line("500.00", "INV-20057", index: 1, account: acme)],
        ["0 own_reference INV-10001=1049.53 unapplied=2311.20", "1 own_reference INV-20057=500.00"]
    ),
    MatchingCase(
        "another receipt has exactly the amount of the other one and names nothing",
        three,
        [line("3360.73", "INV-10001", account: acme), line("2311.20", "danke", index: 1, account: acme)],
        ["0 own_reference INV-10001=1049.53 unapplied=2311.20", "1 amount_party_date INV-20057=2311.20"]
    ),
    MatchingCase(
        "a number in the text is like a third one",
        three,
        [line("3360.73", "INV-10001 30098", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "a second number has lost a digit, and nothing makes it exact",
        three,
        [line("3360.00", "INV-10001 INV-1000", account: acme)],
        ["0 !unknown_reference"]
    ),
    MatchingCase(
        "a second number has a digit too many, and the amount is a part",
        three,
        [line("1000.00", "INV-10001 INV-100012", account: acme)],
        ["0 !unknown_reference"]
    ),
    MatchingCase(
        "somebody else's invoice has the amount of the rest",
        [three[0], invoice(20_057, "2311.20", customer: "C2", name: "Bolt AG")],
        [line("3360.73", "INV-10001", account: acme)],
        ["0 own_reference INV-10001=1049.53 unapplied=2311.20"]
    ),
    MatchingCase(
        "nobody says who paid",
        three,
        [line("3360.73", "INV-10001")],
        ["0 !unknown_payer"]
    ),
    MatchingCase(
        "what is missing is a discount that was late, and a credit note is as large",
        [
            item("INV-10001", "1000.00", account: acme, discount: (off: "20.00", until: "2026-03-11")),
            item("CN-9001", "20.00", account: acme, kind: .creditNote),
        ],
        [line("980.00", "INV-10001", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "with one more it is exact, but the whole amount is that of a third one",
        [invoice(10_001, "100.37"), invoice(20_057, "50.41"), invoice(31_999, "150.78")],
        [line("150.78", "INV-10001", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "discounts of several choices make the amount, and so does a credit note",
        [10_001, 20_057, 30_099].map {
            item("INV-\($0)", "1000.00", account: acme, discount: (off: "10.00", until: "2026-03-31"))
        } + [item("CN-9001", "20.00", account: acme, kind: .creditNote)],
        [line("2980.00", "INV-10001 INV-20057 INV-30099", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "two late discounts make what is missing, and so does a credit note",
        [10_001, 20_057].map {
            item("INV-\($0)", "1000.00", account: acme, discount: (off: "10.00", until: "2026-03-11"))
        } + [item("CN-9001", "20.00", account: acme, kind: .creditNote)],
        [line("1980.00", "INV-10001 INV-20057", account: acme)],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "the one that would make it exact is issued later",
        [three[0], item("INV-20057", "2311.20", account: acme, issued: "2026-03-25", due: "2026-04-25")],
        [line("3360.73", "INV-10001", account: acme)],
        ["0 own_reference INV-10001=1049.53 unapplied=2311.20"]
    ),
    MatchingCase(
        "the credit note is of a later day",
        three + [item("CN-9001", "49.10", account: acme, kind: .creditNote, issued: "2026-03-25")],
        [line("1000.43", "INV-10001", account: acme)],
        ["0 own_reference INV-10001=1000.43"]
    ),
    MatchingCase(
        "the amount of the rest was that of an invoice that is paid by now",
        three + [invoice(40_001, "2311.20")],
        [
            line("2311.20", "INV-40001", account: acme, on: "2026-03-10"),
            line("3360.73", "INV-10001", index: 1, account: acme),
        ],
        ["0 own_reference INV-40001=2311.20", "1 !ambiguous"]
    ),
    MatchingCase(
        "an exact receipt of a later day comes before an inexact one",
        three,
        [
            line("400.00", "INV-10001", account: acme, on: "2026-03-10"),
            line("1049.53", "INV-10001", index: 1, account: acme, on: "2026-03-12"),
        ],
        ["0 !duplicate", "1 own_reference INV-10001=1049.53"]
    ),
    MatchingCase(
        "a part, then the rest",
        three,
        [
            line("400.00", "INV-10001", account: acme, on: "2026-03-10"),
            line("649.53", "INV-10001", index: 1, account: acme, on: "2026-03-12"),
        ],
        ["0 own_reference INV-10001=400.00", "1 own_reference INV-10001=649.53"]
    ),
    MatchingCase(
        "a mistyped number, with payer and amount of one invoice alone",
        three,
        [line("2311.20", "INV-90057", account: acme), line("1049.53", "INV-99999", index: 1, account: acme)],
        ["0 amount_party_date INV-20057=2311.20", "1 !unknown_reference"]
    ),
    MatchingCase(
        "a number but for a slip that an earlier document may have",
        three,
        [line("2311.20", "INV-20047", account: acme), line("2311.20", "INV-00057", index: 1, account: acme)],
        ["0 !unknown_reference", "1 amount_party_date INV-20057=2311.20"]
    ),
    MatchingCase(
        "a mistyped number, and the payer has had the amount twice",
        three + [invoice(40_001, "2311.20")],
        [line("2311.20", "INV-40001", account: acme), line("2311.20", "INV-20075", index: 1, account: acme)],
        ["0 own_reference INV-40001=2311.20", "1 !unknown_reference"]
    ),
]

@Suite("what is named and what is paid")
struct CompletionTests {
    @Test("a difference that the policy tolerates and a credit note explains too is left to a person")
    func toleranceOrCompletion() throws {
        var policy = MatchingPolicy()
        policy.tolerances.spans[.bankCharge] = [.eur: try #require(Tolerances.Span(from: 1, to: 5_000))]
        let receipt = line("1000.43", "INV-10001", account: acme)
        #expect(outcome(run([receipt], three, policy: policy)).first?.contains("bank_charge=49.10") == true)
        let held = try #require(run([receipt], three + [note], policy: policy).exceptions.first)
        #expect(held.reason == .ambiguous && held.explanation.contains("or CN-9001 makes it exact"))
    }

    @Test("one document more or less makes it exact, or nothing does", arguments: completionCases)
    func completes(_ example: MatchingCase) { example.check() }
}

private func back(
    _ amount: String,
    _ text: String = "",
    index: Int,
    on day: String,
    account: String? = acme,
    endToEndID: String? = nil
) -> StatementLine {
    line(
        amount,
        text,
        index: index,
        account: account,
        on: day,
        direction: .debit,
        endToEndID: endToEndID,
        returnReason: "AC04"
    )
}

/// A debit takes a receipt back; then it comes again.
let returnCases: [MatchingCase] = [
    MatchingCase(
        "the invoice is open again and is paid a second time",
        three,
        [
            line("1049.53", "INV-10001", account: acme, on: "2026-03-10"),
            back("1049.53", "INV-10001", index: 1, on: "2026-03-12"),
            line("1049.53", "INV-10001", index: 2, account: acme, on: "2026-03-14"),
        ],
        ["0 own_reference INV-10001=1049.53", "2 own_reference INV-10001=1049.53"]
    ),
    MatchingCase(
        "the second payment names nothing",
        three,
        [
            line("1049.53", "INV-10001", account: acme, on: "2026-03-10"),
            back("1049.53", index: 1, on: "2026-03-12"),
            line("1049.53", "nochmal", index: 2, account: acme, on: "2026-03-14"),
        ],
        ["0 own_reference INV-10001=1049.53", "2 amount_party_date INV-10001=1049.53"]
    ),
    MatchingCase(
        "paid twice and taken back once: which one is not told, so nothing is open again",
        three,
        [
            line("1049.53", "INV-10001", account: acme, on: "2026-03-10"),
            line("1049.53", "INV-10001 bitte", index: 1, account: acme, on: "2026-03-11"),
            back("1049.53", index: 2, on: "2026-03-12"),
            line("1049.53", "INV-10001", index: 3, account: acme, on: "2026-03-14"),
        ],
        ["0 own_reference INV-10001=1049.53", "1 !duplicate", "3 !duplicate"]
    ),
    MatchingCase(
        "the end-to-end id tells which one",
        three,
        [
            line("1049.53", "INV-10001", account: acme, on: "2026-03-10", endToEndID: "A-1"),
            line("1049.53", "INV-10001 bitte", index: 1, account: acme, on: "2026-03-11", endToEndID: "A-2"),
            back("1049.53", index: 2, on: "2026-03-12", endToEndID: "A-1"),
            line("1049.53", "INV-10001", index: 3, account: acme, on: "2026-03-14", endToEndID: "A-3"),
        ],
        [
            "0 own_reference INV-10001=1049.53", "1 !duplicate", "3 own_reference INV-10001=1049.53",
        ]
    ),
    MatchingCase(
        "somebody else's money of the same amount went back",
        three,
        [
            line("1049.53", "INV-10001", account: acme, on: "2026-03-10"),
            back("1049.53", index: 1, on: "2026-03-12", account: bolt),
            line("1049.53", "INV-10001", index: 2, account: acme, on: "2026-03-14"),
        ],
        ["0 own_reference INV-10001=1049.53", "2 !duplicate"]
    ),
    MatchingCase(
        "a debit before the receipt takes nothing back",
        three,
        [
            back("1049.53", "INV-10001", index: 0, on: "2026-03-09"),
            line("1049.53", "INV-10001", index: 1, account: acme, on: "2026-03-10"),
            line("1049.53", "INV-10001", index: 2, account: acme, on: "2026-03-14"),
        ],
        ["1 own_reference INV-10001=1049.53", "2 !duplicate"]
    ),
]

@Suite("returns")
struct ReturnTests {
    @Test("what is taken back is open again", arguments: returnCases)
    func reopens(_ example: MatchingCase) { example.check() }

    @Test("a document with several parts is open again once")
    func namesDocumentsOnce() throws {
        var policy = MatchingPolicy()
        policy.tolerances.spans[.bankCharge] = [.eur: try #require(Tolerances.Span(from: 1, to: 5_000))]
        let lines = [
            line("1000.43", "INV-10001", account: acme, on: "2026-03-10"),
            back("1000.43", "INV-10001", index: 1, on: "2026-03-12"),
        ]
        #expect(run(lines, three, policy: policy).text.contains("s.xml:0; INV-10001 is open again"))
    }

    @Test("a return without a second payment leaves the document open, and every report says so")
    func tellsWhatIsOpen() throws {
        let lines = [
            line("1049.53", "INV-10001", account: acme, on: "2026-03-10"),
            back("1049.53", "INV-10001", index: 1, on: "2026-03-12"),
        ]
        let result = run(lines, three)
        let left = try #require(result.openItems.first { $0.invoice.number.text == "INV-10001" })
        #expect(left.open == money("1049.53") && result.summary.invoicesSettled == 0)
        let words = "takes back the line s.xml:0; INV-10001 is open again"
        let page = result.html(ReportSources(statements: ["s.xml"], invoices: ["i.csv"]))
        #expect(result.text.contains(words) && result.csv.contains(words) && page.contains(words))
        #expect(result.json.contains(#""takes_back":{"file":"s.xml","index":0,"bank_reference":"REF-0"}"#))
    }

    @Test("money of ours by its end-to-end id may come again under the same id once it was taken back")
    func reopensExpectedPayments() {
        let share = ExpectedPayment.Share(invoice: InvoiceNumber("INV-10001"), amount: money("1049.53"))
        let payment = ExpectedPayment(
            payment: PaymentID("pay-1"),
            endToEndID: "PAY-1",
            customer: CustomerID("C1"),
            amount: money("1049.53"),
            shares: [share]
        )
        let lines = [
            line("1049.53", account: acme, on: "2026-03-10", endToEndID: "PAY-1"),
            back("1049.53", index: 1, on: "2026-03-12", endToEndID: "PAY-1"),
            line("1049.53", index: 2, account: acme, on: "2026-03-20", endToEndID: "PAY-1"),
        ]
        let result = run(lines, three, payments: [payment])
        #expect(
            outcome(result) == ["0 end_to_end_id INV-10001=1049.53", "2 end_to_end_id INV-10001=1049.53"]
        )
    }
}
