import AdapterKit
import Foundation
import PaymentVocabulary
import Testing

@testable import StripeAdapter

@Suite struct SignatureTests {
    private static let body = Array(#"{"id":"evt_1","object":"event","type":"refund.created"}"#.utf8)
    private static let signedAt: Int64 = 1_790_000_000

    private static func header(_ secrets: [String], at seconds: Int64 = signedAt, body: [UInt8] = body) -> String {
        secrets.reduce("t=\(seconds)") {
            "\($0),v1=\(StripeSignature.signature(of: body, timeText: String(seconds), secret: $1))"
        }
    }

    private static func verify(
        _ header: String?,
        name: String = "Stripe-Signature",
        body: [UInt8] = body,
        settings: [String: String] = CallContext.testSettings,
        now: Int64 = signedAt
    ) async throws(AdapterError) -> VerifiedWebhook {
        let delivery = WebhookDelivery(
            method: "POST",
            path: "/webhooks/stripe/main",
            query: "",
            headers: header.map { [HTTPHeader(name, $0)] } ?? [],
            body: body
        )
        return try await StripeAdapter().verify(
            delivery,
            in: .test(settings: settings, now: Timestamp(seconds: now))
        )
    }

    @Test func acceptsAndNamesTheEvent() async throws {
        let webhook = try await Self.verify(Self.header(["whsec_one"]), name: "stripe-signature")
        #expect(webhook.eventID == "evt_1" && webhook.eventType == "refund.created" && webhook.body == Self.body)
    }

    @Test("either secret is good while one is replaced, on either side")
    func rollsSecrets() async throws {
        let settings = ["webhook_secret": "whsec_old, whsec_one"]
        _ = try await Self.verify(Self.header(["whsec_one"]), settings: settings)
        _ = try await Self.verify(Self.header(["whsec_old"]), settings: settings)
        _ = try await Self.verify(Self.header(["whsec_new", "whsec_one"]))
    }

    static let refused: [(String?, Int64, String)] = [
        (nil, signedAt, StripeSignature.Refusal.noTime.rawValue), ("", signedAt, "Stripe-Signature has no time"),
        ("t=,v1=00", signedAt, "Stripe-Signature has no time"),
        ("t=-5,v1=00", signedAt, "Stripe-Signature has no time"),
        ("t=99999999999999999999,v1=00", signedAt, "Stripe-Signature has no time"),
        ("t=1,v0=00", signedAt, "Stripe-Signature has no v1 signature"),
        ("t=1,v1", signedAt, "Stripe-Signature has no v1 signature"),
        ("t=1,v1=", signedAt, "no v1 signature fits the body"), ("t=1,v1=é", signedAt, "no v1 signature fits the body"),
        (header(["whsec_two"]), signedAt, "no v1 signature fits the body"),
        (header(["one"]), signedAt, "no v1 signature fits the body"),
        (header(["whsec_one"], body: [1]), signedAt, "no v1 signature fits the body"),
        (header(["whsec_one"]), signedAt + 301, "the signed time is too long ago"),
        (header(["whsec_one"]), signedAt - 301, "the signed time is in the future"),
        (header(["whsec_one"], at: .max), -signedAt, "the signed time is in the future"),
    ]

    @Test(arguments: refused.indices)
    func refuses(_ index: Int) async throws {
        let (header, now, detail) = Self.refused[index]
        let error = await failure { () async throws(AdapterError) in try await Self.verify(header, now: now) }
        #expect(error == AdapterError(kind: .untrusted, certainty: .notSent, detail: detail))
    }

    @Test(arguments: [Int64(-300), 0, 300])
    func acceptsTheWholeWindow(age: Int64) async throws {
        _ = try await Self.verify(Self.header(["whsec_one"]), now: Self.signedAt + age)
    }

    @Test func toleranceIsASetting() async throws {
        let settings = ["webhook_secret": "whsec_one", "webhook_tolerance": "10"]
        _ = try await Self.verify(Self.header(["whsec_one"]), settings: settings, now: Self.signedAt + 10)
        let late = await failure { () async throws(AdapterError) in
            try await Self.verify(Self.header(["whsec_one"]), settings: settings, now: Self.signedAt + 11)
        }
        #expect(late?.kind == .untrusted)
    }

    @Test(arguments: ["", "0", "-1", "300s", "86401"])
    func refusesBadTolerance(text: String) async {
        let settings = ["webhook_secret": "whsec_one", "webhook_tolerance": text]
        let error = await failure { () async throws(AdapterError) in
            try await Self.verify(Self.header(["whsec_one"]), settings: settings)
        }
        #expect(error?.kind == .invalidRequest)
    }

    @Test(arguments: [[:], ["webhook_secret": ""], ["webhook_secret": " , "]])
    func noSecretTrustsNobody(settings: [String: String]) async {
        let error = await failure { () async throws(AdapterError) in
            try await Self.verify(Self.header([""]), settings: settings)
        }
        #expect(error?.kind == .untrusted && error?.detail == "setting webhook_secret is missing")
    }

    @Test(
        "a signed body that is no event",
        arguments: ["", "[]", "{}", "{\"id\":1}", #"{"id":"e","object":"event"}"#, "\u{0}"]
    )
    func refusesWhatIsNoEvent(text: String) async {
        let body = Array(text.utf8)
        let error = await failure { () async throws(AdapterError) in
            try await Self.verify(Self.header(["whsec_one"], body: body), body: body)
        }
        #expect(error?.kind == .invalidRequest && error?.certainty == .notSent)
    }

    // MARK: Signatures that others made

    /// Where we refuse what the official library accepts, by the ending of the vector's id.
    private static let stricter = ["-014": "a time far in the future could be repeated until it is reached"]

    @Test func agreesWithTheVectors() throws {
        guard let file = Outside.sharedFile("vectors/stripe.json") else { return }
        var count = 0
        for vector in try Outside.document(file).root.elements("vectors") {
            let id = try vector.string("id")
            var isValid = try vector.boolean("expect", "valid")
            if Self.stricter.keys.contains(where: id.hasSuffix) {
                #expect(isValid, "\(id) is no longer an exception")
                isValid = false
            }
            let input = try vector.value("input")
            let header = try input.string("headers", "Stripe-Signature")
            let (body, secret) = (Array(try input.string("body").utf8), try input.string("secret"))
            let (now, tolerance) = (try input.integer("now"), try input.integer("tolerance"))
            var result = true
            do {
                try StripeSignature(header: header)
                    .verify(body: body, secrets: [secret], nowSeconds: now, toleranceSeconds: tolerance)
            } catch {
                result = false
            }
            let note = try vector.string("note")
            #expect(result == isValid, "\(id) \(note)")
            count += 1
        }
        #expect(count >= 22)
    }

    /// Bodies with quotes, escapes, several alphabets and white space, so that any re-encoding would show.
    private static func randomBodies() -> [String] {
        var random = SeededGenerator(seed: 7)
        let alphabet = Array("abc {}[]\":,\\/é漢🙂\t\n0")
        return (0..<50).map { _ in
            String(
                (0..<Int.random(in: 0...200, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "x" }
            )
        }
    }

    @Test func trustsWhatTheOfficialLibrarySigned() throws {
        guard let python = Outside.python(".venv-tests-stripe") else { return }
        let bodies = Self.randomBodies()
        let program = """
            import sys, json, stripe
            for body in json.load(sys.stdin):
                print(stripe.WebhookSignature.generate_signature_header(body, 'whsec_x', timestamp=1790000000))
            """
        let headers = try Outside.run(python, program: program, input: Self.json(bodies))
        #expect(headers.count == bodies.count)
        for (body, header) in zip(bodies, headers) {
            try StripeSignature(header: header)
                .verify(body: Array(body.utf8), secrets: ["whsec_x"], nowSeconds: Self.signedAt, toleranceSeconds: 1)
            #expect(throws: StripeSignature.Refusal.mismatch) {
                try StripeSignature(header: header).verify(
                    body: Array(body.utf8) + [32],
                    secrets: ["whsec_x"],
                    nowSeconds: Self.signedAt,
                    toleranceSeconds: 1
                )
            }
        }
    }

    @Test func theOfficialLibraryTrustsOurSignatures() throws {
        guard let python = Outside.python(".venv-tests-stripe") else { return }
        let now = Int64(Date().timeIntervalSince1970)
        let rows = Self.randomBodies().flatMap { [$0, Self.header(["whsec_x"], at: now, body: Array($0.utf8))] }
        let program = """
            import sys, json, stripe
            rows = json.load(sys.stdin)
            for body, header in zip(rows[::2], rows[1::2]):
                print(stripe.WebhookSignature.verify_header(body, header, 'whsec_x', 300))
            """
        let answers = try Outside.run(python, program: program, input: Self.json(rows))
        #expect(answers == Array(repeating: "True", count: rows.count / 2))
    }

    /// The official client encodes the same parameters to the same bytes.
    @Test func formsAreTheOfficialClients() throws {
        guard let python = Outside.python(".venv-tests-stripe") else { return }
        let values = Self.randomBodies().map { $0.filter { !"[]".contains($0) } }
        let program = """
            import sys, json
            from urllib.parse import urlencode
            from stripe._encode import _api_encode
            for value in json.load(sys.stdin):
                params = {'amount': 5, 'metadata': {'quittance_payment': value}, 'expand': ['latest_charge'], 'd': value}
                print(urlencode(list(_api_encode(params))).replace('%5B', '[').replace('%5D', ']'))
            """
        let lines = try Outside.run(python, program: program, input: Self.json(values))
        for (value, line) in zip(values, lines) {
            var form = Form()
            form.add("amount", 5)
            form.add("metadata[quittance_payment]", value)
            form.add("expand[0]", "latest_charge")
            form.add("d", value)
            #expect(form.query == line)
        }
    }

    private static func json(_ texts: [String]) -> String {
        String(decoding: JSONWriter.encode(.array(texts.map { .string($0) })), as: UTF8.self)
    }
}
