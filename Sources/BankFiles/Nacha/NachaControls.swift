/// What a batch or a file adds up to, to be compared with what its control record states.
struct NachaTotals: Sendable {
    var entriesAndAddenda = 0
    var entries = 0
    /// Entries with an amount.
    var amounts = 0
    /// The sum of the routing numbers without their check digits.
    var hash: Int128 = 0
    var debit: Int128 = 0
    var credit: Int128 = 0

    mutating func add(_ other: NachaTotals) {
        entriesAndAddenda += other.entriesAndAddenda
        entries += other.entries
        amounts += other.amounts
        hash += other.hash
        debit += other.debit
        credit += other.credit
    }
}

/// The control fields of a batch (type 8) or a file (type 9).
///
/// Source: Nacha Operating Rules, appendix three, sections 3.2.5 and 3.2.6; files of automated accounting advices (ADV)
/// have totals of twenty digits.
struct NachaControl: Sendable {
    let batches: Int64?
    let blocks: Int64?
    let entriesAndAddenda: Int64?
    let hash: Int128?
    let debit: Int128?
    let credit: Int128?

    init(batch record: Span<UInt8>, isAdvice: Bool) {
        batches = nil
        blocks = nil
        entriesAndAddenda = fixedNumber(record, 4..<10)
        hash = fixedLargeNumber(record, 10..<20)
        debit = fixedLargeNumber(record, isAdvice ? 20..<40 : 20..<32)
        credit = fixedLargeNumber(record, isAdvice ? 40..<60 : 32..<44)
    }

    init(file record: Span<UInt8>, isAdvice: Bool) {
        batches = fixedNumber(record, 1..<7)
        blocks = fixedNumber(record, 7..<13)
        entriesAndAddenda = fixedNumber(record, 13..<21)
        hash = fixedLargeNumber(record, 21..<31)
        debit = fixedLargeNumber(record, isAdvice ? 31..<51 : 31..<43)
        credit = fixedLargeNumber(record, isAdvice ? 51..<71 : 43..<55)
    }

    /// Whether the record of a file has all its numbers: one that is cut ends no file.
    var isWhole: Bool {
        batches != nil && blocks != nil && entriesAndAddenda != nil && hash != nil && debit != nil && credit != nil
    }

    /// What differs, in words; empty when everything agrees.
    func differences(from totals: NachaTotals) -> [String] {
        var found: [String] = []
        func compare(_ name: String, _ stated: Int128?, _ read: Int128) {
            guard stated != read else { return }
            found.append("\(name): stated \(stated.map { String($0) } ?? "no number"), read \(read)")
        }
        compare("entries and addenda", entriesAndAddenda.map { Int128($0) }, Int128(totals.entriesAndAddenda))
        compare("entry hash", hash, totals.hash % 10_000_000_000)
        compare("total debit in cents", debit, totals.debit)
        compare("total credit in cents", credit, totals.credit)
        return found
    }
}
