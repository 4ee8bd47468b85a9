import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// Every camt file of the corpus against the facts beside it, which others counted.
@Suite(.enabled(if: SharedFiles.isPresent))
struct CamtCorpusTests {
    static let files = ["camt052", "camt053", "camt054"].flatMap(SharedFiles.corpus)

    struct Expected: Decodable {
        let facts: Facts

        struct Facts: Decodable {
            let wellFormed: Bool
            let message: String?
            let groups: [Group]
            let totalEntries: Int
        }
        struct Sums: Decodable {
            let creditSum: String
            let debitSum: String
        }
        struct Balance: Decodable {
            let type: String
            let amount: String
            let ccy: String
            let ind: String
        }
        struct Group: Decodable {
            let kind: String
            let id: String?
            let account: String?
            let entries: Int
            let bookNet: String
            let byCurrency: [String: Sums]
            let reversalEntries: Int
            let txDetails: Int
            let batchBlocks: Int
            let balances: [Balance]
            let status: [String: Int]
            let structuredRefs: Int
            let endToEndIds: Int
            let returnInfos: Int
            let badAmounts: [String]?
            let balanceCheck: Bool?
        }
    }

    static func expected(_ file: URL) throws -> Expected {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Expected.self, from: Data(contentsOf: URL(filePath: "\(file.path).expected.json")))
    }

    /// A decimal as written, in minor units of a currency with 18 decimals, so that spelling does not matter.
    static func number(_ text: String) throws -> Int128 { try minorUnits(Array(text.utf8)[...], exponent: 9) }

    @Test("counts, sums, balances and returns are as expected", arguments: files)
    func readsAsExpected(_ file: URL) throws {
        let expected = try Self.expected(file).facts
        let reading = FileReading(try SharedFiles.bytes(file))
        #expect(expected.wellFormed)
        #expect(reading.failure == nil || expected.groups.isEmpty)
        #expect(reading.summaries.map(\.entries).reduce(0, +) == expected.totalEntries)
        #expect(reading.summaries.count == expected.groups.count)
        for (summary, group) in zip(reading.summaries, expected.groups) {
            try compare(summary, group)
        }
        let bad = expected.groups.flatMap { $0.badAmounts ?? [] }
        #expect(reading.unreadable.count == bad.count)
        for (entry, amount) in zip(reading.unreadable, bad) {
            let finding = try #require(entry.findings.first)
            #expect(finding.message.contains(amount) && finding.position.line != nil && finding.position.path != nil)
        }
        #expect(reading.entries.count + reading.unreadable.count == expected.totalEntries)
    }

    private func compare(_ summary: BankFileGroupSummary, _ expected: Expected.Group) throws {
        let group = summary.group
        #expect(group.kind == expected.kind)
        #expect(group.id == expected.id)
        // The expectation runs all texts of the account together; the first line is its number.
        let account = expected.account.map { String($0.prefix { $0 != "\n" }) }
        if group.account.number != nil || expected.account != nil, account != nil {
            #expect(group.account.number == account)
        }
        #expect(summary.entries == expected.entries)
        var read: [String: [Int128]] = [:]
        for sums in summary.sums.all {
            let credit = try Self.number(decimal(sums.credit, sums.currency))
            read[sums.currency.code] = [credit, try Self.number(decimal(sums.debit, sums.currency))]
        }
        let isBad = !(expected.badAmounts ?? []).isEmpty
        let sums = try expected.byCurrency.mapValues {
            [try Self.number($0.creditSum), try Self.number($0.debitSum)]
        }
        #expect(isBad || read == sums)
        var net: Int128 = 0
        for sums in summary.bookedSums.all { net += try Self.number(decimal(sums.credit - sums.debit, sums.currency)) }
        #expect(net == (try Self.number(expected.bookNet)))
        #expect(summary.reversals == expected.reversalEntries)
        #expect(summary.details == expected.txDetails)
        #expect(summary.batches == expected.batchBlocks)
        #expect(summary.statuses == expected.status)
        #expect(summary.structuredReferences == expected.structuredRefs)
        #expect(summary.endToEndIds == expected.endToEndIds)
        #expect(summary.returns.values.reduce(0, +) == expected.returnInfos)
        #expect(summary.isBalanced == expected.balanceCheck)
        #expect(group.balances.map(\.type) == expected.balances.map(\.type))
        for (balance, other) in zip(group.balances, expected.balances) {
            let sign: Int128 = other.ind == "DBIT" ? -1 : 1
            #expect(try Self.number(balance.amount.decimal) == sign * Self.number(other.amount))
            #expect(balance.amount.currency.code == other.ccy)
        }
    }

    @Test("the inspection agrees with the expectation and with the reader", arguments: files)
    func inspectsAsExpected(_ file: URL) throws {
        let expected = try Self.expected(file).facts
        let inspection = inspect(try SharedFiles.bytes(file), file: file.lastPathComponent)
        #expect(inspection.entries == expected.totalEntries)
        #expect(inspection.groups.map(\.entries) == expected.groups.map(\.entries))
        #expect(inspection.groups.map(\.isBalanced) == expected.groups.map(\.balanceCheck))
        #expect(inspection.returns.map(\.count).reduce(0, +) == expected.groups.map(\.returnInfos).reduce(0, +))
        #expect(inspection.version == expected.message)
        let isBad = expected.groups.contains { $0.badAmounts != nil }
        let isFolder = inspection.format?.rawValue == file.deletingLastPathComponent().lastPathComponent
        #expect(isFolder)
        #expect((inspection.error != nil) == isBad)
        #expect(inspection.isComplete == !isBad)
        let hasPlace = inspection.error.map { $0.position.line != nil } ?? true
        #expect(hasPlace)
        #expect(StatementInspection.exitCode(for: [inspection]) == (isBad ? 3 : 0))
        let decoded = try JSONSerialization.jsonObject(with: Data(inspection.json.utf8)) as? [String: Any]
        #expect(decoded?["entries"] as? Int == expected.totalEntries)
        #expect(!inspection.json.contains("\n"))
    }

    @Test("pieces of any size give the same events", arguments: files)
    func piecesDoNotMatter(_ file: URL) throws {
        let bytes = try SharedFiles.bytes(file)
        let whole = inspect(bytes)
        for pieces in [1, 7, 4_096] where bytes.count < 60_000 { #expect(inspect(bytes, pieces: pieces) == whole) }
        #expect(FileReading(bytes).entries == FileReading(bytes, pieces: 61).entries)
    }

    @Test("a file that is cut anywhere is never complete", arguments: files)
    func cutsAreNeverComplete(_ file: URL) throws {
        let bytes = try SharedFiles.bytes(file)
        var end = bytes.count
        while end > 0, Ascii.isSpace(bytes[end - 1]) { end -= 1 }
        var random = SeededGenerator(seed: UInt64(bytes.count))
        var places = Set(0..<min(4_096, end))
        if end > 4_096 { places.formUnion((0..<64).map { _ in Int.random(in: 4_096..<end, using: &random) }) }
        // A copy of the inspector is asked at each place, so that the file is read only once.
        var inspector = StatementInspector(file: file.lastPathComponent)
        var read = 0
        for place in places.sorted() {
            if place > read { inspector.feed(Array(bytes[read..<place])) }
            read = place
            var copy = inspector
            let inspection = copy.finish()
            let isRefused = inspection.isComplete == false && inspection.error?.position.byte != nil
            #expect(isRefused, "cut at \(place)")
        }
    }
}
