import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("NACHA files")
struct NachaTests {
    /// One batch of a debit that came back; each record is its texts at their columns, 94 characters in all.
    static func file(amount: String = "0000012345") -> String {
        let trace = "076401250000001"
        let records: [[(column: Int, text: String)]] = [
            [(0, "101 076401251 0764012512611230100A094101")],
            [(0, "5225Company"), (40, "origid"), (50, "PPDPAYMENT"), (69, "261123"), (78, "1076401250000001")],
            [(0, "62707640125112345"), (29, amount), (39, "id1"), (54, "Bachman Eric"), (78, "1\(trace)")],
            [(0, "799R01\(trace)"), (27, "07640125"), (79, trace)],
            [(0, "82250000020007640125000000012345000000000000origid"), (79, "076401250000001")],
            [(0, "9000001000001000000020007640125000000012345000000000000")],
        ]
        return records.map(line).joined(separator: "\n")
    }

    static func line(_ fields: [(column: Int, text: String)]) -> String {
        var line = ""
        for field in fields + [(94, "")] {
            line += String(repeating: " ", count: field.column - line.utf8.count) + field.text
        }
        return line
    }

    @Test("a return carries its reason and the trace that finds the payment")
    func returns() throws {
        let reading = FileReading(Array(Self.file().utf8), with: NachaReader())
        let entry = try #require(reading.entries.first)
        #expect(reading.warnings.isEmpty && reading.isComplete == true, "\(reading.warnings)")
        #expect(entry.amount == Money(minorUnits: 12_345, currency: .usd) && entry.side == .debit)
        #expect(entry.details.first?.returnReason == "R01")
        #expect(entry.details.first?.clearingReference == "076401250000001")
        #expect(entry.details.first?.debtor.name == "Bachman Eric")
        #expect(reading.summaries.first?.returns == ["R01": 1])
    }

    @Test("codes of advices are no debit and no credit in other batches")
    func adviceCodes() {
        let text = Self.file().replacing("62707640125112345", with: "68207640125112345")
        let reading = FileReading(Array(text.utf8), with: NachaReader())
        #expect(reading.entries.isEmpty && reading.unreadable.flatMap(\.findings).map(\.code) == [.direction])
    }

    @Test("an amount that is none is an error with its place, and the rest is read")
    func badAmount() {
        let inspection = inspect(Array(Self.file(amount: "00000X2345").utf8))
        #expect(inspection.entries == 1 && inspection.returns.first?.code == "R01")
        #expect(inspection.error?.code == .amount && inspection.error?.position.line == 3)
        #expect(inspection.error?.position.column == 30)
        #expect(inspection.warnings.contains { $0.code == .controlTotal })
    }

    @Test("a file that is cut anywhere is never complete, and says why", arguments: [1, 7, 65_536])
    func cuts(pieces: Int) {
        let bytes = Array(Self.file().utf8)
        for end in 0..<(bytes.count - 94) {
            let reading = FileReading(Array(bytes[..<end]), with: NachaReader(), pieces: pieces)
            #expect(reading.isComplete == false && !reading.warnings.isEmpty)
        }
    }

    @Test("on one line, in any pieces and in both modes the same", arguments: UInt64(0)..<60)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(Self.file().utf8)
        if seed % 2 == 1 { bytes.removeAll { $0 == 0x0A } }
        if seed > 1 {
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
        }
        var quick = BankFileOptions()
        quick.keepsDetails = false
        let whole = FileReading(bytes, with: NachaReader())
        let pieces = FileReading(bytes, with: NachaReader(options: quick), pieces: 3)
        #expect(whole.summaries.map(\.entries) == pieces.summaries.map(\.entries))
        #expect(whole.summaries.map(\.sums) == pieces.summaries.map(\.sums))
        #expect(whole.warnings == pieces.warnings && whole.errors == pieces.errors)
        if seed < 2 { #expect(whole.warnings.isEmpty && whole.isComplete == true, "\(whole.warnings)") }
    }
}
