import Foundation
import Testing

@testable import BankFiles

/// Notes what the scanner says, as text.
private struct Recorder: XMLSink {
    var log = ""
    var blemishes: [BankFileFinding] = []
    var wantsText: Bool { true }

    mutating func start(
        _ name: XMLName,
        attributes: [XMLAttribute],
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) throws(BankFileFinding) {
        log += "(" + context.innermostName
        for attribute in attributes {
            log += " "
            for index in attribute.valueRange { log += String(UnicodeScalar(window[index])) }
        }
        log += ":"
    }

    mutating func text(_ bytes: Span<UInt8>) {
        var copy: [UInt8] = []
        for index in bytes.indices { copy.append(bytes[index]) }
        log += String(decoding: copy, as: UTF8.self)
    }

    mutating func found(_ blemish: BankFileFinding) { blemishes.append(blemish) }

    mutating func end(at offset: Int, window: Span<UInt8>, context: inout XMLContext) throws(BankFileFinding) {
        log += ")"
    }
}

private func scan(_ bytes: [UInt8], pieces: Int = 65_536) -> Result<String, BankFileFinding> {
    record(bytes, pieces: pieces).map(\.log)
}

private func record(_ bytes: [UInt8], pieces: Int = 65_536) -> Result<Recorder, BankFileFinding> {
    var scanner = XMLScanner()
    var sink = Recorder()
    do throws(BankFileFinding) {
        var start = 0
        while start < bytes.count {
            let end = min(start + pieces, bytes.count)
            try scanner.feed(Array(bytes[start..<end]), into: &sink)
            start = end
        }
        try scanner.finish(into: &sink)
        return .success(sink)
    } catch {
        return .failure(error)
    }
}

@Suite struct XMLScannerTests {
    @Test(arguments: [
        ("<a/>", "(a:)"), ("<a></a>", "(a:)"), ("<a >x</a >", "(a:x)"), ("<p:a>x</p:a>", "(p:a:x)"),
        ("<?xml version='1.0'?>\n<!-- c --><a b='1' c = \"2\"><b/>t<!-- - --></a><?pi x?>\n", "(a 1 2:(b:)t)"),
        ("<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;</a>", "(a:<&>\"'AB)"), ("<a>x\r\ny\rz</a>", "(a:x\ny\nz)"),
        ("<a><![CDATA[<&]]]]></a>", "(a:<&]])"), ("<a>]] ]></a>".replacing("]>", with: "] >"), "(a:]] ] >)"),
        ("<a b='>'/>", "(a >:)"), ("<\u{E9}l\u{E9}ment/>", "(\u{E9}l\u{E9}ment:)"), ("\n <a/>", "(a:)"),
        ("<a><?p?></a>", "(a:)"), ("<!----><a/>", "(a:)"),
    ])
    func readsWellFormedText(_ text: String, _ expected: String) throws {
        for pieces in [1, 2, 3, 65_536] { #expect(try scan(Array(text.utf8), pieces: pieces).get() == expected) }
    }

    /// What XML forbids, with the code and the byte where it is found.
    @Test(
        arguments: [
            ("<a></b>", .notWellFormed, 3), ("<a></ab>", .notWellFormed, 3), ("<ab></a>", .notWellFormed, 4),
            ("<a><b></a></b>", .notWellFormed, 6), ("<a/><b/>", .notWellFormed, 4), ("<a/>x", .notWellFormed, 4),
            ("x<a/>", .notWellFormed, 0), ("</a>", .notWellFormed, 0), ("<a b=1/>", .notWellFormed, 5),
            ("<a b='1'c='2'/>", .notWellFormed, 8), ("<a b='1' b='2'/>", .notWellFormed, 9),
            ("<a b/>", .notWellFormed, 4),
            ("<a b='<'/>", .notWellFormed, 6), ("<a b='&nbsp;'/>", .notWellFormed, 6),
            ("<a b='& b'/>", .notWellFormed, 6),
            ("<a><!-- -- --></a>", .notWellFormed, 8), ("<1/>", .notWellFormed, 1),
            ("< a/>", .notWellFormed, 1), ("<a / >", .notWellFormed, 3),
            ("<a><?xml version='1.0'?></a>", .notWellFormed, 3),
            (" <?xml version='1.0'?><a/>", .notWellFormed, 1), ("<?xml encoding='UTF-8'?><a/>", .notWellFormed, 6),
            ("<?xml version='2.0'?><a/>", .notWellFormed, 6), ("<![CDATA[x]]><a/>", .notWellFormed, 0),
            ("<a><!ELEMENT b></a>", .notWellFormed, 3), ("<a b='\u{0}'/>", .badCharacter, 6),
            ("<!--\u{FFFF}--><a/>", .badCharacter, 4),
            ("<!DOCTYPE a><a/>", .doctype, 0), ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", .doctype, 0),
            ("<a><!DOCTYPE a></a>", .doctype, 3), ("<?xml version='1.0' encoding='UTF-7'?><a/>", .encoding, 20),
            ("", .truncated, 0), ("   ", .truncated, 3), ("<a>", .truncated, 3), ("<a><b/>", .truncated, 7),
            ("<a", .truncated, 2), ("<a b='", .truncated, 6), ("<a>&am", .truncated, 6), ("<a><!--", .truncated, 7),
        ] as [(String, BankFileFinding.Code, Int)]
    )
    func refusesWhatIsNotWellFormed(_ text: String, _ code: BankFileFinding.Code, _ byte: Int) {
        for pieces in [1, 3, 65_536] {
            guard case .failure(let finding) = scan(Array(text.utf8), pieces: pieces) else {
                Issue.record("accepted \(text)")
                continue
            }
            #expect(finding.code == code && finding.position.byte == byte, "\(text) in \(pieces): \(finding)")
        }
    }

    /// What XML forbids in a text and is read all the same: with what is read for it, and its code.
    @Test(
        arguments: [
            ("<a>&nbsp;</a>", "(a:&nbsp;)", .notWellFormed), ("<a>& b</a>", "(a:& b)", .notWellFormed),
            ("<a>A&B &amp; C</a>", "(a:A&B & C)", .notWellFormed), ("<a>&#0;</a>", "(a:&#0;)", .notWellFormed),
            ("<a>&#xD800;</a>", "(a:&#xD800;)", .notWellFormed), ("<a>&#;</a>", "(a:&#;)", .notWellFormed),
            ("<a>&#x110000;</a>", "(a:&#x110000;)", .notWellFormed),
            ("<a>&#99999999999999999999;</a>", "(a:&#99999999999999999999;)", .notWellFormed),
            ("<a>]]></a>", "(a:]]>)", .notWellFormed), ("<a>\u{0}</a>", "(a:\u{FFFD})", .badCharacter),
            ("<a>\u{1}x<b/></a>", "(a:\u{FFFD}x(b:))", .badCharacter),
            ("<a><![CDATA[&\u{1}]]></a>", "(a:&\u{FFFD})", .badCharacter),
        ] as [(String, String, BankFileFinding.Code)]
    )
    func readsOnAfterABlemish(_ text: String, _ expected: String, _ code: BankFileFinding.Code) throws {
        for pieces in [1, 2, 3, 65_536] {
            let recorded = try record(Array(text.utf8), pieces: pieces).get()
            #expect(recorded.log == expected, "\(text) in \(pieces)")
            #expect(recorded.blemishes.map(\.code) == [code], "\(text) in \(pieces)")
        }
    }

    /// Bytes that are no UTF-8 are told with their place and read as Windows-1252; the rest is read as it stands.
    @Test(
        arguments: [
            ([0xC0, 0x80], "\u{C0}\u{20AC}"), ([0xC1, 0xBF], "\u{C1}\u{BF}"),
            ([0xE0, 0x9F, 0xBF], "\u{E0}\u{178}\u{BF}"), ([0xED, 0xA0, 0x80], "\u{ED}\u{A0}\u{20AC}"),
            ([0xF0, 0x8F, 0xBF, 0xBF], "\u{F0}\u{FFFD}\u{BF}\u{BF}"),
            ([0xF4, 0x90, 0x80, 0x80], "\u{F4}\u{FFFD}\u{20AC}\u{20AC}"),
            ([0xF5, 0x80, 0x80, 0x80], "\u{F5}\u{20AC}\u{20AC}\u{20AC}"), ([0x80], "\u{20AC}"), ([0xC3], "\u{C3}"),
            ([0xE2, 0x82], "\u{E2}\u{201A}"), ([0xFF], "\u{FF}"), ([0xEF, 0xBF, 0xBE], "\u{EF}\u{BF}\u{BE}"),
        ] as [([UInt8], String)]
    )
    func readsInvalidUTF8AsWindows(_ bytes: [UInt8], _ expected: String) throws {
        for pieces in [1, 2, 65_536] {
            let text = Array("<a>ü".utf8) + bytes + Array("ß</a>".utf8)
            let recorded = try record(text, pieces: pieces).get()
            #expect(recorded.log == "(a:ü\(expected)ß)")
            #expect(recorded.blemishes.map(\.code) == [.badCharacter] && recorded.blemishes[0].position.byte == 5)
            let name = record(Array("<a>".utf8) + Array("<b".utf8) + bytes + Array("/></a>".utf8), pieces: pieces)
            guard case .failure(let finding) = name else {
                Issue.record("accepted \(bytes) in a name")
                continue
            }
            #expect(finding.code == .badCharacter || finding.code == .notWellFormed)
        }
    }

    @Test func aTextOfBlemishesIsToldOnceAndReadInOneGo() throws {
        let count = 300_000
        let text = Array("<a>".utf8) + [UInt8](repeating: 0xFC, count: count) + Array("&&&</a>".utf8)
        let recorded = try record(text).get()
        #expect(recorded.log == "(a:" + String(repeating: "ü", count: count) + "&&&)")
        #expect(recorded.blemishes.count == 1 && recorded.blemishes[0].message.contains("and \(count + 2) more"))
    }

    @Test func placesCountLinesOfEveryKind() {
        for (text, line, column) in [
            ("<a>\n\n  <b></c></a>", 3, 6), ("<a>\r\r  <b></c></a>", 3, 6), ("<a>\r\n\r\n  <b></c></a>", 3, 6),
            ("<a\nb='1\n2'>\n</c></a>", 4, 1), ("<a></b>", 1, 4),
        ] {
            for pieces in [1, 2, 65_536] {
                guard case .failure(let finding) = scan(Array(text.utf8), pieces: pieces) else {
                    Issue.record("accepted \(text)")
                    continue
                }
                #expect(finding.position.line == line && finding.position.column == column, "\(text) in \(pieces)")
            }
        }
    }

    @Test(
        "hostile input ends early, in little memory",
        arguments: [
            ("depth", "<a>", 10_000, "nested deeper"), ("name", "x", 50_000_000, "a name longer"),
            ("attribute", "y", 50_000_000, "a tag longer"), ("text", "z", 50_000_000, "a text longer"),
            ("comment", "c", 50_000_000, "a comment longer"), ("attributes", " ", 64, "attributes"),
            ("section", "s", 50_000_000, "a CDATA section longer"),
        ]
    )
    func hostileInputIsBounded(_ kind: String, _ unit: String, _ count: Int, _ message: String) {
        let heads = [
            "depth": "", "name": "<", "attribute": "<a b='", "text": "<a>", "comment": "<!--",
            "section": "<a><![CDATA[",
        ]
        var scanner = XMLScanner()
        var sink = Recorder()
        var fed = 0
        var finding: BankFileFinding?
        do throws(BankFileFinding) {
            if kind == "attributes" {
                let many = (0..<100).map { " a\($0)='1'" }.joined()
                try scanner.feed(Array("<a\(many)>".utf8), into: &sink)
            } else {
                try scanner.feed(Array((heads[kind] ?? "").utf8), into: &sink)
            }
            let piece = Array(String(repeating: unit, count: min(count, 65_536)).utf8)
            while fed < count * unit.utf8.count {
                fed += piece.count
                try scanner.feed(piece, into: &sink)
            }
            try scanner.finish(into: &sink)
        } catch {
            finding = error
        }
        #expect(
            finding?.code == .limit && finding?.message.contains(message) == true,
            "\(kind): \(String(describing: finding))"
        )
        #expect(fed <= 4 * 1_048_576, "\(kind) was refused only after \(fed) bytes")
    }
}

/// The same documents as xmllint judges them.
@Suite struct XMLDifferentialTests {
    static let tool: String? = {
        let found = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first(where: FileManager.default.isExecutableFile)
        if found == nil { print("skipped: comparison with xmllint, which is not installed") }
        return found
    }()

    @Test(
        "corpus files and seeded mutations of them",
        .enabled(if: SharedFiles.isPresent && tool != nil),
        arguments: UInt64(0)..<6
    )
    func agreesWithLibxml2(seed: UInt64) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bankfiles-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var random = SeededGenerator(seed: seed)
        var documents: [[UInt8]] = []
        let files = ["camt052", "camt053", "camt054", "pain001", "pain002", "pain008"].flatMap(SharedFiles.corpus)
        for file in files {
            let bytes = try SharedFiles.bytes(file)
            if seed == 0 { documents.append(bytes) }
            for _ in 0..<4 { documents.append(mutate(bytes, &random)) }
        }
        for (index, document) in documents.enumerated() {
            let path = folder.appendingPathComponent(String(1_000_000 + index))
            try Data(document).write(to: path)
        }
        let refused = try refusedByTool(in: folder, count: documents.count)
        for (index, document) in documents.enumerated() {
            let code: BankFileFinding.Code? =
                switch record(document) {
                case .failure(let finding): finding.code
                case .success(let recorded): recorded.blemishes.first?.code
                }
            // Limits, document types and encodings are refused here on purpose.
            if let code, [.limit, .doctype, .encoding].contains(code) { continue }
            #expect(
                (code != nil) == refused.contains(index),
                "seed \(seed), document \(index): \(String(describing: code))"
            )
        }
    }

    private func refusedByTool(in folder: URL, count: Int) throws -> Set<Int> {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.tool ?? "")
        process.currentDirectoryURL = folder
        process.arguments = ["--noout", "--nonet"] + (0..<count).map { String(1_000_000 + $0) }
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // Namespace faults are none of XML 1.0.
        let lines = output.split(separator: "\n").filter { $0.contains(": parser error") }
        return Set(lines.compactMap { $0.split(separator: ":").first.flatMap { Int($0) }.map { $0 - 1_000_000 } })
    }

    private func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        let specials = Array("<>&;'\"=/!?-[]: \n\r#xa0é".utf8) + [0x00, 0x01, 0x80, 0xC3, 0xFF]
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let byte = specials.randomElement(using: &random) ?? 0x3C
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            case 2: bytes.remove(at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            }
        }
        return bytes
    }
}
