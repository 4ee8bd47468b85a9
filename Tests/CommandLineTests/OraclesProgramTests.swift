import Foundation
import TestSupport
import Testing

/// The closing line of `oracles`: what is not supported is skipped, never passed.
@Suite("oracles from outside") struct OraclesProgramTests {
    @Test("terms all pass, and so do Stripe's vectors, one of them stricter by name")
    func closingLines() async throws {
        guard let terms = SharedData.file("oracles/terms.json"), let stripe = SharedData.file("vectors/stripe.json")
        else {
            return
        }
        let found = try await run(Programs.oracles, [terms.path, "--complete"])
        #expect(found.code == 0 && found.output == "46 passed, 0 failed, 0 skipped\n", "\(found.output)")
        let vectors = try await run(Programs.oracles, [stripe.path, "--complete"])
        let lines = vectors.output.split(separator: "\n")
        #expect(vectors.code == 0 && lines.last == "22 passed, 0 failed, 0 skipped", "\(vectors.output)")
        #expect(lines.count == 2, "\(vectors.output)")
        #expect(lines.first?.contains("stripe-dev-1795303601-014: the signed time is in the future (") == true)
    }

    @Test("credit and dunning: the kinds that are answered pass, the others are skipped by name")
    func credit() async throws {
        guard let credit = SharedData.file("oracles/credit.json"), let dunning = SharedData.file("oracles/dunning.json")
        else { return }
        let found = try await run(Programs.oracles, [credit.path, dunning.path])
        let lines = found.output.split(separator: "\n")
        #expect(found.code == 0 && lines.last == "6 passed, 0 failed, 47 skipped", "\(lines.last ?? "")")
        #expect(lines.dropLast().count == 47 && lines.dropLast().allSatisfy { $0.hasPrefix("skipped ") })
        #expect(try await run(Programs.oracles, [credit.path, "--complete"]).code == 1, "skipped is not complete")
    }

    @Test("a vector whose answer was changed fails, and a file that is none is wrong usage")
    func canFail() async throws {
        let folder = try TemporaryFolder()
        #expect(try await run(Programs.oracles, [folder.write("bad.json", "[{").path]).code == 2)
        #expect(try await run(Programs.oracles, []).code == 2)
        guard let stripe = SharedData.file("vectors/stripe.json") else { return }
        let text = try String(contentsOf: stripe, encoding: .utf8)
        let turned = text.replacingOccurrences(of: "\"valid\": false", with: "\"valid\": true")
        let found = try await run(Programs.oracles, [folder.write("turned.json", turned).path])
        #expect(found.code == 1 && !found.output.hasSuffix(" 0 failed, 0 skipped\n"), "\(found.output)")
    }
}
