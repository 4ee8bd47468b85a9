import PaymentVocabulary

/// Writes one row a payment: an entry with its only detail, or a row a detail; docs/cli-json.md has the columns.
///
/// What belongs to the entry as a whole (`entry_amount`, `entry_fields`) stands in its first row only, so that a
/// column can be summed.
///
/// Source: RFC 4180.
struct CSVRowWriter: ConversionWriting {
    static let columns = [
        "kind", "file", "group", "group_kind", "group_id", "account", "account_currency", "entry", "detail", "details",
        "line", "column", "byte", "path", "side", "entry_amount", "amount", "currency", "reversal", "status",
        "booking_date", "value_date", "reference", "servicer_reference", "end_to_end_id", "transaction_id",
        "message_id", "mandate_id", "cheque_number", "transaction_code", "counterparty_name", "counterparty_account",
        "counterparty_bic", "creditor_references", "document_numbers", "remittance", "return_reason",
        "entry_information", "problem", "detail_data", "entry_data", "entry_fields",
    ]

    private var isBegun = false
    private var group: BankFileGroup?

    mutating func begin(_ file: ConvertedFile) throws { group = nil }

    mutating func take(
        _ event: BankFileEvent,
        of file: ConvertedFile,
        to sink: inout some ConversionSink
    ) throws -> BankFileFinding? {
        try head(to: &sink)
        switch event {
        case .group(let group): self.group = group
        case .entry(let entry):
            for index in 0..<max(1, entry.details.count) {
                try sink.write(row(entry, detail: index, of: file))
            }
        case .unreadable(let entry): try sink.write(row(entry, of: file))
        case .groupEnd: group = nil
        case .warning, .error, .failed, .end: break
        }
        return nil
    }

    mutating func finish(to sink: inout some ConversionSink) throws { try head(to: &sink) }

    private mutating func head(to sink: inout some ConversionSink) throws {
        guard !isBegun else { return }
        isBegun = true
        try sink.write(Self.columns.joined(separator: ",") + "\r\n")
    }

    private func row(_ entry: BankFileEntry, detail index: Int, of file: ConvertedFile) -> String {
        let detail = entry.details.indices.contains(index) ? entry.details[index] : nil
        // What moved on the account, whatever was instructed of an entry's only payment.
        let isOnly = entry.details.count <= 1
        let amount = isOnly ? entry.amount : detail.flatMap { entry.amount(of: $0) }
        var row = CSVRow(group, file, entry.index, entry.position)
        row.number("detail", detail == nil ? nil : index)
        row.number("details", entry.details.count)
        row.plain("side", (isOnly ? entry.side : detail?.side ?? entry.side).word)
        row.plain("amount", amount?.decimal)
        row.plain("currency", (amount ?? entry.amount).currency.code)
        row.plain("reversal", entry.isReversal ? "true" : "false")
        row.text("status", entry.status?.code)
        row.plain("booking_date", entry.bookingDate?.description)
        row.plain("value_date", entry.valueDate?.description)
        row.text("reference", entry.reference)
        row.text("servicer_reference", detail?.servicerReference ?? entry.servicerReference)
        row.text("transaction_code", Self.code(entry, detail))
        if index == 0 {
            row.plain("entry_amount", entry.amount.decimal)
            row.text("entry_information", entry.additionalInformation)
            row.json("entry_data") { json in
                var head = entry
                head.details = []
                head.fields = []
                json.object { $0.members(of: head) }
            }
            if !entry.fields.isEmpty { row.json("entry_fields") { $0.fields(entry.fields) } }
        }
        if let detail { Self.fill(&row, detail, entry.side) }
        return row.line
    }

    private static func fill(_ row: inout CSVRow, _ detail: BankFileDetail, _ side: CreditDebit) {
        let party = side == .credit ? detail.debtor : detail.creditor
        row.text("end_to_end_id", detail.endToEndId)
        row.text("transaction_id", detail.transactionId)
        row.text("message_id", detail.messageId)
        row.text("mandate_id", detail.mandateId)
        row.text("cheque_number", detail.chequeNumber)
        row.text("counterparty_name", party.name)
        row.text("counterparty_account", party.account)
        row.text("counterparty_bic", party.bic)
        row.text("creditor_references", joined(detail.structured.compactMap(\.creditorReference)))
        row.text("document_numbers", joined(detail.structured.flatMap(\.documents).compactMap(\.number)))
        row.text("remittance", joined(detail.unstructured))
        row.text("return_reason", detail.returnReason)
        row.json("detail_data") { json in json.object { $0.members(of: detail) } }
    }

    private func row(_ entry: BankFileUnreadableEntry, of file: ConvertedFile) -> String {
        var row = CSVRow(group, file, entry.index, entry.findings.first?.position ?? BankFilePosition())
        row.plain("kind", "unreadable")
        row.text("problem", Self.joined(entry.findings.map(\.description)))
        return row.line
    }

    /// Domain, family and subfamily, or the bank's own code.
    private static func code(_ entry: BankFileEntry, _ detail: BankFileDetail?) -> String? {
        let own = detail?.transactionCode ?? BankTransactionCode()
        let code = own == BankTransactionCode() ? entry.transactionCode : own
        let parts = [code.domain, code.family, code.subfamily].compactMap(\.self)
        return parts.isEmpty ? code.proprietary : parts.joined(separator: "-")
    }

    /// Several texts in one cell, a line each.
    private static func joined(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: "\n") }
}

/// The cells of one row.
private struct CSVRow {
    private static let places = Dictionary(
        uniqueKeysWithValues: CSVRowWriter.columns.enumerated().map { ($0.element, $0.offset) }
    )

    private var cells = [String](repeating: "", count: CSVRowWriter.columns.count)

    init(_ group: BankFileGroup?, _ file: ConvertedFile, _ entry: Int, _ position: BankFilePosition) {
        plain("kind", "entry")
        text("file", file.name)
        number("group", group?.index)
        text("group_kind", group?.kind)
        text("group_id", group?.id)
        text("account", group?.account.number)
        plain("account_currency", group?.account.currency?.code)
        number("entry", entry)
        number("line", position.line)
        number("column", position.column)
        number("byte", position.byte)
        text("path", position.path)
    }

    var line: String { cells.joined(separator: ",") + "\r\n" }

    mutating func number(_ column: String, _ value: Int?) { plain(column, value.map(String.init)) }

    /// What we write ourselves and no program takes for a formula.
    mutating func plain(_ column: String, _ value: String?) {
        guard let place = Self.places[column] else { return }
        cells[place] = value ?? ""
    }

    /// What somebody else wrote.
    ///
    /// What a spreadsheet would take for a formula is guarded.
    mutating func text(_ column: String, _ value: String?) {
        guard let value else { return }
        plain(column, SpreadsheetCell.quoted(SpreadsheetCell.guarded(value)))
    }

    mutating func json(_ column: String, _ write: (inout JSONText) -> Void) {
        var json = JSONText()
        write(&json)
        plain(column, SpreadsheetCell.quoted(json.text))
    }
}
