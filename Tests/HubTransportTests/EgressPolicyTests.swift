import Testing

@testable import HubTransport

/// Where requests may go and what they may not contain; none of these reaches the network.
@Suite struct EgressPolicyTests {
    static let egress = EgressPolicy(
        hosts: [
            "api.example.com", "pay.example.com:8443", "127.0.0.1:9", "localhost:9", "[::1]:9", "10.0.0.1:80", "x:0",
        ],
        allowsPlainLoopback: true
    )

    private func refusal(_ request: TransportRequest, egress: EgressPolicy = egress) -> TransportFailure? {
        do {
            _ = try Transfer(request, egress: egress, limits: .standard, identifier: 1)
            return nil
        } catch { return error }
    }

    private func refusal(_ url: String, egress: EgressPolicy = egress) -> TransportFailure? {
        refusal(TransportRequest(method: "GET", url: url, timeoutMilliseconds: 1_000), egress: egress)
    }

    @Test(arguments: [
        "https://api.example.com/", "https://api.example.com:443/v1?x=1", "https://API.Example.COM/",
        "https://pay.example.com:8443/", "http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/",
        "https://127.0.0.1:9/", "https://%61pi.example.com/", "http://127.1:9/",
    ])
    func admits(_ url: String) {
        #expect(refusal(url) == nil)
    }

    @Test(arguments: [
        "https://api.example.com:8443/", "https://pay.example.com/", "https://example.com/",
        "https://sub.api.example.com/",
        "https://api.example.com.evil.test/", "https://api.example.com./", "https://evil.test/api.example.com",
        "https://evil.test#api.example.com", "https://evil.test?@api.example.com", "http://api.example.com/",
        "http://pay.example.com:8443/", "http://10.0.0.1/", "http://127.0.0.1:10/", "http://0.0.0.0:9/",
        "ftp://api.example.com/", "file:///etc/passwd", "gopher://api.example.com/", "https://api\u{2024}example.com/",
        "https://evil.test\\@api.example.com/", "https://2130706433:10/", "https://x/",
    ])
    func refusesOtherPlaces(_ url: String) {
        let failure = refusal(url)
        #expect(failure.map { [.hostNotAllowed, .invalidRequest].contains($0.reason) } == true, "\(url)")
        #expect(failure?.bytesLeft == false)
    }

    @Test func plainLoopbackNeedsPermission() {
        let strict = EgressPolicy(hosts: ["127.0.0.1:9"])
        #expect(refusal("http://127.0.0.1:9/", egress: strict)?.reason == .hostNotAllowed)
        #expect(refusal("https://127.0.0.1:9/", egress: strict) == nil)
        #expect(refusal("https://api.example.com/", egress: EgressPolicy(hosts: []))?.reason == .hostNotAllowed)
        #expect(refusal("https://api.example.com/", egress: EgressPolicy(hosts: ["*", "*.example.com", ""])) != nil)
    }

    @Test(arguments: [
        "", "api.example.com", "https://", "https:///path", "https://user@api.example.com/",
        "https://u:p@api.example.com/",
        "https://api.example.com/a b", "https://api.example.com/\r\nX: y", "https://api.example.com/\u{0}",
        "https://api.example.com:99999/",
        "https://[::1/",
    ])
    func refusesUnreadableURLs(_ url: String) {
        #expect(refusal(url)?.bytesLeft == false, "\(url)")
    }

    @Test(arguments: [
        ("X-A", "1\r\nX-B: 2"), ("X-A", "1\n"), ("X-A", "a\u{0}b"), ("X-A:", "1"), ("", "1"), ("X A", "1"),
        ("X-A\r\n", "1"),
        ("Host", "evil.test"), ("content-length", "0"), ("Transfer-Encoding", "chunked"), ("Connection", "close"),
        ("Expect", "100-continue"), ("X-é", "1"),
    ])
    func refusesHeadersThatWouldChangeTheRequest(name: String, value: String) {
        let request = TransportRequest(
            method: "POST",
            url: "https://api.example.com/",
            headers: [(name, value)],
            timeoutMilliseconds: 1_000
        )
        let failure = refusal(request)
        #expect(failure?.reason == .invalidRequest)
        #expect(failure?.bytesLeft == false)
        #expect(failure.map { value.count < 4 || !$0.detail.contains(value) } == true, "values stay out of the detail")
    }

    @Test(arguments: ["", "get", "GET /", "POST\r\n", "PÖST"])
    func refusesOtherMethods(_ method: String) {
        let request = TransportRequest(method: method, url: "https://api.example.com/", timeoutMilliseconds: 1_000)
        #expect(refusal(request)?.reason == .invalidRequest)
    }

    @Test func noTimeLeftMeansTimedOut() {
        let request = TransportRequest(method: "GET", url: "https://api.example.com/", timeoutMilliseconds: 0)
        #expect(refusal(request)?.reason == .timedOut)
        #expect(refusal(request)?.bytesLeft == false)
    }

    @Test func headerFieldsAreReadAsTheyCame() {
        let text = "HTTP/1.1 200 OK\r\nA: 1\r\na:  two words \r\nEmpty:\r\nFolded: x\r\n  y\r\nno colon\r\nB:c:d\n\r\n"
        let fields = HeaderFields.parse(Array(text.utf8)).map { "\($0.name)=\($0.value)" }
        #expect(fields == ["A=1", "a=two words", "Empty=", "Folded=x y", "B=c:d"])
    }
}
