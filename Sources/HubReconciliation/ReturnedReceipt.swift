package import HubDomain
import PaymentVocabulary

/// Which receipt a booked debit has taken back: one rule, for a run over files and for the books.
package enum ReturnedReceipt: Hashable, Sendable {
    /// Exactly one fits; `basis` says by what.
    case found(position: Int, basis: String)
    /// Several fit equally well, or nothing says that the only one is meant: a person has to say.
    case ambiguous(positions: [Int])
    /// None of this amount on this account, booked on that day or before.
    case none

    /// - Parameter receipts: those that nothing has taken back yet, in a stable order.
    package static func find(for debit: StatementLine, among receipts: [StatementLine]) -> ReturnedReceipt {
        let sides = receipts.map(ReturnSide.init)
        return find(for: ReturnSide(debit), among: Array(sides.indices), of: sides)
    }

    /// Whether a debit can have taken this receipt back, whatever else they say: a person may then name it.
    package static func isPossible(_ receipt: StatementLine, for debit: StatementLine) -> Bool {
        ReturnSide(receipt).mayBeTakenBack(by: ReturnSide(debit))
    }

    /// Whether this receipt is one of those that the debit has probably taken back: both tell the same payer.
    package static func isLikely(_ receipt: StatementLine, for debit: StatementLine) -> Bool {
        let (side, other) = (ReturnSide(receipt), ReturnSide(debit))
        return side.mayBeTakenBack(by: other) && side.agrees(with: other) && side.party.isSame(as: other.party)
    }

    /// - Parameter places: of the receipts that come into question.
    static func find(for debit: ReturnSide, among places: [Int], of receipts: [ReturnSide]) -> ReturnedReceipt {
        let possible = places.filter { receipts[$0].mayBeTakenBack(by: debit) }
        guard !possible.isEmpty else { return .none }
        if let found = findByReference(for: debit, among: possible, of: receipts) { return found }
        let meant = possible.filter { receipts[$0].agrees(with: debit) }
        // Without a reference the payer has to be told by both, and no other receipt may be meant.
        if meant.count == 1, receipts[meant[0]].party.isSame(as: debit.party) {
            return .found(position: meant[0], basis: "amount and payer")
        }
        return .ambiguous(positions: possible)
    }

    /// - Parameter places: of all receipts that repeat one of the debit's references, and perhaps of others.
    /// - Returns: `nil` where none of them does.
    static func findByReference(
        for debit: ReturnSide,
        among places: [Int],
        of receipts: [ReturnSide]
    ) -> ReturnedReceipt? {
        let meant = places.filter { receipts[$0].mayBeTakenBack(by: debit) && receipts[$0].agrees(with: debit) }
        let words = debit.words
        let tiers: [(basis: String, isSame: (ReturnSide) -> Bool)] = [
            ("the end-to-end id", { $0.endToEndID != nil && $0.endToEndID == debit.endToEndID }),
            ("the bank reference", { $0.isNamed(by: debit, in: words) }),
            ("the text", { !$0.text.isEmpty && $0.text == debit.text }),
        ]
        for tier in tiers {
            let same = meant.filter { tier.isSame(receipts[$0]) }
            if same.count == 1 { return .found(position: same[0], basis: tier.basis) }
            if same.count > 1 { return .ambiguous(positions: same) }
        }
        return nil
    }
}

/// What a line says that decides about returns, folded once, and only what somebody asks for.
final class ReturnSide {
    let line: StatementLine
    private(set) lazy var party = Counterparty(line)
    private(set) lazy var endToEndID = line.endToEndID.flatMap { isPlaceholder($0) ? nil : foldedReference($0) }
    private(set) lazy var text = foldedReference(line.remittance)
    private lazy var account = foldedReference(line.account)
    private lazy var bankReference = isPlaceholder(line.bankReference) ? "" : foldedReference(line.bankReference)

    init(_ line: StatementLine) { self.line = line }

    fileprivate func mayBeTakenBack(by debit: ReturnSide) -> Bool {
        line.status == .booked && line.direction == .credit && line.returnReason == nil && !line.isReversal
            && line.amount == debit.line.amount && account == debit.account
            && line.bookingDate <= debit.line.bookingDate
    }

    /// Nothing says that two different payments are meant: the payers, or the end-to-end ids.
    fileprivate func agrees(with debit: ReturnSide) -> Bool {
        guard party.mayBe(debit.party) else { return false }
        return endToEndID == nil || debit.endToEndID == nil || endToEndID == debit.endToEndID
    }

    /// The debit has the receipt's bank reference, or its text names it as a whole word of four characters or more.
    fileprivate func isNamed(by debit: ReturnSide, in words: Set<String>) -> Bool {
        bankReference.utf8.count >= 4 && (debit.bankReference == bankReference || words.contains(bankReference))
    }

    /// What a return may repeat.
    var references: [String] { [endToEndID ?? "", bankReference, text].filter { !$0.isEmpty } }

    /// What of a return a receipt may say.
    var repeated: Set<String> { words.union(references) }

    var words: Set<String> { Set(line.remittance.split(separator: " ").map { foldedReference(String($0)) }) }
}

/// Who is on the other side of a line, as far as the line says.
struct Counterparty {
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

    /// Whether nothing says that two are different ones: the accounts, else the names.
    func mayBe(_ other: Counterparty) -> Bool {
        if let account, let another = other.account { return account == another }
        return key.isEmpty || other.key.isEmpty || hasName(of: other)
    }

    /// Whether both say that they are the same one: the accounts, else the names.
    func isSame(as other: Counterparty) -> Bool {
        if let account, let another = other.account { return account == another }
        return !key.isEmpty && !other.key.isEmpty && hasName(of: other)
    }

    /// A name that one of them has cut is the begin of the other's.
    private func hasName(of other: Counterparty) -> Bool {
        key == other.key || spelled.hasPrefix(other.spelled) || other.spelled.hasPrefix(spelled)
    }
}
