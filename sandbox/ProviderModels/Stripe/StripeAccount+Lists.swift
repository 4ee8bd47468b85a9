/// Lists: newest first, a page at a time.
extension StripeAccount {
    private static let paging: Set<String> = ["limit", "starting_after", "ending_before", "created"]

    func listIntents(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(Self.paging.union(["customer"]))
        let customer = call.text("customer")
        return try page(intents, "payment_intents", call, created: \.created) { intent in
            customer == nil || intent.echoes["customer"] == customer
        } render: {
            document($0)
        }
    }

    func listCharges(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(Self.paging.union(["payment_intent"]))
        let intent = call.text("payment_intent")
        return try page(charges, "charges", call, created: \.created) { charge in
            intent == nil || charge.intent == intent
        } render: {
            document($0)
        }
    }

    func listRefunds(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(Self.paging.union(["payment_intent", "charge"]))
        let intent = call.text("payment_intent")
        let charge = call.text("charge")
        return try page(refunds, "refunds", call, created: \.created) { refund in
            (intent == nil || refund.intent == intent) && (charge == nil || refund.charge == charge)
        } render: {
            document($0)
        }
    }

    func listDisputes(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(Self.paging.union(["payment_intent", "charge"]))
        let intent = call.text("payment_intent")
        let charge = call.text("charge")
        return try page(disputes, "disputes", call, created: \.created) { dispute in
            (intent == nil || dispute.intent == intent) && (charge == nil || dispute.charge == charge)
        } render: {
            document($0)
        }
    }

    func listTransactions(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(Self.paging.union(["type", "source", "currency", "payout"]))
        let type = call.text("type")
        let source = call.text("source")
        let currency = call.text("currency")
        let payout = call.text("payout")
        return try page(transactions, "balance_transactions", call, created: \.created) { transaction in
            // Nothing is paid out here, so no payout has transactions.
            payout == nil && (type == nil || transaction.type == type)
                && (source == nil || transaction.source == source)
                && (currency == nil || transaction.currency == currency)
        } render: {
            document($0, now: call.created)
        }
    }

    func listEvents(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        try call.allow(Self.paging.union(["type", "types"]))
        let types = call.parameters.list("types") + [call.text("type")].compactMap(\.self)
        return try page(events, "events", call, created: \.created) { event in
            types.isEmpty || types.contains { Self.matches(event.type, pattern: $0) }
        } render: {
            .written($0.body)
        }
    }

    /// Whether a type is `charge.refunded`, or falls under `charge.*`.
    private static func matches(_ type: String, pattern: String) -> Bool {
        pattern.hasSuffix("*") ? type.hasPrefix(pattern.dropLast()) : type == pattern
    }

    private func page<Row>(
        _ table: ObjectTable<Row>,
        _ name: String,
        _ call: StripeCall,
        created: (Row) -> Int64,
        where isWanted: (Row) -> Bool,
        render: (Row) -> JSONTree
    ) throws(StripeFailure) -> JSONTree {
        let limit = try call.integer("limit") ?? 10
        guard (1...100).contains(limit) else {
            throw .parameter("limit", code: "parameter_invalid_integer", "limit must be between 1 and 100")
        }
        let window = try call.createdWindow()
        let after = try cursor("starting_after", in: table, name, call)
        let before = try cursor("ending_before", in: table, name, call)
        // Rows lie oldest first; a page reads them from the end, or, before a cursor, up from it.
        let range = ((before.map { $0 + 1 }) ?? 0)..<(after ?? table.rows.count)
        var found: [Row] = []
        var hasMore = false
        if before == nil {
            (found, hasMore) = Self.gather(table.rows[range].reversed(), limit, window, created, isWanted)
        } else {
            (found, hasMore) = Self.gather(range.isEmpty ? [] : table.rows[range], limit, window, created, isWanted)
            found.reverse()
        }
        return [
            "object": "list",
            "data": .array(found.map(render)),
            "has_more": .bool(hasMore),
            "url": .string("/v1/\(name)"),
        ]
    }

    private static func gather<Row>(
        _ rows: some Sequence<Row>,
        _ limit: Int64,
        _ window: ClosedRange<Int64>,
        _ created: (Row) -> Int64,
        _ isWanted: (Row) -> Bool
    ) -> ([Row], Bool) {
        var found: [Row] = []
        for row in rows where window.contains(created(row)) && isWanted(row) {
            if found.count == Int(limit) { return (found, true) }
            found.append(row)
        }
        return (found, false)
    }

    private func cursor<Row>(
        _ parameter: String,
        in table: ObjectTable<Row>,
        _ name: String,
        _ call: StripeCall
    ) throws(StripeFailure) -> Int? {
        guard let id = call.text(parameter) else { return nil }
        guard let position = table.position(of: id) else {
            throw .noSuch(String(name.dropLast()), id, parameter: parameter)
        }
        return position
    }
}

extension StripeCall {
    /// The moments that `created`, `created[gte]` and their like let through.
    fileprivate func createdWindow() throws(StripeFailure) -> ClosedRange<Int64> {
        var low = Int64.min
        var high = Int64.max
        if let exact = try integer("created") {
            low = exact
            high = exact
        }
        if let bound = try integer("created[gte]") { low = max(low, bound) }
        if let bound = try integer("created[gt]") { low = max(low, bound == .max ? bound : bound + 1) }
        if let bound = try integer("created[lte]") { high = min(high, bound) }
        if let bound = try integer("created[lt]") { high = min(high, bound == .min ? bound : bound - 1) }
        // An impossible window lets nothing through: no object is that old.
        return low <= high ? low...high : .min ... .min
    }
}
