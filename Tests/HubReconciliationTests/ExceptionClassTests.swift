import Foundation
import HubReconciliation
import Testing

@Suite("classes and ages of exceptions")
struct ExceptionClassTests {
    private static let classes: [(reason: LineException.Reason, exceptionClass: ExceptionClass)] = [
        (.unknownPayer, .unknownPayer), (.ambiguous, .ambiguous), (.contradictingPayer, .ambiguous),
        (.unknownReference, .missing), (.currency, .currency), (.duplicate, .duplicate), (.returned, .returned),
        (.over, .over), (.under, .under), (.noMatch, .missing), (.proposed, .held), (.undone, .held),
    ]

    @Test("every reason has the class that is written down")
    func isTotal() {
        for (reason, exceptionClass) in Self.classes { #expect(reason.exceptionClass == exceptionClass) }
    }

    @Test("class and age are in every form of the report, the oldest first in a class")
    func isShown() {
        let lines = [
            line("5.00", index: 0, name: "Stranger", on: "2026-04-25"),
            line("6.00", index: 1, name: "Other", on: "2026-01-15"),
        ]
        let result = run(lines, [item("INV-2001", "100.00")])
        #expect(result.json.contains(#""age_days":5,"class":"unknown_payer","reason":"unknown_payer""#))
        #expect(
            result.json.contains(
                #""exception_classes":[{"class":"unknown_payer","number":2,"amount":{"EUR":"11.00"}}]"#
            )
        )
        #expect(result.json.contains(#"{"days":"over_90","number":1,"amount":{"EUR":"6.00"}}"#))
        #expect(result.json.contains(#"{"days":"31_to_60","number":0,"amount":{}}"#))
        let rows = result.csv.split(separator: "\r\n").filter { $0.hasPrefix("exception") }
        #expect(rows.allSatisfy { $0.hasSuffix(",unknown_payer,,,,,,,") }, "\(rows)")
        #expect(result.csv.contains(",by_receipt,") && result.csv.contains(",by_invoice_line,"))
        let text = result.text
        let (old, new) = (text.range(of: "s.xml:1"), text.range(of: "s.xml:0"))
        #expect(old != nil && new != nil)
        if let old, let new { #expect(old.lowerBound < new.lowerBound) }
        #expect(text.contains("EXCEPTIONS BY AGE"))
        #expect(result.html(ReportSources(statements: [], invoices: [])).contains("Age of exceptions"))
    }

    @Test("two statements that show the same lines are told, with the number")
    func overlaps() {
        let lines = [line("5.00"), line("5.00", file: "t.xml"), line("7.00", index: 1)]
        #expect(run(lines, []).overlaps == ["t.xml: 1 line repeats one of s.xml; it counts once"])
        #expect(run([line("5.00"), line("7.00", index: 1)], []).overlaps.isEmpty)
    }
}
