/// How the server listens, and what it lets a client demand of it.
package struct HTTPOptions: Sendable {
    package enum Mode: String, Sendable {
        case live
        /// The clock may be moved over the API.
        case sandbox
    }

    package var host = "127.0.0.1"
    /// 0 for a free one; `onListening` tells which.
    package var port = 8080
    package var mode = Mode.live
    /// The longest body of a provider's webhook, bytes.
    package var webhookBytesMax = 1 << 20
    /// The longest body of an API request, bytes.
    package var requestBytesMax = 1 << 20
    /// The longest file of invoices, bytes.
    package var importBytesMax = 32 << 20
    /// How long a client may take to send one whole request, from its first line to its last byte, milliseconds; a body
    /// that announces its length gets a second more for every half mebibyte.
    package var requestDeadlineMilliseconds: Int64 = 10_000
    /// How many connections are held at once; more wait to be accepted.
    package var connectionsMax = 10_000
    /// How long a connection may wait for its next request, or for its client to take an answer; milliseconds.
    package var idleMilliseconds: Int64 = 60_000
    /// How long an API key that was found is trusted without asking the database again; milliseconds.
    package var callerMilliseconds: Int64 = 5_000
    /// Called once, with the port.
    package var onListening: @Sendable (Int) -> Void = { _ in }

    package init() {}
}
