/// The block of totals behind the rows of a WeChat Pay bill: a row of names and a row of numbers.
struct ReportTotals: Sendable {
    private let wanted: [String: ProviderReport.Total]
    private var columns: [String: Int128] = [:]
    private var places: [(head: String, index: Int)] = []
    private(set) var names: [String] = []
    private(set) var isStated = false
    var rows = 0
    private(set) var credits: (count: Int, sum: Int128) = (0, 0)
    private(set) var debits: (count: Int, sum: Int128) = (0, 0)

    init(_ wanted: [String: ProviderReport.Total], heads: [String]) {
        self.wanted = wanted
        for case .column(let names) in wanted.values {
            for head in names {
                guard let index = heads.firstIndex(of: head), !places.contains(where: { $0.head == head }) else {
                    continue
                }
                places.append((head, index))
            }
        }
    }

    /// Whether a row is that of the names.
    func begins(with text: String) -> Bool { wanted[ProviderReport.head(text)] == .rows }

    mutating func begin(_ names: [String]) {
        self.names = names
    }

    /// Adds up the columns that have a total.
    mutating func add(_ row: DelimitedRow) {
        rows += 1
        for (head, index) in places {
            let text = reportCell(row, index)
            guard !text.isEmpty, let number = try? ReportNumber(text, mark: .point) else { continue }
            columns[head, default: 0] += number.scaled
        }
    }

    mutating func add(credit: Bool, _ amount: Int128) {
        if credit {
            credits = (credits.count + 1, credits.sum + amount)
        } else {
            debits = (debits.count + 1, debits.sum + amount)
        }
    }

    /// Compares one row of totals.
    ///
    /// - Returns: what differs, with the place of its cell.
    mutating func compare(_ row: DelimitedRow) -> [BankFileFinding] {
        isStated = true
        var findings: [BankFileFinding] = []
        for (index, name) in names.enumerated() {
            guard let total = wanted[ProviderReport.head(name)] else { continue }
            let place = row.position(index, path: name)
            let text = reportCell(row, index)
            guard index < row.count, let stated = try? ReportNumber(text, mark: .point).scaled else {
                findings.append(BankFileFinding(.controlTotal, "the total \(name) is no number", at: place))
                continue
            }
            guard let value = value(of: total), value != stated else { continue }
            let message = "the total \(name) is stated as \(text.prefix(24)), and the rows make \(Self.text(value))"
            findings.append(BankFileFinding(.controlTotal, message, at: place))
        }
        return findings
    }

    private func value(of total: ProviderReport.Total) -> Int128? {
        func scaled(_ count: Int) -> Int128 { Int128(count) * 100_000_000 }
        return switch total {
        case .rows: scaled(rows)
        case .creditRows: scaled(credits.count)
        case .debitRows: scaled(debits.count)
        case .credits: credits.sum
        case .debits: debits.sum
        case .column(let heads): places.first { heads.contains($0.head) }.map { columns[$0.head] ?? 0 }
        }
    }

    private static func text(_ scaled: Int128) -> String {
        let (whole, rest) = scaled.magnitude.quotientAndRemainder(dividingBy: 100_000_000)
        var decimals = String(rest)
        decimals = String(repeating: "0", count: 8 - decimals.count) + decimals
        while decimals.count > 2, decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(scaled < 0 ? "-" : "")\(whole).\(decimals)"
    }
}
