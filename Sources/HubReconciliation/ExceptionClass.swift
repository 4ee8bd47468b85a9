import HubDomain
package import PaymentVocabulary

/// What kind of work an exception is; the finer reason stays beside it.
package enum ExceptionClass: String, Codable, Hashable, Sendable, CaseIterable {
    /// The payer or the number is known, but the document that the money is for is not there.
    case missing
    case over
    case under
    case currency
    case duplicate
    case unknownPayer = "unknown_payer"
    /// More than one answer: several solutions, or a reference and a payer that disagree.
    case ambiguous
    case returned
    /// A person has its match in hand.
    case held
}

extension LineException.Reason {
    /// The class of each reason.
    package var exceptionClass: ExceptionClass {
        switch self {
        case .unknownPayer: .unknownPayer
        case .ambiguous: .ambiguous
        case .contradictingPayer, .heldByRule, .changedAccount: .ambiguous
        case .unknownReference: .missing
        case .currency: .currency
        case .duplicate: .duplicate
        case .returned: .returned
        case .proposed, .undone: .held
        case .over: .over
        case .under: .under
        case .noMatch: .missing
        }
    }
}

extension LineException {
    package var exceptionClass: ExceptionClass { reason.exceptionClass }

    /// Days since the booking.
    package func age(asOf date: CalendarDate) -> Int { date.days(since: line.bookingDate) }
}

/// How long exceptions wait already, in days since their booking.
package enum ExceptionAge: String, CaseIterable, Hashable, Sendable {
    case upTo7 = "up_to_7"
    case upTo30 = "8_to_30"
    case upTo60 = "31_to_60"
    case upTo90 = "61_to_90"
    case over90 = "over_90"

    init(days: Int) {
        switch days {
        case ...7: self = .upTo7
        case ...30: self = .upTo30
        case ...60: self = .upTo60
        case ...90: self = .upTo90
        default: self = .over90
        }
    }

    /// For people.
    var title: String {
        switch self {
        case .upTo7: "up to 7 days"
        case .upTo30: "8–30 days"
        case .upTo60: "31–60 days"
        case .upTo90: "61–90 days"
        case .over90: "over 90 days"
        }
    }
}
