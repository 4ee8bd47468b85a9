import Foundation
import PaymentVocabulary

@testable import BankFiles

extension CorpusFile {
    mutating func compareOFX() {
        compare("stmttrn", inspection.entries, facts["stmttrn"] as? Int)
        compare("credit_sum", credits, number("credit_sum"))
        compare("debit_sum", debits, number("debit_sum"))
        let bad = facts["bad_amounts"] as? [Any] ?? []
        compare("bad_amounts", reading.unreadable.count, bad.count)
        if !bad.isEmpty { compare("bad_amounts", inspection.error?.position.line != nil, true) }
        if let stated = facts["currency"] as? String {
            let currencies = Set(inspection.groups.compactMap { $0.currency?.code })
            compare("currency", currencies.isEmpty || currencies.contains(stated), true)
        }
        if let stated = number("ledger_balance") {
            compare("ledger_balance", balances("CLBD").contains(stated), true)
        }
    }

    mutating func compareCSV() {
        // Rows that are as wide as most are entries, but for the one that names the columns.
        let widths = table("row_widths").compactMapValues { $0 as? Int }
        let rows = widths.values.max() ?? 0
        compare("rows", inspection.entries + reading.errors.count == rows - 1 || inspection.entries == rows, true)
    }

    mutating func compareProvider() {
        if let stripe = facts["stripe"] as? [String: Any] {
            compare("rows", inspection.entries, stripe["rows"] as? Int)
            let kinds = stripe["by_type"] as? [String: [String: Int]] ?? [:]
            let net = kinds.values.reduce(0) { $0 + ($1["net"] ?? 0) }
            let gross = kinds.values.reduce(0) { $0 + ($1["amount"] ?? 0) }
            let ours = minor { $0.credit } - minor { $0.debit }
            compare("net", ours == net || ours == gross, true)
        }
        if let adyen = facts["adyen"] as? [String: Any] {
            compare("rows", inspection.entries, adyen["rows"] as? Int)
            compare("net_credit", credits, Self.number(adyen["net_credit"]))
            compare("net_debit", debits, Self.number(adyen["net_debit"]))
        }
        compareIfStated("rows_after_header", inspection.entries, facts["rows_after_header"] as? Int)
    }
}
