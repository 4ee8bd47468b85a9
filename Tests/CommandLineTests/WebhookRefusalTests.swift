import Foundation
import Testing

/// Deliveries that no provider should make, each against the real server: a clear answer, the bytes kept, no harm done.
@Suite("bad webhooks from outside") struct WebhookRefusalTests {
    private struct Case: Sendable {
        let about: String
        let body: String
        var address = "stripe/cards"
        var isSigned = true
        let status: Int
        /// Part of the answer's detail, and of the reason that is kept.
        let detail: String
        let kept: Place

        enum Place { case inbox, quarantine }
    }

    private static let cases = [
        Case(about: "signed, no JSON", body: "nonsense", status: 400, detail: "line 1, column 2", kept: .quarantine),
        Case(
            about: "signed, a wrong type in the envelope",
            body: #"{"id":"evt_1","object":"event","type":7}"#,
            status: 400,
            detail: "type: is integer, expected string",
            kept: .quarantine
        ),
        Case(about: "signed, an array", body: "[]", status: 400, detail: "no object", kept: .quarantine),
        Case(
            about: "signed, a wrong type inside",
            body: #"{"id":"evt_2","object":"event","type":"charge.succeeded","created":1,"data":{"object":{"id":5}}}"#,
            status: 200,
            detail: "data.object",
            kept: .inbox
        ),
        Case(
            about: "signed, nothing inside",
            body: #"{"id":"evt_3","object":"event","type":"charge.succeeded"}"#,
            status: 200,
            detail: "created is missing",
            kept: .inbox
        ),
        Case(
            about: "signed, an amount with a fraction of a cent",
            body: """
                {"id":"evt_4","object":"event","type":"payment_intent.succeeded","created":1,"data":{"object":\
                {"id":"pi_1","object":"payment_intent","amount":40.5,"currency":"eur",\
                "status":"succeeded"}}}
                """,
            status: 200,
            detail: "amount",
            kept: .inbox
        ),
        Case(
            about: "signed, a number beyond 64 bits",
            body: #"{"id":"evt_5","a":99999999999999999999}"#,
            status: 400,
            detail: "a number that does not fit",
            kept: .quarantine
        ),
        Case(about: "not signed", body: "{}", isSigned: false, status: 401, detail: "no time", kept: .quarantine),
        Case(
            about: "unknown account",
            body: "{}",
            address: "stripe/nobody",
            status: 404,
            detail: "no account stripe/nobody",
            kept: .quarantine
        ),
        Case(
            about: "unknown adapter",
            body: "{}",
            address: "paypal/cards",
            status: 404,
            detail: "no account paypal/cards",
            kept: .quarantine
        ),
        Case(
            about: "bytes that are no text",
            body: "\u{0}\u{1}\u{7f}",
            status: 400,
            detail: "line 1, column 1",
            kept: .quarantine
        ),
    ]

    @Test("each is answered, kept and explained, and the next good one goes through")
    func refused() async throws {
        let shop = try Shop()
        let hub = try await shop.serve()
        let database = try Database(shop.database)
        for row in Self.cases {
            let before = try Self.kept(database)
            let answer =
                row.isSigned
                ? try hub.deliver(row.body, to: row.address)
                : try hub.call("POST", "/webhooks/\(row.address)", body: Array(row.body.utf8))
            #expect(answer.status == row.status, "\(row.about): \(answer.text)")
            let after = try Self.kept(database)
            #expect(after.inbox - before.inbox == (row.kept == .inbox ? 1 : 0), "\(row.about)")
            #expect(after.quarantine - before.quarantine == (row.kept == .quarantine ? 1 : 0), "\(row.about)")
            let (table, key) = row.kept == .inbox ? ("inbox", "inbox_id") : ("quarantine", "quarantine_id")
            let bytes = try database.rows("SELECT hex(body) FROM \(table) ORDER BY \(key) DESC LIMIT 1")
            #expect(bytes == [[row.body.utf8.map { String(format: "%02X", $0) }.joined()]], "\(row.about)")
            guard row.kept == .inbox else {
                #expect(
                    try (answer.object()["detail"] as? String ?? "").contains(row.detail),
                    "\(row.about): \(answer.text)"
                )
                continue
            }
            let state = try await poll("\(row.about): to be interpreted") {
                let last = try database.rows("SELECT state, detail FROM inbox ORDER BY inbox_id DESC LIMIT 1").first
                return last?.first == "0" ? nil : last
            }
            #expect(state.first == "2" && state.last?.contains(row.detail) == true, "\(row.about): \(state)")
        }
        try await expectTheRestGoesOn(hub, database)
    }

    @Test("a body over its limit: 413, nothing kept, whether it is announced or comes in chunks")
    func tooLarge() async throws {
        let shop = try Shop()
        let hub = try await shop.serve()
        let body = String(repeating: "x", count: 1 << 20 + 1)
        #expect(try hub.deliver(body).status == 413)

        let announced = try Connection(port: hub.port)
        try announced.send(
            Array("POST /webhooks/stripe/cards HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n".utf8)
        )
        let refused = try announced.answer()
        #expect(refused.status == 413 && refused.text.contains("at most 1048576 bytes"), "\(refused.text)")

        let chunked = try Connection(port: hub.port)
        try chunked.send(
            Array("POST /webhooks/stripe/cards HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        )
        let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x78, count: 0x10000) + Array("\r\n".utf8)
        for _ in 0..<40 {
            guard (try? chunked.send(chunk)) != nil else { break }
        }
        #expect(try chunked.answer().status == 413)
        let database = try Database(shop.database)
        #expect(try Self.kept(database) == (0, 0))
        try await expectTheRestGoesOn(hub, database)
    }

    @Test("a client that sends a byte now and then is told so after ten seconds, and holds nobody up")
    func slowClient() async throws {
        let shop = try Shop()
        let hub = try await shop.serve()
        let slow = try Connection(port: hub.port)
        let start = Date()
        try slow.send(Array("POST /webhooks/stripe/cards HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n".utf8))
        for _ in 0..<40 {
            guard (try? slow.send([0x7B])) != nil else { break }
            if Int(Date().timeIntervalSince(start)) % 3 == 0 { #expect(try hub.call("GET", "/health").status == 200) }
            if Date().timeIntervalSince(start) > 10.5 { break }
            try await Task.sleep(for: .milliseconds(400))
        }
        let answer = try slow.answer()
        let seconds = Date().timeIntervalSince(start)
        #expect(answer.status == 408 && answer.text.contains("10000 ms"), "\(answer.text)")
        #expect((9.0...60.0).contains(seconds), "\(seconds)")
        try await expectTheRestGoesOn(hub, Database(shop.database))
    }

    private static func kept(_ database: Database) throws -> (inbox: Int, quarantine: Int) {
        (
            try database.number("SELECT count(*) FROM inbox"), try database.number("SELECT count(*) FROM quarantine")
        )
    }

    /// A good event that concerns nothing of ours is taken and done.
    private func expectTheRestGoesOn(_ hub: Server, _ database: Database) async throws {
        let good = #"{"id":"evt_good","object":"event","type":"customer.created","created":1,"data":{"object":{}}}"#
        #expect(try hub.deliver(good).status == 200)
        let detail = try await poll("the good event") {
            try database.rows("SELECT detail FROM inbox WHERE event_id = 'evt_good' AND state = 1").first
        }
        #expect(detail == ["nothing to follow"])
    }
}
