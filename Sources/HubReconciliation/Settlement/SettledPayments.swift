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

    /// What became of payments that came before.
    var earlier = EarlierPayments()

    init() {}

    init(_ groups: GroupSources, _ expected: ExpectedIndex) {
        earlier = EarlierPayments(groups.earlierPayments)
        let ledger = groups.settlements
        let lines = ledger.payouts.flatMap(\.lines) + ledger.balances.flatMap(\.lines)
        var charges: [Charge: Key] = [:]
        var owners: [Name: Set<Key>] = [:]
        var described: [Name: Set<Key>] = [:]
        for line in lines where line.kind == .payment && line.gross > 0 {
            let key = Self.key(line, expected)
            standing[key, default: 0] += line.gross
            for charge in Charge.all(of: line) {
                if charges[charge] == nil { charges[charge] = key }
                owners[charge.name, default: []].insert(key)
            }
            for name in Self.wholes(of: line) { described[name, default: []].insert(key) }
        }
        /// The one payment that a line takes back by what it says in words; of several the one of the amount.
        func spoken(_ line: SettlementLine) -> Key? {
            let found = Self.pieces(of: line).reduce(into: Set<Key>()) { found, name in
                found.formUnion(owners[name] ?? [])
                found.formUnion(described[name] ?? [])
            }
            guard found.count > 1 else { return found.first }
            let whole = found.filter { standing[$0] == 0 - line.gross }
            return whole.count == 1 ? whole.first : nil
        }
        for line in lines where line.kind == .payment && line.gross < 0 {
            let own = Self.key(line, expected)
            // A failure has an id of its own; of the names that it shares with a charge the amount confirms one.
            let charge = standing[own] == nil ? Charge.all(of: line).lazy.compactMap { charges[$0] }.first : nil
            standing[charge ?? (standing[own] == nil ? spoken(line) : nil) ?? own, default: 0] += line.gross
        }
        // A refund and a chargeback take their payment back, or a part of it; one that failed or was won gives it back.
        var taken: [Key: Int128] = [:]
        for line in lines where line.kind == .refund || line.kind == .dispute {
            let own = Self.key(line, expected)
            let names = Charge.all(of: line)
            // Of a payment that came before, whatever reference it shares with another one.
            if let told = line.paymentMovedBack,
                !names.contains(where: { $0.name.name == told && owners[$0.name] != nil }),
                earlier.places(of: line).contains(where: { earlier[$0].name == told })
            {
                continue
            }
            let sharing = names.reduce(into: Set<Key>()) { $0.formUnion(owners[$1.name] ?? []) }
            let key =
                standing[own] != nil
                ? own : names.lazy.compactMap { charges[$0] }.first ?? (sharing.count == 1 ? sharing.first : nil)
            if let key = key ?? spoken(line) { taken[key, default: 0] -= line.gross }
        }
        for (key, amount) in taken where amount > 0 { standing[key, default: 0] -= amount }
    }

    private struct Name: Hashable {
        let provider: String
        let name: String
        let currency: Currency
    }

    /// What a report says of a payment in words, where they may be this payment's alone.
    private static func wholes(of line: SettlementLine) -> [Name] {
        guard let words = line.description, words.utf8.count >= nameMin, words.contains(where: \.isNumber) else {
            return []
        }
        return [Name(provider: line.provider, name: words, currency: line.net.currency)]
    }

    /// What a refund or chargeback repeats of its payment: `REFUND FOR CHARGE (RE-2026-001)`, `withdrawal for ch_3Pabc`.
    private static func pieces(of line: SettlementLine) -> [Name] {
        guard let words = line.description else { return [] }
        var pieces = words.split { $0.isWhitespace || "()[],;".contains($0) }
        if let begin = words.firstIndex(of: "("), let end = words.lastIndex(of: ")"), begin < end {
            pieces.append(words[words.index(after: begin)..<end])
        }
        return pieces.filter { $0.utf8.count >= nameMin && $0.contains(where: \.isNumber) }
            .map { Name(provider: line.provider, name: String($0), currency: line.net.currency) }
    }

    private static let nameMin = 4

    /// A payment by one of its names.
    private struct Charge: Hashable {
        let name: Name
        let amount: UInt128

        static func all(of line: SettlementLine) -> [Charge] {
            ([line.payment, line.id, line.reference].compactMap(\.self) + line.names).map {
                Charge(
                    name: Name(provider: line.provider, name: $0, currency: line.net.currency),
                    amount: line.gross.magnitude
                )
            }
        }
    }

    /// How much of a charge stands, in minor units; what it pays is used up then.
    mutating func take(_ charge: SettlementLine, _ expected: ExpectedIndex) -> Int128 {
        let key = Self.key(charge, expected)
        guard let left = standing[key], charge.gross > 0, left > 0 else { return 0 }
        let part = min(left, charge.gross)
        standing[key] = left - part
        return part
    }

    private static func key(_ line: SettlementLine, _ expected: ExpectedIndex) -> Key {
        if let own = expected.payment(of: line) { return .own(own) }
        return .named(provider: line.provider, name: line.payment ?? line.id ?? line.place)
    }
}
