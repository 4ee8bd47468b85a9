/// HTTP requests for real, over libcurl: one thread for all connections, any number of tasks waiting.
///
/// Nothing is retried, redirected, or routed through a proxy. A failure tells whether any byte of the request may have
/// left: it has as soon as the connection stands and libcurl is about to write, because from there on nobody can know.
/// When a kept connection turns out to be closed, a request with a safe method (`GET`, `HEAD`, `OPTIONS`) is sent again
/// on a new one; any other fails with `connectionLost`, since the first sending may have arrived.
package final class HTTPTransport: Sendable {
    private let driver: TransportDriver
    private let limits: TransportLimits

    /// - Throws: `outOfResources`.
    package init(limits: TransportLimits = .standard) throws(TransportFailure) {
        self.limits = limits
        driver = try TransportDriver(limits: limits)
    }

    deinit { shutDown() }

    /// Sends the request and waits for the whole answer, of whatever status.
    ///
    /// - Throws: `TransportFailure`; `cancelled` at once when the calling task is cancelled.
    package func send(
        _ request: TransportRequest,
        egress: EgressPolicy
    ) async throws(TransportFailure) -> TransportResponse {
        let transfer = try Transfer(request, egress: egress, limits: limits, identifier: driver.nextIdentifier())
        return try await driver.perform(transfer).get()
    }

    /// Refuses new requests from now on, and aborts those that have not ended after `grace`.
    ///
    /// Returns at once; calling it
    /// again can only shorten the grace.
    package func shutDown(grace: Duration = .zero) { driver.stop(at: .now + grace) }
}
