import PaymentVocabulary

extension BAI2Builder {
    mutating func begin(account bytes: Span<UInt8>, _ lines: Int) {
        if account != nil { leaveAccount() }
        if group == nil { warn(.truncated, "an account (03) outside of a group (02)", at: position(0)) }
        account = BAI2Level(place: recordPlace, records: lines)
        var fields = BAI2Fields(0..<bytes.count)
        let number = fields.next(bytes) ?? 0..<0
        var head = newGroup()
        if !number.isEmpty { head.account.other = fileText(bytes.extracting(number.prefix(200))) }
        let code = fields.next(bytes) ?? 0..<0
        currency = headerCurrency(code, bytes) ?? groupCurrency
        head.account.currency = currency
        if keepsDetails {
            head.fields.append(BankFileField("03 account number", fileText(bytes.extracting(number))))
            head.fields.append(BankFileField("03 currency", fileText(bytes.extracting(code))))
        }
        summaries(&fields, bytes, &head)
        open(head)
    }

    /// A transaction whose account was lost still belongs somewhere.
    mutating func requireAccount() {
        guard account == nil else { return }
        warn(.truncated, "a transaction (16) outside of an account (03)", at: recordPlace.position())
        account = BAI2Level(place: recordPlace)
        currency = groupCurrency
        open(newGroup())
    }

    private func newGroup() -> BankFileGroup {
        var head = BankFileGroup(kind: "account", index: groups, position: recordPlace.position())
        if !asOfText.isEmpty { head.created = asOfText }
        if keepsDetails { head.fields = fileFields + groupFields }
        return head
    }

    private mutating func open(_ head: BankFileGroup) {
        groups += 1
        booked = 0
        informative = 0
        summary = BankFileGroupSummary(group: head)
        events.append(.group(head))
    }

    mutating func closeAccount(stated: Int128? = nil) {
        if let level = account {
            group?.total += level.total
            group?.stated += stated ?? level.total
            group?.records += level.records
            group?.children += 1
            account = nil
        }
        guard var summary else { return }
        self.summary = nil
        if booked > 0 { summary.statuses[BankFileStatus.booked.code] = booked }
        if informative > 0 { summary.statuses[BankFileStatus.information.code] = informative }
        summary.details = summary.entries
        if summary.isBalanced == false, let closing = summary.closing {
            let message = "the opening ledger balance (010) and the transactions do not make the closing one (015)"
            warn(.balance, message, at: closing.position)
        }
        events.append(.groupEnd(summary))
    }

    // MARK: Summaries

    /// Reads the groups of type code, amount, item count and funds type, wherever the lines break.
    private mutating func summaries(_ fields: inout BAI2Fields, _ bytes: Span<UInt8>, _ head: inout BankFileGroup) {
        while var code = fields.next(bytes) {
            // A last field that is empty may be a field or only the end, and whole groups may be left blank.
            if code.isEmpty { continue }
            var isNext = true
            while isNext {
                guard let type = bai2TypeCode(code, bytes) else {
                    let message = "a summary whose type code is no number of three digits; the rest is not read"
                    return fault(.amount, message, at: position(code.lowerBound))
                }
                isNext = summary(of: type, &fields, bytes, &head, next: &code)
            }
        }
    }

    /// - Returns: whether the next type code was met before the group had all its fields; it is `next`.
    private mutating func summary(
        of type: Int,
        _ fields: inout BAI2Fields,
        _ bytes: Span<UInt8>,
        _ head: inout BankFileGroup,
        next: inout Range<Int>
    ) -> Bool {
        if keepsDetails { head.fields.append(BankFileField("03 type code", fileText(bytes.extracting(next)))) }
        guard var amount = fields.next(bytes) else { return false }
        if amount.isEmpty, let field = continued(&fields, bytes) { amount = field }
        take(type, amount, bytes, &head)
        keep("amount", amount, bytes, &head)
        guard var count = fields.next(bytes) else { return false }
        if fields.beginsLine, beginsSummary(count, fields, bytes) {
            next = count
            return true
        }
        if count.isEmpty, let field = continued(&fields, bytes) { count = field }
        keep("item count", count, bytes, &head)
        guard let funds = fields.next(bytes) else { return false }
        if funds.count == 3, bai2TypeCode(funds, bytes) != nil {
            // A funds type is one character: the field was left out, at the end of a line as a rule.
            next = funds
            return true
        }
        keep("funds type", funds, bytes, &head)
        for name in BAI2Funds.names(funds, fields, bytes) {
            guard let field = fields.next(bytes) else { return false }
            keep(name, field, bytes, &head)
        }
        return false
    }

    /// The number that begins a continuation behind an empty field, which then was only the end of its line.
    ///
    /// A comma before the slash means either. Nobody counts the items of an amount that he does not say, and the funds
    /// types that are numbers are 0 to 2.
    private func continued(_ fields: inout BAI2Fields, _ bytes: Span<UInt8>) -> Range<Int>? {
        var ahead = fields
        guard let field = ahead.next(bytes), ahead.beginsLine, case .value(let number) = BAI2Number(field, bytes),
            number > 2 || field.count > 1, !beginsSummary(field, ahead, bytes)
        else { return nil }
        fields = ahead
        return field
    }

    /// Whether the first field of a continuation, where an item count could stand, is the next type code.
    ///
    /// An item count is followed by a funds type, a type code by an amount.
    private func beginsSummary(_ field: Range<Int>, _ fields: BAI2Fields, _ bytes: Span<UInt8>) -> Bool {
        guard field.count == 3, bai2TypeCode(field, bytes) != nil else { return false }
        var ahead = fields
        guard let following = ahead.next(bytes) else { return false }
        return following.count >= 2 && BAI2Number(following, bytes).valueOrZero != nil
    }

    private func keep(_ name: String, _ field: Range<Int>, _ bytes: Span<UInt8>, _ head: inout BankFileGroup) {
        guard keepsDetails else { return }
        head.fields.append(BankFileField("03 \(name)", fileText(bytes.extracting(field))))
    }

    private mutating func take(_ type: Int, _ field: Range<Int>, _ bytes: Span<UInt8>, _ head: inout BankFileGroup) {
        switch BAI2Number(field, bytes) {
        case .blank: return
        case .fault(let fault):
            self.fault(.amount, "the amount of summary \(type) \(fault.message)", at: position(field.lowerBound))
        case .value(let units):
            account?.total += Int128(units)
            guard BAI2TypeCode(type) == .status, head.balances.count < Self.balancesMax else { return }
            head.balances.append(
                BankFileBalance(
                    type: BAI2TypeCode.balanceType(type),
                    amount: Money(minorUnits: units, currency: currency),
                    date: asOf,
                    position: position(field.lowerBound)
                )
            )
        }
    }
}
