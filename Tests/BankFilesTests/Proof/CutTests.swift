import Foundation
import Testing

@testable import BankFiles

/// Files that are cut anywhere, or damaged anywhere, for every reader.
@Suite(.enabled(if: SharedFiles.isPresent))
struct CutTests {
    /// The smallest files of each folder: every byte of them counts.
    static let small = CorpusTests.folders.flatMap { folder in
        CorpusTests.files.filter { $0.deletingLastPathComponent().lastPathComponent == folder }
            .sorted { size($0) < size($1) }.prefix(8)
    }

    private static func size(_ file: URL) -> Int {
        (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    }

    /// Whether what is cut off is only blanks, line ends, padding of an ACH block or the zeros of a tape.
    private static func isPadding(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { Ascii.isSpace($0) || $0 == 0 || $0 == 0x1A || $0 == UInt8(ascii: "9") }
    }

    /// `QUITTANCE_THOROUGH=1` cuts at every byte of the first 4 KB and at 64 others, which takes minutes; otherwise at 64
    /// seeded places.
    private static let isThorough = ProcessInfo.processInfo.environment["QUITTANCE_THOROUGH"] != nil

    /// What a complete part says must be what the whole file says.
    @Test(
        "cut anywhere, it never claims a total that is not whole",
        arguments: CorpusTests.files
    )
    func cuts(_ file: URL) throws {
        let bytes = try SharedFiles.bytes(file)
        let whole = inspect(bytes)
        var random = SeededGenerator(seed: UInt64(bytes.count))
        var places: Set<Int>
        if Self.isThorough {
            places = Set(0..<min(4_096, bytes.count))
            if bytes.count > 4_096 {
                places.formUnion((0..<64).map { _ in Int.random(in: 4_096..<bytes.count, using: &random) })
            }
        } else {
            places = Set((0..<48).map { _ in Int.random(in: 0..<max(1, min(4_096, bytes.count)), using: &random) })
            places.formUnion((0..<16).map { _ in Int.random(in: 0..<max(1, bytes.count), using: &random) })
        }
        // A copy of the inspector is asked at each place, so that the file is read only once.
        let format = BankFileFormat(rawValue: file.deletingLastPathComponent().lastPathComponent)
        var inspector = StatementInspector(file: "test", format: format)
        var read = 0
        for place in places.sorted() {
            if place > read { inspector.feed(Array(bytes[read..<place])) }
            read = place
            var copy = inspector
            let part = copy.finish()
            guard part.isComplete == true else { continue }
            let isWhole = part.entries == whole.entries && part.sums == whole.sums && part.returns == whole.returns
            #expect(isWhole || Self.isPadding(bytes[place...]), "cut at \(place) of \(bytes.count)")
        }
    }

    @Test("damaged anywhere, the rules of reading hold", arguments: small)
    func mutations(_ file: URL) throws {
        let bytes = Array(try SharedFiles.bytes(file).prefix(20_000))
        let format = try #require(BankFileFormat(rawValue: file.deletingLastPathComponent().lastPathComponent))
        for seed in UInt64(0)..<12 {
            var random = SeededGenerator(seed: seed)
            let damaged = mutated(bytes, seed: seed)
            let fault = ReadingRules.broken(by: damaged, format: seed % 2 == 0 ? format : nil) {
                Int.random(in: 1...512, using: &random)
            }
            #expect(fault == nil, "seed \(seed)")
        }
    }
}
