package import BankFiles

/// What is read of one content, piece by piece.
package protocol UnpackedFile {
    var name: String { get }
    /// What does not add up; nothing was left out because of it.
    var warnings: [BankFileFinding] { get }
    /// What could not be read; the rest was.
    var errors: [BankFileFinding] { get }

    init(name: String)

    /// Says how to read what comes; called before the first piece.
    mutating func read(with options: BankFileOptions)

    mutating func feed(_ bytes: [UInt8])

    /// - Parameter reason: why the content ends before its end, such as a damaged archive around it.
    mutating func finish(because reason: BankFileFinding?)

    mutating func note(warning finding: BankFileFinding)
    mutating func note(error finding: BankFileFinding)
}

extension UnpackedFile {
    package mutating func read(with _: BankFileOptions) {}
}

/// What is read of one bank file, entry by entry.
package protocol BankEntryFile: UnpackedFile {
    var reader: BankFileReader { get set }
    /// What does not add up; nothing was left out because of it.
    var warnings: [BankFileFinding] { get set }
    /// What could not be read; the rest was.
    var errors: [BankFileFinding] { get set }

    /// Groups and entries of other formats are passed over, and `objection` says so.
    static func takes(_ format: BankFileFormat) -> Bool
    static func objection(to format: BankFileFormat) -> String

    mutating func begin(_ group: BankFileGroup)
    mutating func take(_ entry: BankFileEntry)
    mutating func end(_ summary: BankFileGroupSummary)
}

extension BankEntryFile {
    package mutating func read(with options: BankFileOptions) { reader = BankFileReader(options: options) }

    package mutating func feed(_ bytes: [UInt8]) {
        for event in reader.feed(bytes) { take(event) }
    }

    package mutating func finish(because reason: BankFileFinding?) {
        for event in reader.finish() { take(event) }
        if let reason { errors.append(reason) }
        guard let format = reader.format, !Self.takes(format) else { return }
        let position = BankFilePosition(line: 1, column: 1, byte: 0)
        errors.append(BankFileFinding(.notRecognised, Self.objection(to: format), at: position))
    }

    package mutating func note(warning finding: BankFileFinding) { warnings.append(finding) }
    package mutating func note(error finding: BankFileFinding) { errors.append(finding) }

    private mutating func take(_ event: BankFileEvent) {
        let isTaken = reader.format.map(Self.takes) ?? false
        switch event {
        case .group(let group): if isTaken { begin(group) }
        case .entry(let entry): if isTaken { take(entry) }
        case .groupEnd(let summary): if isTaken { end(summary) }
        case .end: break
        case .unreadable(let entry): errors += entry.findings
        case .warning(let finding): warnings.append(finding)
        case .error(let finding), .failed(let finding): errors.append(finding)
        }
    }
}

/// Reads the contents of one file as it came: itself, what gzip packed, or each member of a zip archive.
package struct UnpackedFileReader<File: UnpackedFile> {
    private let name: String
    private let options: BankFileOptions
    private let decompression = Decompression()
    private var current: File?
    private var files: [File] = []

    /// Feed the file in pieces, then `finish()`.
    package init(name: String, options: BankFileOptions = BankFileOptions()) {
        (self.name, self.options) = (name, options)
    }

    /// Reads the bytes of a whole file; every bad place is a finding, never a throw.
    package static func files(
        in bytes: [UInt8],
        name: String,
        options: BankFileOptions = BankFileOptions()
    ) -> [File] {
        var reader = UnpackedFileReader(name: name, options: options)
        var start = 0
        while start < bytes.count {
            let end = min(start + 256 << 10, bytes.count)
            reader.feed(Array(bytes[start..<end]))
            start = end
        }
        return reader.finish()
    }

    package mutating func feed(_ bytes: [UInt8]) { decompression.feed(bytes) { take($0) } }

    /// - Returns: one file for each content, and one with the archive's name when something is wrong with it outside
    ///   its members.
    package mutating func finish() -> [File] {
        decompression.finish { take($0) }
        return files
    }

    private mutating func take(_ event: Decompression.Event) {
        switch event {
        case .begin(let member):
            var file = File(name: Decompression.name(name, member: member))
            file.read(with: options)
            current = file
        case .bytes(let bytes): current?.feed(bytes)
        case .warning(let finding): current?.note(warning: finding)
        case .end(let reason):
            current?.finish(because: reason)
            if let current { files.append(current) }
            current = nil
        case .failed(let finding):
            var file = File(name: name)
            file.note(error: finding)
            files.append(file)
        }
    }
}

package typealias StatementFileReader = UnpackedFileReader<StatementFile>
package typealias SettlementFileReader = UnpackedFileReader<SettlementFile>
package typealias BatchFileReader = UnpackedFileReader<BatchFile>
package typealias RateFileReader = UnpackedFileReader<RateFile>
