/// A streaming reader of pain.001, pain.008, pain.002 and pacs.004, of every version and national dialect.
///
/// A group is a payment information block, an entry a transaction. The numbers of transactions and the control sums
/// that message and blocks state are compared and never repaired. Elements that are not known are kept as fields.
public struct PaymentMessageReader: BankFileReading {
    private var scanner = XMLScanner()
    private var builder: PaymentMessageBuilder
    private var isOver = false

    public init(options: BankFileOptions = BankFileOptions()) {
        builder = PaymentMessageBuilder(keepsDetails: options.keepsDetails)
    }

    public var format: BankFileFormat? { builder.kind?.format }
    public var version: String? { builder.version }

    /// Whether an XML file has the element of one of these messages near its begin; other messages quote their names.
    static func recognises(_ start: [UInt8]) -> Bool {
        guard FormatDetection.isXML(start) else { return false }
        let elements = PaymentMessageKind.allCases.flatMap(\.messageElements).map { Array($0.utf8) }
        return start.indices.contains { place in
            guard start[place] == Ascii.less || start[place] == UInt8(ascii: ":") else { return false }
            let name = start[(place + 1)...]
            return elements.contains { name.starts(with: $0) }
        }
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] {
        advance { scanner, builder throws(BankFileFinding) in try scanner.feed(bytes, into: &builder) }
    }

    public mutating func finish() -> [BankFileEvent] {
        var events = advance { scanner, builder throws(BankFileFinding) in
            try scanner.finish(into: &builder)
            try builder.finish()
        }
        if !isOver { events.append(.end(isComplete: true)) }
        isOver = true
        return events
    }

    private mutating func advance(
        _ work: (inout XMLScanner, inout PaymentMessageBuilder) throws(BankFileFinding) -> Void
    ) -> [BankFileEvent] {
        guard !isOver else { return [] }
        do throws(BankFileFinding) {
            try work(&scanner, &builder)
            return builder.takeEvents()
        } catch {
            isOver = true
            return builder.takeEvents() + builder.abandoned() + [.failed(error)]
        }
    }
}
