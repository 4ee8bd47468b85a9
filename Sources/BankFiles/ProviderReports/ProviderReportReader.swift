/// A streaming reader of the reports of payment providers: settlements, payouts and account activity.
///
/// An entry is a row that moves the provider's balance, with what moved (net) as its amount and the gross amount and
/// the fees in its detail; a row that moved nothing keeps its status and is not booked. A group is the report, or a
/// payout where the report is made of payouts. Totals and balances that a report states are compared and never
/// repaired. What a report looks like is told from its first 64 KiB.
///
/// Source: the providers' own documentation, named at each `ProviderReport`.
public struct ProviderReportReader: BankFileReading {
    private enum Stage: Sendable {
        case rows(DelimitedReader, ProviderReportBuilder)
        case settlement(DelimitedReader, PayPalSettlement)
        case objects(ProviderObjectBuilder)
    }

    private let options: BankFileOptions
    private var start: [UInt8] = []
    private var stage: Stage?
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        self.options = options
    }

    public var format: BankFileFormat? { .provider }

    /// The provider and the kind of report, such as `Adyen settlement details`.
    public var version: String? {
        switch stage {
        case nil: nil
        case .rows(_, let builder): builder.version
        case .settlement(_, let builder): builder.version
        case .objects(let builder): builder.version
        }
    }

    /// Whether a file begins like a report that is known.
    static func recognises(_ start: [UInt8]) -> Bool {
        if ProviderObjectBuilder.recognises(start) { return true }
        let survey = ReportSurvey(start)
        return survey.isSettlement || survey.columns != nil
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        guard !isOver else { return [] }
        guard stage == nil else { return run { stage throws(BankFileFinding) in try Self.feed(bytes, to: &stage) } }
        start.append(contentsOf: bytes)
        guard start.count >= ReportSurvey.bytesMax else { return [] }
        return begin()
    }

    public mutating func finish() -> [BankFileEvent] {
        guard !isOver else { return [] }
        var events = stage == nil ? begin() : []
        guard !isOver else { return events }
        events += run { stage throws(BankFileFinding) in try Self.finish(&stage) }
        if !isOver { events.append(.end(isComplete: isComplete)) }
        isOver = true
        return events
    }

    private var isComplete: Bool? {
        switch stage {
        case nil: nil
        case .rows(_, let builder): builder.isComplete
        case .settlement(_, let builder): builder.isComplete
        case .objects(let builder): builder.isComplete
        }
    }

    /// Looks at the begin of the file and reads it.
    private mutating func begin() -> [BankFileEvent] {
        let bytes = start
        start = []
        // However the file was cut, the same bytes are looked at.
        let head = Array(bytes.prefix(ReportSurvey.bytesMax))
        if ProviderObjectBuilder.recognises(head) {
            stage = .objects(ProviderObjectBuilder(keepsDetails: options.keepsDetails))
        } else {
            let survey = ReportSurvey(head)
            stage =
                survey.isSettlement
                ? .settlement(DelimitedReader(), PayPalSettlement(keepsDetails: options.keepsDetails))
                : .rows(DelimitedReader(), ProviderReportBuilder(survey, options))
        }
        return run { stage throws(BankFileFinding) in try Self.feed(bytes, to: &stage) }
    }

    private mutating func run(_ work: (inout Stage) throws(BankFileFinding) -> Void) -> [BankFileEvent] {
        guard var current = stage else { return [] }
        stage = nil
        defer { stage = current }
        do throws(BankFileFinding) {
            try work(&current)
            return Self.takeEvents(&current)
        } catch {
            isOver = true
            Self.abandon(&current)
            return Self.takeEvents(&current) + [.failed(error)]
        }
    }

    private static func feed(_ bytes: [UInt8], to stage: inout Stage) throws(BankFileFinding) {
        switch stage {
        case .rows(var reader, var builder):
            defer { stage = .rows(reader, builder) }
            try reader.feed(bytes) { row throws(BankFileFinding) in try builder.take(row) }
        case .settlement(var reader, var builder):
            defer { stage = .settlement(reader, builder) }
            try reader.feed(bytes) { row throws(BankFileFinding) in builder.take(row) }
        case .objects(var builder):
            defer { stage = .objects(builder) }
            try builder.feed(bytes)
        }
    }

    private static func finish(_ stage: inout Stage) throws(BankFileFinding) {
        switch stage {
        case .rows(var reader, var builder):
            defer { stage = .rows(reader, builder) }
            try reader.finish { row throws(BankFileFinding) in try builder.take(row) }
            try builder.finish(at: reader.place)
        case .settlement(var reader, var builder):
            defer { stage = .settlement(reader, builder) }
            try reader.finish { row throws(BankFileFinding) in builder.take(row) }
            builder.finish(at: reader.place)
        case .objects(var builder):
            defer { stage = .objects(builder) }
            try builder.finish()
        }
    }

    private static func takeEvents(_ stage: inout Stage) -> [BankFileEvent] {
        switch stage {
        case .rows(let reader, var builder):
            defer { stage = .rows(reader, builder) }
            return builder.ledger.takeEvents()
        case .settlement(let reader, var builder):
            defer { stage = .settlement(reader, builder) }
            return builder.ledger.takeEvents()
        case .objects(var builder):
            defer { stage = .objects(builder) }
            return builder.ledger.takeEvents()
        }
    }

    private static func abandon(_ stage: inout Stage) {
        switch stage {
        case .rows(let reader, var builder):
            builder.abandon()
            stage = .rows(reader, builder)
        case .settlement(let reader, var builder):
            builder.abandon()
            stage = .settlement(reader, builder)
        case .objects(var builder):
            builder.abandon()
            stage = .objects(builder)
        }
    }
}
