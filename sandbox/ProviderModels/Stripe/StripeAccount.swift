import PaymentVocabulary

/// Everything that belongs to one API key.
struct StripeAccount: Sendable {
    /// What happens without a request.
    enum Action: Hashable, Sendable {
        case settleDebit(intent: String)
        case finishRefund(String)
        case failRefund(String)
        case openDispute(charge: String)
        case expireAuthorisation(intent: String)
    }

    let key: String
    let configuration: StripeConfiguration
    var identifiers: SeededIdentifiers
    var methods = ObjectTable<StripePaymentMethod>()
    var intents = ObjectTable<StripePaymentIntent>()
    var charges = ObjectTable<StripeCharge>()
    var refunds = ObjectTable<StripeRefund>()
    var transactions = ObjectTable<StripeBalanceTransaction>()
    var disputes = ObjectTable<StripeDispute>()
    private(set) var events = ObjectTable<StripeEvent>()
    private var idempotency: StripeIdempotency
    private var undelivered: [StripeEvent] = []
    /// Ordered by moment, then by when it was planned.
    private var schedule: [(due: Timestamp, action: Action)] = []

    init(key: String, seed: UInt64, configuration: StripeConfiguration) {
        self.key = key
        self.configuration = configuration
        identifiers = SeededIdentifiers(seed: seed)
        idempotency = StripeIdempotency(lifetimeSeconds: configuration.idempotencyKeyLifetimeSeconds)
    }

    var nextDue: Timestamp? { schedule.first?.due }

    mutating func plan(_ action: Action, at due: Timestamp) {
        let position = schedule.firstIndex { $0.due > due } ?? schedule.endIndex
        schedule.insert((due, action), at: position)
    }

    mutating func unplan(_ action: Action) { schedule.removeAll { $0.action == action } }

    /// Does everything that was due by `now`, each at its own moment.
    mutating func advance(to now: Timestamp) {
        idempotency.prune(now: now)
        while let next = schedule.first, next.due <= now {
            schedule.removeFirst()
            let call = StripeCall(unprompted: next.due)
            switch next.action {
            case .settleDebit(let intent): settleDebit(intent, call: call)
            case .finishRefund(let refund): finishRefund(refund, call: call)
            case .failRefund(let refund): failRefund(refund, call: call)
            case .openDispute(let charge): openDispute(on: charge, call: call)
            case .expireAuthorisation(let intent): expireAuthorisation(intent, call: call)
            }
        }
    }

    mutating func emit(_ type: String, _ object: JSONTree, previous: JSONTree? = nil, call: StripeCall) {
        let id = identifiers.next("evt_")
        var data: [JSONTree.Member] = [.init("object", object)]
        if let previous { data.append(.init("previous_attributes", previous)) }
        let document: JSONTree = [
            "id": .string(id),
            "object": "event",
            "api_version": .string(configuration.apiVersion),
            "created": .integer(call.created),
            "data": .object(data),
            "livemode": false,
            "pending_webhooks": configuration.webhookURL == nil ? 0 : 1,
            "request": ["id": JSONTree(call.requestID), "idempotency_key": JSONTree(call.idempotencyKey)],
            "type": .string(type),
        ]
        let event = StripeEvent(id: id, created: call.created, type: type, body: document.bytes)
        events[id] = event
        undelivered.append(event)
    }

    mutating func takeUndelivered() -> [StripeEvent] {
        defer { undelivered.removeAll(keepingCapacity: true) }
        return undelivered
    }
}

extension StripeAccount {
    /// Answers a call, from memory when its idempotency key is known.
    mutating func answer(_ call: StripeCall, failsAfterEffect: Bool) -> StripeAnswer {
        do throws(StripeFailure) {
            if let key = call.idempotencyKey {
                guard key.count <= 255 else {
                    throw StripeFailure(message: "Idempotency keys have at most 255 characters.", isStored: false)
                }
                if let stored = try idempotency.replay(key, fingerprint: call.fingerprint) { return stored }
            }
            let expansions = try call.expansions()
            var document = try perform(call)
            for path in expansions { document = expand(document, path[...]) }
            return remember(StripeAnswer(document), isStored: true, call: call, failsAfterEffect: failsAfterEffect)
        } catch {
            return remember(
                StripeAnswer(error),
                isStored: error.isStored,
                call: call,
                failsAfterEffect: failsAfterEffect
            )
        }
    }

    private mutating func remember(
        _ answer: StripeAnswer,
        isStored: Bool,
        call: StripeCall,
        failsAfterEffect: Bool
    ) -> StripeAnswer {
        var given = answer
        if failsAfterEffect {
            let message = "The sandbox lost the answer as it was told to."
            given = StripeAnswer(StripeFailure(status: 500, category: .api, message: message))
        }
        if isStored, let key = call.idempotencyKey { idempotency.store(given, key: key, call: call) }
        return given
    }

    private mutating func perform(_ call: StripeCall) throws(StripeFailure) -> JSONTree {
        let path = call.path
        guard (1...3).contains(path.count) else { throw .unknownAddress(call) }
        let id = path.count > 1 ? path[1] : nil
        let verb = path.count > 2 ? path[2] : nil
        return switch (call.method, path[0], id, verb) {
        case ("POST", "payment_methods", nil, nil): try createPaymentMethod(call)
        case ("GET", "payment_methods", let id?, nil): try read(methods[id].map(document), "PaymentMethod", id)
        case ("POST", "payment_intents", nil, nil): try createIntent(call)
        case ("GET", "payment_intents", nil, nil): try listIntents(call)
        case ("GET", "payment_intents", let id?, nil): document(try intent(id))
        case ("POST", "payment_intents", let id?, nil): try updateIntent(id, call)
        case ("POST", "payment_intents", let id?, "confirm"?): try confirm(id, call)
        case ("POST", "payment_intents", let id?, "capture"?): try capture(id, call)
        case ("POST", "payment_intents", let id?, "cancel"?): try cancel(id, call)
        case ("POST", "refunds", nil, nil): try createRefund(call)
        case ("GET", "refunds", nil, nil): try listRefunds(call)
        case ("GET", "refunds", let id?, nil): try read(refunds[id].map(document), "refund", id)
        case ("GET", "charges", nil, nil): try listCharges(call)
        case ("GET", "charges", let id?, nil): try read(charges[id].map(document), "charge", id)
        case ("GET", "disputes", nil, nil): try listDisputes(call)
        case ("GET", "disputes", let id?, nil): try read(disputes[id].map(document), "dispute", id)
        case ("GET", "balance_transactions", nil, nil): try listTransactions(call)
        case ("GET", "balance_transactions", let id?, nil):
            try read(transactions[id].map { document($0, now: call.created) }, "balance transaction", id)
        case ("GET", "events", nil, nil): try listEvents(call)
        case ("GET", "events", let id?, nil): try read(events[id].map { .written($0.body) }, "event", id)
        default: throw .unknownAddress(call)
        }
    }

    private func read(_ document: JSONTree?, _ kind: String, _ id: String) throws(StripeFailure) -> JSONTree {
        guard let document else { throw .noSuch(kind, id) }
        return document
    }
}

extension StripeFailure {
    fileprivate static func unknownAddress(_ call: StripeCall) -> StripeFailure {
        unknownAddress(call.method, "/v1/" + call.path.joined(separator: "/"))
    }
}
