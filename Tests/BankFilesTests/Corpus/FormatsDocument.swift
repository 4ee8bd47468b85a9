import Foundation
import Testing

@testable import BankFiles

/// `docs/formats.md`, made from what the readers and the facts say of the corpus.
struct FormatsDocument {
    /// What the facts name a peer by, its name, where it counts, and the fact that it should have counted.
    private static let peers: [String: [(key: String, name: String, count: String, fact: String)]] = [
        "camt052": [("second_parser", "camt053 0.0.20", "entries", "total_entries")],
        "camt053": [("second_parser", "camt053 0.0.20", "entries", "total_entries")],
        "camt054": [("second_parser", "camt053 0.0.20", "entries", "total_entries")],
        "mt940": [("mt940_5_1_1", "mt-940 5.1.1", "transactions", "tag61")],
        "bai2": [("bai2_0_15", "bai2 0.15", "transactions", "transactions_16")],
        "ach": [("achkit_0_2", "achkit 0.2", "entries", "entries")],
        "ofx": [
            ("ofxtools_1_1_1", "ofxtools 1.1.1", "transactions", "stmttrn"),
            ("ofxparse_0_21", "ofxparse 0.21", "transactions", "stmttrn"),
        ],
    ]

    let files: [CorpusFile]

    var text: String {
        let folders = CorpusTests.folders.filter { folder in files.contains { $0.folder == folder } }
        var lines = [Self.head, ""]
        lines += ["| format | files | read | exact | with warnings | refused | others, of the same files |"]
        lines += ["| --- | ---: | ---: | ---: | ---: | ---: | --- |"]
        lines += folders.map { folder in row(folder, files.filter { $0.folder == folder }) }
        lines += [row("all", files), "", Self.exceptions, "", "## What was compared in each file"]
        for folder in folders { lines += section(folder, files.filter { $0.folder == folder }) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let head = """
        # Formats and what is read of them

        Made by `Tests/BankFilesTests/Corpus/FormatsDocument.swift`; do not edit. `QUITTANCE_WRITE_DOCS=1` and the corpus
        of bank files write it anew.

        The corpus is real and made files from the public test data of other projects, with facts beside each that were
        counted by others: entries, sums, balances, returns. *Read*: to its end. *Exact*: every number that the facts
        have is the one that we read, a warning is given where their control totals or balances disagree, and none
        where they agree. *With warnings*: something in it disagrees with itself. *Refused*: something in it could not
        be read, with its place and exit code 3; the rest is counted. *Others*: files read, and of these how many with
        the number of entries that the facts have.
        """

    private static var exceptions: String {
        let lines = CorpusTests.exceptions.sorted { $0.key < $1.key }.map { "- `\($0.key)`: \($0.value)" }
        return "Not exact on purpose:\n\n" + lines.joined(separator: "\n")
    }

    private func row(_ folder: String, _ files: [CorpusFile]) -> String {
        let read = files.count { $0.reading.failure == nil }
        let exact = files.count { $0.differences.isEmpty }
        let warned = files.count { !$0.inspection.warnings.isEmpty }
        let refused = files.count(where: \.isRefused)
        let others = (Self.peers[folder] ?? []).map { peer in
            let found = files.compactMap { $0.facts[peer.key] as? [String: Any] }
            let readable = found.count { $0["error"] == nil && $0[peer.count] != nil }
            let right = files.count { file in
                let count = (file.facts[peer.key] as? [String: Any])?[peer.count] as? Int
                let raw = file.facts["raw"] as? [String: Any] ?? file.facts
                return count != nil && count == raw[peer.fact] as? Int
            }
            return "\(peer.name): \(readable), \(right) right"
        }
        let cells = [files.count, read, exact, warned, refused].map(String.init)
        return "| " + ([folder] + cells + [others.joined(separator: "; ")]).joined(separator: " | ") + " |"
    }

    /// A list of the files; what was compared is said once where it is what most of them have.
    private func section(_ folder: String, _ files: [CorpusFile]) -> [String] {
        let lists = files.map { file in
            var seen: Set<String> = []
            return file.compared.filter { seen.insert($0).inserted }.joined(separator: ", ")
        }
        let counts = Dictionary(lists.map { ($0, 1) }, uniquingKeysWith: +)
        let usual = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? ""
        var lines = ["", "### \(folder)", "", "As a rule: \(usual).", ""]
        lines += ["| file | entries | warnings | error | compared |", "| --- | ---: | ---: | --- | --- |"]
        for (file, list) in zip(files, lists) {
            let error = file.inspection.error.map { error in
                let line = error.position.line.map { ", line \($0)" } ?? ""
                return "\(error.code.rawValue)\(line)"
            }
            let cells = [
                "`\(file.name)`", String(file.inspection.entries), String(file.inspection.warnings.count), error ?? "",
                list == usual ? "as a rule" : list,
            ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines
    }
}

@Suite(.enabled(if: SharedFiles.isPresent))
struct FormatsDocumentTests {
    @Test("the document is what the readers and the facts say")
    func document() throws {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = repository.appendingPathComponent("docs/formats.md")
        let text = FormatsDocument(files: try CorpusTests.files.map(CorpusTests.compared)).text
        if ProcessInfo.processInfo.environment["QUITTANCE_WRITE_DOCS"] == "1" {
            try Data(text.utf8).write(to: page)
        }
        let stored = String(decoding: try Data(contentsOf: page), as: UTF8.self)
        #expect(stored == text, "docs/formats.md is out of date; QUITTANCE_WRITE_DOCS=1 writes it")
    }
}
