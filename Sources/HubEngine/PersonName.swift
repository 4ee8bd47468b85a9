import Foundation

extension String {
    /// Whether two names are one person's: no capitals, blanks, widths of letters or signs that nobody sees make another one.
    package func isSamePerson(as other: String) -> Bool { self == other || personFolded == other.personFolded }

    /// Source: Unicode Standard Annex 15, form KC; without what nobody sees.
    var personFolded: String {
        let seen = precomposedStringWithCompatibilityMapping.unicodeScalars.filter { scalar in
            scalar.properties.isWhitespace || !scalar.isUnseen
        }
        // Through capitals, of which `ss` and `ß` have the same.
        let folded = String(String.UnicodeScalarView(seen)).lowercased().uppercased().lowercased()
        return folded.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension String {
    /// Why nobody may act under this name, and what to do about it; `nil` where nothing is wrong with it.
    ///
    /// Two people have to be told apart by who reads their names: so a name has no sign that nobody sees, and no word in
    /// letters of two scripts that look alike.
    package var problemAsPersonName: String? {
        guard !personFolded.isEmpty else { return "a name is required" }
        guard !Hub.isAutomatic(self) else { return "\(self) is the name under which runs post; say who it is" }
        if let unseen = unicodeScalars.first(where: \.isUnseen) {
            let code = String(unseen.value, radix: 16, uppercase: true)
            let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
            return "the name has a character that nobody sees (U+\(padded)); write it anew without"
        }
        let words = precomposedStringWithCompatibilityMapping.split { $0.isWhitespace || $0.isPunctuation }
        let mixed = words.first { Set($0.unicodeScalars.compactMap(\.script)).count > 1 }
        guard let mixed else { return nil }
        return "\(mixed) mixes letters of several scripts, such as Latin and Cyrillic; write the name in one of them"
    }
}

extension Unicode.Scalar {
    /// Source: Unicode Standard 5.21, and the Braille pattern without dots.
    fileprivate var isUnseen: Bool {
        [.format, .control, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator]
            .contains(properties.generalCategory) || properties.isDefaultIgnorableCodePoint || value == 0x2800
    }

    fileprivate enum Script { case latin, greek, cyrillic }

    /// Of the three scripts whose letters look like each other's; `nil` for every other one.
    ///
    /// Source: Unicode's blocks.
    fileprivate var script: Script? {
        guard properties.isAlphabetic else { return nil }
        return switch value {
        case 0x41...0x24F, 0x250...0x2AF, 0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA720...0xA7FF, 0xAB30...0xAB64: .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
        case 0x400...0x52F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: .cyrillic
        default: nil
        }
    }
}

extension Hub {
    /// Whether this is the name under which runs propose and post, however it is written.
    package static func isAutomatic(_ name: String) -> Bool { name.isSamePerson(as: MatchDraft.automatic) }
}
