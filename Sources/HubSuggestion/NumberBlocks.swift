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
    private var whole: [UInt64: [Int]] = [:]
    private var shortened: [UInt64: [Int]] = [:]
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
        for (place, number) in numbers.enumerated() {
            whole[Self.hash(number[...]), default: []].append(place)
            for key in Self.withoutOne(number) { shortened[key, default: []].append(place) }
        }
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
            for place in whole[Self.hash(form[...])] ?? [] where numbers[place] == form {
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
            for place in whole[Self.hash(end)] ?? [] where numbers[place][...] == end { found.insert(place) }
        }
        guard form.count >= Self.slipLengthMin else { return found }
        func note(_ near: [Int]?) {
            for place in near ?? [] where isOneSlip(numbers[place][...], form[...]) { found.insert(place) }
        }
        note(shortened[Self.hash(form[...])])
        for key in Self.withoutOne(form) {
            note(whole[key])
            note(shortened[key])
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
