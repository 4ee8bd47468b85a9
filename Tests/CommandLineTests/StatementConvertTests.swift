import Foundation
import TestSupport
import Testing

/// `statement convert`, and packed files wherever statements are read.
@Suite("statement convert and packed files from outside") struct StatementConvertTests {
    /// A folder that is gone when the test is over.
    private static func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "convert-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    /// Packs with Python, whose writers are others than our reader.
    ///
    /// - Returns: `false` (with a printed line) when there is no Python.
    private static func pack(_ script: String, in folder: URL) throws -> Bool {
        let python = "/usr/bin/python3"
        guard FileManager.default.isExecutableFile(atPath: python) else {
            print("skipped: packed files, because python3 is not installed")
            return false
        }
        for (name, file) in [("a.xml", DemoFiles.first), ("b.xml", DemoFiles.second)] {
            try Data(DemoFiles.text(file).utf8).write(to: folder.appending(path: name))
        }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", script]
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return true
    }

    private static let packing = """
        import gzip, zipfile
        a, b = open('a.xml', 'rb').read(), open('b.xml', 'rb').read()
        open('a.gz', 'wb').write(gzip.compress(a))
        open('cut.gz', 'wb').write(gzip.compress(a)[:-9])
        z = zipfile.ZipFile('two.zip', 'w', zipfile.ZIP_DEFLATED)
        z.writestr('a.xml', a); z.writestr('in/b.xml', b); z.close()
        """

    @Test("inspect reads gzip, zip and standard input, a line a member")
    func packed() async throws {
        try await Self.inFolder { folder in
            guard try Self.pack(Self.packing, in: folder) else { return }
            let names = ["a.gz", "two.zip", "cut.gz"].map { folder.appending(path: $0).path }
            let found = try await run(Programs.quittance, ["statement", "inspect", "--json"] + names)
            let lines = try found.objects()
            let members = [names[0], names[1] + "/a.xml", names[1] + "/in/b.xml", names[2]]
            #expect(lines.map { $0["file"] as? String } == members)
            #expect(lines.map { $0["entries"] as? Int } == [4, 4, 1, 4])
            #expect(lines.map { $0["complete"] as? Bool } == [true, true, true, false])
            #expect(found.code == 3, "\(found.errors)")
        }
    }

    @Test("reconcile finds in an archive what it finds in the files themselves")
    func reconciled() async throws {
        try await Self.inFolder { folder in
            guard try Self.pack(Self.packing, in: folder) else { return }
            let ending = ["--invoices", DemoFiles.invoices, "--json"]
            let plain = ["a.xml", "b.xml"].map { folder.appending(path: $0).path }
            let packed = [folder.appending(path: "two.zip").path]
            var summaries: [NSDictionary] = []
            for files in [plain, packed] {
                let found = try await run(Programs.quittance, ["reconcile", "--statement"] + files + ending)
                summaries.append(try #require(try found.objects().first?["summary"] as? NSDictionary))
            }
            #expect(summaries[0] == summaries[1] && summaries[0]["lines"] as? Int == 4, "\(summaries)")
        }
    }

    @Test("a format that is given counts more than what the content looks like")
    func formatIsGiven() async throws {
        let text = try DemoFiles.text(DemoFiles.first)
        let found = try await run(
            Programs.quittance,
            ["statement", "inspect", "--json", "--format", "mt940", "-"],
            input: .text(text)
        )
        let line = try #require(try found.objects().first)
        #expect(line["entries"] as? Int == 0 && line["format"] as? String != "camt053", "\(line)")
        let wrong = try await run(Programs.quittance, ["statement", "inspect", "--format", "xls", "-"])
        #expect(wrong.code == 2 && wrong.errors.contains("camt053") && wrong.errors.contains("x937"))
    }

    @Test("rules for CSV are followed, a rule that is not understood is wrong usage")
    func csvProfile() async throws {
        try await Self.inFolder { folder in
            let rules = folder.appending(path: "bank.rules").path
            let text = "05.01.2026;Miete;-10,50\n06.01.2026;Lohn;20,00\n"
            try Data("fields date, description, amount\ndelimiter ;\ncurrency EUR\n".utf8).write(
                to: URL(filePath: rules)
            )
            let words = ["statement", "inspect", "-", "--json", "--csv-profile", rules]
            let found = try await run(Programs.quittance, words, input: .text(text))
            let line = try #require(try found.objects().first)
            #expect(line["format"] as? String == "csv" && line["entries"] as? Int == 2, "\(line)")
            #expect(line["credit_sum"] as? String == "20.00" && line["debit_sum"] as? String == "10.50")
            try Data("nonsense x\n".utf8).write(to: URL(filePath: rules))
            #expect(try await run(Programs.quittance, words, input: .text(text)).code == 2)
        }
    }

    @Test("the three forms of the same files")
    func forms() async throws {
        let files = [DemoFiles.first, DemoFiles.second]
        let lines = try await run(Programs.quittance, ["statement", "convert", "--to", "jsonl"] + files)
        let objects = try lines.objects()
        #expect(lines.code == 0 && objects.count { $0["type"] as? String == "entry" } == 5, "\(lines.errors)")
        #expect(objects.count { $0["type"] as? String == "file" } == 2)

        let table = try await run(Programs.quittance, ["statement", "convert", "--to", "csv"] + files)
        #expect(table.code == 0 && table.output.hasPrefix("kind,file,group,"))

        let document = try await run(Programs.quittance, ["statement", "convert", "--to", "camt053"] + files)
        let again = try await run(
            Programs.quittance,
            ["statement", "inspect", "-", "--json", "--strict"],
            input: .text(document.output)
        )
        let line = try #require(try again.objects().first)
        #expect(document.code == 0 && again.code == 0, "\(document.errors) \(line)")
        #expect(line["entries"] as? Int == 5 && line["complete"] as? Bool == true)
        #expect(line["credit_sum"] as? String == "7227.00", "\(line)")
    }

    @Test("into a file and a folder; never over the file that is read")
    func places() async throws {
        try await Self.inFolder { folder in
            guard try Self.pack(Self.packing, in: folder) else { return }
            let (zip, out) = (folder.appending(path: "two.zip").path, folder.appending(path: "out").path)
            let many = try await run(
                Programs.quittance,
                ["statement", "convert", zip, "--to", "camt053", "--out", out + "/"]
            )
            let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
            #expect(
                many.code == 0 && names == ["two.zip_a.xml.xml", "two.zip_in_b.xml.xml"],
                "\(many.errors) \(names)"
            )
            let one = folder.appending(path: "all.csv").path
            let table = try await run(Programs.quittance, ["statement", "convert", zip, "--to", "csv", "--out", one])
            let rows = try String(contentsOfFile: one, encoding: .utf8)
            #expect(table.code == 0 && table.output.isEmpty && rows.components(separatedBy: "\r\n").count >= 7)
            let source = folder.appending(path: "a.xml").path
            let before = FileManager.default.contents(atPath: source)
            // Also the second one, when the first has been read.
            for files in [[source], [DemoFiles.first, source]] {
                let arguments = ["statement", "convert"] + files + ["--to", "camt053", "--out", source]
                #expect(try await run(Programs.quittance, arguments).code == 2)
                #expect(before?.isEmpty == false && FileManager.default.contents(atPath: source) == before)
            }
        }
    }

    @Test("what can be read is written before a bad file ends with 3, one that is not there with 5")
    func badInput() async throws {
        let text = try DemoFiles.text(DemoFiles.first)
        let cut = String(text.prefix(text.count - 40))
        let found = try await run(
            Programs.quittance,
            ["statement", "convert", "-", "--to", "jsonl"],
            input: .text(cut)
        )
        #expect(found.code == 3 && found.errors.contains("line "), "\(found.errors)")
        #expect(try found.objects().count { $0["type"] as? String == "entry" } == 4)
        let missing = try await run(
            Programs.quittance,
            ["statement", "convert", "not-there.xml", DemoFiles.second, "--to", "csv"]
        )
        #expect(missing.code == 5 && missing.errors.contains("not-there.xml") && missing.output.contains("3000.00"))
        let folder = try await run(Programs.quittance, ["statement", "inspect", "/tmp", "--json"])
        #expect(folder.code == 5 && folder.output.contains("directory"), "\(folder.output)")
    }
}
