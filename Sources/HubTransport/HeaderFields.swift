/// HTTP header fields on their way into and out of libcurl.
enum HeaderFields {
    /// The lines to hand to libcurl.
    ///
    /// A name without a value asks it not to send that field by itself.
    static func lines(for request: TransportRequest) -> [String] {
        let names = Set(request.headers.map { $0.name.lowercased() })
        var lines = ["Expect:"]
        if !names.contains("content-type") { lines.append("Content-Type:") }
        // libcurl spells a field with an empty value as "Name;".
        for header in request.headers {
            lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        return lines
    }

    /// The fields of an answer; status line, blank line and lines without a colon are left out.
    ///
    /// A line that begins with white space continues the one before (RFC 9112, section 5.2).
    static func parse(_ bytes: [UInt8]) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if line.first.map(isWhiteSpace) == true, let last = fields.popLast() {
                fields.append((last.name, last.value + " " + text(line)))
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                fields.append((text(line[..<colon]), text(line[(colon + 1)...])))
            }
        }
        return fields
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let start = bytes.drop(while: isWhiteSpace)
        let end = start.lastIndex { !isWhiteSpace($0) }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[start.startIndex..<end], as: UTF8.self)
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
