/// A word, a number or a sign of a terms text, with its column.
struct TermsToken: Hashable {
    enum Kind: Hashable {
        /// Digits with at most one point between them.
        case number
        /// Letters, made small.
        case word
        /// Any other single character.
        case sign
        case end
    }

    let kind: Kind
    let text: String
    /// From 1, in characters.
    let column: Int

    /// The tokens of `text`, an `end` last.
    static func read(_ text: String) -> [TermsToken] {
        let characters = Array(text)
        var tokens: [TermsToken] = []
        var start = 0
        while start < characters.count {
            let end = end(ofTokenAt: start, in: characters)
            if !characters[start].isWhitespace {
                let written = String(characters[start..<end]).lowercased()
                tokens.append(TermsToken(kind: kind(of: characters[start]), text: written, column: start + 1))
            }
            start = end
        }
        return tokens + [TermsToken(kind: .end, text: "", column: characters.count + 1)]
    }

    /// Signs stand alone; a point belongs to a number when digits stand on both its sides.
    private static func end(ofTokenAt start: Int, in characters: [Character]) -> Int {
        let kind = kind(of: characters[start])
        var end = start + 1
        guard kind != .sign else { return end }
        while end < characters.count {
            let isPoint = kind == .number && characters[end] == "." && end + 1 < characters.count
            guard self.kind(of: characters[end]) == kind || (isPoint && self.kind(of: characters[end + 1]) == .number)
            else { break }
            end += 1
        }
        return end
    }

    private static func kind(of character: Character) -> Kind {
        guard let byte = character.asciiValue else { return .sign }
        switch byte {
        case 0x30...0x39: return .number
        case 0x41...0x5A, 0x61...0x7A: return .word
        default: return .sign
        }
    }
}
