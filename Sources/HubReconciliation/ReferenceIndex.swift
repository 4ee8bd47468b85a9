import HubDomain
import PaymentVocabulary

/// Finds documents by what a payer may quote: their numbers and their payment references.
///
/// A hash over the folded bytes leads to a chain of keys that are then compared, so a lookup costs the same whatever
/// the number of documents.
final class ReferenceIndex {
    struct Key {
        private let number: Int32
        /// Where its bytes are, in those of all keys.
        fileprivate let place: UInt32
        fileprivate let length: UInt8
        /// Bit n: a separator is printed before byte n, so a payer may write one there.
        let splits: UInt64
        /// Long enough, or checked well enough, to be grouped in any way and to lose or gain zeros in front.
        let isFreelyGrouped: Bool
        /// A short reference with the check digit of Finland, where all that we gave of its length have that: it is printed
        /// in groups of five from the right.
        let isFinnish: Bool
        let strength: Strength
        fileprivate let following: Int32

        var item: Int { Int(number) }

        /// - Returns: `nil` beyond what 32 bits count, far above what fits into memory.
        fileprivate init?(
            item: Int,
            place: Int,
            length: Int,
            splits: UInt64,
            isFreelyGrouped: Bool,
            isFinnish: Bool,
            strength: Strength,
            following: Int
        ) {
            guard let number = Int32(exactly: item), let place = UInt32(exactly: place),
                let length = UInt8(exactly: length), let following = Int32(exactly: following)
            else { return nil }
            (self.number, self.place, self.length, self.splits) = (number, place, length, splits)
            (self.isFreelyGrouped, self.isFinnish) = (isFreelyGrouped, isFinnish)
            (self.strength, self.following) = (strength, following)
        }
    }

    /// How unlikely it is that the text means something else.
    enum Strength: UInt8, Comparable {
        /// Looks like a year, a date or a word: only with a payer who agrees.
        case fragile
        /// Four or five digits.
        case weak
        case strong
        /// A long reference, or one of eight or more digits with a check digit that holds.
        case structured

        static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
    }

    static let lengthMin = 4
    static let lengthMax = 64
    /// How many documents may have one reference, as those of one contract have, before it says nothing.
    private static let sharersMax = 1_000
    static let runsMax = 9

    private(set) var keys: [Key] = []
    /// Of all keys, one after the other: an array for each would take five times the memory.
    private var bytes: [UInt8] = []
    private var chains: [UInt64: Int32] = [:]
    private var shapes: Set<UInt64> = []
    /// Those of our numbers with one digit lost or added.
    private var slippedShapes: Set<UInt64> = []
    private(set) var longest = 0
    /// By the number of digits: the schemes whose check holds for all references of that length that we gave.
    private var schemes: [Int: Set<ReferenceScheme>] = [:]
    private var hasCreditorReferences = false
    /// Whether any document was given with a payment reference.
    private(set) var hasReferences = false
    /// How the digits stand together in those of our document numbers that are of digits alone: `2024-051` is 4 and 3.
    private(set) var numericForms: Set<[Int]> = []
    /// The letters before the digits of the others.
    private(set) var prefixes: Set<String> = []
    /// What payers leave out before the digits of the others: their letters, and all that stands before their last group.
    private(set) var heads: Set<String> = []
    /// Our numbers of each shape, of each length where they are of digits alone, and the digits at the end by their length.
    private var ofShape: [UInt64: Series] = [:]
    private var ofLength: [Int: Series] = [:]
    private var atEnd: [Int: Series] = [:]

    /// The lengths of our references that all have the check digit of Finland.
    private(set) var finnishLengths: Set<Int> = []
    /// The prefix that was noted last: most numbers have one and the same.
    private var lastPrefix: [UInt8] = []
    /// The same of what stands before the last group.
    private var lastHead: [UInt8] = []
    /// With more of them, digits alone may mean too many numbers.
    private static let headsMax = 16

    /// What numbers of one form have in common.
    private struct Series {
        private var highest: UInt64 = 0
        /// Where groups of digits begin, and where any of them begins with a zero: bit n is place n.
        private var starts: UInt64 = 0
        private var zeros: UInt64 = 0

        mutating func add(_ digits: ArraySlice<UInt8>, _ value: UInt64, starts: UInt64) {
            highest = max(highest, value)
            self.starts |= starts
            zeros |= Self.zeros(in: digits, at: starts)
        }

        /// Whether a number may be of the series, and from before its last.
        func mayHold(_ digits: ArraySlice<UInt8>, _ value: UInt64) -> Bool {
            value <= highest && Self.zeros(in: digits, at: starts) & ~zeros == 0
        }

        private static func zeros(in digits: ArraySlice<UInt8>, at starts: UInt64) -> UInt64 {
            var (zeros, left): (UInt64, UInt64) = (0, starts)
            while left != 0 {
                let place = left.trailingZeroBitCount
                if place < digits.count, digits[digits.startIndex + place] == 0x30 { zeros |= 1 << UInt64(place) }
                left &= left - 1
            }
            return zeros
        }
    }

    private let customers: [CustomerID]

    init(_ items: [OpenItem]) {
        customers = items.map(\.invoice.customer)
        let texts = items.map(\.invoice.number.text) + items.compactMap(\.invoice.reference)
        keys.reserveCapacity(texts.count)
        bytes.reserveCapacity(texts.reduce(0) { $0 + $1.utf8.count })
        chains.reserveCapacity(texts.count)
        noteSchemes(of: items.compactMap(\.invoice.reference))
        for item in items.indices {
            add(items[item].invoice.number.text, item: item, isReference: false)
            if let reference = items[item].invoice.reference, !Self.noReferences.contains(reference) {
                hasReferences = true
                add(reference, item: item, isReference: true)
            }
        }
    }

    /// What the payment schemes of Slovenia and Croatia have for "without a reference".
    private static let noReferences: Set<String> = ["SI99", "HR99"]

    private func noteSchemes(of references: [String]) {
        for reference in references {
            let bytes = RunText(reference).bytes
            if creditorReference(bytes[...]) != nil { hasCreditorReferences = true }
            guard bytes.count >= Self.lengthMin, Self.isNumeric(bytes[...]) else { continue }
            let holding = ReferenceScheme.allCases.filter { $0.holds(for: bytes[...]) }
            schemes[bytes.count] = schemes[bytes.count]?.intersection(holding) ?? Set(holding)
        }
        finnishLengths = Set(schemes.filter { $0.value.contains(.finnish) }.keys)
    }

    /// Whether our references have this print form: one that equals none of them was given by us all the same.
    func gives(_ form: PrintedReference.Form) -> Bool {
        switch form {
        case .creditor: hasCreditorReferences
        case .swiss: schemes[27]?.contains(.swiss) == true
        case .belgian: schemes[12]?.contains(.belgian) == true
        case .finnish: !finnishLengths.isEmpty
        }
    }

    /// Whether the content of a field for structured references is of a kind that we give.
    func givesReferences(like bytes: ArraySlice<UInt8>) -> Bool {
        if bytes.starts(with: [UInt8(ascii: "R"), UInt8(ascii: "F")]) { return hasCreditorReferences }
        return Self.isNumeric(bytes) && schemes[bytes.count]?.isEmpty == false
    }

    private func add(_ text: String, item: Int, isReference: Bool) {
        let folded = RunText(text)
        if !isReference { noteForm(of: folded) }
        guard (Self.lengthMin...Self.lengthMax).contains(folded.bytes.count) else { return }
        var splits: UInt64 = 0
        for run in folded.runs.dropFirst() { splits |= 1 << UInt64(run.start) }
        let isChecked = isReference && Self.isChecked(folded.bytes[...])
        let isLong = isReference && folded.bytes.count >= 10
        let isStructured = creditorReference(folded.bytes[...]) != nil || isChecked || isLong
        let strength = isStructured ? .structured : Self.strength(folded.bytes)
        let isFinnish = isReference && finnishLengths.contains(folded.bytes.count) && Self.isNumeric(folded.bytes[...])
        add(
            folded.bytes,
            item: item,
            splits: splits,
            isFreelyGrouped: isStructured,
            isFinnish: isFinnish,
            strength: strength
        )
        longest = max(longest, folded.bytes.count)
        guard isStructured, Self.isNumeric(folded.bytes[...]), folded.bytes.first == 0x30 else { return }
        let significant = Array(folded.bytes.drop { $0 == 0x30 })
        guard significant.count >= Self.checkedLengthMin else { return }
        add(significant, item: item, splits: 0, isFreelyGrouped: true, strength: .structured)
    }

    private func noteForm(of number: RunText) {
        guard let first = number.runs.first, number.bytes.count <= Self.lengthMax else { return }
        let bytes = number.bytes[...]
        let isNumeric = Self.isNumeric(bytes)
        if isNumeric {
            numericForms.insert(number.runs.map(\.length))
        } else if first.hasLetter {
            let letters = bytes[..<first.end].prefix { !(0x30...0x39).contains($0) }
            if !lastPrefix.elementsEqual(letters) {
                lastPrefix = Array(letters)
                prefixes.insert(String(decoding: letters, as: UTF8.self))
            }
            if let last = number.runs.last, !last.hasLetter, heads.count <= Self.headsMax {
                let head = bytes[..<last.start]
                if !lastHead.elementsEqual(head) {
                    lastHead = Array(head)
                    heads.formUnion([letters, head].map { String(decoding: $0, as: UTF8.self) })
                }
            }
        }
        let shape = Self.shape(bytes)
        if let shape, shapes.insert(shape).inserted { slippedShapes.formUnion(Self.slippedShapes(Array(bytes))) }
        guard let value = Self.value(bytes) else { return }
        var starts: UInt64 = 0
        for run in number.runs {
            if let place = bytes[run.start..<run.end].firstIndex(where: { (0x30...0x39).contains($0) }) {
                starts |= 1 << UInt64(place)
            }
        }
        if let shape { ofShape[shape, default: Series()].add(bytes, value, starts: starts) }
        if isNumeric { ofLength[bytes.count, default: Series()].add(bytes, value, starts: starts) }
        let end = Self.end(bytes)
        if let value = Self.value(end) { atEnd[end.count, default: Series()].add(end, value, starts: 1) }
        // Without the letters, and what stands before the last digits.
        if let last = number.runs.last, !last.hasLetter, last.length < end.count {
            let digits = bytes[last.start..<last.end]
            if let value = Self.value(digits) { atEnd[digits.count, default: Series()].add(digits, value, starts: 1) }
        }
    }

    /// Whether a number that was not given may all the same be one of ours, from before those that were given: it is of a
    /// form of ours, and not higher than all of that form.
    func mayBeEarlier(_ text: String) -> Bool {
        let folded = RunText(text).bytes
        let (bytes, end) = (folded[...], Self.end(folded[...]))
        guard let value = Self.value(bytes), let last = Self.value(end) else { return false }
        if let series = Self.shape(bytes).flatMap({ ofShape[$0] }) { return series.mayHold(bytes, value) }
        if Self.isNumeric(bytes), let series = ofLength[bytes.count] { return series.mayHold(bytes, value) }
        return atEnd[end.count]?.mayHold(end, last) ?? false
    }

    /// The digits as one number; `nil` for none and for too many.
    private static func value(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        var (value, count): (UInt64, Int) = (0, 0)
        for byte in bytes where (0x30...0x39).contains(byte) {
            count += 1
            guard count <= 18 else { return nil }
            value = value * 10 + UInt64(byte - 0x30)
        }
        return count > 0 ? value : nil
    }

    private static func end(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let last = bytes.lastIndex { !(0x30...0x39).contains($0) }
        return last.map { bytes[($0 + 1)...] } ?? bytes
    }

    private func add(
        _ bytes: [UInt8],
        item: Int,
        splits: UInt64,
        isFreelyGrouped: Bool,
        isFinnish: Bool = false,
        strength: Strength
    ) {
        let hash = FoldedHash(bytes[...]).value
        // Items come in order, so that what this one has given already stands at the head of the chain.
        var known = chains[hash].map(Int.init) ?? -1
        while known >= 0, keys[known].item == item {
            if self.bytes(of: keys[known]).elementsEqual(bytes) { return }
            known = Int(keys[known].following)
        }
        let key = Key(
            item: item,
            place: self.bytes.count,
            length: bytes.count,
            splits: splits,
            isFreelyGrouped: isFreelyGrouped,
            isFinnish: isFinnish,
            strength: strength,
            following: chains[hash].map(Int.init) ?? -1
        )
        guard let key else { return }
        chains[hash] = Int32(clamping: keys.count)
        keys.append(key)
        self.bytes.append(contentsOf: bytes)
    }

    func bytes(of key: Key) -> ArraySlice<UInt8> { bytes[Int(key.place)..<(Int(key.place) + Int(key.length))] }

    /// Below that, numbers of other kinds are too likely to be equal, check digit or not.
    static let checkedLengthMin = 8

    /// Digits that do not look like a date, with a check digit of any scheme that we know.
    private static func isChecked(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard isNumeric(bytes), bytes.drop(while: { $0 == 0x30 }).count >= checkedLengthMin else { return false }
        return strength(Array(bytes)) > .fragile && ReferenceScheme.allCases.contains { $0.holds(for: bytes) }
    }

    /// Whether two items are of one customer.
    func isOfOneCustomer(_ item: Int, _ other: Int) -> Bool { customers[item] == customers[other] }

    static func isNumeric(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { (0x30...0x39).contains($0) } }

    /// The keys that equal `bytes`; none for what so many documents have that it names none of them.
    func matching(_ bytes: ArraySlice<UInt8>, hash: UInt64) -> [Int] {
        guard var index = chains[hash].map(Int.init) else { return [] }
        var found: [Int] = []
        while index >= 0 {
            if self.bytes(of: keys[index]).elementsEqual(bytes) { found.append(index) }
            guard found.count <= Self.sharersMax else { return [] }
            index = Int(keys[index].following)
        }
        return found
    }

    /// The only key that ends with these digits, behind letters or groups that our numbers begin with.
    func ending(with digits: ArraySlice<UInt8>) -> [Int] {
        guard heads.count <= Self.headsMax else { return [] }
        let keys = heads.flatMap { head in
            let number = Array(head.utf8) + digits
            return matching(number[...], hash: FoldedHash(number[...]).value)
        }
        return Set(keys.map { self.keys[$0].item }).count == 1 ? Array(keys.prefix(1)) : []
    }

    /// The keys that are all that a structured reference holds, apart from its check digits and zeros in front.
    ///
    /// - Parameter inField: whether the reference fills a field of its own. Only then may the single check digit of a
    ///   Norwegian, Swedish or Finnish reference be taken off, or the zeros before one of our numbers: in a text, one
    ///   number in ten would become another that way.
    func holding(_ bytes: ArraySlice<UInt8>, inField: Bool) -> (keys: [Int], strength: Strength)? {
        func keys(_ body: ArraySlice<UInt8>) -> [Int] {
            guard body.count >= Self.lengthMin else { return [] }
            return matching(body, hash: FoldedHash(body).value)
        }
        if let reference = creditorReference(bytes) {
            let found = keys(Array(reference.creditorsOwn.utf8.drop { $0 == UInt8(ascii: "0") })[...])
            return found.isEmpty ? nil : (found, .structured)
        }
        guard Self.isNumeric(bytes) else { return nil }
        if inField {
            let found = keys(bytes.drop { $0 == 0x30 })
            if let strength = found.map({ self.keys[$0].strength }).max() { return (found, strength) }
        }
        for scheme in ReferenceScheme.allCases {
            let isWhole = scheme == .swiss || scheme == .belgian
            guard isWhole ? bytes.count == scheme.lengthMax : inField, let body = scheme.body(of: bytes) else {
                continue
            }
            let found = keys(body)
            guard let strength = found.map({ self.keys[$0].strength }).max() else { continue }
            return (found, isWhole ? .structured : strength)
        }
        return nil
    }

    /// Whether `bytes` has the letters of our numbers and as many digits in the same places.
    func hasShape(_ bytes: ArraySlice<UInt8>) -> Bool { Self.shape(bytes).map(shapes.contains) ?? false }

    /// Whether it would have that shape with one digit more or less.
    func hasSlippedShape(_ bytes: ArraySlice<UInt8>) -> Bool { Self.shape(bytes).map(slippedShapes.contains) ?? false }

    private static func slippedShapes(_ bytes: [UInt8]) -> [UInt64] {
        bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }.flatMap { place in
            let (before, rest) = (bytes[..<place], bytes[place...])
            return [before + rest.dropFirst(), before + [bytes[place]] + rest].compactMap { shape($0[...]) }
        }
    }

    private static func strength(_ bytes: [UInt8]) -> Strength {
        let hasDigit = bytes.contains { (0x30...0x39).contains($0) }
        let hasLetter = bytes.contains { !(0x30...0x39).contains($0) }
        guard hasDigit else { return .fragile }
        guard !hasLetter else { return isPeriod(bytes) ? .fragile : .strong }
        switch bytes.count {
        case 4: return bytes.starts(with: [0x31, 0x39]) || bytes.starts(with: [0x32, 0x30]) ? .fragile : .weak
        case 5: return .weak
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
        guard isNumeric(digits), digits.count <= 6 else { return false }
        return periods.contains(letters)
    }

    private static let periods: Set<String> = [
        "Q", "H", "KW", "WK", "JAN", "FEB", "MAR", "MRZ", "MÄR", "APR", "MAI", "MAY", "JUN", "JUL", "AUG", "SEP", "OKT",
        "OCT", "NOV", "DEZ", "DEC", "JANUAR", "FEBRUAR", "MÄRZ", "APRIL", "JUNI", "JULI", "AUGUST", "SEPTEMBER",
        "OKTOBER", "NOVEMBER", "DEZEMBER", "JANUARY", "FEBRUARY", "MARCH", "JUNE", "JULY", "OCTOBER", "DECEMBER",
    ]

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

    mutating func append(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
}
