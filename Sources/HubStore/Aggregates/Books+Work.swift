package import PaymentVocabulary

/// What an idempotency key stands for already.
package enum IdempotencyState: Hashable, Sendable {
    /// The key is ours now.
    case fresh
    /// The first request has not answered; `subject` names what it works on.
    case running(fingerprint: [UInt8], subject: String, since: Timestamp)
    case answered(fingerprint: [UInt8], status: Int64, answer: [UInt8])
}

extension Books {
    /// - Parameter subject: names what the request works on, for whoever repeats it after a crash.
    package func claim(
        _ key: IdempotencyKey,
        fingerprint: [UInt8],
        subject: String,
        at now: Timestamp
    ) throws -> IdempotencyState {
        let inserted = try execute(
            "insertIdempotencyKey",
            .id(key),
            .blob(fingerprint),
            .blob(Array(subject.utf8)),
            .moment(now)
        )
        guard inserted == 0, let row = try row("findIdempotencyKey", .id(key)) else { return .fresh }
        let stored = try row.blob(0)
        guard try row.int64(1) == 1 else {
            let subject = String(decoding: try row.blob(3), as: UTF8.self)
            return .running(fingerprint: stored, subject: subject, since: try row.moment(4))
        }
        return .answered(fingerprint: stored, status: try row.int64(2), answer: try row.blob(3))
    }

    package func answer(_ key: IdempotencyKey, status: Int64, body: [UInt8]) throws {
        try execute("answerIdempotencyKey", .id(key), .integer(status), .blob(body))
    }
}

/// What can be due later.
package enum WorkKind: String, Sendable, CaseIterable {
    /// Ask the provider what became of a payment; the key is the payment.
    case inquiry
    /// Give a credit reservation back; the key is the reservation.
    case reservationExpiry = "reservation_expiry"
}

/// One leased piece of work.
package struct DueWork: Hashable, Sendable {
    package let merchant: MerchantID
    package let kind: WorkKind
    package let key: String
    /// Counts from one.
    package let attempts: Int64
}

extension Books {
    /// Replaces what was scheduled under the key, and begins to count its attempts again.
    package func schedule(_ kind: WorkKind, key: String, dueAt: Timestamp) throws {
        try execute("scheduleWork", .text(kind.rawValue), .text(key), .moment(dueAt))
    }

    /// Moves work that was leased; unlike `schedule` it keeps the count of attempts and adds nothing that is gone.
    package func reschedule(_ kind: WorkKind, key: String, dueAt: Timestamp) throws {
        try execute("rescheduleWork", .text(kind.rawValue), .text(key), .moment(dueAt))
    }

    package func finish(_ kind: WorkKind, key: String) throws {
        try execute("finishWork", .text(kind.rawValue), .text(key))
    }

    package func pendingWork(_ kind: WorkKind, key: String) throws -> Bool {
        try row("findWork", .text(kind.rawValue), .text(key)) != nil
    }

    package func pendingWork() throws -> [(kind: String, key: String, dueAt: Timestamp, attempts: Int64)] {
        try rows("listWork").map { (try $0.text(0), try $0.text(1), try $0.moment(2), try $0.int64(3)) }
    }
}

package enum WorkQueue {
    /// Takes up what a process that is gone had leased; for the only process on a database, when it starts.
    ///
    /// Doing a piece of work twice changes nothing, so a second process would lose time and nothing else.
    package static func releaseLeases(_ transaction: any Transaction) throws {
        try transaction.execute(HubSQL.statement("releaseInboxLeases"))
        try transaction.execute(HubSQL.statement("releaseWorkLeases"))
    }

    package static func lease(
        _ transaction: any Transaction,
        _ kind: WorkKind,
        now: Timestamp,
        leaseMilliseconds: Int64,
        limit: Int64
    ) throws -> [DueWork] {
        try transaction.rows(
            HubSQL.statement("leaseWork"),
            [
                .integer(now.milliseconds + leaseMilliseconds), .integer(now.milliseconds), .integer(limit),
                .text(kind.rawValue),
            ]
        ).compactMap { row in
            guard let kind = WorkKind(rawValue: try row.text(1)) else { return nil }
            return DueWork(
                merchant: MerchantID(try row.text(0)),
                kind: kind,
                key: try row.text(2),
                attempts: try row.int64(3)
            )
        }.sorted { ($0.merchant, $0.kind.rawValue, $0.key) < ($1.merchant, $1.kind.rawValue, $1.key) }
    }

    package static func nextDue(_ transaction: any Transaction, _ kind: WorkKind) throws -> Timestamp? {
        guard let row = try transaction.row(HubSQL.statement("nextWork"), [.text(kind.rawValue)]) else { return nil }
        return try row.optionalInt64(0).map(Timestamp.init(milliseconds:))
    }
}

/// Something that the merchant is told.
package struct OutboxEvent: Sendable {
    package let sequence: Int64
    package let type: String
    package let subject: String
    package let payload: [UInt8]
    package let createdAt: Timestamp
}

extension Books {
    package func emit(_ type: String, subject: String, payload: [UInt8], at now: Timestamp) throws {
        try execute("insertOutbox", .text(type), .text(subject), .blob(payload), .moment(now))
    }

    package func events(after sequence: Int64, limit: Int64) throws -> [OutboxEvent] {
        try rows("listOutbox", .integer(sequence), .integer(limit)).map { row in
            OutboxEvent(
                sequence: try row.int64(0),
                type: try row.text(1),
                subject: try row.text(2),
                payload: try row.blob(3),
                createdAt: try row.moment(4)
            )
        }
    }
}
