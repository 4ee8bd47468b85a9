/// The customers whose names are like a name: written with a slip, with words left out or cut, in one word or in two.
///
/// It is asked only to keep money from being posted, so that it rather says yes. Customers are found by words that few of
/// them have.
struct LikeNames {
    /// Of one word; more make it a word that tells nothing.
    private static let customersMax = 200

    private let names: [[NameLikeness]]
    private var words: [[UInt8]] = []
    private var customersOfWord: [[Int]] = []
    /// Words by hashes of themselves and of what is left of them when a letter is taken out; whole names by themselves
    /// alone.
    private var wordsOfForm: [UInt64: [Int]] = [:]

    /// - Parameter names: of each customer.
    init(_ names: [[PartyName]]) {
        self.names = names.map { $0.flatMap { $0.spellings.map(NameLikeness.init) } }
        var numbers: [[UInt8]: Int] = [:]
        for (customer, likenesses) in self.names.enumerated() {
            for (word, isWhole) in likenesses.flatMap({ $0.words.map { ($0, false) } + [($0.joined, true)] }) {
                let number = numbers[word] ?? words.count
                if number == words.count {
                    numbers[word] = number
                    words.append(word)
                    customersOfWord.append([])
                    let forms = isWhole ? [FoldedHash(word[...]).value] : Self.forms(of: word)
                    for form in forms { wordsOfForm[form, default: []].append(number) }
                }
                if customersOfWord[number].last != customer, customersOfWord[number].count <= Self.customersMax {
                    customersOfWord[number].append(customer)
                }
            }
        }
    }

    func customers(like name: String) -> Set<Int> {
        var found: Set<Int> = []
        for spelling in PartyName(name).spellings.map(NameLikeness.init) {
            for word in spelling.words + [spelling.joined] {
                for number in Set(Self.forms(of: word).flatMap { wordsOfForm[$0] ?? [] })
                where NameLikeness.isNear(word, words[number]) && customersOfWord[number].count <= Self.customersMax {
                    found.formUnion(customersOfWord[number].filter { isLike(spelling, $0) })
                }
            }
        }
        return found
    }

    func isLike(_ name: String, _ customer: Int) -> Bool {
        PartyName(name).spellings.contains { isLike(NameLikeness($0), customer) }
    }

    private func isLike(_ name: NameLikeness, _ customer: Int) -> Bool { names[customer].contains { $0.isLike(name) } }

    private static func forms(of word: [UInt8]) -> [UInt64] {
        var forms = [FoldedHash(word[...]).value]
        guard word.count >= NameLikeness.slipMin else { return forms }
        var before = FoldedHash()
        for place in word.indices {
            var form = before
            for byte in word[(place + 1)...] { form.append(byte) }
            forms.append(form.value)
            before.append(word[place])
        }
        return forms
    }
}

/// A name for comparing; its legal form says nothing here.
private struct NameLikeness {
    let words: [[UInt8]]
    let joined: [UInt8]

    init(_ name: PartyName) {
        words = name.words.map { Array($0.utf8) }
        let written = name.spelled.split(separator: " ").filter { name.words.contains(String($0)) }
        joined = written.flatMap(\.utf8)
    }

    private static let partMin = 70
    private static let abbreviationMin = 4
    static let slipMin = 5

    func isLike(_ other: NameLikeness) -> Bool {
        if joined.starts(with: other.joined) || other.joined.starts(with: joined) { return true }
        let (few, many) = letters < other.letters ? (self, other) : (other, self)
        let shared = few.words.reduce(0) { sum, word in
            many.words.contains { Self.isNear(word, $0) } ? sum + word.count : sum
        }
        return shared * 100 >= few.letters * Self.partMin
    }

    private var letters: Int { words.reduce(0) { $0 + $1.count } }

    /// Equal, cut, or with one letter wrong, missing or too many.
    static func isNear(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        if left == right { return true }
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        if short.count >= abbreviationMin, long.starts(with: short) { return true }
        // `MASCHB`, short for `MASCHINENBAU`.
        if short.count > slipMin, let last = short.last, long.starts(with: short.dropLast()),
            long.dropFirst(short.count).contains(last)
        {
            return true
        }
        guard short.count >= slipMin, long.count - short.count <= 1 else { return false }
        let begin = zip(short, long).prefix { $0 == $1 }.count
        let end = zip(short.reversed(), long.reversed()).prefix { $0 == $1 }.count
        return begin + end >= long.count - 1
    }
}
