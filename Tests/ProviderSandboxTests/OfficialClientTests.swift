import Foundation
import Testing

/// The built server, driven by the provider's own client library.
@Suite("provider-sandbox under Stripe's own client", .serialized)
struct OfficialClientTests {
    @Test func sharedScriptFindsEveryCallWorking() throws {
        guard let python = Surroundings.python else { return print("skipped: .venv-tests-stripe is absent") }
        guard let shared = Surroundings.shared else { return print("skipped: ../shared is absent") }
        let server = try RunningServer(["stripe", "--port", "0", "--api-key", "sk_test_12345"])
        defer { server.stop() }
        let script = shared.appending(path: "tools/sdk_clients.py")
        let (lines, status) = try Surroundings.run(python, [script.path, "stripe", server.address])
        #expect(status == 0)
        let calls = try lines.map { try #require(Surroundings.object($0)) }
        #expect(calls.count == 5)
        for call in calls { #expect(call["ok"] as? Bool == true, "\(call)") }
        func call(_ name: String) -> [String: Any] { calls.first { $0["call"] as? String == name } ?? [:] }
        #expect(call("payment_intents.create manual")["status"] as? String == "requires_capture")
        #expect(call("payment_intents.create manual")["amount_received"] as? Int == 0)
        #expect(call("payment_intents.capture")["status"] as? String == "succeeded")
        #expect(call("payment_intents.capture")["amount_received"] as? Int == 3_000)
        #expect(call("refunds.create")["status"] as? String == "succeeded")
        #expect(call("balance_transactions.list")["n"] as? Int == 2)
    }

    @Test func everyCheckOfTheOfficialClientHolds() throws {
        guard let python = Surroundings.python else { return print("skipped: .venv-tests-stripe is absent") }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "official_client.py")
        let (lines, status) = try Surroundings.run(python, [script.path, Surroundings.server.path])
        #expect(status == 0)
        let checks = try lines.map { try #require(Surroundings.object($0)) }
        #expect(checks.count == 27, "the script ran to its end")
        for check in checks { #expect(check["ok"] as? Bool == true, "\(check)") }
    }

    @Test(arguments: [
        ["stripe", "--port", "70000"], ["stripe", "--webhook-url", "http://192.0.2.1/hook"],
        ["stripe", "--webhook-url", "https://127.0.0.1/hook"], ["stripe", "--seed", "x"],
    ])
    func wrongUsageIsRefused(arguments: [String]) throws {
        let (lines, status) = try Surroundings.run(Surroundings.server, arguments, quietly: true)
        #expect(status != 0 && lines.isEmpty, "nothing listens")
    }

    @Test func controlPanelNamesWhatItDoesNotUnderstand() throws {
        let server = try RunningServer(["stripe"])
        defer { server.stop() }
        let curl = URL(filePath: "/usr/bin/curl")
        guard FileManager.default.fileExists(atPath: curl.path) else { return print("skipped: curl is absent") }
        for (path, body) in [
            ("faults", "{\"fault\":\"earthquake\"}"), ("faults", "{"), ("clock", "{}"), ("clock", "{\"now\":\"soon\"}"),
            ("deliver/evt_none", ""), ("disputes", "{\"charge\":\"ch_none\"}"), ("nothing", "{}"),
        ] {
            let (lines, _) = try Surroundings.run(
                curl,
                ["-s", "-w", "\n%{http_code}", "-d", body, "\(server.address)/_sandbox/\(path)"]
            )
            #expect(lines.count == 2 && ["400", "404", "409"].contains(lines.last ?? ""), "\(path) \(lines)")
        }
    }
}
