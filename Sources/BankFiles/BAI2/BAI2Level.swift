import PaymentVocabulary

/// What a file, group or account came to, to be compared with its trailer.
struct BAI2Level: Sendable {
    let place: LinePlace
    /// The sum of all amounts, those of summaries too.
    var total: Int128 = 0
    /// The sum of the totals that the trailers below say.
    var stated: Int128 = 0
    /// Physical records, continuations too.
    var records = 0
    /// Accounts of a group, groups of a file.
    var children = 0
}

extension BAI2Builder {
    mutating func begin(file bytes: Span<UInt8>, _ lines: Int) {
        if account != nil { leaveAccount() }
        if group != nil { leaveGroup() }
        if file != nil {
            warn(.truncated, "a file header without the trailer (99) of the file before", at: position(0))
        }
        file = BAI2Level(place: recordPlace, records: lines)
        var fields = BAI2Fields(0..<bytes.count)
        var texts: [Range<Int>] = []
        while texts.count < 8, let field = fields.next(bytes) { texts.append(field) }
        if version == nil, texts.count == 8 { version = fileText(bytes.extracting(texts[7])) }
        guard keepsDetails else { return }
        let names = [
            "sender", "receiver", "file creation date", "file creation time", "file identification",
            "physical record length", "block size", "version number",
        ]
        fileFields = zip(names, texts).map { BankFileField("01 \($0)", fileText(bytes.extracting($1))) }
    }

    mutating func begin(group bytes: Span<UInt8>, _ lines: Int) {
        if account != nil { leaveAccount() }
        if group != nil { leaveGroup() }
        group = BAI2Level(place: recordPlace, records: lines)
        var fields = BAI2Fields(0..<bytes.count)
        var texts: [Range<Int>] = []
        while texts.count < 7, let field = fields.next(bytes) { texts.append(field) }
        asOf = nil
        asOfText = ""
        if texts.count > 3, !texts[3].isEmpty {
            asOf = bai2Date(texts[3], bytes)
            if asOf == nil { warn(.date, "the as-of date is no date YYMMDD", at: position(texts[3].lowerBound)) }
            asOfText = fileText(bytes.extracting(texts[3]))
            if texts.count > 4, !texts[4].isEmpty { asOfText += " \(fileText(bytes.extracting(texts[4])))" }
        }
        groupCurrency = texts.count > 5 ? headerCurrency(texts[5], bytes) ?? .usd : .usd
        guard keepsDetails else { return }
        let names = [
            "ultimate receiver", "originator", "group status", "as-of date", "as-of time", "currency",
            "as-of date modifier",
        ]
        groupFields = zip(names, texts).map { BankFileField("02 \($0)", fileText(bytes.extracting($1))) }
    }

    /// The currency of a header.
    ///
    /// - Returns: `nil` when the field is empty; an unknown code is a warning and counts as no currency.
    mutating func headerCurrency(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Currency? {
        guard !range.isEmpty else { return nil }
        let code = fileText(bytes.extracting(range.prefix(8)))
        if let currency = Currency(activeOrWithdrawn: code.uppercased()) { return currency }
        warn(.amount, "\(code) is no currency code", at: position(range.lowerBound))
        return .unstated
    }

    // MARK: Trailers

    mutating func end(account bytes: Span<UInt8>, _ lines: Int) {
        guard var level = account else {
            return fault(.controlTotal, "an account trailer (49) without an account (03)", at: position(0))
        }
        level.records += lines
        account = level
        var fields = BAI2Fields(0..<bytes.count)
        let total = fields.next(bytes) ?? 0..<0
        let stated = compareTotal(total, bytes, level.total, "account")
        compareCount(fields.next(bytes), bytes, level.records, "account", "records")
        closeAccount(stated: stated)
    }

    mutating func end(group bytes: Span<UInt8>, _ lines: Int) {
        if account != nil { leaveAccount() }
        guard var level = group else {
            return fault(.controlTotal, "a group trailer (98) without a group (02)", at: position(0))
        }
        level.records += lines
        group = level
        var fields = BAI2Fields(0..<bytes.count)
        let total = fields.next(bytes) ?? 0..<0
        let stated = compareTotal(total, bytes, level.stated, "group")
        compareCount(fields.next(bytes), bytes, level.children, "group", "accounts")
        compareCount(fields.next(bytes), bytes, level.records, "group", "records")
        closeGroup(stated: stated)
    }

    /// - Returns: whether the trailer ends a file whose header was read.
    mutating func end(file bytes: Span<UInt8>, _ lines: Int) -> Bool {
        if account != nil { leaveAccount() }
        if group != nil { leaveGroup() }
        guard var level = file else {
            fault(.controlTotal, "a file trailer (99) without a file header (01)", at: position(0))
            return false
        }
        level.records += lines
        var fields = BAI2Fields(0..<bytes.count)
        let total = fields.next(bytes) ?? 0..<0
        _ = compareTotal(total, bytes, level.stated, "file")
        compareCount(fields.next(bytes), bytes, level.children, "file", "groups")
        let count = fields.next(bytes)
        compareCount(count, bytes, level.records, "file", "records")
        file = nil
        // Without its slash, a trailer whose count does not fit may be the begin of one that does.
        guard let count, endsWithSlash || BAI2Number(count, bytes).valueOrZero == Int64(level.records) else {
            warn(.truncated, "the file trailer (99) is not whole", at: position(0))
            return false
        }
        return true
    }

    /// - Returns: what the trailer says, or what was counted where it says nothing.
    private mutating func compareTotal(
        _ range: Range<Int>,
        _ bytes: Span<UInt8>,
        _ total: Int128,
        _ level: String
    ) -> Int128 {
        switch BAI2Number(range, bytes) {
        case .blank: return total
        case .fault(let fault):
            warn(.controlTotal, "the control total of the \(level) \(fault.message)", at: position(range.lowerBound))
        case .value(let stated):
            guard Int128(stated) != total else { return total }
            let message = "the control total of the \(level) is \(stated), and its amounts make \(total)"
            warn(.controlTotal, message, at: position(range.lowerBound))
            return Int128(stated)
        }
        return total
    }

    private mutating func compareCount(
        _ range: Range<Int>?,
        _ bytes: Span<UInt8>,
        _ count: Int,
        _ level: String,
        _ what: String
    ) {
        guard let range else { return }
        switch BAI2Number(range, bytes) {
        case .blank: return
        case .value(let stated) where stated == Int64(count): return
        case .value(let stated):
            let message = "the \(level) has \(count) \(what), and its trailer says \(stated)"
            warn(.controlTotal, message, at: position(range.lowerBound))
        case .fault:
            warn(.controlTotal, "the count of \(what) of the \(level) is no number", at: position(range.lowerBound))
        }
    }

    mutating func leaveAccount() {
        warn(.controlTotal, "the account before has no trailer (49)", at: position(0))
        closeAccount()
    }

    private mutating func leaveGroup() {
        warn(.controlTotal, "the group before has no trailer (98)", at: position(0))
        closeGroup(stated: nil)
    }

    private mutating func closeGroup(stated: Int128?) {
        guard let level = group else { return }
        file?.total += level.total
        file?.stated += stated ?? level.stated
        file?.records += level.records
        file?.children += 1
        group = nil
    }
}
