import PaymentVocabulary

extension OFXBuilder {
    mutating func beginGroup(_ token: OFXToken, _ window: Span<UInt8>) throws(BankFileFinding) {
        endGroup()
        let name = fileText(window.extracting(token.nameRange))
        try beginGroup(kind: name.uppercased(), at: lines.position(token.tagRange.lowerBound, window))
    }

    private mutating func beginGroup(kind: String, at position: BankFilePosition) throws(BankFileFinding) {
        guard groups < Self.groupsMax else {
            throw BankFileFinding(.limit, "more than \(Self.groupsMax) statements in one file", at: position)
        }
        var group = BankFileGroup(kind: kind, index: groups, position: position)
        groups += 1
        group.id = response.id
        group.created = signon.created
        if keepsDetails { group.fields = signon.fields + response.fields }
        summary = BankFileGroupSummary(group: group)
        isAnnounced = false
        currency = nil
        hasNotedCurrency = false
        otherTransactions = 0
        identifiers.begin()
        groupKept.begin()
    }

    /// An entry or balance outside a statement belongs to one that the file does not name.
    mutating func requireGroup(_ token: OFXToken, _ window: Span<UInt8>) throws(BankFileFinding) {
        guard summary == nil else { return }
        let position = lines.position(token.tagRange.lowerBound, window)
        warn(.notWellFormed, "this stands in no statement", at: position)
        try beginGroup(kind: "STMTRS", at: position)
    }

    mutating func announce() {
        guard !isAnnounced, let summary else { return }
        isAnnounced = true
        events.append(.group(summary.group))
    }

    mutating func endGroup() {
        guard var ended = summary else { return }
        announce()
        if otherTransactions > 0 {
            let message =
                "\(otherTransactions) investment, loan or pending transactions are no STMTTRN; they are not counted"
            warn(.more, message, at: ended.group.position)
        }
        if let currency, let other = ended.sums.all.first(where: { $0.currency != currency }) {
            let message = "entries in \(other.currency) are summed apart from the statement's \(currency)"
            warn(.amount, message, at: ended.group.position)
        }
        if identifiers.repeats > 0, let first = identifiers.firstRepeat {
            warn(.duplicate, "\(identifiers.repeats) times a FITID that the statement had before", at: first)
        }
        if ended.entries > ended.unsummed { ended.statuses = ["BOOK": ended.entries - ended.unsummed] }
        events.append(.groupEnd(ended))
        summary = nil
    }

    // MARK: Currency

    /// The currency in which the statement's amounts are counted.
    mutating func statementCurrency(at position: BankFilePosition) -> Currency {
        if let currency { return currency }
        if !hasNotedCurrency {
            hasNotedCurrency = true
            warn(.amount, "the statement names no currency (CURDEF); two decimals are counted", at: position)
        }
        return .unstated
    }

    mutating func takeDefaultCurrency(_ token: OFXToken, _ window: Span<UInt8>) {
        guard summary != nil, !token.text.isEmpty, currency == nil else { return }
        let code = ofxText(window.extracting(token.text), isPlain: token.isPlain)
        let position = lines.position(token.text.lowerBound, window)
        guard let found = Currency(activeOrWithdrawn: code.uppercased()) else {
            return warn(.amount, "CURDEF \(code.prefix(20)) is no currency of ISO 4217", at: position)
        }
        if (summary?.entries ?? 0) > 0 {
            warn(.amount, "CURDEF stands behind entries, which are counted without a currency", at: position)
        }
        currency = found
        summary?.group.account.currency = found
    }

    // MARK: Balances

    mutating func beginBalance(
        _ token: OFXToken,
        _ tag: OFXTag,
        _ window: Span<UInt8>
    ) throws(BankFileFinding) {
        try requireGroup(token, window)
        balance.type = tag == .ledgerBalance ? "CLBD" : "CLAV"
        balance.position = lines.position(token.tagRange.lowerBound, window)
        balance.amount.removeAll(keepingCapacity: true)
        balance.amountPosition = nil
        balance.date = nil
    }

    mutating func takeBalanceLeaf(_ token: OFXToken, _ tag: OFXTag?, _ window: Span<UInt8>) {
        switch tag {
        case .balanceAmount:
            guard balance.amountPosition == nil else { return }
            balance.amountPosition = lines.position(token.text.lowerBound, window, path: balancePath)
            if !token.endsFile { Self.copyAmount(token, window, to: &balance.amount) }
        case .balanceDate:
            guard !token.text.isEmpty, balance.date == nil else { return }
            balance.date = ofxDate(window.extracting(token.text))
            if balance.date == nil {
                warn(.date, "the date of the balance does not exist", at: lines.position(token.text.lowerBound, window))
            }
        default: break
        }
    }

    private var balancePath: String { balance.type == "CLBD" ? "LEDGERBAL/BALAMT" : "AVAILBAL/BALAMT" }

    mutating func endBalance() {
        let position = balance.amountPosition ?? balance.position
        guard !balance.amount.isEmpty else {
            return warn(.amount, "\(balancePath) is missing or empty", at: position)
        }
        add(balance.amount, type: balance.type, name: balancePath, date: balance.date, at: position)
    }

    /// A balance of an investment account, which is one element.
    mutating func takeCashBalance(_ token: OFXToken, _ window: Span<UInt8>) {
        guard !token.text.isEmpty, !token.endsFile else { return }
        var bytes: [UInt8] = []
        Self.copyAmount(token, window, to: &bytes)
        let name = fileText(window.extracting(token.nameRange)).uppercased()
        add(bytes, type: name, name: name, date: nil, at: lines.position(token.text.lowerBound, window, path: name))
    }

    private mutating func add(
        _ bytes: [UInt8],
        type: String,
        name: String,
        date: CalendarDate?,
        at position: BankFilePosition
    ) {
        guard (summary?.group.balances.count ?? 0) < Self.balancesMax else { return }
        let currency = statementCurrency(at: position)
        do throws(OFXAmountFault) {
            let amount = try amounts.read(bytes[...], exponent: Int(currency.exponent))
            guard let units = Int64(exactly: amount.units) else { throw .tooLarge }
            if amount.isGuess { warnOfGuess(bytes, amount.units, currency, at: position) }
            let money = Money(minorUnits: units, currency: currency)
            summary?.group.balances.append(BankFileBalance(type: type, amount: money, date: date, position: position))
        } catch {
            fault(.amount, "\(name) \(error.message)", at: position)
        }
    }

    mutating func warnOfGuess(_ bytes: [UInt8], _ units: Int128, _ currency: Currency, at position: BankFilePosition) {
        let text = String(decoding: bytes.prefix(40), as: UTF8.self)
        let message = "the amount \(text) is read as \(decimal(units, currency)); its mark could also mean the other"
        warn(.amount, message, at: position)
    }

    /// Copies the bytes of an amount, with the blanks of other encodings as plain ones.
    static func copyAmount(_ token: OFXToken, _ window: Span<UInt8>, to amount: inout [UInt8]) {
        amount.removeAll(keepingCapacity: true)
        // No amount is longer, and what is longer stays one that cannot be read.
        guard token.text.count <= 256 else { return amount.append(Ascii.question) }
        if token.isPlain, !token.hasHighBytes {
            for index in token.text { amount.append(window[index]) }
            return
        }
        for scalar in ofxText(window.extracting(token.text), isPlain: token.isPlain).unicodeScalars {
            switch scalar {
            case "\u{A0}", "\u{202F}", "\u{2009}": amount.append(0x20)
            default: amount.append(scalar.isASCII ? UInt8(scalar.value) : Ascii.question)
            }
        }
        while amount.last == 0x20 { amount.removeLast() }
        while amount.first == 0x20 { amount.removeFirst() }
    }

    // MARK: Status

    mutating func takeStatusLeaf(_ token: OFXToken, _ tag: OFXTag?, _ window: Span<UInt8>) {
        let text = ofxText(window.extracting(token.text), isPlain: token.isPlain)
        switch tag {
        case .code: status.code = text
        case .severity: status.severity = text.uppercased()
        case .message: status.message = text
        default: break
        }
    }

    /// A response that is an error has no statement, and the file is a valid one.
    mutating func endStatus() {
        let isZero = status.code.allSatisfy { $0 == "0" }
        let isFine = status.severity == "INFO" || (status.severity.isEmpty && isZero)
        guard !isFine, !(isZero && status.severity.hasPrefix("WARN")) else { return }
        let words = [status.code, status.severity, status.message].filter { !$0.isEmpty }
        warn(.status, "the server says \(words.joined(separator: " ").prefix(200))", at: status.position)
    }
}
