import Foundation
import Testing

/// What is wrong with invoices and statements is named with its place; the rest is reconciled.
@Suite("bad input of reconcile") struct ReconcileInputTests {
    private static let header =
        "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference"
    private static func row(_ number: String, _ more: String = "EUR,10.00,10.00,2026-03-01,2026-03-31") -> String {
        "\(number),invoice,c1,Acme GmbH,DE1,\(more),net 30,"
    }

    private struct Case: CustomTestStringConvertible {
        let files: [String]
        let code: Int32
        let told: String
        var testDescription: String { told }
    }

    private static let cases = [
        Case(
            files: [row("A-1001") + "\n" + row("A-1001")],
            code: 3,
            told: #"0.csv:3:1: number: "A-1001" is already on line 2"#
        ),
        Case(
            files: [row("A-1001"), row("A-1002") + "\n" + row("A-1001")],
            code: 3,
            told: #"1.csv:3:1: number: "A-1001" is already at FOLDER/0.csv:2; none of them is matched"#
        ),
        Case(
            files: [row("A-1001", "EUX,10.00,10.00,2026-03-01,2026-03-31")],
            code: 3,
            told: #"0.csv:2:33: currency: "EUX" is no ISO 4217"#
        ),
        Case(
            files: [row("A-1001", "EUR,10.00,-1.00,2026-03-01,2026-03-31")],
            code: 3,
            told: #"open: "-1.00" is negative"#
        ),
        Case(
            files: [row("A-1001", "EUR,10.00,11.00,2026-03-01,2026-03-31")],
            code: 3,
            told: "open: 11.00 is more than the amount 10.00"
        ),
        Case(files: [row("")], code: 3, told: "0.csv:2:1: number: is empty"),
        Case(
            files: [row("A-1001", "EUR,10.00,10.00,2026-03-01,2026-02-01")],
            code: 1,
            told: "due: 2026-02-01 is before the date of issue 2026-03-01; taken as written"
        ),
        Case(
            files: [row("A-1001"), "A-1002,invoice,c1,Bolt AG,DE1,EUR,1.00,1.00,2026-03-01,2026-03-31,,"],
            code: 1,
            told: #"1.csv:2:1: customer_name: customer "c1" has "Bolt AG" here and "Acme GmbH" at FOLDER/0.csv:2"#
        ),
        Case(
            files: [row("A-1001"), "A-1002,invoice,c1,Acme GmbH,DE2,EUR,1.00,1.00,2026-03-01,2026-03-31,,"],
            code: 1,
            told: #"1.csv:2:1: payer_account: customer "c1" has "DE2" here and "DE1" at FOLDER/0.csv:2"#
        ),
    ]

    private func reconcile(_ statements: [String], _ invoices: [String], _ more: [String] = []) async throws -> Finished
    {
        let arguments = ["reconcile", "--json", "--statement"] + statements + ["--invoices"] + invoices
        return try await run(Programs.quittance, arguments + more)
    }

    @Test("each fault of invoices", arguments: cases)
    private func invoices(_ example: Case) async throws {
        let folder = try TemporaryFolder()
        let files = try example.files.enumerated().map { number, rows in
            try folder.write("\(number).csv", Self.header + "\n" + rows + "\n").path
        }
        let found = try await reconcile([DemoFiles.second], files)
        let told = example.told.replacingOccurrences(of: "FOLDER", with: folder.url.path)
        #expect(found.errors.contains(told), "\(found.errors)")
        #expect(found.code == example.code && !found.output.isEmpty)
    }

    @Test("a wrong header name is told with the right one")
    func headers() async throws {
        let folder = try TemporaryFolder()
        let csv = Self.header.replacing("customer_name", with: "Customer Name").replacing("issued", with: "isued")
        let table = try folder.write("a.csv", csv + "\n")
        let found = try await reconcile([DemoFiles.second], [table.path])
        #expect(found.errors.contains(#""customer name" is perhaps customer_name"#), "\(found.errors)")
        #expect(found.errors.contains(#""isued" is perhaps issued"#) && found.code == 3)
        let json = try folder.write("a.json", #"[{"nubmer":"A-1001","kind":"invoice"}]"#)
        let other = try await reconcile([DemoFiles.second], [json.path])
        #expect(other.errors.contains(#"number: is empty; the key "nubmer" is perhaps meant so"#), "\(other.errors)")
    }

    @Test("the same bytes twice, and statements that overlap, are told; the lines count once")
    func repeats() async throws {
        let folder = try TemporaryFolder()
        let copy = try folder.write("copy.xml", try DemoFiles.text(DemoFiles.first)).path
        let once = try await reconcile([DemoFiles.first], [DemoFiles.invoices])
        let found = try await reconcile([DemoFiles.first, copy], [DemoFiles.invoices])
        #expect(found.code == 1 && found.errors.contains("\(copy): has the same bytes as \(DemoFiles.first)"))
        #expect(found.errors.contains(": 4 lines repeat lines of "), "\(found.errors)")
        func summary(_ finished: Finished) throws -> [String: Any]? {
            try finished.objects().first?["summary"] as? [String: Any]
        }
        #expect(try summary(found)?["lines"] as? Int == summary(once)?["lines"] as? Int)
    }

    @Test("a statement that does not balance is told with the difference; --strict leaves it out")
    func balances() async throws {
        let folder = try TemporaryFolder()
        let text = try DemoFiles.text(DemoFiles.first).replacing(">24192.00<", with: ">24193.00<")
        let file = try folder.write("off.xml", text).path
        let found = try await reconcile([file], [DemoFiles.invoices])
        #expect(found.code == 1 && found.errors.contains("the difference is 1.00 EUR"), "\(found.errors)")
        let strict = try await reconcile([file], [DemoFiles.invoices], ["--strict"])
        #expect(strict.code == 3 && strict.errors.contains("--strict leaves the file out"))
        #expect(strict.output.contains(#""lines":0"#))
    }
}
