import Foundation
import PaymentVocabulary

@testable import BankFiles

extension CorpusFile {
    mutating func compareMT940() {
        let raw = table("raw")
        compare("tag61", inspection.entries, raw["tag61"] as? Int)
        compare("credit_sum", credits, Self.number(raw["credit_sum"]))
        compare("debit_sum", debits, Self.number(raw["debit_sum"]))
        if raw["amounts_parsed"] as? Int != raw["tag61"] as? Int {
            compare("amounts_parsed", inspection.error?.code == .amount, true)
        }
        for (type, key) in [("OPBD", "opening"), ("CLBD", "closing")] {
            // The facts have no balance without a currency; we take the message's.
            let stated = (raw[key] as? [[String: Any]] ?? []).compactMap(Self.markedAmount)
            let ours = balances(type)
            let others = Self.difference(stated, ours)
            compare(key, others.isEmpty || reading.errors.count >= others.count, true)
        }
        let isPaged = raw["tag60"] as? Int != raw["tag62"] as? Int || balances("CLBD").count != balances("OPBD").count
        if !isPaged, inspection.groups.allSatisfy({ $0.opening != nil && $0.closing != nil }), !isRefused {
            let closing = balances("OPBD").reduce(0, +) + credits - debits
            if closing != balances("CLBD").reduce(0, +) { compare("control", warns(.balance), true) }
        }
    }

    /// What the first has more often than the second.
    private static func difference(_ one: [Decimal], _ other: [Decimal]) -> [Decimal] {
        var rest = other
        return one.filter { amount in
            guard let place = rest.firstIndex(of: amount) else { return true }
            rest.remove(at: place)
            return false
        }
    }

    private static func markedAmount(_ fact: [String: Any]) -> Decimal? {
        guard let mark = fact["mark"] as? String else { return nil }
        return number(fact["amount"]).map { mark.hasSuffix("C") ? $0 : -$0 }
    }

    mutating func compareACH() {
        compare("entries", inspection.entries, facts["entries"] as? Int)
        compare("credit_cents", minor { $0.credit }, facts["credit_cents"] as? Int)
        compare("debit_cents", minor { $0.debit }, facts["debit_cents"] as? Int)
        let records = table("records").compactMapValues { $0 as? Int }
        // Entries of a batch without its header make a batch of their own.
        let headers = records["5"] ?? 0
        compare("batches", inspection.groups.count >= headers && inspection.groups.count <= headers + 1, true)
        compare("returns", returns, table("returns").compactMapValues { $0 as? Int })
        var addenda: [String: Int] = [:]
        for entry in reading.entries {
            for field in entry.fields where field.name.hasPrefix("addenda ") && field.name.count == 10 {
                addenda[String(field.name.dropFirst(8)), default: 0] += 1
            }
        }
        let isAttached = !warns(.notRecognised, "an addenda record without an entry")
        if isAttached, reading.unreadable.isEmpty {
            compare("addenda_by_type", addenda, table("addenda_by_type").compactMapValues { $0 as? Int })
        }
        var notices: [String: Int] = [:]
        for part in reading.entries.flatMap(\.details) where !part.isReturn {
            if let reason = part.returnReason { notices[reason, default: 0] += 1 }
        }
        if isAttached { compare("nocs", notices, table("nocs").compactMapValues { $0 as? Int }) }
        let prenotes = values("transaction code").filter { ["23", "28", "33", "38"].contains($0) }.count
        compareIfStated("prenotes", prenotes, facts["prenotes"] as? Int)
        let classes = Set(groupValues("standard entry class code"))
        compare("sec", classes, Set(texts("sec").map { $0.trimmingCharacters(in: .whitespaces) }).subtracting([""]))
        compareControls(records)
    }

    private mutating func compareControls(_ records: [String: Int]) {
        guard let control = facts["file_control"] as? [String: Any] else {
            return compare("file_control", inspection.isComplete == true, false)
        }
        let stated = ["credit", "debit", "entry_addenda", "batch_count"].map { Self.number(control[$0]) }
        let read = [facts["credit_cents"], facts["debit_cents"]].map { Self.number($0) }
        let counts = [(records["6"] ?? 0) + (records["7"] ?? 0), records["5"] ?? 0].map { Decimal($0) as Decimal? }
        let agrees = facts["control_matches_entries"] as? Bool
        if agrees == false || stated != read + counts { compare("file_control", warns(.controlTotal), true) }
        if agrees == true {
            let isWrong = warns(.controlTotal, "file control, credit") || warns(.controlTotal, "file control, debit")
            compare("file_control", isWrong, false)
        }
    }

    mutating func compareBAI2() {
        compare("transactions_16", inspection.entries, facts["transactions_16"] as? Int)
        let records = table("records").compactMapValues { $0 as? Int }
        compareIfStated("records 03", reading.groups.count, records["03"])
        var counts: [String: Int] = [:]
        var amounts: [String: Int] = [:]
        for entry in reading.entries {
            counts[entry.transactionCode.proprietary ?? "", default: 0] += 1
            amounts[entry.transactionCode.proprietary ?? "", default: 0] += Int(entry.amount.minorUnits)
        }
        let stated = facts["by_type_code"] as? [String: [String: Any]] ?? [:]
        compare("by_type_code", counts, stated.compactMapValues { $0["count"] as? Int })
        compare(
            "by_type_code",
            amounts,
            stated.compactMapValues { ($0["amount_minor"] as? String).flatMap { Int($0) } }
        )
        let credits = amounts.filter { $0.key < "400" }.values.reduce(0, +)
        compare("credits", minor { $0.credit }, credits)
        compare("debits", minor { $0.debit }, amounts.filter { $0.key >= "400" }.values.reduce(0, +))
        // The only file of the corpus whose control totals are there because they do not agree.
        compare("control totals", warns(.controlTotal), name.contains("invalid_checksum"))
        compare("file_trailer_99", inspection.isComplete == true, records["99"] != nil)
    }

    mutating func compareX937() {
        compare("check_detail_count", inspection.entries, facts["check_detail_count"] as? Int)
        compare("check_detail_amount_cents", minor { $0.credit }, facts["check_detail_amount_cents"] as? Int)
        let records = table("records").compactMapValues { $0 as? Int }
        compare("records 20", reading.groups.count, records["20"])
        let charset = (facts["charset"] as? String)?.split(separator: " ").first.map(String.init)
        compare("charset", inspection.version?.split(separator: " ").last.map(String.init), charset)
        let control = facts["file_control"] as? [String: String] ?? [:]
        let isWrong = control["records"].flatMap { Int($0) } != records.values.reduce(0, +)
        compare("file_control", warns(.controlTotal), isWrong)
        compare("complete", inspection.isComplete, true)
    }

    mutating func compareGiro() {
        if let counted = facts["netsgiro_2"] as? [String: Any] {
            compare("transactions", inspection.entries, counted["transactions"] as? Int)
            compare("total_amount", credits, Self.number(counted["total_amount"]))
            compare("assignments", inspection.groups.count, counted["assignments"] as? Int)
        }
        let records = table("records").compactMapValues { $0 as? Int }
        compareIfStated("records 22", inspection.entries, records["22"])
        compareIfStated("records 11", inspection.groups.count, records["11"])
    }

    mutating func compareLockbox() {
        let checks = table("bai_lockbox")["checks"] as? [[String: Any]] ?? []
        compare("checks", reading.entries.count, checks.count)
        compare("records 6", inspection.entries, table("records")["6"] as? Int)
        for (entry, check) in zip(reading.entries, checks) {
            compare("amount", Decimal(string: entry.amount.decimal), Self.number(check["amount"]))
            compare(
                "number",
                entry.details.first?.chequeNumber.flatMap { Int($0) },
                Self.number(check["number"]).map { NSDecimalNumber(decimal: $0).intValue }
            )
        }
    }

    mutating func compareEDI820() {
        compare("bpr_amount", credits, texts("bpr_amount").compactMap { Self.number($0) }.reduce(0, +))
        let remittances = reading.entries.flatMap(\.details).flatMap(\.structured)
        let lines = rows("rmr")
        let documents = remittances.flatMap(\.documents)
        compare("rmr", documents.map(\.number), lines.map { $0["ref"] as? String })
        let paid = documents.map { $0.remitted?.decimal }.map { $0.flatMap { Decimal(string: $0) } }
        compare("rmr paid", paid, lines.map { Self.number($0["paid"]) })
        let isWrong = number("rmr_sum") != texts("bpr_amount").first.flatMap { Self.number($0) }
        compare("rmr_sum", warns(.controlTotal) || warns(.detailSum), isWrong)
    }
}
