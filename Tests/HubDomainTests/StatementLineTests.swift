import HubDomain
import PaymentVocabulary
import Testing

/// Copies of a line share what it says until one of them is changed.
@Suite("statement lines as values") struct StatementLineTests {
    private static let changes: [(name: String, change: @Sendable (inout StatementLine) -> Void)] = [
        ("file", { $0.file = "other.xml" }), ("index", { $0.index = 7 }), ("identity", { $0.identity = "acc/1" }),
        ("amount", { $0.amount = Money(minorUnits: 2, currency: .eur) }), ("remittance", { $0.remittance = "RE-1" }),
        ("name", { $0.counterpartyName = "Acme" }), ("documents", { $0.documentNumbers = ["RE-1"] }),
        ("keys", { $0.groupKeys = ["M1"] }), ("behalf", { $0.ultimateDebtorName = "Somebody" }),
        ("contradiction", { $0.contradiction = "says two things" }),
        ("original", { $0.originalAmount = Money(minorUnits: 1, currency: .eur) }),
        ("place", { $0.place(file: "store", index: 3, identity: "acc/2") }),
        ("texts", { $0.replaceTexts { $0 + "!" } }),
    ]

    private func line(returned reason: String?) -> StatementLine {
        StatementLine(
            file: "may.xml",
            index: 0,
            account: "DE1",
            direction: .credit,
            status: .booked,
            amount: Money(minorUnits: 1, currency: .eur),
            bookingDate: CalendarDate(dayNumber: 0),
            valueDate: CalendarDate(dayNumber: 0),
            bankReference: "",
            endToEndID: nil,
            creditorReferences: [],
            documentNumbers: [],
            remittance: "",
            counterpartyName: nil,
            counterpartyAccount: nil,
            returnReason: reason,
            isReversal: false
        )
    }

    @Test("a change is the changed one's alone, whoever else holds the line", arguments: [nil, "AC04"])
    func changesAlone(reason: String?) {
        for (name, change) in Self.changes {
            var line = line(returned: reason)
            let (copy, before) = (line, "\(line)")
            change(&line)
            #expect("\(copy)" == before && line != copy, "\(name)")
            #expect(copy == self.line(returned: reason) && line.returnReason == reason, "\(name)")
            // Alone, it changes in place to the same.
            var other = self.line(returned: reason)
            change(&other)
            #expect(other == line && "\(other)" == "\(line)", "\(name)")
        }
    }

    @Test("what is taken away again leaves the line as it was")
    func forgets() {
        for reason in [nil, "AC04"] {
            var line = line(returned: reason)
            line.ultimateDebtorName = "Somebody"
            line.batch = StatementLine.Batch(amount: line.amount, reference: "B")
            (line.ultimateDebtorName, line.batch) = (nil, nil)
            #expect(line == self.line(returned: reason) && "\(line)" == "\(self.line(returned: reason))")
        }
    }
}
