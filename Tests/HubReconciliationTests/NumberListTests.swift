import HubDomain
import PaymentVocabulary
import Testing

/// Numbers of a list that leave out what only the first of them says.
@Suite("lists of document numbers") struct NumberListTests {
    private static let items = [
        item("RG-20002", "200.00"), item("RG-20003", "300.00"), item("RG-20004", "400.00"),
        item("GS-30001", "50.00", kind: .creditNote), item("RG-20009", "90.00", customer: "C9", name: "Other AG"),
    ]

    @Test(
        "they are of the first one's series, where they are of its customer",
        arguments: [
            ("900.00", "RG-20002, 20003 und 20004", "0 own_reference RG-20002=200.00 RG-20003=300.00 RG-20004=400.00"),
            ("500.00", "RG 20002/20003", "0 own_reference RG-20002=200.00 RG-20003=300.00"),
            ("500.00", "RG20002+20003", "0 own_reference RG-20002=200.00 RG-20003=300.00"),
            ("500.00", "rg-20002 20003", "0 own_reference RG-20002=200.00 RG-20003=300.00"),
            (
                "450.00", "RG-20002, 20003 ./. GS-30001",
                "0 own_reference RG-20002=200.00 RG-20003=300.00 GS-30001=-50.00"
            ),
            // Both are named, so that a part is of either.
            ("120.00", "RG-20002/20003", "0 !under"),
            // A word before it, another customer, an amount, another length, a dash: none of the list.
            ("200.00", "RG-20002 Kdnr 20003", "0 own_reference RG-20002=200.00"),
            ("200.00", "RG-20002, 20009", "0 own_reference RG-20002=200.00"),
            ("200.00", "RG-20002, EUR 20003", "0 own_reference RG-20002=200.00"),
            ("200.00", "RG-20002, 2000", "0 own_reference RG-20002=200.00"),
        ]
    )
    func readsLists(amount: String, text: String, expected: String) {
        #expect(outcome(run([line(amount, text, name: "Acme GmbH")], Self.items)) == [expected], "\(text)")
    }
}
