import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// The facts beside a file of the corpus.
func facts(_ file: URL) throws -> [String: Any] {
    let data = try Data(contentsOf: file.appendingPathExtension("expected.json"))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return try #require(object?["facts"] as? [String: Any])
}

/// What both ways of reading must say alike, and in any pieces.
struct ReadingOutline: Equatable {
    let groups: [BankFileGroupSummary]
    let findings: [BankFileFinding]
    let unreadable: [BankFileUnreadableEntry]
    let failure: BankFileFinding?
    let isComplete: Bool?

    init(_ reading: FileReading) {
        groups = reading.summaries.map {
            var summary = $0
            summary.group.fields = []
            return summary
        }
        findings = reading.warnings + reading.errors
        unreadable = reading.unreadable
        failure = reading.failure
        isComplete = reading.isComplete
    }
}

/// The bytes with a few of them changed, taken out or put in.
func mutated(_ bytes: [UInt8], seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...12, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
    }
    return bytes
}

/// Options that keep nothing of an entry.
var countingOptions: BankFileOptions {
    var options = BankFileOptions()
    options.keepsDetails = false
    return options
}
