import Foundation
import Testing

@Suite("a system that allows few open files") struct OpenFilesTests {
    /// Every connection is a file; the hub raises the limit, so that those that wait keep nobody out.
    @Test("more clients than the limit it was started with")
    func raisesItsLimit() async throws {
        let shop = try Shop()
        let hub = try await Server(
            URL(filePath: "/bin/sh"),
            ["-c", #"ulimit -S -n 100; exec "$0" "$@""#, Programs.quittance.path, "serve"]
                + ["--config", shop.configuration],
            environment: Shop.environment
        )
        let idle = try (0..<150).map { _ in
            let connection = try Connection(port: hub.port)
            // Answered, so that only the idle limit of a minute ends it.
            try connection.send(Array("GET /health HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            return connection
        }
        let next = try Connection(port: hub.port, timeoutSeconds: 30)
        try next.send(HTTPAnswer.request("GET", "/ready", headers: [:], body: []))
        #expect(try next.answer().status == 200)
        withExtendedLifetime(idle) {}
    }
}
