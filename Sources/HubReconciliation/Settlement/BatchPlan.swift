import HubDomain
import PaymentVocabulary

/// Which receipt is which batch, decided over all receipts at once.
struct BatchPlan {
    enum Finding {
        case pays(batch: Int, words: String)
        case differs(batch: Int, words: String)
        case again(batch: Int, words: String)
        case unclear([Int])
    }

    /// Days from the date of the batch in which the bank books it.
    static let days = -1...5
    static let keyLengthMin = 6

    let batches: [PaymentBatch]
    private(set) var findings: [Int: Finding] = [:]
    private(set) var places: [Int: Int] = [:]

    init(_ given: [PaymentBatch], lines: [StatementLine], order: [Int]) {
        var unique: [PaymentBatch] = []
        for batch in given.sorted(by: { ($0.file, $0.index) < ($1.file, $1.index) })
        where !unique.contains(where: { $0.file != batch.file && $0.isSame(as: batch) }) {
            unique.append(batch)
        }
        batches = unique
        guard !batches.isEmpty else { return }
        var keys: [String: [Int]] = [:]
        for (index, batch) in batches.enumerated() {
            for key in Set(batch.keys.map(foldedReference)) where key.utf8.count >= Self.keyLengthMin {
                keys[key, default: []].append(index)
            }
        }
        var unnamed: [Int] = []
        for place in order {
            let named = Set(lines[place].groupWords.flatMap { keys[$0] ?? [] }).sorted()
            if named.isEmpty { unnamed.append(place) } else { take(named, lines[place], place) }
        }
        takeByAmount(unnamed, lines)
    }

    /// A line that names batches: the block of a message may be named by the message's id, so the amount decides among
    /// several.
    private mutating func take(_ named: [Int], _ line: StatementLine, _ place: Int) {
        let fitting = named.filter { fits(line, batches[$0]) }
        let free = fitting.filter { places[$0] == nil }
        let words = "it carries a key of \(batches[(fitting.first ?? named[0])].name)"
        if free.count == 1, let batch = free.first {
            places[batch] = place
            findings[place] = .pays(batch: batch, words: words)
        } else if !free.isEmpty {
            findings[place] = .unclear(free)
        } else if let batch = fitting.first {
            findings[place] = .again(batch: batch, words: words)
        } else if let other = named.first(where: { batches[$0].kind != .lockbox }) {
            // The number of a lockbox names every deposit of it, also those of other days.
            findings[place] = .differs(batch: other, words: "it carries a key of \(batches[other].name)")
        }
    }

    /// Exactly the amount, in the days of the batch, from its payer or named as a lockbox: and only one such pair.
    private mutating func takeByAmount(_ unnamed: [Int], _ lines: [StatementLine]) {
        let free = batches.indices.filter { places[$0] == nil }
        let byAmount = Dictionary(grouping: free) { batches[$0].amount }
        var choices: [Int: [Int]] = [:]
        for place in unnamed {
            let fitting = (byAmount[Int128(lines[place].amount.minorUnits)] ?? []).filter {
                fits(lines[place], batches[$0]) && isTold(lines[place], batches[$0])
            }
            if !fitting.isEmpty { choices[place] = fitting }
        }
        var takers: [Int: Int] = [:]
        for batch in choices.values.joined() { takers[batch, default: 0] += 1 }
        for (place, fitting) in choices {
            guard fitting.count == 1, let batch = fitting.first, takers[batch] == 1 else {
                findings[place] = .unclear(fitting)
                continue
            }
            places[batch] = place
            findings[place] = .pays(batch: batch, words: "it has its amount, its payer and comes in its days")
        }
    }

    private func fits(_ line: StatementLine, _ batch: PaymentBatch) -> Bool {
        line.amount.currency == batch.currency && Int128(line.amount.minorUnits) == batch.amount
    }

    private func isTold(_ line: StatementLine, _ batch: PaymentBatch) -> Bool {
        guard let date = batch.date, Self.days.contains(line.bookingDate.days(since: date)) else { return false }
        if batch.kind == .lockbox { return foldedReference(line.remittance).contains("LOCKBOX") }
        let (payer, name) = (PartyName(line.counterpartyName ?? ""), PartyName(batch.payerName ?? ""))
        return !payer.isEmpty && payer.key == name.key
    }
}

extension StatementLine {
    /// The words of the line's texts and the keys that the bank repeats, as `foldedReference` writes them.
    var groupWords: Set<String> {
        let texts = [bankReference, endToEndID ?? "", remittance] + creditorReferences + (groupKeys ?? [])
        var words: Set<String> = []
        for text in texts {
            for word in text.split(whereSeparator: { " \t\n,;:/|()[]+*?=#".contains($0) }) {
                words.insert(foldedReference(String(word)))
            }
        }
        for key in groupKeys ?? [] { words.insert(foldedReference(key)) }
        return words
    }
}
