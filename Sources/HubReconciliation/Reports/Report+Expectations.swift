import PaymentVocabulary

extension Expectation {
    func write(to writer: inout JSONWriter) {
        writer.string("kind", kind.rawValue)
        writer.string("provider", provider)
        writer.string("name", name)
        writer.string("amount", currency.decimal(amount))
        writer.string("currency", currency.code)
        writer.string("expected_by", expectedBy?.description)
        writer.string("state", state.rawValue)
        if let age { writer.integer("age_days", age) }
    }
}

extension FeeAudit {
    func write(to writer: inout JSONWriter) {
        writer.integer("agreeing", agreeing)
        writer.integer("uncovered", uncovered)
        writer.array("differences") { list in
            for difference in differences { list.object { difference.write(to: &$0) } }
        }
    }
}

extension FeeAudit.Difference {
    private var currency: Currency { line.net.currency }

    /// In minor units: what was charged too much.
    var excess: Int128? { expected.map { Int128(line.fee.minorUnits) - $0 } }

    func write(to writer: inout JSONWriter) {
        writer.string("provider", line.provider)
        writer.string("file", line.file)
        writer.integer("row", line.row)
        writer.string("id", line.payment ?? line.id)
        writer.string("currency", currency.code)
        writer.string("gross", currency.decimal(line.gross))
        writer.string("charged", line.fee.decimal)
        writer.string("expected", expected.map(currency.decimal))
        writer.string("difference", excess.map(currency.decimal))
        writer.string("contract", rule.name)
        writer.string("rounding", rule.rounding.rawValue)
    }

    var words: [String] {
        [
            line.provider, line.payment ?? line.id ?? line.place, currency.decimal(line.gross), line.fee.decimal,
            expected.map(currency.decimal) ?? "not told", excess.map(currency.decimal) ?? "-", rule.name,
        ]
    }
}

extension SettlementReport {
    var expectationTable: TextTable {
        var table = TextTable([
            .text("state", paint: .warning), .text("what"), .text("name", widthMin: 8), .number("amount"),
            .text("expected by"), .number("age"),
        ])
        for item in expectations {
            table.add([
                item.state.rawValue, [item.provider, item.kind.rawValue].compactMap(\.self).joined(separator: " "),
                item.name, "\(item.currency.decimal(item.amount)) \(item.currency)",
                item.expectedBy?.description ?? "-", item.age.map { "\($0) d" } ?? "-",
            ])
        }
        return table
    }

    var feeTable: TextTable {
        var table = TextTable([
            .text("provider"), .text("payment", widthMin: 8), .number("gross"), .number("charged"),
            .number("by contract"), .number("too much"), .text("contract", widthMin: 8),
        ])
        for difference in fees?.differences ?? [] { table.add(difference.words) }
        return table
    }

    func writeExpectations(to table: inout CSVTable) {
        for item in expectations {
            table.row { row in
                row.plain("record", "expected")
                row.plain("currency", item.currency.code)
                row.plain("kind", item.kind.rawValue)
                row.plain("result", item.state.rawValue)
                row.plain("due", item.expectedBy?.description)
                if let age = item.age { row.number("age_days", age) }
                row.text("provider", item.provider)
                row.text(item.kind == .payment ? "payment" : "payout", item.name)
                row.plain("open", item.currency.decimal(item.amount))
            }
        }
        for difference in fees?.differences ?? [] {
            table.row { row in
                row.plain("record", "fee")
                row.text("file", difference.line.file)
                row.number("index", difference.line.row)
                row.plain("currency", difference.line.net.currency.code)
                row.plain("result", difference.expected == nil ? "not_told" : "differs")
                row.text("rule", difference.rule.name)
                row.text("provider", difference.line.provider)
                row.text("payment", difference.line.payment ?? difference.line.id)
                row.plain("settled", difference.excess.map(difference.line.net.currency.decimal))
            }
        }
    }

    var expectationPart: HTMLTable {
        HTMLTable(
            name: "expected",
            title: "Expected money",
            meaning: "Payouts and payments whose money has not arrived.",
            columns: ["State", "What", "Name", "Amount", "Expected by", "Days late"].map { title in
                HTMLTable.Column(title: title, style: ["Amount", "Days late"].contains(title) ? "number" : "text")
            },
            count: expectations.count
        ) { place in
            let item = expectations[place]
            return [
                { $0.write(item.state.rawValue) }, { $0.outside("\(item.provider ?? "") \(item.kind.rawValue)") },
                { $0.outside(item.name) },
                { $0.write("\(item.currency.grouped(item.amount))\u{A0}\(item.currency)") },
                { $0.write(item.expectedBy?.description ?? "–") }, { $0.write(item.age.map(String.init) ?? "–") },
            ]
        }
    }

    var feePart: HTMLTable {
        let differences = fees?.differences ?? []
        return HTMLTable(
            name: "fees",
            title: "Fees that differ from the contract",
            meaning: "What was charged, and what the contract says.",
            columns: ["Provider", "Payment", "Gross", "Charged", "By contract", "Too much", "Contract"].map { title in
                HTMLTable.Column(
                    title: title,
                    style: ["Provider", "Payment", "Contract"].contains(title) ? "text" : "number"
                )
            },
            count: differences.count
        ) { place in differences[place].words.map { word in { $0.outside(word) } } }
    }
}
