internal import ArgumentParser
internal import Foundation
internal import HubReconciliation

/// What `quittance reconcile` writes, and where to.
struct ReconcileOutput {
    let isJSON: Bool
    /// A file, or `-` for standard output.
    let csv: String?
    let html: String?
    /// Takes the report in every form.
    let folder: String?
    let sources: ReportSources

    /// - Throws: `ValidationError` when two forms would be printed.
    func validate() throws {
        guard [isJSON, csv == "-", html == "-"].count(where: \.self) <= 1 else {
            throw ValidationError("--json, --csv - and --html - print to the same place; choose one")
        }
    }

    /// - Throws: `Stop.usage` when a report would be written over a file that is read, or over another report.
    func refuseOverwriting(_ inputs: [String]) throws {
        let named = [("--csv", csv), ("--html", html)].compactMap { option, path in
            path.flatMap { $0 == "-" ? nil : OutputFile(option: option, path: $0) }
        }
        let inFolder = folder.map { folder in Self.names.map { OutputFile(option: "--out", path: "\(folder)/\($0)") } }
        try OutputFile.refuse(named + (inFolder ?? []), over: inputs)
    }

    private static let names = ["report.json", "report.txt", "report.csv", "report.html"]

    /// Prints the report, and writes it to the files that were asked for.
    ///
    /// - Throws: `Stop.cannotRun` with the system's reason.
    func write(_ result: ReconciliationResult) throws {
        if csv == "-" {
            print(result.csv, terminator: "")
        } else if html == "-" {
            print(result.html(sources), terminator: "")
        } else if isJSON {
            result.writeJSON { print($0, terminator: "") }
            print()
        } else {
            print(result.text(.ofTerminal), terminator: "")
        }
        if let csv, csv != "-" { try OutputFile.write(result.csv, to: csv, as: "--csv \(csv)") }
        if let html, html != "-" { try OutputFile.write(result.html(sources), to: html, as: "--html \(html)") }
        if let folder { try Self.write(result, to: folder, sources) }
    }

    /// Writes every form into `folder`, each file whole or not at all.
    static func write(_ result: ReconciliationResult, to folder: String, _ sources: ReportSources) throws {
        let name = "--out \(folder)"
        try OutputFile.makeFolder(folder, as: name)
        let texts = [result.json + "\n", result.text, result.csv, result.html(sources)]
        for (file, text) in zip(names, texts) { try OutputFile.write(text, to: "\(folder)/\(file)", as: name) }
    }
}

extension TextStyle {
    /// As wide as COLUMNS or the terminal says, else 100 columns; colours on a terminal only, and never with NO_COLOR
    /// (no-color.org) or on a dumb one.
    static var ofTerminal: TextStyle {
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = isatty(1) == 1
        var width = environment["COLUMNS"].flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil }
        var size = winsize()
        if width == nil, isTerminal, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            width = Int(size.ws_col)
        }
        let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
        return TextStyle(width: width ?? 100, isColoured: isTerminal && !isPlain)
    }
}
