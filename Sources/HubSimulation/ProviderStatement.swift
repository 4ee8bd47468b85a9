import AdapterKit
import PaymentVocabulary

/// What the provider says it did, read through its own interface.
struct ProviderStatement: Sendable {
    struct Intent: Sendable {
        let id: String
        let payment: String
        let status: String
        let amount: Int64
        let received: Int64
    }

    struct Refund: Sendable {
        let id: String
        let intent: String
        let operation: String
        let amount: Int64
        let status: String
    }

    struct Dispute: Sendable {
        let id: String
        let intent: String
        /// What is withdrawn now: nothing of a dispute that was won.
        let withdrawn: Int64
    }

    var intents: [Intent] = []
    var refunds: [Refund] = []
    var disputes: [Dispute] = []
    /// Successful charges by intent.
    var charges: [String: Int] = [:]

    init(_ provider: SimulatedProvider) throws {
        for object in try Self.list("payment_intents", provider) {
            intents.append(
                Intent(
                    id: try object.string("id"),
                    payment: try object.optionalString("metadata", "quittance_payment") ?? "",
                    status: try object.string("status"),
                    amount: try object.integer("amount"),
                    received: try object.integer("amount_received")
                )
            )
        }
        for object in try Self.list("refunds", provider) {
            refunds.append(
                Refund(
                    id: try object.string("id"),
                    intent: try object.string("payment_intent"),
                    operation: try object.optionalString("metadata", "quittance_operation") ?? "",
                    amount: try object.integer("amount"),
                    status: try object.string("status")
                )
            )
        }
        for object in try Self.list("disputes", provider) {
            let isWon = try object.string("status") == "won"
            disputes.append(
                Dispute(
                    id: try object.string("id"),
                    intent: try object.string("payment_intent"),
                    withdrawn: isWon ? 0 : try object.integer("amount")
                )
            )
        }
        for object in try Self.list("charges", provider)
        where try object.string("status") == "succeeded" {
            charges[try object.string("payment_intent"), default: 0] += 1
        }
    }

    private static func list(
        _ name: String,
        _ provider: SimulatedProvider
    ) throws -> [JSONValue] {
        var objects: [JSONValue] = []
        var query = "limit=100"
        while true {
            let request = ExchangeRequest(
                method: "GET",
                url: "https://stripe.example/v1/\(name)?\(query)",
                headers: [HTTPHeader("Authorization", "Bearer \(provider.apiKey)")]
            )
            let limits = JSONLimits(byteCountMax: 16 << 20, depthMax: 64)
            let root = try JSONDocument(provider.handle(request).body, limits: limits).root
            objects += Array(try root.elements("data"))
            guard try root.boolean("has_more"), let last = objects.last else { return objects }
            query = "limit=100&starting_after=\(try last.string("id"))"
        }
    }
}
