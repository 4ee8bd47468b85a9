import Foundation
import TestSupport
import Testing

/// `statement write` from outside: the demo's orders, the schemas that banks judge by, and faults with their places.
@Suite("statement write from outside") struct StatementWriteTests {
    private static let judge: URL? = {
        let found = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first(where: FileManager.default.isExecutableFile)
        if found == nil {
            print("skipped: written payment files against their schemas, because xmllint is not installed")
        }
        return found.map { URL(filePath: $0) }
    }()

    struct Case: Sendable, CustomTestStringConvertible {
        let order: String
        let to: String
        var profile: String?
        var schemas: [String] = []
        let format: String
        let entries: Int
        /// `credit_sum` or `debit_sum` of what is read back.
        let sum: (key: String, value: String)

        var testDescription: String { "\(to) \(profile ?? "")" }
    }

    static let cases = [
        Case(
            order: "payment-order.json",
            to: "pain.001.001.09",
            schemas: ["pain.001.001.09.xsd"],
            format: "pain001",
            entries: 3,
            sum: ("debit_sum", "1735.40")
        ),
        Case(
            order: "payment-order.json",
            to: "pain.001.001.03",
            schemas: ["pain.001.001.03.xsd"],
            format: "pain001",
            entries: 3,
            sum: ("debit_sum", "1735.40")
        ),
        Case(
            order: "direct-debits.json",
            to: "pain.008.001.08",
            schemas: ["pain.008.001.08.xsd"],
            format: "pain008",
            entries: 2,
            sum: ("credit_sum", "98.00")
        ),
        Case(
            order: "direct-debits.json",
            to: "pain.008.001.02",
            profile: "sepa-dk",
            schemas: ["pain.008.001.02.xsd", "dk-restricted.pain.008.001.02.xsd"],
            format: "pain008",
            entries: 2,
            sum: ("credit_sum", "98.00")
        ),
        Case(order: "ach-batch.json", to: "nacha", format: "ach", entries: 4, sum: ("debit_sum", "1650.65")),
    ]

    @Test("the demo's orders: valid by their schemas, and the same when inspected", arguments: cases)
    func demo(sample: Case) async throws {
        let folder = try TemporaryFolder()
        let out = folder.url.appending(path: "out").path
        var arguments = [
            "statement", "write", "--to", sample.to, "--input", DemoFiles.path(sample.order), "--out", out,
        ]
        if let profile = sample.profile { arguments += ["--profile", profile] }
        let found = try await run(Programs.quittance, arguments)
        #expect(found.code == 0 && found.output.isEmpty, "\(found.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(out).tmp"))
        if let judge = Self.judge {
            for schema in sample.schemas {
                guard let file = SharedData.files(in: "corpus/xsd").first(where: { $0.lastPathComponent == schema })
                else {
                    continue
                }
                let judged = try await run(judge, ["--noout", "--nonet", "--schema", file.path, out])
                #expect(judged.code == 0, "\(judged.errors)")
            }
        }
        let inspected = try await run(Programs.quittance, ["statement", "inspect", "--json", "--strict", out])
        let line = try #require(try inspected.objects().first)
        #expect(inspected.code == 0 && line["format"] as? String == sample.format, "\(inspected.output)")
        #expect(line["entries"] as? Int == sample.entries && line["complete"] as? Bool == true)
        #expect(line[sample.sum.key] as? String == sample.sum.value, "\(line)")

        let piped = try await run(
            Programs.quittance,
            Array(arguments.dropLast(sample.profile == nil ? 2 : 4)) + (sample.profile.map { ["--profile", $0] } ?? [])
        )
        #expect(
            piped.output == (try String(contentsOfFile: out, encoding: .utf8)),
            "standard output has the same bytes"
        )
    }

    @Test("CSV gives the same bytes as JSON")
    func csv() async throws {
        let json = """
            {"message_id": "M1", "created_at": "2026-11-26T09:30:00", "initiating_party": {"name": "Acme"}, "groups": [
            {"id": "P1", "execution_date": "2026-11-27", "debtor": {"name": "Acme"},
             "account": {"iban": "DE75512108001245126199"}, "transactions": [
            {"end_to_end_id": "E1", "amount": "1.10", "currency": "EUR", "creditor": {"name": "A, B"},
             "account": {"iban": "DE89370400440532013000"}, "remittance": {"text": "one"}},
            {"end_to_end_id": "E2", "amount": "2.20", "currency": "EUR", "creditor": {"name": "C"},
             "account": {"iban": "DE89370400440532013000"}}]}]}
            """
        let csv = """
            order.message_id,order.created_at,order.initiating_party.name,group.id,group.execution_date,\
            group.debtor.name,group.account.iban,end_to_end_id,amount,currency,creditor.name,account.iban,remittance.text
            M1,2026-11-26T09:30:00,Acme,P1,2026-11-27,Acme,DE75512108001245126199,E1,1.10,EUR,"A, B",\
            DE89370400440532013000,one
            ,,,P1,,,,E2,2.20,EUR,C,DE89370400440532013000,

            """
        let arguments = ["statement", "write", "--to", "pain.001.001.09", "--input", "-"]
        let first = try await run(Programs.quittance, arguments, input: .text(json))
        let second = try await run(Programs.quittance, arguments, input: .text(csv))
        #expect(first.code == 0 && second.code == 0, "\(first.errors)\(second.errors)")
        #expect(first.output == second.output && first.output.contains("<CtrlSum>3.30</CtrlSum>"))
    }

    @Test("faults name file, line, column and field, end with 3, and leave nothing behind")
    func faults() async throws {
        let folder = try TemporaryFolder()
        let text = try DemoFiles.text(DemoFiles.path("payment-order.json"))
        let wrong = [
            (
                text.replacingOccurrences(of: "INV-4712", with: "INV_4712"),
                "order.json:27:28: groups[0].transactions[1].end_to_end_id: "
            ),
            (
                text.replacingOccurrences(of: "219.90", with: "219.905"),
                "order.json:28:21: groups[0].transactions[1].amount: "
            ),
            (
                text.replacingOccurrences(of: "FR14", with: "FR15"),
                "order.json:30:31: groups[0].transactions[1].account.iban: "
            ),
            (
                text.replacingOccurrences(of: "\"purpose\"", with: "\"purpos\""),
                "order.json:39:11: groups[0].transactions[2].purpos: "
            ),
            (String(text.dropLast(4)), "order.json:43:3: "),
        ]
        for (order, expected) in wrong {
            try folder.write("order.json", order)
            let found = try await run(
                Programs.quittance,
                ["statement", "write", "--to", "pain.001.001.09", "--input", "order.json", "--out", "out.xml"],
                in: folder.url
            )
            #expect(found.code == 3 && found.output.isEmpty)
            #expect(found.errors.contains(expected), "\(found.errors)")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            #expect(!left.contains { $0.hasPrefix("out") })
        }
    }

    @Test("the order is never written over")
    func keepsOrder() async throws {
        let folder = try TemporaryFolder()
        let text = try DemoFiles.text(DemoFiles.path("payment-order.json"))
        let order = try folder.write("order.json", text).path
        let arguments = ["statement", "write", "--to", "pain.001.001.09", "--input", order, "--out", order]
        let found = try await run(Programs.quittance, arguments)
        #expect(try found.code == 2 && String(contentsOfFile: order, encoding: .utf8) == text, "\(found.errors)")
    }

    @Test("a dry run shows counts, sums and changed texts, and writes nothing")
    func dryRun() async throws {
        let arguments = ["statement", "write", "--to", "pain.001.001.09", "--dry-run", "--input"]
        let found = try await run(Programs.quittance, arguments + [DemoFiles.path("payment-order.json")])
        #expect(found.code == 0 && found.errors.isEmpty, "\(found.errors)")
        #expect(found.output.contains("3 payments") && found.output.contains("total  debit 1735.40 EUR"))
        #expect(found.output.contains("creditor.name: Müller & Söhne Maschinenbau -> Mueller + Soehne Maschinenbau"))
        #expect(found.output.contains("faults: 0") && !found.output.contains("<Document"))
    }

    @Test(
        "wrong usage ends with 2",
        arguments: [
            ["--to", "pain.001", "--input", "-"], ["--to", "nacha", "--input", "-", "--profile", "sepa"],
            ["--to", "pain.001.001.09", "--input", "-", "--profile", "french"], ["--to", "nacha"],
            ["--to", "pain.001.001.09", "--input", "-", "--address-style", "short"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let found = try await run(Programs.quittance, ["statement", "write"] + arguments)
        #expect(found.code == 2 && found.output.isEmpty && !found.errors.isEmpty, "\(found.code)")
    }
}
