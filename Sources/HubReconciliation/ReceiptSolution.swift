import HubDomain
import PaymentVocabulary

/// How a receipt pays the documents that it names.
enum ReceiptSolution {
    /// One document's part: `cleared` with money or credit notes, `discount` and `tolerated` without.
    struct Part {
        /// `nil` for the money that is left over.
        let item: Int?
        let cleared: Int64
        var discount: Int64 = 0
        /// What stays open is what the payer says to have taken off.
        var isDeducted = false
        /// The discount was taken after its last day.
        var isLate = false
        /// Of the money that is left over, where `item` is `nil`, the whole.
        var tolerated: (kind: Tolerances.Kind, minorUnits: Int64)?

        /// Everything that it takes off the document.
        var claimed: Int64 { cleared + discount + (tolerated?.minorUnits ?? 0) }
    }

    case paid([Part], MatchFacts.Amount, words: String)
    case refused(LineException.Reason, words: String)
}

extension ReceiptSolution {
    /// The amount is what was to be paid: in full or with discounts that were earned.
    var isExact: Bool {
        switch self {
        case .paid(_, let amount, _): amount == .exact || amount == .discount
        case .refused: false
        }
    }
}

extension Matcher {
    /// The solution for `open` documents of one customer and currency, each with something left.
    ///
    /// - Parameter isTolerant: payer and reference are good enough for the policy's tolerances.
    func settle(_ line: StatementLine, _ open: [Int], isTolerant: Bool) -> ReceiptSolution {
        let invoices = open.filter { !isCreditNote($0) }
        let notes = open.filter { isCreditNote($0) }
        guard !invoices.isEmpty else { return .refused(.over, words: "only credit notes, which a receipt cannot pay") }
        let paid = Int128(line.amount.minorUnits)
        let credit = notes.reduce(Int128(0)) { $0 + Int128(remaining[$1]) }
        let owed = invoices.reduce(Int128(0)) { $0 + Int128(remaining[$1]) }
        if owed - credit == paid { return full(invoices, notes) }
        let excess = owed - credit - paid
        if let solution = discounted(invoices, notes, excess: excess, line, isGrace: false) {
            return solution
        }
        if owed == paid { return full(invoices, [], without: notes) }
        if isTolerant, let solution = tolerated(line, invoices, notes, lacking: excess) { return solution }
        if paid > owed - credit { return over(line, invoices, notes, rest: paid - (owed - credit)) }
        return under(line, invoices, notes, lacking: owed - credit - paid)
    }

    /// - Parameter unused: credit notes that are named too, and that nothing was taken off for.
    private func full(_ invoices: [Int], _ notes: [Int], without unused: [Int] = []) -> ReceiptSolution {
        let parts = (invoices + notes).map { ReceiptSolution.Part(item: $0, cleared: remaining[$0]) }
        guard !unused.isEmpty else { return .paid(parts, .exact, words: "the amount is exactly what is open") }
        let numbers = list(unused.map { items[$0].invoice.number.text })
        return .paid(
            parts,
            .exact,
            words: "the amount is exactly what is open of the invoices, and \(numbers) stays open"
        )
    }

    /// - Parameter isGrace: discounts count inside the days of grace too.
    /// - Returns: `nil` when no choice of them explains the amount.
    func discounted(
        _ invoices: [Int],
        _ notes: [Int],
        excess: Int128,
        _ line: StatementLine,
        isGrace: Bool
    ) -> ReceiptSolution? {
        let days = isGrace ? policy.discountGraceDays : 0
        let choices = invoices.map { (item: $0, offs: offers($0, line, graceDays: days)) }.filter { !$0.offs.isEmpty }
        switch discounts(choices, excess: excess) {
        case .one(let taken): return discounted(invoices, notes, taken, line, isGrace: isGrace)
        case .several:
            return .refused(.ambiguous, words: "and more than one choice of discounts explains the amount")
        case .tooMany:
            return .refused(.ambiguous, words: "with more choices of discounts than the policy lets us try")
        case .none: return nil
        }
    }

    private func discounted(
        _ invoices: [Int],
        _ notes: [Int],
        _ taken: [Int: Int64],
        _ line: StatementLine,
        isGrace: Bool
    ) -> ReceiptSolution {
        // One of them may bear what all were rounded by.
        let rounding = policy.discountRoundingMinorUnits.magnitude * UInt64(invoices.count)
        let parts = (invoices + notes).map { item in
            let off = taken[item] ?? 0
            let isOpen = offersOpen(item, line).contains { ($0 - off).magnitude <= rounding }
            return ReceiptSolution.Part(
                item: item,
                cleared: remaining[item] - off,
                discount: off,
                isLate: isGrace && off > 0 && !isOpen
            )
        }
        let isLate = parts.contains(where: \.isLate)
        let grace = isLate ? ", taken inside \(policy.discountGraceDays) days of grace" : ""
        let words = "the amount is exact after the discount of \(words(ofDiscounts: taken))\(grace)"
        return .paid(parts, isLate ? .discountLate : .discount, words: words)
    }

    /// `10.00 EUR on A, offered until 2026-03-15`, for each item with what is taken of it.
    func words(ofDiscounts taken: [Int: Int64]) -> String {
        let texts = taken.sorted { $0.key < $1.key }.map { item, off in
            let offers = items[item].discounts
            let offer = offers.filter { $0.amount.minorUnits == off }.max { $0.until < $1.until } ?? offers.first
            let until = offer.map { ", offered until \($0.until)" } ?? ""
            return "\(money(off, like: items[item].invoice.open)) on \(items[item].invoice.number)\(until)"
        }
        return list(texts)
    }

    private func over(_ line: StatementLine, _ invoices: [Int], _ notes: [Int], rest: Int128) -> ReceiptSolution {
        guard let rest = Int64(exactly: rest), rest <= line.amount.minorUnits else {
            return .refused(.over, words: "whose credit notes exceed the invoices")
        }
        var parts = (invoices + notes).map { ReceiptSolution.Part(item: $0, cleared: remaining[$0]) }
        parts.append(ReceiptSolution.Part(item: nil, cleared: rest))
        let words = "\(money(rest, like: line.amount)) more than what is open stay unapplied on the customer"
        return .paid(parts, .over, words: words)
    }

    private func under(_ line: StatementLine, _ invoices: [Int], _ notes: [Int], lacking: Int128) -> ReceiptSolution {
        let missing = Int64(exactly: lacking).map { "\(money($0, like: line.amount))" } ?? "more than 64 bits"
        let told = ToldDeduction(line).flatMap { Int128($0.amount.minorUnits) == lacking ? $0 : nil }
        let isCharged = line.toldCharges.map { $0.currency == line.amount.currency && Int128($0.minorUnits) == lacking }
        let charged = isCharged == true ? ", which is what the bank tells of charges" : ""
        guard invoices.count == 1, notes.isEmpty, let item = invoices.first else {
            let which = "and which of them is short is not told"
            let words = told.map { "but \(missing) are taken off (\"\($0.words)\"), \(which)" }
            return .refused(.under, words: words ?? "but \(missing) are missing\(charged), \(which)")
        }
        let late = items[item].discounts.filter { Int128($0.amount.minorUnits) == lacking }.map(\.until).max()
        let why = late.map { " (a discount of that amount was offered until \($0) only)" } ?? ""
        let part = ReceiptSolution.Part(item: item, cleared: line.amount.minorUnits, isDeducted: told != nil)
        if let told {
            return .paid(
                [part],
                .part,
                words: "\(missing) stay open, which the payer has taken off (\"\(told.words)\")"
            )
        }
        return .paid([part], .part, words: "a part payment, \(missing) stay open\(charged)\(why)")
    }

    private enum DiscountChoice {
        case none
        case one([Int: Int64])
        case several
        case tooMany
    }

    /// Discounts, at most one an invoice, that add up to `excess`.
    private func discounts(_ offers: [(item: Int, offs: [Int64])], excess: Int128) -> DiscountChoice {
        guard excess > 0, !offers.isEmpty else { return .none }
        var solutions: [[Int: Int64]] = []
        var tried = 0
        func search(_ index: Int, _ left: Int128, _ taken: [Int: Int64]) {
            guard solutions.count < 2, tried <= policy.combinationsMax else { return }
            tried += 1
            guard left > 0 else {
                if left == 0 { solutions.append(taken) }
                return
            }
            guard index < offers.count else { return }
            for off in offers[index].offs {
                var more = taken
                more[offers[index].item] = off
                search(index + 1, left - Int128(off), more)
            }
            search(index + 1, left, taken)
        }
        search(0, excess, [:])
        if solutions.count > 1 { return .several }
        if tried > policy.combinationsMax { return .tooMany }
        if let solution = solutions.first { return .one(solution) }
        return roundedDiscounts(offers, excess: excess)
    }

    /// Every discount taken, and the sum rounded differently from us: the last invoice bears the difference.
    private func roundedDiscounts(_ offers: [(item: Int, offs: [Int64])], excess: Int128) -> DiscountChoice {
        var taken: [Int: Int64] = [:]
        for (item, offs) in offers { taken[item] = offs[0] }
        let difference = excess - taken.values.reduce(Int128(0)) { $0 + Int128($1) }
        let tolerance = Int128(policy.discountRoundingMinorUnits) * Int128(offers.count)
        guard difference.magnitude <= tolerance.magnitude, let last = offers.last else { return .none }
        let off = Int128(last.offs[0]) + difference
        guard off > 0, off < Int128(remaining[last.item]), let units = Int64(exactly: off) else { return .none }
        taken[last.item] = units
        return .one(taken)
    }

    /// The discounts that a payment of this day may take, the largest first.
    func offersOpen(_ item: Int, _ line: StatementLine) -> [Int64] { offers(item, line, graceDays: 0) }

    /// The discounts that a payment of this day may take if so many days more are given, the largest first.
    ///
    /// The day is the earlier of booking and value date: the bank's own delay is not held against the payer.
    func offers(_ item: Int, _ line: StatementLine, graceDays: Int) -> [Int64] {
        guard !items[item].discounts.isEmpty, !isCreditNote(item) else { return [] }
        let day = min(line.bookingDate, line.valueDate)
        let offs = items[item].discounts.filter {
            day <= $0.until.adding(days: graceDays) && $0.amount.currency == line.amount.currency
                && $0.amount.isPositive && $0.amount.minorUnits < remaining[item]
        }
        return offs.count > 1 ? Set(offs.map(\.amount.minorUnits)).sorted(by: >) : offs.map(\.amount.minorUnits)
    }

    /// Claims every part and words it as allocations, credit notes negative.
    mutating func apply(_ parts: [ReceiptSolution.Part], _ line: StatementLine, of paid: Money? = nil) -> [Allocation] {
        let paid = paid ?? line.amount
        var allocations: [Allocation] = []
        for part in parts {
            guard let item = part.item else {
                let rest = money(part.cleared, like: paid)
                let (kind, reason) = part.tolerated?.kind.allocation ?? (.unapplied, .overPayment)
                allocations.append(Allocation(kind: kind, invoice: nil, amount: rest, reason: reason))
                continue
            }
            let number = items[item].invoice.number
            claim(item, part.claimed, by: line)
            if isCreditNote(item) {
                let used = money(0 - part.cleared, like: paid)
                allocations.append(
                    Allocation(kind: .creditNote, invoice: number, amount: used, reason: .creditNoteUsed)
                )
                continue
            }
            let reason: Allocation.Reason =
                remaining[item] == 0 ? .paidInFull : part.isDeducted ? .deducted : .partPayment
            let cleared = money(part.cleared, like: paid)
            allocations.append(Allocation(kind: .invoice, invoice: number, amount: cleared, reason: reason))
            if part.discount > 0 {
                let off = money(part.discount, like: paid)
                let reason = part.isLate ? Allocation.Reason.discountLate : .discountTaken
                allocations.append(Allocation(kind: .discount, invoice: number, amount: off, reason: reason))
            }
            if let (tolerance, units) = part.tolerated {
                let (kind, reason) = tolerance.allocation
                let off = money(units, like: paid)
                allocations.append(Allocation(kind: kind, invoice: number, amount: off, reason: reason))
            }
        }
        return allocations
    }
}
