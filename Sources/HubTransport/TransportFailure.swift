/// Why there is no answer, and whether the other side may have acted all the same.
package struct TransportFailure: Error, Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The method, URL, headers or time limits cannot be sent as they are.
        case invalidRequest
        /// The egress policy does not name this host and port, or forbids the scheme.
        case hostNotAllowed
        /// Too many requests are under way already.
        case overloaded
        /// The name was not found, or nothing accepts connections there.
        case couldNotConnect
        /// No trusted encrypted connection came about.
        case tls
        /// The deadline passed.
        case timedOut
        /// The connection ended while the request was being written, or before the answer's header was complete.
        case connectionLost
        /// The answer's header or body is larger than the limit.
        case responseTooLarge
        /// What came back is no complete HTTP answer.
        case brokenResponse
        /// The calling task was cancelled.
        case cancelled
        /// The transport is shutting down or has been.
        case shutDown
        /// The process has no memory, threads or file descriptors left for it.
        case outOfResources
    }

    package let reason: Reason
    /// Whether any byte of the request may have left this machine: `false` proves that nothing was executed, `true`
    /// proves nothing.
    package let bytesLeft: Bool
    /// For people and logs: names the host at most, never a header or a body.
    package let detail: String

    package init(_ reason: Reason, bytesLeft: Bool, detail: String) {
        self.reason = reason
        self.bytesLeft = bytesLeft
        self.detail = detail
    }
}
