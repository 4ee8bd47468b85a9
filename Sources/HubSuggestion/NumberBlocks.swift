import PaymentVocabulary

/// Finds the documents whose numbers are like a number in some receipt's text, without comparing all with all.
///
/// The receipts' numbers and all that is left of them without one digit are kept as hashes, and each document asks for
/// its own digits, their ends, and all that is left of those without one digit. Two numbers that differ by one digit
/// wrong, lost, added or out of place have one of these in common. Source: F. J. Damerau, A technique for computer
/// detection and correction of spelling errors (1964).
struct NumberBlocks {
    struct Hit: Hashable {
        let document: Int
        let level: LinkageLevel
    }

    /// Of one number; more tell nothing.
    static let hitsMax = 64
    private static let slipLengthMin = 5
    private static let lengths = 4...20

    private(set) var cutNumbers = 0
    private var numbers: [[UInt8]] = []
    private var placeOfNumber: [[UInt8]: Int] = [:]
    /// Numbers as they are, and without one digit.
    private var whole = HashedPlaces([])
    private var shortened = HashedPlaces([])
    private var hits: [[Hit]] = []
    private let lengthsOfNumbers: [Int]

    init(_ receipts: [LinkageReceipt], _ documents: [LinkageDocument]) {
        for receipt in receipts where !receipt.isClosed {
            for number in receipt.numbers where Self.lengths.contains(number.count) && placeOfNumber[number] == nil {
                placeOfNumber[number] = numbers.count
                numbers.append(number)
            }
        }
        lengthsOfNumbers = Set(numbers.map(\.count)).sorted()
        guard !numbers.isEmpty else { return }
        whole = HashedPlaces(numbers.enumerated().map { (Self.hash($1[...]), $0) })
        shortened = HashedPlaces(
            numbers.enumerated().reduce(into: []) { places, entry in
                Self.forEachWithoutOne(entry.element) { places.append(($0, entry.offset)) }
            }
        )
        hits = Array(repeating: [], count: numbers.count)
        for (document, entry) in documents.enumerated() { ask(document, entry.number) }
        cutNumbers = hits.count { $0.count > Self.hitsMax }
        // What a text could mean by more documents than that names none of them.
        for place in hits.indices where hits[place].count > Self.hitsMax {
            hits[place] = Array(hits[place].filter { $0.level == .referenceDigits }.prefix(Self.hitsMax))
        }
    }

    func hits(of number: [UInt8]) -> [Hit] { placeOfNumber[number].map { hits[$0] } ?? [] }

    private mutating func ask(_ document: Int, _ number: InvoiceNumber) {
        var levels: [Int: LinkageLevel] = [:]
        for form in Self.forms(of: number) {
            whole.forEach(of: Self.hash(form[...])) { place in
                if numbers[place] == form { levels[place] = .referenceDigits }
            }
            for place in slips(of: form) where levels[place] == nil { levels[place] = .referenceSlip }
        }
        // Beyond the bound only what is the number itself still counts.
        for (place, level) in levels where level == .referenceDigits || hits[place].count <= Self.hitsMax {
            hits[place].append(Hit(document: document, level: level))
        }
    }

    /// - Returns: the places of numbers that are its end, or one slip away; some more than once.
    private func slips(of form: [UInt8]) -> [Int] {
        var found: [Int] = []
        for length in lengthsOfNumbers where length < form.count {
            let end = form.suffix(length)
            whole.forEach(of: Self.hash(end)) { place in
                if numbers[place][...] == end { found.append(place) }
            }
        }
        guard form.count >= Self.slipLengthMin else { return found }
        func note(_ place: Int) {
            let number = numbers[place]
            if isOneSlip(number.span, form.span) { found.append(place) }
        }
        shortened.forEach(of: Self.hash(form[...]), note)
        Self.forEachWithoutOne(form) { key in
            whole.forEach(of: key, note)
            shortened.forEach(of: key, note)
        }
        return found
    }

    /// The last digits of a number, and all of them.
    static func forms(of number: InvoiceNumber) -> [[UInt8]] {
        let text = Array(number.text.utf8)
        let all = text.filter { (0x30...0x39).contains($0) }
        let tail = text.lastIndex { (0x30...0x39).contains($0) } ?? -1
        let begin = tail < 0 ? 0 : (text[..<tail].lastIndex { !(0x30...0x39).contains($0) } ?? -1) + 1
        let last = tail < 0 ? [] : Array(text[begin...tail])
        return (last == all ? [all] : [last, all]).filter { lengths.contains($0.count) }
    }

    /// FNV-1a; what it finds is compared byte by byte.
    private static func hash(_ digits: ArraySlice<UInt8>, behind begin: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
        var value = begin
        for digit in digits { value = (value ^ UInt64(digit)) &* 0x100_0000_01b3 }
        return value
    }

    /// The hashes of all that is left of digits without one of them.
    ///
    /// Each once: of a row of equal digits it is the same whichever is left out.
    private static func forEachWithoutOne(_ digits: [UInt8], _ body: (UInt64) -> Void) {
        guard digits.count >= slipLengthMin else { return }
        var before = hash([])
        for place in digits.indices {
            if place == 0 || digits[place] != digits[place - 1] { body(hash(digits[(place + 1)...], behind: before)) }
            before = hash(digits[place...place], behind: before)
        }
    }
}

/// Places by hashes, in two flat arrays: a dictionary of lists takes five times as much memory.
private struct HashedPlaces {
    /// In the order of the hashes, then of the places.
    private let entries: [(hash: UInt32, place: Int32)]
    /// Where the hashes with the same first bits begin, and behind them the end.
    private let begins: [Int32]
    private let bits: Int
    /// A bit for each of eight parts of such a row, set where it has an entry: nearly all that is asked for is in none, and
    /// so little is near the processor.
    private let taken: [UInt64]

    init(_ places: [(hash: UInt64, place: Int)]) {
        entries = places.map { (Self.spread($0.hash), Int32(clamping: $0.place)) }.sorted { $0 < $1 }
        bits = min(28, max(1, Int.bitWidth - entries.count.leadingZeroBitCount))
        var begins = [Int32](repeating: 0, count: 1 << bits + 1)
        for entry in entries { begins[Int(entry.hash >> UInt32(32 - bits)) + 1] += 1 }
        for place in begins.indices.dropFirst() { begins[place] += begins[place - 1] }
        self.begins = begins
        var taken = [UInt64](repeating: 0, count: max(1, 1 << (bits + Self.partBits - 6)))
        for entry in entries {
            let part = Self.part(entry.hash, bits)
            taken[part >> 6] |= 1 << UInt64(part & 63)
        }
        self.taken = taken
    }

    private static let partBits = 3

    private static func part(_ hash: UInt32, _ bits: Int) -> Int { Int(hash >> UInt32(32 - bits - partBits)) }

    /// In ascending order; some may have another hash.
    func forEach(of hash: UInt64, _ body: (Int) -> Void) {
        let sought = Self.spread(hash)
        let part = Self.part(sought, bits)
        guard taken[part >> 6] & 1 << UInt64(part & 63) != 0 else { return }
        let bucket = Int(sought >> UInt32(32 - bits))
        for index in Int(begins[bucket])..<Int(begins[bucket + 1]) where entries[index].hash == sought {
            body(Int(entries[index].place))
        }
    }

    /// By multiplication, whose high bits depend on all of the hash; source: Knuth, The Art of Computer Programming, 6.4.
    private static func spread(_ hash: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}

/// Whether two different numbers of at least five digits differ by one digit, one more or less, or two neighbours
/// changed.
package func isOneSlip(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    guard one.count <= other.count else { return isOneSlip(other, one) }
    guard one.count >= 5, other.count - one.count <= 1 else { return false }
    var begin = 0
    while begin < one.count, one[begin] == other[begin] { begin += 1 }
    var end = 0
    while end < one.count - begin, one[one.count - 1 - end] == other[other.count - 1 - end] { end += 1 }
    let differing = one.count - begin - end
    guard one.count == other.count else { return differing == 0 }
    return differing == 1
        || differing == 2 && one[begin] == other[begin + 1] && one[begin + 1] == other[begin]
}
