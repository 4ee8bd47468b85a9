/// Inspects one file that is fed in pieces; memory does not grow with the file.
///
/// The format is told from the content.
public struct StatementInspector: Sendable {
    /// Groups that are listed one by one; further ones are counted and summed.
    static let groupsMax = 10_000
    static let warningsMax = 1_000

    private var inspection: StatementInspection
    private var reader: BankFileReader
    private var returns: [String: Int] = [:]
    private var isFailed = false
    private var isFed = false

    /// - Parameters:
    ///   - file: the name under which the file is reported.
    ///   - format: overrides what the content looks like.
    ///   - options: how to read; details are not kept in any case.
    public init(file: String, format: BankFileFormat? = nil, options: BankFileOptions = BankFileOptions()) {
        inspection = StatementInspection(file: file)
        var options = options
        options.keepsDetails = false
        reader = BankFileReader(format: format, options: options)
    }

    /// Takes the next piece of the file; 64 to 256 KiB is good.
    public mutating func feed(_ bytes: [UInt8]) {
        guard !isFailed else { return }
        isFed = isFed || !bytes.isEmpty
        take(reader.feed(bytes))
    }

    /// Says that the file ends here.
    ///
    /// - Parameter reason: why it ends before its end, such as a damaged archive around it.
    public mutating func finish(because reason: BankFileFinding? = nil) -> StatementInspection {
        // Of nothing at all the reason says enough.
        if reason == nil || isFed { take(reader.finish()) }
        // What the reader says of the cut is a consequence, so the reason comes first.
        if let reason { fail(reason) }
        inspection.format = reader.format
        inspection.version = reader.version
        inspection.returns = returns.sorted { $0.key < $1.key }.map { .init(code: $0.key, count: $0.value) }
        return inspection
    }

    private mutating func take(_ events: [BankFileEvent]) {
        for event in events {
            switch event {
            case .group, .entry: break
            case .unreadable(let entry): for finding in entry.findings { add(error: finding) }
            case .groupEnd(let summary): add(summary)
            case .warning(let finding): add(warning: finding)
            case .error(let finding): add(error: finding)
            case .failed(let finding): fail(finding)
            case .end(let isComplete): inspection.isComplete = inspection.error == nil ? isComplete : false
            }
        }
    }

    private mutating func add(_ summary: BankFileGroupSummary) {
        inspection.entries += summary.entries
        inspection.sums.add(summary.sums)
        for (code, count) in summary.returns.sorted(by: { $0.key < $1.key }) { returns.count(code, times: count) }
        guard inspection.groups.count < Self.groupsMax else {
            if inspection.groups.count == Self.groupsMax {
                let message = "more than \(Self.groupsMax) groups; the others are counted and not listed"
                add(warning: BankFileFinding(.more, message, at: summary.group.position))
            }
            return
        }
        inspection.groups.append(StatementInspection.Group(summary))
    }

    mutating func add(warning finding: BankFileFinding) {
        guard inspection.warnings.count < Self.warningsMax else { return }
        guard inspection.warnings.count < Self.warningsMax - 1 else {
            let message = "more than \(Self.warningsMax) warnings; the rest is not listed"
            return inspection.warnings.append(BankFileFinding(.more, message, at: BankFilePosition()))
        }
        inspection.warnings.append(finding)
    }

    private mutating func add(error finding: BankFileFinding) {
        if inspection.error == nil {
            inspection.error = finding
        } else {
            add(warning: finding)
        }
    }

    /// What stops the reader matters most, so it takes the place of an earlier error.
    private mutating func fail(_ finding: BankFileFinding) {
        isFailed = true
        inspection.isComplete = false
        if let earlier = inspection.error { add(warning: earlier) }
        inspection.error = finding
    }
}

extension StatementInspection.Group {
    init(_ summary: BankFileGroupSummary) {
        let group = summary.group
        kind = group.kind
        id = group.id
        account = group.account.number
        currency = summary.currency
        entries = summary.entries
        sums = summary.sums
        opening = summary.opening.map { .init(date: $0.date, amount: $0.amount) }
        closing = summary.closing.map { .init(date: $0.date, amount: $0.amount) }
        isBalanced = summary.isBalanced
    }
}
