import HubDomain
import PaymentVocabulary

/// Finds documents by what a payer may quote: their numbers and their payment references.
///
/// A hash over the folded bytes leads to a chain of keys that are then compared, so a lookup costs the same whatever
/// the number of documents.
struct ReferenceIndex {
    struct Key {
        let item: Int
        let bytes: [UInt8]
        /// Bit n: a separator is printed before byte n, so a payer may write one there.
        let splits: UInt64
        /// Long enough, or checked well enough, to be grouped in any way.
        let isFreelyGrouped: Bool
        let strength: Strength
        fileprivate let following: Int
    }

    /// How unlikely it is that the text means something else.
    enum Strength: Int, Comparable {
        /// Looks like a year, a date or a word: only with a payer who agrees.
        case fragile
        /// Four or five digits.
        case weak
        case strong
        /// A long reference, or one with a check digit that holds.
        case structured

        static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
    }

    static let lengthMin = 4
    static let lengthMax = 64
    static let runsMax = 9

    private(set) var keys: [Key] = []
    private var heads: [UInt64: Int] = [:]
    private var shapes: Set<UInt64> = []
    private(set) var longest = 0

    init(_ items: [OpenItem]) {
        keys.reserveCapacity(items.count)
        heads.reserveCapacity(items.count)
        for (item, open) in items.enumerated() {
            add(open.invoice.number.text, item: item, isReference: false)
            if let reference = open.invoice.reference { add(reference, item: item, isReference: true) }
        }
    }

    private mutating func add(_ text: String, item: Int, isReference: Bool) {
        let folded = RunText(text)
        guard (Self.lengthMin...Self.lengthMax).contains(folded.bytes.count) else { return }
        var splits: UInt64 = 0
        for run in folded.runs.dropFirst() { splits |= 1 << UInt64(run.start) }
        let isValidReference = creditorReference(folded.bytes[...]) != nil
        let isLong = isReference && folded.bytes.count >= 10
        let hash = FoldedHash(folded.bytes[...]).value
        for key in matching(folded.bytes[...], hash: hash) where keys[key].item == item { return }
        keys.append(
            Key(
                item: item,
                bytes: folded.bytes,
                splits: splits,
                isFreelyGrouped: isValidReference || isLong,
                strength: isValidReference || isLong ? .structured : Self.strength(folded.bytes),
                following: heads[hash] ?? -1
            )
        )
        heads[hash] = keys.count - 1
        longest = max(longest, folded.bytes.count)
        if !isReference, let shape = Self.shape(folded.bytes[...]) { shapes.insert(shape) }
    }

    /// The keys that equal `bytes`.
    func matching(_ bytes: ArraySlice<UInt8>, hash: UInt64) -> [Int] {
        guard var index = heads[hash] else { return [] }
        var found: [Int] = []
        while index >= 0 {
            if keys[index].bytes.elementsEqual(bytes) { found.append(index) }
            index = keys[index].following
        }
        return found
    }

    /// Whether `bytes` has the letters of our numbers and as many digits in the same places.
    func hasShape(_ bytes: ArraySlice<UInt8>) -> Bool { Self.shape(bytes).map(shapes.contains) ?? false }

    private static func strength(_ bytes: [UInt8]) -> Strength {
        let hasDigit = bytes.contains { (0x30...0x39).contains($0) }
        let hasLetter = bytes.contains { !(0x30...0x39).contains($0) }
        guard hasDigit else { return .fragile }
        guard !hasLetter else { return .strong }
        switch bytes.count {
        case 4: return bytes.starts(with: [0x31, 0x39]) || bytes.starts(with: [0x32, 0x30]) ? .fragile : .weak
        case 5: return .weak
        case 8:
            let month = Int(bytes[4] - 0x30) * 10 + Int(bytes[5] - 0x30)
            let day = Int(bytes[6] - 0x30) * 10 + Int(bytes[7] - 0x30)
            let isDate = bytes.starts(with: [0x32, 0x30]) && (1...12).contains(month) && (1...31).contains(day)
            return isDate ? .fragile : .strong
        default: return .strong
        }
    }

    /// A hash of the letters and of the places of the digits; none for numbers that anything could look like.
    private static func shape(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        var hash = FoldedHash()
        var letters = 0
        for byte in bytes {
            let isDigit = (0x30...0x39).contains(byte)
            letters += isDigit ? 0 : 1
            hash.append(isDigit ? UInt8(ascii: "9") : byte)
        }
        return letters >= 2 && bytes.count - letters >= 3 ? hash.value : nil
    }
}

/// The creditor reference that capitals and digits form, if their check digits hold.
func creditorReference(_ folded: ArraySlice<UInt8>) -> CreditorReference? {
    guard folded.starts(with: [UInt8(ascii: "R"), UInt8(ascii: "F")]) else { return nil }
    return CreditorReference(String(decoding: folded, as: UTF8.self))
}

/// FNV-1a over 64 bits: cheap to extend byte by byte; equality is always confirmed on the bytes.
struct FoldedHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    init() {}
    init(_ bytes: ArraySlice<UInt8>) { for byte in bytes { append(byte) } }

    mutating func append(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
}
