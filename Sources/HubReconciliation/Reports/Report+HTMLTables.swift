import HubDomain
import PaymentVocabulary

extension ReconciliationResult {
    /// What needs a person first.
    var htmlTables: [HTMLTable] {
        let waiting = waitingParts
        var tables = [exceptionPart, matchPart, debitPart, openPart]
        if !settlements.isEmpty {
            let fees = settlements.fees == nil ? [] : [settlements.feePart]
            tables.insert(contentsOf: [settlements.htmlTable, settlements.expectationPart] + fees, at: 2)
        }
        if !waiting.isEmpty { tables.insert(Self.part(of: waiting, asOf), at: 1) }
        if input.count > 0 { tables.insert(findingPart, at: 0) }
        if !pending.isEmpty { tables.append(pendingPart) }
        if !repeats.isEmpty { tables.append(repeatPart) }
        if weights != nil { tables.append(weightPart) }
        return tables
    }

    private typealias Column = HTMLTable.Column

    private static let lineColumns = [
        Column(title: "Line", style: "text"), Column(title: "Booked", style: "date"),
        Column(title: "Amount", style: "number"), Column(title: "Payer", style: "text"),
        Column(title: "Remittance", style: "text"),
    ]

    private static func cells(_ line: StatementLine) -> [HTMLTable.Cell] {
        [
            { cell in
                cell.outside(line.file)
                cell.write(":\(line.index)")
                cell.quiet(line.bankReference)
                cell.quiet(line.identity ?? "")
            },
            { $0.write(line.bookingDate.description) },
            { cell in
                let sign = line.direction == .debit ? "\u{2212}" : ""
                cell.write(sign + line.amount.grouped)
            },
            { cell in
                cell.outside(line.counterpartyName ?? "")
                cell.quiet(line.counterpartyAccount ?? "")
            },
            { $0.outside(line.remittance) },
        ]
    }

    private var exceptionPart: HTMLTable {
        let sorted = exceptionsForPeople
        return HTMLTable(
            name: "exceptions",
            title: "Exceptions",
            meaning: "Receipts that nobody but a person may post.",
            columns: Self.lineColumns + [
                Column(title: "Class", style: "class"), Column(title: "Why, and what is perhaps meant", style: "long"),
                Column(title: "Days old", style: "number"),
            ],
            count: exceptions.count
        ) { place in
            let exception = sorted[place]
            return Self.cells(exception.line) + [
                { cell in
                    cell.write(words(exception.exceptionClass.rawValue))
                    guard exception.reason.rawValue != exception.exceptionClass.rawValue else { return }
                    cell.quiet(words(exception.reason.rawValue))
                },
                { cell in
                    cell.outside(exception.explanation, charactersMax: 1_000)
                    cell.list(exception.suggestions) { item, suggestion in
                        item.write("Perhaps ")
                        item.outside(suggestion.invoice.text)
                        item.write(" of ")
                        item.outside(suggestion.customer.text)
                        item.write(", \(suggestion.open.grouped) open: ")
                        item.outside(suggestion.reason)
                    }
                },
                { $0.write("\(exception.age(asOf: asOf))") },
            ]
        }
    }

    private static func part(of waiting: [PlacedWaitingPart], _ asOf: CalendarDate) -> HTMLTable {
        HTMLTable(
            name: "waiting-parts",
            title: "Payments that wait",
            meaning: "Payments inside matched payouts and batches of which a person has to say what they are for.",
            columns: lineColumns + [
                Column(title: "Payment", style: "text"), Column(title: "Waits", style: "number"),
                Column(title: "Class", style: "class"), Column(title: "Why", style: "long"),
                Column(title: "Days old", style: "number"),
            ],
            count: waiting.count
        ) { place in
            let (placed, part) = (waiting[place], waiting[place].part)
            return cells(placed.line) + [
                { $0.outside(part.payment ?? "") },
                { $0.write(part.amount.grouped) },
                { cell in
                    cell.write(words(part.exceptionClass.rawValue))
                    guard part.reason.rawValue != part.exceptionClass.rawValue else { return }
                    cell.quiet(words(part.reason.rawValue))
                },
                { $0.outside(part.explanation, charactersMax: 1_000) },
                { $0.write("\(placed.age(asOf: asOf))") },
            ]
        }
    }

    private var matchPart: HTMLTable {
        HTMLTable(
            name: "matches",
            title: "Matches",
            meaning: "Receipts and what they pay.",
            columns: Self.lineColumns + [
                Column(title: "Pays", style: "long"), Column(title: "Rule", style: "text"),
                Column(title: "Score", style: "number"), Column(title: "Why", style: "long why"),
            ],
            count: matches.count
        ) { place in
            let match = matches[place]
            return Self.cells(match.line) + [
                { cell in
                    cell.list(match.allocations) { item, allocation in
                        if let invoice = allocation.invoice {
                            item.outside(invoice.text)
                            item.write(": ")
                        }
                        item.write("\(allocation.amount.grouped)\(allocation.currencyMark)")
                        item.write("\(allocation.taxes.words), \(words(allocation.reason.rawValue))")
                    }
                },
                { $0.write(words(match.rule.rawValue)) },
                { $0.write(scoreText(match.score)) },
                { $0.outside(match.explanation, charactersMax: 1_000) },
            ]
        }
    }

    private var debitPart: HTMLTable {
        HTMLTable(
            name: "debits",
            title: "Debits",
            meaning:
                "Booked debits: what one takes back is open again; they pay nothing, but for what providers collect.",
            columns: Self.lineColumns + [Column(title: "Return", style: "text")],
            count: debits.count
        ) { place in
            let debit = debits[place]
            return Self.cells(debit.line) + [
                { cell in
                    guard debit.isReturn else {
                        cell.write("no")
                        if let explanation = debit.explanation { cell.outside("; " + explanation) }
                        return
                    }
                    cell.write("returned ")
                    cell.outside(debit.line.returnReason ?? "")
                    if let explanation = debit.explanation { cell.outside("; " + explanation) }
                }
            ]
        }
    }

    private var openPart: HTMLTable {
        HTMLTable(
            name: "open-items",
            title: "Open items",
            meaning: "Invoices and credit notes that stay open after these matches.",
            columns: [
                Column(title: "Document", style: "text"), Column(title: "Kind", style: "text"),
                Column(title: "Customer", style: "text"), Column(title: "Open", style: "number"),
                Column(title: "Due", style: "date"), Column(title: "Days overdue", style: "number"),
            ],
            count: openItems.count
        ) { place in
            let item = openItems[place]
            return [
                { $0.outside(item.invoice.number.text) },
                { $0.write(words(item.invoice.kind.rawValue)) },
                { cell in
                    cell.outside(item.invoice.customerName)
                    cell.quiet(item.invoice.customer.text)
                },
                { $0.write((item.isCreditNote ? "\u{2212}" : "") + item.open.grouped) },
                { $0.write(item.invoice.due.description) },
                { $0.write(item.daysOverdue > 0 && !item.isCreditNote ? "\(item.daysOverdue)" : "–") },
            ]
        }
    }

    private var pendingPart: HTMLTable {
        HTMLTable(
            name: "pending",
            title: "Not booked yet",
            meaning: "Announced or for information only: not money yet.",
            columns: Self.lineColumns,
            count: pending.count
        ) { Self.cells(pending[$0]) }
    }

    private var repeatPart: HTMLTable {
        HTMLTable(
            name: "repeats",
            title: "Shown twice",
            meaning: "Movements that another statement of this run has shown already.",
            columns: Self.lineColumns + [Column(title: "Shown in", style: "text")],
            count: repeats.count
        ) { place in
            let original = repeats[place].original
            return Self.cells(repeats[place].line) + [
                { cell in
                    cell.outside(original.file)
                    cell.write(":\(original.index)")
                }
            ]
        }
    }
}

extension HTMLWriter {
    /// A second line in the same cell.
    mutating func quiet(_ content: String) {
        guard !content.isEmpty else { return }
        void("br", [:])
        element("span", ["class": "quiet"]) { $0.outside(content) }
    }

    /// The first twenty, and how many more there are.
    mutating func list<Element>(
        _ elements: [Element],
        _ write: (inout HTMLWriter, Element) -> Void
    ) {
        guard !elements.isEmpty else { return }
        element("ul") { list in
            for element in elements.prefix(20) { list.element("li") { write(&$0, element) } }
            if elements.count > 20 { list.element("li", "and \(elements.count - 20) more") }
        }
    }
}
