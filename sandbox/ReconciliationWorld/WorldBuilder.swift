import HubDomain
import HubReconciliation
import PaymentVocabulary

extension World {
    /// Makes the world of a plan.
    package init(_ plan: WorldPlan) {
        var builder = WorldBuilder(plan)
        builder.makeLines()
        builder.makeUnpaid()
        builder.makeReportedPayouts()
        builder.makeSeveralShort()
        builder.makeNamedElsewhere()
        self = builder.world()
    }

    /// Our account, and the names of the two statements that show it.
    package static let account = "DE75512108001245126199"
    package static let statement = "statement-1.xml"
    /// Shows some of the lines once more.
    package static let overlap = "statement-2.xml"
}

/// Makes documents and the receipts that pay them, one receipt after the other.
struct WorldBuilder {
    let plan: WorldPlan
    let names: CustomerNames
    let rates: WorldRates
    var random: WorldRandom
    var customers: [WorldCustomer] = []
    var documents: [WorldDocument] = []
    var numbers: [String: Int] = [:]
    var drafts: [LineDraft] = []
    var payments: [ExpectedPayment] = []
    var settlements: [SettlementLine] = []
    var invoiceSerials = 0
    var creditSerials = 0
    private let prices: [Int64]
    /// How often a written name stands among the customers, for names that were cut.
    private var cutNames: [String: Int] = [:]

    /// The first day on which anything is issued, and how many days that goes on.
    static let firstDay = CalendarDate(year: 2026, month: 1, day: 5) ?? CalendarDate(dayNumber: 0)
    static let days = 150

    init(_ plan: WorldPlan) {
        self.plan = plan
        names = CustomerNames(seed: plan.seed)
        rates = WorldRates(seed: plan.seed)
        random = WorldRandom(seed: plan.seed)
        var prices: [Int64] = []
        // Prices as price lists have them: 19.90, 49.00, 1,249.50.
        while prices.count < 60 {
            let price = Int64(random.within(19...4_999)) * 100 + Int64(random.one(of: [0, 50, 90, 99]))
            if !prices.contains(price) { prices.append(price) }
        }
        self.prices = prices
        for number in 0..<plan.customers { addCustomer(number) }
    }

    private mutating func addCustomer(_ number: Int) {
        let name = names.name(number)
        let account = iban()
        customers.append(
            WorldCustomer(
                id: CustomerID("K\(padded(10_000 + number, 6))"),
                name: name,
                account: random.chance(basisPoints: 8_500) ? account : nil,
                realAccount: account
            )
        )
        for width in [27, 35] { cutNames[CustomerNames.cut(name.text, width), default: 0] += 1 }
    }

    mutating func iban() -> String {
        let body = "50010517\(padded(random.below(1_000_000_000), 10))"
        return "DE\(checkDigits(prefix: "DE", body: body))\(body)"
    }

    mutating func amount() -> Int64 {
        switch plan.mode {
        case .easyAmounts: Int64(random.within(5_000...2_500_000))
        case .listPrices: random.one(of: prices)
        }
    }

    /// A new document of a customer.
    mutating func addDocument(
        of customer: Int,
        isCreditNote: Bool = false,
        amount: Int64? = nil,
        currency: Currency = .eur,
        terms wanted: String? = nil,
        issued day: CalendarDate? = nil
    ) -> Int {
        let units = amount ?? self.amount()
        let drawn = random.below(10)
        let text = isCreditNote ? "" : wanted ?? (drawn < 3 ? "2/10 net 30" : drawn < 4 ? "3/14 net 30" : "net 30")
        let issued = day ?? Self.firstDay.adding(days: random.below(Self.days))
        let money = Money(minorUnits: units, currency: currency)
        let serial = isCreditNote ? creditSerials : invoiceSerials
        let number =
            isCreditNote ? NumberWriting.creditNote(serial, plan.numbers) : NumberWriting.invoice(serial, plan.numbers)
        if isCreditNote { creditSerials += 1 } else { invoiceSerials += 1 }
        let hasReference = !isCreditNote && customer.isMultiple(of: 3)
        // The terms say it; should they be unreadable the invoice is due at once and offers nothing.
        let schedule = try? Terms(parsing: text).schedule(issued: issued, amount: money)
        documents.append(
            WorldDocument(
                customer: customer,
                number: InvoiceNumber(number),
                isCreditNote: isCreditNote,
                amount: money,
                issued: issued,
                due: schedule?.lastDue ?? issued,
                terms: text,
                reference: hasReference ? NumberWriting.reference(serial) : nil,
                offer: schedule?.discounts.first
            )
        )
        let index = documents.count - 1
        customers[customer].documents.append(index)
        numbers[number] = index
        return index
    }

    /// Invoices that nobody pays yet: as many as a seventh of the receipts.
    mutating func makeUnpaid() {
        for _ in 0..<max(1, plan.receipts / 7) { _ = addDocument(of: random.below(plan.customers)) }
    }

    /// Puts name and account of the payer into a line, and what they let one think.
    mutating func addPayer(_ draft: inout LineDraft, _ customer: Int) {
        draft.customer = customer
        draft.accountKind = random.draw(Corruption.account, plan)
        if draft.accountKind == .paidByStranger {
            draft.name = CustomerNames.stranger(&random)
            draft.account = iban()
            draft.evidence = .stranger
            return
        }
        var payer = customer
        if draft.accountKind == .paidByOtherCustomer, plan.customers > 1 {
            payer = (customer + 1 + random.below(plan.customers - 1)) % plan.customers
        }
        draft.nameWriting = random.draw(Corruption.name, plan)
        draft.name = CustomerNames.written(customers[payer].name, draft.nameWriting)
        switch draft.accountKind {
        case .accountChanged: draft.account = iban()
        case .accountMissing: draft.account = nil
        default: draft.account = customers[payer].realAccount
        }
        draft.evidence = evidence(draft, payer)
    }

    private func evidence(_ draft: LineDraft, _ payer: Int) -> PayerEvidence {
        if let account = draft.account, account == customers[payer].account { return .customer(payer) }
        switch draft.nameWriting {
        case .nameMissing: return draft.account == nil ? .untold : .stranger
        // A person may recognise it; nobody is asked to.
        case .nameAbbreviated: return .stranger
        case .nameCutAt27, .nameCutAt35:
            let isOnlyOne = draft.name.map { cutNames[$0] == 1 } ?? false
            return isOnlyOne ? .customer(payer) : .stranger
        default: return .customer(payer)
        }
    }

    /// A date on which money for a document may come: some days after it was issued.
    mutating func payday(_ issued: CalendarDate, after first: Int = 1, until last: Int = 70) -> CalendarDate {
        issued.adding(days: random.within(first...last))
    }

    mutating func nextBankReference() -> String { "B\(padded(drafts.count, 8))" }
}
