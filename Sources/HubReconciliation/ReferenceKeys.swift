import PaymentVocabulary

/// The keys of a `ReferenceIndex`, found by a hash over their folded bytes.
///
/// A hash leads to a chain of keys that are then compared, so a lookup costs the same whatever the number of documents.
struct ReferenceKeys {
    /// How many documents may have one reference, as those of one contract have, before it says nothing.
    private static let sharersMax = 1_000

    private(set) var keys: [ReferenceIndex.Key] = []
    /// Of all keys, one after the other: an array for each would take five times the memory.
    private var bytes: [UInt8] = []
    /// The upper half of a hash, and one more than the last key of its chain; nothing is 0.
    ///
    /// Their number is a power of two, at most half of them taken.
    private var slots: [UInt64]
    private var taken = 0
    private(set) var longest = 0
    /// A bit for the first bytes that keys begin with.
    private var begins = [UInt64](repeating: 0, count: 1_024)

    /// - Parameters:
    ///   - keys: about how many there will be.
    ///   - bytes: how many they will have at most, written as they are.
    init(keys: Int, bytes: Int) {
        self.keys.reserveCapacity(keys)
        self.bytes.reserveCapacity(bytes)
        var capacity = 16
        while capacity < keys * 2 { capacity *= 2 }
        slots = [UInt64](repeating: 0, count: capacity)
    }

    mutating func addNumber(_ number: RunText, item: Int) {
        guard Self.isOfLength(number) else { return }
        let isStructured = creditorReference(number.bytes[...]) != nil
        add(number, item: item, isStructured: isStructured, isReference: false)
    }

    /// - Parameter isCreditors: it has the form of ISO 11649, and its check digits hold.
    mutating func addReference(_ reference: RunText, isCreditors: Bool, item: Int) {
        guard Self.isOfLength(reference) else { return }
        let isLong = reference.bytes.count >= Self.structuredLengthMin
        let isStructured = isCreditors || isLong || Self.isChecked(reference.bytes[...])
        add(reference, item: item, isStructured: isStructured, isReference: true)
    }

    private static let structuredLengthMin = 10

    private static func isOfLength(_ text: RunText) -> Bool {
        (ReferenceIndex.lengthMin...ReferenceIndex.lengthMax).contains(text.bytes.count)
    }

    private mutating func add(_ folded: RunText, item: Int, isStructured: Bool, isReference: Bool) {
        var splits: UInt64 = 0
        for run in folded.runs.dropFirst() { splits |= 1 << UInt64(run.start) }
        let strength = isStructured ? .structured : Self.strength(folded.bytes)
        add(
            folded.bytes[...],
            item: item,
            splits: splits,
            isFreelyGrouped: isStructured,
            isNumericReference: isReference && ReferenceIndex.isNumeric(folded.bytes[...]),
            strength: strength
        )
        longest = max(longest, folded.bytes.count)
        guard isStructured, folded.bytes.first == 0x30, ReferenceIndex.isNumeric(folded.bytes[...]) else { return }
        let significant = folded.bytes.drop { $0 == 0x30 }
        guard significant.count >= ReferenceIndex.checkedLengthMin else { return }
        add(significant, item: item, splits: 0, isFreelyGrouped: true, strength: .structured)
    }

    private mutating func add(
        _ bytes: ArraySlice<UInt8>,
        item: Int,
        splits: UInt64,
        isFreelyGrouped: Bool,
        isNumericReference: Bool = false,
        strength: ReferenceIndex.Strength
    ) {
        let hash = FoldedHash(bytes).value
        let slot = slot(of: hash)
        let last = Self.key(in: slots[slot])
        // Items come in order, so that what this one has given already stands at the head of the chain.
        var known = last
        while known >= 0, keys[known].item == item {
            if isEqual(keys[known], [], bytes) { return }
            known = Int(keys[known].following)
        }
        let key = ReferenceIndex.Key(
            item: item,
            place: self.bytes.count,
            length: bytes.count,
            splits: splits,
            isFreelyGrouped: isFreelyGrouped,
            isNumericReference: isNumericReference,
            strength: strength,
            following: last
        )
        guard let key else { return }
        let begin = Self.begin(bytes, at: bytes.startIndex)
        begins[begin >> 6] |= 1 << UInt64(begin & 63)
        keys.append(key)
        self.bytes.append(contentsOf: bytes)
        slots[slot] = hash & ~0xFFFF_FFFF | UInt64(keys.count)
        if last < 0 { taken += 1 }
        if taken * 2 > slots.count { grow() }
    }

    private mutating func grow() {
        slots = [UInt64](repeating: 0, count: slots.count * 2)
        for (place, key) in keys.enumerated() {
            let hash = FoldedHash(bytes(of: key)).value
            slots[slot(of: hash)] = hash & ~0xFFFF_FFFF | UInt64(place + 1)
        }
    }

    /// Whether a key may stand in a text at a place: most words begin like none.
    func mayBegin(_ text: [UInt8], at place: Int) -> Bool {
        guard place + ReferenceIndex.lengthMin <= text.count else { return false }
        let begin = Self.begin(text[...], at: place)
        return begins[begin >> 6] & 1 << UInt64(begin & 63) != 0
    }

    /// The first four bytes, which each key has, spread over 16 bits.
    private static func begin(_ bytes: ArraySlice<UInt8>, at place: Int) -> Int {
        var hash = FoldedHash()
        for byte in bytes[place..<(place + ReferenceIndex.lengthMin)] { hash.append(byte) }
        return Int(truncatingIfNeeded: (hash.value >> 32 ^ hash.value) & 0xFFFF)
    }

    func bytes(of key: ReferenceIndex.Key) -> ArraySlice<UInt8> {
        bytes[Int(key.place)..<(Int(key.place) + Int(key.length))]
    }

    /// The keys that equal `head` and `rest`, one behind the other; none for what so many documents have that it names
    /// none of them.
    func matching(_ head: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>, hash: UInt64) -> [Int] {
        var index = Self.key(in: slots[slot(of: hash)])
        var found: [Int] = []
        while index >= 0 {
            let key = keys[index]
            if isEqual(key, head, rest) { found.append(index) }
            guard found.count <= Self.sharersMax else { return [] }
            index = Int(key.following)
        }
        return found
    }

    private func isEqual(_ key: ReferenceIndex.Key, _ head: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>) -> Bool {
        guard Int(key.length) == head.count + rest.count else { return false }
        var place = Int(key.place)
        for byte in head {
            guard bytes[place] == byte else { return false }
            place += 1
        }
        for byte in rest {
            guard bytes[place] == byte else { return false }
            place += 1
        }
        return true
    }

    /// The slot of the chain, or the free one where it would be.
    ///
    /// Two hashes whose upper halves are equal may share a chain: the bytes decide.
    private func slot(of hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0, (slots[slot] ^ hash) >> 32 != 0 { slot = (slot + 1) & mask }
        return slot
    }

    /// -1 for an empty slot.
    private static func key(in slot: UInt64) -> Int { Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) - 1 }

    /// Digits that do not look like a date, with a check digit of any scheme that we know.
    private static func isChecked(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard ReferenceIndex.isNumeric(bytes),
            bytes.drop(while: { $0 == 0x30 }).count >= ReferenceIndex.checkedLengthMin
        else { return false }
        return strength(Array(bytes)) > .fragile && ReferenceScheme.allCases.contains { $0.holds(for: bytes) }
    }

    private static func strength(_ bytes: [UInt8]) -> ReferenceIndex.Strength {
        let hasDigit = bytes.contains { (0x30...0x39).contains($0) }
        let hasLetter = bytes.contains { !(0x30...0x39).contains($0) }
        guard hasDigit else { return .fragile }
        guard !hasLetter else { return isPeriod(bytes) ? .fragile : .strong }
        switch bytes.count {
        case 4: return bytes.starts(with: [0x31, 0x39]) || bytes.starts(with: [0x32, 0x30]) ? .fragile : .weak
        case 5: return .weak
        case 6:
            // `2026-03` may be a month or a week.
            let part = Int(bytes[4] - 0x30) * 10 + Int(bytes[5] - 0x30)
            let isYear = bytes.starts(with: [0x31, 0x39]) || bytes.starts(with: [0x32, 0x30])
            return isYear && (1...53).contains(part) ? .fragile : .strong
        case 8:
            let month = Int(bytes[4] - 0x30) * 10 + Int(bytes[5] - 0x30)
            let day = Int(bytes[6] - 0x30) * 10 + Int(bytes[7] - 0x30)
            let isDate = bytes.starts(with: [0x32, 0x30]) && (1...12).contains(month) && (1...31).contains(day)
            let first = Int(bytes[0] - 0x30) * 10 + Int(bytes[1] - 0x30)
            let second = Int(bytes[2] - 0x30) * 10 + Int(bytes[3] - 0x30)
            let isTurned =
                bytes[4...].starts(with: [0x32, 0x30]) && (1...31).contains(first) && (1...12).contains(second)
            return isDate || isTurned ? .fragile : .strong
        default: return .strong
        }
    }

    /// `MAI24`, `Q12024`: a month, a quarter, a half or a week with its year, as texts have them.
    private static func isPeriod(_ bytes: [UInt8]) -> Bool {
        let letters = String(decoding: bytes.prefix { !(0x30...0x39).contains($0) }, as: UTF8.self)
        let digits = bytes.dropFirst(letters.utf8.count)
        guard ReferenceIndex.isNumeric(digits), digits.count <= 6 else { return false }
        return periods.contains(letters)
    }

    private static let periods: Set<String> = [
        "Q", "H", "KW", "WK", "JAN", "FEB", "MAR", "MRZ", "MÄR", "APR", "MAI", "MAY", "JUN", "JUL", "AUG", "SEP", "OKT",
        "OCT", "NOV", "DEZ", "DEC", "JANUAR", "FEBRUAR", "MÄRZ", "APRIL", "JUNI", "JULI", "AUGUST", "SEPTEMBER",
        "OKTOBER", "NOVEMBER", "DEZEMBER", "JANUARY", "FEBRUARY", "MARCH", "JUNE", "JULY", "OCTOBER", "DECEMBER",
    ]
}
