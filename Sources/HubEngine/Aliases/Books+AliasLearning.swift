import HubDomain
import HubReconciliation
import HubStore
import PaymentVocabulary

/// What matches teach of payers, in the transaction that posts them or takes them back.
extension Books {
    /// A match that a person posts teaches that its payer is the customer's, unless the books knew it.
    func learn(
        from match: MatchRow,
        of line: StatementLine,
        parts: [Application],
        by principal: String,
        reason: String,
        at now: Timestamp
    ) throws {
        // A payout comes from the provider, whoever it settles the invoices of.
        guard principal != MatchDraft.automatic, parts.clearedPayout == nil, let customer = parts.first?.customer,
            parts.allSatisfy({ $0.customer == customer }), let payer = PayerKey(payerOf: line),
            try !isKnown(payer, of: customer)
        else { return }
        try insert(
            AliasEvent(
                payer,
                customer,
                .confirmed,
                source: match.subject,
                written: line.writtenPayer,
                usedOn: line.bookingDate,
                by: principal,
                reason: reason
            ),
            at: now
        )
    }

    /// A match that was posted without a person keeps the alias that led to it, and confirms nothing.
    func noteUse(of alias: PayerAlias, by match: MatchRow, of line: StatementLine, at now: Timestamp) throws {
        let event = AliasEvent(
            alias.payer,
            alias.customer,
            .used,
            source: match.subject,
            written: alias.written,
            usedOn: line.bookingDate,
            by: MatchDraft.automatic,
            reason: match.explanation
        )
        try insert(event, at: now)
    }

    /// What a match taught is not said any more once it is taken back.
    func unlearn(from match: MatchRow, by principal: String, reason: String, at now: Timestamp) throws {
        for taught in try aliasEvents(source: match.subject) where taught.step != .withdrawn {
            let event = AliasEvent(
                taught.payer,
                taught.customer,
                .withdrawn,
                source: match.subject,
                written: taught.written,
                usedOn: taught.usedOn,
                by: principal,
                reason: reason
            )
            try insert(event, at: now)
        }
    }

    /// What a match taught before it was taken back is said again, unless somebody has forgotten that payer since.
    ///
    /// - Parameter heir: the match that stands for it now.
    func relearn(from match: MatchRow, as heir: MatchRow? = nil, at now: Timestamp) throws {
        var taught: [AliasEvent] = []
        for event in try aliasEvents(source: match.subject) where event.step != .withdrawn {
            taught.removeAll { $0.payer == event.payer && $0.customer == event.customer }
            taught.append(event)
        }
        for event in taught {
            let said = try aliasEvents(kind: event.kind, key: event.key).map(\.event).filter {
                $0.customer == event.customer
            }
            let last = said.lastIndex { $0.source == event.source && $0.step == event.step } ?? said.endIndex
            guard !said.dropFirst(last).contains(where: { $0.step == .forgotten }) else { continue }
            try insert(event.taught(by: heir ?? match), at: now)
        }
    }

    /// Everything that the books know of payers beside their documents, expired aliases included.
    func knownPayers() throws -> KnownPayers {
        KnownPayers(
            aliases: try aliases().map(PayerAlias.init),
            accounts: try accountsOfCustomers().map { KnownPayers.Account(customer: $0.customer, account: $0.account) }
        )
    }

    /// Whether master data or documents of the customer have this account, or name.
    private func isKnown(_ payer: PayerKey, of customer: CustomerID) throws -> Bool {
        try payers(of: customer).contains { known in
            switch payer.kind {
            case .account: known.account.flatMap(PayerKey.init(account:)) == payer
            case .name: PayerKey(name: known.name) == payer
            }
        }
    }
}

extension AliasEvent {
    init(
        _ payer: PayerKey,
        _ customer: CustomerID,
        _ step: Step,
        source: String,
        written: String,
        usedOn: CalendarDate,
        by principal: String,
        reason: String
    ) {
        self.init(
            kind: payer.kind.rawValue,
            key: payer.text,
            customer: customer,
            step: step,
            source: source,
            written: written,
            usedOn: usedOn,
            principal: principal,
            reason: reason
        )
    }

    var payer: PayerKey { PayerKey(storedKind: kind, key: key) }
}

extension PayerKey {
    /// - Parameter kind: one of two words, as the table's `CHECK` promises.
    init(storedKind kind: String, key: String) { self.init(kind: Kind(rawValue: kind) ?? .name, folded: key) }
}

extension PayerAlias {
    init(_ row: AliasRow) {
        self.init(
            payer: PayerKey(storedKind: row.kind, key: row.key),
            customer: row.customer,
            written: row.written,
            confirmations: Int(clamping: row.confirmations),
            firstUsed: row.firstUsed,
            lastUsed: row.lastUsed
        )
    }
}

extension AliasEvent {
    fileprivate func taught(by match: MatchRow) -> AliasEvent {
        AliasEvent(
            kind: kind,
            key: key,
            customer: customer,
            step: step,
            source: match.subject,
            written: written,
            usedOn: usedOn,
            principal: principal,
            reason: reason
        )
    }
}
