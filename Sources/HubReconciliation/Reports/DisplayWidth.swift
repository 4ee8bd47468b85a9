/// How many columns of a terminal a text takes.
///
/// A character is as wide as its widest scalar: combining marks stand on it, and an emoji of several scalars is drawn
/// once. Source: Unicode Standard Annex 11, "East Asian Width" (W and F are two columns).
func displayWidth(_ text: some StringProtocol) -> Int {
    let count = text.utf8.count
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return count }
    return text.reduce(0) { $0 + displayWidth($1) }
}

func displayWidth(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
        if scalar == "\u{FE0F}" { return 2 }
        width = max(width, displayWidth(scalar))
    }
    return width
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    return wideRanges.contains { $0.contains(scalar.value) } || scalar.properties.isEmojiPresentation ? 2 : 1
}

/// The blocks whose characters are all wide; what is not assigned in them yet is wide as well.
private let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
]

/// The first characters of `text` that fit into `width` columns; `…` stands for the rest.
func cut(_ text: String, toWidth width: Int) -> String {
    guard displayWidth(text) > width else { return text }
    var result = ""
    var taken = 1
    for character in text {
        taken += displayWidth(character)
        guard taken <= width else { break }
        result.append(character)
    }
    return result + "…"
}

/// Lines of at most `width` columns, broken at blanks; a longer word is broken where it has to be.
func wrapped(_ text: String, toWidth width: Int) -> [String] {
    let width = max(width, 8)
    var lines: [String] = []
    var (line, taken) = ("", 0)
    for word in text.split(separator: " ") {
        let needed = displayWidth(word)
        if taken > 0, taken + 1 + needed <= width {
            line += " " + word
            taken += 1 + needed
            continue
        }
        if taken > 0 { lines.append(line) }
        (line, taken) = ("", 0)
        for character in word {
            let more = displayWidth(character)
            if taken + more > width {
                lines.append(line)
                (line, taken) = ("", 0)
            }
            line.append(character)
            taken += more
        }
    }
    return taken > 0 ? lines + [line] : lines
}
