package import HubLedger
package import PaymentVocabulary

/// A decision of two people about a period, as stored; the last one of a period counts.
package struct PeriodDecision: Sendable {
    package enum Kind: String, Sendable {
        case closed
        case reopened
    }

    package let kind: Kind
    package let period: AccountingPeriod
    package let approval: String
    package let proposedBy: String
    package let proposedAt: Timestamp
    package let decidedBy: String
    package let decidedAt: Timestamp
    package let note: String
    /// The page that was signed, as JSON.
    package let page: [UInt8]

    package init(
        kind: Kind,
        period: AccountingPeriod,
        approval: String,
        proposedBy: String,
        proposedAt: Timestamp,
        decidedBy: String,
        decidedAt: Timestamp,
        note: String,
        page: [UInt8]
    ) {
        self.kind = kind
        self.period = period
        self.approval = approval
        self.proposedBy = proposedBy
        self.proposedAt = proposedAt
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.note = note
        self.page = page
    }
}

extension Books {
    /// The civil date of a moment where the merchant is; UTC when nobody has said where.
    package func day(of moment: Timestamp) throws -> CalendarDate {
        moment.date(inZone: try row("merchantZone")?.text(0) ?? "UTC")
    }

    /// The first period that takes entries; `nil` as long as none was ever closed, and all do.
    package func firstOpenPeriod() throws -> AccountingPeriod? {
        if let known = memory.firstOpenPeriod { return known }
        let period = try readFirstOpenPeriod()
        memory.firstOpenPeriod = .some(period)
        return period
    }

    private func readFirstOpenPeriod() throws -> AccountingPeriod? {
        guard let row = try row("lastPeriodDecision") else { return nil }
        let period = AccountingPeriod(of: try row.date(1))
        // Periods are closed in order, and only the last closed one is opened again.
        return switch try Self.kind(row.text(0)) {
        case .closed: period.next
        case .reopened: period
        }
    }

    /// The day from which a fact counts, and the one on which it is posted: the same, or the first open one.
    func accountingDay(
        of date: CalendarDate?,
        at now: Timestamp
    ) throws -> (value: CalendarDate, accounting: CalendarDate) {
        let value = try date ?? day(of: now)
        return (value, max(value, try firstOpenPeriod()?.first ?? value))
    }

    package func record(_ decision: PeriodDecision) throws {
        memory.firstOpenPeriod = nil
        try execute(
            "insertPeriodDecision",
            .text(decision.kind.rawValue),
            .date(decision.period.first),
            .text(decision.approval),
            .text(decision.proposedBy),
            .moment(decision.proposedAt),
            .text(decision.decidedBy),
            .moment(decision.decidedAt),
            .text(decision.note),
            .blob(decision.page)
        )
    }

    /// Every decision, the oldest first.
    package func periodDecisions() throws -> [PeriodDecision] {
        try rows("periodDecisions").map { row in
            PeriodDecision(
                kind: try Self.kind(row.text(1)),
                period: AccountingPeriod(of: try row.date(2)),
                approval: try row.text(3),
                proposedBy: try row.text(4),
                proposedAt: try row.moment(5),
                decidedBy: try row.text(6),
                decidedAt: try row.moment(7),
                note: try row.text(8),
                page: try row.blob(9)
            )
        }
    }

    private static func kind(_ text: String) throws -> PeriodDecision.Kind {
        guard let kind = PeriodDecision.Kind(rawValue: text) else {
            throw StoreError.unexpectedColumn(name: "decision", expected: "closed or reopened", found: text)
        }
        return kind
    }

    /// The period of the earliest entry.
    package func firstPeriod() throws -> AccountingPeriod? {
        try row("firstAccountingDate")?.optionalDate(0).map(AccountingPeriod.init(of:))
    }
}
