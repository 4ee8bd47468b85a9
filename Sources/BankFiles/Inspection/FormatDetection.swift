/// Tells the format of a file from its first bytes.
enum FormatDetection {
    /// Bytes that are enough to tell; a shorter file is looked at when it ends.
    static let bytesMin = 16_384

    /// - Parameter start: the first bytes of the file, all of them if it is short.
    /// - Returns: a reader of the format, `nil` when no format is recognised.
    static func reader(for start: [UInt8], options: BankFileOptions) -> (any BankFileReading)? {
        // From the most certain sign to the least: what is at a fixed place first, free text last.
        if isXML(start) { return CamtReader(options: options) }
        return nil
    }

    /// XML is told apart further by its elements; its reader says why it does not take other encodings.
    static func isXML(_ start: [UInt8]) -> Bool {
        if start.starts(with: [0xFE, 0xFF]) || start.starts(with: [0xFF, 0xFE]) { return true }
        if start.starts(with: [0x00, 0x3C]) || start.starts(with: [0x3C]) { return true }
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
        return text.first { !Ascii.isSpace($0) } == Ascii.less
    }
}
