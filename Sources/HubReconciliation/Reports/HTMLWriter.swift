/// Writes HTML and SVG elements; every text and attribute is escaped on its way out.
struct HTMLWriter {
    private(set) var text = ""

    /// An element with what `body` writes in it.
    mutating func element(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:],
        _ body: (inout HTMLWriter) -> Void
    ) {
        open(name, attributes, end: ">")
        body(&self)
        text += "</\(name)>"
    }

    mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String) {
        element(name, attributes) { $0.write(content) }
    }

    mutating func element(_ name: String, _ content: String) { element(name) { $0.write(content) } }

    /// An element of HTML that never has contents, such as `meta`.
    mutating func void(_ name: String, _ attributes: KeyValuePairs<String, String>) {
        open(name, attributes, end: ">")
    }

    /// A line of markup of our own.
    mutating func markup(_ markup: StaticString) { text += "\(markup)\n" }

    mutating func lineEnd() { text += "\n" }

    /// A text from outside: it keeps its own direction and cannot turn what stands around it.
    mutating func outside(_ content: String, charactersMax: Int = 400) {
        guard !content.isEmpty else { return }
        let shown = content.unicodeScalars.prefix(charactersMax + 1)
        element("bdi") { writer in
            guard shown.count > charactersMax else { return writer.write(content) }
            writer.write(String(String.UnicodeScalarView(shown.prefix(charactersMax))) + "…")
        }
    }

    /// Escapes what has a meaning in HTML, and shows U+FFFD for what HTML forbids and for what turns the direction of text.
    mutating func write(_ content: String) {
        for scalar in content.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(Self.isForbidden(scalar) ? "\u{FFFD}" : scalar)
            }
        }
    }

    private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>, end: String) {
        text += "<\(name)"
        for (key, value) in attributes {
            text += " \(key)=\""
            write(value)
            text += "\""
        }
        text += end
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F...0x9F, 0xFDD0...0xFDEF: true
        case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }
}
