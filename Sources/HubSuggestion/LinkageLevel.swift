/// What is compared between a receipt and a document.
package enum LinkageField: String, Hashable, Sendable, CaseIterable {
    case amount, name, date, reference, account
}

/// How far the two agree in one field, the best agreement of each field first.
package enum LinkageLevel: String, Hashable, Sendable, CaseIterable {
    case amountExact = "exact"
    case amountLessDiscount = "less_discount"
    /// With the other documents of the receipt it adds up to the amount exactly.
    case amountPartOfSum = "part_of_sum"
    /// Within five percent of what is open.
    case amountNear = "near"
    case amountUnder = "under"
    case amountOver = "over"
    case amountOtherCurrency = "other_currency"

    case nameSame = "same_name"
    case nameLike = "like"
    case nameFaint = "faint"
    case nameDiffers = "differs"
    /// Same or alike, where the account has said so already: the second witness repeats the first.
    case nameConfirmsAccount = "confirms_account"
    case nameUnlikeAccount = "unlike_account"
    case nameMissing = "no_name"

    /// From three days before the issue to fourteen after the due date.
    case dateInTime = "in_time"
    /// Up to 120 days after the due date.
    case dateLate = "late"
    case dateVeryLate = "very_late"
    case dateEarly = "before_issue"

    case referenceNamed = "named"
    /// The digits of its number stand in the text, in another form.
    case referenceDigits = "digits"
    /// One digit is wrong, lost, added or out of place, or only the last digits are there.
    case referenceSlip = "slip"
    /// The text has numbers, none like this one.
    case referenceOther = "other_number"
    /// The text names other documents that were given.
    case referenceOtherDocument = "other_document"
    case referenceMissing = "no_number"

    case accountSame = "same_account"
    /// No customer's.
    case accountUnknown = "unknown_account"
    case accountOfAnother = "account_of_another"
    case accountMissing = "no_account"

    package var field: LinkageField {
        switch self {
        case .amountExact, .amountLessDiscount, .amountPartOfSum, .amountNear, .amountUnder, .amountOver,
            .amountOtherCurrency:
            .amount
        case .nameSame, .nameLike, .nameFaint, .nameDiffers, .nameConfirmsAccount, .nameUnlikeAccount, .nameMissing:
            .name
        case .dateInTime, .dateLate, .dateVeryLate, .dateEarly: .date
        case .referenceNamed, .referenceDigits, .referenceSlip, .referenceOther, .referenceOtherDocument,
            .referenceMissing:
            .reference
        case .accountSame, .accountUnknown, .accountOfAnother, .accountMissing: .account
        }
    }

    /// Nothing to compare: no weight, and no place in the estimation.
    package var isMissing: Bool { self == .nameMissing || self == .referenceMissing || self == .accountMissing }

    /// Where agreement on a frequent value says less than agreement on a rare one.
    package var isFrequencyAdjusted: Bool {
        switch self {
        case .amountExact, .amountLessDiscount, .amountPartOfSum, .nameSame, .nameLike, .nameFaint, .referenceNamed,
            .referenceDigits, .referenceSlip, .accountSame:
            true
        case .amountNear, .amountUnder, .amountOver, .amountOtherCurrency, .nameDiffers, .nameConfirmsAccount,
            .nameUnlikeAccount, .nameMissing, .dateInTime, .dateLate, .dateVeryLate, .dateEarly, .referenceOther,
            .referenceOtherDocument, .referenceMissing, .accountUnknown, .accountOfAnother, .accountMissing:
            false
        }
    }

    /// Levels whose probabilities add up to one: those of a field, but a name beside an agreeing account stands apart.
    static let groups: [[LinkageLevel]] = [
        allCases.filter { $0.field == .amount },
        [.nameSame, .nameLike, .nameFaint, .nameDiffers],
        [.nameConfirmsAccount, .nameUnlikeAccount],
        allCases.filter { $0.field == .date },
        allCases.filter { $0.field == .reference && !$0.isMissing },
        allCases.filter { $0.field == .account && !$0.isMissing },
    ]

    /// The published probabilities in millionths: of this level among pairs that belong together, and among others.
    var published: (m: Int, u: Int) {
        switch self {
        case .amountExact: (700_000, 1_000)
        case .amountLessDiscount: (80_000, 1_000)
        case .amountPartOfSum: (120_000, 1_000)
        case .amountNear: (30_000, 30_000)
        case .amountUnder: (40_000, 450_000)
        case .amountOver: (20_000, 497_000)
        case .amountOtherCurrency: (10_000, 20_000)
        case .nameSame: (700_000, 2_000)
        case .nameLike: (150_000, 3_000)
        case .nameFaint: (50_000, 15_000)
        case .nameDiffers: (100_000, 980_000)
        case .nameConfirmsAccount: (950_000, 900_000)
        case .nameUnlikeAccount: (50_000, 100_000)
        case .nameMissing, .referenceMissing, .accountMissing: (1_000_000, 1_000_000)
        case .dateInTime: (850_000, 400_000)
        case .dateLate: (120_000, 250_000)
        case .dateVeryLate: (20_000, 50_000)
        case .dateEarly: (10_000, 300_000)
        case .referenceNamed: (400_000, 100)
        case .referenceDigits: (150_000, 200)
        case .referenceSlip: (300_000, 1_000)
        case .referenceOther: (100_000, 498_700)
        case .referenceOtherDocument: (50_000, 500_000)
        case .accountSame: (850_000, 2_000)
        case .accountUnknown: (130_000, 398_000)
        case .accountOfAnother: (20_000, 600_000)
        }
    }

    /// Where it stands in `allCases`.
    var place: Int {
        switch self {
        case .amountExact: 0
        case .amountLessDiscount: 1
        case .amountPartOfSum: 2
        case .amountNear: 3
        case .amountUnder: 4
        case .amountOver: 5
        case .amountOtherCurrency: 6
        case .nameSame: 7
        case .nameLike: 8
        case .nameFaint: 9
        case .nameDiffers: 10
        case .nameConfirmsAccount: 11
        case .nameUnlikeAccount: 12
        case .nameMissing: 13
        case .dateInTime: 14
        case .dateLate: 15
        case .dateVeryLate: 16
        case .dateEarly: 17
        case .referenceNamed: 18
        case .referenceDigits: 19
        case .referenceSlip: 20
        case .referenceOther: 21
        case .referenceOtherDocument: 22
        case .referenceMissing: 23
        case .accountSame: 24
        case .accountUnknown: 25
        case .accountOfAnother: 26
        case .accountMissing: 27
        }
    }

    /// By its place: hashing its name costs more than comparing what it stands for.
    package func hash(into hasher: inout Hasher) { hasher.combine(place) }
}
