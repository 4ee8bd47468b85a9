internal import ArgumentParser
internal import Foundation
internal import HubDomain
internal import HubEngine
internal import HubStore
internal import HubStoreSQLite
internal import PaymentVocabulary

/// `quittance rates`: the reference rates of the European Central Bank.
struct RatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rates",
        abstract: "Import and look up exchange rates.",
        subcommands: [Import.self, Show.self]
    )

    /// Reads files of rates, each with what was wrong in it.
    static func read(_ files: [String]) throws -> [RateFile] {
        try files.flatMap { name in
            var reader = RateFileReader(name: name)
            do {
                try InputFile(name).readChunks { bytes, _ in reader.feed(bytes) }
            } catch let error as InputFile.Unreadable {
                throw Stop.cannotRun(error.description)
            }
            return reader.finish()
        }
    }
}

extension RatesCommand {
    /// `quittance rates import`: files of the ECB into the hub's books.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Import the ECB's reference rates into the hub's books.",
            discussion: """
                Takes the files as the ECB publishes them: eurofxref-daily.xml, eurofxref-hist.xml, eurofxref.csv, \
                eurofxref-hist.csv, and the zip archives with these inside. A rate that is stored stays: when a file says \
                something else of the same day, that is kept beside it and told as a conflict. A second import of the same \
                file adds nothing.

                Ends with 0 when everything was taken, with 1 when rates contradict stored ones, and with 3 when a file \
                has places that could not be read; the rest is imported all the same.

                Example:
                quittance rates import eurofxref-hist.zip
                """
        )

        @Argument(help: "The ECB's files; - is standard input.")
        var files: [String]

        @OptionGroup var hub: HubOptions

        @Option(help: "The merchant, unless there is only one.")
        var merchant: String?

        @Flag(help: "Show what each file would bring and change nothing.")
        var dryRun = false

        @Flag(help: "Print one JSON line a file.")
        var json = false

        func run() async throws {
            let read = try RatesCommand.read(files)
            var (hasErrors, hasConflicts) = (false, false)
            try await hub.inBooks(of: merchant) { composition, chosen in
                let request = ChangeRequest(by: .ofShell(chosen.id), isRehearsal: dryRun)
                for file in read {
                    let report = try await composition.hub.importRates(file, request)
                    hasErrors = hasErrors || !report.errors.isEmpty
                    hasConflicts = hasConflicts || !report.conflicts.isEmpty
                    for error in report.errors { Stop.warn("\(report.file): \(error)") }
                    print(
                        json
                            ? String(decoding: try HubJSON.encode(report), as: UTF8.self)
                            : Self.text(report, isDryRun: dryRun)
                    )
                }
            }
            if hasErrors { throw Stop.rejected }
            if hasConflicts { throw Stop.no }
        }

        static func text(_ report: RateImport, isDryRun: Bool) -> String {
            let new = isDryRun ? "would be new" : "new"
            let counts = "\(report.read) rates read, \(report.added) \(new), \(report.known) stored already"
            var lines = ["\(report.file): \(counts), \(report.conflicts.count) in conflict"]
            for conflict in report.conflicts {
                lines.append(
                    "  \(conflict.currency) on \(conflict.date): \(conflict.told) here, \(conflict.stored) stays "
                        + "(from \(conflict.storedFrom))"
                )
            }
            return lines.joined(separator: "\n")
        }
    }
}
