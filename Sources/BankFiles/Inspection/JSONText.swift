/// Writes JSON on one line with its members in the order given, so that equal values give equal bytes.
struct JSONText {
    private(set) var text = ""
    private var needsComma = false

    mutating func object(_ members: (inout JSONText) -> Void) {
        nest("{", "}", members)
    }

    mutating func array<Element>(_ elements: some Sequence<Element>, _ each: (inout JSONText, Element) -> Void) {
        nest("[", "]") { json in
            for element in elements { each(&json, element) }
        }
    }

    /// Names the member whose value is written next.
    mutating func key(_ name: String) {
        string(name)
        text += ":"
        needsComma = false
    }

    mutating func string(_ value: String?) {
        guard let value else { return raw("null") }
        // Most texts need no escape; 0xE2 begins the two separators that JavaScript takes for line ends.
        guard value.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0xE2 }) else {
            if needsComma { text += "," }
            text += "\""
            text += value
            text += "\""
            needsComma = true
            return
        }
        var quoted = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..."\u{1F}", "\u{2028}", "\u{2029}": quoted += Self.escaped(scalar)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        raw(quoted + "\"")
    }

    mutating func number(_ value: Int?) { raw(value.map(String.init) ?? "null") }

    mutating func bool(_ value: Bool?) { raw(value.map { $0 ? "true" : "false" } ?? "null") }

    private mutating func raw(_ value: String) {
        if needsComma { text += "," }
        text += value
        needsComma = true
    }

    private mutating func nest(_ open: String, _ close: String, _ inner: (inout JSONText) -> Void) {
        raw(open)
        needsComma = false
        inner(&self)
        text += close
        needsComma = true
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
