import PaymentVocabulary

extension OFXBuilder {
    // MARK: Leaves

    mutating func leaf(_ token: OFXToken, _ tag: OFXTag?, _ window: Span<UInt8>) {
        if tag == .defaultCurrency { takeDefaultCurrency(token, window) }
        var context = self.context
        if context.isInEntry, context != .entry {
            switch tag {
            case .amount, .posted, .fitId, .transactionType, .memo:
                popToEntry(token, window)
                context = .entry
            default: break
            }
        }
        switch context {
        case .entry: takeEntryLeaf(token, tag, window)
        case .currency, .originalCurrency, .payee, .bankAccountTo, .cardAccountTo:
            takePartLeaf(token, tag, context, window)
        case .balance: takeBalanceLeaf(token, tag, window)
        case .status: takeStatusLeaf(token, tag, window)
        case .account: takeAccountLeaf(token, tag, window)
        case .statement: takeStatementLeaf(token, tag, window)
        case .signon, .response: return takeHeadLeaf(token, tag, context, window)
        case .outside: return
        }
        if context == .status {
            guard summary != nil else { return }
        }
        keep(token, context, window)
    }

    /// Keeps the field of an entry or statement.
    private mutating func keep(_ token: OFXToken, _ context: Context, _ window: Span<UInt8>) {
        let answer = context.isInEntry ? draft.kept.add(token.text.count) : groupKept.add(token.text.count)
        switch answer {
        case .keep: break
        case .drop: return
        case .exceeded:
            let message = "more fields than are kept; the rest of the record is read and not kept"
            return warn(.limit, message, at: lines.position(token.tagRange.lowerBound, window))
        }
        guard keepsDetails else { return }
        let value = ofxText(window.extracting(token.text), isPlain: token.isPlain)
        let field = BankFileField(path(token, window), value)
        if context.isInEntry { draft.texts.fields.append(field) } else { summary?.group.fields.append(field) }
    }

    private mutating func takeHeadLeaf(
        _ token: OFXToken,
        _ tag: OFXTag?,
        _ context: Context,
        _ window: Span<UInt8>
    ) {
        guard summary == nil, token.text.count <= 4_096 else { return }
        let value = ofxText(window.extracting(token.text), isPlain: token.isPlain)
        if tag == .responseId, !value.isEmpty { response.id = value }
        if tag == .serverDate, !value.isEmpty { signon.created = value }
        guard keepsDetails else { return }
        let field = BankFileField(path(token, window), value)
        if context == .signon { signon.keep(field) } else { response.keep(field) }
    }

    private mutating func takeAccountLeaf(_ token: OFXToken, _ tag: OFXTag?, _ window: Span<UInt8>) {
        guard tag == .accountId, summary?.group.account.other == nil, !token.text.isEmpty else { return }
        let number = ofxText(window.extracting(token.text), isPlain: token.isPlain)
        summary?.group.account.other = String(number.prefix(140))
    }

    private mutating func takeStatementLeaf(_ token: OFXToken, _ tag: OFXTag?, _ window: Span<UInt8>) {
        switch tag {
        case .begin:
            let text = period(token, window)
            if summary?.group.from == nil { summary?.group.from = text }
        case .end:
            let text = period(token, window)
            if summary?.group.to == nil { summary?.group.to = text }
        case .availableCash, .marginBalance, .shortBalance: takeCashBalance(token, window)
        // Of a pending transaction, which is told and not counted.
        case .amount where isInOtherTransaction: break
        case .amount:
            fault(.amount, "an amount (TRNAMT) outside STMTTRN", at: lines.position(token.tagRange.lowerBound, window))
        default: break
        }
    }

    private func period(_ token: OFXToken, _ window: Span<UInt8>) -> String? {
        guard !token.text.isEmpty, token.text.count <= 64 else { return nil }
        return ofxText(window.extracting(token.text), isPlain: token.isPlain)
    }

    // MARK: Entries

    mutating func beginEntry(_ token: OFXToken, _ window: Span<UInt8>) throws(BankFileFinding) {
        try requireGroup(token, window)
        announce()
        lines.advance(to: token.tagRange.lowerBound, window)
        entries += 1
        summary?.entries += 1
        draft.begin(at: lines.position(token.tagRange.lowerBound, window), number: summary?.entries ?? 0)
    }

    private mutating func takeEntryLeaf(_ token: OFXToken, _ tag: OFXTag?, _ window: Span<UInt8>) {
        switch tag {
        case .amount: takeAmount(token, window)
        case .posted:
            draft.hasPosted = true
            draft.booking = date(token, window, "DTPOSTED")
        case .available:
            if !token.text.isEmpty { draft.available = date(token, window, "DTAVAIL") }
        case .fitId: takeIdentifier(token, window)
        case .currency: takeCurrency(token, window)
        case .transactionType:
            draft.isCalledDebit =
                token.text.count == 5
                && ofxText(window.extracting(token.text), isPlain: token.isPlain).uppercased() == "DEBIT"
        case .correctedId:
            if !token.text.isEmpty {
                let place = lines.position(token.tagRange.lowerBound, window)
                warn(
                    .status,
                    "the entry corrects an earlier one (CORRECTFITID), which is not undone where it came in another file",
                    at: place
                )
            }
        default: break
        }
        guard keepsDetails, !token.text.isEmpty else { return }
        let value = ofxText(window.extracting(token.text), isPlain: token.isPlain)
        switch tag {
        case .transactionType: draft.texts.type = draft.texts.type ?? value
        case .fitId: draft.texts.fitId = draft.texts.fitId ?? value
        case .checkNumber: draft.texts.checkNumber = draft.texts.checkNumber ?? value
        case .reference: draft.texts.reference = draft.texts.reference ?? value
        case .name, .payee: draft.texts.name = draft.texts.name ?? value
        case .memo: draft.texts.memo = draft.texts.memo ?? value
        default: break
        }
    }

    private mutating func takePartLeaf(
        _ token: OFXToken,
        _ tag: OFXTag?,
        _ context: Context,
        _ window: Span<UInt8>
    ) {
        if context == .currency, tag == .currencySymbol { takeCurrency(token, window) }
        guard keepsDetails, !token.text.isEmpty else { return }
        let value = ofxText(window.extracting(token.text), isPlain: token.isPlain)
        switch (context, tag) {
        case (.payee, .name): draft.texts.name = draft.texts.name ?? value
        case (.bankAccountTo, .accountId), (.cardAccountTo, .accountId): draft.texts.accountTo = value
        case (.bankAccountTo, .bankId): draft.texts.bankTo = value
        case (.currency, .currencyRate), (.originalCurrency, .currencyRate): draft.texts.rate = value
        default: break
        }
    }

    private mutating func takeAmount(_ token: OFXToken, _ window: Span<UInt8>) {
        draft.amounts += 1
        guard draft.amounts == 1 else {
            var other: [UInt8] = []
            Self.copyAmount(token, window, to: &other)
            if other != draft.amount { draft.hasConflict = true }
            return
        }
        lines.advance(to: token.tagRange.lowerBound, window)
        draft.amountPosition = lines.position(token.text.lowerBound, window)
        draft.isAmountCut = token.endsFile
        Self.copyAmount(token, window, to: &draft.amount)
    }

    private mutating func takeIdentifier(_ token: OFXToken, _ window: Span<UInt8>) {
        guard !token.text.isEmpty else { return }
        let lines = self.lines
        identifiers.add(window.extracting(token.text)) { lines.position(token.text.lowerBound, window) }
    }

    /// The currency of the amount; `ORIGCURRENCY` names one from which the amount was converted already.
    ///
    /// Source: OFX 2.3, 5.2.
    private mutating func takeCurrency(_ token: OFXToken, _ window: Span<UInt8>) {
        guard !token.text.isEmpty else { return }
        let code = ofxText(window.extracting(token.text), isPlain: token.isPlain).uppercased()
        if let last = lastCurrency, last.code == code {
            draft.currency = last.currency
            return
        }
        guard let found = Currency(activeOrWithdrawn: code) else {
            draft.unknownCurrency = String(code.prefix(20))
            return
        }
        lastCurrency = (code, found)
        draft.currency = found
    }

    private mutating func date(_ token: OFXToken, _ window: Span<UInt8>, _ name: String) -> CalendarDate? {
        if let date = ofxDate(window.extracting(token.text)) { return date }
        let position = lines.position(token.text.lowerBound, window, path: entryPath(name))
        warn(.date, token.text.isEmpty ? "\(name) is empty" : "\(name) is no date that exists", at: position)
        return nil
    }

    private func entryPath(_ name: String) -> String { "STMTTRN[\(draft.number)]/\(name)" }

    mutating func endEntry() {
        guard let group = summary?.group else { return }
        if !draft.hasPosted {
            warn(.date, "the entry has no date (DTPOSTED)", at: draft.position)
        }
        let money: Money
        let side: CreditDebit
        switch movement(in: group.index) {
        case .some(let found): (money, side) = found
        case .none: return
        }
        summary?.sums.add(money, side)
        summary?.bookedSums.add(money, side)
        if draft.isCalledDebit, side == .credit, let place = draft.amountPosition {
            warn(
                .direction,
                "TRNTYPE is DEBIT and TRNAMT is positive: the sign counts, it is taken for a credit",
                at: place
            )
        }
        guard keepsDetails else { return }
        events.append(.entry(entry(money, side, groupIndex: group.index)))
    }

    /// - Returns: `nil` when the amount cannot be read, which is reported.
    private mutating func movement(in groupIndex: Int) -> (Money, CreditDebit)? {
        var position = draft.amountPosition ?? draft.position
        if draft.isAmountCut { return unreadable(.truncated, "the file ends in the amount", position, groupIndex) }
        if draft.hasConflict {
            return unreadable(.amount, "the entry has two amounts (TRNAMT) that differ", position, groupIndex)
        }
        if let unknown = draft.unknownCurrency {
            let message = "the currency of the entry, \(unknown), is none of ISO 4217"
            return unreadable(.amount, message, position, groupIndex)
        }
        let currency = draft.currency ?? statementCurrency(at: draft.position)
        do throws(OFXAmountFault) {
            let amount = try amounts.read(draft.amount[...], exponent: Int(currency.exponent))
            guard let units = Int64(exactly: amount.units), units != .min else { throw .tooLarge }
            if amount.isGuess {
                position.path = entryPath("TRNAMT")
                warnOfGuess(draft.amount, amount.units, currency, at: position)
            }
            let money = Money(minorUnits: units < 0 ? 0 &- units : units, currency: currency)
            return (money, units < 0 ? .debit : .credit)
        } catch {
            return unreadable(.amount, "the amount \(error.message)", position, groupIndex)
        }
    }

    private mutating func unreadable(
        _ code: BankFileFinding.Code,
        _ message: String,
        _ position: BankFilePosition,
        _ groupIndex: Int
    ) -> (Money, CreditDebit)? {
        summary?.unsummed += 1
        var position = position
        position.path = entryPath("TRNAMT")
        let finding = BankFileFinding(code, message, at: position)
        let entry = BankFileUnreadableEntry(index: entries - 1, groupIndex: groupIndex, findings: [finding])
        events.append(.unreadable(entry))
        return nil
    }

    private func entry(_ money: Money, _ side: CreditDebit, groupIndex: Int) -> BankFileEntry {
        let texts = draft.texts
        var entry = BankFileEntry(
            index: entries - 1,
            groupIndex: groupIndex,
            position: draft.position,
            amount: money,
            side: side
        )
        entry.status = .booked
        entry.bookingDate = draft.booking
        entry.valueDate = draft.available
        entry.reference = texts.reference
        entry.servicerReference = texts.fitId
        entry.transactionCode.proprietary = texts.type
        entry.additionalInformation = texts.memo
        entry.fields = texts.fields
        var detail = BankFileDetail()
        detail.chequeNumber = texts.checkNumber
        detail.exchangeRate = texts.rate
        var party = BankFileParty()
        party.name = texts.name
        party.otherAccount = texts.accountTo
        party.bankNumber = texts.bankTo
        switch side {
        case .credit: detail.debtor = party
        case .debit: detail.creditor = party
        }
        if let memo = texts.memo { detail.unstructured.append(memo) }
        entry.details = [detail]
        return entry
    }
}
