/// Writes JSON in the order in which it is told to, without blanks: the same calls give the same bytes.
struct JSONWriter {
    /// What nobody has taken yet.
    private(set) var text = ""
    private var needsComma = false
    private let sink: ((String) -> Void)?

    private static let pieceBytes = 64 << 10

    /// - Parameter sink: takes the text in pieces as it grows, all but the last; without one it is kept whole.
    init(sink: ((String) -> Void)? = nil) { self.sink = sink }

    mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) { enclosed("{", "}", key, body) }

    mutating func array(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) { enclosed("[", "]", key, body) }

    mutating func string(_ key: String? = nil, _ value: String?) {
        begin(key)
        if let value { quote(value) } else { text += "null" }
    }

    mutating func integer(_ key: String? = nil, _ value: Int) {
        begin(key)
        text += String(value)
    }

    mutating func bool(_ key: String? = nil, _ value: Bool) {
        begin(key)
        text += value ? "true" : "false"
    }

    private mutating func enclosed(
        _ opening: String,
        _ closing: String,
        _ key: String?,
        _ body: (inout JSONWriter) -> Void
    ) {
        begin(key)
        text += opening
        needsComma = false
        body(&self)
        text += closing
        needsComma = true
    }

    private mutating func begin(_ key: String?) {
        if let sink, text.utf8.count >= Self.pieceBytes {
            sink(text)
            text = ""
        }
        if needsComma { text += "," }
        needsComma = true
        if let key {
            quote(key)
            text += ":"
        }
    }

    private mutating func quote(_ value: String) {
        text += "\""
        guard value.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F }) else {
            text += value
            text += "\""
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }
}
