package import PaymentVocabulary

extension Terms {
    /// The dates and amounts for one invoice.
    ///
    /// `amount` is what the document asks for, tax included; `tax` gives the net amounts behind it, needed where a
    /// share or a discount is of the net amount; `anchors` are the dates of the milestones reached so far.
    ///
    /// - Throws: `TermsError` with the input that does not fit.
    package func schedule(
        issued: CalendarDate,
        amount: Money,
        tax: InvoiceTax? = nil,
        anchors: [String: CalendarDate] = [:],
        cashRounding: CashRounding? = nil
    ) throws(TermsError) -> Schedule {
        guard !amount.isNegative else {
            throw .part(
                .amountNegative,
                "amount",
                "\(amount) is negative",
                "give the amount of a credit note as positive"
            )
        }
        try require(amount, fits: tax)
        let dates = try dueDates(issued: issued, anchors: anchors)
        let amounts = try instalmentAmounts(of: amount, tax: tax)
        var rows: [Schedule.Instalment] = []
        for (due, part) in zip(dates, amounts) { rows.append(Schedule.Instalment(due: due, amount: part)) }
        if rows.count > 1, instalments.last?.share == .balance, rows.last?.amount.isZero == true { rows.removeLast() }
        return Schedule(
            issued: issued,
            amount: amount,
            instalments: rows,
            discounts: try offers(issued: issued, debt: amount, amount: amount, tax: tax, cashRounding: cashRounding),
            terms: self,
            tax: tax,
            cashRounding: cashRounding
        )
    }

    /// Each rounding of tax may have gone another way on the document; more than that is another document.
    private func require(_ amount: Money, fits tax: InvoiceTax?) throws(TermsError) {
        guard let tax else { return }
        let computed = try TermsError.at("tax") { () throws(MoneyError) in
            try tax.gross(in: amount.currency, afterDiscount: prereduction)
        }
        let (difference, overflow) = computed.minorUnits.subtractingReportingOverflow(amount.minorUnits)
        guard !overflow, difference.magnitude <= UInt64(tax.roundings) else {
            let detail = "net and tax together are \(computed), the amount is \(amount)"
            throw .part(.amountMismatch, "tax", detail, "give the amount with tax and the net lines of one document")
        }
    }

    /// The discount that was taken off before the tax was computed.
    private var prereduction: Percentage {
        for discount in discounts where discount.base == .netTaxPrereduced {
            if case .percent(let percent) = discount.share { return percent }
        }
        return .zero
    }
}

extension Terms {
    private func dueDates(
        issued: CalendarDate,
        anchors: [String: CalendarDate]
    ) throws(TermsError) -> [CalendarDate?] {
        var dates: [CalendarDate?] = []
        for (index, instalment) in instalments.enumerated() {
            let start: CalendarDate?
            if let anchor = instalment.anchor {
                start = anchors[anchor]
            } else if isSequential, let previous = dates.last {
                start = previous
            } else {
                start = issued
            }
            guard let start else {
                dates.append(nil)
                continue
            }
            let due = moved(instalment.due, from: start, invoiceDate: issued)
            guard due <= Self.lastDate else {
                let detail = "the due date lies after the year 9999"
                throw .part(.dateOutOfRange, "lines[\(index)].due", detail, "give a shorter term or an earlier date")
            }
            dates.append(due)
        }
        return dates
    }

    /// Runs the pipeline, then moves on over closed periods and holidays until nothing moves.
    ///
    /// Each move goes forward and leaves a period or a holiday behind for good, so it ends.
    private func moved(_ steps: [DueStep], from start: CalendarDate, invoiceDate: CalendarDate) -> CalendarDate {
        var date = steps.reduce(start) { $1.applied(to: $0, invoiceDate: invoiceDate) }
        let snap = steps.lastSnap(invoiceDate: invoiceDate)
        while true {
            if let period = closedPeriods.first(where: { $0.from <= date && date <= $0.to }) {
                date = period.to.adding(days: 1)
                if let snap { date = date.next(days: snap) }
            } else if let holiday = holidays.first(where: { $0.date == date }) {
                date = holiday.postponedTo
            } else {
                return date
            }
        }
    }

    private static let lastDate = CalendarDate(year: 9_999, month: 12, day: 31) ?? CalendarDate(dayNumber: .max)
}

extension Terms {
    /// Every part is rounded once, the last takes what is left.
    private func instalmentAmounts(of amount: Money, tax: InvoiceTax?) throws(TermsError) -> [Money] {
        var parts: [Money] = []
        var left = amount.minorUnits
        for (index, instalment) in instalments.enumerated() {
            guard index < instalments.count - 1 else { break }
            let part = try unrounded(instalment, of: amount, tax: tax, at: "lines[\(index)]")
            let share = try part.rounded(toStep: instalment.roundingStep, at: "lines[\(index)]")
            guard share <= left || part.isRelative else {
                let detail = "the parts up to here are more than \(amount)"
                throw .part(.sharesExceedAmount, "lines[\(index)]", detail, "give smaller parts")
            }
            // Two halves of one cent round to a cent each: the first has it.
            parts.append(Money(minorUnits: min(share, left), currency: amount.currency))
            left -= min(share, left)
        }
        parts.append(Money(minorUnits: left, currency: amount.currency))
        return parts
    }

    /// A part as a fraction of minor units.
    private struct Part {
        let numerator: Int128
        let denominator: Int128
        let isRelative: Bool

        func rounded(toStep step: Int64, at place: String) throws(TermsError) -> Int64 {
            let steps = Rounding.halfAwayFromZero.quotient(numerator, denominator * Int128(step))
            guard let units = Int64(exactly: steps * Int128(step)) else { throw TermsError(.overflow, at: place) }
            return units
        }
    }

    private func unrounded(
        _ instalment: InstalmentTerm,
        of amount: Money,
        tax: InvoiceTax?,
        at place: String
    ) throws(TermsError) -> Part {
        switch instalment.share {
        case .percentOfGross(let percent): return Self.part(percent, of: amount)
        case .percentOfNet(let percent):
            guard let tax else { throw .taxMissing(at: place) }
            let net = try TermsError.at("tax") { () throws(MoneyError) in try tax.net(in: amount.currency) }
            return Self.part(percent, of: net)
        case .fixed(let units): return Part(numerator: Int128(units), denominator: 1, isRelative: false)
        // Only the last line has a balance, and the last line is never asked for its share.
        case .balance: return Part(numerator: 0, denominator: 1, isRelative: true)
        }
    }

    private static func part(_ percent: Percentage, of amount: Money) -> Part {
        Part(
            numerator: Int128(amount.minorUnits) * Int128(percent.digits),
            denominator: Int128(percent.denominator),
            isRelative: true
        )
    }
}
