package import HubDomain

/// No line, or more than one, answers to what was asked for.
package struct LineNotFound: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}

/// The line that a person means by `FILE:INDEX`, by `INDEX` when only one file has it, or by the bank's reference.
///
/// A file may be named without its folders when only one has the name. References are compared by letters and digits.
///
/// - Throws: `LineNotFound`, which names lines near to what was asked for.
package func findLine(_ text: String, in lines: [StatementLine]) throws(LineNotFound) -> StatementLine {
    let sorted = lines.sorted { ($0.file, $0.index) < ($1.file, $1.index) }
    let places = LinePlace(text)
    if let place = places, let file = place.file {
        let same = sorted.filter { $0.file == file }
        let named = same.isEmpty ? sorted.filter { $0.file.split(separator: "/").last.map(String.init) == file } : same
        let found = named.filter { $0.index == place.index }
        if let line = found.first, found.count == 1 { return line }
        guard found.isEmpty else { throw several(text, found) }
        guard named.isEmpty else { throw unknown(text, near: nearest(place.index, in: named)) }
    }
    let folded = foldedReference(text)
    let referred = sorted.filter { !isPlaceholder($0.bankReference) && foldedReference($0.bankReference) == folded }
    let indexed = places?.file == nil ? sorted.filter { $0.index == places?.index } : []
    let files = Set(sorted.map(\.file))
    if files.count == 1, let line = indexed.first { return line }
    if let line = referred.first, referred.count == 1 { return line }
    guard referred.isEmpty else { throw several(text, referred) }
    if let line = indexed.first, indexed.count == 1 { return line }
    guard indexed.isEmpty else { throw several(text, indexed) }
    if let place = places, place.file == nil { throw unknown(text, near: nearest(place.index, in: sorted)) }
    throw unknown(text, near: alike(folded, in: sorted))
}

private struct LinePlace {
    let file: String?
    let index: Int

    /// - Returns: `nil` unless the text ends in a number, alone or after a colon.
    init?(_ text: String) {
        let digits = text.utf8.reversed().prefix { (0x30...0x39).contains($0) }.count
        guard digits > 0, let index = Int(text.utf8.suffix(digits).reduce("") { $0 + String(UnicodeScalar($1)) }) else {
            return nil
        }
        self.index = index
        let rest = String(decoding: text.utf8.dropLast(digits), as: UTF8.self)
        guard !rest.isEmpty else {
            file = nil
            return
        }
        guard rest.utf8.last == UInt8(ascii: ":"), rest.utf8.count > 1 else { return nil }
        file = String(rest.dropLast())
    }
}

private let nearMax = 5

private func nearest(_ index: Int, in lines: [StatementLine]) -> [StatementLine] {
    func off(_ line: StatementLine) -> UInt { (line.index.subtractingReportingOverflow(index).partialValue).magnitude }
    let near = lines.sorted { (off($0), $0.file, $0.index) < (off($1), $1.file, $1.index) }.prefix(nearMax)
    return near.sorted { ($0.file, $0.index) < ($1.file, $1.index) }
}

/// References that begin alike, the longest common beginning first.
private func alike(_ folded: String, in lines: [StatementLine]) -> [StatementLine] {
    let scored = lines.map { line in
        (line, zip(foldedReference(line.bankReference).utf8, folded.utf8).prefix { $0 == $1 }.count)
    }
    return scored.sorted { ($1.1, $0.0.file, $0.0.index) < ($0.1, $1.0.file, $1.0.index) }.prefix(nearMax).map(\.0)
}

private func several(_ text: String, _ lines: [StatementLine]) -> LineNotFound {
    LineNotFound(description: "\(lines.count) lines answer to \(text): \(places(lines)); write FILE:INDEX")
}

private func unknown(_ text: String, near lines: [StatementLine]) -> LineNotFound {
    guard !lines.isEmpty else { return LineNotFound(description: "no line \(text); the statements have no lines") }
    return LineNotFound(description: "no line \(text); near it are \(places(lines))")
}

private func places(_ lines: [StatementLine]) -> String {
    list(
        lines.map { line in
            let reference = line.bankReference.isEmpty ? "" : " \(line.bankReference)"
            return TextTable.printable("\(line.file):\(line.index) (\(line.bookingDate) \(line.amount)\(reference))")
        }
    )
}
