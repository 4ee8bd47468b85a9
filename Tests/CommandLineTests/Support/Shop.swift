import Foundation
import PaymentCrypto
import Testing

/// A merchant with a configuration and a database of its own, whose hub is started and killed as often as a test likes.
final class Shop: Sendable {
    static let webhookSecret = "whsec_command_line_tests"
    static let providerKey = "sk_test_command_line_tests"
    static let apiKey = "qk_command_line_tests_0001"

    let folder: TemporaryFolder
    let configuration: String
    var database: String { folder.url.appending(path: "hub.sqlite").path }

    /// - Parameter provider: where the provider listens; nobody does on port 9 of this machine.
    init(provider: UInt16 = 9) throws {
        folder = try TemporaryFolder()
        configuration = try folder.write("hub.yaml", Self.yaml(provider: provider)).path
    }

    static func yaml(provider: UInt16 = 9) -> String {
        """
        mode: sandbox
        database: hub.sqlite
        listen: 127.0.0.1:0
        merchants:
          - id: shop
            base_currency: EUR
            principals:
              - {name: tests, key: {env: QUITTANCE_TESTS_KEY}}
            accounts:
              - id: cards
                adapter: stripe
                settings:
                  secret_key: \(providerKey)
                  webhook_secret: \(webhookSecret)
                  api_base: http://127.0.0.1:\(provider)

        """
    }

    static let environment = ["QUITTANCE_TESTS_KEY": apiKey]

    /// - Parameter ahead: by how many seconds the hub's clock runs ahead of ours.
    func serve(ahead: Int64 = 0) async throws -> Server {
        let clock = ahead == 0 ? [] : ["--sandbox-clock", "\(Int64(Date().timeIntervalSince1970) + ahead)"]
        return try await Server(
            Programs.quittance,
            ["serve", "--config", configuration] + clock,
            environment: Self.environment
        )
    }

    func verify() async throws -> Finished {
        try await run(
            Programs.quittance,
            ["ledger", "verify", "--config", configuration, "--json"],
            environment: Self.environment
        )
    }
}

extension Server {
    /// Calls the API as the merchant.
    func api(
        _ method: String,
        _ path: String,
        _ body: String = "",
        type: String = "application/json",
        key: String? = nil
    ) throws -> HTTPAnswer {
        var headers = ["Authorization": "Bearer \(Shop.apiKey)", "Content-Type": type]
        headers["Idempotency-Key"] = key
        return try call(method, path, headers: headers, body: Array(body.utf8))
    }

    /// Calls the provider's own API.
    func provider(_ method: String, _ path: String) throws -> HTTPAnswer {
        try call(method, path, headers: ["Authorization": "Bearer \(Shop.providerKey)"])
    }

    /// Delivers a webhook with the signature that the provider would give it now.
    func deliver(_ body: String, to address: String = "stripe/cards") throws -> HTTPAnswer {
        let time = "\(Int64(Date().timeIntervalSince1970))"
        let mac = HMACSHA256Key(Shop.webhookSecret).authenticationCode(for: Array("\(time).\(body)".utf8))
        return try call(
            "POST",
            "/webhooks/\(address)",
            headers: ["Stripe-Signature": "t=\(time),v1=\(Hexadecimal.encode(mac))"],
            body: Array(body.utf8)
        )
    }

    func startShopping(invoices: [(number: String, amount: String)]) throws {
        let customer = try api(
            "PUT",
            "/v1/customers/c1",
            #"{"name":"One","credit_limit":{"amount":"900.00","currency":"EUR"}}"#
        )
        try #require(customer.status == 200, "\(customer.text)")
        let header = "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference"
        let rows = invoices.map { "\($0.number),invoice,c1,One,,EUR,\($0.amount),\($0.amount),2026-11-01,,net 30," }
        let csv = ([header] + rows).joined(separator: "\n") + "\n"
        let imported = try api("POST", "/v1/invoices", csv, type: "text/csv")
        try #require(try imported.object()["added"] as? Int == invoices.count, "\(imported.text)")
    }
}

/// Looks again until there is something to see, for at most a minute: other tests may have all processors.
@discardableResult
func poll<Value>(_ what: String, _ look: () throws -> Value?) async throws -> Value {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if let value = try look() { return value }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw Vain(description: "\(what): waited in vain")
}

struct Vain: Error, CustomStringConvertible {
    let description: String
}
