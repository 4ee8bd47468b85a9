import PaymentVocabulary

/// A row whose fields are found by name, whatever kind of file it came from.
struct TableRow: Sendable {
    let position: TextPosition
    private let cells: [String: TableCell]
    /// Fields that the schema does not know, in the file's order.
    let kept: [KeptField]

    init(position: TextPosition, cells: [(name: String, cell: TableCell)], schema: TableSchema) {
        self.position = position
        var known: [String: TableCell] = [:]
        var kept: [KeptField] = []
        for (name, cell) in cells {
            if schema.isKnown(name) {
                known[name] = cell
            } else {
                kept.append(KeptField(name: name, value: cell.text))
            }
        }
        self.cells = known
        self.kept = kept
    }

    /// The field without blanks around it; empty when the row has none.
    func text(_ field: String) -> String { cells[field].map { trimmed($0.text) } ?? "" }

    func optional(_ field: String) -> String? {
        let text = text(field)
        return text.isEmpty ? nil : text
    }

    func required(_ field: String) throws(TableProblem) -> String {
        guard let text = optional(field) else {
            let like = cells[field] == nil ? nearestName(to: field, among: kept.map(\.name)) : nil
            throw problem("is empty" + (like.map { "; the key \(quoted($0)) is perhaps meant so" } ?? ""), field)
        }
        return text
    }

    func currency(_ field: String) throws(TableProblem) -> Currency {
        let code = try required(field)
        guard let currency = Currency(code) else {
            throw problem("\(quoted(code)) is no ISO 4217 currency code in capital letters", field)
        }
        return currency
    }

    /// An amount that is not negative.
    func money(_ field: String, in currency: Currency) throws(TableProblem) -> Money {
        let text = try required(field)
        let money: Money
        do throws(MoneyError) {
            money = try Money(parsing: text, currency: currency)
        } catch {
            let hint = error == .malformed || text.contains(",") ? Self.hint(text, currency) : ""
            throw problem("\(quoted(text)): \(error) for \(currency)\(hint)", field)
        }
        guard !money.isNegative else { throw problem("\(quoted(text)) is negative", field) }
        return money
    }

    /// How an amount with other separators is to be written; empty for what is no amount in any form.
    private static func hint(_ text: String, _ currency: Currency) -> String {
        let separators: Set<Character> = [".", ",", "'", "’", " ", "\u{A0}", "\u{202F}"]
        let digits = text.filter { !separators.contains($0) }
        guard digits != text, let last = text.lastIndex(where: { $0 == "." || $0 == "," }),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return "" }
        let decimals = text[text.index(after: last)...]
        let whole = text[..<last].filter { !separators.contains($0) }
        let isOnce = text.count { $0 == text[last] } == 1
        // A separator with three digits behind it may be one of thousands.
        guard isOnce, decimals.count != 3 || currency.exponent == 3,
            let meant = try? Money(parsing: "\(whole).\(decimals)", currency: currency)
        else { return "; write it with a point before the decimals and nothing between thousands, as in 1000.00" }
        return "; write it with a point before the decimals and nothing between thousands: \(meant.decimal)"
    }

    func date(_ field: String) throws(TableProblem) -> CalendarDate {
        let text = try required(field)
        guard let date = CalendarDate(text) else {
            throw problem("\(quoted(text)) is no existing date YYYY-MM-DD", field)
        }
        return date
    }

    func problem(_ problem: String, _ field: String) -> TableProblem {
        TableProblem(problem, at: cells[field]?.position ?? position, field: field)
    }
}

/// A field of a column that the hub gives no meaning; it is kept as written.
package struct KeptField: Hashable, Codable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// The columns that a table has to have.
struct TableSchema: Sendable {
    let columns: [String]
    /// Those that a table may have beside them.
    var optional: [String] = []

    var expected: String { columns.joined(separator: ",") }

    func isKnown(_ name: String) -> Bool { columns.contains(name) || optional.contains(name) }

    /// The names of a CSV header, lower-cased, when every expected one is there exactly once.
    func names(of header: [TableCell], at position: TextPosition) throws(TableProblem) -> [String] {
        let names = header.map { trimmed($0.text).lowercased() }
        let missing = columns.filter { !names.contains($0) }
        guard missing.isEmpty else {
            let alone = names.count == 1 && names[0].contains(";")
            let others = names.filter { !isKnown($0) }
            let meant = missing.compactMap { name in
                nearestName(to: name, among: others).map { "\(quoted($0)) is perhaps \(name)" }
            }
            let hint =
                alone
                ? "; the columns seem to be separated by semicolons" : meant.map { "; \($0)" }.joined()
            throw TableProblem(
                "the header lacks \(missing.joined(separator: ", ")); expected \(expected)\(hint)",
                at: position
            )
        }
        for (index, name) in names.enumerated() where isKnown(name) && names[..<index].contains(name) {
            throw TableProblem("the header names \(name) twice", at: header[index].position, field: name)
        }
        return names
    }
}

/// Reads a CSV file against a schema and hands over rows and problems as they come.
struct CSVTable {
    let schema: TableSchema
    private var reader = CSVReader()
    private var names: [String]?
    private(set) var isRefused = false

    init(schema: TableSchema) { self.schema = schema }

    mutating func feed(_ chunk: some Sequence<UInt8>) { reader.feed(chunk) }

    /// - Returns: `nil` when more bytes are needed or none are left.
    mutating func next(isComplete: Bool) -> Result<TableRow, TableProblem>? {
        guard !isRefused else { return nil }
        if names == nil {
            guard let header = reader.next(isComplete: isComplete) else {
                return isComplete
                    ? refuse(TableProblem("the file is empty; expected \(schema.expected)", at: .start)) : nil
            }
            switch header {
            case .broken(let problem): return refuse(problem)
            case .cells(let cells, let position):
                do throws(TableProblem) {
                    names = try schema.names(of: cells, at: position)
                } catch {
                    return refuse(error)
                }
            }
        }
        guard let names, let row = reader.next(isComplete: isComplete) else { return nil }
        switch row {
        case .broken(let problem): return .failure(problem)
        case .cells(let cells, let position):
            guard cells.count == names.count else {
                let counts = "\(cells.count) fields where the header has \(names.count)"
                return .failure(TableProblem(counts, at: position))
            }
            let named = zip(names, cells).map { (name: $0, cell: $1) }
            return .success(TableRow(position: position, cells: named, schema: schema))
        }
    }

    private mutating func refuse(_ problem: TableProblem) -> Result<TableRow, TableProblem> {
        isRefused = true
        return .failure(problem)
    }
}

extension TextPosition {
    static let start = TextPosition(line: 1, column: 1)
}

/// Text between double quotes, shortened so that a message stays a line.
func quoted(_ text: String) -> String {
    text.count > 40 ? "\"\(text.prefix(40))…\"" : "\"\(text)\""
}

func trimmed(_ text: String) -> String {
    var rest = Substring(text)
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return String(rest)
}
