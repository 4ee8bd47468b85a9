import HubDomain
import PaymentVocabulary

/// Which receipt a debit takes back, where one alone comes into question.
struct ReturnIndex {
    private struct Return {
        let line: StatementLine
        let party: Counterparty
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
            self.debits[debit.amount, default: []].append(Return(line: debit, party: Counterparty(debit)))
        }
        var candidates: [Money: Candidates] = [:]
        for (place, line) in receipts.enumerated() where self.debits[line.amount] != nil {
            candidates[line.amount, default: Candidates()].add(place, line)
        }
        for (amount, var candidates) in candidates {
            for (index, debit) in (self.debits[amount] ?? []).enumerated() {
                guard let found = candidates.take(debit) else { continue }
                self.receipts[debit.line] = found.place
                self.debits[amount]?[index].receipt = found.line
                originals.insert(found.line)
            }
        }
    }

    /// Receipts of one amount that no debit has taken back yet.
    private struct Candidates {
        /// Most receipts are asked for their account alone.
        struct Receipt {
            let place: Int
            let line: StatementLine
            let account: String?
            var isTaken = false
            private lazy var party = Counterparty(line)
            var isTold: Bool { mutating get { party.isTold } }

            init(place: Int, line: StatementLine) {
                self.place = place
                self.line = line
                account = line.counterpartyAccount.map(foldedReference)
            }

            /// Whether the debit can take this receipt back.
            mutating func mayBeTaken(by debit: Return) -> Bool {
                guard !isTaken, line.account == debit.line.account, line.bookingDate <= debit.line.bookingDate else {
                    return false
                }
                if let account, let another = debit.party.account { return account == another }
                return party.mayBe(debit.party)
            }
        }

        private var receipts: [Receipt] = []
        /// By the payer's account; without one under the empty text.
        private var byAccount: [String: [Int]] = [:]
        private lazy var byEndToEndID = places { line in
            line.endToEndID.flatMap { isPlaceholder($0) ? nil : foldedReference($0) }
        }
        private lazy var byText = places { foldedReference($0.remittance) }

        private func places(by text: (StatementLine) -> String?) -> [String: [Int]] {
            var places: [String: [Int]] = [:]
            for (place, receipt) in receipts.enumerated() {
                guard let text = text(receipt.line), !text.isEmpty else { continue }
                places[text, default: []].append(place)
            }
            return places
        }

        mutating func add(_ place: Int, _ line: StatementLine) {
            let receipt = Receipt(place: place, line: line)
            byAccount[receipt.account ?? "", default: []].append(receipts.count)
            receipts.append(receipt)
        }

        /// The one receipt with the same end-to-end id, else with the same text, else from the same party.
        mutating func take(_ debit: Return) -> (place: Int, line: StatementLine)? {
            guard let place = original(of: debit) else { return nil }
            receipts[place].isTaken = true
            return (receipts[place].place, receipts[place].line)
        }

        private mutating func original(of debit: Return) -> Int? {
            if let id = debit.line.endToEndID, !isPlaceholder(id) {
                let same = possible(byEndToEndID[foldedReference(id)] ?? [], debit)
                if !same.isEmpty { return same.count == 1 ? same[0] : nil }
            }
            let same = possible(byText[foldedReference(debit.line.remittance)] ?? [], debit)
            if !same.isEmpty { return same.count == 1 ? same[0] : nil }
            guard debit.party.isTold else { return nil }
            let places = debit.party.account.map { (byAccount[$0] ?? []) + (byAccount[""] ?? []) }
            let left = possible(places ?? Array(receipts.indices), debit)
            guard left.count == 1, receipts[left[0]].isTold else { return nil }
            return left[0]
        }

        private mutating func possible(_ places: [Int], _ debit: Return) -> [Int] {
            var possible: [Int] = []
            for place in places where receipts[place].mayBeTaken(by: debit) { possible.append(place) }
            return possible
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
            return debit.line.bookingDate >= line.bookingDate && debit.party.mayBe(party)
        }?.line
    }
}

/// Who is on the other side of a line, as far as the line says.
private struct Counterparty {
    let account: String?
    /// The name's words in alphabetical order, and as they are written.
    private let key: String
    private let spelled: String

    init(_ line: StatementLine) {
        account = line.counterpartyAccount.map(foldedReference)
        let name = PartyName(line.counterpartyName ?? "")
        key = name.key
        spelled = name.spelled
    }

    var isTold: Bool { account != nil || !key.isEmpty }

    /// Whether nothing says that two are different ones: the accounts, else the names.
    func mayBe(_ other: Counterparty) -> Bool {
        if let account, let another = other.account { return account == another }
        // A name that one of them has cut is the begin of the other's.
        return key.isEmpty || other.key.isEmpty || key == other.key
            || spelled.hasPrefix(other.spelled) || other.spelled.hasPrefix(spelled)
    }
}
