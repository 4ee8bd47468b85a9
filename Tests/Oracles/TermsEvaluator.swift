internal import HubDomain
internal import PaymentVocabulary

/// The kinds of `terms.json`.
struct TermsEvaluator: Evaluator {
    let kinds: Set = ["schedule", "offer", "settle", "validate", "parse"]

    func evaluate(_ oracleCase: OracleCase) -> Outcome {
        do throws(ReadingFailure) {
            let answers = try answers(to: oracleCase)
            return .comparing(oracleCase.expected, with: answers)
        } catch {
            switch error {
            case .unsupported(let what): return .skipped(what)
            case .refused(let error): return .refused(error.description)
            }
        }
    }

    private func answers(to oracleCase: OracleCase) throws(ReadingFailure) -> [String: JSON] {
        let json = oracleCase.json
        return switch oracleCase.kind {
        case "validate": try validation(json)
        case "parse": try parse(json)
        case "schedule": try schedule(json)
        case "offer": try offer(json)
        case "settle": try SettleCase(json: json).answers()
        default: throw .unsupported("kind \(oracleCase.kind)")
        }
    }

    private func validation(_ json: JSON) throws(ReadingFailure) -> [String: JSON] {
        do throws(ReadingFailure) {
            _ = try TermsReading(json: json["terms"] ?? .null).terms()
            return ["valid": .bool(true), "reason": .null]
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            return ["valid": .bool(false), "reason": .string(refusal.reason.rawValue)]
        }
    }

    private func parse(_ json: JSON) throws(ReadingFailure) -> [String: JSON] {
        guard json["terms"]?["grammar"]?.string == "xrechnung-skonto", let text = json["terms"]?["text"]?.string else {
            throw .unsupported("grammar \(json["terms"]?["grammar"] ?? .null)")
        }
        guard let skonto = try? SkontoText(parsing: text) else { return ["valid": .bool(false)] }
        let lines = skonto.lines.map { line -> JSON in
            var members: [String: JSON] = ["days": .number(line.days), "percent": .string(line.percent.description)]
            members["base_minor"] = line.baseHundredths.map { .number($0) }
            return .object(members)
        }
        return ["valid": .bool(true), "parsed": .array(lines)]
    }

    private func schedule(_ json: JSON) throws(ReadingFailure) -> [String: JSON] {
        let schedule = try CaseInvoice(json: json).schedule()
        let rows = schedule.instalments.map { row -> JSON in
            let due = row.due.map { JSON.string($0.description) } ?? .null
            return .object(["due": due, "amount_minor": .number(row.amount.minorUnits)])
        }
        return [
            "schedule": .array(rows),
            "amounts_minor": .array(schedule.instalments.map { .number($0.amount.minorUnits) }),
        ]
    }

    private func offer(_ json: JSON) throws(ReadingFailure) -> [String: JSON] {
        let invoice = try CaseInvoice(json: json)
        let schedule = try invoice.schedule()
        guard let offer = schedule.discount(on: schedule.issued) else {
            throw .unsupported("an offer without discount")
        }
        var answers: [String: JSON] = [
            "due": schedule.lastDue.map { .string($0.description) } ?? .null,
            "discount_until": .string(offer.until.description),
            "discount_minor": .number(offer.amount.minorUnits),
            "pay_minor": .number(offer.pay.minorUnits),
        ]
        if let tax = offer.tax {
            answers["discount_tax_minor"] = .number(tax.minorUnits)
            answers["discount_net_minor"] = .number(offer.amount.minorUnits - tax.minorUnits)
        }
        if let tax = invoice.tax, let reduction = invoice.prereduction {
            let totals = try? (
                tax.tax(in: invoice.currency, afterDiscount: reduction),
                tax.gross(in: invoice.currency, afterDiscount: reduction)
            )
            answers["tax_minor"] = totals.map { .number($0.0.minorUnits) }
            answers["total_minor"] = totals.map { .number($0.1.minorUnits) }
        }
        return answers
    }
}

/// The invoice that a case is about.
struct CaseInvoice {
    let currency: Currency
    let issued: CalendarDate
    let amount: Money
    let tax: InvoiceTax?
    let terms: Terms
    private let anchors: [String: CalendarDate]
    private let cashRounding: CashRounding?

    /// Reads `json`, or the case around it (`shared`) for what a part of a batch leaves out.
    ///
    /// - Throws: `ReadingFailure`.
    init(json: JSON, shared: JSON = .null) throws(ReadingFailure) {
        guard let code = (json["currency"] ?? shared["currency"])?.string, let currency = Currency(code) else {
            throw .unsupported("no currency")
        }
        self.currency = currency
        issued = try (json["invoice_date"] == nil ? shared : json).date("invoice_date")
        tax = if let tax = json["tax"] { try InvoiceTax(oracle: tax, currency: currency) } else { nil }
        if json["amount_minor"] == nil, let gross = try? tax?.gross(in: currency) {
            amount = gross
        } else {
            amount = try json.money("amount_minor", currency)
        }
        terms = try TermsReading(json: json["terms"] ?? shared["terms"] ?? .null).terms()
        var anchors: [String: CalendarDate] = [:]
        for name in json["anchors"]?.keys ?? [] { anchors[name] = try json["anchors"]?.date(name) }
        self.anchors = anchors
        cashRounding = try Self.cashRounding(json["cash_rounding"])
    }

    func schedule() throws(ReadingFailure) -> Schedule {
        try ReadingFailure.refusing { () throws(TermsError) in
            try terms.schedule(issued: issued, amount: amount, tax: tax, anchors: anchors, cashRounding: cashRounding)
        }
    }

    /// What is off before the tax is computed; `nil` when that is no percentage.
    var prereduction: Percentage? {
        guard let first = terms.discounts.first, first.base == .netTaxPrereduced else { return .zero }
        guard case .percent(let percent) = first.share else { return nil }
        return percent
    }

    private static func cashRounding(_ json: JSON?) throws(ReadingFailure) -> CashRounding? {
        guard let json else { return nil }
        guard let step = json["step_minor"]?.integer, step > 0 else { throw .unsupported("cash rounding \(json)") }
        switch json["mode"]?.string {
        case nil, "half_up": return CashRounding(step: step)
        case "half_even": return CashRounding(step: step, rounding: .halfToEven)
        case "up": return CashRounding(step: step, rounding: .awayFromZero)
        case "down": return CashRounding(step: step, rounding: .towardsZero)
        case .some(let mode): throw .unsupported("cash rounding \(mode)")
        }
    }
}
