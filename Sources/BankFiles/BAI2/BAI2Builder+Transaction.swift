import PaymentVocabulary

extension BAI2Builder {
    /// Reads a transaction: type code, amount, funds type with its fields, two references and text.
    ///
    /// - Parameter isWhole: whether `bytes` are all of the record; if not, they are its first line.
    /// - Returns: whether that was enough; if not, nothing was counted.
    @discardableResult
    mutating func transaction(_ bytes: Span<UInt8>, isWhole: Bool, keeps: Bool) -> Bool {
        var fields = BAI2Fields(0..<bytes.count)
        let code = fields.next(bytes) ?? 0..<0
        let amount = fields.next(bytes)
        let funds = fields.next(bytes)
        if !isWhole, funds == nil { return false }
        var valueDate: Range<Int>?
        let behindFunds = fields
        if let funds, !funds.isEmpty {
            for index in 0..<BAI2Funds.count(funds, fields, bytes) {
                guard let field = fields.next(bytes) else {
                    if !isWhole { return false }
                    break
                }
                if index == 0, bytes[funds.lowerBound] | 0x20 == UInt8(ascii: "v") { valueDate = field }
            }
        }
        let date = self.valueDate(valueDate, bytes)
        if isEnding, funds == nil, !endsWithSlash {
            entries += 1
            summary?.entries += 1
            _ = unreadable(.truncated, "the file ends in the amount", at: (amount ?? 0..<0).lowerBound)
            return true
        }
        guard let (money, side) = movement(code, amount ?? 0..<0, bytes) else { return true }
        guard keeps else { return true }
        var entry = BankFileEntry(
            index: entries - 1,
            groupIndex: groups - 1,
            position: recordPlace.position(),
            amount: money,
            side: side ?? .credit
        )
        entry.status = side == nil ? .information : .booked
        entry.bookingDate = asOf
        entry.valueDate = date
        describe(&entry, code, amount, funds, behindFunds, bytes)
        events.append(.entry(entry))
        return true
    }

    private mutating func valueDate(_ field: Range<Int>?, _ bytes: Span<UInt8>) -> CalendarDate? {
        guard let field, !field.isEmpty else { return nil }
        let date = bai2Date(field, bytes)
        if date == nil { warn(.date, "the value date is no date YYMMDD", at: position(field.lowerBound)) }
        return date
    }

    /// Counts the transaction into its account.
    ///
    /// - Returns: the amount and the side, which is `nil` for information; `nil` when it cannot be read or is a total.
    @inline(__always)
    private mutating func movement(
        _ code: Range<Int>,
        _ amount: Range<Int>,
        _ bytes: Span<UInt8>
    ) -> (Money, CreditDebit?)? {
        entries += 1
        summary?.entries += 1
        let type = bai2TypeCode(code, bytes)
        let kind = type.map(BAI2TypeCode.init) ?? .unknown
        let number = BAI2Number(amount, bytes)
        let units: Int64
        switch number {
        case .value(let value): units = value
        case .blank:
            guard kind == .information else {
                return unreadable(.amount, "the transaction has no amount", at: amount.lowerBound)
            }
            units = 0
        case .fault(let fault):
            return unreadable(.amount, "the amount of the transaction \(fault.message)", at: amount.lowerBound)
        }
        account?.total += Int128(units)
        let side: CreditDebit
        switch kind {
        case .credit: side = .credit
        case .debit: side = .debit
        case .total:
            entries -= 1
            summary?.entries -= 1
            let message = "the type code is that of a total of several movements, which is no movement itself"
            warn(.code, message, at: position(code.lowerBound))
            return nil
        case .information:
            informative += 1
            return (Money(minorUnits: 0, currency: currency), nil)
        case .status, .unknown:
            return unreadable(.direction, "the type code says neither credit nor debit", at: code.lowerBound)
        }
        guard units >= 0 else {
            let message = "the amount has a minus, but the type code alone says the side of a transaction"
            return unreadable(.direction, message, at: amount.lowerBound)
        }
        let money = Money(minorUnits: units, currency: currency)
        booked += 1
        summary?.sums.add(money, side)
        summary?.bookedSums.add(money, side)
        return (money, side)
    }

    private mutating func unreadable(
        _ code: BankFileFinding.Code,
        _ message: String,
        at offset: Int
    ) -> (Money, CreditDebit?)? {
        summary?.unsummed += 1
        if admits() {
            let finding = BankFileFinding(code, message, at: position(offset))
            events.append(
                .unreadable(BankFileUnreadableEntry(index: entries - 1, groupIndex: groups - 1, findings: [finding]))
            )
        }
        return nil
    }

    // MARK: Texts

    private func describe(
        _ entry: inout BankFileEntry,
        _ code: Range<Int>,
        _ amount: Range<Int>?,
        _ funds: Range<Int>?,
        _ behindFunds: BAI2Fields,
        _ bytes: Span<UInt8>
    ) {
        var kept: [BankFileField] = []
        kept.reserveCapacity(8)
        func keep(_ name: String, _ field: Range<Int>, _ text: inout String?) {
            let value = fileText(bytes.extracting(field))
            kept.append(BankFileField(name, value))
            if !value.isEmpty { text = value }
        }
        // Made in its place, because a detail is large.
        entry.details.append(BankFileDetail())
        var unused: String?
        keep("type code", code, &entry.transactionCode.proprietary)
        if entry.transactionCode.proprietary != nil { entry.transactionCode.issuer = "BAI" }
        if let amount { keep("amount", amount, &unused) }
        var fields = behindFunds
        if let funds {
            keep("funds type", funds, &unused)
            for name in BAI2Funds.names(funds, fields, bytes) {
                guard let field = fields.next(bytes) else { break }
                keep(name, field, &unused)
            }
        }
        if let field = fields.next(bytes) { keep("bank reference", field, &entry.servicerReference) }
        if let field = fields.next(bytes) { keep("customer reference", field, &entry.reference) }
        entry.details[0].endToEndId = entry.reference
        entry.details[0].servicerReference = entry.servicerReference
        var line = fields.rest.lowerBound
        while line < fields.rest.upperBound {
            var end = line
            while end < fields.rest.upperBound, bytes[end] != 0x0A { end += 1 }
            let text = trimmedText(line..<end, of: bytes)
            kept.append(BankFileField("text", text))
            if !text.isEmpty { entry.details[0].unstructured.append(text) }
            line = end + 1
        }
        entry.fields = kept
    }
}
