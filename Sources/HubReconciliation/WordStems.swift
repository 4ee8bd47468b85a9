/// What words begin with, or end with, looked up by one letter: most words share it with few of a long list.
struct WordStems: Sendable {
    private enum Side: Sendable {
        case begin
        case end
    }

    private let side: Side
    private let all: [String]
    /// Those of ASCII's characters, by their first letter, or their last one; a word of other characters is compared
    /// with all.
    private var ofLetter: [[[UInt8]]]

    init(_ stems: [String]) { self.init(stems, at: .begin) }

    init(ends: [String]) { self.init(ends, at: .end) }

    private init(_ stems: [String], at side: Side) {
        (self.side, all) = (side, stems)
        ofLetter = Array(repeating: [], count: 128)
        for stem in stems {
            let bytes = Array(stem.utf8)
            guard bytes.allSatisfy({ $0 < 0x80 }), let letter = side == .begin ? bytes.first : bytes.last else {
                continue
            }
            ofLetter[Int(letter)].append(bytes)
        }
    }

    /// Whether a word begins with one of them, or ends with one.
    func fit(_ word: String) -> Bool {
        let bytes = word.utf8
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            return all.contains(where: side == .begin ? word.hasPrefix : word.hasSuffix)
        }
        guard let letter = side == .begin ? bytes.first : bytes.last else { return false }
        return ofLetter[Int(letter)].contains { stem in
            guard stem.count <= bytes.count else { return false }
            return side == .begin ? bytes.starts(with: stem) : bytes.suffix(stem.count).elementsEqual(stem)
        }
    }
}

/// Pairs of words, told apart by the first one: nearly no word of a text is made into a pair.
struct WordPairs: Sendable {
    /// With a blank between them.
    let all: Set<String>
    private let firsts: Set<Substring>

    init(_ pairs: Set<String>) {
        all = pairs
        firsts = Set(pairs.map { $0.prefix { $0 != " " } })
    }

    func contains(_ first: String, _ second: String) -> Bool {
        firsts.contains(first[...]) && all.contains("\(first) \(second)")
    }
}

/// With which letter words begin and how long they are: most words that are none of them are told by that alone.
struct WordShapes: Sendable {
    /// For each first byte a bit for each length.
    private var lengths = [UInt64](repeating: 0, count: 256)

    init(_ words: [String]) {
        for word in words {
            if let first = word.utf8.first { lengths[Int(first)] |= Self.bit(word.utf8.count) }
        }
    }

    /// - Returns: `false` for what is certainly none of the words.
    func mayHold(_ word: String) -> Bool {
        // A letter with a mark may be written in two ways.
        guard let first = word.utf8.first, first < 0x80 else { return true }
        return lengths[Int(first)] & Self.bit(word.utf8.count) != 0 || !word.isASCII
    }

    private static func bit(_ length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }
}
