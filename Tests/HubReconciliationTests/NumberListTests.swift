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

    private static let series =
        (3_001...3_006).map { item("RE-\($0)", "\($0 - 3_000)00.00") } + [
            item("RE-3010", "70.00", customer: "C9", name: "Other AG"), item("41007", "10.00"), item("41008", "20.00"),
            item("41010", "30.00"), item("2026/0119", "40.00"), item("2026/0120", "50.00"),
        ]

    @Test(
        "what a list or a range leaves out is named where the amount is exactly theirs",
        arguments: [
            ("600.00", "RE-3001/02/03", "own_reference RE-3001=100.00 RE-3002=200.00 RE-3003=300.00"),
            ("600.00", "RE-3001/2/3", "own_reference RE-3001=100.00 RE-3002=200.00 RE-3003=300.00"),
            ("600.00", "RE 3001, 02 und 03", "own_reference RE-3001=100.00 RE-3002=200.00 RE-3003=300.00"),
            ("300.00", "RE3001+02", "own_reference RE-3001=100.00 RE-3002=200.00"),
            (
                "1000.00", "RE-3001 - RE-3004",
                "own_reference RE-3001=100.00 RE-3002=200.00 RE-3003=300.00 RE-3004=400.00"
            ),
            ("900.00", "Rechnungen RE-3002 bis RE-3004", "own_reference RE-3002=200.00 RE-3003=300.00 RE-3004=400.00"),
            ("900.00", "RE-3002 t/m 3004", "own_reference RE-3002=200.00 RE-3003=300.00 RE-3004=400.00"),
            ("900.00", "RE-3002-3004", "own_reference RE-3002=200.00 RE-3003=300.00 RE-3004=400.00"),
            ("900.00", "RE-3002-04", "own_reference RE-3002=200.00 RE-3003=300.00 RE-3004=400.00"),
            ("1100.00", "RE-3005 - RE-3010", "!contradicting_payer"),
            ("500.00", "RE-3002 - RE-3003, GS-1", "own_reference RE-3002=200.00 RE-3003=300.00"),
            ("60.00", "41007 - 41010", "own_reference 41007=10.00 41008=20.00 41010=30.00"),
            ("60.00", "41007/08/10", "own_reference 41007=10.00 41008=20.00 41010=30.00"),
            ("90.00", "2026/0119, 0120", "own_reference 2026/0119=40.00 2026/0120=50.00"),
            // The ends alone may be what is meant; a month, an instalment or a date is no number.
            ("500.00", "RE-3001 - RE-3004", "own_reference RE-3001=100.00 RE-3004=400.00"),
            ("100.00", "RE-3001/02", "amount_party_date RE-3001=100.00"),
            ("100.00", "RE-3001 - 04.05.2026", "own_reference RE-3001=100.00"),
            ("200.00", "RE-3002-03", "amount_party_date RE-3002=200.00"),
            // With another amount it is a question.
            ("55.00", "RE-3001, 02", "!under"),
            ("317.00", "RE-3001, 02", "!over"),
            ("310.00", "RE-3001, 02", "!ambiguous"),
            ("50.00", "RE-3001/02", "!ambiguous"),
            ("999.00", "RE-3001 bis 3004", "!under"),
        ]
    )
    func readsShortLists(amount: String, text: String, expected: String) {
        #expect(outcome(run([line(amount, text, name: "Acme GmbH")], Self.series)) == ["0 " + expected], "\(text)")
    }

    @Test(
        "several numbers without their prefix are no sum by chance",
        arguments: [
            ("600.00", "Rechnungen Nr. 3002; 3004", "0 open_items_sum RE-3002=200.00 RE-3004=400.00"),
            ("600.00", "3002 u. 3004", "0 open_items_sum RE-3002=200.00 RE-3004=400.00"),
            ("600.00", "Rechnung 3002 u.a.", "0 !no_match"), ("600.00", "zwei Rechnungen", "0 !no_match"),
        ]
    )
    func readsBareNumbers(amount: String, text: String, expected: String) {
        let items = [2, 4, 7].map { item("RE-300\($0)", "\($0)00.00") }
        #expect(outcome(run([line(amount, text, name: "Acme GmbH")], items)) == [expected], "\(text)")
    }
}
