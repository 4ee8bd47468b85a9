/// `expand[]`: an identifier in an answer gives way to the object that it names.
extension StripeCall {
    private static let expandable: Set<String> = [
        "balance_transaction", "charge", "customer", "data", "failure_balance_transaction", "latest_charge",
        "payment_intent", "payment_method", "source",
    ]

    /// The paths to expand, checked before anything is done.
    func expansions() throws(StripeFailure) -> [[String]] {
        var paths: [[String]] = []
        for text in parameters.list("expand") {
            let path = text.split(separator: ".").map(String.init)
            guard !path.isEmpty, path.count <= 4, path.allSatisfy(Self.expandable.contains) else {
                throw .parameter("expand", code: "parameter_invalid", "This property cannot be expanded (\(text)).")
            }
            paths.append(path)
        }
        return paths
    }
}

extension StripeAccount {
    func expand(_ document: JSONTree, _ path: ArraySlice<String>) -> JSONTree {
        guard let name = path.first else { return document }
        switch document {
        case .array(let elements): return .array(elements.map { expand($0, path) })
        case .object(var members):
            guard let position = members.firstIndex(where: { $0.name == name }) else { return document }
            let value = members[position].value
            let whole = value.text.flatMap(object(named:)) ?? value
            members[position].value = expand(whole, path.dropFirst())
            return .object(members)
        case .null, .bool, .integer, .string, .written: return document
        }
    }

    private func object(named id: String) -> JSONTree? {
        switch id.prefix(3) {
        case "pi_": intents[id].map(document)
        case "ch_", "py_": charges[id].map(document)
        case "re_": refunds[id].map(document)
        case "pm_": methods[id].map(document)
        case "txn": transactions[id].map { document($0, now: $0.created) }
        default: nil
        }
    }
}
