import PaymentVocabulary

/// Groups facts into operations, whichever of the two names each fact carries.
///
/// A fact may name our operation, the provider's object, or both. One fact with both ties the names together for all.
/// A capture or void that no fact ties to us belongs to our single request of that kind that was not
/// refused and that no other object claims.
struct OperationFold {
    let operations: [PaymentOperation]

    init(requests: [RequestedOperation], facts: [PaymentFact]) {
        let names = Self.names(requests: requests, facts: facts)
        var groups: [Group: PaymentOperation] = [:]
        for request in requests {
            let group = Group(kind: request.kind, key: request.operation.text)
            groups[group] = PaymentOperation(
                kind: request.kind,
                key: group.key,
                operation: request.operation,
                providerObject: names.filter { $0.key.kind == request.kind && $0.value == request.operation.text }
                    .map(\.key.key).min(),
                requested: request.amount
            )
        }
        for fact in facts {
            let own = fact.operation?.text
            let object = fact.providerObject
            let key = own ?? object.flatMap { names[Group(kind: fact.kind, key: $0)] } ?? object ?? ""
            let group = Group(kind: fact.kind, key: key)
            var operation =
                groups[group]
                ?? PaymentOperation(
                    kind: fact.kind,
                    key: key,
                    operation: fact.operation,
                    providerObject: object,
                    requested: nil
                )
            _ = operation.insert(fact.outcome)
            groups[group] = operation
        }
        operations = groups.values.sorted { ($0.kind, $0.key) < ($1.kind, $1.key) }
    }

    private struct Group: Hashable {
        let kind: OperationKind
        let key: String
    }

    /// Our operation for each provider object that some fact ties to one.
    private static func names(requests: [RequestedOperation], facts: [PaymentFact]) -> [Group: String] {
        var names: [Group: String] = [:]
        var objects: [OperationKind: Set<String>] = [:]
        for fact in facts {
            guard let object = fact.providerObject else { continue }
            objects[fact.kind, default: []].insert(object)
            guard let own = fact.operation?.text else { continue }
            let group = Group(kind: fact.kind, key: object)
            names[group] = names[group].map { min($0, own) } ?? own
        }
        let refused = Set(facts.filter { $0.outcome.rank == .declined }.compactMap(\.operation?.text))
        for kind in [OperationKind.authorisation, .capture, .void] {
            let unclaimed = requests.filter {
                $0.kind == kind && !names.values.contains($0.operation.text) && !refused.contains($0.operation.text)
            }
            let untied = (objects[kind] ?? []).filter { names[Group(kind: kind, key: $0)] == nil }
            if unclaimed.count == 1, untied.count == 1, let request = unclaimed.first, let object = untied.first {
                names[Group(kind: kind, key: object)] = request.operation.text
            }
        }
        return names
    }
}
