import HubCredit
import HubEngine
import HubStore
import PaymentCrypto
import PaymentVocabulary

/// Orders that race for one customer's credit limit; some become invoices, some are given back, some run out.
struct CreditStory: Sendable {
    let number: Int
    let merchant: SimulatedMerchant

    private var chance: Chance { merchant.client.chance }

    func live() async {
        await merchant.client.clock.wait(milliseconds: chance.number(in: 0...300_000))
        guard let customer = chance.pick(merchant.customers), let limit = customer.limit else { return }
        // Each could have more than half of the limit, so that all together never fit.
        let amount = Money(minorUnits: chance.number(in: 1...limit.minorUnits), currency: limit.currency)
        let request = CreditRequest(customer: customer.customer.id, amount: amount)
        await withTaskGroup(of: Void.self) { group in
            for rival in 0..<(1 + chance.index(below: 4)) {
                group.addTask { await reserve(ReservationID("order-\(number)-\(rival)"), request) }
            }
        }
    }

    private func reserve(_ id: ReservationID, _ request: CreditRequest) async {
        let (client, principal, merchant) = (merchant.client, merchant.principal, merchant.merchant)
        let expiry = chance.happens(percent: 50) ? client.clock.now().adding(seconds: 3_600) : nil
        let reply = await client.insist {
            try await $0.reserve(id, request, expiresAt: expiry, of: merchant, by: principal)
        }
        guard case .answer(let answer) = reply, answer.reservation != nil else { return }
        await checkLimit(request)
        await client.clock.wait(milliseconds: chance.number(in: 0...1_800_000))
        switch chance.index(below: 3) {
        case 0: _ = await client.insist { try await $0.release(id, by: principal) }
        case 1:
            let part = Money(minorUnits: max(1, request.amount.minorUnits / 2), currency: request.amount.currency)
            await commit(part, of: id)
        default: break
        }
    }

    /// Commits once, however often it is asked for, and is answered alike each time.
    private func commit(_ part: Money, of id: ReservationID) async {
        let (client, principal) = (merchant.client, merchant.principal)
        let key = RequestKey(key: IdempotencyKey("commit-\(id)"), fingerprint: SHA256.hash("\(id) \(part)"))
        var first: [UInt8]?
        for _ in 0...chance.index(below: 2) {
            switch await client.insist({ try await $0.commit(id, part: part, by: principal, key: key) }) {
            case .answer(let answer):
                if let first, first != answer.body { client.complain("commit of \(id) was answered differently") }
                first = answer.body
            case .refused(let problem):
                // It may have run out meanwhile, but what was committed stays so.
                let isOver = problem.kind == .conflict && first == nil
                if !isOver { client.complain("commit of \(id): \(problem.kind): \(problem.detail)") }
                return
            case .lost: return
            }
        }
    }

    /// While anything is reserved, all of it fits into the limit together.
    private func checkLimit(_ request: CreditRequest) async {
        let (client, merchant) = (merchant.client, merchant.merchant.id)
        let currency = request.amount.currency
        let reply = await client.ask { try await $0.creditPosition(request.customer, currency, of: merchant) }
        guard case .answer(let position?) = reply, position.reserved > 0 else { return }
        let used = position.openInvoices + position.reserved + position.reversible
        if used > position.limit {
            client.complain("\(request.customer) uses \(used) of a limit of \(position.limit)")
        }
    }
}
