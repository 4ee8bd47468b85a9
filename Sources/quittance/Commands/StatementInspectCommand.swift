internal import ArgumentParser
internal import BankFiles
internal import Foundation

/// `quittance statement inspect`: what is in a file.
struct StatementInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show groups, counts, sums, balances and everything that does not add up.",
        discussion: """
            The format is told from the content; what gzip or zip packed is unpacked, and each member of an archive is \
            shown by itself. Ends with 0, with 1 when there are warnings and --strict is given, with 3 when a file \
            could not be read whole, and with 5 when one could not be opened; all files are read in any case.

            Example: quittance statement inspect march.xml april.zip --json
            """
    )

    @OptionGroup var input: StatementOptions

    @Flag(help: "Print one JSON line a file.")
    var json = false

    @Flag(help: "End with 1 when there are warnings.")
    var strict = false

    func run() throws {
        let options = try input.profile.readingOptions()
        var code: Int32 = 0
        for file in input.files {
            let inspector = PackedFileInspector(file: file, format: input.format, options: options)
            do {
                try InputFile(file).readChunks { bytes, progress in
                    let done = inspector.feed(bytes)
                    if !done.isEmpty { progress.hide() }
                    code = max(code, show(done))
                }
                code = max(code, show(inspector.finish()))
            } catch let error as InputFile.Unreadable {
                let place = BankFilePosition(line: 1, column: 1, byte: 0)
                let finding = BankFileFinding(.notRecognised, error.description, at: place)
                _ = show([inspector.stop(because: finding)])
                code = 5
            }
        }
        guard code == 0 else { throw ExitCode(code) }
    }

    /// - Returns: the exit code that these alone would give.
    private func show(_ inspections: [StatementInspection]) -> Int32 {
        for inspection in inspections { print(json ? inspection.json : inspection.text) }
        return StatementInspection.exitCode(for: inspections, strict: strict)
    }
}
