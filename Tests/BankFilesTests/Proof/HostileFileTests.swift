import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// Files made to hurt: each ends in a finding with its place, within bounded memory and work.
///
/// The files are made piece by piece while they are read. Serialised, because the memory of the process is measured.
@Suite(.serialized)
struct HostileFileTests {
    struct Hostile: Sendable, CustomTestStringConvertible {
        let format: BankFileFormat
        let name: String
        let head: String
        let piece: String
        var count = 1
        var tail = ""
        /// Whether the reader has to stop: an endless file that it does not refuse must be read in bounded memory.
        var isRefused = true

        var testDescription: String { "\(format.rawValue): \(name)" }
    }

    static let megabytes = 64
    private static func filler(_ unit: String) -> String { String(repeating: unit, count: 65_536 / unit.utf8.count) }
    private static let pieces = megabytes * 16

    private static let xml = #"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>"#
    private static let order =
        #"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><PmtInf>"#
    private static let ofx = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
    private static let bai = "01,S,R,261123,1200,1,80,1,2/\n02,R,S,1,261123,2400,EUR,2/\n03,1,,/\n"
    private static let mt = ":20:STARTUMS\n:25:10020030/1234567\n:28C:5/1\n:60F:C261230EUR100,00\n"

    static let files = documents(.camt053, xml) + documents(.pain001, order) + lines

    private static func documents(_ format: BankFileFormat, _ start: String) -> [Hostile] {
        let declaration = "<!DOCTYPE a [<!ENTITY b 'c'>]>"
        var files = [Hostile(format: format, name: "entities", head: declaration + start, piece: "&b;")]
        files.append(Hostile(format: format, name: "depth", head: start, piece: filler("<a>")))
        files.append(Hostile(format: format, name: "NUL", head: start + "<Id>a", piece: "\u{0}", tail: "</Id>"))
        for (name, head) in [("name", "<"), ("text", "<Id>"), ("attribute", "<Id a='")] {
            files.append(Hostile(format: format, name: name, head: start + head, piece: filler("n"), count: pieces))
        }
        return files
    }

    private static let lines: [Hostile] = {
        let starts: [(BankFileFormat, String, String, String)] = [
            (.ofx, "name", ofx + "<", "N"), (.ofx, "text", ofx + "<CURDEF>", "t"), (.mt940, "line", mt + ":61:", "1"),
            (.mt940, "field", mt + ":86:", "text\n"), (.bai2, "line", bai + "16,115,", "1"),
            (.csv, "line", "Date,Amount\n", "x"), (.csv, "quotes", "Date,Amount\n\"", "x\n"),
            (.giro, "line", "NY000010", "0"), (.lockbox, "line", "100", "0"), (.edi820, "segment", "ISA*00*", "x"),
        ]
        var files = starts.map { format, name, head, unit in
            Hostile(format: format, name: name, head: head, piece: filler(unit), count: pieces)
        }
        files.append(Hostile(format: .ofx, name: "depth", head: ofx, piece: filler("<A.B>"), isRefused: false))
        let record = "\n88," + String(repeating: "x", count: 60_000)
        files.append(Hostile(format: .bai2, name: "record", head: bai + "16,115,1,,,,", piece: record, count: pieces))
        let ach = String(repeating: "6", count: 65_536)
        files.append(
            Hostile(format: .ach, name: "line", head: "101 ", piece: ach, count: pieces / 16, isRefused: false)
        )
        return files
    }()

    @Test("endless parts are refused with their place, or read in bounded memory", arguments: files)
    func endless(_ file: Hostile) throws {
        for keepsDetails in [true, false] {
            var options = BankFileOptions()
            options.keepsDetails = keepsDetails
            // Other tests run in the same process: what grows in one reading may be theirs, in each of four it is ours.
            var grown = Int.max
            for _ in 0..<4 where grown >= Self.growthMax {
                let before = Self.resident()
                try read(file, options)
                grown = Self.resident() - before
            }
            #expect(grown < Self.growthMax, "it grew by \(grown / 1_024) KB")
        }
    }

    private static let growthMax = 40 * 1_048_576

    private func read(_ file: Hostile, _ options: BankFileOptions) throws {
        var reader = BankFileReader(format: file.format, options: options)
        var failure: BankFileFinding?
        var isOver = false
        func take(_ events: [BankFileEvent]) {
            for event in events {
                switch event {
                case .failed(let finding): (failure, isOver) = (finding, true)
                case .end: isOver = true
                default: break
                }
            }
        }
        take(reader.feed(Array(file.head.utf8)))
        let piece = Array(file.piece.utf8)
        for _ in 0..<file.count where !isOver { take(reader.feed(piece)) }
        take(reader.feed(Array(file.tail.utf8)))
        take(reader.finish())
        #expect(isOver)
        if file.isRefused { #expect(failure?.position.byte != nil, "it was read to its end") }
    }

    /// The process's memory in bytes, 0 where the system does not say.
    private static func resident() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4_096 } ?? 0
    }

    @Test("a thousand amounts of thirty digits do not overflow a sum")
    func enormousAmounts() {
        let amount = String(repeating: "9", count: 29)
        let transfer = "<CdtTrfTxInf><Amt><InstdAmt Ccy=\"EUR\">\(amount)</InstdAmt></Amt></CdtTrfTxInf>"
        let text =
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn><GrpHdr><CtrlSum>1"
            + "</CtrlSum></GrpHdr><PmtInf>" + String(repeating: transfer, count: 3_000)
            + "</PmtInf></CstmrCdtTrfInitn></Document>"
        let inspection = inspect(Array(text.utf8))
        #expect(inspection.entries == 3_000 && inspection.error?.code == .amount)
        #expect(inspection.warnings.contains { $0.code == .controlTotal || $0.code == .more })
    }
}
