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
        var places: [Money: [Int]] = [:]
        for (place, line) in receipts.enumerated() where self.debits[line.amount] != nil {
            places[line.amount, default: []].append(place)
        }
        for (amount, places) in places {
            var left = places.map { (place: $0, line: receipts[$0], party: Counterparty(receipts[$0])) }
            for (index, debit) in (self.debits[amount] ?? []).enumerated() {
                let earlier = left.filter {
                    $0.line.account == debit.line.account && $0.line.bookingDate <= debit.line.bookingDate
                        && $0.party.mayBe(debit.party)
                }
                guard let found = Self.original(of: debit, among: earlier) else { continue }
                left.removeAll { $0.place == found.place }
                self.receipts[debit.line] = found.place
                self.debits[amount]?[index].receipt = found.line
                originals.insert(found.line)
            }
        }
    }

    private typealias Receipt = (place: Int, line: StatementLine, party: Counterparty)

    /// The one receipt with the same end-to-end id, else with the same text, else from the same party.
    private static func original(of debit: Return, among receipts: [Receipt]) -> Receipt? {
        if let id = debit.line.endToEndID, !isPlaceholder(id) {
            let same = receipts.filter { $0.line.endToEndID.map(foldedReference) == foldedReference(id) }
            if !same.isEmpty { return same.count == 1 ? same[0] : nil }
        }
        let text = foldedReference(debit.line.remittance)
        if !text.isEmpty {
            let same = receipts.filter { foldedReference($0.line.remittance) == text }
            if !same.isEmpty { return same.count == 1 ? same[0] : nil }
        }
        guard receipts.count == 1, debit.party.isTold, receipts[0].party.isTold else { return nil }
        return receipts[0]
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
    private let account: String?
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
