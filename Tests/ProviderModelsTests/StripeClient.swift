import AdapterKit
import Foundation
import PaymentVocabulary

@testable import ProviderModels

/// A model with a clock, and the few lines that every test needs.
struct StripeClient {
    var model: StripeModel
    var now = Timestamp(seconds: 1_790_000_000)

    init(seed: UInt64 = 1, keys: [String] = ["sk_test_12345"]) {
        model = StripeModel(StripeConfiguration(seed: seed, apiKeys: keys, webhookSecrets: ["whsec_test"]))
    }

    struct Answer {
        let status: Int
        let body: [UInt8]
        let headers: [HTTPHeader]
        let json: [String: Any]

        subscript(name: String) -> Any? { json[name] }
        var id: String { json["id"] as? String ?? "none" }
        var state: String? { json["status"] as? String }
        var error: [String: Any] { json["error"] as? [String: Any] ?? [:] }
        var code: String? { error["code"] as? String }
        var data: [[String: Any]] { json["data"] as? [[String: Any]] ?? [] }
        func integer(_ name: String) -> Int64? { (json[name] as? NSNumber)?.int64Value }
    }

    mutating func post(
        _ path: String,
        _ fields: KeyValuePairs<String, String> = [:],
        key: String? = nil,
        apiKey: String = "sk_test_12345"
    ) -> Answer {
        let body = fields.map { "\(Self.encode($0.key))=\(Self.encode($0.value))" }.joined(separator: "&")
        var headers = [HTTPHeader("Authorization", "Bearer \(apiKey)")]
        if let key { headers.append(HTTPHeader("Idempotency-Key", key)) }
        return send(ExchangeRequest(method: "POST", url: address(path), headers: headers, body: Array(body.utf8)))
    }

    mutating func get(_ path: String, apiKey: String = "sk_test_12345") -> Answer {
        let headers = [HTTPHeader("Authorization", "Bearer \(apiKey)")]
        return send(ExchangeRequest(method: "GET", url: address(path), headers: headers))
    }

    mutating func send(_ request: ExchangeRequest) -> Answer { Self.read(model.handle(request, now: now)) }

    static func read(_ response: ExchangeResponse) -> Answer {
        let json = (try? JSONSerialization.jsonObject(with: Data(response.body))) as? [String: Any]
        return Answer(status: response.status, body: response.body, headers: response.headers, json: json ?? [:])
    }

    mutating func wait(_ seconds: Int64) { now = now.adding(seconds: seconds) }

    /// A confirmed payment of `amount` with a test payment method.
    mutating func pay(
        _ amount: Int64,
        with method: String = "pm_card_visa",
        capture: String = "automatic",
        key: String? = nil
    ) -> Answer {
        post(
            "/v1/payment_intents",
            [
                "amount": "\(amount)", "currency": "eur", "payment_method": method, "confirm": "true",
                "capture_method": capture, "metadata[quittance]": "p-1",
            ],
            key: key
        )
    }

    /// Types of the events since the last call.
    mutating func newEvents() -> [String] { model.takeDeliveries(now: now).map(\.eventType) }

    private func address(_ path: String) -> String { "https://api.stripe.com\(path)" }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}

/// Test data beside the repository; `nil` when it is not there.
enum SharedData {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static var folder: URL? {
        let named = ProcessInfo.processInfo.environment["QUITTANCE_SHARED"].map { URL(filePath: $0) }
        let folder = named ?? repository.deletingLastPathComponent().appending(path: "shared")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }
}
