import HubDomain

/// How long the keys are that a plan looks for, so that nearly no word of a statement is made into one.
struct KeyLengths {
    private var mask: UInt64 = 0

    private static let longest = 63

    init(_ keys: some Sequence<String>) { for key in keys { mask |= Self.bit(key.utf8.count) } }

    /// Of the shortest key; 64 without any.
    var shortest: Int { mask.trailingZeroBitCount }

    func has(_ count: Int) -> Bool { mask & Self.bit(count) != 0 }

    private static func bit(_ count: Int) -> UInt64 { 1 << UInt64(min(count, longest)) }
}

extension StatementLine {
    /// The words of the line's texts and the keys that the bank repeats, as `foldedReference` writes them.
    var groupWords: Set<String> { groupWords(among: nil) }

    /// - Parameter lengths: words of other lengths are left out; `nil` leaves none out.
    func groupWords(among lengths: KeyLengths?) -> Set<String> {
        var words: Set<String> = []
        bankReference.addWords(to: &words, among: lengths)
        endToEndID?.addWords(to: &words, among: lengths)
        remittance.addWords(to: &words, among: lengths)
        for text in creditorReferences { text.addWords(to: &words, among: lengths) }
        for key in groupKeys ?? [] {
            key.addWords(to: &words, among: lengths)
            words.insert(foldedReference(key))
        }
        return words
    }
}

extension String {
    /// Cut at blanks, line ends and the signs that stand between references.
    var words: [Substring] { split { $0.isWhitespace || Self.between.contains($0) } }

    private static let between = ",;:/|()[]+*?=#"
    /// The same for texts of ASCII's characters: bit n is the byte n.
    private static let isBetween: [Bool] = (0..<128).map { byte in
        let character = Character(Unicode.Scalar(UInt8(byte)))
        return character.isWhitespace || between.contains(character)
    }

    fileprivate func addWords(to words: inout Set<String>, among lengths: KeyLengths?) {
        guard let lengths, isASCII else {
            for word in self.words { words.insert(foldedReference(String(word))) }
            return
        }
        guard utf8.count >= lengths.shortest else { return }
        /// Where the word begins, and how many letters and digits it has.
        var (begin, count) = (0, 0)
        func end(at place: Int) {
            if count > 0, lengths.has(count) {
                let word = utf8.dropFirst(begin).prefix(place - begin)
                words.insert(foldedReference(String(decoding: word, as: UTF8.self)))
            }
            (begin, count) = (place + 1, 0)
        }
        var place = 0
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: count += 1
            default: if Self.isBetween[Int(byte)] { end(at: place) }
            }
            place += 1
        }
        end(at: place)
    }
}

extension String {
    /// The words of a text that says what one payment of many is for, each of which may be the number of a document.
    package var wordsThatMayBeNumbers: [String] {
        split { $0.isWhitespace || ",;:()[]#".contains($0) }.map { word in
            // A full stop ends a sentence.
            String(word.last == "." ? word.dropLast() : word)
        }
    }
}
