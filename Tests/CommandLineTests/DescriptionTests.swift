import Foundation
import TestSupport
import Testing

/// Requests that an outside program makes up from our own description of the API, good and bad ones.
@Suite("the description of the API, by schemathesis") struct DescriptionTests {
    /// What a refusal may hang on is more than a schema can say, so valid requests may be refused; `null` for what may be
    /// left out is taken as left out.
    private static let left = "positive_data_acceptance,negative_data_rejection"

    @Test("no request breaks the hub, and every answer is one that is described")
    func holds() async throws {
        let program = SharedData.repository.appending(path: ".venv-tests-schemathesis/bin/schemathesis")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            return print("skipped: .venv-tests-schemathesis is absent")
        }
        let provider = try await Server(Programs.sandbox, ["stripe", "--port", "0", "--api-key", Shop.providerKey])
        let shop = try Shop(provider: provider.port)
        let hub = try await shop.serve()
        try hub.startShopping(invoices: [("I-0", "40.00")])
        let found = try await run(
            program,
            [
                "run", "http://127.0.0.1:\(hub.port)/openapi.json", "-H", "Authorization: Bearer \(Shop.apiKey)",
                "--seed", "1", "--max-examples", "12", "--phases", "examples,coverage,fuzzing",
                "--generation-database", "none", "--no-shrink", "--continue-on-failure", "--no-color",
                "--exclude-checks", Self.left, "--warnings", "off",
            ],
            environment: ["NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"],
            within: 240
        )
        #expect(found.code == 0, "\(found.output)\n\(found.errors)")
        let tested = found.output.firstMatch(of: /Tested: (\d+)/).flatMap { Int($0.1) } ?? 0
        #expect(tested >= 29, "\(found.output)")
        #expect(hub.isRunning)
        hub.kill()
        let verified = try await shop.verify()
        #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
    }
}
