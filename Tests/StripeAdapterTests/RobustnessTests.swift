import AdapterKit
import Foundation
import PaymentVocabulary
import Testing

@testable import StripeAdapter

/// Whatever bytes arrive end in facts or in an error, never in a crash.
@Suite struct RobustnessTests {
    static let samples: [(String, JSONNode)] = [
        ("payment_intent.succeeded", Sample.intent("succeeded", ["latest_charge": Sample.charge()])),
        ("charge.refunded", Sample.charge(["refunds": Sample.list([Sample.refund("succeeded")])])),
        ("refund.failed", Sample.refund("failed")),
        ("charge.dispute.closed", Sample.dispute("won", ["balance_transactions": [["amount": -1_050]]])),
    ]

    @Test("the sample objects that Stripe publishes are understood")
    func readsPublishedSamples() async throws {
        guard let file = Outside.sharedFile("specs/stripe-fixtures3.json") else { return }
        let resources = try Outside.document(file).root.value("resources")
        let intent = try StripePaymentIntent(resources.value("payment_intent"))
        #expect(intent.status == .requiresPaymentMethod && intent.amount.description == "10.99 USD")
        let occasion = StripeOccasion.answer(CallContext.testNow)
        #expect(
            intent.facts(occasion).map(line) == [
                "authorisation declined unspecified idempotency_error | \(intent.id) \(intent.id) - -"
            ]
        )
        let charge = try StripeCharge(resources.value("charge"))
        #expect(!charge.isCaptured && charge.paymentIntent == nil && charge.facts(occasion).isEmpty)
        let refund = try StripeRefund(resources.value("refund"))
        #expect(refund.status == .succeeded && refund.facts(occasion).isEmpty)
        let dispute = try StripeDispute(resources.value("dispute"))
        #expect(dispute.status == .warningNeedsResponse && dispute.facts(occasion).isEmpty)
        // An event of a type that we do not follow, with an object that we do not know.
        let event = JSONWriter.encode(try JSONNode(resources.value("event")))
        let webhook = VerifiedWebhook(eventID: "evt", eventType: "plan.created", body: event)
        #expect(try await StripeAdapter().facts(in: webhook, context: .test()).isEmpty)
    }

    @Test(arguments: UInt64(0)..<400)
    func survivesMutations(seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        let (type, object) = Self.samples[Int(seed) % Self.samples.count]
        var body = JSONWriter.encode(Sample.event(type, object))
        for _ in 0..<Int.random(in: 1...4, using: &random) { Self.mutate(&body, using: &random) }
        let webhook = VerifiedWebhook(eventID: "evt_1", eventType: type, body: body)
        do {
            for fact in try await StripeAdapter().facts(in: webhook, context: .test()) {
                guard case .succeeded(let money) = fact.claim else { continue }
                #expect(money.isPositive)
            }
        } catch {
            #expect(error.kind == .invalidRequest && error.certainty == .notSent)
        }
        let response = ExchangeResponse(status: 200, headers: [], body: body)
        let answered = await failure { () async throws(AdapterError) in
            try await StripeAdapter().refund(RequestTests.refund(), in: .test(ScriptedExchange([.success(response)])))
        }
        #expect(answered?.kind == .brokenAnswer && answered?.certainty == .maybeExecuted)
        _ = try? StripeSignature(header: String(decoding: body, as: UTF8.self))
    }

    private static let spanners = [
        "null", "-1", "1e99", "99999999999999999999", "9223372036854775807", "{}", "[]", "\"\"", "true", "1.5",
        "\\u0000",
        "\u{FFFD}", "{\"a\":", "]",
    ]

    private static func mutate(_ body: inout [UInt8], using random: inout SeededGenerator) {
        guard !body.isEmpty else { return }
        let place = Int.random(in: 0..<body.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: body[place] = UInt8.random(in: 0...255, using: &random)
        case 1: body.removeSubrange(place..<min(body.count, place + Int.random(in: 1...20, using: &random)))
        case 2: body.insert(contentsOf: Array((spanners.randomElement(using: &random) ?? "").utf8), at: place)
        case 3: body = Array(body[..<place])
        default:
            // A whole value replaced: the likeliest to stay well-formed and mean something else.
            guard let colon = body[place...].firstIndex(of: UInt8(ascii: ":")) else { return }
            let end = body[colon...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? body.count
            body.replaceSubrange((colon + 1)..<end, with: Array((spanners.randomElement(using: &random) ?? "").utf8))
        }
    }
}
