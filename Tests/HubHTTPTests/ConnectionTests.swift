import AdapterKit
import Foundation
import HubEngine
import HubHTTP
import HubStore
import HubStoreSQLite
import Logging
import ServiceLifecycle
import Testing

@Suite("connections", .serialized)
struct ConnectionTests {
    /// Runs the real server on a free port.
    private func serve(
        _ change: (inout HTTPOptions) -> Void = { _ in },
        store: (any Store)? = nil,
        _ body: @Sendable @escaping (Int) throws -> Void
    ) async throws {
        let world = if let store { try await World(store: store) } else { try await World() }
        var options = HTTPOptions()
        options.port = 0
        change(&options)
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        options.onListening = { announce.yield($0) }
        let server = HubServer(hub: world.hub, options: options, sandboxClock: nil)
        // Stops as the program does: a server that is cancelled while it accepts a connection may end the process.
        let services = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            for await port in ports {
                // Blocking sockets must not hold a thread of the pool that the server runs on.
                try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                    Thread.detachNewThread { done.resume(with: Result { try body(port) }) }
                }
                break
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    private static func webhook(_ body: String, announced: Int? = nil) -> String {
        let signature = FakeAdapter.signature(of: Array(body.utf8))
        return "POST /webhooks/fake/main HTTP/1.1\r\nHost: hub\r\nFake-Signature: \(signature)\r\n"
            + "Content-Length: \(announced ?? body.utf8.count)\r\n\r\n\(body)"
    }

    @Test func oneConnectionServesManyRequests() async throws {
        try await serve { port in
            let client = try SocketClient(port: port)
            for number in 0..<3 {
                client.send("GET /health HTTP/1.1\r\nHost: hub\r\n\r\n")
                #expect(client.receive().hasPrefix("HTTP/1.1 200 OK"))
                client.send(Self.webhook(#"{"id":"e\#(number)"}"#))
                #expect(client.receive().contains(#"{"received":true,"repeated":false}"#))
            }
        }
    }

    @Test func pipelinedRequestsAreAnsweredInTheirOrder() async throws {
        try await serve { port in
            let client = try SocketClient(port: port)
            client.send(
                "GET /health HTTP/1.1\r\nHost: hub\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"
            )
            let all = client.receiveAll()
            let first = all.firstRange(of: "200 OK")?.lowerBound
            let second = all.firstRange(of: "404 Not Found")?.lowerBound
            #expect(first != nil && second != nil && first ?? all.endIndex < second ?? all.startIndex, "\(all)")
        }
    }

    @Test("webhooks among other requests, all in one packet, are answered in their order, a forged one too")
    func pipelinedWebhooks() async throws {
        try await serve { port in
            let client = try SocketClient(port: port)
            let one = Self.webhook(#"{"id":"one"}"#)
            let forged = "POST /webhooks/fake/main HTTP/1.1\r\nHost: hub\r\nContent-Length: 2\r\n\r\n{}"
            let last = "GET /nowhere HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"
            let health = "GET /health HTTP/1.1\r\nHost: hub\r\n\r\n"
            client.send(one + one + forged + health + Self.webhook(#"{"id":"two"}"#) + last)
            let all = client.receiveAll()
            let expected = [
                #"{"received":true,"repeated":false}"#, #"{"received":true,"repeated":true}"#, "401 Unauthorized",
                #"{"status":"ok"}"#, #"{"received":true,"repeated":false}"#, "404 Not Found",
            ]
            var rest = all[...]
            for text in expected {
                let place = rest.firstRange(of: text)
                #expect(place != nil, "\(text) is missing behind what came before: \(all)")
                rest = place.map { rest[$0.upperBound...] } ?? rest
            }
        }
    }

    @Test("a webhook in pieces, and one whose sender has stopped sending, are answered")
    func webhooksInPieces() async throws {
        try await serve { port in
            let client = try SocketClient(port: port)
            for piece in Self.webhook(#"{"id":"pieces"}"#).map(String.init) { client.send(piece) }
            let answer = client.receive()
            #expect(answer.contains(#""repeated":false"#), "\(answer)")
            #expect(answer.lowercased().contains("date: ") && answer.contains(" GMT\r\n"))
            client.send(Self.webhook(#"{"id":"last"}"#))
            client.stopSending()
            #expect(client.receiveAll().contains(#""repeated":false"#))
        }
    }

    @Test("deliveries of many connections at once are stored once each")
    func manyConnections() async throws {
        try await serve { port in
            let clients = try (0..<32).map { _ in try SocketClient(port: port) }
            for round in 0..<4 {
                for (number, client) in clients.enumerated() {
                    client.send(Self.webhook(#"{"id":"r\#(round)n\#(number / 2)"}"#))
                }
                let answers = clients.map { $0.receive() }
                #expect(answers.count { $0.contains(#""repeated":false"#) } == 16, "each event came twice")
                #expect(answers.count { $0.contains(#""repeated":true"#) } == 16)
            }
        }
    }

    @Test("a store that refuses is told to the provider as 503, and the connection lives on")
    func refusingStore() async throws {
        let store = try RefusingStore()
        try await serve(store: store) { port in
            let client = try SocketClient(port: port)
            client.send(Self.webhook(#"{"id":"e1"}"#))
            #expect(client.receive().contains(#""repeated":false"#))
            store.refuse()
            client.send(Self.webhook(#"{"id":"e2"}"#))
            let answer = client.receive()
            #expect(answer.hasPrefix("HTTP/1.1 503") && answer.lowercased().contains("retry-after: 1"), "\(answer)")
            client.send("GET /health HTTP/1.1\r\nHost: hub\r\n\r\n")
            #expect(client.receive().hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func aBodyThatTricklesIsCutOffInTime() async throws {
        try await serve {
            $0.requestDeadlineMilliseconds = 400
        } _: { port in
            let client = try SocketClient(port: port)
            let start = ContinuousClock.now
            client.send(Self.webhook("", announced: 1_000))
            // A byte now and then would keep an idle limit away for ever.
            for _ in 0..<30 where client.send("x") { usleep(50_000) }
            let all = client.receiveAll()
            #expect(all.hasPrefix("HTTP/1.1 408"), "\(all)")
            #expect(all.contains("/problems/too-slow") && !all.contains("200 OK"))
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test func headersThatTrickleAreCutOffInTime() async throws {
        try await serve {
            $0.requestDeadlineMilliseconds = 400
        } _: { port in
            let client = try SocketClient(port: port)
            let start = ContinuousClock.now
            client.send("GET /health HTTP/1.1\r\n")
            var sent = 0
            while sent < 400, client.send("a\(sent): b\r\n") {
                sent += 1
                usleep(50_000)
            }
            #expect(sent < 400, "the connection was closed while the client was sending")
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        try await serve {
            $0.idleMilliseconds = 300
        } _: { port in
            let client = try SocketClient(port: port)
            client.send("GET /health HTTP/1.1\r\nHost: hub\r\n\r\n")
            #expect(client.receive().hasPrefix("HTTP/1.1 200"))
            let start = ContinuousClock.now
            #expect(client.receive().isEmpty)
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test func aBodyOverItsLimitIsRefusedBeforeItIsSent() async throws {
        try await serve { port in
            let client = try SocketClient(port: port)
            client.send(Self.webhook("", announced: 1 << 40))
            let all = client.receiveAll()
            #expect(all.hasPrefix("HTTP/1.1 413") && all.lowercased().contains("connection: close"), "\(all)")
            #expect(all.contains("/problems/too-large"))
        }
    }

    @Test func aBodyWithoutLengthIsCountedAsItComes() async throws {
        try await serve {
            $0.webhookBytesMax = 1_000
        } _: { port in
            let client = try SocketClient(port: port)
            client.send("POST /webhooks/fake/main HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<100 where client.send("64\r\n\(String(repeating: "x", count: 100))\r\n") { usleep(1_000) }
            let all = client.receiveAll()
            #expect(all.hasPrefix("HTTP/1.1 413"), "\(all)")
        }
    }

    @Test func aStrangerIsRefusedBeforeItsBodyIsRead() async throws {
        try await serve { port in
            let client = try SocketClient(port: port)
            client.send("POST /v1/payments HTTP/1.1\r\nHost: hub\r\nContent-Length: 500000\r\n\r\n{")
            let all = client.receiveAll()
            #expect(all.hasPrefix("HTTP/1.1 401") && all.lowercased().contains("connection: close"), "\(all)")
        }
    }

    @Test func aRequestThatBreaksOffCountsForNothingAndHarmsNobody() async throws {
        try await serve { port in
            for _ in 0..<3 { try SocketClient(port: port).send(Self.webhook(#"{"id":"e1"}"#, announced: 500)) }
            let client = try SocketClient(port: port)
            client.send(Self.webhook(#"{"id":"e1"}"#))
            #expect(client.receive().contains(#""repeated":false"#), "the halves were not recorded")
        }
    }

    @Test func whatIsNoHTTPGets400() async throws {
        try await serve { port in
            let client = try SocketClient(port: port)
            client.send("\u{16}\u{3}\u{1} hello\r\n\r\n")
            #expect(client.receiveAll().hasPrefix("HTTP/1.1 400"))
        }
    }
}
