package import PaymentVocabulary

/// A verified delivery that waits to be interpreted, or was.
package struct InboxRow: Sendable {
    package let inboxID: Int64
    package let merchant: MerchantID
    package let account: AdapterAccountID
    package let eventID: String
    package let eventType: String
    package let body: [UInt8]
    package let receivedAt: Timestamp
}

extension Books {
    /// - Returns: `false` when the same event with the same body is there already.
    package func recordDelivery(
        account: AdapterAccountID,
        eventID: String,
        eventType: String,
        body: [UInt8],
        bodyHash: [UInt8],
        receivedAt: Timestamp
    ) throws -> Bool {
        try execute(
            "insertInbox",
            .id(account),
            .text(eventID),
            .blob(bodyHash),
            .text(eventType),
            .blob(body),
            .moment(receivedAt)
        ) == 1
    }

    package struct InboxCount: Hashable, Sendable {
        package let total: Int64
        package let waiting: Int64
    }

    package func inboxCount() throws -> InboxCount {
        guard let row = try row("countInbox") else { return InboxCount(total: 0, waiting: 0) }
        return InboxCount(total: try row.int64(0), waiting: try row.int64(1))
    }

    package struct DeliverySummary: Sendable {
        package let inboxID: Int64
        package let account: String
        package let eventID: String
        package let eventType: String
        package let receivedAt: Timestamp
        package let state: Int64
        package let detail: String
    }

    package func deliveries(after inboxID: Int64, limit: Int64) throws -> [DeliverySummary] {
        try rows("listInbox", .integer(inboxID), .integer(limit)).map { row in
            DeliverySummary(
                inboxID: try row.int64(0),
                account: try row.text(1),
                eventID: try row.text(2),
                eventType: try row.text(3),
                receivedAt: try row.moment(4),
                state: try row.int64(5),
                detail: try row.text(6)
            )
        }
    }

    /// Bodies with the hash that was stored beside them, in pages, for the check that nothing changed.
    package func deliveryBodies(
        after inboxID: Int64,
        limit: Int64
    ) throws -> [(inboxID: Int64, body: [UInt8], hash: [UInt8])] {
        try rows("inboxHashes", .integer(inboxID), .integer(limit)).map {
            (try $0.int64(0), try $0.blob(1), try $0.blob(2))
        }
    }
}

/// What the inbox is to a worker that serves every merchant.
package enum InboxQueue {
    /// Takes up to `limit` waiting rows for `leaseMilliseconds`; a worker that dies leaves them to the next.
    package static func lease(
        _ transaction: any Transaction,
        now: Timestamp,
        leaseMilliseconds: Int64,
        limit: Int64
    ) throws -> [InboxRow] {
        try transaction.rows(
            HubSQL.statement("leaseInbox"),
            [.integer(now.milliseconds + leaseMilliseconds), .integer(now.milliseconds), .integer(limit)]
        ).map { row in
            InboxRow(
                inboxID: try row.int64(0),
                merchant: MerchantID(try row.text(1)),
                account: AdapterAccountID(try row.text(2)),
                eventID: try row.text(3),
                eventType: try row.text(4),
                body: try row.blob(5),
                receivedAt: try row.moment(6)
            )
        }.sorted { $0.inboxID < $1.inboxID }
    }

    package enum State: Int64, Sendable {
        case done = 1
        /// Verified, but not what its type promises; kept for a person.
        case unreadable = 2
    }

    package static func finish(_ transaction: any Transaction, inboxID: Int64, state: State, detail: String) throws {
        try transaction.execute(
            HubSQL.statement("finishInbox"),
            [.integer(inboxID), .integer(state.rawValue), .text(detail)]
        )
    }
}

/// Deliveries that did not verify: at most 10,000 rows and 64 MB, the oldest leave first.
package enum Quarantine {
    package static let rowsMax: Int64 = 10_000
    package static let bytesMax: Int64 = 64 << 20
    /// Longer addresses and reasons are cut.
    private static let textMax = 200
    /// Longer headers are cut.
    private static let headersMax = 16 << 10

    package static func keep(
        _ transaction: any Transaction,
        merchant: MerchantID?,
        address: String,
        reason: String,
        headers: String,
        body: [UInt8],
        at now: Timestamp
    ) throws {
        let (address, reason) = (String(address.prefix(textMax)), String(reason.prefix(textMax)))
        let headers = String(headers.prefix(headersMax))
        let bytes = address.utf8.count + reason.utf8.count + headers.utf8.count + body.count
        try transaction.execute(
            HubSQL.statement("insertQuarantine"),
            [
                .text(merchant?.text ?? ""), .text(address), .text(reason), .text(headers), .blob(body),
                .integer(Int64(bytes)), .integer(now.milliseconds),
            ]
        )
        var size = try grow(transaction, rows: 1, bytes: Int64(bytes))
        while size.rows > rowsMax || size.bytes > bytesMax {
            let surplus = max(1, size.rows - rowsMax)
            let dropped = try transaction.rows(HubSQL.statement("dropOldestQuarantine"), [.integer(surplus)])
            guard !dropped.isEmpty else { return }
            let freed = try dropped.reduce(Int64(0)) { try $0 + $1.int64(0) }
            size = try grow(transaction, rows: -Int64(dropped.count), bytes: -freed)
        }
    }

    /// Keeps the one row that says how much is held.
    private static func grow(
        _ transaction: any Transaction,
        rows: Int64,
        bytes: Int64
    ) throws -> (rows: Int64, bytes: Int64) {
        let answer = try transaction.row(HubSQL.statement("growQuarantine"), [.integer(rows), .integer(bytes)])
        guard let answer else { return (0, 0) }
        return (try answer.int64(0), try answer.int64(1))
    }
}

extension Books {
    package struct QuarantinedDelivery: Sendable {
        package let quarantineID: Int64
        package let address: String
        package let reason: String
        package let bytes: Int64
        package let receivedAt: Timestamp
    }

    /// The newest first.
    package func quarantined(limit: Int64) throws -> [QuarantinedDelivery] {
        try rows("listQuarantine", .integer(limit)).map { row in
            QuarantinedDelivery(
                quarantineID: try row.int64(0),
                address: try row.text(1),
                reason: try row.text(2),
                bytes: try row.int64(3),
                receivedAt: try row.moment(4)
            )
        }
    }
}
