import Foundation

extension String {
    /// Whether two names are one person's: no capitals, blanks, widths of letters or signs that nobody sees make another one.
    func isSamePerson(as other: String) -> Bool { self == other || personFolded == other.personFolded }

    /// Source: Unicode Standard Annex 15, form KC; without what its Standard 5.21 says to show as nothing.
    var personFolded: String {
        let seen = precomposedStringWithCompatibilityMapping.unicodeScalars.filter { scalar in
            let isFormat = [.format, .control].contains(scalar.properties.generalCategory)
            return scalar.properties.isWhitespace || !isFormat && !scalar.properties.isDefaultIgnorableCodePoint
        }
        return String(String.UnicodeScalarView(seen)).lowercased().split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }
}

extension Hub {
    /// Whether this is the name under which runs propose and post, however it is written.
    package static func isAutomatic(_ name: String) -> Bool { name.isSamePerson(as: MatchDraft.automatic) }
}
