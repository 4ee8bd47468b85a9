internal import AdapterKit
internal import Foundation
internal import HubDomain
internal import PaymentVocabulary

/// One invoice's life, four times: by card, by bank transfer with a discount, paid short, and too late.
struct DemoStory {
    let world: DemoWorld
    /// The folder with customers, invoices and statements.
    let files: String
    let say: (String) -> Void

    /// - Throws: `DemoClient.Refused` as soon as something is not as the story says.
    func tell() async throws {
        try await alignClocks()
        try await importMasterData()
        try await payByCard()
        try await deliverAgainAndForged()
        try await refuseLateCustomer()
        try await receiveStatement("statement-2026-03-05.xml", "2026-03-05T19:00:00+01:00")
        try await receiveStatement("statement-2026-03-06.xml", "2026-03-06T19:00:00+01:00")
        try await acceptAfterTransfer()
        try await askWhose()
        try await showBooks()
    }

    /// The provider signs with its own time, and an old or future signature is refused: both run on the hub's.
    private func alignClocks() async throws {
        let now = try await world.hub.get("/v1/sandbox/clock").json.string("now")
        _ = try await world.provider.send("POST", "/_sandbox/clock", body: "{\"now\":\"\(now)\"}")
    }

    private func importMasterData() async throws {
        say("1. Customers and invoices")
        let customers = CustomerFile.reading(try bytes("customers.csv"), file: "customers.csv")
        for entry in customers.entries {
            let limit = entry.creditLimit.map {
                ",\"credit_limit\":{\"amount\":\"\($0.decimal)\",\"currency\":\"\($0.currency)\"}"
            }
            let account = entry.payerAccount.map { ",\"payer_account\":\"\($0)\"" } ?? ""
            let body = "{\"name\":\"\(entry.name)\"\(account)\(limit ?? "")}"
            _ = try await world.hub.send("PUT", "/v1/customers/\(entry.customer)", body: body)
        }
        let csv = String(decoding: try bytes("invoices.csv"), as: UTF8.self)
        let report = try await world.hub.send("POST", "/v1/invoices", body: csv, type: "text/csv")
        say("   \(customers.entries.count) customers, \(try report.json.integer("added")) invoices issued on credit")
        try await showCredit("   ")
    }

    private func payByCard() async throws {
        say("\n2. Nordwind pays invoice INV-2026-0101 by card")
        let answer = try await world.hub.post(
            "/v1/payments",
            """
            {"customer":"nordwind","account":"cards","amount":"4000.00","currency":"EUR","capture":"automatic",\
            "method":"pm_card_visa","description":"INV-2026-0101","invoices":[{"number":"INV-2026-0101"}]}
            """,
            key: "demo-card-1"
        )
        let again = try await world.hub.post(
            "/v1/payments",
            """
            {"customer":"nordwind","account":"cards","amount":"4000.00","currency":"EUR","capture":"automatic",\
            "method":"pm_card_visa","description":"INV-2026-0101","invoices":[{"number":"INV-2026-0101"}]}
            """,
            key: "demo-card-1"
        )
        try require(again.text == answer.text, "a repeated request gives the stored answer")
        say(
            "   \(try answer.json.string("amount")) EUR \(try answer.json.string("status")); the same request again: same"
        )
        let invoice = try await world.hub.get("/v1/invoices/INV-2026-0101").json
        let (open, reversible) = try (invoice.string("open"), invoice.string("reversible"))
        say("   invoice: open \(open), paid by money that can still be taken back \(reversible)")
        try require(open == "0.00" && reversible == "4000.00", "the card payment pays the invoice, reversibly")
        try await showCredit("   ", only: "nordwind")
        say("   (a card payment frees no credit until it can no longer be taken back)")
    }

    private func deliverAgainAndForged() async throws {
        say("\n3. The provider's signed webhook: once, once more, and forged")
        let events = try await waitForDeliveries()
        _ = try await world.provider.send("POST", "/_sandbox/deliver/\(events)", body: "{}")
        _ = try await world.provider.send("POST", "/_sandbox/deliver/\(events)", body: "{\"forged\":true}")
        let quarantined = try await poll("a forged delivery in quarantine") {
            let list = try await world.hub.get("/v1/quarantine").json
            let count = try Array(list.elements("data")).count
            return count > 0 ? count : nil
        }
        let inbox = try await Array(world.hub.get("/v1/deliveries?limit=200").json.elements("data"))
        say(
            "   inbox: \(inbox.count) verified events, each once; quarantine: \(quarantined) (signature did not verify)"
        )
        for row in inbox {
            say("     \(try row.string("event_type")): \(try row.string("detail"))")
        }
        let payments = try await Array(world.hub.get("/v1/payments").json.elements("data"))
        let captured = try payments.map { try $0.string("captured") }
        say("   fold: \(captured.count) payment, captured \(captured.joined()) EUR")
        try require(captured == ["4000.00"], "repeated facts are one fact")
    }

    /// Waits until the inbox is empty and every event that the provider made is in it.
    private func waitForDeliveries() async throws -> String {
        try await poll("the provider's webhooks") {
            let list = try await world.hub.get("/v1/deliveries?limit=200").json
            let rows = try Array(list.elements("data"))
            let succeeded = try rows.first { try $0.string("event_type") == "payment_intent.succeeded" }
            let isQuiet = try rows.allSatisfy { try $0.string("state") != "waiting" }
            return isQuiet ? try succeeded?.string("event_id") : nil
        }
    }

    private func refuseLateCustomer() async throws {
        say("\n4. Alpina orders for 500.00; its invoice INV-2026-0104 is 15 days overdue")
        let answer = try await order("alpina", "500.00", id: "order-1")
        let decision = try answer.value("decision")
        try require(try decision.string("outcome") == "reject", "a late customer gets no more credit")
        for reason in try decision.elements("reasons") {
            say("   refused: \(try reason.string("code")): \(try reason.string("text"))")
        }
        for alternative in try decision.elements("alternatives") { say("   \(try alternative.string())") }
    }

    private func receiveStatement(_ name: String, _ moment: String) async throws {
        say("\n5. Bank statement \(name)")
        _ = try await world.hub.send("POST", "/v1/sandbox/clock", body: "{\"now\":\"\(moment)\"}")
        try await alignClocks()
        let body = String(decoding: try bytes(name), as: UTF8.self)
        let report = try await world.hub.send(
            "POST",
            "/v1/statements?name=\(name)",
            body: body,
            type: "application/xml"
        )
        say("   \(try report.json.integer("added")) lines")
        let twice = try await world.hub.send("POST", "/v1/statements?name=\(name)", body: body, type: "application/xml")
        try require(try twice.json.integer("added") == 0, "the same statement again adds nothing")
        let result = try await world.hub.send("POST", "/v1/reconciliations", body: "{}").json
        for match in try result.elements("matches") {
            let parts = try match.elements("allocations").map { allocation in
                let invoice = try allocation.optionalString("invoice").map { " \($0)" } ?? ""
                return "\(try allocation.string("kind"))\(invoice) \(try allocation.string("amount"))"
            }
            say("   matched by \(try match.string("rule")): \(parts.joined(separator: ", "))")
        }
        for exception in try result.elements("exceptions") {
            say("   exception: \(try exception.string("reason"))")
        }
        try await showCredit("   ")
    }

    private func acceptAfterTransfer() async throws {
        say("\n6. The transfer is booked, so Alpina may order again")
        let answer = try await order("alpina", "500.00", id: "order-2")
        let decision = try answer.value("decision")
        try require(try decision.string("outcome") == "accept", "irrevocable money lifts the stop")
        say("   accepted; headroom before it was \(try decision.string("headroom")) EUR")
        let nordwind = try await order("nordwind", "6000.01", id: "order-3").value("decision")
        try require(try nordwind.string("outcome") == "reject", "card money frees no credit yet")
        say("   Nordwind asks for 6000.01: refused, its card money can still be taken back")
        let reasons = try nordwind.elements("reasons").map { try $0.string("code") }
        say("   (\(reasons.joined(separator: ", ")); 6000.00 would have been accepted)")
    }

    private func askWhose() async throws {
        say("\n7. Whose is this? A person says so, and takes it back")
        let queue = try await Array(world.hub.get("/v1/reconciliation/unidentified").json.elements("data"))
        guard let asked = queue.first, queue.count == 1 else {
            throw DemoClient.Refused(description: "not so: one receipt is nobody's")
        }
        let (line, payer) = (try asked.string("line"), try asked.string("payer_name"))
        say(
            "   \(try asked.string("amount")) EUR from \(payer), booked \(try asked.string("booked")): "
                + "\"\(try asked.string("remittance"))\""
        )
        let letters = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._"))
        let place = line.addingPercentEncoding(withAllowedCharacters: letters) ?? line
        let match = try await world.hub.post(
            "/v1/reconciliation/lines/\(place)/owner",
            "{\"customer\":\"hansa\",\"reason\":\"they say it is theirs\"}",
            key: "demo-whose"
        ).json
        let aliases = try await Array(world.hub.get("/v1/reconciliation/aliases").json.elements("data"))
        let learned = try aliases.map { "\(try $0.string("payer")) is \(try $0.string("customer"))'s" }
        try require(learned == ["DE12500105170648489890 is hansa's"], "the payer's account is known")
        say("   hansa's: unapplied cash; from now on \(learned.joined())")
        let undo = "/v1/reconciliation/matches/\(try match.integer("match"))/undo"
        let reason = "{\"reason\":\"it was not\"}"
        let refused = try await world.apprentice.post(undo, reason, key: "demo-apprentice", expecting: 403...403)
        say("   the apprentice wants to undo it: \(refused.status), \(try refused.json.string("detail"))")
        _ = try await world.hub.post(undo, reason, key: "demo-not-whose")
        let left = try await Array(world.hub.get("/v1/reconciliation/aliases").json.elements("data"))
        try require(left.isEmpty, "undoing the match takes back what it taught")
        say("   undone: the receipt waits again, and the account is nobody's")
    }

    private func showBooks() async throws {
        say("\n8. The books")
        let balances = try await world.hub.get("/v1/ledger/balances").json
        for row in try balances.elements("data") {
            let account = try row.string("account")
            let padding = String(repeating: " ", count: max(1, 40 - account.count))
            say("   \(account)\(padding)\(try row.string("balance")) \(try row.string("currency"))")
        }
        let verified = try world.run(["ledger", "verify", "--config", world.configuration])
        say(verified.output.split(separator: "\n").map { "   \($0)" }.joined(separator: "\n"))
        try require(verified.code == 0, "the ledger holds what the facts require")
    }

    private func order(_ customer: String, _ amount: String, id: String) async throws -> JSONValue {
        try await world.hub.post(
            "/v1/credit/reservations",
            "{\"id\":\"\(id)\",\"customer\":\"\(customer)\",\"amount\":\"\(amount)\",\"currency\":\"EUR\"}",
            key: "demo-\(id)"
        ).json
    }

    private func showCredit(_ indent: String, only: String? = nil) async throws {
        for customer in ["nordwind", "hansa", "alpina"] where only == nil || only == customer {
            let account = try await world.hub.get("/v1/credit/accounts/\(customer)/EUR").json
            let (limit, headroom) = try (account.string("limit"), account.string("headroom"))
            let stop = try account.boolean("suspended") ? ", suspended" : ""
            say("\(indent)credit of \(customer): limit \(limit), free \(headroom)\(stop)")
        }
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: "\(files)/\(name)") else {
            throw DemoClient.Refused(description: "\(files)/\(name) cannot be read")
        }
        return Array(data)
    }

    private func require(_ condition: Bool, _ sentence: String) throws {
        guard condition else { throw DemoClient.Refused(description: "not so: \(sentence)") }
    }

    private func poll<Value>(_ what: String, _ look: () async throws -> Value?) async throws -> Value {
        for _ in 0..<400 {
            if let value = try await look() { return value }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw DemoClient.Refused(description: "\(what): waited 10 seconds in vain")
    }
}
