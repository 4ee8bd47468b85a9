/// How the bytes of a delimited file become characters.
enum FileEncoding: Hashable, Sendable {
    case utf8
    case utf16LittleEndian
    case utf16BigEndian
    /// Windows-1252, which has all of Latin-1's letters.
    case windows1252
    /// Simplified Chinese: GB18030, which has all of GBK and GB2312.
    case gb18030
    /// Traditional Chinese.
    case big5
    /// Japanese, as Windows writes it (code page 932).
    case shiftJIS
    /// Korean, as Windows writes it (code page 949).
    case korean
    /// Central European.
    case windows1250
    /// Cyrillic.
    case windows1251

    /// The name that people and iconv know it by.
    var name: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16LittleEndian: "UTF-16LE"
        case .utf16BigEndian: "UTF-16BE"
        case .windows1252: "WINDOWS-1252"
        case .gb18030: "GB18030"
        case .big5: "BIG5-HKSCS"
        case .shiftJIS: "CP932"
        case .korean: "CP949"
        case .windows1250: "WINDOWS-1250"
        case .windows1251: "WINDOWS-1251"
        }
    }

    /// - Returns: `nil` for a name that is not supported; letter case does not matter.
    init?(name: String) {
        switch name.uppercased() {
        case "UTF-8", "UTF8", "UTF-8-SIG", "ASCII", "US-ASCII": self = .utf8
        case "UTF-16", "UTF-16LE": self = .utf16LittleEndian
        case "UTF-16BE": self = .utf16BigEndian
        case "WINDOWS-1252", "CP1252", "ISO-8859-1", "LATIN1", "LATIN-1": self = .windows1252
        case "GB18030", "GBK", "GB2312", "CP936": self = .gb18030
        case "BIG5", "BIG5-HKSCS", "CP950": self = .big5
        case "SHIFT_JIS", "SHIFT-JIS", "SJIS", "CP932": self = .shiftJIS
        case "EUC-KR", "CP949": self = .korean
        case "WINDOWS-1250", "CP1250", "ISO-8859-2": self = .windows1250
        case "WINDOWS-1251", "CP1251": self = .windows1251
        default: return nil
        }
    }

    var isUTF16: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }

    /// Whether the second byte of a character may look like a bar.
    var hasTrailingASCII: Bool {
        switch self {
        case .gb18030, .big5, .shiftJIS, .korean: true
        case .utf8, .utf16LittleEndian, .utf16BigEndian, .windows1252, .windows1250, .windows1251: false
        }
    }

    /// The text of a cell's bytes, which are UTF-8 where the file is UTF-16, because that is converted in front.
    func text(_ bytes: [UInt8]) -> String {
        // Plain ASCII is the same in all of them.
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        switch self {
        case .utf8, .utf16LittleEndian, .utf16BigEndian, .windows1252: return fileText(bytes.span)
        case .gb18030, .big5, .shiftJIS, .korean, .windows1250, .windows1251:
            guard let converter = Self.converters[self] else { return fileText(bytes.span) }
            let (text, used, _) = converter.convert(bytes)
            let tail = used < bytes.count ? TextConverter.replacement : []
            return String(decoding: text + tail, as: UTF8.self)
        }
    }

    /// Words of column heads that only come out right in the encoding that they were written in.
    private static let signs: [(encoding: FileEncoding, words: [String])] = [
        (.gb18030, ["交易", "日期", "金额", "余额", "账号", "账户", "摘要", "币种", "时间", "明细", "收入", "支出"]),
        (.big5, ["交易", "日期", "金額", "餘額", "帳號", "帳戶", "摘要", "幣別", "支出", "存入"]),
        (.shiftJIS, ["日付", "取引", "金額", "残高", "摘要", "お支払", "お預", "利用"]),
        (.korean, ["거래", "일자", "금액", "잔액", "적요", "입금", "출금"]),
        (.windows1251, ["Дата", "дата", "Сумма", "сумма", "Сума", "сума", "Валюта", "Опис", "Описание"]),
        (
            .windows1250,
            [
                "księg", "Księg", "płatno", "Tytuł", "tytuł", "zaksięg", "końcow", "Částka", "částka", "Měna", "měna",
                "Zůstatek", "Poznámka", "účtu", "účet", "Složka", "Číslo", "Összeg", "Könyvel",
            ]
        ),
    ]

    private static let converters: [FileEncoding: TextConverter] = {
        var converters: [FileEncoding: TextConverter] = [:]
        for encoding in signs.map(\.encoding) { converters[encoding] = TextConverter(encoding: encoding.name) }
        return converters
    }()

    /// Tells the encoding from the begin of a file: a byte order mark, the zeros of UTF-16, valid UTF-8, the words of
    /// a national encoding, and else Windows-1252.
    static func detect(_ start: [UInt8]) -> FileEncoding {
        if start.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if start.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        let pairs = start.count / 2
        if pairs >= 8 {
            let places = start.indices.prefix(pairs * 2)
            let odd = places.count { $0 & 1 == 1 && start[$0] == 0 && start[$0 - 1] != 0 }
            let even = places.count { $0 & 1 == 0 && start[$0] == 0 && start[$0 + 1] != 0 }
            if odd * 2 > pairs, even * 8 < odd { return .utf16LittleEndian }
            if even * 2 > pairs, odd * 8 < even { return .utf16BigEndian }
        }
        if isUTF8(start) { return .utf8 }
        for (encoding, words) in signs {
            guard let (bytes, _, invalid) = converters[encoding]?.convert(start), invalid * 50 <= start.count else {
                continue
            }
            if words.contains(where: { isIn(bytes, Array($0.utf8)) }) { return encoding }
        }
        return isPolish(start) ? .windows1250 : .windows1252
    }

    /// Whether `ą`, `ł`, `ż` or `Ł` of Windows-1250 stand inside words, where `¹`, `³`, `¿` and `£` of Windows-1252 do not.
    ///
    /// Source: mappings of code pages 1250 and 1252 to Unicode, at unicode.org.
    private static func isPolish(_ bytes: [UInt8]) -> Bool {
        let isLetter: (UInt8) -> Bool = { Ascii.isLetter($0) || $0 >= 0xC0 || $0 == 0xB3 || $0 == 0xB9 || $0 == 0xBF }
        return zip(bytes.indices.dropFirst(), bytes.dropFirst(2)).contains { index, next in
            switch bytes[index] {
            case 0xB3, 0xB9, 0xBF: isLetter(bytes[index - 1]) && isLetter(next)
            case 0xA3: isLetter(next)
            default: false
            }
        }
    }

    /// Whether some of the bytes are a word's.
    ///
    /// Not by texts, which compare characters however they are put together, and take a hundred times as long.
    private static func isIn(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
        guard let first = word.first, word.count <= bytes.count else { return false }
        for index in 0...(bytes.count - word.count) where bytes[index] == first {
            if bytes[index..<index + word.count].elementsEqual(word) { return true }
        }
        return false
    }

    /// Whether the bytes are UTF-8, where the last character may be cut.
    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        let window = bytes.span
        var index = 0
        while index < window.count {
            guard window[index] >= 0x80 else {
                index += 1
                continue
            }
            switch checkUTF8(window, at: index) {
            case .character(let length): index += length
            case .incomplete: return true
            case .invalid: return false
            }
        }
        return true
    }
}

/// Converts UTF-16 that comes in pieces to UTF-8; half a surrogate pair becomes U+FFFD.
///
/// Not iconv's, because each unit must stay countable: two bytes of the file for one to three of UTF-8, four for four.
struct UTF16Stream: Sendable {
    let isBigEndian: Bool
    private var first: UInt8?
    private var high: UInt16?

    init(isBigEndian: Bool) {
        self.isBigEndian = isBigEndian
    }

    mutating func feed(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            guard let one = first else {
                first = byte
                continue
            }
            first = nil
            take(isBigEndian ? UInt16(one) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(one), &text)
        }
        return text
    }

    mutating func finish() -> [UInt8] {
        let isCut = first != nil || high != nil
        first = nil
        high = nil
        return isCut ? TextConverter.replacement : []
    }

    private mutating func take(_ unit: UInt16, _ text: inout [UInt8]) {
        if let lead = high {
            high = nil
            if 0xDC00...0xDFFF ~= unit {
                let value = 0x10000 + (UInt32(lead) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                return append(value, &text)
            }
            text.append(contentsOf: TextConverter.replacement)
        }
        if 0xD800...0xDBFF ~= unit {
            high = unit
        } else {
            append(UInt32(unit), &text)
        }
    }

    private func append(_ value: UInt32, _ text: inout [UInt8]) {
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
