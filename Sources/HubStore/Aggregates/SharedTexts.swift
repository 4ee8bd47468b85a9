/// Texts that many rows of one answer repeat: names, accounts, terms, files.
///
/// Each is in memory once; of a long answer the copies would be a third.
struct SharedTexts {
    private var known: Set<String> = []
    /// What is shorter has no memory of its own (the standard library keeps it in the value).
    private static let ownMemoryMin = 16

    /// The same text, with the memory of the first that was equal.
    mutating func shared(_ text: String) -> String {
        guard text.utf8.count >= Self.ownMemoryMin else { return text }
        return known.insert(text).memberAfterInsert
    }

    mutating func shared(_ text: String?) -> String? { text.map { shared($0) } }
}
