package import HubReconciliation
package import HubStore
package import PaymentVocabulary

/// A payer as a person writes it.
package struct WrittenPayer: Hashable, Sendable {
    package let kind: PayerKey.Kind
    package let text: String

    package init(_ kind: PayerKey.Kind, _ text: String) { (self.kind, self.text) = (kind, text) }

    /// - Throws: `HubProblem` of kind `invalidRequest` for what identifies nobody.
    func key() throws(HubProblem) -> PayerKey {
        let key =
            switch kind {
            case .account: PayerKey(account: text)
            case .name: PayerKey(name: text)
            }
        guard let key else {
            throw HubProblem(.invalidRequest, "\(text) is no \(kind.rawValue) of a payer", field: "/\(kind.rawValue)")
        }
        return key
    }
}

/// What people do with payer aliases.
extension Hub {
    /// Everything that was said of payers and counts, expired aliases included, by kind and payer.
    package func aliases(_ page: PageRequest, of merchant: MerchantID) async throws -> Page<AliasView> {
        let (moment, days) = (now, settings.aliasDays)
        let views = try await read(merchant) { try $0.aliasViews(days: days, at: moment) }
        let rest = views.filter { $0.cursor > page.after }.sorted { $0.cursor < $1.cursor }
        return Page(rest, limit: page.limit, cursor: \.cursor)
    }

    /// The aliases of a payer with all that was ever said of it.
    ///
    /// - Parameter payer: an account or a name.
    /// - Throws: `HubProblem` of kind `notFound` when nothing was ever said of it.
    package func alias(of payer: String, of merchant: MerchantID) async throws -> PayerView {
        let (moment, days) = (now, settings.aliasDays)
        return try await read(merchant) { try $0.view(of: $0.knownPayer(payer), payer, days: days, at: moment) }
    }

    /// A person says whose a payer is, without any receipt; that counts once for each person.
    ///
    /// - Throws: `HubProblem`: `invalidRequest` for an unknown customer or what is no payer; `conflict` when the same
    ///   person has said so already.
    package func addAlias(
        _ payer: WrittenPayer,
        customer: CustomerID,
        reason: String,
        _ request: ChangeRequest
    ) async throws -> StoredAnswer {
        let (moment, days, principal) = (now, settings.aliasDays, request.principal.name)
        return try await change(request, needs: .post, subject: "alias/\(payer.text)", status: 201) { books in
            let key = try payer.key()
            guard try books.customer(customer) != nil || !books.payers(of: customer).isEmpty else {
                throw HubProblem(.invalidRequest, "no customer \(customer)", field: "/customer")
            }
            let source = "person/\(principal)".personFolded
            let said = try books.aliasEvents(kind: key.kind.rawValue, key: key.text).map(\.event)
                .last { $0.customer == customer && ($0.source.isSamePerson(as: source) || $0.step == .forgotten) }
            guard said?.step != .confirmed else {
                throw HubProblem(.conflict, "\(principal) has said so already; a match or somebody else confirms it")
            }
            let event = AliasEvent(
                key,
                customer,
                .confirmed,
                source: source,
                written: payer.text,
                usedOn: try books.day(of: moment),
                by: principal,
                reason: reason
            )
            try books.insert(event, at: moment)
            return try books.told(
                "alias.add",
                key,
                payer.text,
                "\(customer): \(reason)",
                days,
                by: principal,
                at: moment
            )
        }
    }

    /// Everything that was said of a payer, for one customer or for all, counts no more.
    ///
    /// - Throws: `HubProblem` of kind `notFound` when nothing counts.
    package func forgetAlias(
        _ payer: String,
        customer: CustomerID?,
        reason: String,
        _ request: ChangeRequest
    ) async throws -> StoredAnswer {
        let (moment, days, principal) = (now, settings.aliasDays, request.principal.name)
        return try await change(request, needs: .undo, subject: "alias/\(payer)", status: 200) { books in
            let key = try books.knownPayer(payer)
            let aliases = try books.knownPayers().aliases.filter {
                $0.payer == key && (customer == nil || $0.customer == customer)
            }
            guard !aliases.isEmpty else {
                throw HubProblem(.notFound, "\(payer) is nobody's\(customer.map { ", so not \($0)'s" } ?? "")")
            }
            for alias in aliases {
                let event = AliasEvent(
                    key,
                    alias.customer,
                    .forgotten,
                    source: "",
                    written: alias.written,
                    usedOn: alias.lastUsed,
                    by: principal,
                    reason: reason
                )
                try books.insert(event, at: moment)
            }
            return try books.told("alias.forget", key, payer, reason, days, by: principal, at: moment)
        }
    }
}

extension Books {
    fileprivate func told(
        _ action: String,
        _ key: PayerKey,
        _ written: String,
        _ detail: String,
        _ days: Int,
        by principal: String,
        at now: Timestamp
    ) throws -> PayerView {
        try auditSigned(by: principal, action, "alias/\(key.text)", detail: detail, at: now)
        return try view(of: key, written, days: days, at: now)
    }

    /// The account, or else the name, of this spelling of which something was said.
    ///
    /// - Throws: `HubProblem` of kind `notFound`.
    fileprivate func knownPayer(_ written: String) throws -> PayerKey {
        // Older books have names that are nobody's by now.
        let name = PayerKey(kind: .name, folded: foldedPartyName(written))
        for key in [PayerKey(account: written), name].compactMap(\.self)
        where try !aliasEvents(kind: key.kind.rawValue, key: key.text).isEmpty {
            return key
        }
        throw HubProblem(.notFound, "nothing was ever said of a payer \(written)")
    }
}
