internal import AdapterKit
internal import HubTransport

/// Talks to the hub and to the provider sandbox as any merchant's program would.
struct DemoClient {
    struct Answer {
        let status: Int
        let json: JSONValue
        let text: String
    }

    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    private let transport: HTTPTransport
    private let base: String
    private let key: String?
    private let egress: EgressPolicy

    init(transport: HTTPTransport, base: String, key: String?) {
        self.transport = transport
        self.base = base
        self.key = key
        egress = EgressPolicy(hosts: [String(base.dropFirst("http://".count))], allowsPlainLoopback: true)
    }

    /// - Throws: `Refused` when nothing answers, or the status is not among `expecting`.
    func send(
        _ method: String,
        _ path: String,
        body: String = "",
        type: String = "application/json",
        headers: [(name: String, value: String)] = [],
        expecting: ClosedRange<Int> = 200...299
    ) async throws -> Answer {
        var all = headers + [("Content-Type", type)]
        if let key { all.append(("Authorization", "Bearer \(key)")) }
        let request = TransportRequest(
            method: method,
            url: base + path,
            headers: all,
            body: Array(body.utf8),
            timeoutMilliseconds: 20_000
        )
        let response: TransportResponse
        do {
            response = try await transport.send(request, egress: egress)
        } catch {
            throw Refused(description: "\(method) \(path): \(error.reason.rawValue) \(error.detail)")
        }
        let text = String(decoding: response.body, as: UTF8.self)
        guard expecting.contains(response.status) else {
            throw Refused(description: "\(method) \(path): \(response.status) \(text)")
        }
        let document = try JSONDocument(text.isEmpty ? Array("{}".utf8) : response.body)
        return Answer(status: response.status, json: document.root, text: text)
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    /// Posts JSON under an idempotency key.
    func post(
        _ path: String,
        _ body: String,
        key: String,
        expecting: ClosedRange<Int> = 200...299
    ) async throws -> Answer {
        try await send("POST", path, body: body, headers: [("Idempotency-Key", key)], expecting: expecting)
    }
}
