import PaymentVocabulary

extension StatementInspection {
    /// One line of JSON without a line end, its members in a fixed order.
    ///
    /// `credit_sum` and `debit_sum` are decimal strings when all amounts are in one currency; with several they are
    /// `null`, because such a sum means nothing, and `sums` has them by currency.
    public var json: String {
        var json = JSONText()
        json.object { json in
            json.key("file")
            json.string(file)
            json.key("format")
            json.string(format?.rawValue)
            json.key("version")
            json.string(version)
            json.key("groups")
            json.array(groups) { json, group in group.write(to: &json) }
            json.key("entries")
            json.number(entries)
            sums.write(to: &json)
            json.key("returns")
            json.object { json in
                for item in returns {
                    json.key(item.code)
                    json.number(item.count)
                }
            }
            json.key("complete")
            json.bool(isComplete)
            json.key("warnings")
            json.array(warnings) { json, finding in finding.write(to: &json, withCode: true) }
            json.key("error")
            if let error { error.write(to: &json, withCode: false) } else { json.string(nil) }
        }
        return json.text
    }
}

extension StatementInspection.Group {
    fileprivate func write(to json: inout JSONText) {
        json.object { json in
            json.key("kind")
            json.string(kind)
            json.key("id")
            json.string(id)
            json.key("account")
            json.string(account)
            json.key("currency")
            json.string(currency?.code)
            json.key("entries")
            json.number(entries)
            sums.write(to: &json, currency: currency)
            json.key("opening")
            write(opening, to: &json)
            json.key("closing")
            write(closing, to: &json)
            json.key("balanced")
            json.bool(isBalanced)
        }
    }

    private func write(_ balance: StatementInspection.Balance?, to json: inout JSONText) {
        guard let balance else { return json.string(nil) }
        json.object { json in
            json.key("date")
            json.string(balance.date?.description)
            json.key("amount")
            json.string(balance.amount.decimal)
        }
    }
}

extension CurrencySums {
    fileprivate func write(to json: inout JSONText, currency: Currency? = nil) {
        let only = all.count == 1 ? all.first : nil
        let zero = currency.map { decimal(0, $0) } ?? "0"
        json.key("credit_sum")
        json.string(all.isEmpty ? zero : only.map { decimal($0.credit, $0.currency) })
        json.key("debit_sum")
        json.string(all.isEmpty ? zero : only.map { decimal($0.debit, $0.currency) })
        guard all.count > 1 else { return }
        json.key("sums")
        json.object { json in
            for sums in all {
                json.key(sums.currency.code)
                json.object { json in
                    json.key("credit")
                    json.string(decimal(sums.credit, sums.currency))
                    json.key("debit")
                    json.string(decimal(sums.debit, sums.currency))
                }
            }
        }
    }
}

extension BankFileFinding {
    fileprivate func write(to json: inout JSONText, withCode: Bool) {
        json.object { json in
            json.key("position")
            json.object { json in
                json.key("line")
                json.number(position.line)
                json.key("column")
                json.number(position.column)
                json.key("byte")
                json.number(position.byte)
                json.key("path")
                json.string(position.path)
            }
            if withCode {
                json.key("code")
                json.string(code.rawValue)
            }
            json.key("message")
            json.string(message)
        }
    }
}
