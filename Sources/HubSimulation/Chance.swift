import Synchronization

/// The world's only source of randomness; everything that happens by chance asks here.
final class Chance: Sendable {
    private let generator: Mutex<SeededGenerator>

    init(seed: UInt64) { generator = Mutex(SeededGenerator(seed: seed)) }

    func number(in range: ClosedRange<Int64>) -> Int64 { generator.withLock { Int64.random(in: range, using: &$0) } }

    func index(below count: Int) -> Int { generator.withLock { Int.random(in: 0..<max(1, count), using: &$0) } }

    /// Whether something happens that happens `percent` times in a hundred.
    func happens(percent: Int64) -> Bool { number(in: 0...99) < percent }

    func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[index(below: elements.count)]
    }

    func shuffled<Element: Sendable>(_ elements: [Element]) -> [Element] {
        generator.withLock { elements.shuffled(using: &$0) }
    }

    func seed() -> UInt64 { generator.withLock { $0.next() } }
}
