import HubDomain
import PaymentVocabulary

/// What the open items of one currency tell of how amounts come about: which repeat, and on which grid they lie.
///
/// Where prices are from a list, a receipt for invoices that were not given easily has the sum of invoices that were.
struct PriceList {
    private var counts: [Int64: Int] = [:]
    private var total = 0
    /// Amounts that one item has, and amounts that two have.
    private var once = 0
    private var twice = 0
    /// Minor units: more than half of all amounts differ by multiples of it, as 19.90, 29.90 and 149.90 do by 10.00.
    ///
    /// One of 1, 2 or 5 times a power of ten.
    private(set) var grid: Int64 = 1

    init(_ amounts: [Int64]) {
        total = amounts.count
        for amount in amounts { counts[amount, default: 0] += 1 }
        for count in counts.values {
            if count == 1 { once += 1 } else if count == 2 { twice += 1 }
        }
        // One amount alone lies on every grid.
        guard counts.count > 1 else { return }
        // What lies on a grid lies on every finer one that divides it.
        var step: Int64 = 1
        while step < Self.gridMax, grid == step {
            for size in [step * 2, step * 5, step * 10] where Self.isGrid(size, of: amounts) { grid = size }
            step *= 10
        }
    }

    private static let gridMax: Int64 = 100_000

    private static func isGrid(_ size: Int64, of amounts: [Int64]) -> Bool {
        var places = [Int](repeating: 0, count: Int(size))
        for amount in amounts where amount >= 0 { places[Int(amount % size)] += 1 }
        return (places.max() ?? 0) * 2 > amounts.count
    }

    func count(of amount: Int64) -> Int { counts[amount] ?? 0 }

    /// Other items of the same amount, where they are more than one in `oneIn` of all.
    ///
    /// - Parameter known: items of that amount about which is known what they are paid with, this one included.
    /// - Returns: `nil` for an amount that is no list price as far as the items tell.
    func repeats(of amount: Int64, besides known: Int, oneIn: Int64) -> Int? {
        let others = (counts[amount] ?? known) - known
        return Int128(others) * Int128(max(1, oneIn)) > Int128(total) ? others : nil
    }

    /// Whether so many sums, each with a price that no other item has, are few beside the prices that there are.
    ///
    /// Their number is estimated from the items: where a amounts come once and b twice, a list has about a * a / 2b
    /// prices beside those that come often; where none comes twice there is no sign of a list. A receipt for other
    /// items of the list has one given sum in at most one of that many cases, for it needs one given price.
    ///
    /// - Parameter known: amounts that two items have about which is known what they are paid with.
    ///
    /// Source: A. Chao, Nonparametric estimation of the number of classes in a population (1984).
    func hasRoom(for sums: Int, besides known: Int, oneIn: Int64) -> Bool {
        let twice = twice - known
        let (cases, overflow) = Int128(sums).multipliedReportingOverflow(by: Int128(max(1, oneIn)))
        let (pairs, isTooMany) = cases.multipliedReportingOverflow(by: 2 * Int128(twice))
        return twice == 0 || (!overflow && !isTooMany && pairs <= Int128(once) * Int128(once))
    }
}
