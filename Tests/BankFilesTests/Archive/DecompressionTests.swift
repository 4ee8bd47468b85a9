import Testing

@testable import BankFiles

/// Gzip and zip files: what comes out, what is refused, and that nothing that was cut looks whole.
@Suite struct DecompressionTests {
    typealias Member = ArchiveSamples.Member

    static let xml = statement(entry("1.50") + entry("2.25", side: "DBIT"))
    static let text = Array(xml.utf8)

    /// Every way to write a member, by name.
    static let ways: [(name: String, member: Member)] = {
        var ways: [(String, Member)] = []
        for method in [0, 8] {
            for isLarge in [false, true] {
                var member = Member("a.xml", xml, method: method)
                member.isLarge = isLarge
                ways.append(("method \(method), large \(isLarge)", member))
            }
        }
        for isSigned in [false, true] {
            for isLarge in [false, true] {
                var member = Member("a.xml", xml)
                (member.hasDescriptor, member.isDescriptorSigned, member.isLarge) = (true, isSigned, isLarge)
                ways.append(("descriptor, signed \(isSigned), large \(isLarge)", member))
            }
        }
        return ways
    }()

    @Test("a plain file passes, in pieces of any size", arguments: [1, 2, 5, 7, 65_536])
    func plain(pieces: Int) {
        let found = Unpacked(Self.text, pieces: pieces)
        #expect(found.isWhole && found.contents.map(\.name) == [nil] && found.contents[0].bytes == Self.text)
    }

    @Test("what gzip packed comes out the same", arguments: UInt64(0)..<24)
    func gzipRoundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...400_000, using: &random)
        let variety = UInt8.random(in: 0...255, using: &random)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...variety, using: &random) & 0x3F }
        let half = count / 2
        let level = Int32.random(in: 0...9, using: &random)
        var file = ArchiveSamples.gzip(Array(bytes[..<half]), level: level)
        file += ArchiveSamples.gzip(Array(bytes[half...]), level: 9)
        let found = Unpacked(file, pieces: Int.random(in: 1...70_000, using: &random))
        #expect(found.isWhole && found.contents.count == 1)
        #expect(found.contents.first?.bytes == bytes)
    }

    @Test("zeros behind gzip data are padding, anything else is told")
    func gzipTail() {
        let file = ArchiveSamples.gzip(Self.text)
        let padded = Unpacked(file + [UInt8](repeating: 0, count: 700), pieces: 100)
        #expect(padded.isWhole && padded.contents[0].warnings.isEmpty)
        for tail in [[0x1F], Array("junk".utf8), [0, 0, 1]] as [[UInt8]] {
            let found = Unpacked(file + tail, pieces: 3)
            #expect(found.isWhole && found.contents[0].bytes == Self.text && found.contents[0].warnings.count == 1)
        }
    }

    @Test("every way to write a member", arguments: ways.indices)
    func member(index: Int) {
        let (name, member) = Self.ways[index]
        let file = ArchiveSamples.zip([member, Member("b.txt", "second", method: 0)])
        for pieces in [1, 13, 65_536] {
            let found = Unpacked(file, pieces: pieces)
            #expect(found.isWhole, "\(name): \(found)")
            #expect(found.contents.map(\.name) == ["a.xml", "b.txt"], "\(name)")
            #expect(found.contents.first?.bytes == Self.text, "\(name)")
        }
    }

    @Test("a file that was cut anywhere is never whole, and what came is there", arguments: ways.indices)
    func cutAnywhere(index: Int) {
        let file = ArchiveSamples.zip([Self.ways[index].member])
        for end in 4..<file.count {
            let found = Unpacked(Array(file[..<end]))
            let code = found.failure?.code ?? found.contents.last?.reason?.code
            #expect(!found.isWhole && code == .truncated, "\(Self.ways[index].name) cut at \(end): \(found)")
            #expect(Self.text.starts(with: found.contents.first?.bytes ?? []))
        }
    }

    @Test("gzip data that were cut anywhere are never whole")
    func gzipCutAnywhere() {
        let file = ArchiveSamples.gzip(Self.text)
        for end in 2..<file.count {
            let reason = Unpacked(Array(file[..<end])).contents.last?.reason
            #expect(reason?.code == .truncated && reason?.position.byte == end)
        }
    }

    @Test("a bit that is wrong anywhere in the data is found", arguments: UInt64(0)..<60)
    func damaged(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var file = ArchiveSamples.gzip(Self.text)
        // Behind the header, whose time and name mean nothing.
        file[Int.random(in: 10..<file.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
        // The bits that fill the last byte of the data mean nothing, and then nothing is lost.
        let found = Unpacked(file)
        #expect(!found.isWhole || found.contents.first?.bytes == Self.text)
    }

    @Test("a CRC-32 that disagrees is an error, and the next member is read", arguments: ways.indices)
    func checksum(index: Int) {
        var member = Self.ways[index].member
        member.isDamaged = true
        let found = Unpacked(ArchiveSamples.zip([member, Member("b.txt", "second")]))
        #expect(found.contents.map { $0.reason == nil } == [false, true], "\(Self.ways[index].name)")
        #expect(found.contents[0].reason?.message.contains("CRC-32") == true && found.failure == nil)
        #expect(found.contents[0].bytes == Self.text)
    }

    @Test("folders and what desktops add are passed over, names keep their letters")
    func names() {
        var old = Member("", "x")
        old.name = [0x84, 0x2E, 0x74, 0x78, 0x74]
        var marked = Member("é.txt", "x")
        marked.flags = 0x800
        let members = [
            Member("folder/", "", method: 0), Member("__MACOSX/._a.xml", "junk"), Member("folder/.DS_Store", "junk"),
            old, marked, Member("ü.txt", "x"),
        ]
        let found = Unpacked(ArchiveSamples.zip(members), pieces: 11)
        #expect(found.isWhole && found.contents.map(\.name) == ["ä.txt", "é.txt", "ü.txt"])
    }

    @Test("what is not read says so, and the rest is read")
    func refused() {
        var secret = Member("secret.xml", Self.xml)
        secret.flags = 1
        let bzip = Member("b.xml", "BZh9", method: 12)
        let nested = Member("n.zip", "PK\u{3}\u{4}nested", method: 0)
        let found = Unpacked(ArchiveSamples.zip([secret, bzip, nested, Member("a.xml", Self.xml)]))
        let reasons = found.contents.map { $0.reason?.message ?? "" }
        #expect(found.contents.count == 4 && found.contents[3].bytes == Self.text && reasons[3].isEmpty)
        #expect(reasons[0].contains("encrypted") && reasons[1].contains("method 12"))
        #expect(reasons[2].contains("archive inside an archive"))
        #expect(found.contents[0].bytes.isEmpty && found.contents[2].bytes.isEmpty)
        let twice = Unpacked(ArchiveSamples.gzip(ArchiveSamples.gzip(Self.text)))
        #expect(twice.contents.map { $0.reason?.code } == [.archive] && twice.contents[0].bytes.isEmpty)
    }

    @Test("an archive that is empty, not listed whole or followed by something is an error")
    func archives() {
        let two = [Member("a", "x"), Member("b", "y")]
        #expect(Unpacked(ArchiveSamples.zip([])).failure?.message.contains("no file") == true)
        #expect(Unpacked(ArchiveSamples.zip(two, listed: 1)).failure?.message.contains("lists 1") == true)
        #expect(Unpacked(ArchiveSamples.zip(two) + ArchiveSamples.zip(two)).failure?.code == .archive)
        #expect(Unpacked(ArchiveSamples.zip(two) + [0x0D, 0x0A]).isWhole)
        #expect(Unpacked([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 1]).failure?.message.contains("xz") == true)
        let office = [Member("[Content_Types].xml", "<a/>"), Member("xl/workbook.xml", "<a/>")]
        #expect(Unpacked(ArchiveSamples.zip(office)).failure?.message.contains("office") == true)
    }

    @Test("a bomb ends early, with its position")
    func bomb() {
        let zeros = [UInt8](repeating: 0, count: 40_000_000)
        let bytes = ArchiveSamples.gzip(zeros, level: 9)
        var count = 0
        var reason: BankFileFinding?
        let decompression = Decompression()
        let watch: (Decompression.Event) -> Void = { event in
            switch event {
            case .bytes(let bytes): count += bytes.count
            case .end(let finding): reason = finding
            case .begin, .warning, .failed: break
            }
        }
        decompression.feed(bytes, watch)
        decompression.finish(watch)
        #expect(reason?.code == .limit && count < 11_000_000)
        #expect(reason?.position.byte.map { $0 > 0 && $0 < bytes.count } == true)
    }

    @Test("mutated archives never crash, and read alike in pieces", arguments: UInt64(0)..<150)
    func mutated(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var file = ArchiveSamples.zip(Self.ways.map(\.member))
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            file[Int.random(in: 0..<file.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let whole = Unpacked(file)
        #expect(Unpacked(file, pieces: Int.random(in: 1...50, using: &random)) == whole)
    }

    @Test("an archive gives one inspection a member, and one more for what is wrong with itself")
    func inspections() {
        func inspect(_ bytes: [UInt8]) -> [StatementInspection] {
            let inspector = PackedFileInspector(file: "f")
            return inspector.feed(bytes) + inspector.finish()
        }
        let members = [Member("a.xml", Self.xml), Member("b.xml", statement(entry("7.00")))]
        let archive = ArchiveSamples.zip(members)
        let found = inspect(archive)
        #expect(found.map(\.file) == ["f/a.xml", "f/b.xml"] && found.map(\.entries) == [2, 1])
        #expect(found.allSatisfy { $0.isComplete == true && $0.error == nil })
        let cut = inspect(Array(archive.dropLast(5)))
        #expect(cut.map(\.file) == ["f/a.xml", "f/b.xml", "f"] && cut[2].error?.code == .truncated)
        let packed = ArchiveSamples.gzip(Self.text)
        #expect(inspect(packed).map(\.entries) == [2])
        let short = inspect(Array(packed.dropLast(8)))
        #expect(short.map(\.entries) == [2] && short[0].isComplete == false && short[0].error?.code == .truncated)
    }
}
