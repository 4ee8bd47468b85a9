import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

/// What users of other reconciliation programs complain about, as far as the matcher decides it, each with the project
/// where it was reported.
///
/// What the readers of bank files and the books decide is in the tests of those.
@Suite("pains of other programs, in the matcher")
struct PainTests {
    private static let acme = "DE02120300000000202051"
    private static let march = [
        item("INV-1001", "100.00", account: acme), item("INV-1002", "250.00", account: acme),
        item("INV-1003", "75.50", account: acme),
    ]

    @Test("1, invoiceninja#10628: a payout of several payments is not posted to one customer's invoice")
    func payoutIsNoPayment() {
        let items = [item("INV-1001", "100.00"), item("INV-2001", "100.00", customer: "C2", name: "Borg AG")]
        let result = run([line("196.40", "STRIPE PAYOUT po_1", name: "Stripe Payments Europe")], items)
        #expect(outcome(result) == ["0 !unknown_payer"] && result.openItems.count == 2)
    }

    @Test(
        "2, woocommerce-payments#5316, stripe-go#1723: a payout is found by its trace, or by amount, days and sender",
        arguments: [
            (line("146.25", bankReference: "0260-TRACE-77"), "payout"),
            (line("146.25", name: "Stripe Payments Europe"), "payout"),
            (line("146.25", name: "Borg AG"), "!unknown_payer"),
            (line("146.20", name: "Stripe Payments Europe"), "!unknown_payer"),
        ]
    )
    func findsPayouts(_ receipt: StatementLine, _ expected: String) {
        let id = "po_10000001"
        let trace = "0260TRACE77"
        let report = [
            settled(0, .payment, "98.25", fee: "1.75", payment: "ch_1", payout: id, trace: trace),
            settled(1, .payment, "48.00", fee: "2.00", payment: "ch_2", payout: id, trace: trace),
            settled(2, .payout, "-146.25", payout: id, arrival: "2026-03-20", trace: trace),
        ]
        let result = reconciled([receipt], report, Self.march)
        #expect(outcome(result).first?.hasPrefix("0 \(expected)") == true, "\(outcome(result))")
    }

    @Test("3, erpnext#54823: the expected payment comes first, pays all of its invoices, and once")
    func expectedPaymentFirst() {
        let shares = [("INV-1001", "100.00"), ("INV-1002", "250.00")].map {
            ExpectedPayment.Share(invoice: InvoiceNumber($0), amount: money($1))
        }
        let payment = ExpectedPayment(
            payment: PaymentID("pay-1"),
            endToEndID: "HUB-7",
            customer: nil,
            amount: money("350.00"),
            shares: shares
        )
        let lines = [
            line("350.00", "INV-1001", endToEndID: "HUB-7"), line("350.00", "INV-1002", index: 1, endToEndID: "HUB-7"),
        ]
        let result = run(lines, Self.march, payments: [payment])
        #expect(outcome(result) == ["0 end_to_end_id INV-1001=100.00 INV-1002=250.00", "1 !duplicate"])
    }

    @Test("4, erpnext#41069: what looks like an obvious match and is none is suggested, with the reason")
    func saysWhyNot() throws {
        let items = Self.march + [item("INV-2001", "5.00", customer: "C2", name: "Borg AG", account: "DE99")]
        let receipt = line("100.00", "INV-1001", name: "Borg AG", account: "DE99")
        let exception = try #require(run([receipt], items).exceptions.first)
        #expect(exception.reason == .contradictingPayer && exception.explanation.contains("INV-1001"))
        let story = try #require(explained(receipt, among: [receipt], items)).text(TextStyle())
        #expect(story.contains("INV-1001") && story.contains("C2"))
    }

    @Test("5, erpnext#35440: several documents of one receipt are settled together")
    func settlesTogether() {
        let result = run([line("425.50", "INV-1001 INV-1002 INV-1003", name: "Acme GmbH")], Self.march)
        #expect(outcome(result) == ["0 own_reference INV-1001=100.00 INV-1002=250.00 INV-1003=75.50"])
        #expect(result.openItems.isEmpty && result.summary.invoicesSettled == 3)
    }

    @Test("6, erpnext#33932: what is shown as settled is what nothing is open of", arguments: UInt64(0)..<20)
    func showsWhatIs(seed: UInt64) {
        let trade = Trade(seed: seed)
        let result = trade.result()
        let open = Set(result.openItems.map(\.invoice.number))
        let invoices = trade.items.filter { $0.invoice.kind == .invoice }
        #expect(result.summary.invoicesSettled == invoices.count { !open.contains($0.invoice.number) })
    }

    @Test("7 and 9, OCA/account-reconcile#499, BCApps#1528: ten thousand lines are no matter", .timeLimit(.minutes(1)))
    func isLinear() {
        let numbers = 0..<10_000
        let items = numbers.map {
            item("INV-\(100_000 + $0)", "1.00", customer: "C\($0 % 500)", name: "Firm \($0 % 500)")
        }
        let lines = numbers.map { line("1.00", "INV-\(100_000 + $0)", index: $0, name: "Firm \($0 % 500)") }
        #expect(run(lines, items).matches.count == numbers.count)
    }

    @Test("8, OCA/account-reconcile#734: a run in two parts comes to what one run comes to")
    func resumes() {
        let lines = [
            line("60.00", "INV-1001", name: "Acme GmbH"), line("250.00", "INV-1002", index: 1, on: "2026-03-21"),
            line("40.00", "INV-1001", index: 2, name: "Acme GmbH", on: "2026-03-22"),
        ]
        let whole = run(lines, Self.march)
        let first = run([lines[0]], Self.march)
        let rest = first.openItems.map { OpenItem(invoice: $0.invoice.with(open: $0.open)) }
        let second = run(Array(lines.dropFirst()), rest)
        #expect(outcome(first) + outcome(second) == outcome(whole))
        #expect(second.openItems.map(\.open) == whole.openItems.map(\.open))
    }

    @Test("10, OCA/account-reconcile#656: money of another currency is never counted as if it were ours")
    func keepsCurrencies() {
        let result = run([line("100.00", "INV-1001", name: "Acme GmbH", currency: .usd)], Self.march)
        #expect(outcome(result) == ["0 !currency"] && result.exceptions.first?.suggestions.count == 1)
        #expect(result.openItems.count == 3)
    }

    @Test("10, OCA/account-reconcile#692: the bank's amount is the truth, and no rate leaves a cent or a thousandfold")
    func bankAmountIsTruth() throws {
        let abroad = [item("INV-7001", "1000.00", account: Self.acme, currency: .usd)]
        var receipt = line("920.00", "INV-7001", name: "Acme GmbH", account: Self.acme)
        receipt.instructedAmount = money("1000.00", .usd)
        for rate in ["1.0815", "1.0000", "1081.5"] {
            let quote = ReferenceQuote(
                currency: .usd,
                date: receipt.valueDate,
                perEuro: try #require(DecimalRate(rate))
            )
            let result = reconcile(
                lines: [receipt],
                items: abroad,
                payments: [],
                policy: MatchingPolicy(),
                rates: ReferenceRates([quote]),
                asOf: receipt.bookingDate
            )
            for match in result.matches {
                let taken = match.allocations.compactMap(\.received).map(\.minorUnits)
                #expect(taken.reduce(0, +) == 92_000, "\(rate): \(match.allocations)")
            }
            let isPosted = result.openItems.isEmpty && result.matches.count == 1
            #expect(isPosted || result.exceptions.map(\.reason) == [.currency], "\(rate): \(outcome(result))")
        }
    }

    @Test("12, OCA/bank-statement-import#475, firefly-iii#2199: twins count twice, and a statement again not at all")
    func keepsTwins() {
        let items = [item("INV-1001", "20.00"), item("INV-1002", "20.00")]
        let twins = (0..<2).map { line("10.00", "INV-1001", index: $0, name: "Acme GmbH", bankReference: "SAME") }
        let again = twins.map { $0.with(file: "again.xml") }
        let result = run(twins + again, items)
        #expect(outcome(result) == ["0 own_reference INV-1001=10.00", "1 own_reference INV-1001=10.00"])
        #expect(result.repeats.count == 2 && result.openItems.map(\.invoice.number.text) == ["INV-1002"])
    }

    @Test("13, rentemester#542: the name of a file is no part of a movement, its amount and date are")
    func identifiesByContent() {
        let receipt = line("10.00", "INV-1001")
        func identity(_ line: StatementLine) -> StatementLineIdentity? {
            StatementLineIdentity.identities(of: [line]).first
        }
        #expect(identity(receipt) == identity(receipt.with(file: "other.xml", remittance: "less is told here")))
        #expect(identity(receipt) != identity(line("10.01", "INV-1001")))
        #expect(identity(receipt) != identity(line("10.00", "INV-1001", on: "2026-03-21")))
    }

    @Test("14, BCApps PR 11055: an end-to-end id that repeats names nobody's payment twice")
    func endToEndIDsRepeat() {
        let lines = [
            line("100.00", "INV-1001", name: "Acme GmbH", endToEndID: "MONTHLY"),
            line("250.00", "INV-1002", index: 1, name: "Acme GmbH", endToEndID: "MONTHLY"),
        ]
        let expected = ["0 own_reference INV-1001=100.00", "1 own_reference INV-1002=250.00"]
        #expect(outcome(run(lines, Self.march)) == expected)
    }

    @Test("15, rentemester#138: neither 14 in 1814, nor a common word, nor an amount alone posts")
    func postsNothingByChance() {
        let items = [item("14", "100.00"), item("1814", "55.00"), item("INVOICE", "70.00")]
        let lines = [
            line("100.00", "order 1814, name unknown"), line("100.00", "invoice 14", index: 1),
            line("70.00", "invoice for march", index: 2), line("100.00", "thank you", index: 3),
        ]
        let result = run(lines, items)
        #expect(result.matches.isEmpty && result.exceptions.count == 4)
    }

    @Test("16, alyf-de/banking#270: a discount in its window closes the invoice in one step, and late it does not")
    func takesDiscounts() {
        let items = [item("INV-1001", "1000.00", discount: (off: "20.00", until: "2026-03-11"))]
        let inTime = run([line("980.00", "INV-1001", name: "Acme GmbH", on: "2026-03-11")], items)
        #expect(outcome(inTime) == ["0 own_reference INV-1001=980.00 discount=20.00"] && inTime.openItems.isEmpty)
        let late = run([line("980.00", "INV-1001", name: "Acme GmbH", on: "2026-03-12")], items)
        #expect(outcome(late) == ["0 own_reference INV-1001=980.00"] && late.openItems.map(\.open) == [money("20.00")])
        #expect(late.matches.first?.explanation.contains("until 2026-03-11") == true)
    }

    @Test("17, erpnext PR 34287: a discount that the payer rounds differently leaves no cent open")
    func leavesNoCent() {
        let items = [item("INV-1001", "333.33", discount: (off: "6.67", until: "2026-03-31"))]
        let result = run([line("326.67", "INV-1001", name: "Acme GmbH")], items)
        #expect(outcome(result) == ["0 own_reference INV-1001=326.67 discount=6.66"] && result.openItems.isEmpty)
    }

    @Test("18, OCA/account-reconcile PR 711: every difference of a match is an allocation of its own")
    func leavesNoDifference() {
        let items = [item("INV-1001", "100.00", account: Self.acme, discount: (off: "2.00", until: "2026-03-31"))]
        for paid in ["98.00", "100.00", "130.00", "40.00"] {
            let result = run([line(paid, "INV-1001", name: "Acme GmbH", account: Self.acme)], items)
            for match in result.matches {
                let parts = match.allocations.filter { $0.kind != .discount }.map(\.amount.minorUnits)
                #expect(parts.reduce(0, +) == match.line.amount.minorUnits, "\(paid)")
            }
            #expect(result.matches.count == 1)
        }
    }

    @Test("21, alyf-de/banking PR 408: a deposit with more than is open is never spread beyond it")
    func neverOverAllocates() {
        let result = run([line("103.50", "INV-1001", name: "Acme GmbH", account: Self.acme)], Self.march)
        #expect(outcome(result) == ["0 own_reference INV-1001=100.00 unapplied=3.50"])
    }

    @Test("25, ledgersmb#8936: importing a statement again doubles nothing, whatever it is called")
    func importsOnce() {
        let lines = [line("100.00", "INV-1001"), line("9.99", "rent", index: 1)]
        let once = run(lines, Self.march)
        let twice = run(lines + lines.map { $0.with(file: "copy of s.xml") }, Self.march)
        #expect(twice.matches.map(\.allocations) == once.matches.map(\.allocations))
        #expect(twice.summary == once.summary && twice.openItems == once.openItems && twice.repeats.count == 2)
    }

    @Test("26, OCA/account-payment PR 519: money that came back with a reason is no payment of its document")
    func keepsReturnsApart() {
        let result = run([line("100.00", "INV-1001", name: "Acme GmbH", returnReason: "AC04")], Self.march)
        #expect(outcome(result) == ["0 !returned"])
        #expect(result.exceptions.first?.explanation.contains("AC04") == true && result.openItems.count == 3)
    }
}
