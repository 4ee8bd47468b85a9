import PaymentVocabulary

/// A balance while it is read.
struct BalanceDraft: Sendable {
    var position = BankFilePosition()
    var type: String?
    var amount: Money?
    var side: CreditDebit?
    var date: CalendarDate?
    /// A fault was reported, so that nothing more need be said.
    var isFaulty = false
}

/// An entry while it is read.
struct EntryDraft: Sendable {
    var entry: BankFileEntry
    var amount: Money?
    var side: CreditDebit?
    var findings: [BankFileFinding] = []
    var returnReason: String?
    var batchBlocks = 0
    var details = 0
    /// The details' own amounts with their signs, `nil` once one has none in the currency of the others.
    var detailSum: Int128? = 0
    var detailCurrency: Currency?
    var charges: Int128 = 0
    /// What the charges of the entry and of its detail at hand make together, where they are not told one by one.
    var chargeTotal: Money?
    var detailChargeTotal: Money?

    init() {
        entry = Self.empty
    }

    // Amount and side are filled in at the end, when both are known.
    static var empty: BankFileEntry {
        let zero = Money.zero(.eur)
        return BankFileEntry(index: 0, groupIndex: 0, position: BankFilePosition(), amount: zero, side: .credit)
    }

    /// Begins the next entry.
    ///
    /// Field by field, because most are empty already and the whole is large.
    mutating func reset(index: Int, groupIndex: Int, position: BankFilePosition) {
        entry.begin(index: index, groupIndex: groupIndex, position: position)
        amount = nil
        side = nil
        if !findings.isEmpty { findings = [] }
        if returnReason != nil { returnReason = nil }
        batchBlocks = 0
        details = 0
        detailSum = 0
        detailCurrency = nil
        charges = 0
        chargeTotal = nil
        detailChargeTotal = nil
    }
}

extension BankFileDetail {
    /// Begins the next detail where texts are not kept.
    mutating func resetSums() {
        amount = nil
        side = nil
        transactionAmount = nil
        instructedAmount = nil
        isReturn = false
        if returnReason != nil { returnReason = nil }
    }
}

/// Counts of entries by side.
struct SideCounts: Hashable, Sendable {
    var all = 0
    var credit = 0
    var debit = 0

    mutating func add(_ side: CreditDebit?) {
        all += 1
        switch side {
        case .credit: credit += 1
        case .debit: debit += 1
        case nil: break
        }
    }
}

/// The control totals that a group states about its entries, and the counts to compare them with.
struct CamtControls: Sendable {
    /// A number as written, with its place.
    struct Stated: Sendable {
        let text: [UInt8]
        let position: BankFilePosition
    }

    var stated: [(field: CamtField, value: Stated)] = []
    var netSide: CreditDebit?
    var counts = SideCounts()
    var bookedCounts = SideCounts()

    /// What does not agree with the entries that were read; sums are left alone where they mean nothing.
    func findings(_ summary: BankFileGroupSummary) -> [BankFileFinding] {
        stated.compactMap { finding($0.field, $0.value, summary) }
    }

    private func finding(_ field: CamtField, _ value: Stated, _ summary: BankFileGroupSummary) -> BankFileFinding? {
        switch field {
        case .totalCount: count(value, "entries", counts.all, bookedCounts.all)
        case .creditCount: count(value, "credit entries", counts.credit, bookedCounts.credit)
        case .debitCount: count(value, "debit entries", counts.debit, bookedCounts.debit)
        case .totalSum: sum(value, "sum of all entries", summary) { $0.credit + $0.debit }
        case .creditSum: sum(value, "sum of credit entries", summary) { $0.credit }
        case .debitSum: sum(value, "sum of debit entries", summary) { $0.debit }
        case .totalNet: sum(value, "net sum of entries", summary, side: netSide) { $0.credit - $0.debit }
        default: nil
        }
    }

    private func count(_ value: Stated, _ what: String, _ all: Int, _ booked: Int) -> BankFileFinding? {
        let stated = try? minorUnits(value.text[...], exponent: 0)
        if let stated, stated == Int128(all) || stated == Int128(booked) { return nil }
        let text = String(decoding: value.text, as: UTF8.self)
        return BankFileFinding(.controlTotal, "\(what): stated \(text), read \(all)", at: value.position)
    }

    /// Compares without regard to sign, because banks write debit sums with and without one; the net's side counts.
    private func sum(
        _ value: Stated,
        _ what: String,
        _ summary: BankFileGroupSummary,
        side: CreditDebit? = nil,
        _ pick: (CurrencySums.Sums) -> Int128
    ) -> BankFileFinding? {
        guard summary.unsummed == 0, summary.sums.all.count <= 1, let currency = summary.currency else { return nil }
        let read = summary.sums.all.first.map(pick) ?? 0
        let booked = summary.bookedSums.all.first.map(pick) ?? 0
        if let stated = try? minorUnits(value.text[...], exponent: Int(currency.exponent)) {
            func agrees(_ sum: Int128) -> Bool {
                guard stated.magnitude == sum.magnitude else { return false }
                switch side {
                case .credit: return sum >= 0
                case .debit: return sum <= 0
                case nil: return true
                }
            }
            if agrees(read) || agrees(booked) { return nil }
        }
        let text = String(decoding: value.text, as: UTF8.self)
        let message = "\(what): stated \(text), read \(decimal(read, currency)) \(currency)"
        return BankFileFinding(.controlTotal, message, at: value.position)
    }
}
