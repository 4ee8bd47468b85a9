import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("OFX files of banks and other parsers")
struct OFXCorpusTests {
    private struct Facts: Decodable {
        let stmttrn: Int
        let creditSum: String
        let debitSum: String
        let badAmounts: [String?]
        let ledgerBalance: String?
        let currency: String?
    }

    private struct Expectation: Decodable {
        let facts: Facts
    }

    @Test("every transaction, sum and balance of the corpus", arguments: SharedFiles.corpus("ofx"))
    func corpus(file: URL) throws {
        let data = try Data(contentsOf: file.appendingPathExtension("expected.json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let facts = try decoder.decode(Expectation.self, from: data).facts
        let bytes = try SharedFiles.bytes(file)
        let reading = FileReading(bytes, with: OFXReader())
        #expect(reading.failure == nil && reading.errors.isEmpty && reading.isComplete == true)
        #expect(reading.summaries.reduce(0) { $0 + $1.entries } == facts.stmttrn)
        #expect(reading.entries.count + reading.unreadable.count == facts.stmttrn)
        #expect(reading.unreadable.count == facts.badAmounts.count)
        #expect(reading.unreadable.flatMap(\.findings).allSatisfy { $0.code == .amount && $0.position.line != nil })
        let sums = reading.summaries.flatMap(\.sums.all)
        let credit = sums.reduce(Decimal(0)) { $0 + Self.decimal($1.credit, $1.currency) }
        let debit = sums.reduce(Decimal(0)) { $0 + Self.decimal($1.debit, $1.currency) }
        #expect(credit == Decimal(string: facts.creditSum))
        #expect(debit == Decimal(string: facts.debitSum))
        let closing = reading.summaries.compactMap(\.closing).first
        if let stated = facts.ledgerBalance, !stated.isEmpty {
            let amount = stated.replacingOccurrences(of: ",", with: ".")
            #expect(closing.map { Decimal(string: $0.amount.decimal) } == Decimal(string: amount))
        } else {
            #expect(closing == nil)
        }
        if let currency = facts.currency { #expect(reading.summaries.first?.currency?.code == currency) }
    }

    private static func decimal(_ units: Int128, _ currency: Currency) -> Decimal {
        Decimal(string: BankFiles.decimal(units, currency)) ?? .nan
    }

    @Test("both ways of reading and all pieces say the same", arguments: SharedFiles.corpus("ofx"))
    func pieces(file: URL) throws {
        let bytes = try SharedFiles.bytes(file)
        let whole = FileReading(bytes, with: OFXReader())
        let outline = ReadingOutline(whole)
        #expect(outline == ReadingOutline(FileReading(bytes, with: OFXReader(options: countingOptions))))
        for size in [1, 7, 64] {
            let cut = FileReading(bytes, with: OFXReader(), pieces: size)
            #expect(ReadingOutline(cut) == outline)
            #expect(cut.entries == whole.entries)
            #expect(cut.summaries == whole.summaries)
        }
    }

    @Test("no other format of the corpus is taken for OFX, and every OFX file is")
    func recognition() throws {
        for folder in [
            "ach", "bai2", "mt940", "csv", "provider", "giro", "lockbox", "edi820", "x937", "camt052", "camt053",
            "camt054",
            "pain001", "pain002", "pain008",
        ] {
            for file in SharedFiles.corpus(folder) {
                #expect(!OFXReader.recognises(Array(try SharedFiles.bytes(file).prefix(16_384))), "\(file.path)")
            }
        }
        for file in SharedFiles.corpus("ofx") {
            #expect(inspect(try SharedFiles.bytes(file)).format == .ofx, "\(file.path)")
        }
    }

    @Test("changed files never crash and read alike in any pieces", arguments: SharedFiles.corpus("ofx").prefix(12))
    func mutations(file: URL) throws {
        let bytes = Array(try SharedFiles.bytes(file).prefix(4_096))
        for seed in 0..<40 as Range<UInt64> {
            let changed = mutated(bytes, seed: seed)
            let whole = ReadingOutline(FileReading(changed, with: OFXReader()))
            #expect(whole == ReadingOutline(FileReading(changed, with: OFXReader(), pieces: 11)), "seed \(seed)")
            let counted = FileReading(changed, with: OFXReader(options: countingOptions))
            #expect(whole == ReadingOutline(counted), "seed \(seed)")
        }
    }
}
