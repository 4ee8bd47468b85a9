import PaymentVocabulary

extension JSONText {
    mutating func members(of group: BankFileGroup) {
        member("group", group.index)
        member("kind", group.kind)
        member("id", group.id)
        let account = group.account
        if account != BankFileAccount() {
            key("account")
            object { json in
                json.member("iban", account.iban)
                json.member("other", account.other)
                json.member("currency", account.currency?.code)
            }
        }
        member("electronic_sequence", group.electronicSequence)
        member("legal_sequence", group.legalSequence)
        member("created", group.created)
        member("from", group.from)
        member("to", group.to)
        balances(group.balances)
        member("fields", group.fields)
        member("position", group.position)
    }

    /// The balances and fields once more, because those that stand behind the entries are not in the head.
    mutating func members(of summary: BankFileGroupSummary) {
        member("group", summary.group.index)
        key("complete")
        bool(summary.isComplete)
        key("entries")
        number(summary.entries)
        count("unsummed", summary.unsummed)
        sums("sums", summary.sums)
        sums("booked_sums", summary.bookedSums)
        balances(summary.group.balances)
        if let isBalanced = summary.isBalanced {
            key("balanced")
            bool(isBalanced)
        }
        count("reversals", summary.reversals)
        count("details", summary.details)
        count("batches", summary.batches)
        count("end_to_end_ids", summary.endToEndIds)
        count("structured_references", summary.structuredReferences)
        counts("returns", summary.returns)
        counts("statuses", summary.statuses)
        member("fields", summary.group.fields)
    }

    private mutating func balances(_ balances: [BankFileBalance]) {
        guard !balances.isEmpty else { return }
        key("balances")
        array(balances) { json, balance in
            json.object { json in
                json.member("kind", balance.type)
                json.members(of: balance.amount)
                json.member("date", balance.date)
                json.member("position", balance.position)
            }
        }
    }

    private mutating func sums(_ name: String, _ sums: CurrencySums) {
        guard !sums.all.isEmpty else { return }
        key(name)
        object { json in
            for sums in sums.all {
                json.key(sums.currency.code)
                json.object { json in
                    json.member("credit", decimal(sums.credit, sums.currency))
                    json.member("debit", decimal(sums.debit, sums.currency))
                }
            }
        }
    }

    private mutating func counts(_ name: String, _ counts: [String: Int]) {
        guard !counts.isEmpty else { return }
        key(name)
        object { json in
            for (code, count) in counts.sorted(by: { $0.key < $1.key }) {
                json.key(code)
                json.number(count)
            }
        }
    }

    private mutating func count(_ name: String, _ value: Int) { if value != 0 { member(name, value) } }
}
