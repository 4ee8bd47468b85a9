/// How bytes above 0x7F become characters.
enum TextEncoding: Hashable, Sendable {
    case utf8
    case ascii
    /// ISO-8859-1.
    case latin1
    /// ISO-8859-15, which has the euro sign.
    case latin9
    case windows1252

    static let supportedNames = "UTF-8, US-ASCII, ISO-8859-1, ISO-8859-15 and Windows-1252"

    /// - Returns: `nil` for a name that is not supported; letter case does not matter.
    init?(name: String) {
        switch name.uppercased() {
        case "UTF-8", "UTF8": self = .utf8
        case "US-ASCII", "ASCII": self = .ascii
        case "ISO-8859-1", "ISO_8859-1", "LATIN1", "ISO8859-1": self = .latin1
        case "ISO-8859-15", "ISO_8859-15", "LATIN-9": self = .latin9
        case "WINDOWS-1252", "CP1252", "CP-1252": self = .windows1252
        default: return nil
        }
    }

    /// The character of one byte from 0x80 on.
    ///
    /// - Returns: `nil` where the encoding has none, and always for UTF-8, whose characters are longer.
    func scalar(of byte: UInt8) -> Unicode.Scalar? {
        switch self {
        case .utf8, .ascii: nil
        case .latin1: Unicode.Scalar(byte)
        case .latin9: Self.latin9Differences[byte] ?? Unicode.Scalar(byte)
        case .windows1252:
            byte < 0xA0 ? Self.windows1252Controls[Int(byte) - 0x80].flatMap(Unicode.Scalar.init) : Unicode.Scalar(byte)
        }
    }

    /// Source: ISO/IEC 8859-15, the eight places where it differs from 8859-1.
    private static let latin9Differences: [UInt8: Unicode.Scalar] = [
        0xA4: "\u{20AC}", 0xA6: "\u{0160}", 0xA8: "\u{0161}", 0xB4: "\u{017D}",
        0xB8: "\u{017E}", 0xBC: "\u{0152}", 0xBD: "\u{0153}", 0xBE: "\u{0178}",
    ]

    /// Source: the WHATWG and Unicode tables of code page 1252 for 0x80...0x9F; five bytes have no character.
    private static let windows1252Controls: [UInt32?] = [
        0x20AC, nil, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, nil,
        0x017D, nil, nil, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, nil, 0x017E, 0x0178,
    ]
}

/// One step of checking UTF-8: how long the sequence at a place is, or why it is none.
enum UTF8Step: Equatable {
    case character(length: Int)
    /// The bytes at hand end inside the sequence.
    case incomplete
    case invalid
}

/// Checks the sequence that begins with a byte from 0x80 on: shortest form, no surrogates, no U+FFFE or U+FFFF.
///
/// Source: The Unicode Standard, table 3-7; XML 1.0 production 2 (Char).
func checkUTF8(_ window: Span<UInt8>, at offset: Int) -> UTF8Step {
    let lead = window[offset]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return .invalid
    }
    for index in 1..<length {
        guard offset + index < window.count else { return .incomplete }
        let byte = window[offset + index]
        guard index == 1 ? second.contains(byte) : (0x80...0xBF).contains(byte) else { return .invalid }
    }
    if lead == 0xEF, window[offset + 1] == 0xBF, window[offset + 2] >= 0xBE { return .invalid }
    return .character(length: length)
}
