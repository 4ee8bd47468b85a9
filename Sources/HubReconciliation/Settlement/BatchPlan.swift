import HubDomain
import PaymentVocabulary

/// Which receipt is which batch, decided over all receipts at once.
struct BatchPlan {
    enum Finding {
        case pays(batch: Int, words: String)
        case differs(batch: Int, words: String)
        /// The amount is that of the batch, and the day is none on which the bank books it.
        case untimely(batch: Int, words: String)
        case again(batch: Int, words: String)
        case unclear([Int], lines: Int)
    }

    /// Days from the date of the batch in which the bank books it.
    static let days = -1...5
    /// The same where a key of its own names it: an advice is of the day of a cheque that is cashed weeks later.
    static let daysOfNamed = -5...30
    static let keyLengthMin = 6

    /// Those that were given, and behind them their payments alone, as a bank may book them instead.
    let batches: [PaymentBatch]
    private(set) var findings: [Int: Finding] = [:]
    private(set) var places: [Int: Int] = [:]
    /// Posted by an earlier receipt, which is none of the lines: itself, or what it is a part or the whole of.
    let posted: Set<Int>
    /// By payment, the batch that it is of.
    private let wholes: [Int: Int]

    /// A batch that a key names, with the other words that the line has to have.
    private struct Holder {
        let batch: Int
        let isOwn: Bool
        let others: [String]
    }

    init(_ groups: GroupSources, lines: [StatementLine], order: [Int]) {
        let given = groups.batches.withoutRepeats()
        let singles = given.indices.flatMap { whole in given[whole].singles.map { (whole: whole, batch: $0) } }
        let batches = given + singles.map(\.batch)
        self.batches = batches
        wholes = Dictionary(uniqueKeysWithValues: singles.enumerated().map { (given.count + $0, $1.whole) })
        posted = Self.posted(batches, wholes, among: groups.postedBatches)
        guard !batches.isEmpty else { return }
        var keys: [String: [Holder]] = [:]
        for (index, batch) in batches.enumerated() {
            for words in Set(batch.keys.map { [foldedReference($0)] }) {
                keys[words[0], default: []].append(Holder(batch: index, isOwn: !batch.keysRecur, others: []))
            }
            for words in Set(batch.recurringKeys.map(\.keyWords)) where !words.isEmpty {
                let holder = Holder(batch: index, isOwn: false, others: Array(words.dropFirst()))
                keys[words[0], default: []].append(holder)
            }
        }
        keys = keys.filter { $0.key.utf8.count >= Self.keyLengthMin }
        let lengths = KeyLengths(Array(keys.keys) + keys.values.joined().flatMap(\.others))
        var others: [(place: Int, carried: Set<Int>)] = []
        for place in order {
            let words = lines[place].groupWords(among: lengths)
            let holders = words.flatMap { keys[$0] ?? [] }.filter { words.isSuperset(of: $0.others) }
            let carried = Set(holders.map(\.batch))
            let named = Set(holders.filter(\.isOwn).map(\.batch)).sorted()
            if named.isEmpty { others.append((place, carried)) } else { take(named, lines[place], place) }
        }
        takeByAmount(others, lines)
    }

    /// A line that names batches: the block of a message may be named by the message's id, so the amount decides among
    /// several.
    private mutating func take(_ named: [Int], _ line: StatementLine, _ place: Int) {
        let fitting = named.filter { fits(line, batches[$0]) }
        let timely = fitting.filter { isBooked(line, Self.daysOfNamed, of: batches[$0]) ?? true }
        let free = timely.filter(isFree)
        func words(_ batch: Int) -> String { "it carries a key of \(batches[batch].name)" }
        if free.count == 1, let batch = free.first {
            places[batch] = place
            findings[place] = .pays(batch: batch, words: "it carries a key of it")
        } else if !free.isEmpty {
            findings[place] = .unclear(free, lines: 1)
        } else if let batch = timely.first {
            findings[place] = .again(batch: batch, words: words(batch))
        } else if let batch = fitting.first {
            findings[place] = .untimely(batch: batch, words: words(batch))
        } else if let batch = named.first {
            findings[place] = .differs(batch: batch, words: words(batch))
        }
    }

    /// Exactly the amount, in the days of the batch, with a key that recurs, from its payer or named as a lockbox: and
    /// only one such pair.
    private mutating func takeByAmount(_ others: [(place: Int, carried: Set<Int>)], _ lines: [StatementLine]) {
        let free = batches.indices.filter(isFree)
        let byAmount = Dictionary(grouping: free) { batches[$0].amount }
        var choices: [(place: Int, batches: [Int], words: String)] = []
        for (place, carried) in others {
            let line = lines[place]
            let timely = (byAmount[Int128(line.amount.minorUnits)] ?? []).filter {
                fits(line, batches[$0]) && isBooked(line, Self.days, of: batches[$0]) == true
            }
            let keyed = timely.filter(carried.contains)
            let fitting = keyed.isEmpty ? timely.filter { isTold(line, batches[$0]) } : keyed
            guard !fitting.isEmpty else { continue }
            let words = keyed.isEmpty ? "it has its amount, its payer" : "it carries a key of it, has its amount"
            choices.append((place, fitting, words + " and comes in its days"))
        }
        defer { for (place, carried) in others where findings[place] == nil { refuse(carried, lines[place], place) } }
        let pairs = OnlyPairs(choices.map(\.batches))
        let chosen = Set(choices.flatMap(\.batches))
        for (place, fitting, words) in choices {
            let rivals = rivals(of: fitting, among: chosen)
            guard let batch = pairs.only(of: fitting), rivals.isEmpty else {
                findings[place] = .unclear(fitting + rivals, lines: pairs.takersMax(of: fitting))
                continue
            }
            places[batch] = place
            findings[place] = .pays(batch: batch, words: words)
        }
    }

    /// A line with a key of a batch that is not that batch is no payment of somebody else's, whoever has its amount.
    ///
    /// A key that recurs says nothing where both amount and day are other ones; and a lockbox has more than one deposit.
    private mutating func refuse(_ carried: Set<Int>, _ line: StatementLine, _ place: Int) {
        func words(_ batch: Int) -> String { "it carries a key of \(batches[batch].name)" }
        let fitting = carried.filter { fits(line, batches[$0]) }.sorted()
        if let batch = fitting.first(where: { !isFree($0) }) {
            findings[place] = .again(batch: batch, words: words(batch))
        } else if let batch = fitting.first {
            findings[place] = .untimely(batch: batch, words: words(batch))
        } else if let batch = carried.sorted().first(where: { batch in
            batches[batch].kind != .lockbox && isBooked(line, Self.days, of: batches[batch]) == true
        }) {
            findings[place] = .differs(batch: batch, words: words(batch))
        }
    }

    /// A bank books a batch as a whole or its payments one by one, never both.
    private func rivals(of fitting: [Int], among chosen: Set<Int>) -> [Int] {
        chosen.filter { other in
            !fitting.contains(other)
                && fitting.contains { wholes[$0] == other || wholes[other] == $0 }
        }.sorted()
    }

    private static func posted(
        _ batches: [PaymentBatch],
        _ wholes: [Int: Int],
        among known: Set<PaymentBatch>
    ) -> Set<Int> {
        guard !known.isEmpty else { return [] }
        let identities = Set(known.map(BatchIdentity.init))
        let posted = Set(batches.indices.filter { identities.contains(BatchIdentity(batches[$0])) })
        let broken = Set(wholes.filter { posted.contains($0.key) }.map(\.value))
        let inside = wholes.filter { posted.contains($0.value) }.map(\.key)
        return posted.union(broken).union(inside)
    }

    private func isFree(_ batch: Int) -> Bool { places[batch] == nil && !posted.contains(batch) }

    func fits(_ line: StatementLine, _ batch: PaymentBatch) -> Bool {
        line.amount.currency == batch.currency && Int128(line.amount.minorUnits) == batch.amount
    }

    /// - Returns: `nil` when nothing tells the day of the batch.
    func isBooked(_ line: StatementLine, _ days: ClosedRange<Int>, of batch: PaymentBatch) -> Bool? {
        batch.date.map { days.contains(line.bookingDate.days(since: $0)) }
    }

    func isTold(_ line: StatementLine, _ batch: PaymentBatch) -> Bool {
        if batch.kind == .lockbox { return foldedReference(line.remittance).contains("LOCKBOX") }
        let (payer, name) = (PartyName(line.counterpartyName ?? ""), PartyName(batch.payerName ?? ""))
        return !payer.isEmpty && payer.key == name.key
    }
}

extension String {
    /// The words of a key, as `foldedReference` writes them, the longest first.
    var keyWords: [String] {
        split(separator: " ").map { foldedReference(String($0)) }.filter { !$0.isEmpty }
            .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }
}
