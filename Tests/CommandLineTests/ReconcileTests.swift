import Foundation
import Testing

/// `reconcile` on the demo's files, with no server and no database.
@Suite("reconcile from outside") struct ReconcileTests {
    private static func reconcile(
        _ statements: [String],
        _ more: [String] = ["--json"],
        input: Input = .nothing
    ) async throws -> Finished {
        try await run(
            Programs.quittance,
            ["reconcile", "--statement"] + statements + ["--invoices", DemoFiles.invoices] + more,
            input: input
        )
    }

    @Test(
        "what standard output does not take is an error, and not done",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
        arguments: ["", "--json", "--csv -", "--html -", "--explain 0"]
    )
    func fullDisk(option: String) async throws {
        let files = "--statement '\(DemoFiles.second)' --invoices '\(DemoFiles.invoices)'"
        let command = "'\(Programs.quittance.path)' reconcile \(files) \(option) > /dev/full"
        let found = try await run(URL(filePath: "/bin/sh"), ["-c", command])
        #expect(found.code == 5 && found.errors.contains("standard output: cannot be written"), "\(found.errors)")
    }

    @Test("what is so long that the program begins anew with huge pages says the same, also behind a pipe")
    func long() async throws {
        let folder = try TemporaryFolder()
        let text = try DemoFiles.text(DemoFiles.second) + String(repeating: "\n", count: 17 << 20)
        try folder.write("long.xml", text)
        let arguments = ["reconcile", "--statement", "long.xml", "--invoices", DemoFiles.invoices, "--json"]
        var told: [String] = []
        for tunables in [nil, "glibc.malloc.arena_max=2"] {
            let environment = tunables.map { ["GLIBC_TUNABLES": $0] } ?? [:]
            let found = try await run(Programs.quittance, arguments, environment: environment, in: folder.url)
            #expect(found.code == 0, "\(found.errors)")
            told.append(found.output)
        }
        let command =
            "cat '\(DemoFiles.first)' | '\(Programs.quittance.path)' reconcile --statement - long.xml --invoices "
        let piped = try await run(
            URL(filePath: "/bin/sh"),
            ["-c", "\(command)'\(DemoFiles.invoices)' --json"],
            in: folder.url
        )
        let both = try await Self.reconcile([DemoFiles.first, DemoFiles.second])
        #expect(told[0] == told[1] && told[0].contains("\"matched\":"), "\(told)")
        func summary(_ found: Finished) throws -> Data {
            let summary = try #require(try found.objects().first?["summary"], "\(found.errors)")
            return try JSONSerialization.data(withJSONObject: summary, options: [.sortedKeys])
        }
        #expect(try summary(piped) == summary(both))
    }

    @Test("the JSON has the documented keys, and what it says is what happened")
    func shape() async throws {
        let found = try await Self.reconcile([DemoFiles.first, DemoFiles.second])
        #expect(found.code == 1, "the stranger is an exception: \(found.errors)")
        let report = try #require(try found.objects().first)
        func keys(_ value: Any?) -> Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
        func first(_ key: String) -> [String: Any]? { (report[key] as? [[String: Any]])?.first }
        let summary = try #require(report["summary"] as? [String: Any])
        let line: Set<String> = ["file", "index", "bank_reference"]
        let table: [(expected: Set<String>, shown: Set<String>)] = [
            (["summary", "matches", "exceptions", "debits", "open_items"], keys(report)),
            (
                ["lines", "matched", "auto_match_rate", "unmatched_amount", "invoices_settled", "invoices_partly"],
                keys(summary)
            ),
            (["by_receipt", "by_invoice_line"], keys(summary["auto_match_rate"])),
            (["number", "value"], keys((summary["auto_match_rate"] as? [String: Any])?["by_receipt"])),
            (["line", "allocations", "rule", "score", "explanation"], keys(first("matches"))),
            (
                ["kind", "invoice", "amount", "reason"],
                keys((first("matches")?["allocations"] as? [[String: Any]])?.first)
            ),
            (["line", "reason", "suggestions"], keys(first("exceptions"))),
            (["line", "amount"], keys(first("debits"))),
            (line, keys(first("matches")?["line"])), (line, keys(first("exceptions")?["line"])),
            (line, keys(first("debits")?["line"])),
        ]
        for (expected, shown) in table {
            #expect(expected.isSubset(of: shown), "\(expected.subtracting(shown).sorted()) is missing")
        }
        #expect(summary["lines"] as? Int == 4 && summary["matched"] as? Int == 3)
        #expect(summary["invoices_settled"] as? Int == 2 && summary["invoices_partly"] as? Int == 1)
        #expect(summary["unmatched_amount"] as? [String: String] == ["EUR": "777.00"])
        let exception = try #require(first("exceptions"))
        #expect(exception["reason"] as? String == "unknown_payer")
        #expect((exception["line"] as? [String: Any])?["file"] as? String == DemoFiles.first, "file as given")
        let discounts = (report["matches"] as? [[String: Any]] ?? [])
            .flatMap { $0["allocations"] as? [[String: Any]] ?? [] }
            .filter { $0["kind"] as? String == "discount" }
        #expect(discounts.map { $0["amount"] as? String } == ["50.00"])
    }

    @Test("the order in which the statements are given changes no byte, and neither does a second run")
    func byteStable() async throws {
        let found = try await Self.reconcile([DemoFiles.first, DemoFiles.second])
        let turned = try await Self.reconcile([DemoFiles.second, DemoFiles.first])
        #expect(found.output == turned.output && found.code == turned.code)
        let again = try await Self.reconcile([DemoFiles.first, DemoFiles.second])
        #expect(found.output == again.output && !found.output.isEmpty)
    }

    @Test("0 when nothing is left over, 1 when exceptions remain")
    func exitCodes() async throws {
        #expect(try await Self.reconcile([DemoFiles.second]).code == 0)
        #expect(try await Self.reconcile([DemoFiles.first]).code == 1)
    }

    @Test("--as-of is the day to judge by; without it that is the last booking date")
    func asOf() async throws {
        func overdue(_ more: [String]) async throws -> [Int] {
            let report = try #require(try await Self.reconcile([DemoFiles.second], more + ["--json"]).objects().first)
            return (report["open_items"] as? [[String: Any]] ?? []).compactMap { $0["days_overdue"] as? Int }
        }
        #expect(try await overdue([]) == overdue(["--as-of", "2026-03-06"]), "the last booking date, never today")
        #expect(try await overdue(["--as-of", "2026-04-06"]) == overdue([]).map { $0 + 31 })
        #expect(try await Self.reconcile([DemoFiles.second], ["--as-of", "2026-02-30"]).code == 2)
    }

    @Test("- is standard input, and --out writes what is printed")
    func streams() async throws {
        let folder = try TemporaryFolder()
        let out = folder.url.appending(path: "reports/march").path
        let text = try DemoFiles.text(DemoFiles.second)
        let found = try await Self.reconcile(["-"], ["--json", "--out", out], input: .text(text))
        #expect(found.code == 0, "\(found.errors)")
        let line = (try found.objects().first?["matches"] as? [[String: Any]])?.first?["line"] as? [String: Any]
        #expect(
            line?["file"] as? String == "-" && line?["bank_reference"] as? String == "2026030600001",
            "\(found.output)"
        )
        #expect(try String(contentsOfFile: "\(out)/report.json", encoding: .utf8) == found.output)
        #expect(try String(contentsOfFile: "\(out)/report.txt", encoding: .utf8).contains("MATCHED (1)"))
        #expect(try await Self.reconcile([DemoFiles.second], ["--out", "/proc/none"]).code == 5)
        #expect(try await Self.reconcile(["not-there.xml"]).code == 5)
    }

    @Test("--csv and --html write files, print with -, and --out has both")
    func reports() async throws {
        let folder = try TemporaryFolder()
        let (csv, html) = (folder.url.appending(path: "march.csv").path, folder.url.appending(path: "march.html").path)
        let files = [DemoFiles.first, DemoFiles.second]
        let found = try await Self.reconcile(files, ["--csv", csv, "--html", html, "--out", folder.url.path])
        #expect(found.code == 1 && found.output.contains("EXCEPTIONS (1)"), "\(found.errors)")
        for (option, path, inFolder) in [("--csv", csv, "report.csv"), ("--html", html, "report.html")] {
            let written = try String(contentsOfFile: path, encoding: .utf8)
            let printed = try await Self.reconcile(files.reversed(), [option, "-"])
            #expect(printed.output == written && !written.isEmpty, "\(option)")
            let copy = folder.url.appending(path: inFolder).path
            #expect(try String(contentsOfFile: copy, encoding: .utf8) == written, "\(inFolder)")
        }
        #expect(try String(contentsOfFile: csv, encoding: .utf8).hasPrefix("record,file,index,bank_reference,"))
        #expect(try String(contentsOfFile: html, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
        #expect(try await Self.reconcile(files, ["--csv", "/proc/none/march.csv"]).code == 5)
    }

    @Test("--explain tells of one line, for people and for programs")
    func explains() async throws {
        let place = "\(DemoFiles.first):2"
        let text = try await Self.reconcile([DemoFiles.first], ["--explain", "2"])
        #expect(text.code == 0 && text.output.hasPrefix("LINE \(place)\n"), "\(text.errors)")
        #expect(text.output.contains("EXCEPTION unknown_payer\n") && text.output.contains("WHAT EACH PASS SAID\n"))
        #expect(try await Self.reconcile([DemoFiles.first], ["--explain", place]).output == text.output)
        #expect(try await Self.reconcile([DemoFiles.first], ["--explain", "2026030500003"]).output == text.output)
        let json = try await Self.reconcile([DemoFiles.first], ["--explain", place, "--json"])
        let report = try #require(try json.objects().first)
        #expect(report["outcome"] as? String == "exception")
        #expect((report["passes"] as? [[String: Any]])?.compactMap { $0["decides"] as? Bool }.last == true)
        let unknown = try await Self.reconcile([DemoFiles.first], ["--explain", "99"])
        #expect(unknown.code == 2 && unknown.output.isEmpty)
        #expect(unknown.errors.contains("no line 99; near it are \(DemoFiles.first):"), "\(unknown.errors)")
    }

    @Test("COLUMNS is the width, and there are no colours in a pipe")
    func widths() async throws {
        let arguments = ["reconcile", "--statement", DemoFiles.first, "--invoices", DemoFiles.invoices]
        for width in [80, 132] {
            let found = try await run(Programs.quittance, arguments, environment: ["COLUMNS": "\(width)"])
            let lines = found.output.split(separator: "\n")
            #expect(!lines.isEmpty && lines.allSatisfy { $0.count <= width } && !found.output.contains("\u{1B}"))
        }
    }

    /// A document of Hansa Medizintechnik in UBL with only what EN 16931 asks for.
    private static func electronic(_ number: String, amount: String, reference: String, terms: String) -> String {
        """
        <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">
        <ID>\(number)</ID><IssueDate>2026-02-25</IssueDate><DueDate>2026-03-27</DueDate>
        <InvoiceTypeCode>380</InvoiceTypeCode><DocumentCurrencyCode>EUR</DocumentCurrencyCode>
        <AccountingCustomerParty><Party><PartyIdentification><ID>hansa</ID></PartyIdentification>
        <PartyLegalEntity><RegistrationName>Hansa Medizintechnik AG</RegistrationName></PartyLegalEntity></Party>
        </AccountingCustomerParty><PaymentMeans><PaymentID>\(reference)</PaymentID></PaymentMeans>
        <PaymentTerms><Note>\(terms)
        </Note></PaymentTerms><LegalMonetaryTotal><TaxInclusiveAmount>\(amount)</TaxInclusiveAmount>
        <PayableAmount>\(amount)</PayableAmount></LegalMonetaryTotal></Invoice>
        """
    }

    @Test("electronic invoices are matched as a table is, one file each; a bad one is named and the rest goes on")
    func electronicInvoices() async throws {
        let folder = try TemporaryFolder()
        let documents = [
            Self.electronic(
                "INV-2026-0102",
                amount: "2500.00",
                reference: "RF05INV20260102",
                terms: "#SKONTO#TAGE=10#PROZENT=2.00#"
            ),
            Self.electronic("INV-2026-0103", amount: "1200.00", reference: "RF75INV20260103", terms: "netto"),
            Self.electronic("INV-2026-0105", amount: "12,00", reference: "", terms: ""),
        ]
        let files = try documents.enumerated().map { index, text in
            let file = folder.url.appending(path: "\(index).xml")
            try Data(text.utf8).write(to: file)
            return file.path
        }
        let arguments = ["reconcile", "--json", "--statement", DemoFiles.first, "--invoices"]
        let good = try await run(Programs.quittance, arguments + files.dropLast())
        #expect(good.code == 1 && good.errors.isEmpty, "the stranger is an exception: \(good.errors)")
        let table = try #require(try await Self.reconcile([DemoFiles.first]).objects().first)
        let report = try #require(try good.objects().first)
        func allocations(_ report: [String: Any]) -> [String] {
            (report["matches"] as? [[String: Any]] ?? []).flatMap { $0["allocations"] as? [[String: Any]] ?? [] }
                .map { "\($0["kind"] ?? "") \($0["invoice"] ?? "") \($0["amount"] ?? "")" }
        }
        #expect(allocations(report).count == 3 && allocations(report) == allocations(table))
        let bad = try await run(Programs.quittance, arguments + files)
        #expect(bad.code == 3 && bad.decided == good.decided)
        let place =
            "\(files[2]):9:1: /Invoice/LegalMonetaryTotal/PayableAmount: the payable amount (BT-115) is no decimal"
        #expect(bad.errors.contains(place), "\(bad.errors)")
    }
}
