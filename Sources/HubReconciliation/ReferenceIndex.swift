import HubDomain
import PaymentVocabulary

/// Finds documents by what a payer may quote: their numbers and their payment references.
///
/// Nothing in it changes once it is made, so that reading it costs no check that nobody writes.
final class ReferenceIndex {
    struct Key {
        private let number: Int32
        /// Where its bytes are, in those of all keys.
        let place: UInt32
        /// The key before it in its chain; -1 at the end.
        let following: Int32
        let length: UInt8
        /// Long enough, or checked well enough, to be grouped in any way and to lose or gain zeros in front.
        let isFreelyGrouped: Bool
        /// A payment reference of digits alone.
        let isNumericReference: Bool
        let strength: Strength
        /// Bit n: a separator is printed before byte n, so a payer may write one there.
        let splits: UInt64

        var item: Int { Int(number) }

        /// - Returns: `nil` beyond what 32 bits count, far above what fits into memory.
        init?(
            item: Int,
            place: Int,
            length: Int,
            splits: UInt64,
            isFreelyGrouped: Bool,
            isNumericReference: Bool,
            strength: Strength,
            following: Int
        ) {
            guard let number = Int32(exactly: item), let place = UInt32(exactly: place),
                let length = UInt8(exactly: length), let following = Int32(exactly: following)
            else { return nil }
            (self.number, self.place, self.length, self.splits) = (number, place, length, splits)
            (self.isFreelyGrouped, self.isNumericReference) = (isFreelyGrouped, isNumericReference)
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
    static let runsMax = 9

    private let table: ReferenceKeys
    private let forms: NumberForms
    private let schemes: ReferenceSchemes
    private let customers: [CustomerID]
    let longest: Int
    /// Whether any document was given with a payment reference.
    let hasReferences: Bool
    /// The lengths of our references that all have the check digit of Finland.
    let finnishLengths: Set<Int>

    var keys: [Key] { table.keys }
    /// How the digits stand together in those of our document numbers that are of digits alone: `2024-051` is 4 and 3.
    var numericForms: Set<[Int]> { forms.numeric }
    /// The letters before the digits of the others.
    var prefixes: Set<String> { forms.prefixes }

    init(_ items: [OpenItem]) {
        customers = items.map(\.invoice.customer)
        let texts = items.lazy.map(\.invoice.number.text)
        let references = items.lazy.compactMap(\.invoice.reference)
        var table = ReferenceKeys(
            keys: items.count + references.reduce(0) { count, _ in count + 1 },
            bytes: texts.reduce(0) { $0 + $1.utf8.count } + references.reduce(0) { $0 + $1.utf8.count }
        )
        var forms = NumberForms()
        var schemes = ReferenceSchemes()
        var hasReferences = false
        for item in items.indices {
            let number = RunText(items[item].invoice.number.text)
            forms.note(number)
            table.addNumber(number, item: item)
            guard let text = items[item].invoice.reference, !Self.noReferences.contains(text) else { continue }
            hasReferences = true
            let reference = RunText(text)
            let isCreditors = creditorReference(reference.bytes[...]) != nil
            schemes.note(reference.bytes[...], isCreditors: isCreditors)
            table.addReference(reference, isCreditors: isCreditors, item: item)
        }
        (self.table, self.forms, self.schemes, self.hasReferences) = (table, forms, schemes, hasReferences)
        longest = table.longest
        finnishLengths = schemes.finnishLengths
    }

    /// What the payment schemes of Slovenia and Croatia have for "without a reference".
    private static let noReferences: Set<String> = ["SI99", "HR99"]

    /// Whether a key is a reference with the check digit of Finland, as all that we gave of its length are: it is printed in
    /// groups of five from the right.
    func isFinnish(_ key: Key) -> Bool { key.isNumericReference && finnishLengths.contains(Int(key.length)) }

    /// Whether our references have this print form: one that equals none of them was given by us all the same.
    func gives(_ form: PrintedReference.Form) -> Bool {
        switch form {
        case .creditor: schemes.hasCreditorReferences
        case .swiss: schemes.hold(.swiss, for: 27)
        case .belgian: schemes.hold(.belgian, for: 12)
        case .finnish: !finnishLengths.isEmpty
        }
    }

    /// Whether the content of a field for structured references is of a kind that we give.
    func givesReferences(like bytes: ArraySlice<UInt8>) -> Bool {
        if bytes.starts(with: [UInt8(ascii: "R"), UInt8(ascii: "F")]) { return schemes.hasCreditorReferences }
        return Self.isNumeric(bytes) && schemes.holdAny(for: bytes.count)
    }

    /// Whether a number that was not given may all the same be one of ours, from before those that were given: it is of a
    /// form of ours, and not higher than all of that form.
    func mayBeEarlier(_ text: String) -> Bool { forms.mayBeEarlier(RunText(text).bytes[...]) }

    func bytes(of key: Key) -> ArraySlice<UInt8> { table.bytes(of: key) }

    /// Whether a run of a text may begin with a key.
    func mayBegin(_ first: Int, in text: RunText) -> Bool { table.mayBegin(text.bytes, at: text.runs[first].start) }

    /// Below that, numbers of other kinds are too likely to be equal, check digit or not.
    static let checkedLengthMin = 8

    /// Whether two items are of one customer.
    func isOfOneCustomer(_ item: Int, _ other: Int) -> Bool { customers[item] == customers[other] }

    static func isNumeric(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { (0x30...0x39).contains($0) } }

    /// The keys that equal `bytes`; none for what so many documents have that it names none of them.
    func matching(_ bytes: ArraySlice<UInt8>, hash: UInt64) -> [Int] { table.matching([], bytes, hash: hash) }

    /// The only key that ends with these digits, behind letters or groups that our numbers begin with.
    func ending(with digits: ArraySlice<UInt8>) -> [Int] {
        var keys: [Int] = []
        for head in forms.fewHeads {
            var hash = FoldedHash(head[...])
            for digit in digits { hash.append(digit) }
            keys += table.matching(head[...], digits, hash: hash.value)
        }
        guard let first = keys.first, keys.allSatisfy({ self.keys[$0].item == self.keys[first].item }) else {
            return []
        }
        return [first]
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
    func hasShape(_ bytes: ArraySlice<UInt8>) -> Bool { forms.hasShape(bytes) }

    /// Whether it would have that shape with one digit more or less.
    func hasSlippedShape(_ bytes: ArraySlice<UInt8>) -> Bool { forms.hasSlippedShape(bytes) }
}

/// What holds for all references that we gave.
private struct ReferenceSchemes {
    private(set) var hasCreditorReferences = false
    /// By the number of digits: the schemes whose check holds for all references of that length that we gave.
    private var ofLength: [Int: Set<ReferenceScheme>] = [:]

    mutating func note(_ reference: ArraySlice<UInt8>, isCreditors: Bool) {
        if isCreditors { hasCreditorReferences = true }
        guard reference.count >= ReferenceIndex.lengthMin, ReferenceIndex.isNumeric(reference) else { return }
        let holding = ReferenceScheme.allCases.filter { $0.holds(for: reference) }
        ofLength[reference.count] = ofLength[reference.count]?.intersection(holding) ?? Set(holding)
    }

    func hold(_ scheme: ReferenceScheme, for length: Int) -> Bool { ofLength[length]?.contains(scheme) == true }

    func holdAny(for length: Int) -> Bool { ofLength[length]?.isEmpty == false }

    var finnishLengths: Set<Int> { Set(ofLength.filter { $0.value.contains(.finnish) }.keys) }
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
