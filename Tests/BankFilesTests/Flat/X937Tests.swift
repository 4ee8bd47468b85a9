import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("image cash letters")
struct X937Tests {
    @Test("no other format of the corpus is taken for an image cash letter")
    func others() throws {
        for folder in ["ach", "bai2", "mt940", "ofx", "csv", "provider", "giro", "lockbox", "edi820", "camt053"] {
            for file in SharedFiles.corpus(folder) {
                #expect(!X937Reader.recognises(Array(try SharedFiles.bytes(file).prefix(16_384))), "\(file.path)")
            }
        }
    }

    /// A record of 80 characters.
    static func record(_ fields: [(column: Int, text: String)]) -> String {
        var line = ""
        for field in fields + [(80, "")] {
            line += String(repeating: " ", count: max(0, field.column - line.utf8.count)) + field.text
        }
        return line
    }

    static let image: [UInt8] = [0x49, 0x49, 0x0A, 0x0D, 0x00, 0x39, 0x39, 0x25, 0x15]

    /// Two checks with an image, then a bundle with a returned item.
    static func records(amount: String = "0000010000") -> [[UInt8]] {
        let controls = { (record: String) in record + String(repeating: " ", count: 80 - record.count) }
        let header = "010"
        let picture = record([(0, "52"), (101, "0003")]) + "KEY" + "00000" + "0000009"
        let texts: [String] = [
            record([(0, "\(header)3T061000146026073150202611230911N")]),
            record([(0, "1001061000146026073150202611232026112309110"), (44, "A1")]),
            record([(0, "2001061000146026073150202611232026112300000001"), (48, "0001")]),
            record([(0, "25"), (18, "061000146123/77"), (47, amount), (57, "SEQ1"), (74, "1")]),
            record([(0, "261026073150"), (12, "20261123"), (35, "998877"), (58, "ACME LTD")]),
            picture,
            record([(0, "25"), (2, "4711"), (18, "061000146123"), (47, "0000002500"), (57, "SEQ2")]),
            controls("7000020000000125000000000100000000100"),
            record([(0, "2003061000146026073150202611232026112300000002"), (48, "0002")]),
            record([(0, "31061000146123/88"), (31, "0000000700"), (41, "A"), (53, "SEQ0")]),
            record([(0, "33PAYOR BANK"), (20, "88"), (58, "A PAYOR")]),
            controls("7000010000000007000000000000000000000"),
            controls("900000020000000300000000013200000000001"),
            controls("9900000100000014000000030000000000013200"),
        ]
        return texts.map { $0.hasPrefix("52") ? Array($0.utf8) + image : Array($0.utf8) }
    }

    enum Shape: CaseIterable {
        case length
        case line
        case none
    }

    static func file(_ shape: Shape, isEBCDIC: Bool = false, amount: String = "0000010000") -> [UInt8] {
        var bytes: [UInt8] = []
        for record in records(amount: amount) {
            if shape == .length { bytes += [0, 0, UInt8(record.count >> 8), UInt8(record.count & 0xFF)] }
            let binary = record.starts(with: "52".utf8) ? image.count : 0
            for byte in record.dropLast(binary) {
                bytes.append(isEBCDIC ? UInt8(EBCDIC.latin1.firstIndex(of: byte) ?? 0x40) : byte)
            }
            bytes += record.suffix(binary)
            if shape == .line { bytes += [0x0D, 0x0A] }
        }
        return bytes
    }

    @Test("each framing and character set says the same", arguments: Shape.allCases, [false, true])
    func framings(shape: Shape, isEBCDIC: Bool) throws {
        let bytes = Self.file(shape, isEBCDIC: isEBCDIC)
        #expect(X937Reader.recognises(bytes))
        for pieces in [1, 7, 65_536] {
            let reading = FileReading(bytes, with: X937Reader(), pieces: pieces)
            #expect(reading.failure == nil && reading.isComplete == true, "\(String(describing: reading.failure))")
            #expect(reading.warnings.isEmpty && reading.errors.isEmpty, "\(reading.warnings)")
            #expect(reading.summaries.map(\.entries) == [2, 0])
            #expect(reading.summaries.first?.sums.all.first?.credit == 12_500)
            #expect(reading.summaries.last?.returns == ["A": 1])
            let check = try #require(reading.entries.first)
            #expect(
                check.side == .credit && check.reference == "SEQ1" && check.bookingDate == CalendarDate("2026-11-23")
            )
            #expect(check.details.first?.chequeNumber == "77" && check.details.first?.debtor.otherAccount == "123")
            #expect(check.details.first?.debtor.bankNumber == "061000146")
            #expect(check.details.first?.creditor.name == "ACME LTD")
            #expect(reading.entries.dropFirst().first?.details.first?.chequeNumber == "4711")
            let returned = try #require(reading.entries.last)
            #expect(returned.side == .debit && returned.amount.minorUnits == 700)
            #expect(returned.details.first?.returnReason == "A" && returned.details.first?.isReturn == true)
            #expect(returned.details.first?.debtor.name == "A PAYOR" && returned.details.first?.chequeNumber == "88")
        }
    }

    @Test("an amount that is none is an error with its place, and totals that differ are said")
    func badAmount() throws {
        let reading = FileReading(Self.file(.line, amount: "00000X0000"), with: X937Reader())
        let finding = try #require(reading.unreadable.first?.findings.first)
        #expect(finding.code == .amount && finding.position.line == 4 && finding.position.column == 48)
        #expect(reading.summaries.first?.entries == 2 && reading.summaries.first?.unsummed == 1)
        #expect(reading.warnings.map(\.code) == [.controlTotal, .controlTotal, .controlTotal])
        #expect(reading.warnings.map(\.position.path).first == "record 8, type 70")
    }

    @Test("a file that is cut anywhere is never complete", arguments: Shape.allCases)
    func cuts(shape: Shape) {
        let bytes = Self.file(shape)
        let end = shape == .length ? bytes.count : bytes.count - 42
        for end in 0..<end {
            #expect(FileReading(Array(bytes[..<end]), with: X937Reader()).isComplete != true, "\(end)")
        }
    }

    @Test("a record of a gigabyte is passed over or refused, never kept")
    func longRecords() {
        let start = Array(Self.file(.length).prefix(84))
        let refused = FileReading(start + [0x7F, 0xFF, 0xFF, 0xFF, 0x35, 0x32], with: X937Reader())
        #expect(refused.failure?.code == .limit && refused.failure?.position.byte == 84)
        let cut = FileReading(start + [0x00, 0x20, 0x00, 0x00, 0x35, 0x32], with: X937Reader())
        #expect(cut.failure == nil && cut.isComplete == false)
    }

    @Test("broken files never crash, and both ways of reading agree", arguments: UInt64(0)..<240)
    func mutations(seed: UInt64) {
        let shape = Shape.allCases[Int(seed % 3)]
        let bytes = mutated(Self.file(shape, isEBCDIC: seed % 2 == 0), seed: seed)
        let whole = ReadingOutline(FileReading(bytes, with: X937Reader()))
        #expect(whole == ReadingOutline(FileReading(bytes, with: X937Reader(options: countingOptions), pieces: 3)))
    }
}
