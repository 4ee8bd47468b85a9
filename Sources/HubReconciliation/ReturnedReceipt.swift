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
        find(for: ReturnSide(debit), among: Array(receipts.indices), of: ReturnSides(receipts, taken: taken ?? []))
    }

    /// Whether a debit can have taken this receipt back or a part of it, whatever else they say: a person may then
    /// name it.
    ///
    /// A deposit of the books before ours was on whatever account.
    ///
    package static func isPossible(_ receipt: StatementLine, for debit: StatementLine) -> Bool {
        ReturnSide(receipt).precedes(ReturnSide(debit))
    }

    /// Whether a reference of the debit tells its receipt, or several, among those of its amount: then receipts of other
    /// amounts change nothing.
    package static func isTold(_ debit: StatementLine, among receipts: [StatementLine], taken: [Int64]) -> Bool {
        let sides = ReturnSides(receipts, taken: taken)
        return findWhole(for: ReturnSide(debit), among: Array(receipts.indices), of: sides) != nil
    }

    /// The references by which a receipt of another amount may be named, in the form in which two spellings are equal.
    package static func names(of receipt: StatementLine) -> [String] { ReturnSide(receipt).names }

    /// The references with which a debit may name a receipt, in the same form.
    package static func asked(by debit: StatementLine) -> Set<String> {
        let side = ReturnSide(debit)
        return side.words.filter { $0.utf8.count >= ReturnSide.referenceLengthMin }.union(side.names)
    }

    /// Whether this receipt is one of those that the debit has probably taken back: both tell the same payer.
    package static func isLikely(_ receipt: StatementLine, for debit: StatementLine) -> Bool {
        let (side, other) = (ReturnSide(receipt), ReturnSide(debit))
        return side.mayBeTakenBack(by: other) && side.agrees(with: other) && side.party.isSame(as: other.party)
    }

    /// - Parameter places: of the receipts that come into question: those of the debit's amount of which the payer may be
    ///   the same, and all that repeat one of its references.
    static func find(for debit: ReturnSide, among places: [Int], of receipts: ReturnSides) -> ReturnedReceipt {
        if let whole = findWhole(for: debit, among: places, of: receipts) { return whole }
        if let part = findPart(for: debit, among: places, of: receipts) { return part }
        let possible = places.filter { receipts[$0].mayBeTakenBack(by: debit) }
        guard !possible.isEmpty else { return .none }
        let meant = possible.filter { receipts[$0].agrees(with: debit) }
        // Without a reference the payer has to be told by both, and no other receipt may be meant.
        if meant.count == 1, receipts[meant[0]].party.isSame(as: debit.party),
            !receipts[meant[0]].isAnother(than: debit)
        {
            return .found(position: meant[0], basis: "amount and payer")
        }
        return .ambiguous(positions: possible)
    }

    /// What the debit takes back whole, told by a reference that only one payment has; other receipts change nothing then.
    ///
    /// - Parameter places: of all receipts that have the end-to-end id or the bank reference, and perhaps of others.
    /// - Returns: `nil` where none of them tells it.
    static func findByOwnReference(
        for debit: ReturnSide,
        among places: [Int],
        of receipts: ReturnSides
    ) -> ReturnedReceipt? {
        findWhole(for: debit, among: places, of: receipts, byText: false)
    }

    private static func findWhole(
        for debit: ReturnSide,
        among places: [Int],
        of receipts: ReturnSides,
        byText: Bool = true
    ) -> ReturnedReceipt? {
        let meant = places.filter { receipts[$0].mayBeTakenBack(by: debit) && receipts[$0].agrees(with: debit) }
        let words = debit.words
        let tiers: [(basis: String, isSame: (ReturnSide) -> Bool)] = [
            ("the end-to-end id", { $0.endToEndID != nil && $0.endToEndID == debit.endToEndID }),
            ("the bank reference", { $0.isNamed(by: debit, in: words) }),
            ("the text", { byText && !$0.text.isEmpty && $0.text == debit.text }),
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
        of receipts: ReturnSides
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
        guard !debit.tellsOfFee, debit.line.takenBack.minorUnits <= receipt.left else {
            return .fee(position: position)
        }
        let isSameID = receipt.endToEndID != nil && receipt.endToEndID == debit.endToEndID
        return .part(position: position, basis: isSameID ? "the end-to-end id" : "the bank reference")
    }
}

/// Receipts that debits may have taken back, each made ready when a debit looks at it.
final class ReturnSides {
    private let lines: [StatementLine]
    private let taken: [Int64]
    private let names = PartyNames()
    private var sides: [ReturnSide?]

    /// - Parameter taken: what earlier returns took of each, in minor units; nothing of those behind its end.
    init(_ lines: [StatementLine], taken: [Int64] = []) {
        (self.lines, self.taken) = (lines, taken)
        sides = Array(repeating: nil, count: lines.count)
    }

    /// - Precondition: it is the place of a line.
    subscript(place: Int) -> ReturnSide {
        if let side = sides[place] { return side }
        let side = ReturnSide(lines[place], names: names)
        if taken.indices.contains(place) { side.left -= taken[place] }
        sides[place] = side
        return side
    }

    /// The lines that debits without an account may take back, or the lines without one that debits with one may.
    func silent(for debits: [ReturnSide], hasAccount: Bool) -> SilentReceipts {
        SilentReceipts(lines, for: debits, hasAccount: hasAccount, names)
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
    private let spellings: PartyNames?
    private(set) lazy var party = Counterparty(line, names: spellings)
    private(set) lazy var endToEndID = line.endToEndID.flatMap { isPlaceholder($0) ? nil : foldedReference($0) }
    private(set) lazy var text = foldedReference(line.remittance)
    private lazy var account = foldedReference(line.account)
    private lazy var bankReference = isPlaceholder(line.bankReference) ? "" : foldedReference(line.bankReference)

    init(_ line: StatementLine, names: PartyNames? = nil) {
        (self.line, left, spellings) = (line, line.amount.minorUnits, names)
    }

    /// It is a receipt of the debit's account and currency, booked on that day or before.
    fileprivate func precedes(_ debit: ReturnSide) -> Bool {
        line.status == .booked && line.direction == .credit && line.returnReason == nil && !line.isReversal
            && line.bookingDate <= debit.line.bookingDate && line.amount.currency == debit.line.amount.currency
            && (line.isOpeningDeposit || line.account == debit.line.account
                || AccountSpelling.isCertainlyOne(account, debit.account))
    }

    /// All of it, and nothing has been taken before.
    fileprivate func mayBeTakenBack(by debit: ReturnSide) -> Bool {
        line.amount == debit.line.takenBack && left == line.amount.minorUnits && precedes(debit)
    }

    /// A part of the amount may then be the bank's charge, and no part of the receipt.
    ///
    /// Where the bank says how much of it is none, nothing is in doubt.
    fileprivate var tellsOfFee: Bool {
        guard line.originalAmount == nil else { return false }
        return line.remittance.split { !$0.isLetter }.contains { Self.feeWords.contains($0.lowercased()) }
    }

    /// Nothing says that two different payments are meant: the payers, or the end-to-end ids.
    fileprivate func agrees(with debit: ReturnSide) -> Bool {
        guard party.mayBe(debit.party) else { return false }
        return endToEndID == nil || debit.endToEndID == nil || endToEndID == debit.endToEndID
    }

    /// Both texts have numbers of one form, and none of these is the same: the debit speaks of another payment.
    fileprivate func isAnother(than debit: ReturnSide) -> Bool {
        let (own, others) = (numbers, debit.numbers)
        return others.contains { form, texts in own[form].map { $0.isDisjoint(with: texts) } ?? false }
    }

    /// What looks like a document's number, by its letters and the places of its digits: no day, and no short number.
    private var numbers: [String: Set<String>] {
        var numbers: [String: Set<String>] = [:]
        for word in words {
            let digits = word.utf8.count { (0x30...0x39).contains($0) }
            let isPlain = digits == word.utf8.count
            guard isPlain ? digits >= 5 && digits != 6 && digits != 8 : digits >= 3 else { continue }
            numbers[String(word.map { $0.isNumber ? "9" : $0 }), default: []].insert(word)
        }
        return numbers
    }

    /// The debit has the receipt's bank reference, or its text names it as a whole word of four characters or more.
    fileprivate func isNamed(by debit: ReturnSide, in words: Set<String>) -> Bool {
        bankReference.utf8.count >= Self.referenceLengthMin
            && (debit.bankReference == bankReference || words.contains(bankReference))
    }

    /// By which a return names it, whatever its amount is: end-to-end ids are compared with each other as a whole, so that
    /// a short one tells as much as a long one; bank references stand in texts too.
    var names: [String] {
        ownReferences.filter { $0 == endToEndID || $0.utf8.count >= Self.referenceLengthMin }
    }

    /// End-to-end id and bank reference, which one payment alone has.
    var ownReferences: [String] { [endToEndID ?? "", bankReference].filter { !$0.isEmpty } }

    /// What of a return may be a receipt's own reference.
    var repeated: Set<String> { words.union(ownReferences) }

    var words: Set<String> { Set(line.remittance.words.map { foldedReference(String($0)) }) }
}

/// Who is on the other side of a line, as far as the line says.
struct Counterparty {
    let account: String?
    let name: PartyNames.Spelling

    init(_ line: StatementLine, names: PartyNames? = nil) {
        account = line.counterpartyAccount.map(foldedReference)
        let written = line.counterpartyName ?? ""
        name = names?.spelling(of: written) ?? PartyNames.Spelling(written)
    }

    /// Whether nothing says that two are different ones: the accounts, else the names.
    func mayBe(_ other: Counterparty) -> Bool {
        if let account, let another = other.account { return account == another }
        return name.key.isEmpty || other.name.key.isEmpty || hasName(of: other)
    }

    /// Whether both say that they are the same one: the accounts, else the names.
    func isSame(as other: Counterparty) -> Bool {
        if let account, let another = other.account { return account == another }
        return !name.key.isEmpty && !other.name.key.isEmpty && hasName(of: other)
    }

    /// A name that one of them has cut is the begin of the other's.
    private func hasName(of other: Counterparty) -> Bool {
        name.key == other.name.key || name.spelled.hasPrefix(other.name.spelled)
            || other.name.spelled.hasPrefix(name.spelled)
    }
}

/// The names of payers, each folded once: few payers have many receipts.
final class PartyNames {
    struct Spelling {
        /// The name's words in alphabetical order, and as they are written.
        let key: String
        let spelled: String

        init(_ written: String) {
            let name = PartyName(written)
            (key, spelled) = (name.key, name.spelled)
        }
    }

    private var spellings: [String: Spelling] = [:]

    func spelling(of written: String) -> Spelling {
        if let spelling = spellings[written] { return spelling }
        let spelling = Spelling(written)
        spellings[written] = spelling
        return spelling
    }
}
