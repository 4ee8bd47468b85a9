internal import CCurl

/// One request in libcurl's hands, from its making to its answer.
///
/// Unchecked because it wraps C memory without locks: the task that makes it is alone with it until it hands it to the
/// driver, and from then on only the driver's thread touches it.
final class Transfer: @unchecked Sendable {
    let identifier: UInt64
    let host: String
    private(set) var pointer: OpaquePointer?

    /// - Throws: `invalidRequest`, `hostNotAllowed`, `timedOut` for a time limit already spent, `outOfResources`.
    init(
        _ request: TransportRequest,
        egress: EgressPolicy,
        limits: TransportLimits,
        identifier: UInt64
    ) throws(TransportFailure) {
        try request.validate()
        self.identifier = identifier
        guard let url = ccurl_url_parse(request.url) else {
            throw TransportFailure(.invalidRequest, bytesLeft: false, detail: "the URL cannot be read")
        }
        defer { ccurl_url_free(url) }
        host = String(cString: ccurl_url_host(url))
        try Self.check(url, host: host, egress)
        pointer = Self.make(request, url, limits, identifier)
        guard pointer != nil, addHeaders(of: request) else {
            throw TransportFailure(.outOfResources, bytesLeft: false, detail: "libcurl could not prepare the request")
        }
    }

    deinit { close() }

    /// Frees libcurl's memory; on the driver's thread when the transfer was under way there.
    func close() {
        if let pointer { ccurl_transfer_free(pointer) }
        pointer = nil
    }

    /// Whether any byte may have left; nothing has while libcurl holds no transfer.
    var bytesLeft: Bool { pointer.map { ccurl_transfer_bytes_left($0) } ?? false }

    /// The answer or the failure that a finished transfer amounts to.
    func outcome(_ result: ccurl_result) -> Result<TransportResponse, TransportFailure> {
        guard let pointer else { return .failure(failure(.outOfResources)) }
        guard let reason = Self.reason(result) else {
            let status = ccurl_transfer_status(pointer)
            // 101 and other interim codes never end an exchange that asked for no upgrade.
            guard (200...599).contains(status) else { return .failure(failure(.brokenResponse)) }
            return .success(response(status: Int(status), pointer))
        }
        return .failure(failure(reason))
    }

    func failure(_ reason: TransportFailure.Reason) -> TransportFailure {
        let message = pointer.map { String(cString: ccurl_transfer_message($0)) } ?? ""
        let detail = message.isEmpty ? "\(host): \(reason.rawValue)" : "\(host): \(message)"
        return TransportFailure(reason, bytesLeft: bytesLeft, detail: detail)
    }

    private func response(status: Int, _ pointer: OpaquePointer) -> TransportResponse {
        var length = 0
        let headers = UnsafeBufferPointer(start: ccurl_transfer_headers(pointer, &length), count: length)
        let fields = HeaderFields.parse(Array(headers))
        let body = UnsafeBufferPointer(start: ccurl_transfer_body(pointer, &length), count: length)
        return TransportResponse(status: status, headers: fields, body: Array(body))
    }

    private static func check(_ url: OpaquePointer, host: String, _ egress: EgressPolicy) throws(TransportFailure) {
        guard !ccurl_url_has_credentials(url) else {
            throw TransportFailure(.invalidRequest, bytesLeft: false, detail: "the URL holds a user name or password")
        }
        let port = ccurl_url_port(url)
        let scheme = ccurl_url_scheme(url).map { String(cString: $0) }
        guard let scheme, egress.admits(scheme: scheme, host: host, port: port) else {
            throw TransportFailure(.hostNotAllowed, bytesLeft: false, detail: "\(host):\(port) is not allowed")
        }
    }

    private static func make(
        _ request: TransportRequest,
        _ url: OpaquePointer,
        _ limits: TransportLimits,
        _ identifier: UInt64
    ) -> OpaquePointer? {
        request.body.withUnsafeBufferPointer { body in
            request.method.withCString { method in
                withOptionalCString(limits.authorityFile) { authorityFile in
                    var options = ccurl_request(
                        method: method,
                        body: body.baseAddress,
                        body_length: body.count,
                        // Safe methods ask for nothing to be done, so a repeat does no harm (RFC 9110, section 9.2.1).
                        may_repeat: ["GET", "HEAD", "OPTIONS"].contains(request.method),
                        timeout_ms: Int(request.timeoutMilliseconds),
                        connect_timeout_ms: Int(request.connectTimeoutMilliseconds),
                        header_bytes_max: limits.responseHeaderBytesMax,
                        body_bytes_max: limits.responseBodyBytesMax,
                        authority_file: authorityFile
                    )
                    return ccurl_transfer_new(url, &options, identifier)
                }
            }
        }
    }

    private func addHeaders(of request: TransportRequest) -> Bool {
        guard let pointer else { return false }
        return HeaderFields.lines(for: request).allSatisfy { ccurl_transfer_add_header(pointer, $0) == 1 }
    }

    private static func withOptionalCString<R>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
        guard let text else { return body(nil) }
        return text.withCString { body($0) }
    }

    private static func reason(_ result: ccurl_result) -> TransportFailure.Reason? {
        switch result {
        case CCURL_DONE: nil
        case CCURL_COULD_NOT_CONNECT: .couldNotConnect
        case CCURL_TLS: .tls
        case CCURL_TIMED_OUT: .timedOut
        case CCURL_HEADERS_TOO_LARGE, CCURL_BODY_TOO_LARGE: .responseTooLarge
        case CCURL_CONNECTION_LOST: .connectionLost
        case CCURL_NO_MEMORY: .outOfResources
        default: .brokenResponse
        }
    }
}
