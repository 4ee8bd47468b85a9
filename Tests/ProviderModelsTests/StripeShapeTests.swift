import Foundation
import PaymentVocabulary
import Testing

@testable import ProviderModels

@Suite("Stripe model: shapes")
struct StripeShapeTests {
    /// Members that the published sample fills although Stripe writes `null` or leaves them out in ordinary life.
    static let nullable: [String: Set<String>] = [
        "payment_intent": [
            "automatic_payment_methods", "canceled_at", "last_payment_error", "next_action",
            "payment_method_configuration_details", "processing", "shipping", "transfer_data",
        ],
        "charge": ["balance_transaction", "description", "shipping", "source", "transfer_data"],
        "refund": [],
        "payment_method": [],
        "balance_transaction": ["description"],
        "dispute": [],
        "event": [],
    ]
    /// Nested samples that Stripe leaves out (a charge's list of refunds is only there when expanded).
    static let absent: [String: Set<String>] = ["charge": ["refunds"]]
    /// Nested members that are `null` unless a feature is used.
    static let nestedNullable: Set<String> = [
        "charge.payment_method_details.card.installments", "charge.payment_method_details.card.three_d_secure",
        "charge.payment_method_details.card.wallet", "payment_method.card.generated_from",
        "payment_method.card.wallet", "charge.billing_details.name", "payment_method.billing_details.email",
        "payment_method.billing_details.phone",
    ]

    static func kind(_ value: Any) -> String {
        switch value {
        case is NSNull: "null"
        case let number as NSNumber: CFBooleanLike.isBoolean(number) ? "boolean" : "number"
        case is String: "string"
        case is [Any]: "array"
        case is [String: Any]: "object"
        default: "unknown"
        }
    }

    /// What in `value` does not fit the sample, by path.
    static func differences(_ value: [String: Any], sample: [String: Any], path: String, root: String) -> [String] {
        var found: [String] = []
        for (name, expected) in sample.sorted(by: { $0.key < $1.key }) {
            let here = "\(path).\(name)"
            if path == root, absent[root]?.contains(name) == true { continue }
            guard let actual = value[name] else {
                found.append("\(here) is missing")
                continue
            }
            let allowsNull = path == root ? nullable[root]?.contains(name) == true : nestedNullable.contains(here)
            let (have, want) = (kind(actual), kind(expected))
            if want == "null" || have == want || (have == "null" && allowsNull) {
                guard have == "object", let inner = actual as? [String: Any], let model = expected as? [String: Any],
                    !["metadata", "data", "payment_method_options", "tip"].contains(name)
                else { continue }
                found += differences(inner, sample: model, path: here, root: root)
            } else if !(have == "null" && path.hasSuffix("address")) {
                found.append("\(here) is \(have), the sample has \(want)")
            }
        }
        return found
    }

    @Test(arguments: [
        "payment_intent", "charge", "refund", "payment_method", "balance_transaction", "dispute", "event",
    ])
    func objectsHaveThePublishedShape(name: String) throws {
        guard let shared = SharedData.folder else {
            print("skipped: shape of \(name): ../shared is absent")
            return
        }
        let data = try Data(contentsOf: shared.appending(path: "specs/stripe-fixtures3.json"))
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let samples = try #require(whole["resources"] as? [String: Any])
        let sample = try #require(samples[name] as? [String: Any])
        let objects = try Self.objects()[name] ?? []
        #expect(!objects.isEmpty)
        let found = objects.flatMap { Self.differences($0, sample: sample, path: name, root: name) }
        #expect(Set(found).sorted() == [])
    }

    /// Every object that a busy model has made, in every state, by kind.
    static func objects() throws -> [String: [[String: Any]]] {
        var stripe = StripeClient()
        for method in StripeTestCard.all where !method.isBankAccount {
            for capture in ["automatic", "manual"] {
                let intent = stripe.pay(1_000, with: method.token, capture: capture)
                guard intent.status == 200 else { continue }
                _ = stripe.post("/v1/payment_intents/\(intent.id)/capture", ["amount_to_capture": "600"])
                _ = stripe.post("/v1/refunds", ["payment_intent": intent.id, "amount": "10"])
            }
        }
        _ = stripe.post("/v1/payment_intents", ["amount": "5", "currency": "jpy"])
        stripe.wait(10)
        var found: [String: [[String: Any]]] = [:]
        for list in ["payment_intents", "charges", "refunds", "balance_transactions", "events"] {
            for object in stripe.get("/v1/\(list)?limit=100").data {
                found[object["object"] as? String ?? "", default: []].append(object)
                guard let data = object["data"] as? [String: Any] else { continue }
                let inner = try #require(data["object"] as? [String: Any])
                found[inner["object"] as? String ?? "", default: []].append(inner)
            }
        }
        let method = try #require(found["payment_intent"]?.compactMap { $0["payment_method"] as? String }.first)
        found["payment_method"] = [stripe.get("/v1/payment_methods/\(method)").json]
        return found
    }
}

/// Foundation reads `true` as a number; its type encoding tells them apart.
enum CFBooleanLike {
    static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
