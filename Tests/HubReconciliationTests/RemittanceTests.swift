import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

@Suite("amounts that are booked in one") struct RemittanceTests {
    private static func document(
        _ number: String,
        _ paid: String,
        discount: String? = nil,
        isCreditNote: Bool = false
    ) -> RemittedDocument {
        RemittedDocument(
            number: number,
            isCreditNote: isCreditNote,
            paid: money(paid),
            discount: discount.map { money($0) }
        )
    }

    private static let items = [
        item("INV-1", "100.00", discount: ("2.00", "2026-03-25")), item("INV-2", "50.00"),
        item("CN-1", "20.00", kind: .creditNote), item("2025", "33.00"),
        item("INV-8", "70.00", customer: "C8", name: "Other AG"),
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let amount: String
        let documents: [RemittedDocument]
        let outcome: String
        var words: [String] = []
        var payer = "Acme GmbH"
        var testDescription: String { name }
    }

    private static let cases = [
        Case(
            name: "each with its own amount, a discount that is offered, a credit note",
            amount: "108.00",
            documents: [
                document("INV-1", "98.00", discount: "2.00"), document("INV-2", "30.00"),
                document("CN-1", "-20.00", isCreditNote: true),
            ],
            outcome: "0 remittance INV-1=98.00 discount=2.00 INV-2=30.00 CN-1=-20.00"
        ),
        Case(
            name: "a discount that is not offered stays open",
            amount: "95.00",
            documents: [document("INV-1", "95.00", discount: "5.00")],
            outcome: "0 remittance INV-1=95.00"
        ),
        Case(
            name: "documents that do not make the receipt",
            amount: "149.00",
            documents: [document("INV-1", "100.00"), document("INV-2", "50.00")],
            outcome: "0 !under",
            words: ["149.00 EUR", "150.00"]
        ),
        Case(
            name: "more for a document than is open",
            amount: "60.00",
            documents: [document("INV-2", "60.00")],
            outcome: "0 !over",
            words: ["60.00 EUR", "50.00 EUR"]
        ),
        Case(
            name: "a document that nobody knows",
            amount: "150.00",
            documents: [document("INV-1", "100.00"), document("INV-77", "50.00")],
            outcome: "0 !unknown_reference",
            words: ["INV-77"]
        ),
        Case(
            name: "a document twice",
            amount: "50.00",
            documents: [document("INV-2", "25.00"), document("INV-2", "25.00")],
            outcome: "0 !duplicate"
        ),
        Case(
            name: "documents of two customers",
            amount: "120.00",
            documents: [document("INV-2", "50.00"), document("INV-8", "70.00")],
            outcome: "0 !ambiguous"
        ),
        Case(
            name: "another customer pays",
            amount: "50.00",
            documents: [document("INV-2", "50.00")],
            outcome: "0 !contradicting_payer",
            payer: "Other AG"
        ),
        Case(
            name: "a number that looks like a year, from somebody whom nobody knows",
            amount: "33.00",
            documents: [document("2025", "33.00")],
            outcome: "0 !held_by_rule",
            words: ["so short a number"],
            payer: "Nobody we know"
        ),
        Case(
            name: "the same from the customer",
            amount: "33.00",
            documents: [document("2025", "33.00")],
            outcome: "0 remittance 2025=33.00"
        ),
        Case(
            name: "a part from somebody whom nobody knows",
            amount: "30.00",
            documents: [document("INV-2", "30.00")],
            outcome: "0 !under",
            payer: "Nobody we know"
        ),
    ]

    @Test("the documents of a statement entry", arguments: cases)
    func documents(_ test: Case) {
        var receipt = line(test.amount, name: test.payer, documents: test.documents.map(\.number))
        receipt.documents = test.documents
        let result = run([receipt], Self.items)
        #expect(outcome(result) == [test.outcome])
        for word in test.words {
            #expect(result.exceptions.first?.explanation.contains(word) == true, "\(word)")
        }
        var turned = receipt
        turned.documents = test.documents.reversed()
        #expect(run([turned], Self.items.reversed()).summary == result.summary)
    }

    private static func adjusted(
        _ number: String,
        _ paid: String,
        discount: String? = nil,
        _ told: [(String, String)]
    )
        -> RemittedDocument
    {
        RemittedDocument(
            number: number,
            isCreditNote: false,
            paid: money(paid),
            discount: discount.map { money($0) },
            adjustments: told.map { .init(amount: money($0.0), reason: $0.1) }
        )
    }

    /// Documents with what the payer takes off; the allocations and reasons that they make, and words of the explanation.
    private static let deductions: [(documents: [RemittedDocument], amount: String, parts: [String], words: String)] = [
        (
            [adjusted("INV-2", "38.00", [("-12.00", "DAMG, damaged goods")])], "38.00",
            ["INV-2 38.00 deduction"], "12.00 EUR of INV-2 stay open, which the payer has taken off (-12.00 DAMG"
        ),
        (
            [adjusted("INV-2", "41.00", [("-12.00", "DAMG"), ("3.00", "freight")])], "41.00",
            ["INV-2 41.00 deduction"],
            "9.00 EUR of INV-2 stay open, which the payer has taken off (-12.00 DAMG and 3.00 f"
        ),
        (
            [adjusted("INV-1", "90.00", discount: "2.00", [("-8.00", "")]), document("INV-2", "50.00")], "140.00",
            ["INV-1 90.00 deduction", "INV-1 2.00 discount_taken", "INV-2 50.00 paid_in_full"],
            "8.00 EUR of INV-1 stay open, which the payer has taken off (-8.00 without a reason)"
        ),
        (
            [adjusted("INV-2", "38.00", [("-11.99", "DAMG")])], "38.00",
            ["INV-2 38.00 part_payment"], "12.00 EUR of INV-2 stay open, which the adjustments that the payer tells"
        ),
        (
            [adjusted("INV-2", "38.00", [("12.00", "DAMG")])], "38.00", ["INV-2 38.00 part_payment"], "do not make"
        ),
        ([adjusted("INV-2", "50.00", [("-12.00", "DAMG")])], "50.00", ["INV-2 50.00 paid_in_full"], "50.00 EUR in all"),
        (
            [adjusted("INV-1", "90.00", [("-10.00", "A")]), adjusted("INV-2", "38.00", [("-12.00", "B")])], "128.00",
            ["INV-1 90.00 deduction", "INV-2 38.00 deduction"], "128.00 EUR in all"
        ),
        ([adjusted("INV-1", "90.00", [("-10.00", "A")]), document("INV-2", "50.00")], "140.01", [], "makes 140.00"),
        ([adjusted("INV-1", "90.00", [("-10.00", "A")]), document("INV-2", "50.00")], "150.00", [], "makes 140.00"),
    ]

    @Test("what the payer takes off is the reason of what stays open, where it is just that", arguments: 0..<9)
    func deductions(_ place: Int) {
        let test = Self.deductions[place]
        var receipt = line(test.amount, name: "Acme GmbH", documents: test.documents.map(\.number))
        receipt.documents = test.documents
        let result = run([receipt], Self.items)
        let parts = result.matches.flatMap(\.allocations).map {
            "\($0.invoice?.text ?? "-") \($0.amount.decimal) \($0.reason.rawValue)"
        }
        #expect(parts == test.parts)
        let words = result.matches.map(\.explanation) + result.exceptions.map(\.explanation)
        #expect(words.count == 1 && words[0].contains(test.words), "\(words)")
    }

    private static func batch(
        _ kind: PaymentBatch.Kind,
        keys: [String],
        parts: [PaymentBatch.Part],
        adjustments: Int128 = 0,
        payer: String? = nil,
        file: String = "batch.txt",
        keysRecur: Bool? = nil,
        recurringKeys: [String] = [],
        on day: String? = "2026-03-19"
    ) -> PaymentBatch {
        PaymentBatch(
            kind: kind,
            file: file,
            index: 0,
            keys: keys,
            keysRecur: keysRecur ?? (kind == .lockbox),
            recurringKeys: recurringKeys,
            currency: .eur,
            stated: nil,
            adjustments: adjustments,
            date: day.map { date($0) },
            payerName: payer,
            parts: parts
        )
    }

    private static func part(
        _ id: String?,
        _ amount: String,
        _ documents: [RemittedDocument] = [],
        payer: String? = nil
    ) -> PaymentBatch.Part {
        PaymentBatch.Part(endToEndID: id, amount: money(amount), documents: documents, payerName: payer)
    }

    private static func outcomes(
        _ lines: [StatementLine],
        _ batches: [PaymentBatch],
        payments: [ExpectedPayment] = [],
        policy: MatchingPolicy = MatchingPolicy(),
        posted: Set<PaymentBatch> = []
    ) -> [String] {
        var groups = GroupSources()
        groups.batches = batches
        groups.postedBatches = posted
        func result(_ lines: [StatementLine]) -> ReconciliationResult {
            reconcile(
                lines: lines,
                items: items,
                payments: payments,
                policy: policy,
                asOf: date("2026-04-30"),
                groups: groups
            )
        }
        let found = result(lines)
        #expect(result(lines.reversed()).json == found.json)
        return outcome(found)
    }

    @Test("a collection of ours, by the key that the bank repeats")
    func collection() {
        let parts = [Self.part("pay_1", "150.00"), Self.part("INV-8", "70.00"), Self.part("X-9", "5.00")]
        let batch = Self.batch(.collection, keys: ["PMT-2026-03"], parts: parts)
        let own = hubPayment("pay_1", "150.00", provider: "x", invoices: ["INV-1": "100.00", "INV-2": "50.00"])
        let paid = "batch INV-1=100.00 INV-2=50.00 INV-8=70.00 payment=5.00"
        var keyed = line("225.00")
        keyed.groupKeys = ["PMT-2026-03"]
        #expect(Self.outcomes([keyed], [batch], payments: [own]) == ["0 \(paid)"])
        let named = line("225.00", "BATCH PMT-2026-03", index: 1)
        #expect(Self.outcomes([named], [batch], payments: [own]) == ["1 \(paid)"])
        let copy = Self.batch(.collection, keys: ["PMT-2026-03"], parts: parts, file: "copy.xml")
        #expect(Self.outcomes([keyed, named], [batch, copy], payments: [own]) == ["0 \(paid)", "1 !duplicate"])
        #expect(Self.outcomes([line("220.00", "PMT-2026-03")], [batch]) == ["0 !under"], "5.00 came back")
        #expect(Self.outcomes([line("225.00", "something")], [batch]) == ["0 !unknown_payer"])
    }

    @Test("a remittance advice by its trace, or by payer, amount and days")
    func advice() {
        let parts = [
            Self.part(nil, "100.00", [Self.document("INV-1", "100.00")]),
            Self.part(nil, "50.00", [Self.document("INV-2", "50.00")]),
        ]
        let advice = Self.batch(.remittanceAdvice, keys: ["12053011"], parts: parts, payer: "ACME GMBH")
        let paid = "0 remittance INV-1=100.00 INV-2=50.00"
        #expect(Self.outcomes([line("150.00", "TRN 12053011")], [advice]) == [paid])
        #expect(Self.outcomes([line("150.00", name: "Acme GmbH")], [advice]) == [paid])
        var copy = Self.batch(.remittanceAdvice, keys: ["12053011"], parts: parts, payer: "ACME GMBH", file: "copy.txt")
        #expect(Self.outcomes([line("150.00", "TRN 12053011")], [advice, copy]) == [paid], "given twice")
        #expect(Self.outcomes([line("149.00", "TRN 12053011")], [advice]) == ["0 !under"])
        copy = Self.batch(.remittanceAdvice, keys: ["12053011"], parts: parts, adjustments: -500, payer: "ACME GMBH")
        #expect(Self.outcomes([line("145.00", "TRN 12053011")], [copy]) == ["0 !under"], "a person decides on 5.00")
    }

    @Test("an advice that is refused is told in words that go on from the line")
    func refusedAdvice() {
        func words(_ documents: [RemittedDocument], _ amount: String) -> String? {
            let part = Self.part(nil, amount, documents)
            var groups = GroupSources()
            groups.batches = [Self.batch(.remittanceAdvice, keys: ["12053011"], parts: [part], payer: "ACME GMBH")]
            let receipt = line(amount, "TRN 12053011", name: "Acme GmbH")
            return explained(receipt, among: [receipt], Self.items, groups: groups)?.outcomeWords
        }
        let source = "in remittance advice batch.txt:0 (it carries a key of it)"
        #expect(
            words([Self.document("INV-77", "100.00")], "100.00")
                == "names INV-77, which is none of the documents at hand, \(source)"
        )
        let twice = [Self.document("INV-2", "25.00"), Self.document("INV-2", "25.00")]
        #expect(words(twice, "50.00") == "names a document twice \(source)")
        #expect(
            words([Self.document("INV-2", "60.00")], "60.00")
                == "pays 60.00 EUR for INV-2, of which 50.00 EUR is open, \(source)"
        )
    }

    @Test("an advice of documents that are not at hand keeps the receipt from paying others by its amount")
    func unknownAdvice() {
        func outcome(_ documents: [(String, String)], _ amount: String, _ text: String, name: String?) -> [String] {
            let parts = documents.map { Self.part(nil, $0.1, [Self.document($0.0, $0.1)]) }
            let advice = Self.batch(.remittanceAdvice, keys: ["12053011"], parts: parts, payer: "ACME GMBH")
            return Self.outcomes([line(amount, text, name: name)], [advice])
        }
        #expect(
            outcome([("INV-77", "100.00")], "100.00", "TRN 12053011", name: "Acme GmbH") == ["0 !unknown_reference"]
        )
        #expect(outcome([("INV-77", "100.00")], "100.00", "", name: "Acme GmbH") == ["0 !unknown_reference"])
        #expect(
            outcome([("INV-77", "60.00"), ("INV-78", "90.00")], "150.00", "TRN 12053011", name: "Acme GmbH")
                == ["0 !unknown_reference"]
        )
        #expect(outcome([], "0.00", "TRN 12053011", name: nil).count == 1)
        #expect(outcome([("INV-77", "99.00")], "100.00", "", name: "Acme GmbH") == ["0 amount_party_date INV-1=100.00"])
    }

    @Test("a line that is no batch is told why not")
    func whyNone() {
        let parts = [Self.part(nil, "100.00", [Self.document("INV-1", "100.00")])]
        let batches = [
            Self.batch(.lockbox, keys: ["0022222"], parts: parts),
            Self.batch(.collection, keys: ["PMT-7"], parts: parts), Self.collected,
        ]
        var groups = GroupSources()
        groups.batches = batches
        func words(_ line: StatementLine) -> String {
            let found = explained(line, among: [line], Self.items, groups: groups)
            return found?.steps.map(\.words).first { $0.hasPrefix("it is n") } ?? ""
        }
        #expect(
            words(line("99.00", "LOCKBOX 0022222"))
                == "it is not lockbox batch.txt:0: has 99.00 EUR and not its 100.00 EUR"
        )
        #expect(
            words(line("99.00", "rent"))
                == "it is no batch that was given: the line has no key, amount or payer of theirs"
        )
        #expect(words(line("100.00", "rent")).contains("carries none of its keys, names neither its payer"))
        func refused(_ line: StatementLine) -> String {
            reconcile(
                lines: [line],
                items: Self.items,
                payments: [],
                policy: MatchingPolicy(),
                asOf: date("2026-04-30"),
                groups: groups
            ).exceptions.first?.explanation ?? ""
        }
        for (line, words) in [
            (
                line("119.99", "PAYMENTS 1234567890 0000001"),
                "has 119.99 EUR, though it carries a key of collection d.ach:0 over 120.00 EUR"
            ),
            (
                line("69.99", "TRACE 076401250000002"),
                "has 69.99 EUR, though it carries a key of collection d.ach:0, entry 1 over 70.00 EUR"
            ),
            (
                line("70.00", "TRACE 076401250000002", on: "2026-04-19"),
                "is booked on 2026-04-19, though it carries a key of collection d.ach:0, entry 1, which is of 2026-03-19"
            ),
        ] { #expect(refused(line) == words) }
    }

    @Test("the deposit of a lockbox; its number names every deposit of it")
    func lockbox() {
        let parts = [
            Self.part(nil, "100.00", [Self.document("INV-1", "100.00")]),
            Self.part(nil, "50.00", [Self.document("INV-2", "50.00")]),
        ]
        let deposit = Self.batch(.lockbox, keys: ["0022222"], parts: parts)
        #expect(Self.outcomes([line("150.00", "LOCKBOX 0022222")], [deposit]) == ["0 batch INV-1=100.00 INV-2=50.00"])
        #expect(Self.outcomes([line("150.00", "LOCKBOX DEPOSIT")], [deposit]) == ["0 batch INV-1=100.00 INV-2=50.00"])
        #expect(Self.outcomes([line("91.00", "LOCKBOX 0022222")], [deposit]) == ["0 !unknown_payer"])
    }

    @Test("a cheque that names several invoices without amounts pays them where they are exactly what it is")
    func chequesOfSeveral() {
        func found(_ amount: String, _ numbers: [String], payer: String? = nil) -> [String] {
            let cheque = PaymentBatch.Part(
                endToEndID: nil,
                amount: money(amount),
                documents: [],
                numbers: numbers,
                payerName: payer
            )
            let deposit = Self.batch(.lockbox, keys: ["0022222"], parts: [cheque, Self.part("INV-8", "70.00")])
            let sum = money(amount).minorUnits + 7_000
            let line = line(Money(minorUnits: sum, currency: .eur).decimal, "LOCKBOX 0022222")
            var groups = GroupSources()
            groups.batches = [deposit]
            let result = reconcile(
                lines: [line],
                items: Self.items,
                payments: [],
                policy: MatchingPolicy(),
                asOf: date("2026-04-30"),
                groups: groups
            )
            let left = result.summary.unappliedAmount[.eur] ?? 0
            return outcome(result) + ["\(left)"]
        }
        #expect(found("150.00", ["INV-1", "INV-2"]) == ["0 batch INV-1=100.00 INV-2=50.00 INV-8=70.00", "0"])
        #expect(found("183.00", ["INV-2", "2025", "INV-1"]).last == "3300", "what may be a year is a person's")
        // Another sum, a number that is none of ours, documents of two customers, another customer's cheque.
        for (amount, numbers, payer) in [
            ("149.00", ["INV-1", "INV-2"], nil), ("150.00", ["INV-1", "INV-9"], nil),
            ("170.00", ["INV-1", "INV-8"], nil),
            ("150.00", ["INV-1", "INV-2"], "Other AG"),
        ] as [(String, [String], String?)] {
            let units = money(amount).minorUnits
            let answer = found(amount, numbers, payer: payer)
            #expect(answer.last == "\(units)" && answer[0].contains("payment="), "\(numbers) \(answer)")
        }
    }

    @Test("who pays by the advice counts where the statement tells nobody")
    func payerOfAdvice() {
        let parts = [Self.part(nil, "60.00", [Self.document("INV-1", "60.00")])]
        for (payer, outcome) in [
            ("ACME GMBH", "0 remittance INV-1=60.00"), ("Other AG", "0 !contradicting_payer"), (nil, "0 !under"),
        ] {
            let advice = Self.batch(.remittanceAdvice, keys: ["12053011"], parts: parts, payer: payer)
            #expect(Self.outcomes([line("60.00", "TRN 12053011")], [advice]) == [outcome])
        }
        let advice = Self.batch(.remittanceAdvice, keys: ["12053011"], parts: parts, payer: "ACME GMBH")
        let stranger = line("60.00", "TRN 12053011", name: "Somebody Else Ltd")
        #expect(Self.outcomes([stranger], [advice]) == ["0 !under"], "the statement tells it better")
    }

    @Test("a key that recurs names a batch only in its days", arguments: [PaymentBatch.Kind.lockbox, .collection])
    func recurringKey(_ kind: PaymentBatch.Kind) {
        let parts = [Self.part("INV-1", "100.00", [Self.document("INV-1", "100.00")])]
        func found(_ lines: [StatementLine], on day: String? = "2026-03-19") -> [String] {
            Self.outcomes(lines, [Self.batch(kind, keys: ["121042880000001"], parts: parts, keysRecur: true, on: day)])
        }
        let paid = "0 batch INV-1=100.00"
        #expect(found([line("100.00", "121042880000001")]) == [paid])
        #expect(found([line("100.00", "121042880000001", on: "2026-06-19")]) == ["0 !ambiguous"])
        #expect(found([line("100.00", "121042880000001")], on: nil) == ["0 !ambiguous"])
        let two = [line("100.00", "121042880000001"), line("100.00", "121042880000001", index: 1, on: "2026-03-23")]
        #expect(found(two) == ["0 !ambiguous", "1 !ambiguous"], "nothing tells which one it is")
    }

    @Test("of two batches of one message the explanation names the one that the receipt is")
    func namedBatch() throws {
        let parts = [Self.part("X-1", "50.00")]
        var groups = GroupSources()
        groups.batches = ["a.xml", "b.xml"].map {
            Self.batch(.collection, keys: ["MSG-2026", "BLOCK-\($0)"], parts: parts, file: $0)
        }
        let result = reconcile(
            lines: [line("50.00", "BLOCK-a.xml"), line("50.00", "MSG-2026", index: 1, on: "2026-03-21")],
            items: Self.items,
            payments: [],
            policy: MatchingPolicy(),
            asOf: date("2026-04-30"),
            groups: groups
        )
        let words = result.matches.map(\.explanation)
        #expect(words.count == 2, "\(result.exceptions.map(\.explanation))")
        #expect(words.last?.contains("b.xml") == true && words.last?.contains("a.xml") == false, "\(words)")
    }

    /// An ACH collection of two payments, each with its trace.
    private static let collected = batch(
        .collection,
        keys: ["076401250000001", "076401250000009"],
        parts: [
            PaymentBatch.Part(
                endToEndID: "INV-2",
                amount: money("50.00"),
                documents: [],
                payerName: "ACME GMBH",
                trace: "076401250000001"
            ),
            PaymentBatch.Part(
                endToEndID: "INV-8",
                amount: money("70.00"),
                documents: [],
                payerName: "OTHER AG",
                trace: "076401250000002"
            ),
        ],
        file: "d.ach",
        keysRecur: true,
        recurringKeys: ["1234567890 0000001", "12345678900000001"]
    )

    @Test(
        "an ACH batch by its company and number, a payment of it by its trace, never both",
        arguments: [
            (["120.00 PAYMENTS 1234567890 0000001"], ["0 batch INV-2=50.00 INV-8=70.00"]),
            (["120.00 CO 1234567890 BATCH 0000001"], ["0 batch INV-2=50.00 INV-8=70.00"]),
            (["120.00 1234567890-0000001"], ["0 batch INV-2=50.00 INV-8=70.00"]),
            (["120.00 TRACE 076401250000001"], ["0 batch INV-2=50.00 INV-8=70.00"]),
            (["120.00 CO 1234567890 BATCH 0000002"], ["0 !unknown_payer"]),
            (["120.00 BATCH 0000001"], ["0 !unknown_payer"]),
            (["119.99 PAYMENTS 1234567890 0000001"], ["0 !under"]),
            (
                ["50.00 TRACE 076401250000001", "70.00 TRACE 076401250000002"],
                ["0 batch INV-2=50.00", "1 batch INV-8=70.00"]
            ),
            (["70.00 TRACE 076401250000002"], ["0 batch INV-8=70.00"]),
            (["50.00 TRACE 076401250000002"], ["0 !under"]),
            (["69.99 TRACE 076401250000002"], ["0 !under"]),
            (["70.00 PAYMENTS 1234567890 0000001"], ["0 !under"]),
            (["70.00 TRACE 076401250000002", "70.00 076401250000002 X"], ["0 !ambiguous", "1 !ambiguous"]),
            (["120.00 TRACE 076401250000001", "70.00 TRACE 076401250000002"], ["0 !ambiguous", "1 !ambiguous"]),
        ]
    )
    func collectionByTrace(_ texts: [String], _ expected: [String]) {
        let lines = texts.enumerated().map { index, text in
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            return line(parts[0], parts[1], index: index)
        }
        #expect(Self.outcomes(lines, [Self.collected]) == expected)
        #expect(Self.outcomes(lines.map { $0.with(file: "later.csv") }, [Self.collected]).count == lines.count)
    }

    @Test("what has come as a whole comes in no part, and the other way round")
    func collectionPosted() {
        let (whole, single) = (line("120.00", "076401250000001"), line("70.00", "076401250000002"))
        let singles = Self.collected.singles
        #expect(singles.map(\.keys) == [["076401250000001"], ["076401250000002"]])
        for (receipt, posted, outcome) in [
            (whole, [], "0 batch INV-2=50.00 INV-8=70.00"), (whole, [Self.collected], "0 !duplicate"),
            (whole, [singles[0]], "0 !duplicate"), (single, [Self.collected], "0 !duplicate"),
            (single, [singles[0]], "0 batch INV-8=70.00"), (single, [singles[1]], "0 !duplicate"),
        ] as [(StatementLine, Set<PaymentBatch>, String)] {
            #expect(Self.outcomes([receipt], [Self.collected], posted: posted) == [outcome])
        }
    }

    /// The trace of a payment of 70.00 that names INV-8, from a payer of whom one invoice has the receipt's amount.
    @Test(
        "a key that comes again, or with another amount, keeps its receipt from paying others of the amount",
        arguments: [
            (["70.00 2026-03-20", "70.00 2026-03-21"], ["0 !ambiguous", "1 !ambiguous"]),
            (["70.00 2026-03-20", "70.00 2026-04-29"], ["0 batch INV-8=70.00", "1 !duplicate"]),
            (["30.00 2026-03-20"], ["0 !under"]), (["70.00 2026-05-29"], ["0 !ambiguous"]),
            // Another day's trace of the same number: nothing is known of it.
            (["30.00 2026-05-29"], ["0 amount_party_date INV-30=30.00"]),
        ]
    )
    func keyComesAgain(_ texts: [String], _ expected: [String]) {
        var groups = GroupSources()
        groups.batches = [Self.collected]
        let lines = texts.enumerated().map { index, text in
            let parts = text.split(separator: " ").map(String.init)
            return line(parts[0], "076401250000002", index: index, name: "Other AG", on: parts[1])
        }
        let others = [
            item("INV-8", "70.00", customer: "C2", name: "Other AG"),
            item("INV-70", "70.00", customer: "C2", name: "Other AG"),
            item("INV-30", "30.00", customer: "C2", name: "Other AG"),
        ]
        let found = reconcile(
            lines: lines,
            items: others,
            payments: [],
            policy: MatchingPolicy(),
            asOf: date("2026-06-30"),
            groups: groups
        )
        #expect(outcome(found).sorted() == expected.sorted())
    }

    @Test("what waits in a batch is money without a document, and counts so once")
    func waitsOnce() {
        var policy = MatchingPolicy()
        policy.rules = [DecisionRule(name: "nobody", priority: 1, decision: .suggest)]
        var groups = GroupSources()
        let parts = [Self.part("E1", "100.00", [Self.document("INV-1", "100.00")])]
        groups.batches = [Self.batch(.collection, keys: ["PMT-77777"], parts: parts)]
        let found = reconcile(
            lines: [line("100.00", "PMT-77777")],
            items: Self.items,
            payments: [],
            policy: policy,
            asOf: date("2026-04-30"),
            groups: groups
        )
        #expect(found.matches.count == 1 && found.summary.waitingParts == 1)
        #expect(found.summary.byInvoiceLine.value[.eur]?.part == 0)
    }

    @Test("an advice by its trace number in its days, whichever of two files has that")
    func adviceByTrace() {
        let parts = [Self.part("TRN-77001", "50.00", [Self.document("INV-2", "50.00")])]
        func advice(_ file: String, _ recurring: [String]) -> PaymentBatch {
            Self.batch(
                .remittanceAdvice,
                keys: ["TRN-77001"],
                parts: parts,
                payer: "ACME GMBH",
                file: file,
                keysRecur: false,
                recurringKeys: recurring
            )
        }
        let both = [advice("a.txt", []), advice("d.ach", ["076401250000001"])]
        let paid = "0 remittance INV-2=50.00"
        for batches in [both, [both[1]], both.reversed()] {
            #expect(Self.outcomes([line("50.00", "CTX 076401250000001")], batches) == [paid])
            #expect(Self.outcomes([line("50.00", "CTX TRN-77001")], batches) == [paid])
            #expect(
                Self.outcomes([line("50.00", "CTX 076401250000001", on: "2026-04-19")], batches) == ["0 !ambiguous"]
            )
            #expect(Self.outcomes([line("49.99", "CTX TRN-77001")], batches) == ["0 !under"])
            #expect(Self.outcomes([line("49.99", "CTX 076401250000001")], batches) == ["0 !under"])
        }
    }

    @Test("a key of its own names a batch, but not months later")
    func untimely() {
        let parts = [Self.part("pay_1", "225.00")]
        let batch = Self.batch(.collection, keys: ["PMT-2026-03"], parts: parts)
        #expect(Self.outcomes([line("225.00", "PMT-2026-03", on: "2026-07-20")], [batch]) == ["0 !ambiguous"])
    }

    @Test("collections that differ in their day or payer alone are two, however often they are given")
    func repeats() {
        let parts = [Self.part("X-1", "50.00")]
        let batches = ["2026-02-19", "2026-03-19"].flatMap { day in
            ["a.xml", "copy.xml"].map { Self.batch(.collection, keys: ["RENT-01"], parts: parts, file: $0, on: day) }
        }
        let lines = [line("50.00", "RENT-01", on: "2026-02-19"), line("50.00", "RENT-01", index: 1)]
        #expect(Self.outcomes(lines, batches) == ["0 batch payment=50.00", "1 batch payment=50.00"])
        let advices = ["Acme GmbH", "Other AG"].map {
            let part = Self.part(nil, "50.00", [Self.document("INV-2", "50.00")])
            return Self.batch(.remittanceAdvice, keys: [], parts: [part], payer: $0, file: "\($0).txt")
        }
        #expect(Self.outcomes([line("50.00", name: "Acme GmbH")], advices) == ["0 remittance INV-2=50.00"])
    }

    @Test("a payment of a batch pays no invoice of another customer than its payer, nor one that the rules hold")
    func payers() {
        func found(_ payer: String?, policy: MatchingPolicy = MatchingPolicy()) -> [String] {
            let parts = [
                Self.part(nil, "70.00", [Self.document("INV-8", "70.00")], payer: payer),
                Self.part("INV-2", "50.00", payer: payer == nil ? nil : "Acme GmbH"),
            ]
            let batch = Self.batch(.lockbox, keys: ["0022222"], parts: parts)
            return Self.outcomes([line("120.00", "LOCKBOX 0022222")], [batch], policy: policy)
        }
        #expect(found("Other AG") == ["0 batch INV-8=70.00 INV-2=50.00"])
        #expect(found(nil) == ["0 batch INV-8=70.00 INV-2=50.00"])
        #expect(found("Acme GmbH") == ["0 batch payment=70.00 INV-2=50.00"])
        var policy = MatchingPolicy()
        policy.rules = [DecisionRule(name: "known_only", priority: 1, payers: [.untold], decision: .suggest)]
        #expect(found(nil, policy: policy) == ["0 batch payment=70.00 payment=50.00"])
    }

    @Test("the rules decide about a remittance advice as about any receipt")
    func rules() {
        let parts = [Self.part(nil, "100.00", [Self.document("INV-1", "100.00")])]
        let advice = Self.batch(.remittanceAdvice, keys: ["12053011"], parts: parts, payer: "ACME GMBH")
        var policy = MatchingPolicy()
        policy.rules = [
            DecisionRule(name: "small", priority: 1, amounts: [.exact], decision: .post, postsUpTo: [.eur: 5_000])
        ]
        let receipt = line("100.00", "TRN 12053011", name: "Acme GmbH")
        #expect(Self.outcomes([receipt], [advice], policy: policy) == ["0 !held_by_rule"])
        #expect(Self.outcomes([receipt], [advice]) == ["0 remittance INV-1=100.00"])
    }
}

extension LineExplanation {
    /// Why the line is left to a person.
    fileprivate var outcomeWords: String? {
        guard case .exception(let exception) = outcome else { return nil }
        return exception.explanation
    }
}
