/// The same endless row of numbers for the same seed (SplitMix64), so that a run can be repeated.
struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Identifiers that look like a provider's and never repeat: a counter followed by seeded letters.
struct SeededIdentifiers: Sendable {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private var numbers: SeededNumbers
    private var issued = 0

    init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

    /// A new identifier: the prefix, five characters of counter, the rest seeded.
    mutating func next(_ prefix: String, length: Int = 24) -> String {
        issued += 1
        var characters = Array(prefix.utf8)
        var counter = issued
        for _ in 0..<5 {
            characters.append(Self.alphabet[counter % Self.alphabet.count])
            counter /= Self.alphabet.count
        }
        for _ in 5..<max(5, length) {
            characters.append(Self.alphabet[Int(numbers.next() % UInt64(Self.alphabet.count))])
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
