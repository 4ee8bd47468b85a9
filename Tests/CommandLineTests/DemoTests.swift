import Foundation
import Testing

/// The demo as a newcomer runs it, and then what is in its books, read back by other processes.
@Suite("the demo from outside") struct DemoTests {
    @Test("the story ends well and is in the ledger")
    func storyIsInTheBooks() async throws {
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data")
        let told = try await run(
            Programs.quittance,
            ["demo", "--data", data.path, "--files", DemoFiles.folder.path],
            within: 120
        )
        try #require(told.code == 0, "\(told.output)\n\(told.errors)")
        expectStory(told.output)

        let configuration = data.appending(path: "hub.yaml").path
        let secrets = try Self.secrets(data.appending(path: "secrets.env"))
        try await expectBooksHold(configuration, secrets)
        try expectRows(Database(data.appending(path: "hub.sqlite").path))

        let hub = try await Server(
            Programs.quittance,
            ["serve", "--config", configuration, "--port", "0", "--sandbox-clock", "2026-03-07"],
            environment: secrets
        )
        let key = try #require(secrets["QUITTANCE_DEMO_KEY"])
        try expectAnswers { try hub.call("GET", $0, headers: ["Authorization": "Bearer \(key)"]) }
    }

    /// Each happens in the story, in this order.
    private func expectStory(_ text: String) {
        let milestones = [
            "4 invoices issued on credit", "4000.00 EUR captured", "free 6000.00",
            "inbox: 3 verified events, each once",
            "quarantine: 1", "refused: OVERDUE_SUSPENDED", "discount INV-2026-0102 50.00", "exception: unknown_payer",
            "accepted", "Nordwind asks for 6000.01: refused", "777.00 EUR from Nobody & Sons KG",
            "DE12500105170648489890 is hansa's", "apprentice may not undo: demo may", "undone: the receipt waits again",
            "holds    the ledger holds what the facts require",
        ]
        var rest = text[...]
        for milestone in milestones {
            guard let found = rest.range(of: milestone) else {
                Issue.record("\"\(milestone)\" is not told, or not in its turn:\n\(text)")
                return
            }
            rest = rest[found.upperBound...]
        }
    }

    private func expectBooksHold(_ configuration: String, _ secrets: [String: String]) async throws {
        let verified = try await run(
            Programs.quittance,
            ["ledger", "verify", "--config", configuration, "--json"],
            environment: secrets
        )
        #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
        let report = try #require(try verified.objects().first)
        #expect(report["merchant"] as? String == "demo")
        let checks = try #require(report["checks"] as? [[String: Any]])
        #expect(checks.count >= 13)
        let idle = checks.filter { check in check["examined"] as? Int == 0 }.compactMap { $0["name"] as? String }
        for check in checks { #expect(check["differences"] as? [String] == [], "\(check)") }
        // In the story nothing is taken back, no provider pays out and no month is closed.
        #expect(
            idle == [
                "a payout takes back no more than was paid", "what the bank took back pays nothing",
                "closed periods are as they were signed",
            ]
        )
    }

    private func expectRows(_ database: Database) throws {
        #expect(try database.number("SELECT sum(minor_units) FROM ledger_lines") == 0)
        #expect(
            try database.rows("SELECT event_type, state FROM inbox ORDER BY event_type") == [
                ["charge.succeeded", "1"], ["payment_intent.created", "1"], ["payment_intent.succeeded", "1"],
            ]
        )
        #expect(try database.number("SELECT count(*) - count(DISTINCT event_id) FROM inbox") == 0)
        #expect(try database.number("SELECT count(*) FROM quarantine") == 1)
        #expect(
            try database.rows("SELECT state, count(*) FROM statement_lines GROUP BY state ORDER BY state") == [
                ["exception", "1"], ["matched", "3"], ["noted", "1"],
            ],
            "the stranger is an exception, the bank's own charge of 35.00 is noted"
        )
        // The order that was refused left nothing reserved, and the one that was accepted did.
        #expect(
            try database.rows("SELECT reservation_id, customer_id, amount_minor, state FROM reservations") == [
                ["order-2", "alpina", "50000", "reserved"]
            ]
        )
        let outcomes = try database.rows(
            "SELECT customer_id, json_extract(CAST(decision AS TEXT), '$.outcome') FROM credit_decisions ORDER BY rowid"
        )
        #expect(outcomes == [["alpina", "reject"], ["alpina", "accept"], ["nordwind", "reject"]])
    }

    private func expectAnswers(_ get: (String) throws -> HTTPAnswer) throws {
        let balances = try get("/v1/ledger/balances").list().reduce(into: [String: String]()) { table, row in
            table["\(row["account"] ?? "") \(row["currency"] ?? "")"] = row["balance"] as? String
        }
        #expect(
            balances == [
                "bank:DE75512108001245126199 EUR": "7192.00",  // 2450 + 1000 + 777 + 3000 - 35
                "billed EUR": "-10700.00",
                "discounts_allowed EUR": "50.00",
                "provider_clearing:cards EUR": "4000.00",
                "receivables:alpina EUR": "0.00",
                "receivables:hansa EUR": "200.00",
                "receivables:nordwind EUR": "0.00",
                "unapplied_cash:hansa EUR": "0.00",
                "unapplied_cash:nordwind EUR": "0.00",
                "unidentified_receipts EUR": "-742.00",  // the stranger's 777 less the bank's charge of 35
            ]
        )
        let deliveries = try get("/v1/deliveries").list()
        #expect(deliveries.count == 3 && deliveries.allSatisfy { $0["state"] as? String == "done" })
        let quarantine = try get("/v1/quarantine").list()
        #expect(quarantine.map { $0["reason"] as? String } == ["no v1 signature fits the body"])
        let payments = try get("/v1/payments").list()
        #expect(payments.map { $0["captured"] as? String } == ["4000.00"])
        let account = try get("/v1/credit/accounts/alpina/EUR").object()
        #expect(account["headroom"] as? String == "4500.00" && account["suspended"] as? Bool == false, "\(account)")
    }

    /// `export NAME=VALUE` lines.
    static func secrets(_ file: URL) throws -> [String: String] {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return lines.reduce(into: [:]) { secrets, line in
            let parts = line.drop { $0 != " " }.dropFirst().split(separator: "=", maxSplits: 1)
            if parts.count == 2 { secrets[String(parts[0])] = String(parts[1]) }
        }
    }
}
