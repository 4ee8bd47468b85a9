import HubDomain
import PaymentVocabulary

/// The aliases of a run against the accounts and names of its documents, which they never overrule.
struct AliasIndex: Sendable {
    private var byPayer: [PayerKey: (alias: PayerAlias, customer: Int)] = [:]
    /// Accounts of documents that people have confirmed for somebody else, and those that they have confirmed for several.
    private var contested: Set<String> = []
    /// Folded accounts that a customer is known to pay from besides those of the documents.
    private var accounts: [Int: Set<String>] = [:]

    /// - Parameters:
    ///   - numbers: of the customers.
    ///   - documented: the owners of each folded account of the documents.
    init(_ payers: KnownPayers, numbers: [CustomerID: Int], documented: [String: [Int]]) {
        for known in payers.accounts {
            guard let customer = numbers[known.customer], let key = PayerKey(account: known.account) else { continue }
            accounts[customer, default: []].insert(key.text)
        }
        let unambiguous = payers.unambiguous
        for alias in payers.aliases where alias.payer.kind == .account {
            guard let customer = numbers[alias.customer] else { continue }
            // Confirmed for several it names nobody, and is as good as unknown.
            guard unambiguous[alias.payer] != nil else {
                contested.insert(alias.payer.text)
                continue
            }
            accounts[customer, default: []].insert(alias.payer.text)
            if let owners = documented[alias.payer.text], !owners.contains(customer) {
                contested.insert(alias.payer.text)
            }
        }
        for (payer, alias) in unambiguous {
            guard let customer = numbers[alias.customer] else { continue }
            if payer.kind == .account, documented[payer.text] != nil { continue }
            byPayer[payer] = (alias, customer)
        }
    }

    /// Customers by the accounts that nothing but an alias gives them.
    var ownersOfAccounts: [String: [Int]] {
        var owners: [String: [Int]] = [:]
        for (payer, found) in byPayer where payer.kind == .account { owners[payer.text] = [found.customer] }
        return owners
    }

    func name(_ written: String) -> (alias: PayerAlias, customer: Int)? {
        guard !byPayer.isEmpty else { return nil }
        return PayerKey(name: written).flatMap { byPayer[$0] }
    }

    /// Whether people have confirmed an account for another customer than the one that the documents give it, or for
    /// several: whose name the payer has is no answer then.
    func isContested(account folded: String) -> Bool { !contested.isEmpty && contested.contains(folded) }

    /// Whether an account that is known leaves a doubt: it is contested, or was confirmed too seldom.
    func isUnsure(account folded: String) -> Bool {
        isContested(account: folded)
            || !byPayer.isEmpty
                && byPayer[PayerKey(kind: .account, folded: folded)]?.alias.vouchesWithoutReference == false
    }

    /// The alias by which the payer of a line is known to be this customer.
    func alias(of line: StatementLine, for customer: Int) -> PayerAlias? {
        guard !byPayer.isEmpty else { return nil }
        let keys = [
            line.counterpartyAccount.flatMap(PayerKey.init(account:)),
            line.counterpartyName.flatMap(PayerKey.init(name:)),
        ]
        return keys.lazy.compactMap { $0.flatMap { byPayer[$0] } }.first { $0.customer == customer }?.alias
    }

    var isEmpty: Bool { byPayer.isEmpty }

    /// Folded accounts that the customer is known to pay from besides those of the documents.
    func accounts(of customer: Int) -> Set<String> { accounts[customer] ?? [] }
}
