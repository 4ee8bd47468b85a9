package import HubDomain
package import HubReconciliation
package import PaymentVocabulary

/// Documents, statement lines and, for each line, what is true of it.
package struct World: Sendable {
    package let plan: WorldPlan
    package let items: [OpenItem]
    package let payments: [ExpectedPayment]
    /// What the European Central Bank published in this world.
    package let quotes: [ReferenceQuote]
    package let lines: [LabelledLine]
    /// What a provider reports of the payments in its payouts.
    package let settlements: [SettlementLine]
    /// The last booking date.
    package let asOf: CalendarDate

    /// What the matcher may see.
    package var statementLines: [StatementLine] { lines.map(\.line) }

    /// The matcher's answer to this world.
    package func reconciled(
        _ policy: MatchingPolicy = MatchingPolicy(),
        passes: Set<MatchingPass> = .all
    ) -> ReconciliationResult {
        var groups = GroupSources()
        groups.settlements = SettlementLedger(settlements)
        return reconcile(
            lines: statementLines,
            items: items,
            payments: payments,
            policy: policy,
            rates: ReferenceRates(quotes),
            asOf: asOf,
            groups: groups,
            passes: passes
        )
    }
}

/// A statement line with its truth.
package struct LabelledLine: Sendable {
    package let line: StatementLine
    package let truth: Truth
    /// What is paid: `nil` for one document in full.
    package let shape: Shape
    /// How the number is written; `nil` for plainly.
    package let writing: Corruption?
    /// How the name is written, and which account pays; `nil` for as on our file.
    package let nameWriting: Corruption?
    package let accountKind: Corruption?
}

/// What a line is about.
package enum Shape: Hashable, Sendable, Comparable {
    case full
    case corrupted(Corruption)
    /// What a part payment had left.
    case rest
    case paidTwice
    case shownTwice
    case returnDebit
    /// Paid once more after the bank had taken the first payment back.
    case paidAgain

    package var name: String {
        switch self {
        case .full: "full"
        case .corrupted(let corruption): corruption.rawValue
        case .rest: "rest_after_part"
        case .paidTwice: "paid_twice"
        case .shownTwice: "shown_twice"
        case .returnDebit: "return_debit"
        case .paidAgain: "paid_again_after_return"
        }
    }

    package static func < (left: Shape, right: Shape) -> Bool { left.name < right.name }
}

/// What is true of a line.
package struct Truth: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package let document: InvoiceNumber
        package let isCreditNote: Bool
        /// Minor units that the line (and the credit notes it uses) clears of the document; positive.
        package let cleared: Int64
        /// Minor units of discount that was earned.
        package let discount: Int64
        /// Minor units that a policy may write off besides, such as the charges of a bank.
        package let tolerated: Int64
    }

    package enum Label: Hashable, Sendable {
        /// The line, the open items and the other lines leave one reading: a careful person would post it.
        case postable
        /// The parts are true, but the line does not say enough: right is to leave it to a person.
        case forAPerson([LineException.Reason])
        /// No document of ours is paid by it; the reasons that name it well.
        case nothing([LineException.Reason])
        /// Read without fault it is an ordinary line about other documents: nobody can know, so nobody is judged.
        case undecidable
        /// The same movement in another file.
        case isRepeat
        /// Not a receipt.
        case debit
    }

    package let parts: [Part]
    /// Minor units that stay with the customer without a document.
    package let unapplied: Int64
    package let label: Label

    package var hasDocuments: Bool { !parts.isEmpty }
}

extension Truth.Label {
    package var name: String {
        switch self {
        case .postable: "postable"
        case .forAPerson: "for_a_person"
        case .nothing: "nothing"
        case .undecidable: "undecidable"
        case .isRepeat: "repeat"
        case .debit: "debit"
        }
    }

    package var expected: [LineException.Reason] {
        switch self {
        case .forAPerson(let reasons), .nothing(let reasons): reasons
        case .postable, .undecidable, .isRepeat, .debit: []
        }
    }
}
