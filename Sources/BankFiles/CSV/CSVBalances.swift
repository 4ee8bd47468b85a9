import PaymentVocabulary

/// Follows the running balance from row to row, by currency and pocket, in either order of the rows.
struct CSVBalances: Sendable {
    private struct Chain: Sendable {
        let currency: Currency
        let pocket: String
        var first: Int128?
        /// What stands before and at the first balance.
        var beforeFirst: Int128 = 0
        var last: Int128?
        /// What was moved between the last balance and here.
        var since: Int128 = 0
        /// An amount that could not be read breaks the chain once.
        var isBroken = false
        var firstPlace = BankFilePosition()
        var lastPlace = BankFilePosition()
        var firstDate: CalendarDate?
        var lastDate: CalendarDate?
    }

    static let chainsMax = 64

    private let isNewestFirst: Bool
    private var chains: [Chain] = []

    init(isNewestFirst: Bool) {
        self.isNewestFirst = isNewestFirst
    }

    /// Takes a row that moved an amount, `nil` when it could not be read.
    ///
    /// - Returns: the balance that would follow from the one before, when the row has another.
    mutating func add(
        _ net: Int128?,
        _ balance: Int128?,
        _ currency: Currency,
        _ pocket: String,
        _ date: CalendarDate?,
        at place: BankFilePosition
    ) -> Int128? {
        guard let index = index(of: currency, pocket) else { return nil }
        guard let net else {
            chains[index].isBroken = true
            return nil
        }
        var expected: Int128?
        if isNewestFirst {
            if let balance {
                if let last = chains[index].last, !chains[index].isBroken {
                    let due = last - chains[index].since
                    if due != balance { expected = due }
                }
                keep(balance, date, &chains[index], place)
                chains[index].since = net
            } else {
                chains[index].since += net
            }
        } else {
            chains[index].since += net
            if let balance {
                if let last = chains[index].last, !chains[index].isBroken {
                    let due = last + chains[index].since
                    if due != balance { expected = due }
                }
                keep(balance, date, &chains[index], place)
                chains[index].since = 0
            }
        }
        return expected
    }

    private func keep(_ balance: Int128, _ date: CalendarDate?, _ chain: inout Chain, _ place: BankFilePosition) {
        if chain.first == nil {
            chain.first = balance
            chain.beforeFirst = chain.since
            (chain.firstPlace, chain.firstDate) = (place, date)
        }
        chain.last = balance
        chain.isBroken = false
        (chain.lastPlace, chain.lastDate) = (place, date)
    }

    private mutating func index(of currency: Currency, _ pocket: String) -> Int? {
        if let index = chains.firstIndex(where: { $0.currency == currency && $0.pocket == pocket }) { return index }
        guard chains.count < Self.chainsMax else { return nil }
        chains.append(Chain(currency: currency, pocket: pocket))
        return chains.count - 1
    }

    /// The opening and the closing balance: before the oldest row and behind the newest.
    ///
    /// - Returns: nothing when the rows have several currencies or pockets, or no balance.
    var ends: [BankFileBalance] {
        guard chains.count == 1, let chain = chains.first, let first = chain.first, let last = chain.last else {
            return []
        }
        // With the newest row on top, what stands before the first balance came later than it.
        let opening = isNewestFirst ? last - chain.since : first - chain.beforeFirst
        let closing = isNewestFirst ? first + chain.beforeFirst : last + chain.since
        var balances: [BankFileBalance] = []
        if let money = Int64(exactly: opening).map({ Money(minorUnits: $0, currency: chain.currency) }) {
            let date = isNewestFirst ? chain.lastDate : chain.firstDate
            let place = isNewestFirst ? chain.lastPlace : chain.firstPlace
            balances.append(BankFileBalance(type: "OPBD", amount: money, date: date, position: place))
        }
        if let money = Int64(exactly: closing).map({ Money(minorUnits: $0, currency: chain.currency) }) {
            let date = isNewestFirst ? chain.firstDate : chain.lastDate
            let place = isNewestFirst ? chain.firstPlace : chain.lastPlace
            balances.append(BankFileBalance(type: "CLBD", amount: money, date: date, position: place))
        }
        return balances
    }
}

/// The balances that rows of the table state in words.
struct CSVStatedBalances: Sendable {
    private var opening: BankFileBalance?
    private var closing: BankFileBalance?
    /// The file states one of them twice, so that it has several accounts or periods.
    private var isRepeated = false

    mutating func add(
        _ stated: CSVWords.StatedBalance,
        _ amount: Money,
        _ date: CalendarDate?,
        at place: BankFilePosition
    ) {
        switch stated {
        case .opening:
            isRepeated = isRepeated || opening != nil
            opening = BankFileBalance(type: "OPBD", amount: amount, date: date, position: place)
        case .closing:
            isRepeated = isRepeated || closing != nil
            closing = BankFileBalance(type: "CLBD", amount: amount, date: date, position: place)
        }
    }

    var ends: [BankFileBalance] { isRepeated ? [] : [opening, closing].compactMap(\.self) }
}
