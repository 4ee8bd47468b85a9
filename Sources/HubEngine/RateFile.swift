package import BankFiles
package import HubDomain

/// What was read from one file of reference rates: the rates, and everything that is wrong with it.
package struct RateFile: UnpackedFile, Sendable {
    /// The file as the caller named it, with the member's name where it is an archive.
    package let name: String
    package private(set) var format = "unknown"
    package private(set) var quotes: [ReferenceQuote] = []
    /// What could not be read, with its place; the rest was.
    package private(set) var errors: [BankFileFinding] = []

    private var reader = ReferenceRateReader()

    package init(name: String) { self.name = name }

    package mutating func feed(_ bytes: [UInt8]) { take(reader.feed(bytes)) }

    package mutating func finish(because reason: BankFileFinding?) {
        take(reader.finish())
        format = reader.format?.rawValue ?? "unknown"
        if let reason { errors.append(reason) }
    }

    package var warnings: [BankFileFinding] { [] }

    /// Whatever the archive around it says is told as what could not be read.
    package mutating func note(warning finding: BankFileFinding) { errors.append(finding) }
    package mutating func note(error finding: BankFileFinding) { errors.append(finding) }

    private mutating func take(_ events: [ReferenceRateEvent]) {
        for event in events {
            switch event {
            case .rate(let rate):
                quotes.append(ReferenceQuote(currency: rate.currency, date: rate.date, perEuro: rate.perEuro))
            case .error(let finding), .failed(let finding): errors.append(finding)
            }
        }
    }
}
