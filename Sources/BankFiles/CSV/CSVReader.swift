/// A streaming reader of account statements in CSV, by profiles of banks or by what the file itself shows.
///
/// The file is one group, each data row an entry. The layout (columns, decimal mark, order of dates, sides, order of
/// rows) is told from the first rows and shown in `version` and in the fields of the group; what they leave open is a
/// warning that says what was assumed. A running balance is followed from row to row, and its ends are the opening and
/// the closing balance.
public struct CSVReader: BankFileReading {
    /// Rows that are looked at to tell the layout.
    fileprivate static let headRowsMax = 300

    private let options: BankFileOptions
    private var reader: DelimitedReader
    private var rows: CSVRows
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        self.options = options
        reader = DelimitedReader(delimiter: options.csvProfile?.delimiter, encoding: options.csvProfile?.encoding)
        rows = CSVRows(options: options)
    }

    public var format: BankFileFormat? { .csv }

    /// The profile and everything that was told from the file or assumed.
    public var version: String? { rows.builder?.layout.summary }

    /// Whether the begin of a file has column heads of a statement, or rows of dates and amounts.
    private static let controlsOneIn = 1_000

    static func recognises(_ start: [UInt8]) -> Bool {
        let first = start.first { !Ascii.isSpace($0) && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
        if first == Ascii.less || first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return false }
        guard let encoding = first.map({ _ in FileEncoding.detect(Array(start.prefix(DelimitedReader.startBytes))) })
        else {
            return false
        }
        // One here and there is a slip in a text; more is no text.
        let controls = start.count { $0 < 0x09 || $0 == 0x0B || (0x0E...0x1F).contains($0) && $0 != 0x1A }
        guard encoding.isUTF16 || controls * controlsOneIn <= start.count || controls == 1 else { return false }
        var reader = DelimitedReader(encoding: encoding)
        var rows: [DelimitedRow] = []
        let isWhole = start.count < FormatDetection.bytesMin
        do throws(BankFileFinding) {
            try reader.feed(start) { (row) throws(BankFileFinding) in
                if rows.count < headRowsMax { rows.append(row) }
            }
            if isWhole {
                try reader.finish { (row) throws(BankFileFinding) in
                    if rows.count < headRowsMax { rows.append(row) }
                }
            }
        } catch {
            return false
        }
        guard let layout = CSVLayout(rows, profile: nil) else { return false }
        return layout.headerRow != nil || rows.count > 1
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        advance { reader, rows throws(BankFileFinding) in
            try reader.feed(bytes) { (row) throws(BankFileFinding) in try rows.take(row) }
        }
    }

    public mutating func finish() -> [BankFileEvent] {
        let events = advance { reader, rows throws(BankFileFinding) in
            try reader.finish { (row) throws(BankFileFinding) in try rows.take(row) }
            rows.isLast = true
        }
        guard !isOver else { return events }
        isOver = true
        rows.builder?.finish(isRead: true)
        return events + (rows.builder?.takeEvents() ?? []) + [.end(isComplete: rows.builder?.isComplete)]
    }

    private mutating func advance(
        _ work: (inout DelimitedReader, inout CSVRows) throws(BankFileFinding) -> Void
    ) -> [BankFileEvent] {
        guard !isOver else { return [] }
        var failure: BankFileFinding?
        do throws(BankFileFinding) {
            try work(&reader, &rows)
        } catch {
            failure = error
            rows.isLast = true
        }
        if rows.isLast, let refusal = rows.begin() { failure = failure ?? refusal }
        guard let failure else { return rows.builder?.takeEvents() ?? [] }
        isOver = true
        rows.builder?.finish(isRead: false)
        return (rows.builder?.takeEvents() ?? []) + [.failed(failure)]
    }
}

/// Keeps the first rows until the layout can be told from them, and hands the others on.
private struct CSVRows: Sendable {
    let options: BankFileOptions
    var builder: CSVBuilder?
    /// The file has no more rows than were taken.
    var isLast = false
    /// The first rows, until the layout is told.
    private var kept: [DelimitedRow] = []
    private var isRefused = false

    init(options: BankFileOptions) {
        self.options = options
    }

    mutating func take(_ row: DelimitedRow) throws(BankFileFinding) {
        guard builder == nil else {
            builder?.take(row)
            return
        }
        kept.append(row)
        if kept.count == CSVReader.headRowsMax, let refusal = begin() { throw refusal }
    }

    /// Tells the layout, and reads the rows that were kept.
    ///
    /// - Returns: why the rows are no statement.
    mutating func begin() -> BankFileFinding? {
        guard builder == nil, !isRefused else { return nil }
        let rows = kept
        kept = []
        guard let layout = CSVLayout(rows, profile: options.csvProfile) else {
            isRefused = true
            if let long = rows.first(where: { $0.limit != nil })?.fault { return long }
            let cells = rows.first?.fields.map(\.text).filter { !$0.isEmpty } ?? []
            let first = cells.isEmpty ? "" : "; the first row is \(cells.joined(separator: " | ").prefix(200))"
            let message =
                "no row has column heads of a statement (a date and an amount) that are known, and the rows do not show "
                + "them; write a profile (--csv-profile)\(first)"
            return BankFileFinding(
                .notRecognised,
                message,
                at: rows.first?.position() ?? BankFilePosition(line: 1, byte: 0)
            )
        }
        var builder = CSVBuilder(layout: layout, rows: rows, keepsDetails: options.keepsDetails)
        for row in rows.dropFirst(layout.dataRow) { builder.take(row) }
        self.builder = builder
        return nil
    }
}
