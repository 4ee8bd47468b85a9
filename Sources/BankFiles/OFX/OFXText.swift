/// Decodes the text of an element: characters, references, CDATA sections and what stands between comments.
///
/// A `&` that begins no reference is itself. Source: OFX 2.3, 2.3.2.1 (special characters).
func ofxText(_ bytes: Span<UInt8>, isPlain: Bool) -> String {
    let text = fileText(bytes)
    guard !isPlain else { return text }
    let raw = Array(text.utf8)
    var decoded: [UInt8] = []
    decoded.reserveCapacity(raw.count)
    var index = 0
    while index < raw.count {
        switch raw[index] {
        case Ascii.ampersand:
            if let (scalar, length) = ofxReference(raw[index...]) {
                decoded.append(contentsOf: Array(String(scalar).utf8))
                index += length
                continue
            }
        case Ascii.less:
            if let (content, length) = ofxSection(raw[index...]) {
                decoded.append(contentsOf: content)
                index += length
                continue
            }
        default: break
        }
        decoded.append(raw[index])
        index += 1
    }
    let isBlank = { (byte: UInt8) in Ascii.isSpace(byte) }
    while let last = decoded.last, isBlank(last) { decoded.removeLast() }
    return String(decoding: decoded.drop(while: isBlank), as: UTF8.self)
}

/// The character of a reference at the begin of some bytes, and how long the reference is.
private func ofxReference(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
    guard let end = bytes.prefix(12).firstIndex(of: Ascii.semicolon) else { return nil }
    let name = bytes[(bytes.startIndex + 1)..<end]
    let length = end + 1 - bytes.startIndex
    if name.first == Ascii.hash {
        let digits = String(decoding: name.dropFirst(), as: UTF8.self)
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        guard let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits) else { return nil }
        // Numbers of the control characters mean Windows-1252 wherever people write them.
        if (0x80...0x9F).contains(value), let scalar = TextEncoding.windows1252.scalar(of: UInt8(value)) {
            return (scalar, length)
        }
        guard value >= 0x20 || value == 0x09 || value == 0x0A, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }
    switch String(decoding: name, as: UTF8.self).lowercased() {
    case "amp": return ("&", length)
    case "lt": return ("<", length)
    case "gt": return (">", length)
    case "quot": return ("\"", length)
    case "apos": return ("'", length)
    case "nbsp": return ("\u{A0}", length)
    default: return nil
    }
}

/// What a CDATA section says, nothing for a comment or an instruction, and how long it is.
private func ofxSection(_ bytes: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, Int)? {
    func section(_ begin: String, _ end: String, keeps: Bool) -> (ArraySlice<UInt8>, Int)? {
        guard bytes.starts(with: begin.utf8) else { return nil }
        let content = bytes.dropFirst(begin.utf8.count)
        var index = content.startIndex
        while index < content.endIndex {
            if content[index...].starts(with: end.utf8) {
                return (keeps ? content[..<index] : [], index + end.utf8.count - bytes.startIndex)
            }
            index += 1
        }
        return (keeps ? content : [], bytes.count)
    }
    return section("<![CDATA[", "]]>", keeps: true) ?? section("<!--", "-->", keeps: false)
        ?? section("<!", ">", keeps: false) ?? section("<?", ">", keeps: false)
}
