package import BankFiles
package import HubReconciliation
import PaymentVocabulary

/// What was read from one report of a payment provider: the lines, and everything that is wrong with it.
package struct SettlementFile: UnpackedFile, Sendable {
    package let name: String
    package private(set) var lines: [SettlementLine] = []
    /// What does not add up; nothing was left out because of it.
    package private(set) var warnings: [BankFileFinding] = []
    /// What could not be read; the rest was.
    package private(set) var errors: [BankFileFinding] = []

    private var reader = BankFileReader()

    package init(name: String) { self.name = name }

    package mutating func feed(_ bytes: [UInt8]) {
        for event in reader.feed(bytes) { take(event) }
    }

    package mutating func finish(because reason: BankFileFinding?) {
        for event in reader.finish() { take(event) }
        if let reason { errors.append(reason) }
        if let format = reader.format, format != .provider {
            let message = "\(format.title) is no report of a payment provider; give it as --statement if it is one"
            errors.append(BankFileFinding(.notRecognised, message, at: BankFilePosition(line: 1, column: 1, byte: 0)))
        }
    }

    package mutating func note(warning finding: BankFileFinding) { warnings.append(finding) }
    package mutating func note(error finding: BankFileFinding) { errors.append(finding) }

    private mutating func take(_ event: BankFileEvent) {
        guard reader.format ?? .provider == .provider else { return }
        switch event {
        case .group, .end: break
        case .entry(let entry):
            // What is not booked has not moved the provider's balance.
            if entry.status?.isBooked ?? true {
                lines.append(SettlementLine(entry, file: name, report: reader.version ?? ""))
            }
        case .groupEnd(let summary): if let total = statedTotal(of: summary) { lines.append(total) }
        case .unreadable(let entry): errors += entry.findings
        case .warning(let finding): warnings.append(finding)
        case .error(let finding), .failed(let finding): errors.append(finding)
        }
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
}
