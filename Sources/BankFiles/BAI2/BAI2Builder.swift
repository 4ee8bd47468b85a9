import PaymentVocabulary

/// Puts the lines of a BAI2 file together to records, and records to accounts.
struct BAI2Builder: Sendable {
    /// What one record may have with its continuations.
    static let recordBytesMax = 262_144
    static let findingsMax = 1_000
    static let balancesMax = 1_000

    enum Record: UInt16, Sendable {
        case file = 0x3031
        case group = 0x3032
        case account = 0x3033
        case transaction = 0x3136
        case continuation = 0x3838
        case accountTrailer = 0x3439
        case groupTrailer = 0x3938
        case fileTrailer = 0x3939
    }

    let keepsDetails: Bool
    var version: String?
    var events: [BankFileEvent] = []
    private var findings = 0

    // The record that is being read; its continuations may follow.
    private var pending: Record?
    private var isCounted = false
    private var record: [UInt8] = []
    private var recordBytes = 0
    private var lines = 0
    private(set) var endsWithSlash = false
    /// The record at hand is the last of the file.
    private(set) var isEnding = false
    var recordPlace = LinePlace()
    /// Where the fields begin and end in the record's first line, which is where positions are known.
    var firstFields = 0..<0

    var file: BAI2Level?
    var group: BAI2Level?
    var account: BAI2Level?
    var fileFields: [BankFileField] = []
    var groupFields: [BankFileField] = []
    var asOf: CalendarDate?
    var asOfText = ""
    var groupCurrency = Currency.usd
    var currency = Currency.usd
    var summary: BankFileGroupSummary?
    var groups = 0
    var entries = 0
    /// Transactions that are money on the account, those for information only, and those that cannot be read.
    var booked = 0
    var informative = 0
    private(set) var isComplete = false

    init(keepsDetails: Bool) {
        self.keepsDetails = keepsDetails
    }

    mutating func takeEvents() -> [BankFileEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    // MARK: Lines

    mutating func take(_ line: Span<UInt8>, _ place: LinePlace) throws(BankFileFinding) {
        var range = trimmed(0..<line.count, of: line)
        // DOS ended its texts with a control character.
        if range.count == 1, line[range.lowerBound] == 0x1A { return }
        guard !range.isEmpty else { return }
        let start = range.lowerBound
        guard range.count >= 2,
            let kind = Record(rawValue: UInt16(line[start]) << 8 | UInt16(line[start + 1])),
            range.count == 2 || line[start + 2] == 0x2C || line[start + 2] == Ascii.slash
        else { return try unknown(place) }
        let hasSlash = line[range.upperBound - 1] == Ascii.slash
        if hasSlash {
            range = trimmed(start..<range.upperBound - 1, of: line)
        }
        let fields = min(start + 3, range.upperBound)..<range.upperBound
        guard kind != .continuation else {
            endsWithSlash = hasSlash
            return try proceed(line, fields, place)
        }
        flush()
        endsWithSlash = hasSlash
        if groups == 0, file == nil, group == nil, kind != .file {
            guard kind == .group || kind == .account else { return try unknown(place) }
            warn(.truncated, "the file does not begin with a file header (record 01)", at: place.position())
        }
        pending = kind
        lines = 1
        recordPlace = place
        firstFields = fields
        recordBytes = fields.count
        isCounted = kind == .transaction && !keepsDetails && count(line)
        if !isCounted { append(line, fields) }
    }

    private mutating func proceed(
        _ line: Span<UInt8>,
        _ fields: Range<Int>,
        _ place: LinePlace
    ) throws(BankFileFinding) {
        guard pending != nil else {
            guard file != nil || group != nil else { return try unknown(place) }
            return fault(.notRecognised, "a continuation (record 88) that continues nothing", at: place.position())
        }
        lines += 1
        recordBytes += fields.count + 1
        guard recordBytes <= Self.recordBytesMax else {
            flush()
            let message = "a record of more than \(Self.recordBytesMax) bytes with its continuations"
            throw BankFileFinding(.limit, message, at: place.position())
        }
        guard !isCounted else { return }
        record.append(0x0A)
        append(line, fields)
    }

    private mutating func append(_ line: Span<UInt8>, _ range: Range<Int>) {
        record.append(line.extracting(range))
    }

    /// A line that is no record; at the begin it means that the file is none.
    private mutating func unknown(_ place: LinePlace) throws(BankFileFinding) {
        let isBegin = pending == nil && file == nil && group == nil && groups == 0
        let message = "a line that begins with no record code of BAI2 (01, 02, 03, 16, 49, 88, 98, 99)"
        if isBegin { throw BankFileFinding(.notRecognised, message, at: place.position()) }
        flush()
        fault(.notRecognised, message, at: place.position())
    }

    /// Takes the record that was read to its end.
    private mutating func flush() {
        guard let kind = pending else { return }
        pending = nil
        if isCounted {
            account?.records += lines
            return
        }
        // Taken out, so that the record can be read while the rest of the state changes.
        var bytes: [UInt8] = []
        swap(&bytes, &record)
        switch kind {
        case .file: begin(file: bytes.span, lines)
        case .group: begin(group: bytes.span, lines)
        case .account: begin(account: bytes.span, lines)
        case .transaction:
            requireAccount()
            account?.records += lines
            transaction(bytes.span, isWhole: true, keeps: keepsDetails)
        case .accountTrailer: end(account: bytes.span, lines)
        case .groupTrailer: end(group: bytes.span, lines)
        case .fileTrailer: isComplete = end(file: bytes.span, lines)
        case .continuation: break
        }
        bytes.removeAll(keepingCapacity: true)
        swap(&bytes, &record)
    }

    /// Counts a transaction by its first line.
    ///
    /// - Returns: whether that line has all that counting needs.
    private mutating func count(_ line: Span<UInt8>) -> Bool {
        requireAccount()
        return transaction(line.extracting(firstFields), isWhole: false, keeps: false)
    }

    mutating func finish(at place: LinePlace) throws(BankFileFinding) {
        isEnding = true
        flush()
        if file == nil, group == nil, groups == 0, !isComplete {
            throw BankFileFinding(.notRecognised, "the file has no record", at: place.position())
        }
        if account != nil || group != nil || file != nil {
            let missing = account != nil ? "49" : group != nil ? "98" : "99"
            warn(.truncated, "the file ends before its trailer (record \(missing))", at: place.position())
            isComplete = false
        }
        abandon()
    }

    /// Says of the account that is open how far it was read.
    mutating func abandon() {
        flush()
        summary?.isComplete = false
        closeAccount()
    }

    // MARK: Findings

    mutating func warn(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        if admits() { events.append(.warning(BankFileFinding(code, message, at: place))) }
    }

    mutating func fault(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        if admits() { events.append(.error(BankFileFinding(code, message, at: place))) }
    }

    /// Whether one more finding is listed; the first that is not is replaced by a note.
    mutating func admits() -> Bool {
        findings += 1
        if findings == Self.findingsMax {
            let message = "more than \(Self.findingsMax) findings; the rest is not listed"
            events.append(.warning(BankFileFinding(.more, message, at: BankFilePosition())))
        }
        return findings < Self.findingsMax
    }

    /// Where a byte of the record stands; behind its first line only the record's begin is known.
    func position(_ offset: Int) -> BankFilePosition {
        recordPlace.position(offset < firstFields.count ? firstFields.lowerBound + offset : 0)
    }
}
