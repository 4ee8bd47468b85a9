/// The invoice in XML that a Factur-X or ZUGFeRD file (PDF/A-3) carries.
///
/// Source: Factur-X 1.0, section 6; ISO 32000-1, section 7.11.
enum PDFInvoice {
    /// In small letters.
    private static let names: Set<String> = ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"]
    private static let wayOut = "give the invoice's XML itself"

    /// The mark stands at the start, or behind a little rubbish.
    static func recognises(_ start: ArraySlice<UInt8>) -> Bool {
        let mark = Array("%PDF-".utf8)
        let head = Array(start.prefix(1_024))
        return head.indices.contains { head[$0...].starts(with: mark) }
    }

    /// - Throws: `archive` when there is no such file inside, several, or one that is not read; `limit`.
    static func extract(_ bytes: [UInt8]) throws(BankFileFinding) -> (name: String, content: [UInt8]) {
        let objects = try PDFObjects(bytes)
        guard !objects.isEncrypted else { throw refusal("the PDF is encrypted") }
        var found: [Int: String] = [:]
        for number in objects.entries.keys.sorted() {
            guard let entry = objects.entries[number] else { continue }
            collect(entry.value, objects, depth: 0, into: &found)
        }
        guard let (number, name) = found.first, let entry = objects.entries[number] else {
            throw refusal("the PDF has no file factur-x.xml, zugferd-invoice.xml or xrechnung.xml inside")
        }
        guard found.count == 1 else { throw refusal("the PDF has several invoices in XML inside") }
        do throws(BankFileFinding) {
            return (name, try objects.content(of: entry))
        } catch {
            throw BankFileFinding(error.code, "\(error.message); \(wayOut)", at: error.position)
        }
    }

    /// File specifications, wherever they stand: each leads to the stream of its file.
    private static func collect(_ value: PDFValue, _ objects: PDFObjects, depth: Int, into found: inout [Int: String]) {
        guard depth < PDFValueReader.depthMax else { return }
        switch value {
        case .array(let items): for item in items { collect(item, objects, depth: depth + 1, into: &found) }
        case .dictionary(let entries):
            if let files = objects.resolve(entries["EF"]), files.dictionary != nil {
                let written = [entries["UF"], entries["F"]].compactMap { text(objects.resolve($0)) }
                let name = written.first { names.contains($0.lowercased()) }
                let stream = [files["UF"], files["F"]].compactMap { $0 }.first
                if let name, case .reference(let number) = stream { found[number] = name }
            }
            for item in entries.values { collect(item, objects, depth: depth + 1, into: &found) }
        case .integer, .name, .string, .reference, .other: break
        }
    }

    /// A text string: UTF-16 with its mark, or bytes that are ASCII in the names that are looked for.
    private static func text(_ value: PDFValue?) -> String? {
        guard case .string(let bytes) = value else { return nil }
        guard bytes.starts(with: [0xFE, 0xFF]) else { return String(decoding: bytes, as: UTF8.self) }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return String(decoding: units, as: UTF16.self)
    }

    private static func refusal(_ message: String) -> BankFileFinding {
        BankFileFinding(.archive, "\(message); \(wayOut)", at: BankFilePosition(byte: 0))
    }
}
