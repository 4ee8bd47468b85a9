/// The same endless row of numbers for the same seed, whole numbers only.
///
/// Source: SplitMix64, Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators".
struct WorldRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One of `0..<limit`; the bias of the remainder is below 2^-40 for limits of this module.
    mutating func below(_ limit: Int) -> Int {
        precondition(limit > 0)
        return Int(next() % UInt64(limit))
    }

    /// One of `range`.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    mutating func chance(basisPoints: Int) -> Bool { below(10_000) < basisPoints }

    mutating func one<Element>(of list: [Element]) -> Element {
        precondition(!list.isEmpty)
        return list[below(list.count)]
    }
}

/// `text` with zeros before it until it has `width` digits.
func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}

/// The two check digits that make letters and digits pass modulo 97 (ISO 7064) when `prefix` goes before them.
///
/// IBAN and creditor reference are both checked with the prefix and the digits moved to the end.
func checkDigits(prefix: String, body: String) -> String {
    var remainder = 0
    for byte in (body + prefix + "00").utf8 {
        let value = Int(byte) - ((0x30...0x39).contains(byte) ? 0x30 : 0x37)
        remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
    }
    return padded(98 - remainder, 2)
}
