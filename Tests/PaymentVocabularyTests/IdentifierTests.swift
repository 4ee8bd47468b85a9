import Foundation
import PaymentVocabulary
import Testing

@Suite struct IdentifierTests {
    @Test func keepsItsText() throws {
        let invoice = InvoiceNumber("RE-2026/0042 ä")
        #expect(invoice.description == "RE-2026/0042 ä")
        let encoded = try JSONEncoder().encode(invoice)
        #expect(try JSONDecoder().decode(String.self, from: encoded) == invoice.text)
        #expect(try JSONDecoder().decode(InvoiceNumber.self, from: encoded) == invoice)
    }

    @Test func sortsByText() {
        let sorted = ["b", "a", "B", "10", "9"].map { PaymentID($0) }.sorted().map(\.text)
        #expect(sorted == ["10", "9", "B", "a", "b"])
        #expect(PaymentID("a") != PaymentID("A"))
    }
}
