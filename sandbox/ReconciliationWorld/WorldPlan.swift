/// What a world is made of: the same plan gives the same world, byte for byte.
package struct WorldPlan: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Amounts are drawn in cents from a wide range, so that two are rarely equal.
        case easyAmounts = "easy_amounts"
        /// Every invoice has one of 60 prices, so that an amount says little.
        case listPrices = "list_prices"
    }

    /// The form of our document numbers.
    package enum Numbers: String, Hashable, Sendable, CaseIterable {
        /// `RE-2026-1000123`.
        case prefixed
        /// `1000123`, which may as well be an order, a customer or a telephone.
        case digits
    }

    package var seed: UInt64
    /// Receipts of customers and of strangers; copies, returns and second payments come on top.
    package var receipts: Int
    package var customers: Int
    package var mode: Mode
    package var numbers = Numbers.prefixed
    package var rates: [Corruption: Int] = [:]
    /// Days after its end on which the merchant still grants a discount: one taken then is earned.
    package var graceDays = 0

    package static let receiptsMax = 1_000_000
    package static let customersMax = CustomerNames.count

    /// - Parameter customers: one for each twenty receipts, at least ten, when nothing is said.
    package init(seed: UInt64, receipts: Int, customers: Int? = nil, mode: Mode) {
        self.seed = seed
        self.receipts = min(max(1, receipts), Self.receiptsMax)
        self.customers = min(max(1, customers ?? max(10, receipts / 20)), Self.customersMax)
        self.mode = mode
    }

    /// In basis points.
    package func rate(_ corruption: Corruption) -> Int { rates[corruption] ?? corruption.usualRate }
}

/// What keeps a receipt from saying exactly what it pays, each with a rate in basis points.
///
/// Those of one group exclude each other: the draw for a receipt takes at most one of them.
package enum Corruption: String, Hashable, Sendable, CaseIterable {
    // How the number is written.
    case digitChanged = "digit_changed"
    case digitsSwapped = "digits_swapped"
    case digitLost = "digit_lost"
    case numberMissing = "number_missing"
    case numberWithBlanks = "number_with_blanks"
    case numberWithoutPrefix = "number_without_prefix"
    case numberInSmallLetters = "number_in_small_letters"
    /// In a field of its own instead of the text; an ISO 11649 reference where the invoice has one.
    case structuredReference = "structured_reference"
    case documentField = "document_field"
    /// Besides, whatever the writing: a number of the payer's own, in the text or as end-to-end id, which may be one
    /// of ours by chance.
    case otherNumber = "other_number"

    // How the name is written.
    case legalFormDropped = "legal_form_dropped"
    case umlautsWrittenOut = "umlauts_written_out"
    case wordsInOtherOrder = "words_in_other_order"
    case nameAbbreviated = "name_abbreviated"
    case nameInCapitals = "name_in_capitals"
    case nameCutAt27 = "name_cut_at_27"
    case nameCutAt35 = "name_cut_at_35"
    case nameMissing = "name_missing"

    // Which account pays.
    case accountChanged = "account_changed"
    case accountMissing = "account_missing"
    case paidByOtherCustomer = "paid_by_other_customer"
    case paidByStranger = "paid_by_stranger"

    // What is paid.
    case partPayment = "part_payment"
    case overPayment = "over_payment"
    case shortWithoutReason = "short_without_reason"
    case shortWithReason = "short_with_reason"
    case discountInTime = "discount_in_time"
    case discountLate = "discount_late"
    case severalInvoices = "several_invoices"
    case severalNotAllNamed = "several_not_all_named"
    case creditNoteNamed = "credit_note_named"
    case creditNoteNotNamed = "credit_note_not_named"
    case chargesDeducted = "charges_deducted"
    case foreignCurrency = "foreign_currency"
    case ownPayment = "own_payment"
    case providerPayout = "provider_payout"
    case stranger = "stranger"
    /// A stranger whose text has the form of our numbers, or is one of them.
    case strangerLikeUs = "stranger_like_us"
    case refundReturned = "refund_returned"

    // What comes on top of a receipt.
    case paidTwice = "paid_twice"
    case shownTwice = "shown_twice"
    case returned = "returned"

    // What comes on top of all receipts.
    /// Several documents, all named, less one bank charge or one rounding difference for the receipt.
    case severalShort = "several_short"
    /// A document that is not at hand is named, and the amount is that of one which is.
    case namedElsewhere = "named_elsewhere"
    /// The payout of a provider, with the provider's report of the card payments in it.
    case reportedPayout = "reported_payout"

    package var usualRate: Int {
        switch self {
        case .digitChanged: 150
        case .digitsSwapped, .digitLost: 75
        case .numberMissing: 600
        case .numberWithBlanks: 400
        case .numberWithoutPrefix: 200
        case .numberInSmallLetters: 100
        case .structuredReference: 1_000
        case .documentField: 500
        case .otherNumber: 300
        case .legalFormDropped, .nameCutAt27: 400
        case .umlautsWrittenOut: 300
        case .wordsInOtherOrder: 100
        case .nameAbbreviated: 200
        case .nameInCapitals: 1_500
        case .nameCutAt35: 600
        case .nameMissing: 300
        case .accountChanged: 500
        case .accountMissing: 400
        case .paidByOtherCustomer: 20
        case .paidByStranger: 60
        case .partPayment: 200
        case .overPayment: 80
        case .shortWithoutReason, .shortWithReason, .chargesDeducted: 60
        case .discountInTime: 500
        case .discountLate: 80
        case .severalInvoices: 800
        case .severalNotAllNamed: 100
        case .creditNoteNamed: 150
        case .creditNoteNotNamed: 40
        case .foreignCurrency: 40
        case .ownPayment: 200
        case .providerPayout: 30
        case .reportedPayout: 20
        case .stranger: 150
        case .strangerLikeUs: 60
        case .refundReturned: 10
        case .paidTwice: 50
        case .shownTwice: 50
        case .returned: 40
        // Unless somebody asks for it, a seed gives the world that was published.
        case .severalShort, .namedElsewhere: 0
        }
    }

    static let writing: [Corruption] = [
        .digitChanged, .digitsSwapped, .digitLost, .numberMissing, .numberWithBlanks, .numberWithoutPrefix,
        .numberInSmallLetters, .structuredReference, .documentField,
    ]
    static let name: [Corruption] = [
        .legalFormDropped, .umlautsWrittenOut, .wordsInOtherOrder, .nameAbbreviated, .nameInCapitals, .nameCutAt27,
        .nameCutAt35, .nameMissing,
    ]
    static let account: [Corruption] = [.accountChanged, .accountMissing, .paidByOtherCustomer, .paidByStranger]
    static let shape: [Corruption] = [
        .partPayment, .overPayment, .shortWithoutReason, .shortWithReason, .discountInTime, .discountLate,
        .severalInvoices, .severalNotAllNamed, .creditNoteNamed, .creditNoteNotNamed, .chargesDeducted,
        .foreignCurrency, .ownPayment, .providerPayout, .stranger, .strangerLikeUs, .refundReturned,
    ]
}

extension WorldRandom {
    /// At most one corruption of a group, each with its rate.
    mutating func draw(_ group: [Corruption], _ plan: WorldPlan) -> Corruption? {
        var left = below(10_000)
        for corruption in group {
            left -= plan.rate(corruption)
            if left < 0 { return corruption }
        }
        return nil
    }
}
