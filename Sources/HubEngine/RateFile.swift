package import BankFiles
package import HubDomain

/// What was read from one file of reference rates: the rates, and everything that is wrong with it.
package struct RateFile: Sendable {
    /// The file as the caller named it, with the member's name where it is an archive.
    package let name: String
    package private(set) var format = "unknown"
    package private(set) var quotes: [ReferenceQuote] = []
    /// What could not be read, with its place; the rest was.
    package private(set) var errors: [BankFileFinding] = []

    private var reader = ReferenceRateReader()

    init(name: String) { self.name = name }

    mutating func feed(_ bytes: [UInt8]) { take(reader.feed(bytes)) }

    mutating func finish(because reason: BankFileFinding?) {
        take(reader.finish())
        format = reader.format?.rawValue ?? "unknown"
        if let reason { errors.append(reason) }
    }

    mutating func note(_ finding: BankFileFinding) { errors.append(finding) }

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

/// Reads the reference rates of one file as it came: itself, or each member of the zip archive that the ECB offers.
package struct RateFileReader {
    private let name: String
    private let decompression = Decompression()
    private var current: RateFile?
    private var files: [RateFile] = []

    /// Feed the file in pieces, then `finish()`.
    package init(name: String) { self.name = name }

    package mutating func feed(_ bytes: [UInt8]) { decompression.feed(bytes) { take($0) } }

    /// - Returns: one file for each content, and one with the archive's name when something is wrong with it outside
    ///   its members.
    package mutating func finish() -> [RateFile] {
        decompression.finish { take($0) }
        return files
    }

    private mutating func take(_ event: Decompression.Event) {
        switch event {
        case .begin(let member): current = RateFile(name: Decompression.name(name, member: member))
        case .bytes(let bytes): current?.feed(bytes)
        case .warning(let finding): current?.note(finding)
        case .end(let reason):
            current?.finish(because: reason)
            if let current { files.append(current) }
            current = nil
        case .failed(let finding):
            var file = RateFile(name: name)
            file.note(finding)
            files.append(file)
        }
    }
}
