import AdapterKit
import PaymentVocabulary
import Testing

@testable import StripeAdapter

/// Every row of the status tables, read through a webhook.
@Suite struct MappingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let type: String
        let object: JSONNode
        let facts: [String]

        init(_ type: String, _ object: JSONNode, _ facts: String...) {
            (self.type, self.object, self.facts) = (type, object, facts)
        }

        var testDescription: String { "\(type) → \(facts)" }
    }

    private static let authorised = "authorisation succeeded 10.50 EUR | pi_1 pi_1 pay_1 op_1"
    private static let captured = "capture succeeded 10.50 EUR | pi_1 pi_1/capture pay_1 -"
    private static let voided = "void succeeded 10.50 EUR | pi_1 pi_1/cancel pay_1 -"
    private static let pending = "authorisation pending | pi_1 pi_1 pay_1 op_1"

    private static func declined(_ code: String, _ reason: Decline.Reason) -> Row {
        Row(
            "payment_intent.payment_failed",
            Sample.intent(
                "requires_payment_method",
                ["last_payment_error": ["code": "card_declined", "decline_code": .string(code)]]
            ),
            "authorisation declined \(reason.rawValue) \(code) | pi_1 pi_1 pay_1 op_1"
        )
    }

    static let intents = [
        Row("payment_intent.created", Sample.intent("requires_payment_method", ["latest_charge": .null]), pending),
        Row("payment_intent.created", Sample.intent("requires_confirmation"), pending),
        Row("payment_intent.processing", Sample.intent("processing"), pending),
        Row(
            "payment_intent.requires_action",
            Sample.intent(
                "requires_action",
                ["next_action": ["type": "redirect_to_url", "redirect_to_url": ["url": "https://hooks.example/3ds"]]]
            ),
            "authorisation requiresAction https://hooks.example/3ds | pi_1 pi_1 pay_1 op_1"
        ),
        Row(
            "payment_intent.requires_action",
            Sample.intent(
                "requires_action",
                ["next_action": ["type": "redirect_to_url", "redirect_to_url": ["url": "javascript:alert(1)"]]]
            ),
            "authorisation requiresAction - | pi_1 pi_1 pay_1 op_1"
        ),
        Row(
            "payment_intent.requires_action",
            Sample.intent("requires_action", ["next_action": ["type": "use_stripe_sdk", "use_stripe_sdk": [:]]]),
            "authorisation requiresAction - | pi_1 pi_1 pay_1 op_1"
        ),
        Row("payment_intent.amount_capturable_updated", Sample.intent("requires_capture"), authorised),
        Row("payment_intent.succeeded", Sample.intent("succeeded"), authorised, captured),
        Row(
            "payment_intent.succeeded",
            Sample.intent("succeeded", ["capture_method": "manual", "amount_received": 600]),
            authorised,
            "capture succeeded 6.00 EUR | pi_1 pi_1/capture pay_1 -"
        ),
        Row("payment_intent.succeeded", Sample.intent("succeeded", ["amount_received": nil]), authorised, captured),
        Row(
            "payment_intent.succeeded",
            Sample.intent(
                "succeeded",
                [
                    "capture_method": "manual", "amount_received": nil,
                    "latest_charge": Sample.charge(["amount_captured": 250]),
                ]
            ),
            authorised,
            "capture succeeded 2.50 EUR | pi_1 pi_1/capture pay_1 -"
        ),
        Row(
            "payment_intent.succeeded",
            Sample.intent("succeeded", ["metadata": [:]]),
            "authorisation succeeded 10.50 EUR | pi_1 pi_1 - -",
            "capture succeeded 10.50 EUR | pi_1 pi_1/capture - -"
        ),
        Row("payment_intent.canceled", Sample.intent("canceled"), voided),
        Row(
            "payment_intent.canceled",
            Sample.intent("canceled", ["latest_charge": .null]),
            "authorisation declined notPossible canceled | pi_1 pi_1 pay_1 op_1",
            voided
        ),
        Row(
            "payment_intent.canceled",
            Sample.intent("canceled", ["last_payment_error": ["code": "expired_card"]]),
            "authorisation declined expiredMethod expired_card | pi_1 pi_1 pay_1 op_1",
            voided
        ),
        Row(
            "payment_intent.canceled",
            Sample.intent("canceled", ["latest_charge": Sample.charge(["captured": false, "amount_captured": 0])]),
            authorised,
            voided
        ),
        Row(
            "payment_intent.canceled",
            Sample.intent("canceled", ["amount_received": 200]),
            "capture succeeded 2.00 EUR | pi_1 pi_1/capture pay_1 -",
            voided
        ),
        declined("insufficient_funds", .insufficientFunds), declined("expired_card", .expiredMethod),
        declined("incorrect_cvc", .invalidMethod), declined("stolen_card", .suspectedFraud),
        declined("card_velocity_exceeded", .limitExceeded),
        declined("authentication_required", .authenticationRequired),
        declined("do_not_try_again", .notPermitted), declined("issuer_not_available", .tryAgainLater),
        declined("duplicate_transaction", .notPossible), declined("generic_decline", .unspecified),
        declined("something_of_next_year", .unspecified),
        Row(
            "payment_intent.payment_failed",
            Sample.intent("requires_payment_method", ["last_payment_error": ["type": "card_error"]]),
            "authorisation declined unspecified card_error | pi_1 pi_1 pay_1 op_1"
        ),
        Row(
            "payment_intent.payment_failed",
            Sample.intent("requires_payment_method", ["last_payment_error": [:]]),
            "authorisation declined unspecified unknown | pi_1 pi_1 pay_1 op_1"
        ),
    ]

    static let charges = [
        Row("charge.succeeded", Sample.charge(), authorised, captured),
        Row("charge.succeeded", Sample.charge(["captured": false, "amount_captured": 0]), authorised),
        Row("charge.succeeded", Sample.charge(["amount_captured": nil]), authorised),
        Row(
            "charge.captured",
            Sample.charge(["amount_captured": 600, "amount_refunded": 450]),
            authorised,
            "capture succeeded 6.00 EUR | pi_1 pi_1/capture pay_1 -"
        ),
        Row("charge.pending", Sample.charge(["status": "pending"]), pending),
        Row("charge.failed", Sample.charge(["status": "failed", "captured": false])),
        Row("charge.expired", Sample.charge(["captured": false, "amount_captured": 0]), authorised, voided),
        Row("charge.updated", Sample.charge(["payment_intent": .null])),
        Row(
            "charge.refunded",
            Sample.charge(["refunds": Sample.list([Sample.refund("succeeded")])]),
            authorised,
            captured,
            "refund succeeded 3.00 EUR | pi_1 re_1 pay_1 op_r"
        ),
        Row(
            "charge.refunded",
            Sample.charge(
                [
                    "captured": false, "amount_captured": 0,
                    "refunds": Sample.list([Sample.refund("succeeded", ["metadata": [:]])]),
                ]
            ),
            authorised
        ),
    ]

    static let refunds = [
        Row("refund.created", Sample.refund("pending"), "refund pending | pi_1 re_1 pay_1 op_r"),
        Row("refund.updated", Sample.refund("requires_action"), "refund pending | pi_1 re_1 pay_1 op_r"),
        Row("refund.updated", Sample.refund("succeeded"), "refund succeeded 3.00 EUR | pi_1 re_1 pay_1 op_r"),
        Row(
            "charge.refund.updated",
            Sample.refund("succeeded", ["metadata": [:]]),
            "refund succeeded 3.00 EUR | pi_1 re_1 - -"
        ),
        Row(
            "refund.failed",
            Sample.refund("failed", ["failure_reason": "expired_or_canceled_card"]),
            "refund returned 3.00 EUR expired_or_canceled_card | pi_1 re_1 pay_1 op_r"
        ),
        Row("refund.failed", Sample.refund("failed"), "refund returned 3.00 EUR failed | pi_1 re_1 pay_1 op_r"),
        Row("refund.updated", Sample.refund("canceled"), "refund returned 3.00 EUR canceled | pi_1 re_1 pay_1 op_r"),
        Row("refund.created", Sample.refund("succeeded", ["payment_intent": .null])),
        Row(
            "refund.created",
            Sample.refund("succeeded", ["balance_transaction": .null]),
            "refund succeeded 3.00 EUR | pi_1 re_1 pay_1 op_r"
        ),
    ]

    private static let disputed = "chargeback succeeded 10.50 EUR | pi_1 dp_1 - -"
    private static let disputePending = "chargeback pending | pi_1 dp_1 - -"
    private static let won = "chargeback returned 10.50 EUR won | pi_1 dp_1 - -"
    private static let withdrawal: [String: JSONNode?] = ["balance_transactions": [["id": "txn_2", "amount": -1_050]]]

    static let disputes = [
        Row("charge.dispute.created", Sample.dispute("needs_response", withdrawal), disputed),
        Row("charge.dispute.created", Sample.dispute("needs_response"), disputePending),
        Row("charge.dispute.created", Sample.dispute("warning_needs_response"), disputePending),
        Row("charge.dispute.updated", Sample.dispute("warning_under_review"), disputePending),
        Row("charge.dispute.closed", Sample.dispute("warning_closed"), disputePending),
        Row("charge.dispute.closed", Sample.dispute("prevented"), disputePending),
        Row("charge.dispute.updated", Sample.dispute("under_review", withdrawal), disputed),
        Row("charge.dispute.updated", Sample.dispute("appeal_needs_response", withdrawal), disputed),
        Row("charge.dispute.updated", Sample.dispute("appeal_under_review", withdrawal), disputed),
        Row("charge.dispute.funds_withdrawn", Sample.dispute("needs_response"), disputed),
        Row("charge.dispute.funds_reinstated", Sample.dispute("under_review", withdrawal), won),
        Row("charge.dispute.closed", Sample.dispute("won", withdrawal), won),
        Row("charge.dispute.closed", Sample.dispute("lost"), disputed),
        Row("charge.dispute.created", Sample.dispute("lost", ["payment_intent": .null])),
        Row(
            "charge.dispute.created",
            Sample.dispute("lost", ["payment_intent": ["id": "pi_9", "object": "payment_intent"]]),
            "chargeback succeeded 10.50 EUR | pi_9 dp_1 - -"
        ),
    ]

    static let strangers = [
        Row("payment_intent.partially_funded", Sample.intent("requires_action")),
        Row("customer.created", ["id": "cus_1", "object": "customer"]),
        Row("plan.created", .null),
    ]

    @Test(arguments: [intents, charges, refunds, disputes, strangers].flatMap { $0 })
    func saysWhatStripeSaid(_ row: Row) async throws {
        let facts = try await Self.facts(Sample.event(row.type, row.object))
        #expect(facts.map(line) == row.facts)
        #expect(facts.allSatisfy { $0.occurredAt == Timestamp(seconds: 1_789_900_000) })
    }

    /// Events of which a promised field is missing, of another kind, or too large for its meaning.
    static let broken: [(String, JSONNode)] = [
        ("payment_intent.succeeded", Sample.intent("paid")), ("payment_intent.succeeded", .null),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["status": 1])),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["status": nil])),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["amount": nil])),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["amount": ["value": 1]])),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["amount": -1])),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["currency": nil])),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["currency": "doge"])),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["id": ""])),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["metadata": ["quittance_payment": 1]])),
        ("payment_intent.succeeded", Sample.intent("succeeded", ["latest_charge": Sample.charge(["amount": 0])])),
        ("payment_intent.canceled", Sample.intent("canceled", ["canceled_at": -1])),
        (
            "payment_intent.payment_failed",
            Sample.intent("requires_payment_method", ["last_payment_error": ["code": 1]])
        ),
        ("payment_intent.requires_action", Sample.intent("requires_action", ["next_action": ["type": []]])),
        ("charge.succeeded", Sample.charge(["status": "disputed"])), ("charge.succeeded", Sample.intent("succeeded")),
        ("charge.succeeded", Sample.charge(["captured": "yes"])),
        ("charge.captured", Sample.charge(["amount_captured": -1])),
        ("charge.refunded", Sample.charge(["refunds": ["data": [1]]])),
        ("charge.refunded", Sample.charge(["refunds": ["data": "x"]])),
        ("refund.created", Sample.refund("unknown")), ("refund.created", Sample.refund("succeeded", ["amount": 0])),
        ("refund.created", Sample.refund("succeeded", ["payment_intent": 4])),
        ("refund.created", Sample.refund("succeeded", ["payment_intent": [:]])),
        ("charge.dispute.created", Sample.dispute("open")),
        ("charge.dispute.created", Sample.dispute("lost", ["balance_transactions": [["amount": "x"]]])),
        ("charge.dispute.created", Sample.dispute("lost", ["balance_transactions": 1])),
    ]

    @Test(arguments: broken.indices)
    func refusesBrokenEvents(_ index: Int) async {
        let (type, object) = Self.broken[index]
        let error = await #expect(throws: AdapterError.self) { try await Self.facts(Sample.event(type, object)) }
        #expect(error?.kind == .invalidRequest && error?.certainty == .notSent)
    }

    @Test(
        "before 2025-03-31 what was never captured came back as a refund",
        arguments: ["2025-02-24.acacia", "2017-08-15"]
    )
    func doesNotTakeAReleaseForARefund(version: String) async throws {
        let stranger = Sample.refund("succeeded", ["metadata": [:]])
        let error = await #expect(throws: AdapterError.self) {
            try await Self.facts(Sample.event("refund.created", stranger, version: .string(version)))
        }
        #expect(error?.kind == .invalidRequest)
        let ours = Sample.event("refund.created", Sample.refund("succeeded"), version: .string(version))
        #expect(try await Self.facts(ours).count == 1)
        let charge = Sample.charge(["refunds": Sample.list([stranger])])
        for (version, count) in [(JSONNode.string(version), 2), ("2025-03-31.basil", 3), (.null, 3)] {
            #expect(try await Self.facts(Sample.event("charge.refunded", charge, version: version)).count == count)
        }
    }

    @Test("every message about one operation names the same object")
    func namesAgree() async throws {
        let messages = [
            Sample.event("payment_intent.succeeded", Sample.intent("succeeded")),
            Sample.event("charge.succeeded", Sample.charge()),
            Sample.event("charge.updated", Sample.charge()),
        ]
        var names: [ProviderFact.Subject: Set<String>] = [:]
        for message in messages {
            for fact in try await Self.facts(message) { names[fact.subject, default: []].insert(fact.providerObject) }
        }
        #expect(names == [.authorisation: ["pi_1"], .capture: ["pi_1/capture"]])
    }

    static func facts(_ event: JSONNode) async throws -> [ProviderFact] {
        let body = JSONWriter.encode(event)
        let type = try JSONDocument(body).root.string("type")
        let webhook = VerifiedWebhook(eventID: "evt_1", eventType: type, body: body)
        return try await StripeAdapter().facts(in: webhook, context: .test())
    }
}
