import Foundation
import Testing

/// `reconcile --watch` on a drop folder, with files that arrive and a program that is killed.
@Suite("a drop folder from outside") struct WatchTests {
    private let folder: TemporaryFolder
    private let inbox: URL
    private let out: URL

    init() throws {
        folder = try TemporaryFolder()
        inbox = folder.url.appending(path: "in")
        out = folder.url.appending(path: "out")
        try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
    }

    private func drop(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: inbox.appending(path: name))
    }

    private func names(_ path: String = "") -> [String] {
        let place = path.isEmpty ? inbox : inbox.appending(path: path)
        return ((try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []).sorted()
    }

    private func watch(_ more: [String] = ["--invoices", DemoFiles.invoices]) async throws -> Finished {
        let arguments = ["reconcile", "--watch", inbox.path, "--out", out.path, "--once", "--json"]
        return try await run(Programs.quittance, arguments + more, environment: Shop.environment)
    }

    private func report(_ name: String) throws -> String {
        try String(contentsOf: out.appending(path: "\(name)/report.json"), encoding: .utf8)
    }

    @Test("a good file is done, a bad one is rejected with its place, and an unfinished one waits")
    func sorts() async throws {
        try drop(try DemoFiles.text(DemoFiles.first), "a.xml")
        try drop("no statement", "b.xml")
        try drop("half", "c.xml.part")
        let found = try await watch()
        #expect(found.code == 3, "\(found.errors)")
        #expect(names() == ["c.xml.part", "done", "rejected"])
        #expect(names("done") == ["a.xml"] && names("rejected") == ["b.xml", "b.xml.error.txt"])
        let reason = try String(contentsOf: inbox.appending(path: "rejected/b.xml.error.txt"), encoding: .utf8)
        #expect(reason.hasPrefix("b.xml: "), "\(reason)")
        let lines = try found.objects()
        #expect(lines.map { $0["moved_to"] as? String } == ["done/a.xml", "rejected/b.xml"])
        #expect(lines.first?["lines"] as? Int == 3 && lines.first?["matched"] as? Int == 2)
        #expect(found.errors.contains("a.xml: moved to done/a.xml: 3 receipts, 2 matched, 1 exceptions"))
        #expect(try report("a.xml").contains("\"exceptions\":[{\"line\":{\"file\":\"a.xml\""))
        let again = try await watch()
        #expect(again.code == 0 && again.output.isEmpty)
    }

    @Test("a file where the folder for statements is to be is told", arguments: ["done", "rejected"])
    func needsFolders(name: String) async throws {
        try drop(try DemoFiles.text(DemoFiles.first), "a.xml")
        try drop("", name)
        let found = try await watch()
        #expect(found.code == 5 && found.errors.contains("\(name): is no folder"), "\(found.errors)")
        #expect(names().contains("a.xml"))
    }

    @Test(
        "a file beside the statement that is of no use stops the run, and the statement stays",
        arguments: [("none.csv", nil, 5), ("bad.csv", "no header\n", 3)]
    )
    func stays(_ name: String, _ text: String?, _ code: Int32) async throws {
        try drop(try DemoFiles.text(DemoFiles.first), "a.xml")
        if let text { try folder.write(name, text) }
        let found = try await watch(["--invoices", folder.url.appending(path: name).path])
        #expect(found.code == code && found.output.isEmpty && found.errors.contains(name), "\(found.errors)")
        #expect(names() == ["a.xml", "done", "rejected"] && names("done").isEmpty && names("rejected").isEmpty)
        #expect(try await watch().code == 1 && names("done") == ["a.xml"])
    }

    @Test("with a bad row the rest of the invoices is used; reports do not go into the folder itself")
    func partly() async throws {
        try drop(try DemoFiles.text(DemoFiles.first), "a.xml")
        let invoices = try DemoFiles.text(DemoFiles.invoices) + "X,invoice,c,C,,EUX,1,1,2026-01-01,,,\n"
        let file = try folder.write("open.csv", invoices).path
        let found = try await watch(["--invoices", file])
        #expect(found.code == 3 && found.errors.contains("EUX"), "\(found.errors)")
        #expect(try found.objects().first?["matched"] as? Int == 2 && names("done") == ["a.xml"])
        for place in [inbox, inbox.appending(path: "done")] {
            let arguments = ["reconcile", "--watch", inbox.path, "--out", place.path, "--once", "--invoices", file]
            let refused = try await run(Programs.quittance, arguments)
            #expect(refused.code == 2 && refused.errors.contains("is a folder of --watch"), "\(refused.errors)")
        }
    }

    @Test("other bytes under the same name take neither the file nor the report of the first")
    func keepsBoth() async throws {
        try drop(try DemoFiles.text(DemoFiles.first), "a.xml")
        _ = try await watch()
        let first = try report("a.xml")
        try drop(try DemoFiles.text(DemoFiles.second), "a.xml")
        _ = try await watch()
        #expect(names("done") == ["a.xml", "a.xml.2"])
        #expect(try report("a.xml") == first && report("a.xml.2") != first)
        // Nor does it once somebody has taken the first files away.
        for name in names("done") { try FileManager.default.removeItem(at: inbox.appending(path: "done/\(name)")) }
        try drop(try DemoFiles.text(DemoFiles.second), "a.xml")
        _ = try await watch()
        #expect(names("done") == ["a.xml.3"])
        #expect(try report("a.xml") == first)
    }

    @Test("the same bytes under another name are a duplicate of the first and add nothing")
    func namesDuplicates() async throws {
        for name in ["a.xml", "b.xml"] { try drop(try DemoFiles.text(DemoFiles.first), name) }
        let found = try await watch()
        let lines = try found.objects()
        #expect(found.code == 1 && names("done") == ["a.xml", "b.xml"], "\(found.errors)")
        #expect(lines.map { $0["duplicate_of"] as? String } == [nil, "a.xml"])
        #expect(lines.last?["lines"] == nil && lines.last?["report"] == nil)
        #expect(found.errors.contains("b.xml: has the same bytes as a.xml, which was read before"), "\(found.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == ["a.xml"])
        try drop(try DemoFiles.text(DemoFiles.first), "c.xml")
        let later = try await watch()
        #expect(try later.code == 0 && later.objects().first?["duplicate_of"] as? String == "a.xml")
        try drop(try DemoFiles.text(DemoFiles.first), "a.xml")
        let again = try await watch().objects()
        #expect(again.first?["lines"] as? Int == 3, "the same name is reconciled again")
        #expect(again.first?["moved_to"] as? String == "done/a.xml.2" && names("done").contains("a.xml"))
        #expect(try !report("a.xml").isEmpty && !report("a.xml.2").isEmpty, "each has its own")
    }

    @Test("a link is left alone, and told once")
    func links() async throws {
        symlink(DemoFiles.first, inbox.appending(path: "link.xml").path)
        let found = try await watch()
        #expect(found.code == 0 && names() == ["done", "link.xml", "rejected"], "\(names())")
        #expect(
            found.errors.components(separatedBy: "link.xml: a link, which is left alone").count == 2,
            "\(found.errors)"
        )
    }

    @Test("a name that is not UTF-8, and what is no file, is told once")
    func unreadable() async throws {
        let name = Array(inbox.path.utf8) + Array("/Kontoauszug-M".utf8) + [0xE4] + Array("rz.xml".utf8) + [0]
        let file = open(name.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600)
        #expect(file >= 0 && close(file) == 0 && mkfifo(inbox.appending(path: "pipe.xml").path, 0o600) == 0)
        try drop(try DemoFiles.text(DemoFiles.first), "a.xml")
        let found = try await watch()
        #expect(names("done") == ["a.xml"])
        for told in ["rz.xml: its name is not UTF-8", "pipe.xml: no file, and left alone"] {
            #expect(found.errors.components(separatedBy: told).count == 2, "\(found.errors)")
        }
    }

    @Test("killed before any step, the file is in one place, and the next run ends as if nothing had been")
    func survivesKills() async throws {
        let texts = [("a.xml", try DemoFiles.text(DemoFiles.first)), ("b.xml", "no statement")]
        let whole = try await Self.outcome(texts, kills: 0...0)
        #expect(whole.kills == 0)
        let killed = try await Self.outcome(texts, kills: 1...8)
        #expect(killed.kills == 7, "three steps for a good file, four for a bad one")
        #expect(killed.files == whole.files)
    }

    /// Runs once for each number, ended before that step, and then to the end; all that is left, by its place.
    private static func outcome(
        _ texts: [(String, String)],
        kills: ClosedRange<Int>
    ) async throws -> (kills: Int, files: [String: String]) {
        var killed = 0
        var left: [String: String] = [:]
        for step in kills {
            let world = try WatchTests()
            for (name, text) in texts { try world.drop(text, name) }
            let invoices = ["--invoices", DemoFiles.invoices]
            let found = try await world.watch(invoices + ["--kill-before", "\(step)"])
            killed += found.code == -9 ? 1 : 0
            for (name, _) in texts {
                let places = ["", "done", "rejected"].filter { world.names($0).contains(name) }
                #expect(places.count == 1, "\(name) is in \(places) after step \(step)")
            }
            _ = try await world.watch()
            let files = try world.everything()
            #expect(left.isEmpty || left == files, "step \(step)")
            left = files
        }
        return (killed, left)
    }

    private func everything() throws -> [String: String] {
        var files: [String: String] = [:]
        for root in ["in", "out"] {
            let place = folder.url.appending(path: root)
            for name in try FileManager.default.subpathsOfDirectory(atPath: place.path) {
                let text = try? String(contentsOf: place.appending(path: name), encoding: .utf8)
                if let text { files["\(root)/\(name)"] = text }
            }
        }
        return files
    }

    @Test("with the store a file is imported once, and its lines can be explained afterwards")
    func inTheBooks() async throws {
        let shop = try Shop()
        let store = ["--store", "--config", shop.configuration]
        try drop(try DemoFiles.text(DemoFiles.first), "a.xml")
        let killed = try await watch(store + ["--kill-before", "1"])
        #expect(killed.code == -9 && names() == ["a.xml", "done", "rejected"])
        let found = try await watch(store)
        #expect(try found.objects().first?["added"] as? Int == 0, "\(found.errors)")
        #expect(found.errors.contains("the same bytes were imported as a.xml on "), "\(found.errors)")
        #expect(names("done") == ["a.xml"])
        #expect(found.errors.contains("exceptions (with those that waited in the books before)"), "\(found.errors)")
        let told = try report("a.xml")
        #expect(told.contains(#""line":{"file":"a.xml","index":2,"bank_reference":"2026030500003","identity":"DE75"#))
        #expect(!told.contains(#""file":"store""#), "\(told)")
        #expect(try Database(shop.database).number("SELECT count(*) FROM statement_lines") == 4)
        #expect(try await shop.verify().code == 0)
        let why = try await run(
            Programs.quittance,
            ["reconcile", "--explain", "2026030500003", "--json"] + store,
            environment: Shop.environment
        )
        let outcome = try why.objects().first?["outcome"] as? String
        #expect(why.code == 0 && outcome == "exception", "\(why.errors)")
    }

    @Test("it takes files as they come and ends with 0 on SIGTERM")
    func runsUntilSignal() async throws {
        let process = Process()
        process.executableURL = Programs.quittance
        process.arguments = [
            "reconcile", "--watch", inbox.path, "--out", out.path, "--invoices", DemoFiles.invoices,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        try drop(try DemoFiles.text(DemoFiles.second), "later.xml")
        for _ in 0..<300 where names("done").isEmpty { try await Task.sleep(for: .milliseconds(100)) }
        #expect(names("done") == ["later.xml"])
        process.terminate()
        for _ in 0..<100 where process.isRunning { try await Task.sleep(for: .milliseconds(100)) }
        #expect(!process.isRunning)
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    }
}
