/// One HTTP request, complete: nothing is added to it but what the protocol demands (`Host`, `Content-Length`, `Accept`).
package struct TransportRequest: Sendable {
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// From handing the request over to the last byte of the answer.
    package var timeoutMilliseconds: Int64
    /// For name lookup, connection and TLS together; never longer than the whole request may take.
    package var connectTimeoutMilliseconds: Int64

    package init(
        method: String,
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        timeoutMilliseconds: Int64,
        connectTimeoutMilliseconds: Int64 = 10_000
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
    }
}

/// A complete HTTP answer, whatever its status.
package struct TransportResponse: Sendable {
    package let status: Int
    /// In the order received, names as the server spelled them.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
}
