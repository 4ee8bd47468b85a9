/// Which of several choices each of several takers gets: only one that it alone may take, so that two that fit equally
/// well are seen.
struct OnlyPairs {
    private var takers: [Int: Int] = [:]

    /// - Parameter choices: of each taker.
    init(_ choices: some Sequence<[Int]>) {
        for choice in choices.joined() { takers[choice, default: 0] += 1 }
    }

    /// - Returns: `nil` when the taker has another choice, or the choice another taker.
    func only(of choices: [Int]) -> Int? {
        guard choices.count == 1, let choice = choices.first, takers[choice] == 1 else { return nil }
        return choice
    }

    /// How many there are at most for one of these choices.
    func takersMax(of choices: [Int]) -> Int { choices.map { takers[$0] ?? 1 }.max() ?? 1 }
}
