import Foundation

extension String {
    /// Whether two names are one person's: neither capitals nor blanks make another one.
    func isSamePerson(as other: String) -> Bool { self == other || personFolded == other.personFolded }

    var personFolded: String {
        precomposedStringWithCanonicalMapping.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension Hub {
    /// Whether this is the name under which runs propose and post, however it is written.
    package static func isAutomatic(_ name: String) -> Bool { name.isSamePerson(as: MatchDraft.automatic) }
}
