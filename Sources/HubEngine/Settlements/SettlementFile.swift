package import BankFiles
package import HubReconciliation
package import PaymentVocabulary

/// What was read from one report of a payment provider: the lines, and everything that is wrong with it.
package struct SettlementFile: BankEntryFile, Sendable {
    package let name: String
    package private(set) var lines: [SettlementLine] = []
    /// What the provider holds at the end of a day, where the report proves it.
    package private(set) var statedBalance: StatedBalance?
    package var warnings: [BankFileFinding] = []
    package var errors: [BankFileFinding] = []
    package var reader = BankFileReader()

    package init(name: String) { self.name = name }

    package static func takes(_ format: BankFileFormat) -> Bool { format == .provider }

    package static func objection(to format: BankFileFormat) -> String {
        "\(format.title) is no report of a payment provider that is read (Stripe, Adyen, PayPal, Mollie, Amazon, Braintree, "
            + "Authorize.Net, GoCardless, Square, Venmo, Alipay, WeChat Pay); a bank's statement goes to --statement, and a "
            + "provider's list of payments or payouts is none"
    }

    package mutating func begin(_: BankFileGroup) {}

    package mutating func take(_ entry: BankFileEntry) {
        let line = SettlementLine(entry, file: name, report: reader.version ?? "")
        // What is not booked has not moved the provider's balance; a payout on its way to the bank has.
        let isOnItsWay = line.kind == .payout && line.provider == "Stripe" && entry.status == .pending
        guard entry.status?.isBooked ?? true || isOnItsWay else { return }
        lines.append(line)
    }

    package mutating func end(_ summary: BankFileGroupSummary) {
        if let total = statedTotal(of: summary) { lines.append(total) }
        statedBalance = Self.statedBalance(of: summary, provider: lines.last?.provider)
    }

    /// The ending balance of a PayPal settlement report that is one file (`FH` 01 and the report's footer `RF`) of one
    /// section in one currency, whose rows make it out of the beginning balance.
    ///
    /// Source: PayPal's settlement report specification, section header, section footer and report footer.
    private static func statedBalance(of summary: BankFileGroupSummary, provider: String?) -> StatedBalance? {
        let fields = ReportFields(summary.group.fields)
        guard let provider, provider == "PayPal", summary.group.index == 0, fields["fh"] == "01", fields["rf"] != nil,
            summary.isBalanced == true, let closing = summary.closing,
            let end = summary.group.to, end.dropFirst(10).hasPrefix(" 23:59:59"),
            let date = CalendarDate(end.prefix(10).replacing("/", with: "-"))
        else { return nil }
        return StatedBalance(provider: provider, date: date, amount: closing.amount)
    }

    /// The payout of an Amazon settlement, which stands in its head and not in a row of its own.
    private func statedTotal(of summary: BankFileGroupSummary) -> SettlementLine? {
        let fields = ReportFields(summary.group.fields)
        guard let id = summary.group.id, let text = fields["total-amount"], let currency = summary.currency,
            let total = try? Money(parsing: text.replacing(",", with: "."), currency: currency),
            total.minorUnits != .min
        else { return nil }
        var line = SettlementLine(
            file: name,
            row: summary.group.index,
            provider: "Amazon",
            kind: .payout,
            net: Money(minorUnits: -total.minorUnits, currency: currency),
            fee: .zero(currency)
        )
        line.payout = id
        line.arrival = fields.date("deposit-date")
        return line
    }
}

/// What a provider's report says that it holds for the merchant at the end of a day of its own time zone.
package struct StatedBalance: Hashable, Sendable {
    package let provider: String
    package let date: CalendarDate
    package let amount: Money
}

/// The columns of a row by their names, whatever their case.
struct ReportFields {
    private let values: [String: String]

    init(_ fields: [BankFileField]) {
        values = Dictionary(fields.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
    }

    subscript(name: String) -> String? { values[name] }

    func first(_ names: [String]) -> String? { names.lazy.compactMap { values[$0] }.first { !$0.isEmpty } }

    /// A date that begins with YYYY-MM-DD.
    func date(_ names: String...) -> CalendarDate? { first(names).flatMap { CalendarDate($0.prefix(10)) } }

    /// A date YYMMDD of this century.
    func shortDate(_ name: String) -> CalendarDate? {
        guard let digits = values[name], digits.utf8.count == 6, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return CalendarDate("20\(digits.prefix(2))-\(digits.dropFirst(2).prefix(2))-\(digits.suffix(2))")
    }
}
