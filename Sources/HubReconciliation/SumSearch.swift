/// Finds the ways in which amounts add up to another, and stops at the second one.
///
/// Exact, in whole minor units. A few parts are tried one after another (depth first, cut where the rest can no longer
/// reach the sum); for many, a table says which sums the parts from each place on reach (one bit a sum), and leads
/// straight to the ways without a dead end. The cheaper of the two is taken.
///
/// Source: the table is Bellman's dynamic programme for subset sum (Martello and Toth, Knapsack Problems, chapter 4).
struct SumSearch {
    /// What may be part of the sum, once and with one of its values.
    struct Part {
        let item: Int
        /// Distinct, not zero; negative for what is deducted.
        let values: [Int64]
    }

    /// The value that an item has in a sum.
    struct Choice: Hashable {
        let item: Int
        let value: Int64
    }

    enum Outcome: Hashable {
        case none
        case one([Choice])
        case several([Choice], [Choice])
        /// More steps than allowed would be needed to tell.
        case tooMany
    }

    private struct Row {
        let item: Int
        /// Shifted so that the lowest is 0, in units of the common divisor; the first is "not taken".
        var options: [(shifted: Int, value: Int64)]
    }

    /// The parts that leave a choice, and what is taken of the others.
    private var rows: [Row] = []
    private var forced: [Choice] = []
    private let partsCount: Int
    private var target = 0
    private var isImpossible = false
    private var isTooLarge = false

    /// Ways to choose, whatever the sum; at most 2^62.
    private(set) var choices = 1
    /// What divides every value: sums lie this far apart.
    let divisor: Int64

    init(_ parts: [Part], sum: Int64) {
        partsCount = parts.count
        divisor = parts.flatMap(\.values).reduce(0) { greatestCommonDivisor($0, $1) }
        guard divisor > 0, sum % divisor == 0 else {
            isImpossible = true
            return
        }
        var shifted = Int128(sum / divisor)
        for part in parts { shifted -= min(0, part.values.map { Int128($0 / divisor) }.min() ?? 0) }
        let reachable = parts.reduce(Int128(0)) { total, part in
            let values = part.values.map { Int128($0 / divisor) }
            return total + max(0, values.max() ?? 0) - min(0, values.min() ?? 0)
        }
        guard shifted >= 0, shifted <= reachable else {
            isImpossible = true
            return
        }
        guard let target = Int(exactly: shifted), target < Int.max / 2 else {
            isTooLarge = true
            return
        }
        let isAll = shifted == reachable
        var left = target
        for part in parts {
            let lowest = min(0, part.values.map { Int128($0 / divisor) }.min() ?? 0)
            let options = ([0] + part.values).compactMap { value in
                Int(exactly: Int128(value / divisor) - lowest).map { (shifted: $0, value: value) }
            }
            choices = saturatingProduct(choices, options.count)
            // All that there is adds up in one way: everything at its most.
            let most = options.map(\.shifted).max() ?? 0
            let possible = options.filter { $0.shifted <= target && (!isAll || $0.shifted == most) }
            // What is no choice is made now, so that no search has to go through it.
            guard possible.count == 1, let only = possible.first else {
                rows.append(Row(item: part.item, options: possible))
                continue
            }
            left -= only.shifted
            if only.value != 0 { forced.append(Choice(item: part.item, value: only.value)) }
        }
        isImpossible = isImpossible || left < 0
        self.target = left
    }

    /// Ways to choose so many parts at most, whatever the sum, counted from above; at most 2^62.
    func choices(ofAtMost count: Int) -> Int {
        let values = rows.map { $0.options.count - 1 }.max() ?? 0
        var (total, ways) = (0, 1)
        for chosen in 0..<min(count, partsCount) {
            // The number of ways to choose one part more; an exact division, but for a number that is cut at 2^62.
            ways = saturatingProduct(saturatingProduct(ways, partsCount - chosen), values) / (chosen + 1)
            total = min(1 << 62, total + ways)
        }
        return max(1, total)
    }

    /// - Parameter stepsMax: choices tried, or words of 64 sums written.
    func ways(stepsMax: Int) -> Outcome {
        if isImpossible { return .none }
        if isTooLarge { return .tooMany }
        let words = target / 64 + 1
        let writes = saturatingProduct(rows.reduce(1) { $0 + $1.options.count }, words)
        let tries = rows.reduce(1) { saturatingProduct($0, $1.options.count) }
        guard min(tries, writes) <= stepsMax else { return .tooMany }
        return outcome(tries <= writes ? triedWays() : tabledWays(words: words))
    }

    private func outcome(_ ways: [[Choice]]) -> Outcome {
        switch ways.count {
        case 0: .none
        case 1: .one(forced + ways[0])
        default: .several(forced + ways[0], forced + ways[1])
        }
    }

    /// At most two ways, depth first; no deeper than the logarithm of the steps allowed, since every row has a choice
    /// to make.
    private func triedWays() -> [[Choice]] {
        var highest = [0]
        for row in rows.reversed() { highest.append((highest.last ?? 0) &+ (row.options.map(\.shifted).max() ?? 0)) }
        let reach = Array(highest.reversed())
        let order = rows
        var found: [[Choice]] = []
        var taken: [Choice] = []
        func search(_ place: Int, _ left: Int) {
            guard found.count < 2, left <= reach[place] else { return }
            guard place < order.count else {
                found.append(taken)
                return
            }
            for option in order[place].options where option.shifted <= left {
                if option.value != 0 { taken.append(Choice(item: order[place].item, value: option.value)) }
                search(place + 1, left - option.shifted)
                if option.value != 0 { taken.removeLast() }
            }
        }
        search(0, target)
        return found
    }

    /// At most two ways, led by the table of what the rows from each place on reach.
    private func tabledWays(words: Int) -> [[Choice]] {
        var reach = [UInt64](repeating: 0, count: (rows.count + 1) * words)
        reach[rows.count * words] = 1
        for place in rows.indices.reversed() {
            for option in rows[place].options {
                let (offset, bits) = (option.shifted / 64, option.shifted % 64)
                let (to, from) = (place * words, (place + 1) * words)
                for word in offset..<words {
                    var moved = reach[from + word - offset] << UInt64(bits)
                    if bits > 0, word > offset { moved |= reach[from + word - offset - 1] >> UInt64(64 - bits) }
                    reach[to + word] |= moved
                }
            }
        }
        func reaches(_ place: Int, _ sum: Int) -> Bool {
            sum >= 0 && reach[place * words + sum / 64] & (1 << UInt64(sum % 64)) != 0
        }
        guard reaches(0, target) else { return [] }
        /// Where a second way leaves the first.
        var fork: (place: Int, option: Int, left: Int, taken: [Choice])?
        func walk(from start: Int, left: Int, taken: [Choice], notesFork: Bool) -> [Choice] {
            var (left, taken) = (left, taken)
            for place in start..<rows.count {
                let fitting = rows[place].options.indices.filter {
                    reaches(place + 1, left - rows[place].options[$0].shifted)
                }
                if notesFork, fork == nil, fitting.count > 1 { fork = (place, fitting[1], left, taken) }
                guard let first = fitting.first else { break }
                let option = rows[place].options[first]
                if option.value != 0 { taken.append(Choice(item: rows[place].item, value: option.value)) }
                left -= option.shifted
            }
            return taken
        }
        let first = walk(from: 0, left: target, taken: [], notesFork: true)
        guard let fork else { return [first] }
        let option = rows[fork.place].options[fork.option]
        let chosen = option.value == 0 ? [] : [Choice(item: rows[fork.place].item, value: option.value)]
        let left = fork.left - option.shifted
        return [first, walk(from: fork.place + 1, left: left, taken: fork.taken + chosen, notesFork: false)]
    }
}

/// Of the magnitudes; 0 counts as nothing.
func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
    var (large, small) = (left.magnitude, right.magnitude)
    while small != 0 { (large, small) = (small, large % small) }
    return Int64(clamping: large)
}

/// At most 2^62.
func saturatingProduct(_ left: Int, _ right: Int) -> Int {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? 1 << 62 : min(product, 1 << 62)
}
