package import PaymentVocabulary

/// A merchant as configured.
package struct Merchant: Hashable, Sendable {
    package let id: MerchantID
    package let name: String
    package let baseCurrency: Currency
    /// An IANA name such as `Europe/Berlin`; "today" is the merchant's.
    package let timeZone: String

    package init(id: MerchantID, name: String, baseCurrency: Currency, timeZone: String) {
        self.id = id
        self.name = name
        self.baseCurrency = baseCurrency
        self.timeZone = timeZone
    }
}

/// Who calls, on behalf of which merchant.
package struct Principal: Hashable, Sendable {
    package let merchant: MerchantID
    package let name: String

    package init(merchant: MerchantID, name: String) {
        self.merchant = merchant
        self.name = name
    }
}

/// What a principal may do; `nil` for everything.
package struct PrincipalGrant: Hashable, Sendable {
    package let name: String
    package let may: Set<String>?
}

extension Merchant {
    package static func list(_ transaction: any Transaction) throws -> [Merchant] {
        try transaction.rows(HubSQL.statement("listMerchants")).map { row in
            Merchant(
                id: MerchantID(try row.text(0)),
                name: try row.text(1),
                baseCurrency: try row.currency(2),
                timeZone: try row.text(3)
            )
        }
    }
}

extension Principal {
    /// Forgets every key; the ones that are configured are saved again in the same unit.
    package static func dropAll(_ transaction: any Transaction) throws {
        try transaction.execute(HubSQL.statement("dropPrincipals"))
    }

    /// - Parameter keyHash: SHA-256 of the API key.
    package static func find(_ transaction: any Transaction, keyHash: [UInt8]) throws -> Principal? {
        try transaction.row(HubSQL.statement("findPrincipal"), [.blob(keyHash)]).map {
            Principal(merchant: MerchantID(try $0.text(0)), name: try $0.text(1))
        }
    }
}

/// Something that needs a second pair of eyes.
package struct Approval: Sendable {
    package let id: String
    package let subject: String
    package let proposal: [UInt8]
    package let proposedBy: String
    package let proposedAt: Timestamp
    package let decidedBy: String?
    package let decidedAt: Timestamp?
    package let approved: Bool?
}

extension Books {
    package func save(_ merchant: Merchant, at now: Timestamp) throws {
        try execute(
            "upsertMerchant",
            .text(merchant.name),
            .text(merchant.baseCurrency.code),
            .text(merchant.timeZone),
            .moment(now)
        )
    }

    /// - Parameters:
    ///   - keyHash: SHA-256 of the API key.
    ///   - may: words of what it may do; `nil` for everything.
    package func savePrincipal(name: String, keyHash: [UInt8], may: [String]? = nil, at now: Timestamp) throws {
        let words = may.map { SQLValue.text($0.sorted().joined(separator: " ")) } ?? .null
        try execute("upsertPrincipal", .text(name), .blob(keyHash), words, .moment(now))
    }

    /// Of every principal what it may do.
    package func grants() throws -> [PrincipalGrant] {
        try rows("listGrants").map { row in
            PrincipalGrant(
                name: try row.text(0),
                may: try row.optionalText(1).map { Set($0.split(separator: " ").map(String.init)) }
            )
        }
    }

    package func propose(id: String, subject: String, proposal: [UInt8], by principal: String, at now: Timestamp) throws
    {
        try execute("insertApproval", .text(id), .text(subject), .blob(proposal), .text(principal), .moment(now))
    }

    /// - Returns: `nil` when there is no such open proposal, or the same principal made it.
    package func decide(
        approval id: String,
        by principal: String,
        approved: Bool,
        at now: Timestamp
    ) throws -> (subject: String, proposal: [UInt8])? {
        try row("decideApproval", .text(id), .text(principal), .moment(now), .flag(approved)).map {
            (try $0.text(0), try $0.blob(1))
        }
    }

    package func approval(_ id: String) throws -> Approval? { try row("findApproval", .text(id)).map(Self.approval) }

    package func approvals(after id: String, limit: Int64) throws -> [Approval] {
        try rows("listApprovals", .text(id), .integer(limit)).map(Self.approval)
    }

    /// What is proposed about a subject and not decided yet.
    package func openApproval(about subject: String) throws -> Approval? {
        try row("openApproval", .text(subject)).map(Self.approval)
    }

    /// Rejects all that is proposed about a subject and not decided, because the subject itself is over.
    ///
    /// - Returns: the names of the approvals.
    package func endApprovals(about subject: String, by principal: String, at now: Timestamp) throws -> [String] {
        try rows("endApprovals", .text(subject), .text(principal), .moment(now)).map { try $0.text(0) }.sorted()
    }

    /// Takes the rejection of all back that `principal` ended about a subject at that moment.
    ///
    /// - Returns: the names of the approvals.
    package func reopenApprovals(
        about subject: String,
        endedBy principal: String,
        at moment: Timestamp
    ) throws -> [String] {
        try rows("reopenApprovals", .text(subject), .text(principal), .moment(moment)).map { try $0.text(0) }.sorted()
    }

    static func approval(_ row: SQLRow) throws -> Approval {
        Approval(
            id: try row.text(0),
            subject: try row.text(1),
            proposal: try row.blob(2),
            proposedBy: try row.text(3),
            proposedAt: try row.moment(4),
            decidedBy: try row.optionalText(5),
            decidedAt: try row.optionalInt64(6).map(Timestamp.init(milliseconds:)),
            approved: try row.optionalInt64(7).map { $0 == 1 }
        )
    }
}

/// One line of the audit chain.
package struct AuditRow: Hashable, Sendable {
    package let sequence: Int64
    package let at: Timestamp
    package let principal: String
    package let action: String
    package let subject: String
    package let detail: String
    package let previousHash: [UInt8]
    package let hash: [UInt8]
}

extension Books {
    /// Appends to the chain.
    ///
    /// `hash` gets the text that stands for the row, the hash before it included.
    package func audit(
        principal: String,
        action: String,
        subject: String,
        detail: String,
        at now: Timestamp,
        hash: (String) -> [UInt8]
    ) throws {
        let last = try row("lastAudit")
        let sequence = try (last?.int64(0) ?? 0) + 1
        let previous = try last?.blob(1) ?? []
        let text = Self.auditText(
            sequence: sequence,
            at: now,
            principal: principal,
            action: action,
            subject: subject,
            detail: detail,
            previousHash: previous
        )
        try execute(
            "insertAudit",
            .integer(sequence),
            .moment(now),
            .text(principal),
            .text(action),
            .text(subject),
            .text(detail),
            .blob(previous),
            .blob(hash(text))
        )
    }

    package func auditRows() throws -> [AuditRow] {
        try rows("listAudit").map { row in
            AuditRow(
                sequence: try row.int64(0),
                at: try row.moment(1),
                principal: try row.text(2),
                action: try row.text(3),
                subject: try row.text(4),
                detail: try row.text(5),
                previousHash: try row.blob(6),
                hash: try row.blob(7)
            )
        }
    }

    /// Length-prefixed fields, so that no two rows share a text.
    package static func auditText(
        sequence: Int64,
        at: Timestamp,
        principal: String,
        action: String,
        subject: String,
        detail: String,
        previousHash: [UInt8]
    ) -> String {
        let previous = previousHash.map(String.init).joined(separator: ",")
        return [String(sequence), String(at.milliseconds), principal, action, subject, detail, previous]
            .map { "\($0.utf8.count):\($0)" }.joined()
    }
}
