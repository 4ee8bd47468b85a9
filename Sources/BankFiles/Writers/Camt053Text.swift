import PaymentVocabulary

/// XML under construction, with the lengths and characters that the schema of camt.053.001.08 allows.
struct Camt053Text {
    /// An amount that the schema allows.
    struct Amount {
        let decimal: String
        let currency: Currency

        func element(_ name: String) -> String { "<\(name) Ccy=\"\(currency.code)\">\(decimal)</\(name)>" }
    }

    private(set) var text = ""
    /// What was cut or has no place of its own, whole and with its name.
    var notes: [String] = []
    /// How many texts were cut, and how many of them are nowhere whole.
    private(set) var cuts: (all: Int, lost: Int) = (0, 0)

    mutating func raw(_ xml: String) { text += xml }

    /// An element with what `content` writes; none when it writes nothing.
    mutating func element(_ name: String, _ content: (inout Camt053Text) -> Void) {
        let before = text.utf8.count
        text += "<\(name)>"
        let begun = text.utf8.count
        content(&self)
        if text.utf8.count == begun {
            text.unicodeScalars.removeLast(begun - before)
        } else {
            text += "</\(name)>"
        }
    }

    /// A text, cut to `max` characters; a cut one is noted whole.
    ///
    /// None when there is nothing to show.
    mutating func text(_ name: String, _ value: String?, max: Int) {
        guard let value, Self.hasText(value) else { return }
        let scalars = value.unicodeScalars
        if scalars.index(scalars.startIndex, offsetBy: max, limitedBy: scalars.endIndex) ?? scalars.endIndex
            != scalars.endIndex
        {
            cuts.all += 1
            // The last resort of a note is a note itself.
            if name.hasPrefix("Addtl") { cuts.lost += 1 } else { notes.append("\(name): \(value)") }
        }
        text += "<\(name)>\(Self.escaped(scalars.prefix(max)))</\(name)>"
    }

    /// Texts of any length, one element for every `max` characters.
    mutating func texts(_ name: String, _ value: String, max: Int) {
        var rest = value.unicodeScalars[...]
        while !rest.isEmpty {
            let part = rest.prefix(max)
            if Self.hasText(String(part)) { text += "<\(name)>\(Self.escaped(part))</\(name)>" }
            rest = rest.dropFirst(max)
        }
    }

    /// A code of the ISO lists has at most four characters; longer ones are the bank's own.
    mutating func code(_ value: String, allowed: Set<String>? = nil) {
        let isListed = allowed?.contains(value) ?? Self.isCode(value)
        if isListed { raw("<Cd>\(value)</Cd>") } else { text("Prtry", value, max: 35) }
    }

    /// A sequence number; what is no number is noted.
    mutating func number(_ name: String, _ value: String?) {
        guard let value, Self.hasText(value) else { return }
        let isNumber = value.utf8.count <= 18 && value.utf8.allSatisfy { Ascii.isDigit($0) }
        if isNumber { raw("<\(name)>\(value)</\(name)>") } else { lose(name, value) }
    }

    /// An amount without a sign; one that the schema does not allow is noted.
    mutating func amount(_ name: String, _ amount: Money?) {
        guard let amount else { return }
        guard !amount.isNegative, let fitting = Self.amount(amount.minorUnits.magnitude, amount.currency) else {
            return lose(name, amount.description)
        }
        raw(fitting.element(name))
    }

    /// Notes something that has no place of its own.
    mutating func lose(_ name: String, _ value: String) {
        if Self.hasText(value) { notes.append("\(name): \(value)") }
    }

    /// A text with the notes behind it, as far as 500 characters go; what does not fit is counted.
    mutating func takeNotes(behind first: String?) -> String? {
        var parts = [first].compactMap(\.self)
        var length = parts.first?.unicodeScalars.count ?? 0
        for note in notes {
            let more = note.unicodeScalars.count + (parts.isEmpty ? 0 : 3)
            guard length + more <= 500 else {
                cuts.lost += 1
                continue
            }
            parts.append(note)
            length += more
        }
        notes = []
        return parts.isEmpty ? nil : parts.joined(separator: " | ")
    }
}

extension Camt053Text {
    /// Source: ActiveOrHistoricCurrencyAndAmount: eighteen digits, five decimals.
    static func amount(_ units: UInt64, _ currency: Currency) -> Amount? {
        guard units < 1_000_000_000_000_000_000 else { return nil }
        return Amount(decimal: BankFiles.decimal(Int128(units), currency), currency: currency)
    }

    /// A word that can be a code of an ISO list.
    static func isCode(_ text: String) -> Bool {
        (1...4).contains(text.utf8.count)
            && text.utf8.allSatisfy { Ascii.isDigit($0) || isUpper($0) || (0x61...0x7A).contains($0) }
    }

    /// Source: IBAN2007Identifier.
    static func isIBAN(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return (5...34).contains(bytes.count) && bytes.prefix(2).allSatisfy(isUpper)
            && bytes.dropFirst(2).prefix(2).allSatisfy { Ascii.isDigit($0) }
            && bytes.dropFirst(4).allSatisfy { Ascii.isDigit($0) || isUpper($0) || (0x61...0x7A).contains($0) }
    }

    /// Source: BICFIDec2014Identifier.
    static func isBIC(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return (bytes.count == 8 || bytes.count == 11) && bytes.allSatisfy { isUpper($0) || Ascii.isDigit($0) }
            && bytes.dropFirst(4).prefix(2).allSatisfy(isUpper)
    }

    /// Source: UUIDv4Identifier.
    static func isUETR(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { place, byte in
            switch place {
            case 8, 13, 18, 23: byte == UInt8(ascii: "-")
            case 14: byte == UInt8(ascii: "4")
            case 19: "89ab".utf8.contains(byte)
            default: Ascii.isDigit(byte) || (0x61...0x66).contains(byte)
            }
        }
    }

    /// A date, or a date and time, as a schema's `dateTime`.
    ///
    /// - Returns: `nil` for what is neither.
    static func dateTime(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard isoDate(bytes.span) != nil else { return nil }
        guard bytes.count > 10 else { return text + "T00:00:00" }
        guard bytes[10] == UInt8(ascii: "T"), bytes.count >= 19 else { return text.prefix(10) + "T00:00:00" }
        func two(_ place: Int, _ most: Int) -> Bool {
            guard bytes.count >= place + 2, Ascii.isDigit(bytes[place]), Ascii.isDigit(bytes[place + 1]) else {
                return false
            }
            return Int(bytes[place] - 0x30) * 10 + Int(bytes[place + 1] - 0x30) <= most
        }
        let colon = UInt8(ascii: ":")
        guard two(11, 23), bytes[13] == colon, two(14, 59), bytes[16] == colon, two(17, 59) else {
            return text.prefix(10) + "T00:00:00"
        }
        var end = 19
        if bytes.count > 20, bytes[19] == UInt8(ascii: "."), Ascii.isDigit(bytes[20]) {
            end = 20
            while end < bytes.count, Ascii.isDigit(bytes[end]) { end += 1 }
        }
        let time = String(decoding: bytes[..<end], as: UTF8.self)
        let zone = bytes[end...]
        if zone.isEmpty || zone.elementsEqual("Z".utf8) { return text }
        let isZone =
            zone.count == 6 && "+-".utf8.contains(bytes[end]) && two(end + 1, 13) && bytes[end + 3] == colon
            && two(end + 4, 59)
        return isZone ? text : time
    }

    /// Source: BaseOneRate: eleven digits, ten decimals.
    static func isRate(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { Ascii.isDigit($0) } })
        else { return false }
        return text.utf8.count <= 12 && (parts.count == 1 ? text.utf8.count <= 11 : parts[1].count <= 10)
    }

    static func hasText(_ text: String) -> Bool {
        text.unicodeScalars.contains { !$0.properties.isWhitespace && isAllowed($0) }
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    /// Source: XML 1.0, production 2 (Char).
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Characters that XML forbids become blanks, so that lengths stay.
    private static func escaped(_ scalars: Substring.UnicodeScalarView) -> String {
        var text = String.UnicodeScalarView()
        for scalar in scalars {
            switch scalar {
            case "&": text.append(contentsOf: "&amp;".unicodeScalars)
            case "<": text.append(contentsOf: "&lt;".unicodeScalars)
            case ">": text.append(contentsOf: "&gt;".unicodeScalars)
            case "\r": text.append(contentsOf: "&#13;".unicodeScalars)
            default: text.append(isAllowed(scalar) ? scalar : " ")
            }
        }
        return String(text)
    }
}
