import HubDomain
import PaymentVocabulary

/// Which movement of the bank account is which payout, decided over all of them at once, so that two that fit equally
/// well are seen.
struct PayoutPlan {
    /// What a payout has to do with a line.
    enum Finding {
        case pays(payout: Int, words: String)
        /// The line names the payout and has another amount.
        case differs(payout: Int, words: String)
        /// The payout has come already.
        case again(payout: Int, words: String)
        case unclear(payouts: [Int], lines: Int)
    }

    /// Days around the announced arrival in which banks book a payout.
    static let daysBefore = 1
    static let daysAfter = 5
    /// Days after the last line in which a payout without an announced arrival is looked for.
    static let daysAfterLastLine = 10
    /// Characters from which an id is taken for itself wherever it stands.
    static let idLengthMin = 8

    let payouts: [Payout]
    /// Those whose movement is none of `lines`.
    private let arrived: Set<Int>
    private(set) var findings: [Int: Finding] = [:]
    /// The place in `lines` of the movement that each payout is.
    private(set) var places: [Int: Int] = [:]

    /// - Parameters:
    ///   - lines: credits or debits, all of one direction.
    ///   - order: the places of those that may be payouts; the earlier booking first.
    ///   - paysDocument: whether a line names a document of just its amount, so that no payout is told by the amount alone.
    init(
        _ groups: GroupSources,
        lines: [StatementLine],
        order: [Int],
        direction: StatementLine.Direction,
        paysDocument: (StatementLine) -> Bool = { _ in false }
    ) {
        let payouts = groups.settlements.payouts
        self.payouts = payouts
        arrived = Set(payouts.indices.filter { groups.arrived.contains(payouts[$0].key) })
        guard !payouts.isEmpty else { return }
        let isCredit = direction == .credit
        let wanted = payouts.indices.filter { payouts[$0].amount != 0 && (payouts[$0].amount > 0) == isCredit }
        takeNamed(wanted, lines, order)
        takeByAmount(wanted.filter { places[$0] == nil && !arrived.contains($0) }, lines, order, paysDocument)
    }

    private mutating func takeNamed(_ wanted: [Int], _ lines: [StatementLine], _ order: [Int]) {
        var keys: [String: [Int]] = [:]
        for payout in wanted {
            for key in payouts[payout].keys { keys[key, default: []].append(payout) }
        }
        guard !keys.isEmpty else { return }
        let lengths = KeyLengths(keys.keys)
        for place in order {
            let named = Set(lines[place].groupWords(among: lengths).flatMap { keys[$0] ?? [] }).sorted()
            let inCurrency = named.filter { lines[place].paid(in: payouts[$0].currency) != nil }
            guard let first = inCurrency.first ?? named.first else { continue }
            guard inCurrency.count <= 1 else {
                findings[place] = .unclear(payouts: inCurrency, lines: 1)
                continue
            }
            let words = "it carries the id of \(payouts[first].name)"
            if !fits(lines[place], first) {
                findings[place] = .differs(payout: first, words: words)
            } else if places[first] != nil || arrived.contains(first) {
                findings[place] = .again(payout: first, words: words)
            } else {
                places[first] = place
                findings[place] = .pays(payout: first, words: words)
            }
        }
    }

    /// Exactly the amount, in the days of the arrival, with the provider's name: and only one such line and payout.
    private mutating func takeByAmount(
        _ wanted: [Int],
        _ lines: [StatementLine],
        _ order: [Int],
        _ paysDocument: (StatementLine) -> Bool
    ) {
        let byAmount = Dictionary(grouping: wanted) { Amount(payouts[$0].currency, payouts[$0].amount.magnitude) }
        guard !byAmount.isEmpty else { return }
        var choices: [Int: [Int]] = [:]
        for place in order where findings[place] == nil {
            let line = lines[place]
            // What was instructed in the account's own currency is before charges: the payout is what came.
            let abroad = line.instructedAmount.flatMap { $0.currency == line.amount.currency ? nil : $0 }
            let amounts = [line.amount, abroad].compactMap(\.self).map { Amount($0.currency, $0.minorUnits.magnitude) }
            let fitting = amounts.flatMap { byAmount[$0] ?? [] }.sorted().filter {
                isInTime(line, payouts[$0]) && ProviderWords.areIn(line, of: payouts[$0].provider)
            }
            guard !fitting.isEmpty, !paysDocument(line) else { continue }
            let numbers = fitting.filter { payouts[$0].isNumbered(in: line.groupWords) }
            guard !numbers.isEmpty || !Self.namesAnotherBatch(line, than: fitting.map { payouts[$0] }) else { continue }
            choices[place] = numbers.isEmpty ? fitting : numbers
        }
        let pairs = OnlyPairs(choices.values)
        takeAlike(choices, pairs, lines, order)
        for (place, fitting) in choices where findings[place] == nil {
            guard let payout = pairs.only(of: fitting) else {
                findings[place] = .unclear(payouts: fitting, lines: pairs.takersMax(of: fitting))
                continue
            }
            places[payout] = place
            let words = "it names \(payouts[payout].provider), has its amount and comes in its days"
            findings[place] = .pays(payout: payout, words: words)
        }
    }

    /// Whether the line counts a batch, as in `BATCH 239`, where the payouts are counted too.
    private static func namesAnotherBatch(_ line: StatementLine, than payouts: [Payout]) -> Bool {
        guard payouts.allSatisfy({ !$0.id.isEmpty && $0.id.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            return false
        }
        let text = RunText(line.remittance)
        return text.runs.indices.contains { place in
            let word = text.string(place, place)
            let isCounted =
                text.runs.indices.contains(place + 1) && text.runs[place + 1].hasDigit
                && !text.runs[place + 1].hasLetter
            return word == "BATCH" && isCounted || word.hasPrefix("BATCH") && text.runs[place].hasDigit
        }
    }

    /// As many lines as payouts, where each line may be each of these and none another one: the books are the same whichever
    /// is which, so the earlier line is the earlier payout.
    private mutating func takeAlike(
        _ choices: [Int: [Int]],
        _ pairs: OnlyPairs,
        _ lines: [StatementLine],
        _ order: [Int]
    ) {
        for (fitting, places) in Dictionary(grouping: order.filter { choices[$0] != nil }, by: { choices[$0] ?? [] }) {
            guard places.count > 1, places.count == fitting.count, Set(fitting).count == fitting.count,
                pairs.takersMax(of: fitting) == places.count, Set(places.map { lines[$0].amount }).count == 1
            else { continue }
            let payouts = fitting.sorted { left, right in
                (days(of: self.payouts[left])?.lowerBound.dayNumber ?? .min, self.payouts[left].key)
                    < (days(of: self.payouts[right])?.lowerBound.dayNumber ?? .min, self.payouts[right].key)
            }
            for (place, payout) in zip(places, payouts) {
                self.places[payout] = place
                let words =
                    "it names \(self.payouts[payout].provider), has its amount and comes in its days, as do all of "
                    + "\(places.count) such lines and payouts"
                findings[place] = .pays(payout: payout, words: words)
            }
        }
    }

    private struct Amount: Hashable {
        let currency: Currency
        let minorUnits: UInt128

        init(_ currency: Currency, _ minorUnits: some BinaryInteger) {
            self.currency = currency
            self.minorUnits = UInt128(minorUnits)
        }
    }

    private func fits(_ line: StatementLine, _ payout: Int) -> Bool {
        line.paid(in: payouts[payout].currency).map {
            UInt128($0.minorUnits.magnitude) == payouts[payout].amount.magnitude
        }
            ?? false
    }

    private func isInTime(_ line: StatementLine, _ payout: Payout) -> Bool {
        days(of: payout)?.contains(line.bookingDate) ?? false
    }

    /// In which a payout without its id in the line may be booked; `nil` where the report tells no day.
    func days(of payout: Payout) -> ClosedRange<CalendarDate>? {
        if let arrival = payout.arrival {
            return arrival.adding(days: -Self.daysBefore)...arrival.adding(days: Self.daysAfter)
        }
        return payout.lastDate.map { $0...$0.adding(days: Self.daysAfterLastLine) }
    }

    /// Whether its movement of the bank account is known, and none of the lines.
    func hasArrived(_ payout: Int) -> Bool { arrived.contains(payout) }
}

extension Payout {
    /// What names the payout wherever it stands.
    fileprivate var keys: [String] {
        Set([id, trace ?? ""].map(foldedReference)).filter { $0.utf8.count >= PayoutPlan.idLengthMin }.sorted()
    }

    /// Whether a short number of a batch stands among the words of a line.
    func isNumbered(in words: Set<String>) -> Bool {
        let number = foldedReference(id)
        return words.contains(number) || words.contains("BATCH" + number)
    }
}

extension StatementLine {
    /// The same, negative where it was paid by us.
    func moved(in currency: Currency) -> Money? {
        paid(in: currency).map { direction == .debit ? Money(minorUnits: 0 - $0.minorUnits, currency: currency) : $0 }
    }

    /// What was paid in a currency: the amount, or what the payer's bank was told to pay where the account has another one.
    func paid(in currency: Currency) -> Money? {
        if amount.currency == currency { return amount }
        return instructedAmount?.currency == currency ? instructedAmount : nil
    }
}
