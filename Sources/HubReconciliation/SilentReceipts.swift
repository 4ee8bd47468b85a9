import HubDomain
import PaymentVocabulary

/// The receipts that debits may take back where one side tells no account: by the payer's name, or without one by the text.
///
/// Debits are few and receipts are many, so receipts are looked at once, with what the debits ask for.
struct SilentReceipts {
    private struct Key: Hashable {
        let amount: Money
        let text: String
    }

    private var nameless: [Money: [Int]] = [:]
    /// By the debit's name as it is spelled.
    private var named: [Key: [Int]] = [:]
    private var byText: [Key: [Int]] = [:]

    /// - Parameter hasAccount: whether the debits tell an account, and the receipts none; otherwise the debits tell none.
    init(_ receipts: [StatementLine], for debits: [ReturnSide], hasAccount: Bool, _ names: PartyNames) {
        let silent = debits.filter { ($0.party.account != nil) == hasAccount }
        guard !silent.isEmpty else { return }
        let amounts = Set(silent.map(\.line.takenBack))
        let asked = AskedNames(silent.map(\.party.name))
        let texts = silent.reduce(into: [Money: Set<String>]()) { texts, debit in
            guard debit.party.name.key.isEmpty, !debit.text.isEmpty else { return }
            texts[debit.line.takenBack, default: []].insert(debit.text)
        }
        var found: [String: AskedNames.Answer] = [:]
        for (place, line) in receipts.enumerated() {
            guard !hasAccount || line.counterpartyAccount == nil, amounts.contains(line.amount) else { continue }
            let name = line.counterpartyName ?? ""
            let known = found[name]
            let answer = known ?? asked.answer(names.spelling(of: name))
            if known == nil { found[name] = answer }
            switch answer {
            case .anybody: nameless[line.amount, default: []].append(place)
            case .these(let spellings):
                for text in spellings { named[Key(amount: line.amount, text: text), default: []].append(place) }
            }
            if let texts = texts[line.amount] {
                let text = foldedReference(line.remittance)
                if texts.contains(text) { byText[Key(amount: line.amount, text: text), default: []].append(place) }
            }
        }
    }

    /// Those of a debit's amount that may have its payer, in their order; of a debit that tells none, those that have its
    /// text: all others say nothing by which one of them alone could be meant.
    func places(for debit: ReturnSide) -> [Int] {
        let (amount, name) = (debit.line.takenBack, debit.party.name)
        if name.key.isEmpty { return byText[Key(amount: amount, text: debit.text)] ?? [] }
        return ((nameless[amount] ?? []) + (named[Key(amount: amount, text: name.spelled)] ?? [])).sorted()
    }
}

/// The names that debits tell, asked for those that may be the same as a receipt's.
private struct AskedNames {
    enum Answer {
        /// Of a receipt without a name.
        case anybody
        case these([String])
    }

    private var byKey: [String: [String]] = [:]
    /// In the order of their bytes: names that begin with another one follow it.
    private let sorted: [String]
    /// By as many bytes as the shortest has.
    private let byHead: [ArraySlice<UInt8>: [String]]
    private let headBytes: Int

    init(_ names: [PartyNames.Spelling]) {
        let named = Dictionary(names.filter { !$0.key.isEmpty }.map { ($0.spelled, $0.key) }) { first, _ in first }
        sorted = named.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let shortest = sorted.map(\.utf8.count).min() ?? 0
        headBytes = shortest
        byHead = Dictionary(grouping: sorted) { Array($0.utf8)[..<shortest] }
        for spelled in sorted { byKey[named[spelled, default: ""], default: []].append(spelled) }
    }

    /// A name may be another one that has the same words, is cut, or is longer than a cut one.
    func answer(_ name: PartyNames.Spelling) -> Answer {
        guard !name.key.isEmpty else { return .anybody }
        var spellings = Set(byKey[name.key] ?? [])
        let bytes = Array(name.spelled.utf8)
        if headBytes > 0, bytes.count >= headBytes {
            spellings.formUnion((byHead[bytes[..<headBytes]] ?? []).filter { bytes.starts(with: $0.utf8) })
        }
        let begin = sorted.firstIndex(notBefore: { $0.utf8.lexicographicallyPrecedes(bytes) })
        spellings.formUnion(sorted[begin...].prefix { $0.utf8.starts(with: bytes) })
        return .these(Array(spellings))
    }
}
