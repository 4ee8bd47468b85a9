import PaymentVocabulary

/// Reads the date at the begin of an OFX date and time; the time and the zone are left to the bank.
///
/// `YYYYMMDD`, with `HHMMSS.XXX[zone]` behind it or without; `YYYY-MM-DD` of files that took the ISO form is read as well.
///
/// Source: OFX 2.3, 3.2.8.2.
func ofxDate(_ bytes: Span<UInt8>) -> CalendarDate? {
    var digits = 0
    var value = 0
    var index = 0
    while index < bytes.count, digits < 8 {
        let byte = bytes[index]
        if Ascii.isDigit(byte) {
            value = value &* 10 &+ Int(byte &- 0x30)
            digits &+= 1
        } else if byte != Ascii.dash || (index != 4 && index != 7) {
            return nil
        }
        index &+= 1
    }
    guard digits == 8 else { return nil }
    return CalendarDate(year: value / 10_000, month: value / 100 % 100, day: value % 100)
}

/// What the header says before the first tag.
struct OFXHeader: Sendable {
    /// Which bytes above 0x7F the header promises.
    enum Characters: Sendable {
        case undeclared
        case ascii
        case utf8
        case windows1252
        case other
    }

    private(set) var isPresent = false
    private(set) var version: String?
    private(set) var charset = ""
    private(set) var characters = Characters.undeclared

    private static let keys = [
        "OFXHEADER", "DATA", "VERSION", "SECURITY", "ENCODING", "CHARSET", "COMPRESSION", "OLDFILEUID", "NEWFILEUID",
    ].map { Array($0.utf8) }

    init() {}

    /// Reads the lines `KEY:VALUE` of version 1, also where they are joined in one, or the instructions of version 2.
    ///
    /// Source: OFX 1.0.3, 2.2; OFX 2.3, 2.2.
    init(_ text: Span<UInt8>) {
        var bytes: [UInt8] = []
        // Files are told apart by far less; what is longer is no header.
        for index in 0..<min(text.count, 16_384) { bytes.append(text[index]) }
        isPresent = Self.firstPlace(of: "OFXHEADER", in: bytes[...]) != nil
        if let instruction = Self.firstPlace(of: "<?OFX", in: bytes[...]) {
            version = Self.value(of: "VERSION", in: bytes[instruction...]).map { "OFX \($0)" }
            charset = Self.value(of: "ENCODING", in: bytes[..<instruction]) ?? ""
            characters = charset.isEmpty ? .utf8 : Self.characters(charset)
            return
        }
        guard isPresent else {
            charset = Self.value(of: "ENCODING", in: bytes[...]) ?? ""
            characters = Self.characters(charset)
            return
        }
        version = Self.value(of: "VERSION", in: bytes[...]).map { "OFX \($0)" }
        let encoding = (Self.value(of: "ENCODING", in: bytes[...]) ?? "").uppercased()
        charset = Self.value(of: "CHARSET", in: bytes[...]) ?? ""
        switch encoding {
        case "UTF-8", "UTF8", "UNICODE": characters = .utf8
        default:
            let isNamed = !charset.isEmpty && charset.uppercased() != "NONE"
            if !isNamed { charset = encoding }
            characters = Self.characters(charset)
        }
    }

    private static func characters(_ name: String) -> Characters {
        switch name.uppercased() {
        case "": .undeclared
        case "USASCII", "US-ASCII", "ASCII": .ascii
        case "UTF-8", "UTF8", "UNICODE", "65001", "CP65001": .utf8
        case "1252", "CP1252", "CP-1252", "WINDOWS-1252", "ISO-8859-1", "8859-1", "ISO8859-1", "LATIN1": .windows1252
        default: .other
        }
    }

    /// The value behind a key: up to white space, the closing quote or the next key of a header in one line.
    private static func value(of key: String, in bytes: ArraySlice<UInt8>) -> String? {
        guard let place = firstPlace(of: key, in: bytes) else { return nil }
        var rest = bytes[(place + key.utf8.count)...].drop { $0 == 0x20 }
        guard let mark = rest.popFirst(), mark == Ascii.colon || mark == Ascii.equals else { return nil }
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
        if let quote = rest.first, quote == Ascii.quote || quote == Ascii.apostrophe {
            let quoted = rest.dropFirst().prefix { $0 != quote }
            return fileText(Array(quoted.prefix(64)).span)
        }
        let word = rest.prefix { !Ascii.isSpace($0) && $0 != Ascii.less && $0 != Ascii.question }
        let end = word.indices.first { index in keys.contains { isKey($0, at: word[index...]) } } ?? word.endIndex
        return fileText(Array(word[..<end].prefix(64)).span)
    }

    private static func isKey(_ key: [UInt8], at bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count > key.count && bytes.starts(with: key) && bytes[bytes.startIndex + key.count] == Ascii.colon
    }

    private static func firstPlace(of text: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let wanted = Array(text.utf8)
        return bytes.indices.first { index in
            bytes[index...].prefix(wanted.count).elementsEqual(wanted) { fold($0) == fold($1) }
        }
    }

    private static func fold(_ byte: UInt8) -> UInt8 { Ascii.isLetter(byte) ? byte & 0xDF : byte }
}
