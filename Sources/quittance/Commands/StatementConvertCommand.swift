internal import ArgumentParser
internal import BankFiles
internal import Foundation

extension ConversionTarget {
    /// - Throws: `ValidationError` that lists the names that are known.
    fileprivate static func named(_ text: String) throws -> ConversionTarget {
        if let target = ConversionTarget(rawValue: text) { return target }
        throw ValidationError("no form \(text); there are \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
}

/// `quittance statement convert`: any format to one normal form.
struct StatementConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write bank and provider files as CSV, JSON lines or camt.053.",
        discussion: """
            jsonl is everything that was read, with positions; csv is one row a payment; camt053 is \
            camt.053.001.08 and takes account statements only. The shapes are in docs/cli-json.md. The same files \
            give the same bytes.

            All files go into one result: on standard output, or in --out FILE. When --out is a folder, or ends with \
            /, each file and each member of an archive gets a file of its own there.

            What cannot be read is told with its position on standard error, and the rest is written. Ends with 3 \
            then, and when a file has no such form; with 5 when a file cannot be opened or written.

            Example: quittance statement convert march.sta april.zip --to camt053 --out statements.xml
            """
    )

    @OptionGroup var input: StatementOptions

    @Option(help: ArgumentHelp("csv, jsonl or camt053.", valueName: "form"), transform: ConversionTarget.named)
    var to: ConversionTarget

    @Option(help: "The file or folder to write to; standard output without it.")
    var out: String?

    func run() throws {
        let options = try input.profile.readingOptions()
        let place = try ConversionPlace(out: out, inputs: input.files)
        var run = ConversionRun(to: to, place: place, format: input.format, options: options)
        for file in input.files { try run.convert(file) }
        try run.finish()
        guard run.code == 0 else { throw ExitCode(run.code) }
    }
}

/// The conversion of all files of one command.
private struct ConversionRun {
    private let target: ConversionTarget
    private let place: ConversionPlace
    private let format: BankFileFormat?
    private let options: BankFileOptions
    private var conversion: BankFileConversion<ConversionOutput>?
    private var isSkipped = false
    private(set) var code: Int32 = 0

    init(to target: ConversionTarget, place: ConversionPlace, format: BankFileFormat?, options: BankFileOptions) {
        self.target = target
        self.place = place
        self.format = format
        self.options = options
    }

    mutating func convert(_ file: String) throws {
        let decompression = Decompression()
        do {
            try InputFile(file).readChunks { bytes, progress in
                try decompression.feed(bytes) { try take($0, of: file) }
                try tell(&progress)
            }
            try decompression.finish { try take($0, of: file) }
        } catch let error as InputFile.Unreadable {
            complain(error.description, code: 5)
            let reason = BankFileFinding(.truncated, "the file could not be read on", at: BankFilePosition())
            if conversion?.isReading == true { try take(.end(reason), of: file) }
        }
        var none: Progress?
        try tellAll(&none)
    }

    mutating func finish() throws {
        guard !place.isFolder else { return }
        try begin(for: "")
        try close()
    }

    private mutating func take(_ event: Decompression.Event, of file: String) throws {
        do {
            switch event {
            case .begin(let member):
                isSkipped = false
                let (name, format, options) = (Decompression.name(file, member: member), format, options)
                try begin(for: name)
                try conversion?.begin(file: name, format: format, options: options)
            case .bytes(let bytes):
                if !isSkipped { try conversion?.feed(bytes) }
            case .warning(let finding):
                if !isSkipped { try conversion?.note(finding) }
            case .end(let reason):
                if !isSkipped { try conversion?.end(because: reason) }
                if place.isFolder { try close() }
            case .failed(let finding):
                complain("\(file): error: \(finding)", code: 3)
            }
        } catch let refusal as ConversionRefusal {
            isSkipped = true
            complain(refusal.description, code: 3)
        }
    }

    private mutating func begin(for name: String) throws {
        if conversion == nil {
            conversion = BankFileConversion(to: target, sink: try place.output(for: name, as: target))
        }
    }

    private mutating func close() throws {
        var none: Progress?
        try tellAll(&none)
        guard var ending = conversion else { return }
        conversion = nil
        do {
            if !(place.isFolder && isSkipped) { try ending.finish() }
        } catch let refusal as ConversionRefusal {
            if code == 0 { complain(refusal.description, code: 3) }
        }
        try ending.sink.close()
        let (all, lost) = ending.cuts
        guard all + lost > 0 else { return }
        complain(
            "\(all) texts were too long for \(target.rawValue) and cut, and \(lost) have no place in it as a whole; "
                + "jsonl keeps everything",
            code: 0
        )
    }

    private mutating func tell(_ progress: inout Progress) throws {
        var shown: Progress? = progress
        try tellAll(&shown)
        if let shown { progress = shown }
    }

    private mutating func tellAll(_ progress: inout Progress?) throws {
        for problem in conversion?.takeProblems() ?? [] {
            progress?.hide()
            let kind = problem.isError ? "error" : "warning"
            complain("\(problem.file): \(kind): \(problem.finding)", code: problem.isError ? 3 : 0)
        }
    }

    private mutating func complain(_ message: String, code: Int32) {
        self.code = max(self.code, code)
        Stop.warn(StatementInspection.printable(message))
    }
}
