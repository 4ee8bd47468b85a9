package import HubDomain
import PaymentVocabulary

/// Which receipt a booked debit has taken back: one rule, for a run over files and for the books.
package enum ReturnedReceipt: Hashable, Sendable {
    /// Exactly one fits; `basis` says by what.
    case found(position: Int, basis: String)
    /// Exactly one that is larger, or of which some is gone already, is named by its reference.
    case part(position: Int, basis: String)
    /// Exactly one is named by its reference, but a fee is in the debit: a person has to say how much it took back.
    case fee(position: Int)
    /// Several fit equally well, or nothing says that the only one is meant: a person has to say.
    case ambiguous(positions: [Int])
    /// None of this amount on this account, booked on that day or before.
    case none

    /// - Parameters:
    ///   - receipts: in a stable order.
    ///   - taken: what earlier returns took of each, in minor units; nothing without it.
    package static func find(
        for debit: StatementLine,
        among receipts: [StatementLine],
        taken: [Int64]? = nil
    ) -> ReturnedReceipt {
        let sides = sides(of: receipts, taken: taken)
        return find(for: ReturnSide(debit), among: Array(sides.indices), of: sides)
    }

    private static func sides(of receipts: [StatementLine], taken: [Int64]?) -> [ReturnSide] {
        receipts.enumerated().map { position, line in
            let side = ReturnSide(line)
            if let taken, taken.indices.contains(position) { side.left -= taken[position] }
            return side
        }
    }

    /// Whether a debit can have taken this receipt back or a part of it, whatever else they say: a person may then
    /// name it.
    package static func isPossible(_ receipt: StatementLine, for debit: StatementLine) -> Bool {
        ReturnSide(receipt).precedes(ReturnSide(debit))
    }

    /// Whether a reference of the debit tells its receipt, or several, among those of its amount: then receipts of other
    /// amounts change nothing.
    package static func isTold(_ debit: StatementLine, among receipts: [StatementLine], taken: [Int64]) -> Bool {
        let sides = sides(of: receipts, taken: taken)
        return findWhole(for: ReturnSide(debit), among: Array(sides.indices), of: sides) != nil
    }

    /// The references by which a receipt of another amount may be named, in the form in which two spellings are equal.
    package static func names(of receipt: StatementLine) -> [String] { ReturnSide(receipt).names }

    /// The references with which a debit may name a receipt, in the same form.
    package static func asked(by debit: StatementLine) -> Set<String> {
        let side = ReturnSide(debit)
        return side.words.union(side.names).filter { $0.utf8.count >= ReturnSide.referenceLengthMin }
    }

    /// Whether this receipt is one of those that the debit has probably taken back: both tell the same payer.
    package static func isLikely(_ receipt: StatementLine, for debit: StatementLine) -> Bool {
        let (side, other) = (ReturnSide(receipt), ReturnSide(debit))
        return side.mayBeTakenBack(by: other) && side.agrees(with: other) && side.party.isSame(as: other.party)
    }

    /// - Parameter places: of the receipts that come into question.
    static func find(for debit: ReturnSide, among places: [Int], of receipts: [ReturnSide]) -> ReturnedReceipt {
        if let found = findByReference(for: debit, among: places, of: receipts) { return found }
        let possible = places.filter { receipts[$0].mayBeTakenBack(by: debit) }
        guard !possible.isEmpty else { return .none }
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
        findWhole(for: debit, among: places, of: receipts) ?? findPart(for: debit, among: places, of: receipts)
    }

    private static func findWhole(
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

    /// A part of a receipt is told by a reference alone: amounts differ, and a payer pays often.
    private static func findPart(
        for debit: ReturnSide,
        among places: [Int],
        of receipts: [ReturnSide]
    ) -> ReturnedReceipt? {
        let words = debit.words
        let named = places.filter {
            let receipt = receipts[$0]
            return receipt.precedes(debit) && receipt.left > 0 && receipt.agrees(with: debit)
                && (receipt.endToEndID != nil && receipt.endToEndID == debit.endToEndID
                    || receipt.isNamed(by: debit, in: words))
        }
        guard let position = named.first else { return nil }
        guard named.count == 1 else { return .ambiguous(positions: named) }
        let receipt = receipts[position]
        guard !debit.tellsOfFee, debit.line.amount.minorUnits <= receipt.left else { return .fee(position: position) }
        let isSameID = receipt.endToEndID != nil && receipt.endToEndID == debit.endToEndID
        return .part(position: position, basis: isSameID ? "the end-to-end id" : "the bank reference")
    }
}

/// What a line says that decides about returns, folded once, and only what somebody asks for.
final class ReturnSide {
    static let referenceLengthMin = 4
    /// What a bank that has put its own charge into a return says of it.
    private static let feeWords: Set<String> = [
        "fee", "fees", "charge", "charges", "chg", "chgs", "chrg", "entgelt", "entgelte", "gebühr", "gebühren",
        "gebuehr", "gebuehren", "rücklastschriftgebühr", "ruecklastschriftgebuehr", "rücklastschriftentgelt",
        "ruecklastschriftentgelt", "frais", "commission", "comisión", "comision", "commissione", "spese",
    ]

    let line: StatementLine
    /// What earlier returns have left of a receipt, in minor units.
    var left: Int64
    private(set) lazy var party = Counterparty(line)
    private(set) lazy var endToEndID = line.endToEndID.flatMap { isPlaceholder($0) ? nil : foldedReference($0) }
    private(set) lazy var text = foldedReference(line.remittance)
    private lazy var account = foldedReference(line.account)
    private lazy var bankReference = isPlaceholder(line.bankReference) ? "" : foldedReference(line.bankReference)

    init(_ line: StatementLine) { (self.line, left) = (line, line.amount.minorUnits) }

    /// It is a receipt of the debit's account and currency, booked on that day or before.
    fileprivate func precedes(_ debit: ReturnSide) -> Bool {
        line.status == .booked && line.direction == .credit && line.returnReason == nil && !line.isReversal
            && line.amount.currency == debit.line.amount.currency && account == debit.account
            && line.bookingDate <= debit.line.bookingDate
    }

    /// All of it, and nothing has been taken before.
    fileprivate func mayBeTakenBack(by debit: ReturnSide) -> Bool {
        line.amount == debit.line.amount && left == line.amount.minorUnits && precedes(debit)
    }

    /// A part of the amount may then be the bank's charge, and no part of the receipt.
    fileprivate var tellsOfFee: Bool {
        line.remittance.split { !$0.isLetter }.contains { Self.feeWords.contains($0.lowercased()) }
    }

    /// Nothing says that two different payments are meant: the payers, or the end-to-end ids.
    fileprivate func agrees(with debit: ReturnSide) -> Bool {
        guard party.mayBe(debit.party) else { return false }
        return endToEndID == nil || debit.endToEndID == nil || endToEndID == debit.endToEndID
    }

    /// The debit has the receipt's bank reference, or its text names it as a whole word of four characters or more.
    fileprivate func isNamed(by debit: ReturnSide, in words: Set<String>) -> Bool {
        bankReference.utf8.count >= Self.referenceLengthMin
            && (debit.bankReference == bankReference || words.contains(bankReference))
    }

    /// By which a return names it, whatever its amount is.
    var names: [String] {
        [endToEndID ?? "", bankReference].filter { $0.utf8.count >= Self.referenceLengthMin }
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
