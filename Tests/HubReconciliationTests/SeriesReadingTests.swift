import HubDomain
import PaymentVocabulary
import Testing

/// Texts that name another document of a series than the one that has the amount, in another form than it is printed in.
@Suite("other numbers of one series") struct SeriesReadingTests {
    @Test(
        "who names another number does not pay this one",
        arguments: [
            ("10017", "10015 10016"), ("10017", "10016/10015"), ("10017", "10016-10015"),
            ("260000101", "260000099/098"),
            ("260000101", "26 0000 099"), ("10001", "9998"), ("RE-3001", "2999"), ("RE-3001", "2999 2998"),
            ("RE-2026-0010", "RE-2026-9"), ("RE-2026-0010", "2026-0009"), ("RE-2026-0010", "2026/9"),
            ("RE-2026-0010", "20260009"), ("RE-2026-0010", "0009/2026"), ("RE-2026-0010", "RE 9"),
            ("RE-2026-0010", "0009"), ("RE-2026-0010", "Rechnung 9"), ("RE-2026-0010", "facture 2026-9"),
            ("RE-2026-0010", "FV 9/2026"), ("RE-2026-0010", "RE-2025-10"), ("R.2026.17", "R 2026 16"),
            ("RE-2026-0010", "Rechnung 9, Regal 10"), ("F26-00017", "26-00016"), ("F26-00017", "00016"),
            ("2026-100", "2026-99"), ("INV0001234", "0001233"), ("RE-2026-4587", "Rechnung 4593/26"),
            ("RE-2026-4587", "Rechnung 4500/25"), ("RE-2026-4587", "RG 4500/26"), ("RE-2026-4587", "26-4593"),
            ("RE-2026-0010", "Rechnung 10/2025"), ("104587", "Rechnung 104573/26"), ("104587", "104-573"),
            ("104587", "104/573"), ("104587", "Rechnung 104.573"), ("104587", "0104573"), ("104587", "00104573"),
            ("F26-00017", "25-00016"),
        ]
    )
    func anotherIsNamed(number: String, text: String) {
        #expect(Self.outcome(number, text) == ["0 !unknown_reference"], "\(text) beside \(number)")
    }

    @Test(
        "its own number, a month, a date, an amount or a slip is no other one",
        arguments: [
            ("10017", "10017 10016"), ("RE-3001", "1190"), ("RE-3001", "2025"), ("RE-3001", "Zahlung 1190,00"),
            ("RE-2026-0010", "03/2026"), ("RE-2026-0010", "2026-03"), ("RE-2026-0010", "Miete 3/26"),
            ("RE-2026-0010", "vom 09.03.2026"), ("RE-2026-0010", "Rechnung 10"), ("RE-2026-0010", "10/2026"),
            ("RE-2026-0010", "Kundennr. 0009"), ("RE-2026-0010", "Auftrag 2026-0009"), ("1022674", "1022 674"),
            ("RE-1005418", "Rechnung 9005418"), ("RE-2026-4587", "Rechnung 4587/26"),
            ("RE-2026-4587", "26-4587"), ("104587", "104-587"), ("104587", "0104587"),
            ("RE-2026-0010", "Beitrag 3/26"), ("RE-2026-4587", "Betrag 1.190,00"), ("104587", "Rechnung 104.587"),
        ]
    )
    func noneIsNamed(number: String, text: String) {
        #expect(Self.outcome(number, text).allSatisfy { $0.hasSuffix("\(number)=1190.00") }, "\(text) beside \(number)")
    }

    private static func outcome(_ number: String, _ text: String) -> [String] {
        HubReconciliationTests.outcome(run([line("1190.00", text, name: "Acme GmbH")], [item(number, "1190.00")]))
    }
}
