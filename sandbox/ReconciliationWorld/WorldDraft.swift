import HubDomain
import HubReconciliation
import PaymentVocabulary

/// A customer with the documents that the world has made so far.
struct WorldCustomer {
    let id: CustomerID
    let name: CustomerNames.Name
    /// On our file; not every customer's is known.
    let account: String?
    /// What the customer really pays from.
    let realAccount: String
    /// Documents, as indices.
    var documents: [Int] = []
}

/// A document before it becomes an open item.
struct WorldDocument {
    let customer: Int
    let number: InvoiceNumber
    let isCreditNote: Bool
    let amount: Money
    let issued: CalendarDate
    let due: CalendarDate
    let terms: String
    let reference: String?
    /// The discount that the terms offer.
    let offer: DiscountOffer?
    /// A line names it plainly, so an elimination takes it out.
    var isClaimed = false
    /// What a part or short payment leaves, in minor units.
    var rest: Int64?

    /// What pays it on that day: the whole, the rest of a part payment, or the whole less an open discount.
    func payable(on day: CalendarDate) -> [Int64] {
        let whole = [amount.minorUnits, rest].compactMap(\.self)
        guard let offer, day <= offer.until, !isCreditNote else { return whole }
        return whole + [offer.pay.minorUnits]
    }
}

/// Who the line lets one think has paid.
enum PayerEvidence: Equatable {
    /// The account or a name that only this customer has.
    case customer(Int)
    /// A name or an account that none of ours has.
    case stranger
    case untold
}

/// A line while the world is being made.
struct LineDraft {
    enum Origin: Equatable {
        /// It pays documents of a customer.
        case customer
        case own
        case payout
        /// With the report of its provider.
        case reported
        case stranger
        case refund
        case second
        case debit
    }

    var origin: Origin
    var shape: Shape
    var writing: Corruption?
    var nameWriting: Corruption?
    var accountKind: Corruption?
    var parts: [Truth.Part] = []
    /// The documents of `parts`, credit notes included, as indices.
    var documents: [Int] = []
    /// Those of them that the line names in a way that only they answer to.
    var named: [Int] = []
    /// Other documents that the line names by mistake or by chance.
    var hits: [Int] = []
    /// A number is there that is mistyped, or has lost its prefix.
    var isUnclear = false
    /// A number of the payer's own is there too.
    var hasOtherNumber = false
    /// The amount is what the documents ask for: in full, less earned discounts, less credit notes.
    var isExact = true
    var customer: Int?
    var evidence: PayerEvidence = .untold
    var units: Int64 = 0
    /// What the statement says was instructed, in the currency of the document.
    var instructed: Money?
    var exchangeRate: DecimalRate?
    var unapplied: Int64 = 0
    var booked: CalendarDate
    var text = ""
    var references: [String] = []
    var documentNumbers: [String] = []
    var endToEndID: String?
    var name: String?
    var account: String?
    var bankReference = ""
    var returnReason: String?
    /// Shown once more in the overlapping statement.
    var isCopied = false
}
