import HubDomain
import HubLedger
public import PaymentVocabulary
import TestSupport
import Testing

private func eur(_ units: Int64) -> Money { Money(minorUnits: units, currency: .eur) }

private func lines(_ entry: JournalEntry) -> [String] { entry.lines.map { "\($0.account) \($0.minorUnits)" } }

struct JournalEntryTests {
    @Test func debitsArePositiveAndLinesAreSorted() {
        let entry = JournalEntry(key: "k", debit: .providerClearing("card"), credit: .billed, amount: eur(5))
        #expect(lines(entry) == ["billed -5", "provider_clearing:card 5"])
    }

    @Test func sidesOfOneAccountAreAddedAndNothingIsLeftOut() {
        let entry = JournalEntry(
            key: "k",
            currency: .eur,
            moving: [("a", 5), ("b", -5), ("a", 2), ("b", -2), ("c", 1), ("c", -1)]
        )
        #expect(lines(entry) == ["a 7", "b -7"])
        #expect(JournalEntry(key: "k", debit: .billed, credit: .discountsAllowed, amount: eur(0)).lines.isEmpty)
        #expect(JournalEntry(key: "k", debit: .billed, credit: .billed, amount: eur(9)).lines.isEmpty)
    }

    @Test func aCorrectionIsWhatIsMissing() throws {
        let small = JournalEntry(key: "k", debit: .billed, credit: .discountsAllowed, amount: eur(5))
        let large = JournalEntry(key: "k", debit: .billed, credit: .discountsAllowed, amount: eur(8))
        let other = JournalEntry(key: "k", debit: .billed, credit: .unidentifiedReceipts, amount: eur(5))
        #expect(small.correction(of: []) == small)
        #expect(small.correction(of: small.lines) == nil)
        #expect(lines(try #require(large.correction(of: small.lines))) == ["billed 3", "discounts_allowed -3"])
        #expect(lines(try #require(small.correction(of: large.lines))) == ["billed -3", "discounts_allowed 3"])
        #expect(
            lines(try #require(other.correction(of: small.lines))) == [
                "discounts_allowed 5", "unidentified_receipts -5",
            ]
        )
        let nothing = JournalEntry(key: "k", currency: .eur, moving: [])
        #expect(nothing.correction(of: []) == nil)
        #expect(lines(try #require(nothing.correction(of: small.lines))) == ["billed -5", "discounts_allowed 5"])
    }

    /// From any posted lines to any required entry in one step, for seeds.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func aCorrectionAlwaysGetsThere(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func entry() -> JournalEntry {
            var sides = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                (
                    account: "a\(Int.random(in: 0...3, using: &random))",
                    minorUnits: Int64.random(in: -9...9, using: &random)
                )
            }
            sides.append((account: "rest", minorUnits: -sides.reduce(0) { $0 + $1.minorUnits }))
            return JournalEntry(key: "k", currency: .eur, moving: sides)
        }
        let (present, required) = (entry(), entry())
        var sum: [String: Int64] = [:]
        for line in present.lines + (required.correction(of: present.lines)?.lines ?? []) {
            sum[line.account, default: 0] += line.minorUnits
        }
        #expect(
            sum.filter { $0.value != 0 }
                == Dictionary(uniqueKeysWithValues: required.lines.map { ($0.account, $0.minorUnits) })
        )
    }
}

struct LedgerAccountTests {
    /// These names are stored: a change needs a migration.
    @Test func codesAreStable() {
        let accounts: [(LedgerAccount, String)] = [
            (.receivables(CustomerID("cus_1")), "receivables:cus_1"), (.billed, "billed"),
            (.providerClearing(AdapterAccountID("card")), "provider_clearing:card"), (.bank("DE89"), "bank:DE89"),
            (.unidentifiedReceipts, "unidentified_receipts"),
            (.unappliedCash(CustomerID("cus_1")), "unapplied_cash:cus_1"), (.discountsAllowed, "discounts_allowed"),
        ]
        for (account, code) in accounts { #expect(account.code == code) }
    }
}

struct ReceivableEntryTests {
    static func invoice(_ kind: Invoice.Kind) throws -> Invoice {
        let day = try #require(CalendarDate(year: 2026, month: 3, day: 1))
        return Invoice(
            number: "INV-1",
            kind: kind,
            customer: "cus_1",
            customerName: "Müller GmbH",
            payerAccount: nil,
            amount: eur(11_900),
            open: eur(10_000),
            issued: day,
            due: day,
            terms: "net 30",
            reference: nil
        )
    }

    /// What is open when the invoice comes to us is what is booked: the rest was paid before.
    @Test func issuing() throws {
        #expect(lines(try Self.invoice(.invoice).issueEntry) == ["billed -10000", "receivables:cus_1 10000"])
        #expect(lines(try Self.invoice(.creditNote).issueEntry) == ["billed 10000", "receivables:cus_1 -10000"])
        #expect(try Self.invoice(.invoice).issueEntry.key == "invoice/INV-1/issued")
    }

    @Test func oneEntryForAMatch() {
        let entry = ReceiptApplication.entry(
            identity: "id",
            currency: .eur,
            applications: [
                ReceiptApplication(target: .invoice("INV-1"), customer: "cus_1", minorUnits: 9_800),
                ReceiptApplication(target: .discount("INV-1"), customer: "cus_1", minorUnits: 200),
                ReceiptApplication(target: .creditNote("CN-1"), customer: "cus_1", minorUnits: 500),
                ReceiptApplication(target: .unapplied, customer: "cus_1", minorUnits: 700),
            ]
        )
        #expect(entry.key == "statement/id/match")
        #expect(
            lines(entry) == [
                "discounts_allowed 200", "receivables:cus_1 -9500", "unapplied_cash:cus_1 -700",
                "unidentified_receipts 10000",
            ]
        )
    }
}

extension Identifier: ExpressibleByUnicodeScalarLiteral {}
extension Identifier: ExpressibleByExtendedGraphemeClusterLiteral {}
extension Identifier: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self.init(text) }
}
