import Testing

@testable import BankFiles

struct LineReaderTests {
    struct Line: Equatable {
        let text: String
        let line: Int
        let byte: Int
    }

    static func read(_ bytes: [UInt8], pieces: [Int], max: Int = 100) throws(BankFileFinding) -> [Line] {
        var reader = LineReader(lineBytesMax: max)
        var lines: [Line] = []
        var start = 0
        for piece in pieces + [bytes.count] where start < bytes.count {
            let end = min(bytes.count, start + piece)
            try reader.feed(Array(bytes[start..<end])) { line, place throws(BankFileFinding) in
                lines.append(Line(text: fileText(line), line: place.line, byte: place.byte))
            }
            start = end
        }
        try reader.finish { line, place throws(BankFileFinding) in
            lines.append(Line(text: fileText(line), line: place.line, byte: place.byte))
        }
        return lines
    }

    @Test("lines end with LF, CR or CRLF, and say where they begin")
    func ends() throws {
        let lines = try Self.read(Array("\u{FEFF}one\ntwo\r\nthree\r\rfive".utf8), pieces: [])
        let expected = [
            Line(text: "one", line: 1, byte: 3), Line(text: "two", line: 2, byte: 7),
            Line(text: "three", line: 3, byte: 12), Line(text: "", line: 4, byte: 18),
            Line(text: "five", line: 5, byte: 19),
        ]
        #expect(lines == expected)
    }

    @Test("the same lines however the file is cut", arguments: UInt64(0)..<200)
    func cuts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ab\n\r\r\n".utf8) + [0xEF, 0xBB, 0xBF]
        let bytes = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
            alphabet.randomElement(using: &random)
        }
        let pieces = (0..<40).map { _ in Int.random(in: 1...4, using: &random) }
        #expect(try Self.read(bytes, pieces: pieces) == Self.read(bytes, pieces: []))
    }

    @Test("a line that is too long is refused with its place")
    func tooLong() {
        #expect(throws: BankFileFinding.self) { try Self.read(Array("ok\n12345678901".utf8), pieces: [4, 4], max: 10) }
        do throws(BankFileFinding) {
            _ = try Self.read(Array("ok\n12345678901".utf8), pieces: [4, 4], max: 10)
        } catch {
            #expect(error.code == .limit && error.position.line == 2 && error.position.byte == 3)
        }
    }

    @Test("text is UTF-8, or else Windows-1252 without a lost byte")
    func texts() {
        #expect(fileText([0x4D, 0xC3, 0xBC].span) == "M\u{FC}")
        #expect(fileText([0x4D, 0xFC, 0x80, 0x81].span) == "M\u{FC}\u{20AC}\u{81}")
    }
}
