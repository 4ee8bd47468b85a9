import PaymentVocabulary

/// The objects of Stripe that move money.
enum StripeObject: String, CaseIterable, Sendable {
    case balanceTransaction = "balance_transaction"
    case charge
    case payout
    case refund
    case transfer
    case topUp = "topup"

    /// Whether a positive amount leaves the balance.
    var leaves: Bool {
        switch self {
        case .balanceTransaction, .charge, .topUp: false
        case .payout, .refund, .transfer: true
        }
    }

    /// Decimals that Stripe counts in, which differ from ISO 4217 in a few currencies.
    ///
    /// Source: Stripe's documentation of supported currencies: zero-decimal and three-decimal ones, and the special
    /// cases that stay two-decimal.
    static func decimals(_ currency: Currency) -> Int {
        switch currency.code {
        case "MGA": 0
        case "ISK", "UGX": 2
        default: Int(currency.exponent)
        }
    }
}

/// One object as an entry, while it is read.
struct ProviderObject: Sendable {
    private let record: JSONRecord
    private(set) var net = Money(minorUnits: 0, currency: .unstated)
    private(set) var gross: Money?
    private(set) var fee: Money?
    private(set) var netIsStated = false
    private(set) var status = BankFileStatus.booked
    private(set) var booked: CalendarDate?
    private(set) var available: CalendarDate?
    private(set) var warnings: [String] = []
    private var paths: [Text: [String]] = [:]

    /// What the texts of an entry are taken from.
    private enum Text: Hashable {
        case id, type, source, reference, payout, description, name, account, rate, status
    }

    init(_ record: JSONRecord) {
        self.record = record
    }

    // MARK: Stripe

    mutating func readStripe(_ kind: StripeObject) throws(BankFileFinding) {
        let prefix = kind == .charge && record["balance_transaction.net"] != nil ? "balance_transaction." : ""
        let currency = try currency(prefix + "currency")
        let decimals = StripeObject.decimals(currency)
        let amount = try money(prefix + "amount", currency, decimals)
        fee = record[prefix + "fee"] == nil ? nil : try money(prefix + "fee", currency, decimals)
        gross = kind.leaves ? opposite(amount) : amount
        netIsStated = record[prefix + "net"] != nil
        net = netIsStated ? try money(prefix + "net", currency, decimals) : gross ?? amount
        status = stripeStatus(kind)
        booked = date("created")
        available = date(kind == .payout ? "arrival_date" : prefix + "available_on")
        paths = [
            .id: ["id"], .type: ["reporting_category", "type", "object"],
            .source: ["source.id", "source", "payment_intent", "charge", "balance_transaction"],
            .reference: ["metadata.order_id", "source.metadata.order_id", "invoice", "source.payment_intent"],
            .payout: ["payout", "automatic_payout_id", "source.automatic_payout_id"],
            .description: ["description", "source.description", "statement_descriptor"],
            .name: ["source.billing_details.name", "billing_details.name", "source.billing_details.email"],
            .account: ["source.customer", "customer", "destination"], .rate: ["exchange_rate"], .status: ["status"],
        ]
    }

    private func stripeStatus(_ kind: StripeObject) -> BankFileStatus {
        if kind == .charge, record.text("captured") == "false" { return .information }
        guard let word = record.text("status") else { return .booked }
        switch word {
        case "available", "succeeded", "paid": return .booked
        case "pending", "in_transit", "requires_action": return .pending
        default: return .other(word)
        }
    }

    // MARK: PayPal

    mutating func readPayPal() throws(BankFileFinding) {
        let info = "transaction_info."
        let currency = try currency(info + "transaction_amount.currency_code")
        let amount = try money(info + "transaction_amount.value", currency, nil)
        gross = amount
        net = amount
        if record[info + "fee_amount.value"] != nil {
            let cost = try money(info + "fee_amount.value", currency, nil)
            fee = opposite(cost)
            let (sum, overflow) = amount.minorUnits.addingReportingOverflow(cost.minorUnits)
            guard !overflow, sum != .min else { throw fault(info + "transaction_amount.value", .tooLarge) }
            net = Money(minorUnits: sum, currency: currency)
        }
        switch record.text(info + "transaction_status") {
        case "P": status = .pending
        case "D": status = .other("D")
        default: status = .booked
        }
        booked = date(info + "transaction_initiation_date")
        available = nil
        paths = [
            .id: [info + "transaction_id"], .type: [info + "transaction_event_code"],
            .source: [info + "paypal_reference_id"], .reference: [info + "invoice_id", info + "custom_field"],
            .description: [info + "transaction_subject", info + "transaction_note"],
            .name: ["payer_info.payer_name.alternate_full_name", "payer_info.email_address"],
            .account: [info + "paypal_account_id"], .status: [info + "transaction_status"],
        ]
    }

    // MARK: Values

    private func currency(_ path: String) throws(BankFileFinding) -> Currency {
        if let currency = record.text(path).flatMap({ Currency(activeOrWithdrawn: $0.uppercased()) }) {
            return currency
        }
        let place = record[path]?.position ?? record.position
        throw BankFileFinding(.amount, "no currency that is known", at: BankFilePosition(path: path, of: place))
    }

    /// - Parameter decimals: how many decimals the number counts in; `nil` for a decimal in quotes.
    private func money(_ path: String, _ currency: Currency, _ decimals: Int?) throws(BankFileFinding) -> Money {
        guard let text = record.text(path) else { throw fault(path, .malformed) }
        do throws(AmountFault) {
            let number: ReportNumber
            if let decimals {
                number = try ReportNumber(counting: text, decimals: decimals)
            } else {
                number = try ReportNumber(text, mark: .point)
            }
            return try reportMoney(try number.minorUnits(exponent: Int(currency.exponent)), currency)
        } catch {
            throw fault(path, error)
        }
    }

    private func fault(_ path: String, _ fault: AmountFault) -> BankFileFinding {
        let place = record[path]?.position ?? record.position
        return BankFileFinding(.amount, "\(path) \(fault.message)", at: BankFilePosition(path: path, of: place))
    }

    /// `reportMoney` made the amount, so that its opposite exists.
    private func opposite(_ amount: Money) -> Money {
        Money(minorUnits: 0 &- amount.minorUnits, currency: amount.currency)
    }

    /// Seconds since 1970, or a date as text.
    private mutating func date(_ path: String) -> CalendarDate? {
        guard let value = record[path], value.text != "null" else { return nil }
        if !value.isText, let seconds = Int64(value.text), (0..<253_402_300_800).contains(seconds) {
            return CalendarDate(dayNumber: Int32(seconds / 86_400))
        }
        if value.isText, let date = reportDate(value.text, order: .dayFirst) { return date }
        warnings.append("\(path) is no date")
        return nil
    }

    // MARK: Texts

    private func text(_ text: Text) -> String? {
        for path in paths[text] ?? [] {
            if let value = record.text(path) { return value }
        }
        return nil
    }

    func describe(_ entry: inout BankFileEntry, _ issuer: String) {
        entry.servicerReference = text(.id)
        entry.reference = text(.reference)
        entry.payoutId = text(.payout)
        entry.transactionCode.proprietary = text(.type)
        entry.transactionCode.issuer = issuer
        entry.additionalInformation = text(.status)
        var detail = BankFileDetail()
        detail.amount = entry.amount
        detail.side = entry.side
        detail.transactionAmount = gross.map { $0.minorUnits < 0 ? opposite($0) : $0 }
        detail.charges = fee.flatMap { $0.minorUnits == 0 ? nil : [$0] } ?? []
        detail.transactionId = text(.source)
        detail.endToEndId = entry.reference
        detail.exchangeRate = text(.rate)
        detail.unstructured = text(.description).map { [$0] } ?? []
        var party = BankFileParty()
        party.name = text(.name)
        party.otherAccount = text(.account)
        if entry.side == .credit { detail.debtor = party } else { detail.creditor = party }
        entry.details = [detail]
    }
}
