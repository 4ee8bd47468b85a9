import Foundation
import HubDomain
import HubReconciliation
import Testing

/// What a report looks like, byte for byte: the files in `Golden`.
@Suite("golden reports")
struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    private static let sources = ReportSources(
        statements: ["t.xml", "s.xml"],
        invoices: ["open items <march>.csv"]
    )

    private static let outputs: [(file: String, write: @Sendable (ReconciliationResult) -> String)] = [
        ("report.csv", { $0.csv }),
        ("report.html", { $0.html(sources) }),
        ("report.txt", { $0.text }),
        ("report-72-columns.txt", { $0.text(TextStyle(width: 72)) }),
        ("report-coloured.txt", { $0.text(TextStyle(width: 120, isColoured: true)) }),
        ("explain-match.txt", { _ in why(everyLine[0]) }),
        (
            "explain-exception.json",
            { explained(everyLine[6], among: everyLine, everyItem)?.json(asOf: $0.asOf) ?? "" }
        ),
        ("explain-exception.txt", { _ in why(everyLine[6]) }),
    ]

    /// `QUITTANCE_WRITE_SNAPSHOTS=1` writes them anew.
    @Test("every form of the report is as in its file", arguments: outputs.indices)
    func isGolden(number: Int) throws {
        let (name, write) = Self.outputs[number]
        let file = Self.folder.appending(path: name)
        let output = write(everything())
        if ProcessInfo.processInfo.environment["QUITTANCE_WRITE_SNAPSHOTS"] != nil {
            try Data(output.utf8).write(to: file)
        }
        #expect(output == String(decoding: try Data(contentsOf: file), as: UTF8.self), "\(name)")
    }

    private static func why(_ line: StatementLine) -> String {
        explained(line, among: everyLine, everyItem)?.text(TextStyle()) ?? ""
    }
}
