import Foundation
import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

/// The three facts by which Microsoft's Business Central decides on a bank line, and our decision for each combination.
///
/// Source: Microsoft Learn, "Set up rules for the automatic application of payments": related party matched, document
/// number in the text, number of entries within amount tolerance.
struct MatrixRow: CustomTestStringConvertible, Sendable {
    enum Payer: String, CaseIterable {
        case fully
        case partly
        case unknown = "not"
    }

    enum Documents: String, CaseIterable {
        case none
        case one
        case several
    }

    enum Amount: String, CaseIterable {
        case one
        case several
        case none
        case notConsidered = "not considered"
    }

    /// A setting of the merchant's, and the decision with it.
    struct Setting: Sendable {
        let name: String
        let change: @Sendable (inout MatchingPolicy) -> Void
        let decision: String
    }

    let payer: Payer
    let documents: Documents
    let amount: Amount
    /// `post RULE`, `suggest REASON`, or `exception REASON` without a suggestion.
    let decision: String
    let why: String
    var setting: Setting?

    var testDescription: String { "\(payer.rawValue), \(documents.rawValue), \(amount.rawValue)" }
}

extension MatrixRow {
    /// What is open: 100.00 and 250.00 with a discount of 2.00 each, and 100.00 once more where the amount is to be that
    /// of several; a document of another customer besides.
    var items: [OpenItem] {
        let offer = (off: "2.00", until: "2026-03-25")
        let owed =
            [("INV-1001", "100.00"), ("INV-1002", "250.00")] + (amount == .several ? [("INV-1003", "100.00")] : [])
        let ours = owed.map { number, amount in
            item(number, amount, name: Self.customer, account: Self.account, discount: offer)
        }
        return ours + [item("INV-2001", "777.00", customer: "C2", name: "Borg Werkzeuge GmbH", account: "DE77")]
    }

    var receipt: StatementLine {
        let text =
            switch documents {
            case .none: "thank you"
            case .one: "INV-1001"
            case .several: "INV-1001, INV-1002"
            }
        let name =
            switch payer {
            case .fully: Self.customer
            case .partly: "Acme Handel"
            case .unknown: "Zeppelin Reisen AG"
            }
        return line(paid, text, name: name, account: payer == .fully ? Self.account : nil)
    }

    private var paid: String {
        switch (documents, amount) {
        case (.none, .one), (.none, .several), (.one, .one), (.one, .several): "100.00"
        case (.several, .one): "350.00"
        // A discount of 2.00 on either of them.
        case (.several, .several): "348.00"
        case (_, .none): "612.50"
        case (.none, .notConsidered), (.one, .notConsidered): "60.00"
        case (.several, .notConsidered): "310.00"
        }
    }

    func decided(_ policy: MatchingPolicy = MatchingPolicy()) -> String {
        let result = run([receipt], items, policy: policy)
        if let match = result.matches.first { return "post \(match.rule.rawValue)" }
        guard let exception = result.exceptions.first else { return "nothing" }
        return "\(exception.suggestions.isEmpty ? "exception" : "suggest") \(exception.reason.rawValue)"
    }

    private static let customer = "Acme Handel Nord GmbH"
    private static let account = "DE02120300000000202051"
}

@Suite("Business Central's three facts")
struct BusinessCentralMatrixTests {
    @Test("every combination has a row, in order")
    func isComplete() {
        let combinations = MatrixRow.Payer.allCases.flatMap { payer in
            MatrixRow.Documents.allCases.flatMap { documents in
                MatrixRow.Amount.allCases.map { "\(payer.rawValue), \(documents.rawValue), \($0.rawValue)" }
            }
        }
        #expect(businessCentralMatrix.map(\.testDescription) == combinations)
    }

    @Test(
        "the decision is that of the row, and with the merchant's setting the other one",
        arguments: businessCentralMatrix
    )
    func decides(_ row: MatrixRow) {
        #expect(row.decided() == row.decision)
        guard let setting = row.setting else { return }
        var policy = MatchingPolicy()
        setting.change(&policy)
        #expect(row.decided(policy) == setting.decision, "\(setting.name)")
    }

    @Test("every posting pays documents of the customer with the whole receipt", arguments: businessCentralMatrix)
    func paysTheCustomer(_ row: MatrixRow) {
        for match in run([row.receipt], row.items).matches {
            let money = match.allocations.filter { $0.kind != .discount }.map(\.amount.minorUnits)
            #expect(money.reduce(0, +) == row.receipt.amount.minorUnits)
            #expect(match.allocations.compactMap(\.invoice).allSatisfy { $0.text.hasPrefix("INV-100") })
        }
    }

    @Test("docs/matching-matrix.md is the table")
    func document() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/matching-matrix.md")
            .standardized
        let text = MatrixDocument(rows: businessCentralMatrix).text
        if ProcessInfo.processInfo.environment["QUITTANCE_WRITE_DOCS"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        let stored = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(stored == text, "docs/matching-matrix.md is out of date; QUITTANCE_WRITE_DOCS=1 writes it")
    }
}

/// `docs/matching-matrix.md`, made from the rows.
struct MatrixDocument {
    let rows: [MatrixRow]

    var text: String {
        let lines = rows.map { row in
            let setting = row.setting.map { "\($0.name): \($0.decision)" } ?? ""
            let cells = [
                row.payer.rawValue, row.documents.rawValue, row.amount.rawValue, row.decision, row.why, setting,
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }
        return Self.head + lines.joined(separator: "\n") + "\n"
    }

    private static let head = """
        # Decisions by payer, document number and amount

        Made by `Tests/HubReconciliationTests/BusinessCentralMatrixTests.swift`; do not edit. `QUITTANCE_WRITE_DOCS=1`
        writes it anew.

        Microsoft's Business Central decides on a bank line by three facts. This is what `quittance reconcile` does in each
        combination of them; every row is a test. *Post* is followed by the rule, *suggest* and *exception* by the reason; an
        exception has no suggestion.

        - **payer**: *fully* by account or exact name; *partly* when the name is contained in the customer's with a word that
          only this customer has; *not* when no customer is like it. A payer who is another customer than the one whose
          document is named is never posted: `contradicting_payer`.
        - **document**: how many document numbers of ours the text has.
        - **amount**: *one* thing explains it exactly (an open item, all documents named, or these less a discount); *several*
          do; *none*, since it is more than anything open; *not considered*, since it is a part of what is open, so that the
          amount says nothing.
        - **setting**: a setting of the matching policy under which the decision is another one.

        | payer | document | amount | decision | why | setting |
        | --- | --- | --- | --- | --- | --- |

        """
}
