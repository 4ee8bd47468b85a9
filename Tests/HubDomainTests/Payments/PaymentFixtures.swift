import HubDomain
import PaymentVocabulary

/// A payment of 100.00 EUR, and short ways to write facts about it.
enum Sample {
    static let payment = PaymentID("pay_1")

    static func intent(
        _ units: Int64 = 10_000,
        automatic: Bool = false,
        allocations: [(String, Int64)] = []
    ) -> PaymentIntent {
        PaymentIntent(
            payment: payment,
            customer: CustomerID("cus_1"),
            account: AdapterAccountID("card"),
            amount: eur(units),
            capturesAutomatically: automatic,
            allocations: allocations.map { .init(invoice: InvoiceNumber($0.0), minorUnits: $0.1) }
        )
    }

    static func request(_ kind: OperationKind, _ operation: String, _ units: Int64) -> RequestedOperation {
        RequestedOperation(operation: OperationID(operation), kind: kind, amount: eur(units))
    }

    static func fact(
        _ kind: OperationKind,
        _ outcome: Outcome,
        op operation: String? = nil,
        object: String? = nil
    ) -> PaymentFact {
        PaymentFact(
            kind: kind,
            operation: operation.map { OperationID($0) },
            providerObject: object,
            outcome: outcome
        )
    }

    static func fold(_ requests: [RequestedOperation], _ facts: [PaymentFact]) -> Payment {
        fold(intent(), requests, facts)
    }

    static func fold(_ intent: PaymentIntent, _ requests: [RequestedOperation], _ facts: [PaymentFact]) -> Payment {
        Payment(intent: intent, requests: requests, facts: facts)
    }
}

func eur(_ units: Int64) -> Money { Money(minorUnits: units, currency: .eur) }

extension Outcome {
    static func done(_ units: Int64) -> Outcome { .succeeded(eur(units)) }
    static func undone(_ units: Int64) -> Outcome { .returned(eur(units), code: "undone") }
    static let refused = Outcome.declined(reason: "notPermitted", providerCode: "no")
}

/// Every order of a few things.
func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index -> [[Element]] in
        var rest = elements
        let first = rest.remove(at: index)
        return permutations(rest).map { [first] + $0 }
    }
}
