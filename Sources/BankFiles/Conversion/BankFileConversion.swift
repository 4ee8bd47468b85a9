/// Converts files that are fed one after another into one result; memory does not grow with the files.
package struct BankFileConversion<Sink: ConversionSink> {
    /// Something about a file that a person should know.
    package struct Problem: Hashable, Sendable {
        package let file: String
        package let finding: BankFileFinding
        /// Something was not read; otherwise it is a warning.
        package let isError: Bool
    }

    /// Of one file; further ones are counted only.
    private static var problemsMax: Int { 1_000 }

    package private(set) var sink: Sink
    private var writer: any ConversionWriting
    private var options = BankFileOptions()
    private var reader = BankFileReader()
    private var file = ConvertedFile(name: "")
    private var isOver = true
    private var isFed = false
    private var problems: [Problem] = []
    private var problemsOfFile = 0
    package private(set) var hasErrors = false

    package init(to target: ConversionTarget, sink: Sink) {
        self.sink = sink
        switch target {
        case .csv: writer = CSVRowWriter()
        case .jsonl: writer = JSONLinesWriter()
        case .camt053: writer = Camt053Writer()
        }
    }

    /// Whether a file was begun and has not ended.
    package var isReading: Bool { !isOver }

    /// How many texts were longer than the form allows, and how many of them are nowhere else in it.
    package var cuts: (all: Int, lost: Int) { writer.cuts }

    /// Begins a file or a member of an archive.
    ///
    /// - Parameter format: overrides what the content looks like.
    /// - Throws: what the sink throws.
    package mutating func begin(
        file name: String,
        format: BankFileFormat? = nil,
        options: BankFileOptions = BankFileOptions()
    ) throws {
        var options = options
        options.keepsDetails = true
        reader = BankFileReader(format: format, options: options)
        file = ConvertedFile(name: name)
        (isOver, isFed, problemsOfFile) = (false, false, 0)
        try writer.begin(file)
    }

    /// Takes the next piece; 64 to 256 KiB is good.
    ///
    /// - Throws: what the sink throws, and `ConversionRefusal` for a file that has no such form; feed no more of it.
    package mutating func feed(_ bytes: [UInt8]) throws {
        guard !isOver else { return }
        isFed = isFed || !bytes.isEmpty
        try take(reader.feed(bytes))
    }

    /// Ends the file.
    ///
    /// - Parameter reason: why it ends before its end, such as a damaged archive around it.
    /// - Throws: as `feed`.
    package mutating func end(because reason: BankFileFinding? = nil) throws {
        defer { isOver = true }
        guard let reason else {
            if !isOver { try take(reader.finish()) }
            return
        }
        guard !isOver else { return add(reason, isError: true) }
        // What the reader says of the cut is a consequence, and of nothing at all the reason says enough.
        let last = isFed ? reader.finish() : []
        try take(last.compactMap(\.beforeFailure) + [.failed(reason)])
    }

    /// Says something about the file that its reader does not know.
    package mutating func note(_ warning: BankFileFinding) throws {
        if isOver { add(warning, isError: false) } else { try take([.warning(warning)]) }
    }

    /// Ends the result.
    ///
    /// - Throws: what the sink throws, and `ConversionRefusal` when there is nothing that the form could hold.
    package mutating func finish() throws { try writer.finish(to: &sink) }

    /// What was found since the last call.
    package mutating func takeProblems() -> [Problem] {
        defer { problems = [] }
        return problems
    }

    private mutating func take(_ events: [BankFileEvent]) throws {
        if file.format == nil { file.format = reader.format }
        file.version = reader.version
        for event in events {
            collect(event)
            if let left = try writer.take(event, of: file, to: &sink) { add(left, isError: true) }
        }
    }

    private mutating func collect(_ event: BankFileEvent) {
        switch event {
        case .group, .entry, .groupEnd: break
        case .end: isOver = true
        case .unreadable(let entry): for finding in entry.findings { add(finding, isError: true) }
        case .warning(let finding): add(finding, isError: false)
        case .error(let finding): add(finding, isError: true)
        case .failed(let finding):
            isOver = true
            add(finding, isError: true)
        }
    }

    private mutating func add(_ finding: BankFileFinding, isError: Bool) {
        hasErrors = hasErrors || isError
        problemsOfFile += 1
        guard problemsOfFile <= Self.problemsMax else { return }
        let more = BankFileFinding(.more, "more findings, which are not shown", at: finding.position)
        let shown = problemsOfFile == Self.problemsMax ? more : finding
        problems.append(Problem(file: file.name, finding: shown, isError: isError))
    }
}

extension BankFileEvent {
    /// The event when something else is what ends the file.
    fileprivate var beforeFailure: BankFileEvent? {
        switch self {
        case .end: nil
        case .failed(let finding): .error(finding)
        case .group, .entry, .unreadable, .groupEnd, .warning, .error: self
        }
    }
}
