import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// Every file of the corpus against the facts beside it, which others counted.
@Suite(.enabled(if: SharedFiles.isPresent))
struct CorpusTests {
    static let folders = [
        "camt052", "camt053", "camt054", "pain001", "pain002", "pain008", "mt940", "bai2", "ach", "x937", "ofx", "csv",
        "provider", "giro", "lockbox", "edi820",
    ]
    static let files = folders.filter { folder in FormatDetection.formats.contains { $0.rawValue == folder } }
        .flatMap(SharedFiles.corpus)

    /// Where we contradict the facts, and why.
    static let exceptions = [
        "moov-io-ach__crashers_4.ach": "characters of several bytes shift its records: the facts cut by characters",
        "invalid_statement.sta": "not one field of these messages: refused as a whole",
        "sample-parseError.txt": "its first record is of no known kind: refused as a whole",
    ]

    static func exception(_ name: String) -> String? { exceptions.first { name.hasSuffix($0.key) }?.value }

    /// The file with everything that the facts let us compare.
    static func compared(_ url: URL) throws -> CorpusFile {
        var file = try CorpusFile(url)
        file.compare("format", file.inspection.format?.rawValue, file.folder)
        switch file.folder {
        case "camt052", "camt053", "camt054": file.compareCamt()
        case "pain001", "pain008": file.compareOrders()
        case "pain002": file.compareReport()
        case "mt940": file.compareMT940()
        case "ach": file.compareACH()
        case "bai2": file.compareBAI2()
        case "x937": file.compareX937()
        case "ofx": file.compareOFX()
        case "csv": file.compareCSV()
        case "provider": file.compareProvider()
        case "giro": file.compareGiro()
        case "lockbox": file.compareLockbox()
        case "edi820": file.compareEDI820()
        default: break
        }
        // A document that is not well-formed and an amount that is none are errors with a place; else there is none.
        if file.facts["well_formed"] as? Bool == false { file.compare("well_formed", file.isRefused, true) }
        file.compare("entries", file.reading.entries.count + file.reading.unreadable.count, file.inspection.entries)
        if let error = file.inspection.error {
            file.compare("position", error.position.byte != nil, true)
            file.compare("exit code", StatementInspection.exitCode(for: [file.inspection]), 3)
            file.compare("complete", file.inspection.isComplete, false)
        }
        return file
    }

    @Test("counts, sums, balances and returns are the expected ones", arguments: files)
    func agrees(_ url: URL) throws {
        let file = try Self.compared(url)
        if Self.exception(file.name) != nil {
            #expect(!file.differences.isEmpty, "it is no exception any more")
        } else {
            #expect(file.differences.isEmpty, "\(file.differences.joined(separator: "\n"))")
        }
    }

    /// Files that the PyPI package mock-bank and public examples made.
    static let made: [URL] = ["bank", "nacha"].flatMap { folder -> [URL] in
        guard let root = SharedFiles.root?.appendingPathComponent("vectors/files/\(folder)") else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.filter { !$0.hasSuffix(".json") && !$0.hasSuffix(".txt") }.sorted().map {
            root.appendingPathComponent($0)
        }
    }

    @Test("the files of a simulated bank are read whole", arguments: made)
    func readsWhole(_ url: URL) throws {
        let inspection = inspect(try SharedFiles.bytes(url))
        #expect(inspection.error == nil && inspection.isComplete == true)
    }

    @Test("pieces of any size, with and without details, say the same", arguments: files)
    func pieces(_ url: URL) throws {
        let bytes = try SharedFiles.bytes(url)
        var random = SeededGenerator(seed: UInt64(bytes.count))
        let largest = bytes.count < 4_000 ? 16 : 8_192
        let fault = ReadingRules.broken(by: bytes, format: nil) { Int.random(in: 1...largest, using: &random) }
        #expect(fault == nil)
    }
}
