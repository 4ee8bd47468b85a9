/// Tells the format of a file from its first bytes.
enum FormatDetection {
    /// Bytes that are enough to tell; a shorter file is looked at when it ends.
    static let bytesMin = 16_384

    /// How a family of formats is recognised and read.
    private struct Family: Sendable {
        let formats: [BankFileFormat]
        let recognises: @Sendable ([UInt8]) -> Bool
        let make: @Sendable (BankFileOptions) -> any BankFileReading
    }

    /// From the most certain sign to the least: what is at a fixed place first, free text last.
    private static let families = [
        Family(formats: [.pain001, .pain002, .pain008, .pacs004], recognises: PaymentMessageReader.recognises) {
            PaymentMessageReader(options: $0)
        },
        Family(formats: [.ofx], recognises: OFXReader.recognises) { OFXReader(options: $0) },
        Family(formats: [.camt052, .camt053, .camt054], recognises: isXML) { CamtReader(options: $0) },
        Family(formats: [.x937], recognises: X937Reader.recognises) { X937Reader(options: $0) },
        Family(formats: [.bai2], recognises: BAI2Reader.recognises) { BAI2Reader(options: $0) },
        Family(formats: [.ach], recognises: NachaReader.recognises) { NachaReader(options: $0) },
        Family(formats: [.giro], recognises: GiroReader.recognises) { GiroReader(options: $0) },
        Family(formats: [.lockbox], recognises: LockboxReader.recognises) { LockboxReader(options: $0) },
        Family(formats: [.edi820], recognises: EDI820Reader.recognises) { EDI820Reader(options: $0) },
        Family(formats: [.mt940], recognises: MT940Reader.recognises) { MT940Reader(options: $0) },
        Family(formats: [.provider], recognises: ProviderReportReader.recognises) { ProviderReportReader(options: $0) },
        Family(formats: [.csv], recognises: CSVReader.recognises) { CSVReader(options: $0) },
    ]

    /// The formats that can be read, in the order in which a file is compared with them.
    static var formats: [BankFileFormat] { families.flatMap(\.formats) }

    /// - Parameter start: the first bytes of the file, all of them if it is short.
    /// - Returns: a reader of the format, `nil` when no format is recognised.
    static func reader(for start: [UInt8], options: BankFileOptions) -> (any BankFileReading)? {
        families.first { $0.recognises(start) }?.make(options)
    }

    /// - Returns: a reader of the format, whatever the file looks like.
    static func reader(of format: BankFileFormat, options: BankFileOptions) -> (any BankFileReading)? {
        families.first { $0.formats.contains(format) }?.make(options)
    }

    /// XML is told apart further by its elements; its reader says why it does not take other encodings.
    static func isXML(_ start: [UInt8]) -> Bool {
        // UTF-16 may be text as well.
        if start.starts(with: [0xFE, 0xFF]) { return start.dropFirst(2).starts(with: [0x00, 0x3C]) }
        if start.starts(with: [0xFF, 0xFE]) { return start.dropFirst(2).starts(with: [0x3C]) }
        if start.starts(with: [0x00, 0x3C]) || start.starts(with: [0x3C]) { return true }
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
        return text.first { !Ascii.isSpace($0) } == Ascii.less
    }
}
