import HubDomain
import HubEngine
import HubStore
import PaymentCrypto
import PaymentVocabulary

/// One payment as a merchant lives through it: created, then captured, voided, refunded or asked about, wisely or not.
struct PaymentStory: Sendable {
    let number: Int
    let merchant: SimulatedMerchant
    /// All stories of a merchant begin within this time; the shorter, the more they race.
    let startMillisecondsMax: Int64

    private var chance: Chance { merchant.client.chance }
    private var clock: VirtualClock { merchant.client.clock }

    func live() async {
        await clock.wait(milliseconds: chance.number(in: 0...startMillisecondsMax))
        guard let new = newPayment(method: Self.methods) else { return }
        let position = open(.create(new), name: "create-\(number)")
        guard case .answer(let answer) = await merchant.client.send(position) else { return }
        guard let view = try? HubJSON.decode(PaymentView.self, from: answer.body) else { return }
        if chance.happens(percent: 5) { await misuseKey(of: position, new) }
        if view.status == "requires_action" { await authenticate(view) }
        await goOn(PaymentID(view.id), amount: new.amount)
        if new.methodToken == "pm_card_createDispute" { await decideDispute(of: view.id) }
    }

    /// Test payment methods, the usual ones more often.
    static let methods =
        Array(repeating: "pm_card_visa", count: 8) + Array(repeating: "pm_card_createDispute", count: 2) + [
            "pm_card_mastercard", "pm_card_chargeDeclined", "pm_card_chargeDeclinedInsufficientFunds",
            "pm_card_pendingRefund", "pm_card_refundFail", "pm_card_authenticationRequired",
        ]

    private func newPayment(method methods: [String]) -> NewPayment? {
        guard let customer = chance.pick(merchant.customers), let method = chance.pick(methods) else { return nil }
        let own = merchant.invoices.filter { $0.customer == customer.customer.id }
        let chosen = Array(chance.shuffled(own).prefix(chance.index(below: 3)))
        var amount = Money(minorUnits: chance.number(in: 100...80_000), currency: merchant.currency)
        var allocations: [NewPayment.Allocation] = []
        if !chosen.isEmpty {
            allocations = chosen.map { NewPayment.Allocation(invoice: $0.number, amount: nil) }
            let open = chosen.reduce(0) { $0 + $1.open.minorUnits }
            let share = chance.happens(percent: 60) ? open : chance.number(in: 100...(open + 5_000))
            amount = Money(minorUnits: share, currency: merchant.currency)
        }
        return NewPayment(
            customer: customer.customer.id,
            account: merchant.account,
            amount: amount,
            capturesAutomatically: chance.happens(percent: 55),
            methodToken: method,
            description: "story \(number)",
            allocations: allocations
        )
    }

    private func open(_ content: KeyedRequest.Content, name: String) -> Int { merchant.open(content, name: name) }

    /// The same key for another request has to be refused.
    private func misuseKey(of position: Int, _ new: NewPayment) async {
        let key = merchant.client.log[position].key
        let other = RequestKey(key: key.key, fingerprint: SHA256.hash("another request"))
        let principal = merchant.principal
        let reply = await merchant.client.insist { try await $0.create(new, by: principal, key: other) }
        if case .refused(let problem) = reply, problem.kind == .idempotencyKeyReused { return }
        merchant.client.complain("key \(key.key) was taken for another request: \(reply)")
    }

    /// The payer goes to the bank's page; some never come back.
    private func authenticate(_ view: PaymentView) async {
        await clock.wait(milliseconds: chance.number(in: 1_000...600_000))
        guard let intent = view.operations.first?.providerObject, chance.happens(percent: 80) else { return }
        merchant.provider.authenticate(intent: intent, succeeds: chance.happens(percent: 70))
    }

    /// The payer's bank decides for one of them, now or not before all is over.
    private func decideDispute(of payment: String) async {
        await clock.wait(milliseconds: chance.number(in: 0...3_600_000))
        guard chance.happens(percent: 60) else { return }
        merchant.provider.decideDispute(of: payment, isWon: chance.happens(percent: 50))
    }

    private func goOn(_ payment: PaymentID, amount: Money) async {
        for step in 0..<chance.index(below: 5) {
            await clock.wait(milliseconds: chance.number(in: 0...(chance.happens(percent: 20) ? 3_600_000 : 60_000)))
            if chance.happens(percent: 15) {
                let merchant = merchant.merchant.id
                _ = await self.merchant.client.ask { try await $0.inquire(payment, of: merchant) }
                continue
            }
            let first = open(.follow(payment, followUp(amount)), name: "follow-\(number)-\(step)")
            guard chance.happens(percent: 20) else {
                await merchant.client.send(first)
                continue
            }
            // Two of them race for what is left.
            let second = open(.follow(payment, followUp(amount)), name: "follow-\(number)-\(step)-race")
            async let one: Reply<StoredAnswer> = merchant.client.send(first)
            async let other: Reply<StoredAnswer> = merchant.client.send(second)
            _ = await (one, other)
        }
    }

    private func followUp(_ amount: Money) -> FollowUp {
        let part: Money? =
            switch chance.index(below: 3) {
            case 0: nil
            case 1: Money(minorUnits: chance.number(in: 1...max(1, amount.minorUnits)), currency: amount.currency)
            // Sometimes more than there is.
            default: Money(minorUnits: chance.number(in: 1...amount.minorUnits * 2), currency: amount.currency)
            }
        return switch chance.index(below: 6) {
        case 0, 1: .capture(part)
        case 2: .void
        default: .refund(part)
        }
    }
}

extension SimulatedMerchant {
    fileprivate func open(_ content: KeyedRequest.Content, name: String) -> Int {
        let key = RequestKey(key: IdempotencyKey("key-\(name)"), fingerprint: SHA256.hash("\(name) \(content)"))
        return client.open(KeyedRequest(principal: principal, key: key, content: content))
    }
}

/// A payment of all that an invoice still has open, when nothing else goes on.
struct Probe: Sendable {
    let merchant: SimulatedMerchant
    let invoice: InvoiceNumber
    let amount: Money

    func pay() async {
        guard let customer = merchant.invoices.first(where: { $0.number == invoice })?.customer else { return }
        let new = NewPayment(
            customer: customer,
            account: merchant.account,
            amount: amount,
            capturesAutomatically: true,
            methodToken: "pm_card_visa",
            description: "probe",
            allocations: [NewPayment.Allocation(invoice: invoice, amount: nil)]
        )
        let reply = await merchant.client.settle(merchant.open(.create(new), name: "probe-\(invoice)"))
        guard case .refused(let problem) = reply else { return }
        merchant.client.complain("\(amount) of \(invoice) cannot be paid: \(problem.detail)")
    }
}
