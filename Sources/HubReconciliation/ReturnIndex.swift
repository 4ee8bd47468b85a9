import HubDomain
import PaymentVocabulary

/// Which receipt a debit takes back, where one alone comes into question.
struct ReturnIndex {
    private struct Return {
        let side: ReturnSide
        var receipt: StatementLine?
    }

    private var debits: [Money: [Return]] = [:]
    private var receipts: [StatementLine: Int] = [:]
    private var originals: Set<StatementLine> = []

    init() {}

    /// - Parameters:
    ///   - debits: those of which the bank says that they take an earlier receipt back.
    ///   - receipts: all booked credits.
    init(_ debits: [StatementLine], receipts: [StatementLine]) {
        guard !debits.isEmpty else { return }
        for debit in debits.sorted(by: { claimsBefore($0, $1) ?? (($0.file, $0.index) < ($1.file, $1.index)) }) {
            self.debits[debit.amount, default: []].append(Return(side: ReturnSide(debit)))
        }
        var candidates: [Money: Candidates] = [:]
        for (amount, debits) in self.debits { candidates[amount] = Candidates(debits) }
        for (place, line) in receipts.enumerated() { candidates[line.amount]?.add(place, line) }
        for (amount, var candidates) in candidates {
            for (index, debit) in (self.debits[amount] ?? []).enumerated() {
                guard let found = candidates.take(debit.side) else { continue }
                self.receipts[debit.side.line] = found.place
                self.debits[amount]?[index].receipt = found.line
                originals.insert(found.line)
            }
        }
    }

    /// Receipts of one amount that no debit has taken back yet.
    private struct Candidates {
        private var places: [Int] = []
        private var receipts: [ReturnSide] = []
        private var isTaken: [Bool] = []
        /// By the payer's account; without one under the empty text.
        private var byAccount: [String: [Int]] = [:]
        /// What the debits of the amount repeat, and the receipts that say it: end-to-end id, bank reference, text.
        private let repeated: Set<String>
        private var byReference: [String: [Int]] = [:]

        init(_ debits: [Return]) {
            repeated = debits.reduce(into: []) { $0.formUnion($1.side.repeated) }
        }

        mutating func add(_ place: Int, _ line: StatementLine) {
            let side = ReturnSide(line)
            byAccount[line.counterpartyAccount.map(foldedReference) ?? "", default: []].append(receipts.count)
            for reference in side.references where repeated.contains(reference) {
                byReference[reference, default: []].append(receipts.count)
            }
            places.append(place)
            receipts.append(side)
            isTaken.append(false)
        }

        /// The place and the line of the one that the debit has taken back.
        mutating func take(_ debit: ReturnSide) -> (place: Int, line: StatementLine)? {
            let named = Set(debit.repeated.flatMap { byReference[$0] ?? [] }).sorted()
            let repeating = ReturnedReceipt.findByReference(
                for: debit,
                among: named.filter { !isTaken[$0] },
                of: receipts
            )
            let found = repeating ?? ReturnedReceipt.find(for: debit, among: left(by: debit.party), of: receipts)
            guard case .found(let position, _) = found else { return nil }
            isTaken[position] = true
            return (places[position], receipts[position].line)
        }

        private func left(by party: Counterparty) -> [Int] {
            let known = party.account.map { (byAccount[$0] ?? []) + (byAccount[""] ?? []) }
            return (known ?? Array(receipts.indices)).filter { !isTaken[$0] }
        }
    }

    func isTakenBack(_ receipt: StatementLine) -> Bool {
        debits[receipt.amount] != nil && originals.contains(receipt)
    }

    /// The place of the receipt.
    func receipt(takenBackBy debit: StatementLine) -> Int? { receipts[debit] }

    /// The debit that took this very receipt back, or may have: nothing says which one it was but amount, payer and date.
    ///
    /// What a receipt pays that names nothing is then a matter of the others: the second payment may name the document.
    func possibleReturn(of line: StatementLine) -> StatementLine? {
        guard let debits = debits[line.amount] else { return nil }
        let party = Counterparty(line)
        return debits.first { debit in
            if let receipt = debit.receipt { return receipt == line }
            return debit.side.line.bookingDate >= line.bookingDate && debit.side.party.mayBe(party)
        }?.side.line
    }
}
