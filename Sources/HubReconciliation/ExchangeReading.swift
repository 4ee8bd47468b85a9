import HubDomain
import PaymentVocabulary

/// What a receipt is taken for in the currency of its documents.
struct ExchangeReading {
    let parts: [ReceiptSolution.Part]
    let exchange: ReceiptExchange
    /// From the currency of the documents to that of the receipt.
    let conversion: CurrencyConversion
    let words: String

    var isInstructed: Bool { exchange.evidence == .instructedAmount }
}

/// A receipt in another currency than all that it pays.
struct PaidExchange {
    let exchange: ReceiptExchange
    /// From the currency of what is paid to that of the receipt.
    let conversion: CurrencyConversion

    /// Whether amounts are within what can be converted.
    func converts(_ amounts: some Sequence<Money>) -> Bool { amounts.allSatisfy { (try? conversion($0)) != nil } }

    /// The same with what each part takes of the receipt: what rounding leaves belongs to the last invoice, or the last part
    /// where there is none, and the difference is what arrived more or less than all is worth.
    ///
    /// - Precondition: `converts` them.
    func valued(_ allocations: [Allocation]) -> [Allocation] {
        var left = Int128(exchange.value.minorUnits)
        var valued = allocations
        for place in valued.indices where valued[place].kind.isMoney {
            let value = try? conversion(valued[place].amount)
            left -= Int128(value?.minorUnits ?? 0)
            valued[place].exchangedFor = value
        }
        let currency = exchange.received.currency
        let last = valued.lastIndex { $0.kind == .invoice } ?? valued.lastIndex { $0.exchangedFor != nil }
        if left != 0, let last, let value = valued[last].exchangedFor {
            let units = Int64(clamping: Int128(value.minorUnits) + left)
            valued[last].exchangedFor = Money(minorUnits: units, currency: currency)
        }
        if exchange.difference != 0 {
            let difference = Money(minorUnits: exchange.difference, currency: currency)
            valued.append(
                Allocation(kind: .exchangeDifference, invoice: nil, amount: difference, reason: .exchangeRate)
            )
        }
        return valued
    }
}

/// Why nothing can be read.
struct ExchangeGap: Error {
    let reason: LineException.Reason
    let words: String
}

extension ReceiptExchange {
    /// Whether what arrived is as near to the value.
    func isWithin(basisPoints: Int) -> Bool {
        let off = Int128(received.minorUnits) - Int128(value.minorUnits)
        return off.magnitude * 10_000 <= Int128(value.minorUnits).magnitude * Int128(basisPoints).magnitude
    }

    /// In basis points, rounded up, so that this tolerance would do.
    var basisPointsOff: Int128 {
        let off = (Int128(received.minorUnits) - Int128(value.minorUnits)).magnitude * 10_000
        let value = max(1, Int128(value.minorUnits).magnitude)
        return Int128((off + value - 1) / value)
    }
}

extension Matcher {
    /// A spread and the charges of banks stay far below so many basis points; more says that the two amounts are not of
    /// one exchange.
    private static let exchangeGapMax = 1_000

    func reading(
        of line: StatementLine,
        _ open: [Int],
        in abroad: Currency
    ) -> Result<ExchangeReading, ExchangeGap> {
        guard let instructed = line.instructedAmount else { return readingByRate(of: line, open, in: abroad) }
        guard instructed.currency == abroad else {
            return gap(.currency, "and the payer's bank was told to pay \(instructed), which is a third currency")
        }
        return readingAsInstructed(line, open, instructed)
    }

    /// What the payer's bank was told to pay settles the documents exactly, in full or less discounts that are open.
    private func readingAsInstructed(
        _ line: StatementLine,
        _ open: [Int],
        _ instructed: Money
    ) -> Result<ExchangeReading, ExchangeGap> {
        var abroad = line
        abroad.amount = instructed
        let solution = settle(abroad, open, isTolerant: false)
        guard case .paid(let parts, _, let words) = solution, solution.isExact else {
            return gap(.currency, "the payer's bank was told to pay \(instructed), which is not what is open")
        }
        guard let implied = CurrencyConversion(of: line.amount, for: instructed) else {
            return gap(.currency, "the payer's bank was told to pay \(instructed)")
        }
        let reference = rate(for: line, in: instructed.currency)
        guard isPlausible(line, instructed, reference) else {
            return gap(.currency, "the payer's bank was told to pay \(instructed), which the known rate contradicts")
        }
        let conversion = reference?.conversion ?? implied
        guard let value = reference == nil ? line.amount : worth(parts, abroad, conversion) else {
            return gap(.currency, "\(instructed) cannot be converted")
        }
        let exchange = exchange(line, instructed, value, reference)
        return .success(
            ExchangeReading(
                parts: parts,
                exchange: exchange,
                conversion: conversion,
                words: "the payer's bank was told to pay \(instructed); \(words); \(exchange.words)"
            )
        )
    }

    /// Whether no rate that is known says that the two amounts are not of one exchange.
    private func isPlausible(_ line: StatementLine, _ instructed: Money, _ reference: ReferenceRates.Found?) -> Bool {
        [bankConversion(line, of: instructed), reference?.conversion].compactMap(\.self).allSatisfy { known in
            guard let value = try? known(instructed), value.isPositive else { return false }
            return exchange(line, instructed, value, reference).isWithin(basisPoints: Self.exchangeGapMax)
        }
    }

    /// How a receipt was turned into what its payer's bank was told to pay, where that is all that it pays.
    func exchange(of line: StatementLine, for paid: Money) -> Result<PaidExchange, ExchangeGap> {
        let reference = rate(for: line, in: paid.currency)
        let implied = CurrencyConversion(of: line.amount, for: paid)
        guard isPlausible(line, paid, reference), let conversion = reference?.conversion ?? implied,
            let value = reference == nil ? line.amount : try? conversion(paid)
        else {
            return .failure(
                ExchangeGap(reason: .currency, words: "and \(line.amount) for \(paid) contradicts the known rate")
            )
        }
        let found = PaidExchange(exchange: exchange(line, paid, value, reference), conversion: conversion)
        return .success(found)
    }

    /// All documents in full, valued by the statement's rate or else by the published one.
    private func readingByRate(
        of line: StatementLine,
        _ open: [Int],
        in abroad: Currency
    ) -> Result<ExchangeReading, ExchangeGap> {
        let total = open.reduce(Int128(0)) { $0 + Int128(isCreditNote($1) ? -remaining[$1] : remaining[$1]) }
        guard total > 0, let units = Int64(exactly: total) else {
            return gap(.currency, "and what is open cannot be paid by a receipt")
        }
        let owed = Money(minorUnits: units, currency: abroad)
        let reference = rate(for: line, in: abroad)
        let told = bankConversion(line, of: owed)
        let parts = open.map { ReceiptSolution.Part(item: $0, cleared: remaining[$0]) }
        var paying = line
        paying.amount = owed
        guard let judging = told ?? reference?.conversion, let worth = worth(parts, paying, judging), worth.isPositive
        else {
            return gap(.currency, "no rate of \(abroad) and \(line.amount.currency) is known for \(line.valueDate)")
        }
        let evidence: ReceiptExchange.Evidence = told == nil ? .referenceRate : .statementRate
        let exchange = exchange(line, owed, worth, told == nil ? reference : nil, evidence)
        return .success(
            ExchangeReading(
                parts: parts,
                exchange: exchange,
                conversion: judging,
                words: "\(exchange.words) (\(exchange.basisPointsOff) basis points)"
            )
        )
    }

    /// The sum of what each document is worth, since each is booked by itself, credit notes negative.
    private func worth(
        _ parts: [ReceiptSolution.Part],
        _ abroad: StatementLine,
        _ conversion: CurrencyConversion
    ) -> Money? {
        var sum = Int128(0)
        for part in parts {
            let sign: Int64 = part.item.map(isCreditNote) == true ? -1 : 1
            guard let value = try? conversion(money(sign * part.cleared, like: abroad.amount)) else { return nil }
            sum += Int128(value.minorUnits)
        }
        return Int64(exactly: sum).map { Money(minorUnits: $0, currency: conversion.to) }
    }

    private func rate(for line: StatementLine, in abroad: Currency) -> ReferenceRates.Found? {
        rates.rate(
            from: abroad,
            to: line.amount.currency,
            on: line.valueDate,
            ageDaysMax: policy.exchangeRateAgeDaysMax
        )
    }

    /// The bank's own rate, read the way round that comes nearer to what arrived: files do not tell the unit reliably.
    private func bankConversion(_ line: StatementLine, of amount: Money) -> CurrencyConversion? {
        guard let rate = line.exchangeRate else { return nil }
        let (from, to) = (amount.currency, line.amount.currency)
        let ways = [
            try? CurrencyConversion(from: from, to: to, fromPerBase: nil, toPerBase: rate),
            try? CurrencyConversion(from: from, to: to, fromPerBase: rate, toPerBase: nil),
        ]
        func off(_ conversion: CurrencyConversion) -> UInt128 {
            guard let value = try? conversion(amount) else { return .max }
            return (Int128(value.minorUnits) - Int128(line.amount.minorUnits)).magnitude
        }
        return ways.compactMap(\.self).min { off($0) < off($1) }
    }

    private func exchange(
        _ line: StatementLine,
        _ paid: Money,
        _ value: Money,
        _ reference: ReferenceRates.Found?,
        _ evidence: ReceiptExchange.Evidence = .instructedAmount
    ) -> ReceiptExchange {
        ReceiptExchange(
            evidence: evidence,
            received: line.amount,
            paid: paid,
            value: value,
            reference: reference,
            bankRate: line.exchangeRate
        )
    }

    private func gap(_ reason: LineException.Reason, _ words: String) -> Result<ExchangeReading, ExchangeGap> {
        .failure(ExchangeGap(reason: reason, words: words))
    }
}
