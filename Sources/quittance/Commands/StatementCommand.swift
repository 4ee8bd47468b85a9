internal import ArgumentParser
internal import BankFiles
internal import Foundation

/// `quittance statement`: bank and provider files.
struct StatementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement",
        abstract: "Look into bank and provider files, convert them, and write payment files.",
        subcommands: [StatementInspectCommand.self, StatementConvertCommand.self, Write.self]
    )
}

extension BankFileFormat {
    /// - Throws: `ValidationError` that lists the names that are known.
    static func named(_ text: String) throws -> BankFileFormat {
        if let format = BankFileFormat(rawValue: text) { return format }
        throw ValidationError("no format \(text); there are \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
}

/// The files of a statement command, and how to read them.
struct StatementOptions: ParsableArguments {
    @Argument(help: "Files, also packed with gzip or zip; - is standard input.")
    var files: [String]

    @Option(
        help: ArgumentHelp("Read the files as this format, whatever they look like.", valueName: "name"),
        transform: BankFileFormat.named
    )
    var format: BankFileFormat?

    @OptionGroup var profile: CSVProfileOption

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("give at least one FILE, or - for standard input") }
        guard files.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("- can be read only once") }
        if let format, !BankFileReader.formats.contains(format) {
            let known = BankFileReader.formats.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--format \(format.rawValue): no reader of this format; there are \(known)")
        }
    }
}

/// How CSV files of one bank are read.
struct CSVProfileOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Rules for reading CSV files of one bank; what looks like nothing else is read by them.",
            valueName: "file"
        )
    )
    var csvProfile: String?

    /// - Throws: `Stop.cannotRun` when the profile cannot be opened, `Stop.usage` when a rule is not understood.
    func readingOptions() throws -> BankFileOptions {
        var options = BankFileOptions()
        guard let csvProfile else { return options }
        do {
            guard let text = String(validating: try InputFile.bytes(of: csvProfile), as: UTF8.self) else {
                throw Stop.usage("\(csvProfile): no UTF-8; save it as such")
            }
            options.csvProfile = try CSVProfile(rules: text)
        } catch let error as CSVRulesError {
            throw Stop.usage("\(csvProfile): \(error)")
        }
        return options
    }
}
