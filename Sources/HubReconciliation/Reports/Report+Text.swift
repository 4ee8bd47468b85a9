import HubDomain
import PaymentVocabulary

extension ReconciliationResult {
    /// The report for people, 100 columns wide and without colours.
    package var text: String { text(TextStyle()) }

    /// The report for people: what needs one first, then what was posted, then what is open, then the totals.
    package func text(_ style: TextStyle) -> String {
        var sections: [String] = []
        func add(_ title: String, _ count: Int, _ paint: TextStyle.Paint, _ table: TextTable) {
            guard count > 0 else { return }
            let heading = style.painted("\(title) (\(count))", paint)
            sections.append(([heading] + table.lines(style)).joined(separator: "\n"))
        }
        let returns = debits.filter(\.isReturn)
        add("SAID OF THE FILES", input.count, .problem, findingTable)
        add("EXCEPTIONS", exceptions.count, .problem, exceptionTable)
        let waiting = waitingParts
        add("PAYMENTS INSIDE RECEIPTS THAT WAIT", waiting.count, .problem, table(of: waiting))
        add("RETURNED BY THE BANK", returns.count, .problem, table(of: returns))
        let collected = debits.filter { $0.collects != nil || $0.waiting != nil && !$0.isReturn }
        add("COLLECTED BY PROVIDERS", collected.count, .good, table(of: collected))
        add("MATCHED", matches.count, .good, matchTable)
        let expectations = settlements.expectations.count
        add("EXPECTED MONEY", expectations, .problem, settlements.expectationTable)
        add("FEES NOT AS CONTRACTED", settlements.fees?.differences.count ?? 0, .problem, settlements.feeTable)
        add("PAYOUTS", settlements.count, .title, settlements.textTable)
        add("STILL OPEN", openItems.count, .title, openTable)
        let undecided = exceptions.count + waiting.count
        if undecided > 1 {
            add("EXCEPTIONS BY CLASS", undecided, .title, classTable)
            add("EXCEPTIONS BY AGE", undecided, .title, ageTable)
        }
        sections.append(totals(style))
        return sections.joined(separator: "\n\n") + "\n"
    }

    /// A row each, with why it was not posted and what is perhaps meant below it.
    private var exceptionTable: TextTable {
        var table = TextTable([
            .number("#"), .text("booked"), .number("days", mayBeLeftOut: true), .number("amount"),
            .text("class", paint: .warning), .text("payer", widthMin: 10),
            .text("remittance", widthMin: 10, mayBeLeftOut: true),
        ])
        for (number, exception) in exceptionsForPeople.enumerated() {
            let line = exception.line
            let (name, reason) = (exception.exceptionClass.rawValue, exception.reason.rawValue)
            let finer = reason == name ? "" : " (\(words(reason)))"
            let place = "\(line.file):\(line.index)\(finer) \(exception.explanation)"
            let stored = line.identity.map { ["in the books \($0)"] } ?? []
            table.add(
                [
                    String(number + 1), line.bookingDate.description, String(exception.age(asOf: asOf)),
                    line.amount.description, name, line.counterpartyName ?? "-", line.remittance,
                ],
                details: [place] + stored + exception.suggestions.map { "perhaps \($0.words)" }
            )
        }
        return table
    }

    private func table(of parts: [PlacedWaitingPart]) -> TextTable {
        var table = TextTable([
            .text("booked"), .number("days", mayBeLeftOut: true), .number("amount"), .text("class", paint: .warning),
            .text("payment", widthMin: 10), .text("for", widthMin: 10),
        ])
        for placed in parts {
            let (line, part) = (placed.line, placed.part)
            table.add(
                [
                    line.bookingDate.description, String(placed.age(asOf: asOf)), part.amount.description,
                    part.exceptionClass.rawValue, part.payment ?? "-", list(part.documents.map(\.text)),
                ],
                details: [
                    "\(line.identity ?? "\(line.file):\(line.index)") is matched, but this part of it clears nothing: \(part.words)"
                ]
            )
        }
        return table
    }

    private func table(of debits: [Debit]) -> TextTable {
        var table = TextTable([
            .text("booked"), .number("amount"), .text("code", widthMin: 4), .text("party", widthMin: 10),
            .text("remittance", widthMin: 10, mayBeLeftOut: true),
        ])
        for debit in debits {
            table.add(
                [
                    debit.line.bookingDate.description, debit.line.amount.description, debit.line.returnReason ?? "-",
                    debit.line.counterpartyName ?? "-", debit.line.remittance,
                ],
                details: debit.explanation.map { [$0] } ?? []
            )
        }
        return table
    }

    /// What else a receipt pays than the first document is below its row.
    private var matchTable: TextTable {
        var table = TextTable([
            .text("booked"), .number("amount"), .text("payer", widthMin: 10),
            .init(title: "pays", widthMin: 20, keepsLastWord: true, isKept: true),
            .text("rule", widthMin: 10, mayBeLeftOut: true), .number("score", mayBeLeftOut: true),
        ])
        for match in matches {
            let others = match.allocations.dropFirst().map(\.words)
            let shown = others.prefix(Self.allocationsMax).joined(separator: ", ")
            let left = others.count - Self.allocationsMax
            var more = others.isEmpty ? [] : ["and \(shown)" + (left > 0 ? " and \(left) more" : "")]
            if let taken = match.takenBack { more.append("\(taken) of it was taken back") }
            table.add(
                [
                    match.line.bookingDate.description, match.line.amount.description,
                    match.line.counterpartyName ?? "-", match.allocations.first?.words ?? "-", match.rule.rawValue,
                    scoreText(match.score),
                ],
                details: more
            )
        }
        return table
    }

    private static let allocationsMax = 50

    private var openTable: TextTable {
        var table = TextTable([
            .init(title: "document", widthMin: 12, isKept: true), .text("customer", widthMin: 10), .number("open"),
            .text("due"), .number("overdue", mayBeLeftOut: true),
        ])
        for item in openItems {
            table.add([
                item.invoice.number.text,
                item.invoice.customerName.isEmpty ? item.invoice.customer.text : item.invoice.customerName,
                item.isCreditNote ? "\(item.open) credit" : item.open.description, item.invoice.due.description,
                item.daysOverdue > 0 && !item.isCreditNote ? "\(item.daysOverdue) d" : "-",
            ])
        }
        return table
    }

    private var classTable: TextTable {
        Self.table("class", classTotals.map { ($0.class.rawValue, $0.total) })
    }

    private var ageTable: TextTable {
        Self.table("age", ageTotals.filter { $0.total.number > 0 }.map { ($0.age.title, $0.total) })
    }

    private static func table(_ title: String, _ totals: [(name: String, total: ExceptionTotal)]) -> TextTable {
        var table = TextTable([.text(title), .number("number"), .number("oldest"), .number("amount")])
        for (name, total) in totals {
            for (place, amount) in total.amounts.sorted(by: { $0.key < $1.key }).enumerated() {
                let isFirst = place == 0
                table.add([
                    isFirst ? name : "", isFirst ? String(total.number) : "",
                    isFirst ? total.oldest.map { "\($0) d" } ?? "-" : "",
                    "\(amount.key.decimal(amount.value)) \(amount.key)",
                ])
            }
        }
        return table
    }

    /// By number in the first row, then by value, a row for each currency; two tables where one is too wide.
    private func totals(_ style: TextStyle) -> String {
        let columns = totalColumns
        func table(_ chosen: ArraySlice<[String]>) -> [String] {
            var table = TextTable([.text("")] + chosen.map { .number($0[0]) })
            let labels = columns[0]
            for row in 1..<labels.count { table.add([labels[row]] + chosen.map { $0[row] }) }
            return table.lines(style)
        }
        let widths = columns.map { $0.reduce(0) { max($0, displayWidth($1)) } + 2 }
        let fits = widths.reduce(0, +) - 2 <= style.width
        let middle = columns.count / 2 + 1
        let figures = fits ? table(columns[1...]) : table(columns[1..<middle]) + table(columns[middle...])
        var counts = ["invoices settled \(summary.invoicesSettled)", "partly paid \(summary.invoicesPartly)"]
        if !debits.isEmpty { counts.append("debits \(debits.count)") }
        if !pending.isEmpty { counts.append("not booked yet \(pending.count)") }
        if !repeats.isEmpty { counts.append("shown twice \(repeats.count)") }
        let lines = [style.painted("TOTALS as of \(asOf)", .title)] + figures
        return (lines + wrapped(counts.joined(separator: ", "), toWidth: style.width)).joined(separator: "\n")
    }

    /// Title, number, and a value for each currency.
    private var totalColumns: [[String]] {
        let totals = currencyTotals
        func column(_ title: String, _ number: Int, _ value: (CurrencyTotal) -> Int128) -> [String] {
            [title, String(number)] + totals.map { $0.currency.decimal(value($0)) }
        }
        func column(_ title: String, _ rates: ReconciliationSummary.Rates) -> [String] {
            [title, rates.number.decimal ?? "-"] + totals.map { rates.value[$0.currency]?.decimal ?? "-" }
        }
        let proposed = column("of these proposed", summary.proposed, \.proposed)
        return [
            ["", "number"] + totals.map(\.currency.code),
            column("receipts", summary.lines, \.received),
            column("matched", summary.matched, \.matched),
            column("exceptions", exceptions.count, \.unmatched),
        ] + (summary.proposed > 0 ? [proposed] : []) + [
            column("unapplied", matches.count { $0.allocations.contains { $0.kind == .unapplied } }, \.unapplied),
            column("still open", openItems.count, \.open),
            column("receipt rate", summary.byReceipt),
            column("invoice rate", summary.byInvoiceLine),
        ]
    }
}

extension Allocation {
    /// `INV-1 50.00`, `discount 2.00 (1.68 net, 0.32 tax)`.
    var words: String {
        let name = kind.isMoney ? invoice?.text : nil
        return "\(name ?? kind.rawValue) \(amount.decimal)\(currencyMark)\(taxes.words)"
    }
}
