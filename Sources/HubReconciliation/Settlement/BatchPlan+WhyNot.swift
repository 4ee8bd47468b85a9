import HubDomain
import PaymentVocabulary

extension BatchPlan {
    private static let toldMax = 3

    /// Why a line that the plan has not found is none of the batches, for people: the nearest ones with what speaks
    /// against each; `nil` where no batch was given.
    func whyNone(_ line: StatementLine) -> String? {
        guard !batches.isEmpty else { return nil }
        let words = line.groupWords
        let scored = batches.indices.map { (batch: $0, points: points(line, words, batches[$0])) }
        let near = scored.filter { $0.points > 0 }.sorted { ($1.points, $0.batch) < ($0.points, $1.batch) }
        guard !near.isEmpty else {
            return "it is no batch that was given: the line has no key, amount or payer of theirs"
        }
        return near.prefix(Self.toldMax).map { objections(line, words, $0.batch) }.joined(separator: "; ")
    }

    private func points(_ line: StatementLine, _ words: Set<String>, _ batch: PaymentBatch) -> Int {
        (carries(words, batch) ? 2 : 0) + (fits(line, batch) ? 2 : 0) + (isTold(line, batch) ? 1 : 0)
    }

    private func carries(_ words: Set<String>, _ batch: PaymentBatch) -> Bool {
        let keys = batch.keys.map { [foldedReference($0)] } + batch.recurringKeys.map(\.keyWords)
        return keys.contains { key in
            key.first.map { $0.utf8.count >= Self.keyLengthMin } == true && words.isSuperset(of: key)
        }
    }

    private func objections(_ line: StatementLine, _ words: Set<String>, _ index: Int) -> String {
        let batch = batches[index]
        var found: [String] = []
        if !carries(words, batch) {
            found.append("the line carries none of its keys")
            if !isTold(line, batch) { found.append("names neither its payer nor its lockbox") }
        }
        if !fits(line, batch) { found.append("has \(line.amount) and not its \(batch.shown(batch.amount))") }
        if isBooked(line, Self.days, of: batch) == false, let day = batch.date {
            found.append("is booked on \(line.bookingDate), though it is of \(day)")
        }
        if places[index] != nil { found.append("another line is this batch already") }
        if posted.contains(index) { found.append("it has come already") }
        return "it is not \(batch.name): \(found.joined(separator: ", "))"
    }
}

extension Matcher {
    /// Why a line is none of the payouts and batches that were given.
    static func whyNone(_ line: StatementLine, _ payouts: PayoutPlan, _ batches: BatchPlan) -> String {
        let words = [payouts.whyNone(line), batches.whyNone(line)].compactMap(\.self)
        return words.isEmpty ? "no payout and no batch was given" : words.joined(separator: "; ")
    }
}
