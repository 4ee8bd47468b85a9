internal import CZlib

/// The numbered objects of a PDF file.
///
/// They are found by going through the bytes instead of the cross-reference table, so that a table that is damaged or
/// compressed does not matter. What stands later in the file counts, as updates are appended.
///
/// Source: ISO 32000-1, sections 7.3.8, 7.3.10 and 7.5.7.
struct PDFObjects {
    /// Far above what an invoice has.
    static let objectsMax = 200_000
    /// What all object streams may expand to.
    static let expandedBytesMax = 64 << 20

    /// An object's value and, of a stream, where its bytes begin.
    struct Entry {
        let value: PDFValue
        let streamStart: Int?
        /// Where the search for the next object goes on.
        let end: Int
    }

    private let bytes: [UInt8]
    private(set) var entries: [Int: Entry] = [:]
    /// A trailer or a cross-reference stream names an encryption dictionary.
    private(set) var isEncrypted = false

    /// - Throws: `limit` for a file with too many objects or with object streams that expand too far.
    init(_ bytes: [UInt8]) throws(BankFileFinding) {
        self.bytes = bytes
        var index = 0
        var packed: [(number: Int, entry: Entry)] = []
        while let place = next(from: index) {
            index = place.end
            switch place.kind {
            case .trailer(let value): isEncrypted = isEncrypted || value["Encrypt"] != nil
            case .object(let number, let entry):
                guard entries.count + packed.count < Self.objectsMax else { throw Self.tooLarge(index) }
                entries[number] = entry
                switch entry.value["Type"]?.name {
                case "ObjStm": packed.append((number, entry))
                case "XRef": isEncrypted = isEncrypted || entry.value["Encrypt"] != nil
                default: break
                }
            }
        }
        guard !isEncrypted else { return }
        try unpack(packed)
    }

    func resolve(_ value: PDFValue?) -> PDFValue? {
        guard case .reference(let number) = value else { return value }
        return entries[number]?.value
    }

    // MARK: Going through the file

    private enum Found {
        case object(Int, Entry)
        case trailer(PDFValue)
    }

    private func next(from start: Int) -> (kind: Found, end: Int)? {
        var index = start
        while index + 3 <= bytes.count {
            if bytes[index] == UInt8(ascii: "o"), stands("obj", at: index), let number = number(before: index) {
                let entry = entry(at: index + 3)
                return (.object(number, entry), entry.end)
            }
            if bytes[index] == UInt8(ascii: "t"), stands("trailer", at: index) {
                var reader = PDFValueReader(bytes, at: index + 7)
                let value = reader.value() ?? .other
                return (.trailer(value), reader.index)
            }
            index += 1
        }
        return nil
    }

    private func stands(_ word: StaticString, at index: Int) -> Bool {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        return word.withUTF8Buffer { expected in expected.indices.allSatisfy { bytes[index + $0] == expected[$0] } }
    }

    /// The object number of `12 0 obj`, from the place of its `obj`.
    private func number(before place: Int) -> Int? {
        var index = place
        func back(while belongs: (UInt8) -> Bool) -> Range<Int> {
            let end = index
            while index > 0, end - index < 16, belongs(bytes[index - 1]) { index -= 1 }
            return index..<end
        }
        guard !back(while: PDFValueReader.isBlank).isEmpty, !back(while: Ascii.isDigit).isEmpty,
            !back(while: PDFValueReader.isBlank).isEmpty
        else { return nil }
        let digits = back(while: Ascii.isDigit)
        return Int(String(decoding: bytes[digits], as: UTF8.self))
    }

    private func entry(at start: Int) -> Entry {
        var reader = PDFValueReader(bytes, at: start)
        // Something else than a value: the search goes on where it stopped to be one, so that no byte is read often.
        guard let value = reader.value() else { return Entry(value: .other, streamStart: nil, end: reader.index) }
        guard value.dictionary != nil, reader.accepts("stream") else {
            return Entry(value: value, streamStart: nil, end: reader.index)
        }
        var begin = reader.index
        if begin < bytes.count, bytes[begin] == 0x0D { begin += 1 }
        if begin < bytes.count, bytes[begin] == 0x0A { begin += 1 }
        if case .integer(let length) = value["Length"], length >= 0, length <= bytes.count - begin {
            var behind = PDFValueReader(bytes, at: begin + length)
            if behind.accepts("endstream") { return Entry(value: value, streamStart: begin, end: behind.index) }
        }
        var end = begin
        while end < bytes.count, bytes[end] != UInt8(ascii: "e") || !stands("endstream", at: end) { end += 1 }
        return Entry(value: value, streamStart: begin, end: end)
    }

    private static func tooLarge(_ byte: Int) -> BankFileFinding {
        BankFileFinding(.limit, "a PDF file with more objects than any invoice has", at: BankFilePosition(byte: byte))
    }

    // MARK: Streams

    /// What a stream holds, expanded.
    ///
    /// - Throws: `archive` when it is damaged or encoded otherwise than with DEFLATE, `limit` when it is too long.
    func content(of entry: Entry) throws(BankFileFinding) -> [UInt8] {
        let place = BankFilePosition(byte: entry.streamStart)
        guard let start = entry.streamStart else {
            throw BankFileFinding(.archive, "the file inside the PDF is no stream", at: place)
        }
        var filters: [PDFValue] = []
        switch resolve(entry.value["Filter"]) {
        case .array(let several): filters = several
        case .some(let one): filters = [one]
        case nil: break
        }
        let names = filters.map { resolve($0)?.name ?? "?" }
        guard names.isEmpty || names == ["FlateDecode"] || names == ["Fl"], !hasPredictor(entry.value["DecodeParms"])
        else {
            let message = "the file inside the PDF is encoded with \(names.joined(separator: ", ").prefix(60)), which "
            throw BankFileFinding(.archive, message + "is not read", at: place)
        }
        guard names.isEmpty else { return try inflated(from: start, place) }
        guard case .integer(let length) = resolve(entry.value["Length"]), length >= 0, length <= bytes.count - start
        else { throw BankFileFinding(.archive, "the file inside the PDF has no length", at: place) }
        return Array(bytes[start..<start + length])
    }

    /// Predictors are for images and tables.
    private func hasPredictor(_ parameters: PDFValue?) -> Bool {
        let one: PDFValue?
        if case .array(let several) = resolve(parameters) { one = several.first } else { one = parameters }
        guard case .integer(let predictor) = resolve(resolve(one)?["Predictor"]) else { return false }
        return predictor > 1
    }

    /// DEFLATE says itself where it ends.
    private func inflated(from start: Int, _ place: BankFilePosition) throws(BankFileFinding) -> [UInt8] {
        let inflater = Inflater(CZLIB_ZLIB)
        var content: [UInt8] = []
        var index = start
        while true {
            let step = inflater.run(bytes[index...])
            index += step.consumed
            content += step.output
            guard content.count <= Self.expandedBytesMax else {
                let message = "the file inside the PDF expands to more than \(Self.expandedBytesMax >> 20) MiB"
                throw BankFileFinding(.limit, message, at: place)
            }
            switch step.state {
            case .end: return content
            case .more where step.consumed > 0 || !step.output.isEmpty: continue
            case .more, .damaged, .checkFailed, .noMemory:
                throw BankFileFinding(.archive, "the file inside the PDF is damaged or cut", at: place)
            }
        }
    }

    /// Adds the objects that stand in object streams; one that is damaged costs only its own.
    private mutating func unpack(_ packed: [(number: Int, entry: Entry)]) throws(BankFileFinding) {
        var expanded = 0
        for (_, entry) in packed {
            guard case .integer(let count) = resolve(entry.value["N"]), count > 0,
                case .integer(let first) = resolve(entry.value["First"]), first > 0,
                let content = try? content(of: entry)
            else { continue }
            expanded += content.count
            guard expanded <= Self.expandedBytesMax, count < Self.objectsMax - entries.count else {
                throw Self.tooLarge(entry.end)
            }
            for (number, range) in Self.places(in: content, count, first) {
                var reader = PDFValueReader(content, at: range.lowerBound, end: range.upperBound)
                // An update may have replaced it in the file itself.
                if let known = entries[number], known.end > entry.end { continue }
                guard let value = reader.value() else { continue }
                entries[number] = Entry(value: value, streamStart: nil, end: entry.end)
            }
        }
    }

    /// The numbers of an object stream's objects and where each stands; they follow one another.
    private static func places(in content: [UInt8], _ count: Int, _ first: Int) -> [(Int, Range<Int>)] {
        var header = PDFValueReader(content, at: 0)
        var starts: [(number: Int, start: Int)] = []
        for _ in 0..<count {
            guard case .integer(let number) = header.value(), case .integer(let offset) = header.value(),
                offset >= 0, offset < content.count - first, first + offset >= starts.last?.start ?? 0
            else { break }
            starts.append((number, first + offset))
        }
        return starts.indices.map { index in
            let end = index + 1 < starts.count ? starts[index + 1].start : content.count
            return (starts[index].number, starts[index].start..<end)
        }
    }
}
