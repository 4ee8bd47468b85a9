extension TransportRequest {
    /// Header fields that decide where a request goes or how it is framed: the transport's own.
    private static let reservedHeaders: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect",
        "proxy-authorization", "proxy-connection",
    ]
    private static let timeoutMillisecondsMax: Int64 = 3_600_000

    /// Refuses what libcurl would misread: text that could end a line early, fields that are not the caller's to set,
    /// time limits that mean "for ever".
    ///
    /// - Throws: `invalidRequest`, or `timedOut` for a time limit that is already spent.
    func validate() throws(TransportFailure) {
        guard !method.isEmpty, method.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw Self.invalid("the method is not upper-case letters")
        }
        guard !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw Self.invalid("the URL has a space or a control character")
        }
        for header in headers { try Self.validate(name: header.name, value: header.value) }
        guard timeoutMilliseconds > 0, connectTimeoutMilliseconds > 0 else {
            throw TransportFailure(.timedOut, bytesLeft: false, detail: "no time is left")
        }
        guard max(timeoutMilliseconds, connectTimeoutMilliseconds) <= Self.timeoutMillisecondsMax else {
            throw Self.invalid("a time limit is longer than an hour")
        }
    }

    private static func validate(name: String, value: String) throws(TransportFailure) {
        guard !name.isEmpty, name.utf8.allSatisfy(isTokenCharacter) else { throw invalid("a header has a wrong name") }
        guard !reservedHeaders.contains(name.lowercased()) else { throw invalid("the header \(name) is reserved") }
        guard !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
            throw invalid("the header \(name) has a control character")
        }
    }

    /// Source: RFC 9110, section 5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func invalid(_ detail: String) -> TransportFailure {
        TransportFailure(.invalidRequest, bytesLeft: false, detail: detail)
    }
}
