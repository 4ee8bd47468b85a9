import Foundation
import Testing

/// Files that are broken or hostile: exit code 3 with the place, in little time and memory, and the rest is read.
@Suite("bad files from outside") struct FileRefusalTests {
    private static let head = #"<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">"#

    private struct Case {
        let about: String
        let text: String
        let line: Int
        /// `nil` where each command has words of its own.
        let message: String?
    }

    private static func cases() throws -> [Case] {
        let whole = try DemoFiles.text(DemoFiles.second)
        return [
            Case(about: "truncated", text: String(whole.prefix(900)), line: 17, message: "ends before"),
            Case(
                about: "a document type",
                text: "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>",
                line: 2,
                message: "document type"
            ),
            Case(
                about: "10,000 levels",
                text: head + String(repeating: "<a>", count: 10_000),
                line: 1,
                message: "deeper than"
            ),
            Case(
                about: "10,000 levels on 10,000 lines",
                text: head + String(repeating: "\n<a>", count: 10_000),
                line: 65,
                message: "deeper than"
            ),
            Case(
                about: "an entity that is none",
                text: head + "\n\n<a b=\"&nbsp;\"/></Document>",
                line: 3,
                message: "no known entity"
            ),
            Case(
                about: "an ampersand that begins nothing, in a text",
                text: whole.replacingOccurrences(of: "<Nm>Alpina ", with: "<Nm>Alpina & "),
                line: 26,
                message: "begins no reference, read as '&'"
            ),
            Case(
                about: "an attribute of a megabyte",
                text: head + "<a b=\"\(String(repeating: "c", count: 1 << 20))\"/>",
                line: 1,
                message: "longer than"
            ),
            Case(about: "a letter", text: "Dear Sir or Madam,\nplease find enclosed\n", line: 1, message: nil),
            Case(about: "nothing", text: "", line: 1, message: nil),
            Case(
                about: "an amount that is none",
                text: whole.replacingOccurrences(of: ">3000.00<", with: ">30,00.00<"),
                line: 14,
                message: "30,00.00"
            ),
        ]
    }

    @Test("statement inspect names line and reason and ends with 3")
    func inspect() async throws {
        for row in try Self.cases() {
            let found = try await run(
                Programs.quittance,
                ["statement", "inspect", "-", "--json"],
                input: .text(row.text)
            )
            #expect(found.code == 3, "\(row.about): \(found.code) \(found.errors)")
            let error = try #require(try found.objects().first?["error"] as? [String: Any], "\(row.about)")
            let position = try #require(error["position"] as? [String: Any], "\(row.about)")
            #expect(position["line"] as? Int == row.line, "\(row.about): \(error)")
            #expect((error["message"] as? String ?? "").contains(row.message ?? " "), "\(row.about): \(error)")
            expectModest(found, row.about)
        }
    }

    @Test("reconcile names file, line and reason, ends with 3, and reconciles the other statement")
    func reconcile() async throws {
        for row in try Self.cases() {
            let folder = try TemporaryFolder()
            let bad = try folder.write("bad.xml", row.text)
            let found = try await run(
                Programs.quittance,
                ["reconcile", "--statement", bad.path, DemoFiles.second, "--invoices", DemoFiles.invoices, "--json"]
            )
            #expect(found.code == 3, "\(row.about): \(found.code) \(found.errors)")
            #expect(found.errors.contains("\(bad.path): line \(row.line),"), "\(row.about): \(found.errors)")
            #expect(found.errors.contains(row.message ?? " "), "\(row.about): \(found.errors)")
            let summary = try found.objects().first?["summary"] as? [String: Any]
            #expect(summary?["matched"] as? Int == 1, "\(row.about): \(found.output)")
            expectModest(found, row.about)
        }
    }

    @Test("a text of a gigabyte is refused where it begins, without being kept")
    func hugeText() async throws {
        let start = Self.head + "<BkToCstmrStmt><GrpHdr><MsgId>"
        let found = try await run(
            Programs.quittance,
            ["statement", "inspect", "-", "--json"],
            input: .shell("printf '%s' '\(start)'; head -c 1073741824 /dev/zero | tr '\\0' A"),
            within: 120
        )
        #expect(found.code == 3, "\(found.errors)")
        let error = try #require(try found.objects().first?["error"] as? [String: Any])
        let position = try #require(error["position"] as? [String: Any])
        #expect(position["byte"] as? Int == start.utf8.count, "\(error)")
        #expect(position["path"] as? String == "/Document/BkToCstmrStmt/GrpHdr/MsgId", "\(error)")
        #expect((error["message"] as? String ?? "").contains("a text longer than"), "\(error)")
        #expect((1...120_000).contains(found.residentPeak), "\(found.residentPeak) KiB for a gigabyte")
    }

    @Test("a CSV with a wrong header, or with a broken row: file, line and field; what can be read is reconciled")
    func invoices() async throws {
        let folder = try TemporaryFolder()
        let csv = try DemoFiles.text(DemoFiles.invoices)
        let wrongHeader = try folder.write(
            "header.csv",
            csv.replacingOccurrences(of: "number,kind", with: "nummer,kind")
        )
        let header = try await reconcile([wrongHeader.path, DemoFiles.invoices])
        #expect(header.errors.contains("\(wrongHeader.path):1:1: the header lacks number"), "\(header.errors)")
        try expectMatched(header, invoice: "INV-2026-0104")

        for (about, text, other, place) in [
            ("an amount that is none", "2500.00,2500.00", "25x0.00,2500.00", ":3:80: amount: \"25x0.00\""),
            (
                "too many decimals", "2500.00,2500.00", "2500.001,2500.00",
                ":3:80: amount: \"2500.001\": more than 2 decimals"
            ),
            ("a date that is none", "2026-02-25,,2/10", "2026-02-30,,2/10", "issued"),
            ("terms that are none", "2/10 net 30", "whenever", "terms"),
            (
                "a currency that is none", "DE02120300000000202051,EUR,2500.00", "DE02120300000000202051,EUX,2500.00",
                "currency"
            ),
            ("a field too few", ",2500.00,2500.00,", ",2500.00,", ":3:"),
            (
                "a quote that never ends", "Hansa Medizintechnik AG,DE02120300000000202051,EUR,2500",
                "\"Hansa,EUR,2500", ":3:"
            ),
        ] {
            let changed = csv.replacingOccurrences(of: text, with: other)
            try #require(changed != csv, "\(about)")
            let file = try folder.write("row.csv", changed)
            let found = try await reconcile([file.path])
            #expect(
                found.errors.contains("\(file.path):3:") && found.errors.contains(place),
                "\(about): \(found.errors)"
            )
            #expect(found.code == 3, "\(about): \(found.code)")
            // A quote that never ends takes the rest of the file with it.
            if !about.hasPrefix("a quote") { try expectMatched(found, invoice: "INV-2026-0104") }
        }
    }

    private func reconcile(_ invoices: [String]) async throws -> Finished {
        try await run(
            Programs.quittance,
            ["reconcile", "--statement", DemoFiles.second, "--invoices"] + invoices + ["--json"]
        )
    }

    private func expectMatched(_ found: Finished, invoice: String) throws {
        #expect(found.code == 3, "\(found.code)")
        let matches = try #require(try found.objects().first?["matches"] as? [[String: Any]])
        let named = matches.compactMap { ($0["allocations"] as? [[String: Any]])?.first?["invoice"] as? String }
        #expect(named == [invoice], "\(found.output)")
    }

    private func expectModest(_ found: Finished, _ about: String) {
        #expect(found.processorSeconds < 5, "\(about): \(found.processorSeconds) s")
        #expect(found.residentPeak < 120_000, "\(about): \(found.residentPeak) KiB")
    }
}
