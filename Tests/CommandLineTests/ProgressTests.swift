import Foundation
import Testing

/// What people see of a run that takes its time.
@Suite("progress on a terminal") struct ProgressTests {
    @Test("on a terminal a long run shows how far it is, on standard error and for as long as it runs")
    func showsProgress() async throws {
        let script = URL(filePath: "/usr/bin/script")
        guard FileManager.default.isExecutableFile(atPath: script.path) else {
            return print("skipped: progress on a terminal, since there is no \(script.path)")
        }
        let folder = try TemporaryFolder()
        let made = try await run(
            Programs.world,
            ["--receipts", "9000", "--mode", "list_prices", "--out", folder.url.path, "--no-judge"]
        )
        try #require(made.code == 0, "\(made.errors)")
        let files = "--statement statement-1.xml --invoices invoices.csv --json"
        let command = "\(Programs.quittance.path) reconcile \(files)"
        let shown = try await run(script, ["-qec", "\(command) > told.json", "/dev/null"], in: folder.url).output
        #expect(shown.contains("matching, ") && shown.contains("#") && shown.contains(" of "), "\(shown)")
        #expect(shown.hasSuffix("\u{1B}[K"), "it is erased at the end: \(shown.suffix(80))")
        let told = try String(contentsOf: folder.url.appending(path: "told.json"), encoding: .utf8)
        #expect(told.hasPrefix("{\"summary\"") && !told.contains("matching, "))
        let plain = try await run(
            Programs.quittance,
            ["reconcile"] + files.split(separator: " ").map(String.init),
            in: folder.url
        )
        #expect(plain.output == told && !plain.errors.contains("matching, "))
    }
}
