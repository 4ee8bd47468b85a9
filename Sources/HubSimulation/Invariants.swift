import HubDomain
import HubEngine
import HubStore
import PaymentVocabulary

/// What must be true of one merchant's books once everything has come to rest.
struct Invariants {
    let merchant: SimulatedMerchant
    let books: Books
    private(set) var failures: [String] = []

    init(_ merchant: SimulatedMerchant, _ books: Books) {
        self.merchant = merchant
        self.books = books
    }

    mutating func check(_ statement: ProviderStatement) throws {
        let payments = try allPayments()
        try checkMoney(payments, statement)
        try checkDeliveries()
        try checkRest(payments)
        try checkRequests(payments)
        checkAllocations(payments)
        failures += merchant.client.complaints
    }

    mutating func require(_ condition: Bool, _ text: @autoclosure () -> String) {
        if !condition { failures.append("\(merchant.merchant.id): \(text())") }
    }

    private func allPayments() throws -> [LoadedPayment] {
        var payments: [LoadedPayment] = []
        var last = PaymentID("")
        while let page = try Optional(books.paymentIDs(after: last, limit: 500)), let end = page.last {
            payments += try page.compactMap { try books.payment($0) }
            last = end
        }
        return payments
    }

    /// Nothing is charged twice, and both sides know of the same money.
    private mutating func checkMoney(_ payments: [LoadedPayment], _ statement: ProviderStatement) throws {
        let byPayment = Dictionary(grouping: statement.intents, by: \.payment)
        let known = Set(payments.map(\.row.intent.payment.text))
        for intent in statement.intents {
            require(known.contains(intent.payment), "\(intent.id) was made at the provider for no payment of ours")
        }
        for loaded in payments {
            let folded = loaded.folded
            let id = folded.intent.payment
            let intents = byPayment[id.text] ?? []
            require(intents.count <= 1, "\(id) exists \(intents.count) times at the provider")
            let charged = intents.reduce(0) { $0 + (statement.charges[$1.id] ?? 0) }
            require(charged <= 1, "\(id) was charged \(charged) times")
            let captured = intents.reduce(0) { $0 + $1.received }
            require(folded.captured == captured, "\(id): captured \(folded.captured), at the provider \(captured)")
            let ids = Set(intents.map(\.id))
            let refunds = statement.refunds.filter { ids.contains($0.intent) }
            let refunded = refunds.reduce(0) { $0 + ($1.status == "succeeded" ? $1.amount : 0) }
            require(folded.refunded == refunded, "\(id): refunded \(folded.refunded), at the provider \(refunded)")
            let disputed = statement.disputes.reduce(0) { $0 + (ids.contains($1.intent) ? $1.withdrawn : 0) }
            require(folded.disputed == disputed, "\(id): disputed \(folded.disputed), at the provider \(disputed)")
            for (operation, twice) in Dictionary(grouping: refunds, by: \.operation) where twice.count > 1 {
                require(false, "\(operation) was refunded \(twice.count) times")
            }
            let isNamed = intents.isEmpty || loaded.row.providerPayment != nil
            require(isNamed, "\(id): the provider's name of it is not known")
            for intent in intents { checkStatus(of: folded, intent) }
        }
    }

    private mutating func checkStatus(of folded: Payment, _ intent: ProviderStatement.Intent) {
        let expected: Set<Payment.Status>? =
            switch intent.status {
            case "requires_capture": [.authorised]
            case "canceled": [.voided, .declined]
            case "requires_payment_method": [.declined]
            case "requires_action": [.requiresAction]
            case "succeeded": [.partlyCaptured, .captured, .partlyRefunded, .refunded, .disputed]
            default: nil
            }
        guard let expected else { return }
        let id = folded.intent.payment
        require(expected.contains(folded.status), "\(id) is \(folded.status), at the provider \(intent.status)")
    }

    /// Every event that the hub acknowledged is in the inbox once, interpreted, and waits for nothing.
    private mutating func checkDeliveries() throws {
        var found: [String: (count: Int, state: Int64)] = [:]
        let heard = try sources()
        var last: Int64 = 0
        while let page = try Optional(books.deliveries(after: last, limit: 500)), let end = page.last {
            for row in page {
                found[row.eventID] = ((found[row.eventID]?.count ?? 0) + 1, row.state)
                let isEvidence = heard.contains("webhook:\(row.account):\(row.eventID)#\(row.inboxID)")
                let isDone = row.state == InboxQueue.State.done.rawValue
                let saysNothing = Self.typesThatSayNothing.contains(row.eventType)
                require(isEvidence || !isDone || saysNothing, "\(row.eventType) \(row.eventID) had no effect")
            }
            last = end.inboxID
        }
        let record = merchant.post.summary
        let refused = merchant.provider.refusedRefunds
        require(refused == 0, "the provider had to refuse \(refused) refunds")
        for event in merchant.provider.eventLog {
            require(record.acknowledged.contains(event.id), "\(event.id) was never acknowledged")
        }
        for event in record.acknowledged {
            let (count, state) = found[event] ?? (0, 0)
            require(count == 1, "acknowledged \(event) is in the inbox \(count) times")
            require(state == InboxQueue.State.done.rawValue, "acknowledged \(event) is in state \(state)")
        }
        for event in record.unreadable {
            require(found[event]?.state == InboxQueue.State.unreadable.rawValue, "unreadable \(event) is not kept so")
        }
        let all = record.acknowledged.count + record.unreadable.count
        let rows = try books.inboxCount().total
        require(Int(rows) >= all, "the inbox has \(rows) rows, acknowledged were \(all)")
        require(record.swallowed.isEmpty, "forgeries were taken: \(record.swallowed)")
        let parked = try books.parkedCount()
        require(parked == 0, "\(parked) facts are parked for ever")
    }

    /// Events that repeat what another event says better.
    private static let typesThatSayNothing: Set = ["charge.failed"]

    /// Who said something about any payment.
    private func sources() throws -> Set<String> {
        let payments = try books.paymentIDs(after: PaymentID(""), limit: 10_000)
        return Set(try payments.flatMap { try books.timeline($0) }.map(\.source))
    }

    /// Nothing waits for ever.
    private mutating func checkRest(_ payments: [LoadedPayment]) throws {
        let work = try books.pendingWork().filter { work in
            try books.payment(PaymentID(work.key))?.folded.waitsForItsPayer != true
        }
        require(work.isEmpty, "work is still due: \(work.map { "\($0.kind) \($0.key)" })")
        let count = try books.inboxCount()
        require(count.waiting == 0, "\(count.waiting) deliveries wait")
        for loaded in payments {
            let folded = loaded.folded
            let id = folded.intent.payment
            require(!folded.hasConflict, "\(id) has a conflict")
            for operation in folded.operations {
                let ranks = Set(operation.outcomes.map(\.rank))
                require(
                    !ranks.isSuperset(of: [.declined, .succeeded]),
                    "\(id): \(operation.kind) \(operation.key) was said not to have happened, but it did"
                )
                switch operation.rank {
                case nil, .unknown?, .pending?:
                    require(false, "\(id): \(operation.kind) \(operation.key) has no outcome")
                case .requiresAction?, .declined?, .succeeded?, .returned?: break
                }
            }
        }
    }

    /// No invoice was paid twice: what a payment is meant for still had room for it.
    ///
    /// A refund that failed long after it had gone through may find its invoice paid by another payment.
    private mutating func checkAllocations(_ payments: [LoadedPayment]) {
        let returned = payments.map(\.folded).filter { $0.returned > 0 }
        let disturbed = Set(returned.flatMap { $0.intent.allocations.map(\.invoice) })
        for loaded in payments {
            let folded = loaded.folded
            guard disturbed.isDisjoint(with: folded.intent.allocations.map(\.invoice)) else { continue }
            let wanted = folded.allocated.map(\.minorUnits)
            let id = folded.intent.payment
            require(
                wanted == loaded.row.allocatedNow,
                "\(id) covers \(wanted), allocated are \(loaded.row.allocatedNow)"
            )
        }
    }

    /// Every request was answered, its repeats alike, and with one payment.
    private mutating func checkRequests(_ payments: [LoadedPayment]) throws {
        var creating = 0
        for request in merchant.client.log {
            let key = request.key.key
            require(!request.answers.isEmpty || !request.refusals.isEmpty, "\(key) was never answered")
            let views = request.answers.compactMap { try? HubJSON.decode(PaymentView.self, from: $0.body) }
            let ids = Set(views.map(\.id))
            require(ids.count <= 1, "\(key) was answered with \(ids.sorted())")
            let first = request.answers.filter { !$0.isReplay }
            require(first.count <= 1, "\(key) was carried out \(first.count) times")
            if let first = first.first {
                let same = request.answers.allSatisfy { $0.status == first.status && $0.body == first.body }
                require(same, "\(key) was answered differently the second time")
            }
            if case .create = request.content, !request.answers.isEmpty { creating += 1 }
        }
        require(payments.count == creating, "\(payments.count) payments for \(creating) requests to create one")
    }
}

extension Payment {
    /// Nothing is uncertain but whether the payer comes back, which only time tells.
    var waitsForItsPayer: Bool {
        operations.contains { $0.rank == .requiresAction }
            && operations.allSatisfy { operation in
                switch operation.rank {
                case nil, .unknown?, .pending?: operation.kind == .chargeback
                case .requiresAction?, .declined?, .succeeded?, .returned?: true
                }
            }
    }
}
