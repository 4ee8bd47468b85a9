internal import ArgumentParser
internal import BankFiles
internal import Foundation

/// `quittance statement`: bank and provider files.
struct StatementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement",
        abstract: "Look into bank and provider files, and write payment files.",
        subcommands: [Inspect.self, Write.self]
    )

    /// `quittance statement inspect`: what is in a file.
    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "inspect",
            abstract: "Show groups, counts, sums, balances and everything that does not add up.",
            discussion: """
                The format is told from the content. Ends with 0, with 1 when there are warnings and --strict is given, \
                with 3 when a file could not be read whole, and with 5 when one could not be opened; all files are read \
                in any case.

                Example: quittance statement inspect march.xml april.xml --json
                """
        )

        @Argument(help: "Files; - is standard input.")
        var files: [String]

        @Flag(help: "Print one JSON line a file.")
        var json = false

        @Flag(help: "End with 1 when there are warnings.")
        var strict = false

        func run() throws {
            var inspections: [StatementInspection] = []
            var isUnopened = false
            for file in files {
                let (inspection, isOpened) = Self.inspect(file)
                print(json ? inspection.json : inspection.text)
                inspections.append(inspection)
                isUnopened = isUnopened || !isOpened
            }
            let code = isUnopened ? 5 : StatementInspection.exitCode(for: inspections, strict: strict)
            guard code == 0 else { throw ExitCode(code) }
        }

        private static func inspect(_ file: String) -> (inspection: StatementInspection, isOpened: Bool) {
            var inspector = StatementInspector(file: file)
            do {
                try InputFile(file).readChunks { inspector.feed($0) }
            } catch {
                let inspection = StatementInspection.unread(
                    file: file,
                    because: BankFileFinding(
                        .notRecognised,
                        error.description,
                        at: BankFilePosition(line: 1, column: 1, byte: 0, path: nil)
                    )
                )
                return (inspection, false)
            }
            return (inspector.finish(), true)
        }
    }
}
