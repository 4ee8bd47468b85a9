internal import HubCredit
internal import PaymentVocabulary

/// The shapes of the cases, as `README-credit-terms.md` beside the oracles describes them.
struct Head: Decodable {
    let kind: String
}

struct Row<Input: Decodable, Answer: Decodable>: Decodable {
    let input: Input
    let expect: Answer
}

struct ExposureInput: Decodable {
    let limitMinor: Int64
    let openInvoicesMinor: Int64
    let shippedUninvoicedMinor: Int64
    let reservationsMinor: Int64
    let reversiblePaymentsMinor: Int64
    let feesMinor: Int64
    let lessUnappliedCashMinor: Int64
    let lessCreditNotesMinor: Int64
}

struct ExposureAnswer: Decodable {
    let exposureMinor: Int64?
    let headroomMinor: Int64?
    let overLimit: Bool?
}

struct SequenceInput: Decodable {
    let limitMinor: Int64
    let ops: [SequenceStep]
}

struct SequenceStep: Decodable {
    enum Name: String, Decodable {
        case reserve
        case commit
        case release
    }

    let op: Name
    let id: String
    let amountMinor: Int64?

    /// - Throws: `MissingAmount` when the step needs an amount and has none.
    func operation(index: Int) throws -> ReservationOperation {
        switch op {
        case .reserve:
            let request = CreditRequest(customer: CustomerID("customer"), amount: try amount())
            return .reserve(request, expires: Timestamp(seconds: 4_000_000_000))
        case .commit:
            return .commit(.init(key: IdempotencyKey("\(index)"), amount: try amount(), target: .invoiced))
        case .release: return .release
        }
    }

    private func amount() throws -> Money {
        guard let amountMinor else { throw MissingAmount(id: id) }
        return Money(minorUnits: amountMinor, currency: .eur)
    }
}

struct MissingAmount: Error {
    let id: String
}

struct SequenceAnswer: Decodable {
    let results: [String]?
    let exposureMinor: Int64?
}

struct GateRow: Decodable {
    struct Item: Decodable {
        let due: CalendarDate
        let openMinor: Int64
        let disputed: Bool
    }

    struct Answer: Decodable {
        let suspended: Bool?
        let oldestUndisputedDays: Int?
    }

    let suspendAtDays: Int
    let deMinimisMinor: Int64
    let items: [Item]
    let asOf: CalendarDate
    let expect: Answer
}
