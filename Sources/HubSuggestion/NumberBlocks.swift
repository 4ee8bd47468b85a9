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
            numbers.enumerated().flatMap { place, number in Self.withoutOne(number).map { ($0, place) } }
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
            for place in whole.places(of: Self.hash(form[...])) where numbers[place] == form {
                levels[place] = .referenceDigits
            }
            for place in slips(of: form) where levels[place] == nil { levels[place] = .referenceSlip }
        }
        // Beyond the bound only what is the number itself still counts.
        for (place, level) in levels where level == .referenceDigits || hits[place].count <= Self.hitsMax {
            hits[place].append(Hit(document: document, level: level))
        }
    }

    private func slips(of form: [UInt8]) -> Set<Int> {
        var found: Set<Int> = []
        for length in lengthsOfNumbers where length < form.count {
            let end = form.suffix(length)
            for place in whole.places(of: Self.hash(end)) where numbers[place][...] == end { found.insert(place) }
        }
        guard form.count >= Self.slipLengthMin else { return found }
        func note(_ near: some Sequence<Int>) {
            for place in near where isOneSlip(numbers[place][...], form[...]) { found.insert(place) }
        }
        note(shortened.places(of: Self.hash(form[...])))
        for key in Self.withoutOne(form) {
            note(whole.places(of: key))
            note(shortened.places(of: key))
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
    private static func hash(_ digits: ArraySlice<UInt8>, without place: Int? = nil) -> UInt64 {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in digits.indices where index != place {
            value = (value ^ UInt64(digits[index])) &* 0x100_0000_01b3
        }
        return value
    }

    /// Each once: of a row of equal digits it is the same whichever is left out.
    private static func withoutOne(_ digits: [UInt8]) -> [UInt64] {
        guard digits.count >= slipLengthMin else { return [] }
        return digits.indices.filter { $0 == 0 || digits[$0] != digits[$0 - 1] }.map { hash(digits[...], without: $0) }
    }
}

/// Places by hashes, in two flat arrays: a dictionary of lists takes five times as much memory.
private struct HashedPlaces {
    /// In the order of the hashes, then of the places.
    private let entries: [(hash: UInt32, place: Int32)]
    /// Where the hashes with the same first bits begin, and behind them the end.
    private let begins: [Int32]
    private let bits: Int

    init(_ places: [(hash: UInt64, place: Int)]) {
        entries = places.map { (Self.spread($0.hash), Int32(clamping: $0.place)) }.sorted { $0 < $1 }
        bits = min(28, max(1, Int.bitWidth - entries.count.leadingZeroBitCount))
        var begins = [Int32](repeating: 0, count: 1 << bits + 1)
        for entry in entries { begins[Int(entry.hash >> UInt32(32 - bits)) + 1] += 1 }
        for place in begins.indices.dropFirst() { begins[place] += begins[place - 1] }
        self.begins = begins
    }

    /// In ascending order; some may have another hash.
    func places(of hash: UInt64) -> some Sequence<Int> {
        let sought = Self.spread(hash)
        let bucket = Int(sought >> UInt32(32 - bits))
        return entries[Int(begins[bucket])..<Int(begins[bucket + 1])].lazy.filter { $0.hash == sought }
            .map { Int($0.place) }
    }

    /// By multiplication, whose high bits depend on all of the hash; source: Knuth, The Art of Computer Programming, 6.4.
    private static func spread(_ hash: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}

/// Whether two different numbers of at least five digits differ by one digit, one more or less, or two neighbours
/// changed.
package func isOneSlip(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
    var (short, long) = one.count <= other.count ? (one, other) : (other, one)
    guard short.count >= 5, long.count - short.count <= 1, !short.elementsEqual(long) else { return false }
    while let left = short.first, left == long.first {
        short.removeFirst()
        long.removeFirst()
    }
    guard short.count == long.count else { return short.elementsEqual(long.dropFirst()) }
    if short.dropFirst().elementsEqual(long.dropFirst()) { return true }
    guard short.count >= 2 else { return false }
    let (left, right) = (short.startIndex, long.startIndex)
    return short[left] == long[right + 1] && short[left + 1] == long[right]
        && short.dropFirst(2).elementsEqual(long.dropFirst(2))
}
