/// XML in UTF-16 on its way to readers of UTF-8: processors have to read both.
///
/// Places are of the text in UTF-8 then: line and column are those of the file, bytes are not.
///
/// Source: XML 1.0 (fifth edition), section 4.3.3 and appendix F.
struct WideText: Sendable {
    private let converter: TextConverter
    /// The begin of a character whose other bytes are still to come.
    private var rest: [UInt8] = []
    private var invalid = 0
    private var isBegun = false

    /// - Returns: `nil` for what does not begin with a byte order mark of UTF-16 and a tag.
    init?(beginning start: [UInt8]) {
        let isBig = start.starts(with: [0xFE, 0xFF, 0x00, Ascii.less])
        guard isBig || start.starts(with: [0xFF, 0xFE, Ascii.less, 0x00]),
            let converter = TextConverter(encoding: isBig ? "UTF-16BE" : "UTF-16LE")
        else { return nil }
        self.converter = converter
    }

    /// The next bytes of the file as UTF-8; the byte order mark stays one.
    mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        let all = rest + bytes
        let (text, used, invalid) = converter.convert(all)
        rest = Array(all[used...])
        self.invalid += invalid
        defer { isBegun = true }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return isBegun || text.starts(with: mark) ? text : mark + text
    }

    /// What is wrong with all of the text.
    var ending: BankFileFinding? {
        guard invalid > 0 || !rest.isEmpty else { return nil }
        let cut = rest.isEmpty ? "" : "; the file ends inside a character"
        return BankFileFinding(
            .encoding,
            "\(invalid) places are no UTF-16 and are read as U+FFFD\(cut)",
            at: BankFilePosition(line: 1)
        )
    }
}
