import HubDomain
import HubReconciliation
import PaymentVocabulary

/// Payouts of a provider of card payments, each with the report of what it is made of: payments of several customers less
/// fees, now and then a refund, and payments that name nothing of ours.
extension WorldBuilder {
    /// As with `makeSeveralShort`, everything else is drawn as without them.
    mutating func makeReportedPayouts() {
        let shared = random
        random = WorldRandom(seed: plan.seed &* 0x9FB2_1C65 ^ 0x5041)
        defer { random = shared }
        for number in 0..<(plan.receipts * plan.rate(.reportedPayout) / 10_000) { addReportedPayout(number) }
    }

    private mutating func addReportedPayout(_ number: Int) {
        let id = "po_1World\(padded(number, 7))\(padded(random.below(1_000_000), 6))"
        let paid = Self.firstDay.adding(days: 30 + random.below(Self.days))
        let arrival = paid.adding(days: 2 + random.below(3))
        var draft = LineDraft(origin: .reported, shape: .corrupted(.reportedPayout), booked: arrival)
        for place in 0..<random.within(2...6) {
            let amount = self.amount()
            var line = settlement(
                .payment,
                id,
                net: amount - Self.fee(amount),
                fee: Self.fee(amount),
                on: paid,
                arrival
            )
            line.payment = "ch_\(number)_\(place)"
            let isNamed = random.chance(basisPoints: 9_000)
            // A payout of nothing of ours would have no truth to be judged by.
            if isNamed || place == 0 {
                let issued = paid.adding(days: -random.within(1...20))
                let document = addDocument(of: random.below(plan.customers), amount: amount, issued: issued)
                documents[document].isClaimed = true
                line.reference = documents[document].number.text
                draft.documents.append(document)
                draft.parts.append(
                    Truth.Part(
                        document: documents[document].number,
                        isCreditNote: false,
                        cleared: amount,
                        discount: 0,
                        tolerated: 0
                    )
                )
            } else {
                line.reference = "web order \(random.within(100...999))"
            }
            settlements.append(line)
            draft.units += amount - Self.fee(amount)
        }
        if random.chance(basisPoints: 2_000), draft.units > 2_000 {
            let refund = Int64(random.within(100...1_000))
            settlements.append(settlement(.refund, id, net: -refund, fee: 0, on: paid, arrival))
            draft.units -= refund
        }
        draft.named = draft.documents
        draft.name = random.one(of: ["STRIPE", "Stripe Technology Europe Ltd"])
        draft.text = random.one(of: ["STRIPE PAYOUT \(id)", "STRIPE \(id)", "Stripe payout"])
        draft.bankReference = nextBankReference()
        drafts.append(draft)
    }

    /// 1.5 % and 0.25, in minor units.
    private static func fee(_ amount: Int64) -> Int64 { (amount * 15 + 500) / 1_000 + 25 }

    private func settlement(
        _ kind: SettlementLine.Kind,
        _ payout: String,
        net: Int64,
        fee: Int64,
        on day: CalendarDate,
        _ arrival: CalendarDate
    ) -> SettlementLine {
        var line = SettlementLine(
            file: WorldFile.stripe.rawValue,
            row: settlements.count,
            provider: "Stripe",
            kind: kind,
            net: Money(minorUnits: net, currency: .eur),
            fee: Money(minorUnits: fee, currency: .eur)
        )
        line.id = "txn_\(settlements.count)"
        (line.payout, line.date, line.arrival) = (payout, day, arrival)
        return line
    }
}
