/// In what forms our document numbers are written, so that one which was not given can be told to be ours.
struct NumberForms {
    /// How the digits stand together in those that are of digits alone: `2024-051` is 4 and 3.
    private(set) var numeric: Set<[Int]> = []
    /// The letters before the digits of the others.
    private(set) var prefixes: Set<String> = []
    /// What payers leave out before the digits of the others: their letters, and all that stands before their last group.
    private var heads: Set<String> = []
    /// With more of them, digits alone may mean too many numbers.
    private static let headsMax = 16
    private var shapes: Set<UInt64> = []
    /// Those of our numbers with one digit lost or added.
    private var slippedShapes: Set<UInt64> = []
    /// Our numbers of each shape, of each length where they are of digits alone, and the digits at the end by their length.
    private var ofShape: [UInt64: Series] = [:]
    private var ofLength: [Int: Series] = [:]
    private var atEnd: [Int: Series] = [:]

    /// The prefix that was noted last: most numbers have one and the same.
    private var lastPrefix: [UInt8] = []
    /// The same of what stands before the last group.
    private var lastHead: [UInt8] = []
    /// The heads in alphabetical order; none where there are too many of them.
    private(set) var fewHeads: [[UInt8]] = []

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

    mutating func note(_ number: RunText) {
        guard let first = number.runs.first, number.bytes.count <= ReferenceIndex.lengthMax else { return }
        let bytes = number.bytes[...]
        let isNumeric = ReferenceIndex.isNumeric(bytes)
        if isNumeric {
            numeric.insert(number.runs.map(\.length))
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
                    let known = heads.count
                    heads.formUnion([letters, head].map { String(decoding: $0, as: UTF8.self) })
                    if heads.count > known {
                        fewHeads = heads.count <= Self.headsMax ? heads.sorted().map { Array($0.utf8) } : []
                    }
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
    func mayBeEarlier(_ bytes: ArraySlice<UInt8>) -> Bool {
        let end = Self.end(bytes)
        guard let value = Self.value(bytes), let last = Self.value(end) else { return false }
        if let series = Self.shape(bytes).flatMap({ ofShape[$0] }) { return series.mayHold(bytes, value) }
        if ReferenceIndex.isNumeric(bytes), let series = ofLength[bytes.count] { return series.mayHold(bytes, value) }
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
