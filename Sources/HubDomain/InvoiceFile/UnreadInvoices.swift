package import PaymentVocabulary

/// Whose invoices are not all known, because places of the files could not be read.
///
/// What is found by its amount alone may be one of those as well.
package struct UnreadInvoices: Hashable, Sendable {
    package private(set) var customers: Set<CustomerID> = []
    /// Nobody knows whose they are.
    package private(set) var areOfAnybody = false

    package init() {}

    package var isEmpty: Bool { customers.isEmpty && !areOfAnybody }

    /// - Parameter customer: `nil` when the place does not tell.
    package mutating func add(of customer: CustomerID?) {
        if let customer { customers.insert(customer) } else { areOfAnybody = true }
    }

    package mutating func formUnion(_ other: UnreadInvoices) {
        customers.formUnion(other.customers)
        areOfAnybody = areOfAnybody || other.areOfAnybody
    }

    package func mayBe(of customer: CustomerID) -> Bool { areOfAnybody || customers.contains(customer) }
}
