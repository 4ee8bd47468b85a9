import HubDomain
import PaymentVocabulary

extension SettlementReport {
    /// The value of `settlements` in the JSON report.
    func write(to writer: inout JSONWriter) {
        writer.array("payouts") { list in
            for entry in entries { list.object { entry.write(to: &$0) } }
        }
        writer.array("balances") { list in
            for balance in balances { list.object { balance.write(to: &$0) } }
        }
        writer.array("expected") { list in
            for item in expectations { list.object { item.write(to: &$0) } }
        }
        if let fees { writer.object("fees") { fees.write(to: &$0) } }
    }
}

extension SettlementReport.Entry {
    fileprivate func write(to writer: inout JSONWriter) {
        func decimal(_ minorUnits: Int128) -> String { payout.currency.decimal(minorUnits) }
        writer.string("provider", payout.provider)
        writer.string("payout", payout.id)
        writer.string("currency", payout.currency.code)
        writer.string("arrival", payout.arrival?.description)
        writer.string("trace", payout.trace)
        writer.string("basis", payout.basis.rawValue)
        writer.integer("lines", payout.lines.count)
        for part in totals.parts { writer.string(part.name, decimal(part.minorUnits)) }
        writer.string("net", decimal(totals.net))
        writer.string("announced", payout.announced.map(decimal))
        writer.object("status") { status in
            status.string("ledger", ledger.rawValue)
            status.string("provider", provider.rawValue)
            status.string("bank", bank.rawValue)
        }
        if let bankLine { writer.line("bank_line", bankLine) }
        writer.array("differences") { list in
            for difference in differences { list.string(nil, difference) }
        }
        writer.array("payments") { list in
            for link in lines { list.object { link.write(to: &$0) } }
        }
    }
}

extension SettlementReport.LinkedLine {
    fileprivate func write(to writer: inout JSONWriter) {
        let currency = line.net.currency
        writer.string("file", line.file)
        writer.integer("row", line.row)
        writer.string("id", line.payment ?? line.id)
        writer.string("payment", payment?.text)
        writer.string("gross", currency.decimal(line.gross))
        writer.string("fee", line.fee.decimal)
        writer.string("net", line.net.decimal)
        if let presented = line.presented {
            writer.string("charged", presented.decimal)
            writer.string("charged_currency", presented.currency.code)
            writer.string("rate", line.rate)
        }
    }
}

extension SettlementLedger.Balance {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.string("provider", provider)
        writer.string("currency", currency.code)
        writer.integer("lines", lines.count)
        writer.string("amount", currency.decimal(amount))
    }

    /// In minor units.
    var amount: Int128 { lines.reduce(0) { $0 + Int128($1.net.minorUnits) } }
}

extension SettlementReport {
    /// A row each, with what does not agree below it.
    var textTable: TextTable {
        var table = TextTable([
            .text("provider"), .text("payout", widthMin: 8), .number("gross"), .number("fees"), .number("other"),
            .number("net"), .text("ledger"), .text("bank"),
        ])
        for entry in entries {
            let (totals, currency) = (entry.totals, entry.payout.currency)
            let other = totals.net - totals.payments - totals.fees
            let arrival = entry.payout.arrival.map { ["arrives \($0)"] } ?? []
            table.add(
                [
                    entry.payout.provider, entry.payout.id, currency.decimal(totals.payments),
                    currency.decimal(totals.fees), currency.decimal(other), entry.payout.shown(entry.payout.amount),
                    entry.ledger.rawValue, entry.bank.rawValue,
                ],
                details: entry.differences + (entry.bank == .missing ? arrival : [])
            )
        }
        for balance in balances {
            table.add([
                balance.provider, "not paid out yet", "", "", "",
                "\(balance.currency.decimal(balance.amount)) \(balance.currency)", "", "",
            ])
        }
        return table
    }

    var count: Int { entries.count + balances.count }

    /// A row for each part of each payout.
    func write(to table: inout CSVTable) {
        for entry in entries {
            let currency = entry.payout.currency
            func row(_ kind: String, _ minorUnits: Int128) {
                table.row { row in
                    row.plain("record", "payout")
                    row.text("file", entry.bankLine?.file ?? entry.payout.lines.first?.file)
                    row.plain("currency", currency.code)
                    row.plain("kind", kind)
                    row.plain("result", entry.bank.rawValue)
                    row.text("explanation", entry.differences.joined(separator: "; "))
                    row.plain("due", entry.payout.arrival?.description)
                    row.text("provider", entry.payout.provider)
                    row.text("payout", entry.payout.id)
                    row.plain("settled", currency.decimal(minorUnits))
                }
            }
            for part in entry.totals.parts where part.minorUnits != 0 { row(part.name, part.minorUnits) }
            row("net", entry.payout.amount)
        }
        writeExpectations(to: &table)
    }

    /// The section of the HTML report.
    var htmlTable: HTMLTable {
        let columns: [HTMLTable.Column] = [
            .init(title: "Payout", style: "text"), .init(title: "Gross", style: "number"),
            .init(title: "Fees", style: "number"), .init(title: "Refunds", style: "number"),
            .init(title: "Disputes", style: "number"), .init(title: "Reserves", style: "number"),
            .init(title: "Exchange", style: "number"), .init(title: "Other", style: "number"),
            .init(title: "Net", style: "number"), .init(title: "Ledger", style: "class"),
            .init(title: "Bank", style: "class"), .init(title: "Differences", style: "long"),
        ]
        return HTMLTable(
            name: "settlements",
            title: "Payouts",
            meaning: "What payment providers paid out, and what it is made of.",
            columns: columns,
            count: entries.count
        ) { place in
            let entry = entries[place]
            let (totals, currency) = (entry.totals, entry.payout.currency)
            let numbers = [
                totals.payments, totals.fees, totals.refunds, totals.disputes, totals.reserves, totals.exchange,
                totals.adjustments + totals.carried,
            ]
            let cells: [HTMLTable.Cell] = numbers.map { number in { $0.write(currency.grouped(number)) } }
            return [
                { cell in
                    cell.outside(entry.payout.provider)
                    cell.write(" ")
                    cell.outside(entry.payout.id)
                    cell.quiet(entry.payout.arrival?.description ?? "")
                }
            ] + cells + [
                { $0.write("\(currency.grouped(entry.payout.amount))\u{A0}\(currency)") },
                { $0.write(words(entry.ledger.rawValue)) }, { $0.write(words(entry.bank.rawValue)) },
                { cell in cell.list(entry.differences) { item, words in item.outside(words, charactersMax: 1_000) } },
            ]
        }
    }
}
