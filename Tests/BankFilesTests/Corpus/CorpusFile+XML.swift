import Foundation
import PaymentVocabulary

@testable import BankFiles

extension CorpusFile {
    mutating func compareCamt() {
        compare("message", inspection.version, facts["message"] as? String)
        compare("total_entries", inspection.entries, facts["total_entries"] as? Int)
        let groups = rows("groups")
        compare("groups", reading.summaries.count, groups.count)
        var bad: [String] = []
        for (summary, group) in zip(reading.summaries, groups) {
            compareCamt(summary, group)
            bad += group["bad_amounts"] as? [String] ?? []
        }
        let found = reading.unreadable.compactMap(\.findings.first)
        compare("bad_amounts", found.count, bad.count)
        if !groups.isEmpty { compare("complete", inspection.isComplete, bad.isEmpty) }
        for (finding, amount) in zip(found, bad) {
            compare("bad_amounts", finding.message.contains(amount) && finding.position.path != nil, true)
        }
    }

    private mutating func compareCamt(_ summary: BankFileGroupSummary, _ group: [String: Any]) {
        compare("kind", summary.group.kind, group["kind"] as? String)
        compare("id", summary.group.id, group["id"] as? String)
        // The facts run all texts of the account together; the first line is its number.
        let account = (group["account"] as? String).map { String($0.prefix { $0 != "\n" }) }
        compareIfStated("account", summary.group.account.number, account)
        compare("entries", summary.entries, group["entries"] as? Int)
        let isBad = !(group["bad_amounts"] as? [String] ?? []).isEmpty
        for (currency, sums) in group["by_currency"] as? [String: [String: String]] ?? [:] where !isBad {
            let ours = summary.sums.all.first { $0.currency.code == currency }
            let sides = ours.map { ($0.credit, $0.debit, $0.currency) }
            let credit = sides.flatMap { Decimal(string: decimal($0.0, $0.2)) }
            let debit = sides.flatMap { Decimal(string: decimal($0.1, $0.2)) }
            compare("credit_sum", credit, Self.number(sums["credit_sum"]))
            compare("debit_sum", debit, Self.number(sums["debit_sum"]))
        }
        let net = total(summary.bookedSums) { $0.credit - $0.debit }
        compare("book_net", net, Self.number(group["book_net"]))
        compare("reversal_entries", summary.reversals, group["reversal_entries"] as? Int)
        compare("tx_details", summary.details, group["tx_details"] as? Int)
        compare("batch_blocks", summary.batches, group["batch_blocks"] as? Int)
        compare("status", summary.statuses, group["status"] as? [String: Int])
        compare("structured_refs", summary.structuredReferences, group["structured_refs"] as? Int)
        compare("end_to_end_ids", summary.endToEndIds, group["end_to_end_ids"] as? Int)
        compare("return_infos", summary.returns.values.reduce(0, +), group["return_infos"] as? Int)
        compare("balance_check", summary.isBalanced, group["balance_check"] as? Bool)
        if summary.isBalanced == false { compare("balance_check", warns(.balance), true) }
        let stated = group["balances"] as? [[String: String]] ?? []
        compare("balances", summary.group.balances.map(\.type), stated.map { $0["type"] ?? "" })
        for (balance, other) in zip(summary.group.balances, stated) {
            let amount = Self.number(other["amount"]).map { other["ind"] == "DBIT" ? -$0 : $0 }
            compare("balances", Decimal(string: balance.amount.decimal), amount)
            compare("balances", balance.amount.currency.code, other["ccy"])
        }
    }

    mutating func compareOrders() {
        compareIfStated("message", inspection.version, facts["message"] as? String)
        compare("tx", inspection.entries, facts["tx"] as? Int)
        compare("pmt_inf", inspection.groups.count, facts["pmt_inf"] as? Int)
        let stated = table("amount_by_ccy").compactMapValues { Self.number($0) }
        for (currency, sum) in stated {
            let ours = inspection.sums.all.first { $0.currency.code == currency }
            compare(
                "amount_by_ccy",
                ours.flatMap { Decimal(string: decimal($0.credit + $0.debit, $0.currency)) },
                sum
            )
        }
        compare("amount_by_ccy", inspection.sums.all.count, stated.count)
        // The total is of all currencies together, as the message adds them.
        let total = stated.values.reduce(0, +)
        let sum = texts("header_ctrl_sum").first.flatMap { Self.number($0) }
        let warnsOfSum = warns(.controlTotal, "control sum of the message")
        compare("header_ctrl_sum", warnsOfSum, sum.map { $0 != total } ?? false)
        let count = texts("header_nb_of_txs").first.flatMap { Int($0) }
        let warnsOfCount = warns(.controlTotal, "transactions of the message")
        compare("header_nb_of_txs", warnsOfCount, count.map { $0 != inspection.entries } ?? false)
        let references = reading.entries.filter { $0.fields.contains { $0.name.contains("/CdtrRefInf/") } }.count
        compareIfStated("structured_refs", references, facts["structured_refs"] as? Int)
        let mandates = reading.entries.filter { $0.fields.contains { $0.name.contains("/MndtRltdInf/") } }.count
        if folder == "pain008" { compareIfStated("mandates", mandates, facts["mandates"] as? Int) }
    }

    mutating func compareReport() {
        guard facts["tx_status"] != nil else { return compareIfStated("message", inspection.version, nil) }
        compareIfStated("message", inspection.version, facts["message"] as? String)
        compare("tx_status", reading.entries.compactMap(\.transactionCode.proprietary), texts("tx_status"))
        compare("end_to_end", reading.entries.compactMap { $0.details.first?.endToEndId }, texts("end_to_end"))
        let reasons = inspection.returns.flatMap { Array(repeating: $0.code, count: $0.count) }
        compare("reason_codes", reasons.sorted(), texts("reason_codes").sorted())
        compare("pmtinf_status", groupValues("OrgnlPmtInfAndSts/PmtInfSts"), texts("pmtinf_status"))
    }
}
