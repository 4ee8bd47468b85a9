import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

@Suite("the identity of a line")
struct StatementLineIdentityTests {
    @Test("twins in one file stay two, in the order of their index")
    func countsTwins() {
        let lines = [line("1.00", index: 5, bankReference: "X"), line("1.00", index: 2, bankReference: "X")]
        #expect(StatementLineIdentity.identities(of: lines).map(\.occurrence) == [1, 0])
    }

    @Test("the same movement in another file and another spelling is the same")
    func ignoresFiles() {
        let one = line("1.00", index: 5, file: "a", bankReference: "ab-12 3")
        let two = line("1.00", index: 0, file: "b", bankReference: "AB123")
        let identities = StatementLineIdentity.identities(of: [one, two])
        #expect(identities[0] == identities[1])
    }

    @Test("direction, date, amount, currency and reference tell lines apart")
    func tellsApart() {
        let lines = [
            line("1.00", bankReference: "A"),
            line("1.00", index: 1, direction: .debit, bankReference: "A"),
            line("1.00", index: 2, on: "2026-03-21", bankReference: "A"),
            line("1.01", index: 3, bankReference: "A"),
            line("1.00", index: 4, currency: .usd, bankReference: "A"),
            line("1.00", index: 5, bankReference: "B"),
            line("1.00", index: 6, bankReference: "A12"),
            // Books keep what was made of it, whatever texts mean to the matcher.
            line("1.00", index: 7, bankReference: "Ａ１２"),
        ]
        let identities = StatementLineIdentity.identities(of: lines)
        #expect(Set(identities).count == lines.count)
        #expect(identities.allSatisfy { $0.occurrence == 0 })
    }

    @Test("placeholders are no reference")
    func ignoresPlaceholders() {
        let lines = [line("1.00", file: "a", bankReference: "NONREF"), line("1.00", file: "b", bankReference: "")]
        let identities = StatementLineIdentity.identities(of: lines)
        #expect(identities[0] == identities[1] && identities[0].bankReference.isEmpty)
    }

    @Test("of two statements that show a movement, the one that tells more counts")
    func keepsTheEvidence() {
        let lines = [
            line("100.00", file: "053", bankReference: "X"),
            line("100.00", "INV-2001", index: 1, file: "054", name: "Acme GmbH", bankReference: "X"),
        ]
        let result = run(lines, [item("INV-2001", "100.00")])
        #expect(outcome(result) == ["1 own_reference INV-2001=100.00"])
        #expect(result.repeats.map(\.line.file) == ["053"] && result.summary.lines == 1)
    }

    @Test("a part payment that a second format shows without its reference is not posted twice")
    func holdsLookAlikes() {
        let camt = line("30.00", "INV-2001", file: "a.xml", name: "Acme GmbH", bankReference: "X")
        let sta = line("30.00", "INV-2001", file: "b.sta", name: "Acme GmbH", bankReference: "NONREF")
        let twin = line("30.00", "INV-2001", index: 1, file: "a.xml", name: "Acme GmbH", bankReference: "NONREF")
        let items = [item("INV-2001", "100.00")]
        for lines in [[camt, sta], [sta, camt]] {
            let result = run(lines, items)
            #expect(result.matches.map(\.line.file) == ["a.xml"] && result.openItems.first?.open == money("70.00"))
            #expect(result.exceptions.first?.explanation.hasPrefix("is like the line a.xml:0, but without") == true)
        }
        let later = line(
            "30.00",
            "INV-2001",
            file: "b.sta",
            name: "Acme GmbH",
            on: "2026-03-21",
            bankReference: "NONREF"
        )
        let other = line("30.00", "INV-2001 rest", file: "b.sta", name: "Acme GmbH", bankReference: "NONREF")
        for another in [twin, later, other] { #expect(run([camt, another], items).matches.count == 2) }
    }

    @Test("a second form of a statement, with references of its own, is not posted again")
    func holdsSecondForms() {
        func form(_ file: String, _ references: [String], last: String = "30.00") -> [StatementLine] {
            zip([("50.00", "INV-2001"), ("20.00", "INV-2002"), (last, "INV-2003")], references).enumerated().map {
                let ((amount, text), reference) = $1
                return line(amount, text, index: $0, file: file, name: "Acme GmbH", bankReference: reference)
            }
        }
        let items = [item("INV-2001", "100.00"), item("INV-2002", "100.00"), item("INV-2003", "100.00")]
        let (camt, sta) = (form("a.xml", ["C1", "C2", "C3"]), form("b.sta", ["M1", "M2", "M3"]))
        for lines in [camt + sta, sta + camt] {
            let result = run(lines, items)
            #expect(result.matches.map(\.line.file) == ["a.xml", "a.xml", "a.xml"])
            #expect(result.exceptions.map(\.reason) == [.duplicate, .duplicate, .duplicate])
            #expect(result.exceptions.allSatisfy { $0.explanation.contains("same days and amounts as a.xml") })
        }
        // Another amount on a day that both show: two pages of one statement, say.
        #expect(run(camt + form("b.sta", ["M1", "M2", "M3"], last: "31.00"), items).matches.count == 6)
        #expect(run(camt + Array(sta.prefix(2)), items).matches.count == 5)
        let twins = (0..<6).map {
            line(
                "10.00",
                "INV-2001",
                index: $0 % 3,
                file: $0 < 3 ? "a" : "b",
                name: "Acme GmbH",
                bankReference: "R\($0)"
            )
        }
        #expect(run(twins, items).matches.count == 6, "equal amounts may be many payments")
    }

    @Test(
        "of fewer movements it is one form of another where both have one end-to-end id and contradict each other in nothing"
    )
    func holdsSecondFormsOfFew() {
        let items = [item("INV-2001", "100.00")]
        for (id, other, text, matches) in [
            ("E2E-1", "E2E-1", "INV-2001", 1), ("E2E-1", "e2e1", "INV-2001", 1), ("E2E-1", "E2E-2", "INV-2001", 2),
            ("NOTPROVIDED", "NOTPROVIDED", "INV-2001", 2), (nil, nil, "INV-2001", 2), ("E2E-1", nil, "INV-2001", 2),
            ("E2E-1", "E2E-1", "INV-2001 again", 2),
        ] {
            let lines = [
                line("10.00", "INV-2001", file: "a.xml", name: "Acme GmbH", bankReference: "C1", endToEndID: id),
                line("10.00", text, file: "b.sta", name: "Acme GmbH", bankReference: "M1", endToEndID: other),
            ]
            #expect(run(lines, items).matches.count == matches, "\(id ?? "-") \(other ?? "-") \(text)")
        }
    }

    @Test(
        "accounts that books may have as files wrote them",
        arguments: [
            ("NL34RABO0142623393EUR", "NL34RABO0142623393", true), ("NL34RABO0142623393", "NL34RABO0142623394", false),
            ("100200301234567", "100200300001234567", true), ("100200301234567", "DE12100200300001234567", true),
            ("100200301234567", "100200310001234567", false), ("100200301234567EUR", "100200300001234567", true),
            ("100200301234567", "100200300001234568", false), ("1291.99.348EUR", "1291.99.348", true),
        ]
    )
    func findsAccountsOfBooks(one: String, other: String, isOne: Bool) {
        #expect(SecondForm.mayBeOneAccount(one, other) == isOne && SecondForm.mayBeOneAccount(other, one) == isOne)
    }

    @Test("an account that one form writes with its short number, padded, is the other's IBAN")
    func holdsFormsOfShortAccounts() {
        func form(_ file: String, _ account: String) -> [StatementLine] {
            [("50.00", "INV-2001"), ("20.00", "INV-2002"), ("30.00", "INV-2003")].enumerated().map {
                line(
                    $1.0,
                    $1.1,
                    index: $0,
                    file: file,
                    name: "Acme GmbH",
                    bankReference: "\(file)\($0)",
                    ownAccount: account
                )
            }
        }
        let items = [item("INV-2001", "100.00"), item("INV-2002", "100.00"), item("INV-2003", "100.00")]
        let lines = form("a.xml", "DE39370400440000012345") + form("b.sta", "0000012345")
        #expect(run(lines, items).matches.map(\.line.file) == ["a.xml", "a.xml", "a.xml"])
    }

    @Test("the same identity with other contents goes to a person")
    func reportsConflicts() {
        let lines = [
            line("100.00", "INV-2001", file: "a", bankReference: "X"),
            line("100.00", "INV-2002", index: 1, file: "b", bankReference: "X"),
        ]
        let result = run(lines, [item("INV-2001", "100.00"), item("INV-2002", "100.00")])
        #expect(outcome(result) == ["0 own_reference INV-2001=100.00", "1 !duplicate"])
        #expect(result.repeats.isEmpty)
    }
}
