import PaymentVocabulary

/// Writes statements of any format as camt.053.001.08, one `Stmt` a group.
///
/// No clock and no random number: the same files give the same bytes. Where the source lacks what the schema demands,
/// there are placeholders: `NOTPROVIDED` for identifications and codes, a balance of that type over zero where there
/// is none, the day of the last entry for a missing date. Texts that are too long are cut and stand whole in
/// `AddtlNtryInf` as long as that has room. The raw fields of the source are left out; JSON lines have them.
///
/// Source: ISO 20022 camt.053.001.08 (BankToCustomerStatementV08).
struct Camt053Writer: ConversionWriting {
    static let namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
    static let placeholder = "NOTPROVIDED"

    /// The formats whose groups are statements, reports or notifications of an account.
    static func isStatement(_ format: BankFileFormat) -> Bool {
        switch format {
        case .camt052, .camt053, .camt054, .mt940, .bai2, .ofx, .csv, .giro: true
        case .pain001, .pain002, .pain008, .pacs004, .ach, .x937, .provider, .lockbox, .edi820: false
        }
    }

    private(set) var cuts: (all: Int, lost: Int) = (0, 0)
    private var isBegun = false
    /// The group whose entries are being held.
    private var open: BankFileGroup?
    private var lastDate: CalendarDate?
    private var statements = 0

    mutating func begin(_ file: ConvertedFile) throws { (open, lastDate) = (nil, nil) }

    mutating func take(
        _ event: BankFileEvent,
        of file: ConvertedFile,
        to sink: inout some ConversionSink
    ) throws -> BankFileFinding? {
        if let format = file.format, !Self.isStatement(format) {
            let message = "\(file.name): \(format.title) is no account statement, so it cannot become camt.053"
            throw ConversionRefusal(description: "\(message); csv and jsonl take every format")
        }
        switch event {
        case .group(let group):
            (open, lastDate) = (group, nil)
        case .entry(let entry):
            return try hold(entry, of: file, to: &sink)
        case .groupEnd(let summary):
            try close(summary.group, summary.currency, to: &sink)
        case .unreadable, .warning, .error: break
        case .failed, .end:
            if let open { try close(open, open.account.currency, to: &sink) }
        }
        return nil
    }

    mutating func finish(to sink: inout some ConversionSink) throws {
        guard isBegun else {
            throw ConversionRefusal(description: "there is no statement, so there is no camt.053 to write")
        }
        try sink.write("</BkToCstmrStmt></Document>\n")
    }

    private mutating func hold(
        _ entry: BankFileEntry,
        of file: ConvertedFile,
        to sink: inout some ConversionSink
    ) throws -> BankFileFinding? {
        var writer = Camt053EntryWriter(format: file.format)
        guard let text = writer.text(of: entry) else {
            let message = "the amount \(entry.amount) has more digits than camt.053 allows; the entry is left out"
            return BankFileFinding(.amount, message, at: entry.position)
        }
        try sink.hold(text)
        add(writer.cuts)
        if let date = entry.bookingDate ?? entry.valueDate { lastDate = max(lastDate ?? date, date) }
        return nil
    }

    private mutating func close(
        _ group: BankFileGroup,
        _ currency: Currency?,
        to sink: inout some ConversionSink
    ) throws {
        open = nil
        statements += 1
        var xml = Camt053Text()
        let date =
            lastDate ?? group.balances.lazy.compactMap(\.date).last ?? group.created.flatMap {
                isoDate(Array($0.utf8).span)
            }
            ?? CalendarDate(dayNumber: 0)
        let created = group.created.flatMap(Camt053Text.dateTime) ?? "\(date)T00:00:00"
        let id = group.id.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } ?? "\(Self.placeholder)-\(statements)"
        if !isBegun {
            isBegun = true
            xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"\(Self.namespace)\"><BkToCstmrStmt>")
            xml.element("GrpHdr") { xml in
                xml.text("MsgId", id, max: 35)
                xml.raw("<CreDtTm>\(created)</CreDtTm>")
            }
        }
        xml.raw("\n<Stmt>")
        writeHead(of: group, id: id, created: created, date: date, currency: currency, to: &xml)
        try sink.write(xml.text)
        try sink.release()
        var foot = Camt053Text()
        foot.notes = xml.notes
        let information = foot.takeNotes(behind: nil)
        foot.text("AddtlStmtInf", information, max: 500)
        try sink.write(foot.text + "</Stmt>\n")
        add(xml.cuts)
        add(foot.cuts)
    }

    private func writeHead(
        of group: BankFileGroup,
        id: String,
        created: String,
        date: CalendarDate,
        currency: Currency?,
        to xml: inout Camt053Text
    ) {
        xml.text("Id", id, max: 35)
        xml.number("ElctrncSeqNb", group.electronicSequence)
        xml.number("LglSeqNb", group.legalSequence)
        xml.raw("<CreDtTm>\(created)</CreDtTm>")
        if let from = group.from.flatMap(Camt053Text.dateTime), let to = group.to.flatMap(Camt053Text.dateTime) {
            xml.raw("<FrToDt><FrDtTm>\(from)</FrDtTm><ToDtTm>\(to)</ToDtTm></FrToDt>")
        }
        xml.element("Acct") { xml in
            let account = group.account
            if !xml.account(iban: account.iban, other: account.other) {
                xml.raw("<Id><Othr><Id>\(Self.placeholder)</Id></Othr></Id>")
            }
            if let currency = account.currency, currency != .unstated { xml.raw("<Ccy>\(currency.code)</Ccy>") }
        }
        var count = 0
        for balance in group.balances where xml.balance(balance, else: date) { count += 1 }
        guard count == 0 else { return }
        let zero = BankFileBalance(
            type: Self.placeholder,
            amount: .zero(currency ?? .unstated),
            date: nil,
            position: group.position
        )
        _ = xml.balance(zero, else: date)
    }

    private mutating func add(_ more: (all: Int, lost: Int)) {
        cuts.all += more.all
        cuts.lost += more.lost
    }
}

extension Camt053Text {
    /// - Returns: `false` when the amount has more digits than the schema allows, and nothing is written.
    fileprivate mutating func balance(_ balance: BankFileBalance, else date: CalendarDate) -> Bool {
        let units = balance.amount.minorUnits
        guard let amount = Self.amount(units.magnitude, balance.amount.currency) else {
            lose("balance", "\(balance.type) \(balance.amount)")
            return false
        }
        element("Bal") { xml in
            xml.element("Tp") { $0.element("CdOrPrtry") { $0.code(balance.type) } }
            xml.raw(amount.element("Amt"))
            xml.raw("<CdtDbtInd>\((units < 0 ? CreditDebit.debit : .credit).rawValue)</CdtDbtInd>")
            xml.raw("<Dt><Dt>\(balance.date ?? date)</Dt></Dt>")
        }
        return true
    }

    /// - Returns: `false` when there is no number, and nothing is written.
    mutating func account(iban: String?, other: String?) -> Bool {
        if let iban, Self.isIBAN(iban) {
            raw("<Id><IBAN>\(iban)</IBAN></Id>")
            if let other { lose("account", other) }
            return true
        }
        guard let number = iban ?? other, Self.hasText(number) else { return false }
        if let other, iban != nil { lose("account", other) }
        element("Id") { $0.element("Othr") { $0.text("Id", number, max: 34) } }
        return true
    }
}
