package import AdapterKit
package import PaymentVocabulary

/// An adapter's exchange over libcurl: one account's hosts, one call's deadline.
package struct CurlExchange: HTTPExchange {
    private let transport: HTTPTransport
    private let egress: EgressPolicy
    private let deadline: Timestamp
    private let now: @Sendable () -> Timestamp

    /// Reaches `hosts` over HTTPS; in a sandbox also over plain HTTP on loopback.
    package init(
        transport: HTTPTransport,
        hosts: [String],
        allowsPlainLoopback: Bool,
        deadline: Timestamp,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.transport = transport
        egress = EgressPolicy(hosts: hosts, allowsPlainLoopback: allowsPlainLoopback)
        self.deadline = deadline
        self.now = now
    }

    package func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse {
        let left = deadline.milliseconds - now().milliseconds
        guard left > 0 else { throw ExchangeFailure(bytesLeft: false, detail: "the deadline has passed") }
        do throws(TransportFailure) {
            let response = try await transport.send(
                TransportRequest(
                    method: request.method,
                    url: request.url,
                    headers: request.headers.map { ($0.name, $0.value) },
                    body: request.body,
                    timeoutMilliseconds: left
                ),
                egress: egress
            )
            return ExchangeResponse(
                status: response.status,
                headers: response.headers.map { HTTPHeader($0.name, $0.value) },
                body: response.body
            )
        } catch {
            throw ExchangeFailure(bytesLeft: error.bytesLeft, detail: "\(error.reason.rawValue): \(error.detail)")
        }
    }
}
