import PaymentVocabulary

/// What all reports together say of each payment: a charge that has failed since, or that was reversed, pays nothing.
struct SettledPayments {
    private enum Key: Hashable {
        /// Of our own, by its place among the expected ones.
        case own(Int)
        case named(provider: String, name: String)
    }

    /// In minor units; what of each payment stands and clears no document yet.
    private var standing: [Key: Int128] = [:]

    init() {}

    init(_ ledger: SettlementLedger, _ expected: ExpectedIndex) {
        let lines = (ledger.payouts.flatMap(\.lines) + ledger.balances.flatMap(\.lines)).filter { $0.kind == .payment }
        var charges: [Charge: Key] = [:]
        for line in lines where line.gross > 0 {
            let key = Self.key(line, expected)
            standing[key, default: 0] += line.gross
            for charge in Charge.all(of: line) where charges[charge] == nil { charges[charge] = key }
        }
        for line in lines where line.gross < 0 {
            let own = Self.key(line, expected)
            // A failure has an id of its own; of the names that it shares with a charge the amount confirms one.
            let charge = standing[own] == nil ? Charge.all(of: line).lazy.compactMap { charges[$0] }.first : nil
            standing[charge ?? own, default: 0] += line.gross
        }
    }

    /// A payment by one of its names.
    private struct Charge: Hashable {
        let provider: String
        let name: String
        let currency: Currency
        let amount: UInt128

        static func all(of line: SettlementLine) -> [Charge] {
            ([line.payment, line.id, line.reference].compactMap(\.self) + line.names).map {
                Charge(
                    provider: line.provider,
                    name: $0,
                    currency: line.net.currency,
                    amount: line.gross.magnitude
                )
            }
        }
    }

    /// Whether the whole charge stands; what it pays is used up then.
    mutating func take(_ charge: SettlementLine, _ expected: ExpectedIndex) -> Bool {
        let key = Self.key(charge, expected)
        guard let left = standing[key], charge.gross > 0, left >= charge.gross else { return false }
        standing[key] = left - charge.gross
        return true
    }

    private static func key(_ line: SettlementLine, _ expected: ExpectedIndex) -> Key {
        if let own = expected.payment(of: line) { return .own(own) }
        return .named(provider: line.provider, name: line.payment ?? line.id ?? line.place)
    }
}
