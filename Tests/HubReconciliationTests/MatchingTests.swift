import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

/// One named situation: what is open, what arrived, and what becomes of each receipt.
struct MatchingCase: CustomTestStringConvertible, Sendable {
    let name: String
    let items: [OpenItem]
    let lines: [StatementLine]
    let payments: [ExpectedPayment]
    let expected: [String]

    init(
        _ name: String,
        _ items: [OpenItem],
        _ lines: [StatementLine],
        payments: [ExpectedPayment] = [],
        _ expected: [String]
    ) {
        self.name = name
        self.items = items
        self.lines = lines
        self.payments = payments
        self.expected = expected
    }

    var testDescription: String { name }

    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        let result = run(lines, items, payments: payments)
        let explanations = result.matches.map(\.explanation) + result.exceptions.map(\.explanation)
        #expect(outcome(result) == expected, "\(explanations)", sourceLocation: sourceLocation)
        #expect(!explanations.contains(""), sourceLocation: sourceLocation)
    }
}

private let acme = "DE02120300000000202051"
private let other = "DE02500105170137075030"
private let withDiscount = item("INV-2001", "1000.00", discount: (off: "20.00", until: "2026-03-11"))
private let reference = "RF18539007547034"

private func payment(
    _ id: String,
    _ amount: String,
    for shares: [(String, String)],
    customer: String? = nil
) -> ExpectedPayment {
    ExpectedPayment(
        payment: PaymentID("pay-\(id)-\(amount)"),
        endToEndID: id,
        customer: customer.map { CustomerID($0) },
        amount: money(amount),
        shares: shares.map { ExpectedPayment.Share(invoice: InvoiceNumber($0.0), amount: money($0.1)) }
    )
}

let referenceCases: [MatchingCase] = [
    MatchingCase(
        "our number in free text",
        [item("INV-2026-0014", "100.00")],
        [line("100.00", "Rechnung INV-2026-0014, danke", name: "Acme GmbH")],
        ["0 own_reference INV-2026-0014=100.00"]
    ),
    MatchingCase(
        "our number in small letters, without and with other separators",
        [item("INV-2026-0014", "100.00"), item("INV-2026-0015", "200.00")],
        [line("100.00", "inv20260014"), line("200.00", "INV 2026 0015", index: 1)],
        ["0 own_reference INV-2026-0014=100.00", "1 own_reference INV-2026-0015=200.00"]
    ),
    MatchingCase(
        "a number inside a longer one is not that number",
        [item("1814", "100.00"), item("INV-18", "5.00")],
        [line("100.00", "order 21814"), line("100.00", "18140", index: 1), line("100.00", "18-1814", index: 2)],
        ["0 !unknown_payer", "1 !unknown_payer", "2 !unknown_payer"]
    ),
    MatchingCase(
        "fewer than four characters are no reference",
        [item("14", "100.00"), item("A-7", "50.00")],
        [line("100.00", "invoice 14"), line("50.00", "A-7", index: 1)],
        ["0 !unknown_payer", "1 !unknown_payer"]
    ),
    MatchingCase(
        "digits parted by a blank are not one number",
        [item("123456", "100.00")],
        [line("100.00", "123 456"), line("100.00", "123456", index: 1)],
        ["0 !unknown_payer", "1 own_reference 123456=100.00"]
    ),
    MatchingCase(
        "an amount, a date and a year in the text are not invoice numbers",
        [item("1814", "1814.00"), item("2026", "30.00"), item("20260320", "40.00")],
        [
            line("1814.00", "paid EUR 1814 today"), line("1814.00", "1814.00", index: 1),
            line("30.00", "Miete 03/2026", index: 2), line("30.00", "rent 2026", index: 3),
            line("40.00", "on 20260320", index: 4),
        ],
        ["0 !unknown_payer", "1 !unknown_payer", "2 !unknown_payer", "3 !unknown_payer", "4 !unknown_payer"]
    ),
    MatchingCase(
        "a number that looks like a year needs the payer",
        [item("2026", "30.00")],
        [line("30.00", "invoice 2026", name: "ACME GMBH")],
        ["0 own_reference 2026=30.00"]
    ),
    MatchingCase(
        "numbers that look like a month, a quarter or a day need the payer too",
        [item("MAI-24", "10.00"), item("Q1-2024", "20.00"), item("01-02-2024", "30.00"), item("MX-24", "40.00")],
        ["MAI-24", "Q1-2024", "01-02-2024", "MX-24"].enumerated().flatMap { place, number in
            [
                line("\(place + 1)0.00", "Zahlung \(number)", index: 2 * place, name: "Holding SE"),
                line("5.00", "Zahlung \(number)", index: 2 * place + 1, name: "Acme GmbH"),
            ]
        },
        [
            "0 !unknown_payer", "1 own_reference MAI-24=5.00", "2 !unknown_payer", "3 own_reference Q1-2024=5.00",
            "4 !unknown_payer", "5 !ambiguous", "6 own_reference MX-24=40.00", "7 !duplicate",
        ]
    ),
    MatchingCase(
        "the longer of two numbers is meant",
        [item("2026-0014", "100.00"), item("INV-2026-0014", "100.00")],
        [line("100.00", "INV-2026-0014")],
        ["0 own_reference INV-2026-0014=100.00"]
    ),
    MatchingCase(
        "a list with slashes",
        [item("10017", "10.00"), item("10018", "20.00")],
        [line("30.00", "10017/10018")],
        ["0 own_reference 10017=10.00 10018=20.00"]
    ),
    MatchingCase(
        "a short number across a slash makes it another number",
        [item("10017", "10.00")],
        [line("10.00", "3/10017"), line("10.00", "10017/26", index: 1), line("10.00", "RE/10017/EUR", index: 2)],
        ["0 !unknown_payer", "1 !unknown_payer", "2 !unknown_payer"]
    ),
    MatchingCase(
        "a creditor reference in its own field",
        [item("INV-2026-0014", "100.00", reference: "RF18 5390 0754 7034")],
        [line("100.00", references: [reference])],
        ["0 structured_reference INV-2026-0014=100.00"]
    ),
    MatchingCase(
        "a creditor reference in free text, printed in groups",
        [item("INV-2026-0014", "100.00", reference: reference)],
        [line("100.00", "Ref rf18 5390 0754 7034 thanks")],
        ["0 structured_reference INV-2026-0014=100.00"]
    ),
    MatchingCase(
        "a creditor reference that holds our number",
        [item("539007547034", "100.00")],
        [line("100.00", references: ["RF18 5390 0754 7034"])],
        ["0 structured_reference 539007547034=100.00"]
    ),
    MatchingCase(
        "a creditor reference with a wrong check digit holds nothing",
        [item("539007547034", "100.00")],
        [line("100.00", references: ["RF19 5390 0754 7034"])],
        ["0 !unknown_payer"]
    ),
    MatchingCase(
        "a number in structured remittance",
        [item("INV-2026-0014", "100.00")],
        [line("100.00", documents: ["INV-2026-0014"])],
        ["0 document_number INV-2026-0014=100.00"]
    ),
    MatchingCase(
        "our number as end-to-end id of the payer",
        [item("INV-2026-0014", "100.00")],
        [line("100.00", endToEndID: "INV-2026-0014"), line("7.00", index: 1, endToEndID: "NOTPROVIDED")],
        ["0 own_reference INV-2026-0014=100.00", "1 !unknown_payer"]
    ),
    MatchingCase(
        "a payer who is another customer, by account",
        [item("INV-1001", "100.00"), item("INV-1002", "100.00", customer: "C2", name: "Bolt AG", account: other)],
        [line("100.00", "INV-1001", name: "Acme GmbH", account: other)],
        ["0 !contradicting_payer"]
    ),
    MatchingCase(
        "a payer who is another customer, by name",
        [item("INV-1001", "100.00"), item("INV-1002", "100.00", customer: "C2", name: "Bolt AG")],
        [line("100.00", "INV-1001", name: "Bolt AG"), line("100.00", "INV-1001", index: 1, name: "Bolt Trading AG")],
        ["0 !contradicting_payer", "1 !contradicting_payer"]
    ),
    MatchingCase(
        "a stranger may pay the exact amount of a long number, not of a short one",
        [item("INV-1001", "100.00"), item("10022", "100.00")],
        [line("100.00", "INV-1001", name: "Holding SE"), line("100.00", "10022", index: 1, name: "Holding SE")],
        ["0 own_reference INV-1001=100.00", "1 !unknown_payer"]
    ),
    MatchingCase(
        "a stranger with another amount may have mistyped the number",
        [item("INV-1001", "100.00")],
        [line("60.00", "INV-1001", name: "Holding SE"), line("160.00", "INV-1001", index: 1, name: "Holding SE")],
        ["0 !unknown_payer", "1 !unknown_payer"]
    ),
    MatchingCase(
        "invoices of two customers in one line",
        [item("INV-1001", "100.00"), item("INV-1002", "50.00", customer: "C2", name: "Bolt AG")],
        [line("150.00", "INV-1001 INV-1002")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "one number of two customers: the payer decides, otherwise nobody",
        [item("INV-1001", "100.00"), item("INV1001", "100.00", customer: "C2", name: "Bolt AG")],
        [line("100.00", "INV-1001"), line("100.00", "INV-1001", index: 1, name: "Bolt AG")],
        ["0 !ambiguous", "1 own_reference INV1001=100.00"]
    ),
    MatchingCase(
        "another currency",
        [item("INV-1001", "100.00")],
        [line("100.00", "INV-1001", currency: .usd)],
        ["0 !currency"]
    ),
]

let amountCases: [MatchingCase] = [
    MatchingCase(
        "a discount inside its window, and one day late",
        [withDiscount, item("INV-2002", "1000.00", discount: (off: "20.00", until: "2026-03-11"))],
        [
            line("980.00", "INV-2001", name: "Acme GmbH", on: "2026-03-11"),
            line("980.00", "INV-2002", index: 1, name: "Acme GmbH", on: "2026-03-12"),
        ],
        ["0 own_reference INV-2001=980.00 discount=20.00", "1 own_reference INV-2002=980.00"]
    ),
    MatchingCase(
        "a discount rounded differently by one cent",
        [item("INV-2001", "1234.55", discount: (off: "24.69", until: "2026-03-31"))],
        [line("1209.85", "INV-2001", name: "Acme GmbH")],
        ["0 own_reference INV-2001=1209.85 discount=24.70"]
    ),
    MatchingCase(
        "two cents beside the discount are a part payment",
        [item("INV-2001", "1234.55", discount: (off: "24.69", until: "2026-03-31"))],
        [line("1209.84", "INV-2001", name: "Acme GmbH")],
        ["0 own_reference INV-2001=1209.84"]
    ),
    MatchingCase(
        "two invoices, one of them with its discount",
        [
            item("INV-2001", "1000.00", discount: (off: "20.00", until: "2026-03-31")),
            item("INV-2002", "500.00", discount: (off: "10.00", until: "2026-03-31")),
        ],
        [line("1490.00", "INV-2001 INV-2002", name: "Acme GmbH")],
        ["0 own_reference INV-2001=1000.00 INV-2002=490.00 discount=10.00"]
    ),
    MatchingCase(
        "two invoices, and either discount explains the amount",
        [
            item("INV-2001", "1000.00", discount: (off: "20.00", until: "2026-03-31")),
            item("INV-2002", "1000.00", discount: (off: "20.00", until: "2026-03-31")),
        ],
        [line("1980.00", "INV-2001 INV-2002", name: "Acme GmbH")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "parts, and the rest",
        [item("INV-2001", "1000.00")],
        [line("400.00", "INV-2001", name: "Acme GmbH"), line("600.00", "INV-2001", index: 1, name: "Acme GmbH")],
        ["0 own_reference INV-2001=400.00", "1 own_reference INV-2001=600.00"]
    ),
    MatchingCase(
        "the earlier booking claims first, whatever the order of the lines",
        [item("INV-2001", "100.00")],
        [
            line("100.00", "INV-2001", name: "Acme GmbH", on: "2026-03-22"),
            line("100.00", "INV-2001", index: 1, name: "Acme GmbH", on: "2026-03-21"),
        ],
        ["0 !duplicate", "1 own_reference INV-2001=100.00"]
    ),
    MatchingCase(
        "too much stays unapplied",
        [item("INV-2001", "1000.00")],
        [line("1100.00", "INV-2001", name: "Acme GmbH")],
        ["0 own_reference INV-2001=1000.00 unapplied=100.00"]
    ),
    MatchingCase(
        "too much, but the line also names what we do not know",
        [item("INV-2001", "1000.00")],
        [line("1100.00", "INV-2001 INV-2009", name: "Acme GmbH")],
        ["0 !unknown_reference"]
    ),
    MatchingCase(
        "one number, and the amount of another invoice of the same customer",
        [item("INV-2001", "1000.00"), item("INV-2002", "400.00")],
        [line("400.00", "INV-2001", name: "Acme GmbH")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "several invoices in full",
        [item("INV-2001", "10.00"), item("INV-2002", "20.00"), item("INV-2003", "30.00")],
        [line("60.00", "INV-2001, INV-2002 und INV-2003", name: "Acme GmbH")],
        ["0 own_reference INV-2001=10.00 INV-2002=20.00 INV-2003=30.00"]
    ),
    MatchingCase(
        "several invoices and too little",
        [item("INV-2001", "10.00"), item("INV-2002", "20.00")],
        [line("25.00", "INV-2001 INV-2002", name: "Acme GmbH")],
        ["0 !under"]
    ),
    MatchingCase(
        "an invoice less a credit note",
        [item("INV-2001", "100.00"), item("CN-0007", "30.00", kind: .creditNote)],
        [line("70.00", "INV-2001 CN-0007", name: "Acme GmbH")],
        ["0 own_reference INV-2001=100.00 CN-0007=-30.00"]
    ),
    MatchingCase(
        "a credit note named but not used",
        [item("INV-2001", "100.00"), item("CN-0007", "30.00", kind: .creditNote)],
        [line("100.00", "INV-2001 CN-0007", name: "Acme GmbH")],
        ["0 own_reference INV-2001=100.00"]
    ),
    MatchingCase(
        "a credit note alone, and one larger than the invoice",
        [item("INV-2001", "20.00"), item("CN-0007", "30.00", kind: .creditNote)],
        [line("5.00", "CN-0007", name: "Acme GmbH"), line("5.00", "INV-2001 CN-0007", index: 1, name: "Acme GmbH")],
        ["0 !over", "1 !over"]
    ),
    MatchingCase(
        "a settled invoice",
        [item("INV-2001", "100.00", open: "0.00")],
        [line("100.00", "INV-2001", name: "Acme GmbH")],
        ["0 !duplicate"]
    ),
    MatchingCase(
        "yen and fils",
        [item("INV-2001", "1500", currency: .jpy), item("INV-2002", "1.234", currency: .kwd)],
        [
            line("1500", "INV-2001", name: "Acme GmbH", currency: .jpy),
            line("1.234", "INV-2002", index: 1, name: "Acme GmbH", currency: .kwd),
        ],
        ["0 own_reference INV-2001=1500", "1 own_reference INV-2002=1.234"]
    ),
    MatchingCase(
        "the details of a batch, each by itself",
        [item("INV-2001", "10.00"), item("INV-2002", "10.00", customer: "C2", name: "Bolt AG")],
        [
            line("10.00", "INV-2001", name: "Acme GmbH", bankReference: "B1"),
            line("10.00", "INV-2002", index: 1, name: "Bolt AG", bankReference: "B1"),
        ],
        ["0 own_reference INV-2001=10.00", "1 own_reference INV-2002=10.00"]
    ),
]

/// Each was once posted to a document that was not meant.
let misleadingCases: [MatchingCase] = [
    MatchingCase(
        "another amount, and who paid is not told: the number may be mistyped",
        [item("INV-2001", "100.00")],
        [line("40.00", "INV-2001"), line("140.00", "INV-2001", index: 1)],
        ["0 !unknown_payer", "1 !unknown_payer"]
    ),
    MatchingCase(
        "another document less its open discount has exactly the amount",
        [item("INV-2001", "1380.50", discount: (off: "27.61", until: "2026-03-31")), item("INV-2002", "1643.00")],
        [line("1352.89", "INV-2002 ./. Skonto", name: "Acme GmbH")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "two numbers, one of which has lost its last digit and is part of the other, less a charge",
        [item("RE-2026-1030076", "5619.05"), item("RE-2026-1030077", "13199.02")],
        [line("18803.07", "RE-2026-1030076 RE-2026-103007 BANK CHARGES DEDUCTED", name: "Acme GmbH")],
        ["0 !unknown_reference"]
    ),
    MatchingCase(
        "two numbers, one of them mistyped onto another of the payer's, and money left over",
        [item("INV-2001", "100.00"), item("INV-2002", "200.00"), item("INV-2003", "300.00")],
        [line("400.00", "INV-2001 INV-2002", name: "Acme GmbH")],
        ["0 !over"]
    ),
    MatchingCase(
        "digits alone, and another amount",
        [item("1005881", "100.00")],
        [line("40.00", "Auftrag 1005881", name: "Acme GmbH"), line("140.00", "1005881", index: 1, name: "Acme GmbH")],
        ["0 !no_match", "1 !ambiguous"]
    ),
    MatchingCase(
        "the amount is one document's, the text has the end of another one's number",
        [item("RE-2026-1000101", "500.00"), item("RE-2026-1000307", "480.00")],
        [line("480.00", "Rechnung 1000101 abzgl. Mangel", name: "Acme GmbH")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "the same with a digit lost, two changed places, and a number in groups",
        [item("RE-2026-1068235", "100.00"), item("RE-2026-1077777", "480.00")],
        [
            line("480.00", "RE-2026-106823", name: "Acme GmbH"),
            line("480.00", "Re 1068253", index: 1, name: "Acme GmbH"),
            line("480.00", "Re 106 8235", index: 2, name: "Acme GmbH"),
        ],
        ["0 !ambiguous", "1 !ambiguous", "2 !ambiguous"]
    ),
    MatchingCase(
        "the end of the very document's number agrees with its amount",
        [item("RE-2026-1000101", "500.00"), item("RE-2026-1000102", "480.00")],
        [line("480.00", "Rechnung 1000102", name: "Acme GmbH")],
        ["0 own_reference RE-2026-1000102=480.00"]
    ),
    MatchingCase(
        "taken back and paid again: the first payment pays no other document of the same amount",
        [item("INV-2001", "100.00"), item("INV-2002", "100.00")],
        [
            line("100.00", "Zahlung", name: "Acme GmbH", on: "2026-03-20"),
            line("100.00", "Zahlung", index: 1, on: "2026-03-23", direction: .debit, returnReason: "AC04"),
            line("100.00", "INV-2001", index: 2, name: "Acme GmbH", on: "2026-03-25"),
        ],
        ["0 !returned", "2 own_reference INV-2001=100.00"]
    ),
    MatchingCase(
        "a payer whose long name the bank has cut is another customer, no stranger",
        [
            item("INV-2001", "100.00"),
            item("INV-2002", "70.00", customer: "C2", name: "Schulz Labortechnik Halle GmbH"),
            item("INV-2003", "60.00", customer: "C3", name: "Schulz Labortechnik Jena GmbH"),
            item("INV-2004", "50.00", customer: "C4", name: "Halle Hallenbau GmbH"),
        ],
        [line("100.00", "INV-2001", name: "Schulz Labortechnik Halle G")],
        ["0 !contradicting_payer"]
    ),
]

let partyCases: [MatchingCase] = [
    MatchingCase(
        "amount and account",
        [item("INV-2001", "100.00", account: "DE02 1203 0000 0000 2020 51"), item("INV-2002", "70.00")],
        [line("100.00", name: "A. Miller", account: acme)],
        ["0 amount_party_date INV-2001=100.00"]
    ),
    MatchingCase(
        "amount and name in another spelling",
        [item("INV-2001", "100.00", name: "Müller & Söhne G.m.b.H.")],
        [line("100.00", name: "MUELLER UND SOEHNE GMBH")],
        ["0 amount_party_date INV-2001=100.00"]
    ),
    MatchingCase(
        "another legal form is another company",
        [item("INV-2001", "100.00", name: "Müller GmbH")],
        [line("100.00", name: "Müller AG")],
        ["0 !unknown_payer"]
    ),
    MatchingCase(
        "an equal amount alone never posts",
        [item("INV-2001", "100.00")],
        [line("100.00"), line("100.00", index: 1, name: "Somebody Else")],
        ["0 !unknown_payer", "1 !unknown_payer"]
    ),
    MatchingCase(
        "two open items of one amount",
        [item("INV-2001", "100.00"), item("INV-2002", "100.00")],
        [line("100.00", name: "Acme GmbH")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "one item in full and another with discount",
        [item("INV-2001", "980.00"), item("INV-2002", "1000.00", discount: (off: "20.00", until: "2026-03-31"))],
        [line("980.00", name: "Acme GmbH")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "a discount without reference, open and ended",
        [withDiscount],
        [
            line("980.00", name: "Acme GmbH", on: "2026-03-12"),
            line("980.00", index: 1, name: "Acme GmbH", on: "2026-03-11"),
        ],
        ["0 !no_match", "1 amount_party_date INV-2001=980.00 discount=20.00"]
    ),
    MatchingCase(
        "before the invoice was issued, and long after it was due",
        [item("INV-2001", "100.00")],
        [
            line("100.00", name: "Acme GmbH", on: "2026-02-28"),
            line("100.00", index: 1, name: "Acme GmbH", on: "2026-07-30"),
        ],
        ["0 !no_match", "1 !no_match"]
    ),
    MatchingCase(
        "account of one customer, name of another",
        [item("INV-2001", "100.00", account: acme), item("INV-2002", "100.00", customer: "C2", name: "Bolt AG")],
        [line("100.00", name: "Bolt AG", account: acme)],
        ["0 !contradicting_payer"]
    ),
    MatchingCase(
        "a name that two customers share",
        [item("INV-2001", "100.00"), item("INV-2002", "50.00", customer: "C2")],
        [line("100.00", name: "Acme GmbH")],
        ["0 !ambiguous"]
    ),
    MatchingCase(
        "the same amount again after it was settled",
        [item("INV-2001", "100.00")],
        [line("100.00", name: "Acme GmbH"), line("100.00", index: 1, name: "Acme GmbH")],
        ["0 amount_party_date INV-2001=100.00", "1 !duplicate"]
    ),
    MatchingCase(
        "a number of ours that was not given speaks against the amount",
        [item("INV-2001", "100.00")],
        [line("100.00", "INV-1999", name: "Acme GmbH")],
        ["0 !unknown_reference"]
    ),
    MatchingCase(
        "a known payer with another amount",
        [item("INV-2001", "100.00")],
        [line("99.00", name: "Acme GmbH")],
        ["0 !no_match"]
    ),
    MatchingCase(
        "the hub's own payment by its end-to-end id",
        [item("INV-2001", "100.00"), item("INV-2002", "50.00")],
        [line("150.00", index: 0, endToEndID: "hub-77")],
        payments: [payment("HUB77", "150.00", for: [("INV-2001", "100.00"), ("INV-2002", "50.00")])],
        ["0 end_to_end_id INV-2001=100.00 INV-2002=50.00"]
    ),
    MatchingCase(
        "an end-to-end id that repeats: amounts decide, arrived ones do not come again",
        [item("INV-2001", "100.00"), item("INV-2002", "50.00")],
        [
            line("50.00", endToEndID: "HUB77"), line("50.00", index: 1, endToEndID: "HUB77"),
            line("100.00", index: 2, endToEndID: "HUB77"), line("100.00", index: 3, endToEndID: "HUB77"),
        ],
        payments: [
            payment("HUB77", "100.00", for: [("INV-2001", "100.00")]),
            payment("HUB77", "50.00", for: [("INV-2002", "50.00")]),
        ],
        ["0 end_to_end_id INV-2002=50.00", "1 !under", "2 end_to_end_id INV-2001=100.00", "3 !duplicate"]
    ),
    MatchingCase(
        "an expected payment of another amount, and from another customer",
        [item("INV-2001", "100.00"), item("INV-2002", "7.00", customer: "C2", name: "Bolt AG")],
        [line("90.00", endToEndID: "HUB77"), line("100.00", index: 1, name: "Bolt AG", endToEndID: "HUB77")],
        payments: [payment("HUB77", "100.00", for: [("INV-2001", "100.00")], customer: "C1")],
        ["0 !under", "1 !contradicting_payer"]
    ),
]

@Suite("what becomes of a receipt")
struct MatchingTests {
    @Test("a reference leads to a document", arguments: referenceCases)
    func references(_ example: MatchingCase) { example.check() }

    @Test("the amount decides how it is paid", arguments: amountCases)
    func amounts(_ example: MatchingCase) { example.check() }

    @Test("what once misled the matcher", arguments: misleadingCases)
    func misleading(example: MatchingCase) { example.check() }

    @Test("party, amount and date, or our own payment", arguments: partyCases)
    func parties(_ example: MatchingCase) { example.check() }

    @Test("announced lines, debits and returns are never matched")
    func leavesOthersAlone() {
        let lines = [
            line("100.00", "INV-2001", status: .pending),
            line("100.00", "INV-2001", index: 1, status: .information),
            line("100.00", "INV-2001", index: 2, direction: .debit, returnReason: "AC04"),
            line("100.00", "INV-2001", index: 3, returnReason: "AC04"),
            line("100.00", "INV-2001", index: 4, isReversal: true),
            line("0.00", "INV-2001", index: 5),
        ]
        let result = run(lines, [item("INV-2001", "100.00")])
        #expect(outcome(result) == ["3 !returned", "4 !returned", "5 !no_match"])
        #expect(result.pending.map(\.index) == [0, 1])
        #expect(result.debits.map(\.line.index) == [2] && result.debits.allSatisfy(\.isReturn))
        #expect(result.openItems.map(\.open) == [money("100.00")])
        #expect(result.summary.lines == 3)
    }

    @Test("grace days and stranger rule are the policy's")
    func followsPolicy() {
        var policy = MatchingPolicy()
        policy.discountGraceDays = 1
        policy.rules = [DecisionRule(name: "strangers", priority: 1, payers: [.stranger], decision: .suggest)]
        let lines = [
            line("980.00", "INV-2001", name: "Acme GmbH", on: "2026-03-12"),
            line("50.00", "INV-2009", index: 1, name: "Holding SE"),
        ]
        let result = run(
            lines,
            [withDiscount, item("INV-2009", "50.00", customer: "C9", name: "Cobalt")],
            policy: policy
        )
        #expect(outcome(result) == ["0 own_reference INV-2001=980.00 discount=20.00", "1 !unknown_payer"])
    }

    @Test("a wrong number of the payer's own customer is explained with what would have changed it")
    func explains() throws {
        let result = run(
            [line("100.00", "INV-1001", name: "Acme GmbH", account: other)],
            [item("INV-1001", "100.00"), item("INV-1002", "100.00", customer: "C2", name: "Bolt AG", account: other)]
        )
        let byID = run([line("100.00", name: "Acme GmbH", endToEndID: "INV-1001")], [item("INV-1001", "100.00")])
        #expect(byID.matches.first?.explanation.hasPrefix("the end-to-end id names INV-1001") == true)
        let exception = try #require(result.exceptions.first)
        #expect(exception.explanation.contains("INV-1001") && exception.explanation.contains("C2"))
        #expect(exception.explanation.contains("would have been posted"))
    }
}
