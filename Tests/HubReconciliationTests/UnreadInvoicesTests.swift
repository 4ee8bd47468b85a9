import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

/// An open document that could not be read may have the amount that seems to be another's alone.
@Suite("invoices that could not be read") struct UnreadInvoicesTests {
    private static let items = PaymentWordTests.items

    @Test(
        "of their customers nothing is posted by its amount alone",
        arguments: [
            ("1049.53", "Miete", "Acme GmbH", "0 amount_party_date RG-20002=1049.53", "0 !ambiguous"),
            (
                "6169.62", "offene Posten", "Acme GmbH", "0 open_items_sum RG-20002=1049.53 RG-20005=5120.09",
                "0 !ambiguous"
            ),
            (
                "999.53", "RG-20002", "Acme GmbH", "0 own_reference RG-20002=1049.53 GS-30001=-50.00", "0 !ambiguous"
            ),
            (
                "1049.53", "RG-20002", "Acme GmbH", "0 own_reference RG-20002=1049.53",
                "0 own_reference RG-20002=1049.53"
            ),
            (
                "900.00", "RG-20002", "Acme GmbH", "0 own_reference RG-20002=900.00",
                "0 own_reference RG-20002=900.00"
            ),
            (
                "88.88", "Miete", "Suedkurve AG", "0 amount_party_date RG-20009=88.88",
                "0 amount_party_date RG-20009=88.88"
            ),
        ]
    )
    func leavesAmounts(amount: String, text: String, payer: String, all: String, some: String) {
        func found(_ unread: UnreadInvoices) -> ReconciliationResult {
            reconcile(
                lines: [line(amount, text, name: payer)],
                items: Self.items,
                payments: [],
                policy: MatchingPolicy(),
                asOf: date("2026-04-30"),
                unread: unread
            )
        }
        #expect(outcome(found(UnreadInvoices())) == [all])
        var ofOne = UnreadInvoices()
        ofOne.add(of: CustomerID("C1"))
        #expect(outcome(found(ofOne)) == [some])
        var ofAnybody = UnreadInvoices()
        ofAnybody.add(of: nil)
        let expected = payer == "Suedkurve AG" ? "0 !ambiguous" : some
        let result = found(ofAnybody)
        #expect(outcome(result) == [expected])
        // What waits is still open, and suggested.
        if let left = result.exceptions.first {
            #expect(left.held != nil && !left.suggestions.isEmpty)
            #expect(result.openItems.count == Self.items.count)
        }
    }
}
