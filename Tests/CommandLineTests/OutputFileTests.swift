import Foundation
import Testing

/// Files that commands write, wherever they are and whatever is there already.
@Suite("written files from outside") struct OutputFileTests {
    private static let outputs: [(command: [String], option: String)] = [
        (["statement", "write", "--to", "pain.001.001.09", "--input", "order.json"], "--out"),
        (["reconcile", "--statement", "s.csv", "--invoices", "open.csv"], "--csv"),
        (["reconcile", "--statement", "s.csv", "--invoices", "open.csv"], "--html"),
    ]

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let order = URL(filePath: DemoFiles.path("payment-order.json"))
        try folder.write("order.json", try String(contentsOf: order, encoding: .utf8))
        try folder.write("s.csv", "Date,Amount,Currency,Description\n2026-03-19,+100.00,EUR,INV-1001\n")
        try folder.write(
            "open.csv",
            "\(Ledgers.customers)\nINV-1001,invoice,C1,N,,EUR,100.00,100.00,2026-03-01,,net 30,\n"
        )
        return folder
    }

    private func write(
        _ output: (command: [String], option: String),
        _ name: String,
        _ folder: TemporaryFolder
    )
        async throws -> Finished
    {
        try await run(Programs.quittance, output.command + [output.option, name], in: folder.url)
    }

    @Test("a file keeps its rights, a link leads where it led, a pipe gets the bytes", arguments: outputs)
    func kept(output: (command: [String], option: String)) async throws {
        let folder = try folder()
        let place = { (name: String) in folder.url.appending(path: name).path }
        #expect(try await write(output, "new", folder).code == 0)
        let text = try #require(FileManager.default.contents(atPath: place("new")))
        try folder.write("old", "old")
        chmod(place("old"), 0o600)
        for name in ["link", "loose"] { symlink(name == "link" ? "old" : "made", place(name)) }
        for name in ["link", "loose"] {
            #expect(try await write(output, name, folder).code == 0)
            let attributes = try FileManager.default.attributesOfItem(atPath: place(name))
            #expect(attributes[.type] as? FileAttributeType == .typeSymbolicLink)
        }
        #expect(FileManager.default.contents(atPath: place("old"))?.count == text.count)
        #expect(FileManager.default.contents(atPath: place("made"))?.count == text.count)
        let rights = try FileManager.default.attributesOfItem(atPath: place("old"))[.posixPermissions] as? Int
        #expect(rights == 0o600)
        mkfifo(place("pipe"), 0o600)
        let reader = open(place("pipe"), O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        #expect(try await write(output, "pipe", folder).code == 0)
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        #expect(read(reader, &bytes, bytes.count) == text.count)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(left.count == 9, "no draft is left: \(left)")
    }

    @Test("what cannot be written is told with the system's reason", arguments: outputs)
    func refused(output: (command: [String], option: String)) async throws {
        let folder = try folder()
        try folder.write("file", "")
        for (name, reason) in [(".", "Is a directory"), ("file/x", "Not a directory"), ("none/x", "No such file")] {
            let found = try await write(output, name, folder)
            #expect(found.code == 5, "\(name)")
            #expect(found.errors.contains("\(output.option) \(name): cannot be written: \(reason)"), "\(found.errors)")
        }
    }
}
