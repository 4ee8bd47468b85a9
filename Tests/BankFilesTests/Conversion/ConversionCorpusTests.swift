import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// The three forms on the whole corpus: nothing is lost, and camt.053 is valid and reads back the same.
@Suite(.enabled(if: SharedFiles.isPresent))
struct ConversionCorpusTests {
    static let folders = [
        "camt052", "camt053", "camt054", "pain001", "pain002", "pain008", "mt940", "bai2", "ach", "x937", "ofx", "csv",
        "provider", "giro", "lockbox", "edi820",
    ]
    static let statements = ["camt052", "camt053", "camt054", "mt940", "bai2", "ofx", "csv", "giro"]

    /// The files of a folder that are recognised.
    private static func files(_ folder: String) throws -> [(name: String, bytes: [UInt8], seen: StatementInspection)] {
        try SharedFiles.corpus(folder).compactMap { file in
            let bytes = try SharedFiles.bytes(file)
            let seen = inspect(bytes)
            return seen.format == nil ? nil : (file.lastPathComponent, bytes, seen)
        }
    }

    @Test("JSON lines and CSV have as many entries as the inspection counts", arguments: folders)
    func counts(folder: String) throws {
        for (name, bytes, seen) in try Self.files(folder) {
            let objects = try ConversionTests.objects(try Converted(bytes, to: .jsonl).text)
            let entries = objects.count { ["entry", "unreadable"].contains($0["type"] as? String) }
            #expect(entries == seen.entries, "\(name)")
            #expect(objects.last?["type"] as? String == "end", "\(name)")
            let rows = ConversionTests.rows(try Converted(bytes, to: .csv).text)
            #expect(Set(rows.map { $0["entry"] }).count == seen.entries, "\(name)")
        }
    }

    @Test(
        "what becomes camt.053 reads back with the same entries, dates, references and balances",
        arguments: statements
    )
    func roundTrip(folder: String) throws {
        for (name, bytes, seen) in try Self.files(folder) where !seen.groups.isEmpty {
            let before = FileReading(bytes, with: BankFileReader())
            let after = FileReading(Array(try Converted(bytes, to: .camt053).text.utf8))
            #expect(after.failure == nil && after.unreadable.isEmpty && after.isComplete == true, "\(name)")
            let isBooked = seen.format?.listsOnlyBooked ?? false
            let lines = before.entries.map { Line($0, isBooked: isBooked) }
            #expect(after.entries.map { Line($0, isBooked: false) } == lines, "\(name)")
            #expect(
                after.summaries.map(\.group.balances).map(amounts)
                    == before.summaries.map(\.group.balances).map(amounts)
            )
            guard before.unreadable.isEmpty, before.summaries.allSatisfy(\.isComplete) else { continue }
            #expect(after.summaries.map(\.isBalanced) == before.summaries.map(\.isBalanced), "\(name)")
        }
    }

    @Test("what becomes CSV is read again with the same amounts, sides, dates and payers", arguments: statements)
    func readsCSV(folder: String) throws {
        for (name, bytes, _) in try Self.files(folder) {
            let all = FileReading(bytes, with: BankFileReader()).entries.filter {
                $0.details.count <= 1 && $0.bookingDate != nil
            }
            // An entry of no currency is told with its place, and is none of the statement's again.
            let before = all.filter { $0.amount.currency.code != "XXX" }
            guard !all.isEmpty else { continue }
            let after = FileReading(Array(try Converted(bytes, to: .csv).text.utf8), with: BankFileReader())
            #expect(after.unreadable.count >= all.count - before.count, "\(name)")
            #expect(after.failure == nil, "\(name)")
            var left = after.entries.map(Row.init)
            for row in before.map(Row.init) {
                let place = try #require(left.firstIndex(of: row), "\(name): \(row)")
                left.remove(at: place)
            }
        }
    }

    private struct Row: Hashable {
        let amount: Money
        let side: CreditDebit
        let dates: [CalendarDate?]
        let texts: [String?]

        init(_ entry: BankFileEntry) {
            (amount, side, dates) = (entry.amount, entry.side, [entry.bookingDate])
            let detail = entry.details.first ?? BankFileDetail()
            let party = entry.side == .credit ? detail.debtor : detail.creditor
            texts = [party.name, detail.endToEndId].map { text in
                let plain = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
                return plain.isEmpty ? nil : plain
            }
        }
    }

    /// The parts of an entry that have to come back, as far as the schema has room for them.
    private struct Line: Hashable {
        let amount: Money
        let side: CreditDebit
        let isReversal: Bool
        let isBooked: Bool
        let dates: [CalendarDate?]
        let references: [String?]
        let details: [[String?]]

        /// - Parameter isBooked: what an entry without a status is in its format.
        init(_ entry: BankFileEntry, isBooked: Bool) {
            amount = entry.amount
            side = entry.side
            isReversal = entry.isReversal
            self.isBooked = entry.status?.isBooked ?? isBooked
            dates = [entry.bookingDate, entry.valueDate]
            references = [entry.reference, entry.servicerReference].map(Self.fitting)
            details = entry.details.map { detail in
                let structured = detail.structured.compactMap(\.creditorReference)
                let texts = [detail.endToEndId, detail.servicerReference, detail.mandateId] + structured
                return texts.map(Self.fitting) + [
                    detail.amount?.description, detail.returnReason.map { Self.fitting($0) ?? "" },
                ]
            }
        }

        private static func fitting(_ text: String?) -> String? {
            guard let text else { return nil }
            let short = String(String.UnicodeScalarView(text.unicodeScalars.prefix(35)))
            let trimmed = short.trimmingCharacters(in: .whitespaces)
            return trimmed.isEmpty ? nil : trimmed
        }
    }

    private func amounts(_ balances: [BankFileBalance]) -> [String] {
        balances.filter { $0.type != Camt053Writer.placeholder }.map { "\($0.type) \($0.amount)" }
    }

    @Test(
        "xmllint takes every camt.053 that is written",
        .enabled(if: XMLDifferentialTests.tool != nil),
        arguments: statements
    )
    func valid(folder: String) throws {
        let root = try #require(SharedFiles.root)
        let schema = root.appending(path: "corpus/xsd/camt.053.001.08.xsd")
        let place = FileManager.default.temporaryDirectory.appending(path: "convert-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        var paths: [String] = []
        for (name, bytes, seen) in try Self.files(folder) where !seen.groups.isEmpty {
            let path = place.appending(path: "\(name).xml")
            try Data(try Converted(bytes, to: .camt053).text.utf8).write(to: path)
            paths.append(path.path)
        }
        guard !paths.isEmpty else { return }
        let process = Process()
        process.executableURL = URL(filePath: try #require(XMLDifferentialTests.tool))
        process.arguments = ["--nonet", "--noout", "--schema", schema.path] + paths
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(
            process.terminationStatus == 0,
            "\(said.split(separator: "\n").filter { !$0.hasSuffix("validates") }.prefix(3))"
        )
    }
}
