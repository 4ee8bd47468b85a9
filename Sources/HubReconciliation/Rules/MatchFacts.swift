/// The three facts about a receipt that decide whether it is posted, in the manner of Business Central's payment
/// application rules; their raw values are the words of a rules file.
package struct MatchFacts: Hashable, Sendable {
    /// Who paid, against the customer of what is to be paid.
    package enum Payer: String, Hashable, Sendable, CaseIterable {
        case account
        case name
        /// The line does not say who paid, or we do not know the customer's name.
        case untold
        /// Named, and like no customer.
        case stranger
        /// Another customer.
        case contradicts
    }

    /// What names the documents.
    package enum Reference: String, Hashable, Sendable, CaseIterable {
        /// The end-to-end id of a payment of our own.
        case endToEnd = "end_to_end"
        /// A long reference, or one with a check digit that holds.
        case structured
        case strong
        /// Six or more digits without a check digit, alone or beside other numbers.
        case digits
        /// Four or five digits.
        case weak
        /// Looks like a date or a word: it counts only from a payer who agrees.
        case fragile
        /// Several documents, or those of several customers, answer to it.
        case several
        case none
    }

    /// How the amount relates to what is open.
    package enum Amount: String, Hashable, Sendable, CaseIterable {
        /// All that is open, less the credit notes that are named.
        case exact
        /// Exact after discounts that were earned.
        case discount
        /// Exact after discounts that were taken inside the days of grace.
        case discountLate = "discount_late"
        /// Short by what the policy takes for rounding, for charges of a bank, or for too little to ask for.
        case rounding
        case bankCharge = "bank_charge"
        case writeOff = "write_off"
        /// More by what the policy keeps.
        case overPayment = "over_payment"
        /// Exact with one more open document of the payer that the receipt does not name.
        case completed
        case part
        case over
        /// Several open items of the payer, and no others, add up to it.
        case sum
        /// Nothing explains it.
        case none

        /// Only a policy that allows for a difference makes it.
        package var isTolerance: Bool {
            switch self {
            case .discountLate, .rounding, .bankCharge, .writeOff, .overPayment: true
            case .exact, .discount, .completed, .part, .over, .sum, .none: false
            }
        }
    }

    package let payer: Payer
    package let reference: Reference
    package let amount: Amount

    package init(payer: Payer, reference: Reference, amount: Amount) {
        self.payer = payer
        self.reference = reference
        self.amount = amount
    }

    /// Every combination, those that no receipt can have included.
    package static let all: [MatchFacts] = Payer.allCases.flatMap { payer in
        Reference.allCases.flatMap { reference in
            Amount.allCases.map { MatchFacts(payer: payer, reference: reference, amount: $0) }
        }
    }

    /// Its place in `all`.
    var number: Int {
        (payer.number * Reference.allCases.count + reference.number) * Amount.allCases.count + amount.number
    }

    package var words: String {
        "payer \(payer.rawValue), reference \(reference.rawValue), amount \(amount.rawValue)"
    }
}

extension MatchFacts {
    private var isPayerKnown: Bool { payer == .account || payer == .name }

    /// Whether the passes can tell a receipt of these facts at all.
    package var isPossible: Bool {
        if reference == .fragile, !isPayerKnown { return false }
        if amount.isTolerance {
            return payer == .contradicts ? false : isPayerKnown && (reference == .structured || reference == .strong)
        }
        if amount == .completed {
            return isPayerKnown && reference != .endToEnd && reference != .several && reference != .none
        }
        switch reference {
        case .endToEnd: return amount == .exact || amount == .part || amount == .over
        case .structured, .strong, .digits, .weak, .fragile: return amount != .sum && amount != .none
        case .several: return amount != .sum && amount != .none
        case .none: return amount == .exact || amount == .discount || amount == .sum || amount == .none
        }
    }

    /// How well the facts speak for a match, in hundredths: 100 is certain.
    package var score: Int {
        let byReference =
            switch reference {
            case .endToEnd, .structured: 100
            case .strong: 98
            case .digits, .weak, .fragile, .several: 93
            case .none: 90
            }
        let lessForPayer =
            switch payer {
            case .account: 0
            // Without a number the name has to carry more.
            case .name: reference == .none ? 5 : 1
            case .untold: 3
            case .stranger, .contradicts: 8
            }
        let lessForAmount =
            switch amount {
            case .exact, .none: 0
            case .discount: 1
            case .discountLate, .rounding, .bankCharge, .writeOff, .overPayment: 3
            case .part, .over: 5
            case .completed: 8
            case .sum: 10
            }
        return byReference - lessForPayer - lessForAmount
    }

    /// Why no rule may post this, in words; `nil` where the rules decide.
    package var limit: String? {
        if payer == .contradicts { return "a payer who is another customer is never posted" }
        if reference == .several { return "a reference that several documents answer to is never posted" }
        if amount == .none { return "an amount that nothing explains is never posted" }
        if reference == .none, !isPayerKnown {
            return "without a reference nothing is posted unless the payer's account or name is the customer's"
        }
        if reference == .endToEnd, amount != .exact {
            return "an end-to-end id with another amount than announced is never posted"
        }
        if reference == .digits || reference == .weak, amount == .part || amount == .over {
            return
                "digits alone may mean something else, so they are never posted with another amount than what is open"
        }
        return nil
    }
}

extension CaseIterable where Self: Equatable, AllCases == [Self] {
    /// Its place among all cases.
    fileprivate var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
