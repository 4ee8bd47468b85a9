import Foundation
import Synchronization
import Testing

@testable import HubTransport

/// The transport over real sockets: what arrives, and what is known when nothing does.
@Suite(.timeLimit(.minutes(1))) struct HTTPTransportTests {
    let transport: HTTPTransport

    init() throws {
        var limits = TransportLimits.standard
        limits.responseBodyBytesMax = 100_000
        limits.responseHeaderBytesMax = 8_000
        transport = try HTTPTransport(limits: limits)
    }

    private func makeRequest(
        _ method: String,
        _ url: String,
        body: String = "",
        timeout: Int64 = 20_000
    ) -> TransportRequest {
        TransportRequest(method: method, url: url, body: Array(body.utf8), timeoutMilliseconds: timeout)
    }

    private func policy(_ server: LoopbackServer) -> EgressPolicy {
        EgressPolicy(hosts: ["127.0.0.1:\(server.port)"], allowsPlainLoopback: true)
    }

    private func post(
        to server: LoopbackServer,
        body: String = "amount=100",
        timeout: Int64 = 20_000
    ) async throws(TransportFailure) -> TransportResponse {
        try await transport.send(
            makeRequest("POST", server.url("/charge"), body: body, timeout: timeout),
            egress: policy(server)
        )
    }

    private func expectFailure(
        _ body: () async throws(TransportFailure) -> TransportResponse
    ) async -> TransportFailure? {
        do {
            let response = try await body()
            Issue.record("an answer where none was expected: \(response.status)")
            return nil
        } catch { return error }
    }

    @Test func sendsTheRequestAsGivenAndReturnsTheAnswer() async throws {
        let seen = Mutex("")
        let server = try LoopbackServer { connection in
            guard let request = connection.readRequest() else { return }
            seen.withLock { $0 = request }
            let headers = "X-One: 1\r\nx-one:  2 \r\nEmpty:\r\n"
            connection.answer("{\"ok\":true}", status: "201 Created", headers: headers)
        }
        defer { server.stop() }
        var request = makeRequest("POST", server.url("/a/../b?x=%2F"), body: "h\u{e9}llo")
        request.headers = [("Idempotency-Key", "k-1"), ("Content-Type", "text/plain"), ("X-Empty", "")]
        let response = try await transport.send(request, egress: policy(server))
        #expect(response.status == 201)
        #expect(String(decoding: response.body, as: UTF8.self) == "{\"ok\":true}")
        let ones = response.headers.filter { $0.name.lowercased() == "x-one" }.map(\.value)
        #expect(ones == ["1", "2"])
        #expect(response.headers.contains { $0.name == "Empty" && $0.value.isEmpty })
        let lines = seen.withLock { $0 }.components(separatedBy: "\r\n")
        #expect(lines.first == "POST /a/../b?x=%2F HTTP/1.1")
        #expect(lines.last == "h\u{e9}llo")
        let fields = Set(lines.dropFirst().prefix { !$0.isEmpty })
        let expected: Set<String> = [
            "Host: 127.0.0.1:\(server.port)", "Accept: */*", "Idempotency-Key: k-1", "Content-Type: text/plain",
            "X-Empty:",
            "Content-Length: 6",
        ]
        #expect(fields == expected)
    }

    @Test("every method", arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    func sendsEveryMethod(method: String) async throws {
        let server = try LoopbackServer { connection in
            while let request = connection.readRequest() {
                let line = request.prefix { $0 != "\r\n" }
                if method == "HEAD" {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
                } else {
                    connection.answer(String(line) + (request.hasSuffix("body!") ? "+" : "-"))
                }
            }
        }
        defer { server.stop() }
        for body in ["", "body!"] where !(method == "HEAD" && !body.isEmpty) {
            let response = try await transport.send(
                makeRequest(method, server.url("/m"), body: body),
                egress: policy(server)
            )
            let expected = method == "HEAD" ? "" : "\(method) /m HTTP/1.1" + (body.isEmpty ? "-" : "+")
            #expect(String(decoding: response.body, as: UTF8.self) == expected)
        }
        #expect(server.connectionCount == 1, "the connection is kept")
    }

    @Test func aLargeBodyIsSentWhole() async throws {
        let server = try LoopbackServer { connection in
            guard let request = connection.readRequest() else { return }
            connection.answer("\(request.utf8.count { $0 == UInt8(ascii: "z") })")
        }
        defer { server.stop() }
        let response = try await post(to: server, body: String(repeating: "z", count: 3_000_000))
        #expect(String(decoding: response.body, as: UTF8.self) == "3000000")
    }

    @Test func anErrorStatusIsAnAnswer() async throws {
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil { connection.answer("no", status: "503 Busy") }
        }
        defer { server.stop() }
        #expect(try await post(to: server).status == 503)
    }

    @Test func aRedirectIsAnAnswerAndNotFollowed() async throws {
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil {
                connection.answer("", status: "302 Found", headers: "Location: /elsewhere\r\n")
            }
        }
        defer { server.stop() }
        let response = try await transport.send(makeRequest("GET", server.url()), egress: policy(server))
        #expect(response.status == 302)
        #expect(response.headers.contains { $0.name == "Location" && $0.value == "/elsewhere" })
        #expect(server.connectionCount == 1)
    }

    @Test func interimAnswersAreSkipped() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
            connection.answer("done", headers: "X-Late: 1\r\n")
        }
        defer { server.stop() }
        let response = try await post(to: server)
        #expect(response.status == 200)
        #expect(!response.headers.contains { $0.name == "X-Early" })
        #expect(response.headers.contains { $0.name == "X-Late" })
    }

    // MARK: No answer

    @Test(
        "whatever the server does after reading, bytes have left",
        arguments: [
            ("", TransportFailure.Reason.connectionLost),
            ("HTTP/1.1 200 OK\r\nContent-Le", .connectionLost),
            ("HTTP/1.1 200 OK", .connectionLost),
            ("HTTP/1.1 200 OK\r\nX: 1\r\n", .connectionLost),
            ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", .brokenResponse),
            ("HTTP/1.1 103 Early Hints\r\n\r\n", .brokenResponse),
            ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", .brokenResponse),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", .brokenResponse),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .brokenResponse),
            ("SSH-2.0-OpenSSH\r\n\r\n", .brokenResponse),
            ("HTTP/1.1 abc\r\n\r\n", .brokenResponse),
        ]
    )
    func brokenAnswersLeaveTheOutcomeOpen(answer: String, reason: TransportFailure.Reason) async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(answer)
        }
        defer { server.stop() }
        let failure = await expectFailure { () async throws(TransportFailure) in try await post(to: server) }
        #expect(failure?.reason == reason, "\(String(describing: failure))")
        #expect(failure?.bytesLeft == true)
        #expect(server.connectionCount == 1, "nothing is sent again")
    }

    @Test func refusedConnectionsProveThatNothingLeft() async throws {
        let failure = try await LoopbackServer.withDeafPort { port in
            let egress = EgressPolicy(hosts: ["127.0.0.1:\(port)"], allowsPlainLoopback: true)
            return await expectFailure { () async throws(TransportFailure) in
                try await transport.send(makeRequest("POST", "http://127.0.0.1:\(port)/"), egress: egress)
            }
        }
        #expect(failure?.reason == .couldNotConnect)
        #expect(failure?.bytesLeft == false)
    }

    @Test func unknownHostsProveThatNothingLeft() async throws {
        let failure = await expectFailure { () async throws(TransportFailure) in
            try await transport.send(
                makeRequest("POST", "https://nowhere.invalid/"),
                egress: EgressPolicy(hosts: ["nowhere.invalid"])
            )
        }
        #expect(failure?.reason == .couldNotConnect)
        #expect(failure?.bytesLeft == false)
    }

    @Test func noEncryptionMeansNothingLeft() async throws {
        let server = try LoopbackServer { connection in connection.write("HTTP/1.1 400 Bad Request\r\n\r\n") }
        defer { server.stop() }
        let failure = await expectFailure { () async throws(TransportFailure) in
            try await transport.send(makeRequest("POST", "https://127.0.0.1:\(server.port)/"), egress: policy(server))
        }
        #expect(failure?.reason == .tls)
        #expect(failure?.bytesLeft == false)
    }

    @Test func aHandshakeThatNeverEndsMeansNothingLeft() async throws {
        let server = try LoopbackServer { _ in Thread.sleep(forTimeInterval: 2) }
        defer { server.stop() }
        let failure = await expectFailure { () async throws(TransportFailure) in
            try await transport.send(
                makeRequest("POST", "https://127.0.0.1:\(server.port)/", timeout: 300),
                egress: policy(server)
            )
        }
        #expect(failure?.reason == .timedOut)
        #expect(failure?.bytesLeft == false)
    }

    @Test("the deadline holds against silence and against a slow drip", arguments: [true, false])
    func givesUpAtTheDeadline(drips: Bool) async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            // Half a minute: without the deadline the test would see a broken answer, or none in time.
            for _ in 0..<600 {
                Thread.sleep(forTimeInterval: 0.05)
                if drips, !connection.write("x") { return }
            }
        }
        defer { server.stop() }
        let failure = await expectFailure { () async throws(TransportFailure) in
            try await post(to: server, timeout: 300)
        }
        #expect(failure?.reason == .timedOut)
        #expect(failure?.bytesLeft == true)
    }

    @Test func limitsTheAnswersSize() async throws {
        let server = try LoopbackServer { connection in
            while let request = connection.readRequest() {
                let size = request.contains("fits") ? 100_000 : 100_001
                if request.contains("chunked") {
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    while connection.write("3e8\r\n" + String(repeating: "y", count: 1_000) + "\r\n") {}
                } else if request.contains("header") {
                    connection.answer("", headers: "X-Long: " + String(repeating: "h", count: 9_000) + "\r\n")
                } else {
                    connection.answer(String(repeating: "y", count: size))
                }
            }
        }
        defer { server.stop() }
        #expect(try await post(to: server, body: "fits").body.count == 100_000)
        for body in ["too large", "chunked without end", "header"] {
            let failure = await expectFailure { () async throws(TransportFailure) in
                try await post(to: server, body: body)
            }
            #expect(failure?.reason == .responseTooLarge, "\(body)")
            #expect(failure?.bytesLeft == true)
        }
    }

    // MARK: Kept connections

    /// Answers the first request of the first connection, then closes that connection on reading the second.
    private func closingServer(_ requests: Mutex<Int>.Box) throws -> LoopbackServer {
        try LoopbackServer { connection in
            while connection.readRequest() != nil {
                let count = requests.increment()
                if count == 2 { return }
                connection.answer("answer \(count)")
            }
        }
    }

    @Test func aPaymentOnADyingConnectionIsNotSentAgain() async throws {
        let requests = Mutex<Int>.Box()
        let server = try closingServer(requests)
        defer { server.stop() }
        _ = try await post(to: server)
        let failure = await expectFailure { () async throws(TransportFailure) in try await post(to: server) }
        #expect(failure?.reason == .connectionLost)
        #expect(failure?.bytesLeft == true)
        #expect(requests.value == 2, "libcurl did not repeat it")
        // The next one opens a new connection.
        #expect(try await post(to: server).status == 200)
        #expect(server.connectionCount >= 2)
    }

    @Test func anInquiryOnADyingConnectionIsRepeated() async throws {
        let requests = Mutex<Int>.Box()
        let server = try closingServer(requests)
        defer { server.stop() }
        _ = try await transport.send(makeRequest("GET", server.url()), egress: policy(server))
        let response = try await transport.send(makeRequest("GET", server.url()), egress: policy(server))
        #expect(String(decoding: response.body, as: UTF8.self) == "answer 3")
        #expect(server.connectionCount == 2)
    }

    @Test func aConnectionClosedWhileIdleIsNotUsed() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.answer("once")
        }
        defer { server.stop() }
        _ = try await post(to: server)
        // Time for the server's closing to arrive; without it libcurl may still take the connection for alive.
        try await Task.sleep(for: .milliseconds(200))
        #expect(try await post(to: server).status == 200)
    }

    // MARK: Many, cancelled, shut down

    @Test func aHundredAtOnceAllGetTheirOwnAnswers() async throws {
        let server = try LoopbackServer { connection in
            while let request = connection.readRequest() {
                connection.answer(String(request.suffix(8)))
            }
        }
        defer { server.stop() }
        let wrong = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let body = "body\(1_000 + number)"
                    let response = try? await post(to: server, body: body)
                    return response.map { String(decoding: $0.body, as: UTF8.self) } != body
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wrong == 0)
        #expect(server.connectionCount <= 64)
    }

    @Test func cancellingTheTaskEndsTheRequest() async throws {
        let reading = AsyncStream<Void>.makeStream()
        let closed = AsyncStream<Bool>.makeStream()
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            reading.continuation.yield()
            closed.continuation.yield(connection.readRequest() == nil)
        }
        defer { server.stop() }
        let task = Task { await expectFailure { () async throws(TransportFailure) in try await post(to: server) } }
        for await _ in reading.stream { break }
        task.cancel()
        let failure = await task.value
        #expect(failure?.reason == .cancelled)
        #expect(failure?.bytesLeft == true)
        for await wasClosed in closed.stream {
            #expect(wasClosed, "the server sees the connection end")
            break
        }
    }

    @Test func aTaskCancelledBeforehandSendsNothing() async throws {
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil { connection.answer("late") }
        }
        defer { server.stop() }
        let gate = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in gate.stream { break }
            return await expectFailure { () async throws(TransportFailure) in try await post(to: server) }
        }
        task.cancel()
        gate.continuation.finish()
        let failure = await task.value
        #expect(failure?.reason == .cancelled)
        #expect(failure?.bytesLeft == false)
    }

    @Test func shuttingDownEndsWhatIsUnderWayAndRefusesMore() async throws {
        let reading = AsyncStream<Void>.makeStream()
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            reading.continuation.yield()
            _ = connection.readRequest()
        }
        defer { server.stop() }
        async let pending = expectFailure { () async throws(TransportFailure) in try await post(to: server) }
        for await _ in reading.stream { break }
        transport.shutDown()
        let interrupted = await pending
        #expect(interrupted?.reason == .shutDown)
        #expect(interrupted?.bytesLeft == true)
        let refused = await expectFailure { () async throws(TransportFailure) in try await post(to: server) }
        #expect(refused?.reason == .shutDown)
        #expect(refused?.bytesLeft == false)
        transport.shutDown()
    }

    @Test func shuttingDownWithGraceLetsAnswersArrive() async throws {
        let reading = AsyncStream<Void>.makeStream()
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            reading.continuation.yield()
            Thread.sleep(forTimeInterval: 0.2)
            connection.answer("in time")
        }
        defer { server.stop() }
        async let pending = try post(to: server)
        for await _ in reading.stream { break }
        transport.shutDown(grace: .seconds(20))
        #expect(try await pending.status == 200)
    }

    @Test func tooManyAtOnceAreRefusedBeforeTheyLeave() async throws {
        var limits = TransportLimits.standard
        limits.inFlightMax = 1
        let narrow = try HTTPTransport(limits: limits)
        let reading = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            reading.continuation.yield()
            release.wait()
            connection.answer("first")
        }
        defer { server.stop() }
        let request = makeRequest("POST", server.url())
        let egress = policy(server)
        async let first = try narrow.send(request, egress: egress)
        for await _ in reading.stream { break }
        let refused = await expectFailure { () async throws(TransportFailure) in
            try await narrow.send(request, egress: egress)
        }
        #expect(refused?.reason == .overloaded)
        #expect(refused?.bytesLeft == false)
        release.signal()
        #expect(try await first.status == 200)
    }

    @Test func anAbandonedTransportEndsItsThread() async throws {
        for _ in 0..<20 {
            let server = try LoopbackServer { connection in
                while connection.readRequest() != nil { connection.answer("x") }
            }
            defer { server.stop() }
            let short = try HTTPTransport()
            #expect(try await short.send(makeRequest("GET", server.url()), egress: policy(server)).status == 200)
        }
    }
}

extension Mutex where Value == Int {
    /// A count that threads share.
    final class Box: Sendable {
        private let count = Mutex(0)

        var value: Int { count.withLock { $0 } }

        func increment() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }
}
