import PaymentVocabulary
import TestSupport
import Testing

@testable import HubSuggestion

/// The blocks find what comparing every number with every document finds.
@Suite("numbers like a document's") struct NumberBlocksTests {
    @Test("a lookup misses nothing and adds nothing", arguments: UInt64(0)..<20)
    func findsWhatComparingAllFinds(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Of few digits and lengths, so that slips, ends and equal ones are frequent.
        func digits() -> [UInt8] {
            (0..<Int.random(in: 3...8, using: &random)).map { _ in
                UInt8(ascii: "0") + .random(in: 0...2, using: &random)
            }
        }
        let documents = try (0..<80).map { _ in try document("RE-" + String(decoding: digits(), as: UTF8.self)) }
        let numbers = (0..<120).map { _ in digits() }
        let blocks = NumberBlocks(numbers.map { receipt([$0]) }, documents)
        #expect(blocks.cutNumbers == 0, "replay with seed \(seed)")
        var count = 0
        for number in numbers {
            let expected = documents.indices.compactMap { place -> NumberBlocks.Hit? in
                level(number, documents[place]).map { NumberBlocks.Hit(document: place, level: $0) }
            }
            #expect(Set(blocks.hits(of: number)) == Set(expected), "\(number), replay with seed \(seed)")
            count += expected.count
        }
        #expect(count > 20, "replay with seed \(seed)")
    }

    private func level(_ number: [UInt8], _ document: LinkageDocument) -> LinkageLevel? {
        guard (4...20).contains(number.count) else { return nil }
        let forms = NumberBlocks.forms(of: document.number)
        if forms.contains(number) { return .referenceDigits }
        let isLike = forms.contains { form in
            (number.count < form.count && form.suffix(number.count).elementsEqual(number))
                || (form.count >= 5 && isOneSlip(number.span, form.span))
        }
        return isLike ? .referenceSlip : nil
    }

    private func document(_ number: String) throws -> LinkageDocument {
        let day = try #require(CalendarDate("2026-03-01"))
        return LinkageDocument(
            number: InvoiceNumber(number),
            party: 0,
            isCreditNote: false,
            open: Money(minorUnits: 100, currency: .eur),
            issued: day,
            due: day,
            discounts: []
        )
    }

    private func receipt(_ numbers: [[UInt8]]) -> LinkageReceipt {
        LinkageReceipt(
            amount: Money(minorUnits: 100, currency: .eur),
            date: CalendarDate(dayNumber: 0),
            name: LinkageName(words: [], legalForm: ""),
            account: nil,
            named: [],
            suggested: [],
            numbers: numbers,
            hasNumber: true,
            isClosed: false
        )
    }
}
