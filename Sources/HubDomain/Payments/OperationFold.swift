import PaymentVocabulary

/// Groups facts into operations, whichever of the two names each fact carries.
///
/// A fact may name our operation, the provider's object, or both. One fact with both ties the names together for all.
/// An authorisation, capture or void that no fact ties to us belongs to our single request of that kind that was not
/// refused and that no other object claims.
///
/// Everything about an operation is computed from all facts of its group, never from the first one seen.
struct OperationFold {
    let operations: [PaymentOperation]

    init(requests: [RequestedOperation], facts: [PaymentFact]) {
        let names = Self.names(requests: requests, facts: facts)
        var groups: [Group: Evidence] = [:]
        for request in requests {
            groups[Group(kind: request.kind, key: request.operation.text), default: Evidence()].take(request)
        }
        for (object, own) in names {
            groups[Group(kind: object.kind, key: own), default: Evidence()].take(object: object.key)
        }
        for fact in facts {
            let object = fact.providerObject
            let tied = object.flatMap { names[Group(kind: fact.kind, key: $0)] }
            let key = fact.operation?.text ?? tied ?? object ?? ""
            groups[Group(kind: fact.kind, key: key), default: Evidence()].take(fact)
        }
        operations = groups.map { $1.operation($0) }.sorted { ($0.kind, $0.key) < ($1.kind, $1.key) }
    }

    private struct Group: Hashable {
        let kind: OperationKind
        let key: String
    }

    /// What the facts of one operation have in common.
    private struct Evidence {
        private var operation: OperationID?
        private var object: String?
        private var requested: Money?
        private var outcomes: Set<Outcome> = []

        mutating func take(_ request: RequestedOperation) {
            operation = request.operation
            requested = request.amount
        }

        /// Where several objects belong to one operation the least is taken, for no order may reach the result.
        mutating func take(object other: String) { object = object.map { min($0, other) } ?? other }

        mutating func take(_ fact: PaymentFact) {
            operation = operation ?? fact.operation
            if let object = fact.providerObject { take(object: object) }
            outcomes.insert(fact.outcome)
        }

        func operation(_ group: Group) -> PaymentOperation {
            PaymentOperation(
                kind: group.kind,
                key: group.key,
                operation: operation,
                providerObject: object,
                requested: requested,
                outcomes: outcomes
            )
        }
    }

    /// Our operation for each provider object that some fact ties to one.
    private static func names(requests: [RequestedOperation], facts: [PaymentFact]) -> [Group: String] {
        var names: [Group: String] = [:]
        var objects: [OperationKind: Set<String>] = [:]
        var refused: Set<Group> = []
        for fact in facts {
            let own = fact.operation.map { Group(kind: fact.kind, key: $0.text) }
            if let own, fact.outcome.rank == .declined { refused.insert(own) }
            guard let object = fact.providerObject else { continue }
            objects[fact.kind, default: []].insert(object)
            guard let own else { continue }
            let group = Group(kind: fact.kind, key: object)
            names[group] = names[group].map { min($0, own.key) } ?? own.key
        }
        let claimed = Set(names.map { Group(kind: $0.key.kind, key: $0.value) })
        for kind in [OperationKind.authorisation, .capture, .void] {
            let unclaimed = Set(requests.map { Group(kind: $0.kind, key: $0.operation.text) }).filter {
                $0.kind == kind && !claimed.contains($0) && !refused.contains($0)
            }
            let untied = (objects[kind] ?? []).filter { names[Group(kind: kind, key: $0)] == nil }
            if unclaimed.count == 1, untied.count == 1, let request = unclaimed.first, let object = untied.first {
                names[Group(kind: kind, key: object)] = request.key
            }
        }
        return names
    }
}
