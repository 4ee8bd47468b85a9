import Foundation
import HubDomain
import HubStore
import PaymentVocabulary
import TestSupport
import Testing

/// The stored form of statement lines is written and read by hand; `JSONEncoder` and `JSONDecoder` say what it has to be.
struct StoredStatementLineTests {
    @Test("the bytes are the encoder's, and read back as the line", arguments: UInt64(0)..<200)
    func isWhatTheEncoderWrites(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let line = Self.line(using: &random)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(
            String(decoding: line.storedForm, as: UTF8.self)
                == String(decoding: try encoder.encode(line), as: UTF8.self)
        )
        let read = try StatementLine(storedForm: line.storedForm)
        #expect(read == line && read.description == line.description)
    }

    @Test func escapesEveryCharacterAsTheEncoderDoes() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        for value in UInt32(0)..<0x250 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            var json = JSONBytes()
            json.string(nil, "a\(Character(scalar))z")
            #expect(json.bytes == Array(try encoder.encode("a\(Character(scalar))z")), "U+\(String(value, radix: 16))")
        }
    }

    @Test(
        "what has another form is read as JSON, or refused with its reason",
        arguments: [
            (#"{"#, #" { "#, true), (#""index":0"#, #""index": 0"#, true), (#""index":0"#, #""index":0.5"#, false),
            (#""index":0"#, #""index":9223372036854775808"#, false),
            (#""status":"booked""#, #""status":"known""#, false),
            (#""minorUnits":1"#, #""minorUnits":9223372036854775807"#, true),
            (#""remittance":"""#, #""remittance":"\u0041""#, true),
            (#""minorUnits":1"#, #""minorUnits":-9223372036854775808"#, true),
            (#"2026-03-05"}"#, #"2026-02-30"}"#, false),
            (#""isReversal":false"#, #""isReversal":0"#, false), (#"2026-03-05"}"#, #"2026-03-05"}x"#, false),
            (#""EUR""#, #""EU""#, false), (#""EUR""#, #""BGN""#, true),
            (#""index":0,"#, #""unknown":[1],"index":0,"#, true),
            (#"2026-03-05"}"#, #"2026-03-05"#, false),
        ]
    )
    func readsOtherForms(part: String, other: String, isLine: Bool) throws {
        let day = try #require(CalendarDate("2026-03-05"))
        let text = String(decoding: Self.plain(day).storedForm, as: UTF8.self)
        let changed = Array(text.replacingOccurrences(of: part, with: other).utf8)
        #expect(changed != Array(text.utf8))
        if isLine {
            let expected = try JSONDecoder().decode(StatementLine.self, from: Data(changed))
            #expect(try StatementLine(storedForm: changed) == expected)
        } else {
            #expect(throws: DecodingError.self) { try StatementLine(storedForm: changed) }
        }
    }

    private static func plain(_ day: CalendarDate) -> StatementLine {
        StatementLine(
            file: "may.xml",
            index: 0,
            account: "DE1",
            direction: .credit,
            status: .booked,
            amount: Money(minorUnits: 1, currency: .eur),
            bookingDate: day,
            valueDate: day,
            bankReference: "",
            endToEndID: nil,
            creditorReferences: [],
            documentNumbers: [],
            remittance: "",
            counterpartyName: nil,
            counterpartyAccount: nil,
            returnReason: nil,
            isReversal: false
        )
    }

    private static func line(using random: inout SeededGenerator) -> StatementLine {
        var line = StatementLine(
            file: text(using: &random),
            index: .random(in: 0...1_000_000, using: &random),
            account: text(using: &random),
            direction: .random(using: &random) ? .credit : .debit,
            status: [.booked, .pending, .information].randomElement(using: &random) ?? .booked,
            amount: money(using: &random),
            bookingDate: CalendarDate(dayNumber: .random(in: -300_000...300_000, using: &random)),
            valueDate: CalendarDate(dayNumber: .random(in: -300_000...300_000, using: &random)),
            bankReference: text(using: &random),
            endToEndID: .random(using: &random) ? text(using: &random) : nil,
            creditorReferences: texts(using: &random),
            documentNumbers: texts(using: &random),
            remittance: text(using: &random),
            counterpartyName: .random(using: &random) ? text(using: &random) : nil,
            counterpartyAccount: .random(using: &random) ? text(using: &random) : nil,
            returnReason: .random(using: &random) ? text(using: &random) : nil,
            isReversal: .random(using: &random)
        )
        if .random(using: &random) { line.identity = text(using: &random) }
        if .random(using: &random) { line.instructedAmount = money(using: &random) }
        if .random(using: &random) { line.exchangeRate = DecimalRate("1.0853") }
        if .random(using: &random) { line.groupKeys = texts(using: &random) }
        if .random(using: &random) { line.originalAmount = line.amount }
        if .random(using: &random) { line.toldCharges = money(using: &random) }
        if .random(using: &random) { line.contradiction = texts(using: &random).first }
        if .random(using: &random) { line.ultimateDebtorName = texts(using: &random).first }
        if .random(using: &random) {
            line.batch = .init(amount: line.signedAmount, reference: texts(using: &random).first ?? "")
        }
        if .random(using: &random) {
            line.documents = texts(using: &random).map { number in
                RemittedDocument(
                    number: number,
                    isCreditNote: .random(using: &random),
                    paid: money(using: &random),
                    discount: .random(using: &random) ? money(using: &random) : nil,
                    adjustments: .random(using: &random)
                        ? texts(using: &random).map { .init(amount: money(using: &random), reason: $0) } : nil
                )
            }
        }
        return line
    }

    private static func money(using random: inout SeededGenerator) -> Money {
        let units = [Int64.random(in: -99_999...99_999, using: &random), .max, .min].randomElement(using: &random) ?? 0
        return Money(minorUnits: units, currency: [.eur, .usd, .jpy, .kwd].randomElement(using: &random) ?? .eur)
    }

    private static func texts(using random: inout SeededGenerator) -> [String] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in text(using: &random) }
    }

    private static let pieces = [
        "RE-2026/1001", " ", "Müller & Söhne", "\"", "\\", "\n", "/", "", "雪", "🧾", "\u{7F}", "\u{0}", "{}",
    ]

    private static func text(using random: inout SeededGenerator) -> String {
        // Most texts need no escape, and are read by hand.
        let some = Int.random(in: 0...9, using: &random) == 0 ? pieces[...] : pieces[..<3]
        return (0..<Int.random(in: 0...4, using: &random)).map { _ in some.randomElement(using: &random) ?? "" }
            .joined()
    }
}
