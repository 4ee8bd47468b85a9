import HubDomain
import PaymentVocabulary

/// Which receipt a debit takes back, or a part of it, where one alone comes into question.
struct ReturnIndex {
    private struct Return {
        let side: ReturnSide
        var receipt: StatementLine?
    }

    /// In the order in which they claim receipts.
    private var debits: [Return] = []
    private var payments = PaymentIndex()
    private var receipts: [StatementLine: Int] = [:]
    private var parts: [StatementLine: Int] = [:]
    private var originals: Set<StatementLine> = []
    /// Their places in their files: nearly every receipt that is asked for has none of these, and is not looked at.
    private var originalPlaces: Set<Int> = []
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
        payments = ordered.enumerated().reduce(into: PaymentIndex()) { $0.add($1.offset, $1.element.side.line) }
        var candidates = Candidates(ordered.map(\.side), payments, receipts, known)
        for var debit in ordered {
            switch candidates.take(debit.side) {
            case .whole(let place)?:
                self.receipts[debit.side.line] = place
                debit.receipt = receipts[place]
                insert(original: receipts[place])
            case .part(let place)?:
                parts[debit.side.line] = place
                debit.receipt = receipts[place]
                insert(original: receipts[place])
            case nil: break
            }
            self.debits.append(debit)
        }
    }

    private mutating func insert(original receipt: StatementLine) {
        originals.insert(receipt)
        originalPlaces.insert(receipt.index)
    }

    private enum Taken {
        case whole(Int)
        case part(Int)
    }

    /// The receipts that the debits of a run may have taken back, by their places.
    private struct Candidates {
        private let sides: ReturnSides
        private var payments = PaymentIndex()
        private let debits: [ReturnSide]
        /// For debits without an account, and the receipts without one for the others; nobody may ask.
        private lazy var silent = sides.silent(for: debits, hasAccount: false)
        private lazy var withoutAccount = sides.silent(for: debits, hasAccount: true)
        private var byReference: [String: [Int]] = [:]
        private var byName: [String: Int] = [:]
        private let known: KnownReturns

        init(_ debits: [ReturnSide], _ asked: PaymentIndex, _ receipts: [StatementLine], _ known: KnownReturns) {
            (self.known, self.debits, sides) = (known, debits, ReturnSides(receipts))
            let repeated = debits.reduce(into: Set<String>()) { $0.formUnion($1.repeated) }
            let partly = Set(known.parts.values)
            for (place, line) in receipts.enumerated() {
                if asked.mayHold(line) { payments.add(place, line) }
                if !repeated.isEmpty {
                    for reference in line.references(in: repeated) { byReference[reference, default: []].append(place) }
                }
                if !partly.isEmpty, let name = line.identity, partly.contains(name) { byName[name] = place }
            }
        }

        mutating func take(_ debit: ReturnSide) -> Taken? {
            if let place = debit.line.identity.flatMap({ known.parts[$0] }).flatMap({ byName[$0] }) {
                return part(place, debit)
            }
            guard !known.isHeld(debit.line) else { return nil }
            switch receipt(of: debit) {
            case .found(let place, _):
                sides[place].left = 0
                return .whole(place)
            case .part(let place, _): return part(place, debit)
            case .fee, .ambiguous, .none: return nil
            }
        }

        /// Who repeats the payment's own reference is found by it; all others of the amount are looked at without one.
        private mutating func receipt(of debit: ReturnSide) -> ReturnedReceipt {
            let named = Set(debit.repeated.flatMap { byReference[$0] ?? [] })
            let told = ReturnedReceipt.findByOwnReference(for: debit, among: named.sorted(), of: sides)
            if let told { return told }
            return ReturnedReceipt.find(for: debit, among: named.union(places(for: debit)).sorted(), of: sides)
        }

        /// The receipts of the amount of which nothing says that somebody else has paid them.
        private mutating func places(for debit: ReturnSide) -> [Int] {
            guard let account = debit.party.account else { return silent.places(for: debit) }
            guard !debit.party.name.key.isEmpty else { return payments.positions(of: debit.line.takenBack, account) }
            return payments.ownPositions(of: debit.line.takenBack, account) + withoutAccount.places(for: debit)
        }

        private func part(_ place: Int, _ debit: ReturnSide) -> Taken {
            sides[place].left -= debit.line.takenBack.minorUnits
            return .part(place)
        }
    }

    func isTakenBack(_ receipt: StatementLine) -> Bool {
        originalPlaces.contains(receipt.index) && originals.contains(receipt)
    }

    /// The place of the receipt.
    func receipt(takenBackBy debit: StatementLine) -> Int? { receipts[debit] }

    /// The place of the receipt of which the debit takes a part.
    func receipt(takenPartlyBy debit: StatementLine) -> Int? { parts[debit] }

    /// The debit that took this very receipt back, or may have: nothing says which one it was but amount, payer and date.
    ///
    /// What a receipt pays that names nothing is then a matter of the others: the second payment may name the document.
    func possibleReturn(of line: StatementLine) -> StatementLine? {
        let amount = line.amount
        guard payments.has(amount) else { return nil }
        let party = Counterparty(line)
        let possible = party.account.map { payments.positions(of: amount, $0) } ?? payments.positions(of: amount)
        return possible.lazy.map { debits[$0] }.first { debit in
            if let receipt = debit.receipt { return receipt == line }
            return debit.side.line.bookingDate >= line.bookingDate && debit.side.party.mayBe(party)
                && !known.refuses(line, for: debit.side.line)
        }?.side.line
    }
}

/// Positions of lines by amount and payer's account: of one amount there may be thousands, of one payer a few.
private struct PaymentIndex {
    private struct Payment: Hashable {
        let amount: Money
        let account: String?

        init(amount: Money, account: String?) { (self.amount, self.account) = (amount, account) }

        init(_ line: StatementLine) {
            self.init(amount: line.takenBack, account: line.counterpartyAccount.map(foldedReference))
        }
    }

    private var byAmount: [Money: [Int]] = [:]
    private var byPayment: [Payment: [Int]] = [:]

    /// - Precondition: positions come in ascending order.
    mutating func add(_ position: Int, _ line: StatementLine) {
        byAmount[line.takenBack, default: []].append(position)
        byPayment[Payment(line), default: []].append(position)
    }

    func has(_ amount: Money) -> Bool { byAmount[amount] != nil }

    /// Whether one of them that tells its account may be of the same payer.
    func mayHold(_ line: StatementLine) -> Bool {
        has(line.amount)
            && (line.counterpartyAccount == nil || byPayment[Payment(line)] != nil)
    }

    func positions(of amount: Money) -> [Int] { byAmount[amount] ?? [] }

    /// Those of which the payer has this account, ascending.
    func ownPositions(of amount: Money, _ account: String) -> [Int] {
        byPayment[Payment(amount: amount, account: account)] ?? []
    }

    /// Those of which the payer may have this account, ascending.
    func positions(of amount: Money, _ account: String) -> [Int] {
        let silent = byPayment[Payment(amount: amount, account: nil)] ?? []
        guard let own = byPayment[Payment(amount: amount, account: account)] else { return silent }
        return silent.isEmpty ? own : (own + silent).sorted()
    }
}

extension StatementLine {
    /// Its end-to-end id and bank reference, each once, where they are among these.
    fileprivate func references(in asked: Set<String>) -> [String] {
        let own = foldedReference(bankReference)
        guard let endToEndID else { return asked.contains(own) ? [own] : [] }
        return Set([foldedReference(endToEndID), own]).filter(asked.contains)
    }
}
