/// A file that holds one electronic invoice: XML, or a PDF with the XML inside.
public enum ElectronicInvoiceFile {
    /// Whether the bytes begin like XML or a PDF, which no table of invoices does.
    public static func recognises(_ bytes: [UInt8]) -> Bool {
        if PDFInvoice.recognises(bytes[...]) { return true }
        // UTF-16 is refused by name.
        if bytes.starts(with: [0xFE, 0xFF, 0x00, 0x3C]) || bytes.starts(with: [0xFF, 0xFE, 0x3C, 0x00]) {
            return true
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        return start.first { !Ascii.isSpace($0) } == Ascii.less
    }

    /// Reads a whole file.
    ///
    /// - Returns: the invoice, or at least one error.
    public static func reading(_ bytes: [UInt8]) -> ElectronicInvoiceReading {
        guard PDFInvoice.recognises(bytes[...]) else { return readingXML(bytes) }
        do throws(BankFileFinding) {
            let (name, content) = try PDFInvoice.extract(bytes)
            var reading = readingXML(content)
            reading.member = name
            return reading
        } catch {
            var reading = ElectronicInvoiceReading()
            reading.errors = [error]
            return reading
        }
    }

    private static func readingXML(_ bytes: [UInt8]) -> ElectronicInvoiceReading {
        var reader = ElectronicInvoiceReader()
        reader.feed(inUTF8(bytes))
        return reader.finish()
    }

    /// XML in UTF-16, which every reader of XML has to know, in UTF-8 and without its declaration.
    ///
    /// Source: XML 1.0 (fifth edition), 4.3.3.
    private static func inUTF8(_ bytes: [UInt8]) -> [UInt8] {
        let isBig = bytes.starts(with: [0xFE, 0xFF])
        guard isBig || bytes.starts(with: [0xFF, 0xFE]) else { return bytes }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { place in
            UInt16(bytes[place]) << (isBig ? 8 : 0) | UInt16(bytes[place + 1]) << (isBig ? 0 : 8)
        }
        let text = Array(String(decoding: units, as: UTF16.self).utf8)
        guard text.starts(with: "<?xml".utf8), let end = text.firstIndex(of: UInt8(ascii: ">")) else { return text }
        return Array(text[(end + 1)...])
    }
}
