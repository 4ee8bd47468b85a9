import HubDomain
import PaymentVocabulary

/// Which receipt a debit takes back, or a part of it, where one alone comes into question.
struct ReturnIndex {
    private struct Return {
        let side: ReturnSide
        var receipt: StatementLine?
    }

    private var debits: [Money: [Return]] = [:]
    private var receipts: [StatementLine: Int] = [:]
    private var parts: [StatementLine: Int] = [:]
    private var originals: Set<StatementLine> = []
    private var known = KnownReturns()

    init() {}

    /// - Parameters:
    ///   - debits: those of which the bank says that they take an earlier receipt back.
    ///   - receipts: all booked credits.
    init(_ debits: [StatementLine], receipts: [StatementLine], known: KnownReturns = KnownReturns()) {
        guard !debits.isEmpty else { return }
        self.known = known
        let ordered = debits.sorted { claimsBefore($0, $1) ?? (($0.file, $0.index) < ($1.file, $1.index)) }
            .map { Return(side: ReturnSide($0)) }
        var candidates = Candidates(ordered.map(\.side), receipts, known)
        for var debit in ordered {
            switch candidates.take(debit.side) {
            case .whole(let place)?:
                self.receipts[debit.side.line] = place
                debit.receipt = receipts[place]
                originals.insert(receipts[place])
            case .part(let place)?:
                parts[debit.side.line] = place
                debit.receipt = receipts[place]
                originals.insert(receipts[place])
            case nil: break
            }
            self.debits[debit.side.line.amount, default: []].append(debit)
        }
    }

    private enum Taken {
        case whole(Int)
        case part(Int)
    }

    /// The receipts that the debits of a run may have taken back, numbered by themselves.
    private struct Candidates {
        private var sides: [ReturnSide] = []
        private var places: [Int] = []
        private var byAmount: [Money: [Int]] = [:]
        private var byReference: [String: [Int]] = [:]
        private var byName: [String: Int] = [:]
        private let known: KnownReturns

        init(_ debits: [ReturnSide], _ receipts: [StatementLine], _ known: KnownReturns) {
            self.known = known
            // What the debits repeat: end-to-end id, bank reference, text.
            let repeated = debits.reduce(into: Set<String>()) { $0.formUnion($1.repeated) }
            let amounts = Set(debits.map(\.line.amount))
            let partly = Set(known.parts.values)
            for (place, line) in receipts.enumerated() {
                let isWhole = amounts.contains(line.amount)
                let isNamed = line.identity.map(partly.contains) ?? false
                guard isWhole || isNamed || line.isNamed(in: repeated) else { continue }
                let (side, number) = (ReturnSide(line), sides.count)
                if isWhole { byAmount[line.amount, default: []].append(number) }
                for reference in side.references where repeated.contains(reference) {
                    byReference[reference, default: []].append(number)
                }
                if isNamed, let name = line.identity { byName[name] = number }
                sides.append(side)
                places.append(place)
            }
        }

        mutating func take(_ debit: ReturnSide) -> Taken? {
            if let number = debit.line.identity.flatMap({ known.parts[$0] }).flatMap({ byName[$0] }) {
                return part(number, debit)
            }
            guard !known.isHeld(debit.line) else { return nil }
            let named = Set(debit.repeated.flatMap { byReference[$0] ?? [] }).sorted()
            let repeating = ReturnedReceipt.findByReference(for: debit, among: named, of: sides)
            switch repeating ?? ReturnedReceipt.find(for: debit, among: left(by: debit), of: sides) {
            case .found(let number, _):
                sides[number].left = 0
                return .whole(places[number])
            case .part(let number, _): return part(number, debit)
            case .fee, .ambiguous, .none: return nil
            }
        }

        private func part(_ number: Int, _ debit: ReturnSide) -> Taken {
            sides[number].left -= debit.line.amount.minorUnits
            return .part(places[number])
        }

        /// Of the debit's amount, by who may be the payer.
        private func left(by debit: ReturnSide) -> [Int] {
            let numbers = byAmount[debit.line.amount] ?? []
            guard let account = debit.party.account else { return numbers }
            return numbers.filter { (sides[$0].party.account ?? account) == account }
        }
    }

    func isTakenBack(_ receipt: StatementLine) -> Bool {
        !originals.isEmpty && originals.contains(receipt)
    }

    /// The place of the receipt.
    func receipt(takenBackBy debit: StatementLine) -> Int? { receipts[debit] }

    /// The place of the receipt of which the debit takes a part.
    func receipt(takenPartlyBy debit: StatementLine) -> Int? { parts[debit] }

    /// The debit that took this very receipt back, or may have: nothing says which one it was but amount, payer and date.
    ///
    /// What a receipt pays that names nothing is then a matter of the others: the second payment may name the document.
    func possibleReturn(of line: StatementLine) -> StatementLine? {
        guard let debits = debits[line.amount] else { return nil }
        let party = Counterparty(line)
        return debits.first { debit in
            if let receipt = debit.receipt { return receipt == line }
            return debit.side.line.bookingDate >= line.bookingDate && debit.side.party.mayBe(party)
                && !known.refuses(line, for: debit.side.line)
        }?.side.line
    }
}

extension StatementLine {
    /// Whether its end-to-end id or bank reference is one of these.
    fileprivate func isNamed(in repeated: Set<String>) -> Bool {
        if let endToEndID, repeated.contains(foldedReference(endToEndID)) { return true }
        return !bankReference.isEmpty && repeated.contains(foldedReference(bankReference))
    }
}
