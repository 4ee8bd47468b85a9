/// Reads a file of any format that is known: tells the format from the content, or takes the one it is given.
public struct BankFileReader: BankFileReading {
    private let options: BankFileOptions
    private var start: [UInt8] = []
    private var reader: (any BankFileReading)?
    private var isOver = false
    /// Of XML in UTF-16, which its readers get as UTF-8.
    private var wide: WideText?

    /// - Parameter format: overrides what the content looks like; `nil` tells it from the content.
    public init(format: BankFileFormat? = nil, options: BankFileOptions = BankFileOptions()) {
        self.options = options
        reader = format.flatMap { FormatDetection.reader(of: $0, options: options) }
    }

    /// The formats that can be read.
    public static var formats: [BankFileFormat] { FormatDetection.formats }

    public var format: BankFileFormat? { reader?.format }
    public var version: String? { reader?.version }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        guard !isOver else { return [] }
        if reader != nil { return read(bytes) }
        start.append(contentsOf: bytes)
        return start.count >= FormatDetection.bytesMin ? detect() : []
    }

    public mutating func finish() -> [BankFileEvent] {
        guard !isOver else { return [] }
        var events = reader == nil ? detect() : []
        defer { isOver = true }
        guard !isOver else { return events }
        if let finding = wide?.ending { events.append(.error(finding)) }
        return events + (reader?.finish() ?? [])
    }

    private mutating func read(_ bytes: [UInt8]) -> [BankFileEvent] {
        guard let text = wide?.take(bytes) else { return reader?.feed(bytes) ?? [] }
        return reader?.feed(text) ?? []
    }

    private mutating func detect() -> [BankFileEvent] {
        var bytes = start
        start = []
        if reader == nil, var text = WideText(beginning: bytes) {
            bytes = text.take(bytes)
            wide = text
        }
        // Whoever gives rules for CSV says with them what a file is that looks like nothing else.
        let ruled =
            options.csvProfile == nil || bytes.isEmpty ? nil : FormatDetection.reader(of: .csv, options: options)
        guard var reader = FormatDetection.reader(for: bytes, options: options) ?? ruled else {
            isOver = true
            let known = FormatDetection.formats.map(\.title).joined(separator: ", ")
            let found = bytes.isEmpty ? "the file is empty" : "the file begins like none of them"
            let message = "format not recognised: looked for \(known); \(found)"
            let place = BankFilePosition(line: 1, column: 1, byte: 0)
            return [.failed(BankFileFinding(.notRecognised, message, at: place))]
        }
        defer { self.reader = reader }
        return reader.feed(bytes)
    }
}
