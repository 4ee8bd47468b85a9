internal import HubDomain
internal import PaymentVocabulary

/// A case of the kind `settle`.
struct SettleCase {
    let json: JSON

    func answers() throws(ReadingFailure) -> [String: JSON] {
        if json["batch"] != nil { return try batch() }
        let invoice = try CaseInvoice(json: json)
        let schedule = try invoice.schedule()
        let entries = json["payments"]?.array ?? []
        if entries.contains(where: { $0["amount_minor"] == nil }) { return try offer(in: schedule, entries: entries) }
        var payments: [Settlement.Payment] = []
        var creditNotes: [Money] = []
        for entry in entries {
            let amount = try entry.money("amount_minor", invoice.currency)
            if try isCreditNote(entry) {
                creditNotes.append(amount)
            } else {
                payments.append(Settlement.Payment(date: try entry.date("date"), amount: amount))
            }
        }
        let tolerance = json["write_off_tolerance_minor"]?.integer
        let isForced = json["force_discount"]?.bool ?? false
        let settlement = try ReadingFailure.refusing { () throws(TermsError) in
            try schedule.settled(
                by: payments,
                creditNotes: creditNotes,
                discountIsForced: isForced,
                writeOffMax: tolerance.map { Money(minorUnits: $0, currency: invoice.currency) }
            )
        }
        var answers = answers(from: settlement)
        if let foreign = json["fx"] {
            let split = try baseSplit(foreign, settlement: settlement, payments: payments)
            answers.merge(split) { _, new in new }
        }
        return answers
    }

    private func isCreditNote(_ entry: JSON) throws(ReadingFailure) -> Bool {
        try entry.requireKeys(among: ["date", "amount_minor", "credit_note", "kind", "type"], in: "a payment")
        return switch entry["kind"] ?? entry["type"] {
        case nil: entry["credit_note"]?.bool ?? false
        case .string("payment"): false
        case .string("credit_note"): true
        case .some(let kind): throw .unsupported("a payment of kind \(kind)")
        }
    }

    private func answers(from settlement: Settlement) -> [String: JSON] {
        var answers: [String: JSON] = [
            "discount_taken_minor": .number(settlement.discountTaken.minorUnits),
            "written_off_minor": .number(settlement.writtenOff.minorUnits),
            "residual_minor": .number(settlement.outstanding.minorUnits),
            "overpaid_minor": .number(settlement.overpaid.minorUnits),
            "instalments_outstanding_minor": .array(settlement.instalmentsOutstanding.map { .number($0.minorUnits) }),
        ]
        if let tax = settlement.discountTax {
            answers["discount_tax_minor"] = .number(tax.minorUnits)
            answers["discount_net_minor"] = .number(settlement.discountTaken.minorUnits - tax.minorUnits)
        }
        // Only one name of a state is documented; another one cannot be answered while something is owed.
        if settlement.outstanding.isZero || json["expect"]?["status"]?.string == "paid" {
            answers["status"] = .string(settlement.outstanding.isZero ? "paid" : "open")
        }
        return answers
    }

    private func offer(in schedule: Schedule, entries: [JSON]) throws(ReadingFailure) -> [String: JSON] {
        guard entries.count == 1 else { throw .unsupported("several payments without an amount") }
        let offer = schedule.discount(on: try entries[0].date("date"))
        return [
            "best_discount_minor": .number(offer?.amount.minorUnits ?? 0),
            "required_pay_minor": .number((offer?.pay ?? schedule.amount).minorUnits),
        ]
    }

    private func batch() throws(ReadingFailure) -> [String: JSON] {
        guard let payment = json["payments"]?.array?.first, json["payments"]?.array?.count == 1 else {
            throw .unsupported("a batch without exactly one payment")
        }
        let date = try payment.date("date")
        var rows: [JSON] = []
        var sum: Int64 = 0
        for part in json["batch"]?.array ?? [] {
            let schedule = try CaseInvoice(json: part, shared: json).schedule()
            let offer = schedule.discount(on: date)
            let pay = offer?.pay ?? schedule.amount
            sum += pay.minorUnits
            rows.append(
                .object([
                    "discount_taken_minor": .number(offer?.amount.minorUnits ?? 0),
                    "pay_minor": .number(pay.minorUnits),
                ])
            )
        }
        guard payment["amount_minor"]?.integer == sum else { throw .unsupported("a batch that is not paid as offered") }
        return ["batch": .array(rows), "batch_pay_minor": .number(sum)]
    }

    private func baseSplit(
        _ foreign: JSON,
        settlement: Settlement,
        payments: [Settlement.Payment]
    ) throws(ReadingFailure) -> [String: JSON] {
        try foreign.requireKeys(among: ["base", "invoice_rate", "cash_received_base_minor"], in: "fx")
        guard let base = foreign["base"]?.string.flatMap({ Currency($0) }), payments.count == 1 else {
            throw .unsupported("fx with other than one payment")
        }
        let rate = try foreign.percentage("invoice_rate")
        let cash = try foreign.money("cash_received_base_minor", base)
        let split = try? BaseCurrencySplit(
            payment: payments[0].amount,
            discount: settlement.discountTaken,
            invoiceRate: rate,
            cash: cash
        )
        guard let split else { throw .unsupported("fx amounts that do not fit") }
        return [
            "cash_base_minor": .number(split.cash.minorUnits),
            "discount_base_minor": .number(split.discount.minorUnits),
            "fx_loss_base_minor": .number(split.exchangeLoss.minorUnits),
        ]
    }
}
