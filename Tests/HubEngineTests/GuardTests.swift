import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary
import TestSupport
import Testing

@testable import HubEngine

/// Guards of the books that nothing else would miss: each case fails when its guard is taken out.
@Suite("guards of the books") struct GuardTests {
    private static let payout = "po_10000001"
    private static let providersAccount = "DE89370400440532013000"

    /// A report of one charge over 100.00 less 1.75.
    private static func report(_ charge: String, reference: String? = nil) -> GroupSources {
        var line = SettlementLine(
            file: "fake.csv",
            row: 0,
            provider: "Fake",
            kind: .payment,
            net: eur(9_825),
            fee: eur(175)
        )
        (line.id, line.payment, line.names) = ("txn_1", charge, [charge])
        (line.reference, line.payout) = (reference, payout)
        var groups = GroupSources()
        groups.settlements = SettlementLedger([line])
        return groups
    }

    private static let paidOut = BankStatement.Receipt(
        units: 9_825,
        text: payout,
        reference: "B1",
        payer: providersAccount,
        name: "Fake Payments"
    )

    @Test("a payout that a second person posts teaches nothing of its payer")
    func payoutTeachesNothing() async throws {
        let world = try await World.make()
        try await world.bring([Self.paidOut], "S1")
        let limited = world.hub(fourEyesAbove: 5_000)
        _ = try await limited.reconcile(groups: Self.report("ch_1"), by: World.alice)
        #expect(try await world.approvals() == ["open"])
        _ = try await limited.postMatch(1, reason: "I saw it", ChangeRequest(by: World.bob))
        #expect(try await world.states() == ["B1 matched"])
        #expect(try await world.books { try $0.aliases() }.isEmpty)
        #expect(try await world.books { try $0.aliasEvents(source: "match/1") }.isEmpty)
        try await world.verify()
    }

    @Test("a payout that is posted does not use what is known of its payer, either")
    func payoutUsesNoAlias() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        let payer = WrittenPayer(.account, Self.providersAccount)
        let request = ChangeRequest(by: World.alice)
        _ = try await world.hub.addAlias(payer, customer: World.customer, reason: "phone", request)
        let before = try await world.books { try $0.aliases() }
        try await world.bring([Self.paidOut], "S1")
        let groups = Self.report("ch_1", reference: "INV-1")
        #expect(try await world.hub.reconcile(groups: groups, by: World.alice).matches.map(\.rule) == [.payout])
        #expect(try await world.invoice("INV-1").invoice.open == eur(0))
        #expect(try await world.books { try $0.aliases() } == before)
        #expect(try await world.books { try $0.aliasEvents(source: "match/1") }.isEmpty)
        try await world.verify()
    }

    @Test("what a person tells of a provider after its report outlives that report's second import")
    func toldAfterTheReport() async throws {
        let world = try await World.make()
        let report = ReadReport(Array(PayPalReport.settlement().utf8), name: "paypal.csv")
        try await world.hub.keepReport(report, by: World.alice)
        let day = try date("2026-03-31")
        let balances = { try await world.books { try $0.providerBalances(from: day, to: day) } }
        let stated = try #require(try await balances().first)
        #expect(stated.amount == eur(3_883))
        let person = ProviderBalance(
            account: stated.account,
            date: day,
            amount: eur(4_000),
            source: .person("anna")
        )
        try await world.store.run { try Books($0, merchant: World.merchant.id).tell(person, at: World.start) }
        #expect(try await balances().last == person)
        try await world.hub.keepReport(report, by: World.alice)
        #expect(try await balances().last == person, "the last telling counts, and the report has not told again")
    }

    @Test("a receipt with the end-to-end id of a captured payment is not posted as that payment again")
    func capturesAreNoReceipts() async throws {
        let world = try await World.make()
        let payment = try await world.create(10_000, for: [], key: "k1").payment
        let charge = try #require(payment.operations.compactMap(\.providerObject).first)
        var twice = BankStatement.Receipt(units: 10_000, text: "hello", reference: "R1")
        twice.endToEnd = payment.id
        try await world.bring([Self.paidOut, twice], "S1")
        let result = try await world.hub.reconcile(groups: Self.report(charge), by: World.alice)
        #expect(result.matches.map(\.rule) == [.payout])
        #expect(result.exceptions.map(\.line.bankReference) == ["R1"])
        try await world.verify()
    }

    @Test("the bank's side of a payout is told by its file and place, and its name in the books")
    func placesThePayoutsLine() async throws {
        let world = try await World.make()
        let other = BankStatement.Receipt(units: 1, text: "x", reference: "A1")
        try await world.bring([other, Self.paidOut], "march.xml")
        let result = try await world.hub.reconcile(groups: Self.report("ch_1"), by: World.alice)
        let line = try #require(result.settlements.entries.first?.bankLine)
        #expect("\(line.file) \(line.index)" == "march.xml 1")
        #expect(line.identity == (try await world.line("B1")))
    }

    @Test("a look-alike is found behind more lines of its day and amount than one page has")
    func findsDistantLookAlikes() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        let others = (100..<240).map {
            BankStatement.Receipt(units: 3_000, text: "something else", reference: "A\($0)", name: "N\($0)")
        }
        let named = BankStatement.Receipt(units: 3_000, text: "INV-1001", reference: "Z1")
        try await world.bring(others + [named], "a.xml")
        _ = try await world.hub.reconcile(by: World.alice)
        try await world.bring([BankStatement.Receipt(units: 3_000, text: "INV-1001", reference: "NONREF")], "b.xml")
        let result = try await world.hub.reconcile(by: World.alice)
        #expect(result.matches.isEmpty)
        let proposed = result.exceptions.filter(\.isProposed).map(\.line.file)
        #expect(proposed == ["b.xml"])
        #expect(try await world.invoice("INV-1001").invoice.open == eur(7_000))
    }

    @Test("the limit is for the sum of all that a match settles, and reaches the limit itself")
    func sumsTheGross() async throws {
        let world = try await World.make()
        for number in ["A", "B"] { try await world.issue(number, 30_000) }
        try await world.issue("NOTE", 59_900, kind: .creditNote)
        try await world.issue("EVEN", 50_000)
        let receipts = [
            BankStatement.Receipt(units: 100, text: "hello", reference: "R1"),
            BankStatement.Receipt(units: 50_000, text: "hello", reference: "R2"),
        ]
        try await world.bring(receipts, "S1")
        let limited = world.hub(fourEyesAbove: 50_000)
        func propose(_ reference: String, _ parts: [HandAllocation]) async throws -> MatchView {
            let request = ChangeRequest(by: World.alice)
            let stored = try await limited.proposeMatch(
                of: world.line(reference),
                allocations: parts,
                reason: "phone",
                posts: true,
                request
            )
            return try HubJSON.decode(MatchView.self, from: stored.body)
        }
        let parts = [part(.invoice, "A", 30_000), part(.invoice, "B", 30_000), part(.creditNote, "NOTE", 59_900)]
        #expect(try await propose("R1", parts).state == .proposed, "300.00 and 300.00 are above 500.00")
        #expect(try await propose("R2", [part(.invoice, "EVEN", nil)]).state == .posted, "500.00 are not above 500.00")
        try await world.verify()
    }

    @Test("a discount or a difference counts towards the limit as money does")
    func countsDifferences() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.bring([BankStatement.Receipt(units: 9_950, text: "INV-1001", reference: "R1")], "S1")
        var settings = HubSettings()
        settings.fourEyesAbove = [.eur: 9_960]
        settings.matchingPolicy.tolerances.spans[.rounding] = [.eur: Tolerances.Span(to: 50)].compactMapValues(\.self)
        let result = try await Hub(environment: world.hub.environment, settings: settings).reconcile(by: World.alice)
        #expect(result.matches.isEmpty)
        #expect(result.exceptions.map(\.isProposed) == [true])
        #expect(try await world.approvals() == ["open"], "99.50 of money, and 100.00 settled")
    }

    @Test("two proposals of one payout: the second one cannot be posted")
    func payoutsArePostedOnce() async throws {
        let world = try await World.make()
        let limited = world.hub(fourEyesAbove: 5_000)
        var again = Self.paidOut
        (again.reference, again.date) = ("B2", "2026-03-03")
        try await world.bring([Self.paidOut], "S1")
        _ = try await limited.reconcile(groups: Self.report("ch_1"), by: World.alice)
        try await world.bring([again], "S2")
        _ = try await limited.reconcile(groups: Self.report("ch_1"), by: World.alice)
        #expect(try await world.approvals() == ["open"], "the first line is to be it")
        // Once that one is rejected the other line may be, and then a person is of the first opinion again.
        _ = try await limited.undoMatch(1, reason: "no", ChangeRequest(by: World.bob))
        _ = try await limited.reconcile(groups: Self.report("ch_1"), by: World.alice)
        _ = try await limited.redoMatch(1, reason: "yes", ChangeRequest(by: World.alice))
        #expect(try await world.approvals().sorted() == ["open", "open", "rejected"])
        _ = try await limited.postMatch(2, reason: "yes", ChangeRequest(by: World.bob))
        let second = try await problem {
            _ = try await limited.postMatch(3, reason: "yes", ChangeRequest(by: World.bob))
        }
        #expect(second == .conflict)
        let states = try await world.states()
        #expect(states == ["B1 exception", "B2 matched"])
        try await world.verify()
    }

    @Test("a fee that the provider gives back lessens the cost")
    func feesComeBack() async throws {
        let world = try await World.make()
        var line = SettlementLine(
            file: "fake.csv",
            row: 0,
            provider: "Fake",
            kind: .payment,
            net: eur(10_025),
            fee: eur(-25)
        )
        (line.id, line.payment, line.names, line.payout) = ("txn_1", "ch_1", ["ch_1"], Self.payout)
        var groups = GroupSources()
        groups.settlements = SettlementLedger([line])
        var receipt = Self.paidOut
        receipt.units = 10_025
        try await world.bring([receipt], "S1")
        _ = try await world.hub.reconcile(groups: groups, by: World.alice)
        #expect(try await world.digest().contains("provider_fees -25"))
        try await world.verify()
    }

    @Test("what a receipt had paid is paid until the day of the return")
    func opensOnTheDayOfTheReturn() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.bring([BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "R1")], "S1")
        _ = try await world.hub.reconcile(by: World.alice)
        var back = BankStatement.Receipt(units: 10_000, text: "sorry", reference: "BACK", date: "2026-03-06")
        back.returned = "AC04"
        try await world.bring([back], "S2")
        let days = ["2026-03-01", "2026-03-02", "2026-03-05", "2026-03-06"]
        let unidentified = try await days.asyncMap { day in
            let date = try date(day)
            return try await world.books { try $0.balance(of: "unidentified_receipts", .eur, countingUntil: date) }
        }
        #expect(unidentified == [0, 0, 0, 0], "found before the day is over, and gone with the money")
        let owed = try await days.asyncMap { day in
            let date = try date(day)
            return try await world.books { try $0.balance(of: "receivables:cus_1", .eur, countingUntil: date) }
        }
        #expect(owed[0] - owed[1] == 10_000 && owed[1] == owed[2] && owed[3] - owed[2] == 10_000, "\(owed)")
        try await world.verify()
    }

    @Test("an alias counts as used up to its last day, and not a day beyond")
    func aliasesAreUsedWhileTheyLive() async throws {
        let world = try await World.make()
        for number in ["INV-1001", "INV-1002"] { try await world.issue(number, 10_000) }
        var settings = HubSettings()
        (settings.aliasDays, settings.holdsChangedAccounts) = (10, false)
        let hub = Hub(environment: world.hub.environment, settings: settings)
        let payer = WrittenPayer(.account, Self.providersAccount)
        _ = try await hub.addAlias(payer, customer: World.customer, reason: "r", ChangeRequest(by: World.alice))
        func lastUsed() async throws -> [String] { try await world.books { try $0.aliases() }.map { "\($0.lastUsed)" } }
        let said = try await lastUsed()
        #expect(said == ["2026-03-02"])
        func pay(_ invoice: String, _ reference: String, on day: String) async throws {
            let receipt = BankStatement.Receipt(
                units: 10_000,
                text: invoice,
                reference: reference,
                date: day,
                payer: Self.providersAccount
            )
            try await world.bring([receipt], reference)
            _ = try await hub.reconcile(by: World.alice)
        }
        try await pay("INV-1001", "R1", on: "2026-03-12")
        #expect(try await lastUsed() == ["2026-03-12"])
        try await pay("INV-1002", "R2", on: "2026-03-23")
        #expect(try await world.states() == ["R1 matched", "R2 matched"])
        #expect(try await lastUsed() == ["2026-03-12"], "it had expired the day before")
    }

    @Test(
        "by hand nobody gives more than there is, in another currency, less than the receipt, or below zero",
        arguments: [
            ([part(.invoice, "INV-1001", 10_001), part(.unapplied, nil, nil)], HubProblem.Kind.amountNotAvailable),
            ([part(.invoice, "INV-1001", 9_999)], .amountNotAvailable),
            ([part(.invoice, "DOLLARS", nil)], .invalidRequest),
            ([part(.invoice, "INV-1001", -1), part(.unapplied, nil, nil)], .invalidRequest),
            (
                [
                    HandAllocation(
                        kind: .invoice,
                        invoice: InvoiceNumber("INV-1001"),
                        customer: nil,
                        amount: Money(minorUnits: 12_000, currency: .usd)
                    )
                ], .invalidRequest
            ),
        ]
    )
    func refusesByHand(parts: [HandAllocation], kind: HubProblem.Kind) async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        let dollars = Invoice(
            number: InvoiceNumber("DOLLARS"),
            kind: .invoice,
            customer: World.customer,
            customerName: "Müller GmbH",
            payerAccount: nil,
            amount: Money(minorUnits: 12_000, currency: .usd),
            open: Money(minorUnits: 12_000, currency: .usd),
            issued: try date("2026-02-20"),
            due: try date("2026-03-22"),
            terms: "net 30",
            reference: nil
        )
        #expect(try await world.hub.issue([dollars], by: World.alice).refused.isEmpty)
        try await world.bring([BankStatement.Receipt(units: 12_000, text: "hello", reference: "R1")], "S1")
        let before = try await world.dump()
        let told = try await problem {
            _ = try await world.hub.proposeMatch(
                of: world.line("R1"),
                allocations: parts,
                reason: "phone",
                posts: true,
                ChangeRequest(by: World.alice)
            )
        }
        #expect(told == kind)
        #expect(try await world.dump() == before)
    }

    @Test("parts that are not the receipt are not posted, whoever has stored them")
    func postsTheReceiptOnly() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000)
        try await world.bring([BankStatement.Receipt(units: 9_000, text: "hello", reference: "R1")], "S1")
        let line = try await world.line("R1")
        let whole = ReceiptApplication(
            target: .invoice(InvoiceNumber("INV-1001")),
            customer: World.customer,
            minorUnits: 10_000
        )
        let draft = MatchDraft(
            identity: line,
            amount: eur(9_000),
            rule: MatchDraft.byHand,
            explanation: "",
            parts: [Books.Application(whole, in: .eur)]
        )
        let told = try await problem {
            try await world.store.run { transaction in
                let books = Books(transaction, merchant: World.merchant.id)
                try books.postProposed(try books.insert(draft), by: "alice", reason: "r", at: World.start)
            }
        }
        #expect(told == .conflict)
        #expect(try await world.invoice("INV-1001").invoice.open == eur(10_000))
        try await world.verify()
    }

    @Test("a match is not undone while the unapplied money that it gave is used")
    func usedMoneyStays() async throws {
        let world = try await World.make()
        try await world.bring([BankStatement.Receipt(units: 9_000, text: "hello", reference: "R1")], "S1")
        let rest = HandAllocation(kind: .unapplied, invoice: nil, customer: World.customer, amount: nil)
        let request = ChangeRequest(by: World.alice)
        _ = try await world.hub.proposeMatch(
            of: world.line("R1"),
            allocations: [rest],
            reason: "phone",
            posts: true,
            request
        )
        let sql = "UPDATE credit_accounts SET unapplied_minor = unapplied_minor - 1"
        try await world.store.run { try $0.executeScript(sql, name: "use") }
        #expect(try await problem { _ = try await world.hub.undoMatch(1, reason: "no", request) } == .conflict)
        #expect(try await world.states() == ["R1 matched"])
    }
}

extension Sequence {
    fileprivate func asyncMap<Output>(_ work: (Element) async throws -> Output) async rethrows -> [Output] {
        var outputs: [Output] = []
        for element in self { outputs.append(try await work(element)) }
        return outputs
    }
}
