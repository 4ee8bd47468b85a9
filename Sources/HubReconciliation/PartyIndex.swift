import HubDomain
import PaymentVocabulary

/// Who a payer is, as far as accounts and names of the open items tell.
///
/// Customers are numbered in the order of their id.
struct PartyIndex {
    /// What a line says of the relation between its payer and one customer.
    enum Relation: Hashable {
        case agreesByAccount
        case agreesByName
        /// It is paid on behalf of the customer.
        case agreesByBehalf
        /// The payer is named, and no customer is like it.
        case stranger
        /// The line does not say who paid, or we do not know the customer's name.
        case untold
        /// The payer is one of these other customers.
        case contradicts(owners: [Int])

        var agrees: Bool {
            switch self {
            case .agreesByAccount, .agreesByName, .agreesByBehalf: true
            case .stranger, .untold, .contradicts: false
            }
        }
    }

    struct Payer {
        /// Customers whose known account it is.
        let byAccount: [Int]
        /// Customers of exactly this name.
        let byName: [Int]
        /// Customers of a name that contains this one, or is contained in it, with a word that no other customer has; and
        /// those whose name begins with this one.
        let byLikeness: [Int]
        /// One word is all that the two have in common, and the other name has more.
        let isLikeByOneWord: Bool
        let hasName: Bool
        /// Whom the account names is not sure enough for a receipt without a reference; so with the name.
        let isAccountUnsure: Bool
        /// People have confirmed the account for another customer too.
        let isAccountContested: Bool
        let isNameUnsure: Bool
        /// A customer has the account in another way of writing.
        let isAccountAlike: Bool
        /// Customers of exactly the name of the one on whose behalf it is paid.
        var byBehalf: [Int] = []

        /// Some customer's, whether or not it is told whose.
        var isKnown: Bool { !byAccount.isEmpty && !isAccountUnsure || !byName.isEmpty && !isNameUnsure }
    }

    let customers: [CustomerID]
    /// The customer of each item.
    let owners: [Int]
    private var numbers: [CustomerID: Int] = [:]
    /// The owners of folded accounts, ascending.
    private(set) var accounts: [String: [Int]] = [:]
    /// Known accounts by their last digits.
    private var accountsOfEnd: [UInt64: [String]] = [:]
    /// The same by customer, folded, in alphabetical order.
    let accountsOfCustomers: [[String]]
    private var names: [String: [(customer: Int, name: PartyName)]] = [:]
    private var wordOwners: [String: Int] = [:]
    /// The same of the words that names begin with.
    private var firstWordOwners: [String: Int] = [:]
    /// Every name as it is written, in alphabetical order.
    private var spelled: [(name: String, customer: Int)] = []
    private(set) var customerNames: [[PartyName]]
    private var seenNames: [String: (exact: [Int], like: [Int], isOneWord: Bool, isEmpty: Bool)] = [:]
    let aliases: AliasIndex
    /// Made when it is first asked for.
    private var likeNames: LikeNames?

    init(_ items: [OpenItem], _ known: KnownPayers) {
        var places: [CustomerID: Int] = [:]
        func place(of customer: CustomerID) -> Int {
            if let place = places[customer] { return place }
            let place = places.count
            places[customer] = place
            return place
        }
        let placesOfItems = items.indices.map { place(of: items[$0].invoice.customer) }
        for alias in known.aliases { _ = place(of: alias.customer) }
        customers = places.keys.sorted()
        var numberOfPlace = [Int](repeating: 0, count: customers.count)
        for (number, customer) in customers.enumerated() {
            numbers[customer] = number
            if let place = places[customer] { numberOfPlace[place] = number }
        }
        owners = placesOfItems.map { numberOfPlace[$0] }
        customerNames = Array(repeating: [], count: customers.count)
        var holders: [String: Set<Int>] = [:]
        // Most items of a customer repeat what the one before says.
        var last = [(account: String?, name: String?)](repeating: (nil, nil), count: customers.count)
        for item in items.indices {
            let customer = owners[item]
            guard let account = items[item].invoice.payerAccount, account != last[customer].account else { continue }
            last[customer].account = account
            let folded = foldedReference(account)
            if !folded.isEmpty { holders[folded, default: []].insert(customer) }
        }
        accounts = holders.mapValues { $0.sorted() }
        aliases = AliasIndex(known, numbers: numbers, documented: accounts)
        accounts.merge(aliases.ownersOfAccounts) { documented, _ in documented }
        for account in accounts.keys { accountsOfEnd[Self.end(of: account), default: []].append(account) }
        var accountsOfCustomers = [[String]](repeating: [], count: customers.count)
        for (account, owners) in accounts.sorted(by: { $0.key < $1.key }) {
            for owner in owners { accountsOfCustomers[owner].append(account) }
        }
        self.accountsOfCustomers = accountsOfCustomers
        for item in items.indices {
            let customer = owners[item]
            let name = items[item].invoice.customerName
            if name != last[customer].name {
                last[customer].name = name
                add(PartyName(name), of: customer)
            }
        }
        for (customer, names) in customerNames.enumerated() {
            for name in names.lazy.flatMap(\.spellings) { spelled.append((name.spelled, customer)) }
        }
        spelled.sort { ($0.name, $0.customer) < ($1.name, $1.customer) }
    }

    /// What banks leave of a long name at least.
    private static let cutNameMin = 20

    /// Customers whose name begins so: banks cut names at 27, 35 or 70 characters.
    private func customers(beginning name: PartyName) -> [Int] {
        let begin = name.spelled
        guard begin.utf8.count >= Self.cutNameMin else { return [] }
        var (low, high) = (0, spelled.count)
        while low < high {
            let middle = (low + high) / 2
            if spelled[middle].name < begin { low = middle + 1 } else { high = middle }
        }
        return spelled[low...].prefix { $0.name.hasPrefix(begin) }.map(\.customer)
    }

    /// - Returns: `nil` for a customer of no open item.
    func number(of customer: CustomerID) -> Int? { numbers[customer] }

    private mutating func add(_ name: PartyName, of customer: Int) {
        guard !name.isEmpty, !customerNames[customer].contains(name) else { return }
        customerNames[customer].append(name)
        for name in name.spellings {
            names[name.key, default: []].append((customer, name))
            if let word = name.firstWord {
                firstWordOwners[word] = firstWordOwners[word].map { $0 == customer ? customer : -1 } ?? customer
            }
            for word in name.words {
                // -1 marks a word that several customers share: it tells nothing.
                wordOwners[word] = wordOwners[word].map { $0 == customer ? customer : -1 } ?? customer
            }
        }
    }

    mutating func payer(of line: StatementLine) -> Payer {
        var payer = payer(account: line.counterpartyAccount, name: line.counterpartyName)
        if let behalf = line.ultimateDebtorName { payer.byBehalf = resolve(behalf).exact }
        return payer
    }

    private static let accountEnd = 6

    private static func end(of account: String) -> UInt64 {
        account.utf8.suffix(accountEnd).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Owners of accounts that are this one in another way of writing, as the national number of an IBAN.
    private func owners(alike account: String) -> [Int] {
        let alike = (accountsOfEnd[Self.end(of: account)] ?? []).filter { AccountSpelling.isOne($0, account) }
        return Set(alike.flatMap { accounts[$0] ?? [] }).sorted()
    }

    mutating func payer(account: String?, name written: String?) -> Payer {
        let account = account.map(foldedReference) ?? ""
        let name = resolve(written ?? "")
        let named = name.exact.isEmpty ? written.flatMap(aliases.name) : nil
        let owners = accounts[account] ?? []
        let alike = owners.isEmpty && account.utf8.count >= Self.accountEnd ? self.owners(alike: account) : []
        return Payer(
            byAccount: alike.isEmpty ? owners : alike,
            byName: named.map { [$0.customer] } ?? name.exact,
            byLikeness: name.like,
            isLikeByOneWord: name.isOneWord,
            hasName: !name.isEmpty,
            isAccountUnsure: !alike.isEmpty || aliases.isUnsure(account: account),
            isAccountContested: aliases.isContested(account: account),
            isNameUnsure: named?.alias.vouchesWithoutReference == false,
            isAccountAlike: !alike.isEmpty
        )
    }

    func relation(of payer: Payer, to customer: Int) -> Relation {
        guard payer.byBehalf.isEmpty || payer.byBehalf.contains(customer) else {
            return .contradicts(owners: payer.byBehalf)
        }
        if payer.byAccount.contains(customer) { return .agreesByAccount }
        if !payer.byBehalf.isEmpty { return .agreesByBehalf }
        guard payer.byAccount.isEmpty else { return .contradicts(owners: payer.byAccount) }
        if payer.byName.contains(customer) { return .agreesByName }
        guard payer.byName.isEmpty else { return .contradicts(owners: payer.byName) }
        if payer.byLikeness.contains(customer) { return payer.isLikeByOneWord ? .untold : .agreesByName }
        guard payer.byLikeness.isEmpty else { return .contradicts(owners: payer.byLikeness) }
        return payer.hasName && !customerNames[customer].isEmpty ? .stranger : .untold
    }

    /// The one customer whom account and exact name lead to without contradiction.
    func certainCustomer(_ payer: Payer) -> (customer: Int, relation: Relation)? {
        guard !payer.isAccountContested else { return nil }
        if payer.byAccount.count == 1, !payer.isAccountUnsure {
            guard payer.byName.isEmpty || payer.byName.contains(payer.byAccount[0]) else { return nil }
            return (payer.byAccount[0], .agreesByAccount)
        }
        guard payer.byName.count == 1, !payer.isNameUnsure else { return nil }
        guard payer.byAccount.isEmpty || payer.byAccount.contains(payer.byName[0]) else { return nil }
        return (payer.byName[0], .agreesByName)
    }

    private mutating func resolve(_ text: String) -> (exact: [Int], like: [Int], isOneWord: Bool, isEmpty: Bool) {
        if let known = seenNames[text] { return known }
        let name = PartyName(text)
        var (same, like) = matching(name)
        for other in name.otherSpellings {
            let (more, alike) = matching(other)
            same += more
            like += alike
        }
        if isSurname(name) {
            like += same
            same = same.filter { customerNames[$0].contains { $0.legalForm.isEmpty && $0.words == name.words } }
        }
        if same.isEmpty { for name in name.spellings { like += customers(beginning: name) } }
        let isOneWord =
            !like.isEmpty
            && like.allSatisfy { customer in
                name.words.count == 1 || customerNames[customer].allSatisfy { $0.words.count == 1 }
            }
        let result = (exact: same.eachOnce, like: like.eachOnce, isOneWord: isOneWord, isEmpty: name.isEmpty)
        seenNames[text] = result
        return result
    }

    /// One word without a legal form, with which the names of several customers begin.
    private func isSurname(_ name: PartyName) -> Bool {
        name.legalForm.isEmpty && name.words.count == 1 && firstWordOwners[name.words[0]] == -1
    }

    /// Customers whose whole name is in a text, and those whom it may mean by the word that their name alone begins with,
    /// such as `Alpina`.
    func customers(meantIn text: String) -> [Int] {
        guard Self.hasWords(text, 1, of: Self.ownWordMin) || Self.hasWords(text, 2, of: 3) else { return [] }
        let spellings = PartyName(text).spellings
        let alluded = spellings.lazy.flatMap(\.words).compactMap { word -> Int? in
            guard word.utf8.count >= Self.ownWordMin, let owner = self.firstWordOwners[word], owner >= 0 else {
                return nil
            }
            return self.wordOwners[word] == owner ? owner : nil
        }
        let joined = Set(spellings.lazy.flatMap(\.words)).compactMap { joinedOwner(of: $0) }
        return named(in: spellings).union(alluded).union(joined).sorted()
    }

    /// The customer whose name a word is, or begins as, where nothing stands between its words: `AlpinaStahlhandel`.
    private func joinedOwner(of word: String) -> Int? {
        guard word.utf8.count >= 2 * Self.ownWordMin, word.utf8.count <= Self.joinedMax else { return nil }
        for length in Self.ownWordMin..<word.utf8.count {
            guard let owner = firstWordOwners[String(word.prefix(length))], owner >= 0 else { continue }
            let isJoined = customerNames[owner].lazy.flatMap(\.spellings).contains {
                $0.spelled.contains(" ") && $0.spelled.filter { $0 != " " }.hasPrefix(word)
            }
            if isJoined { return owner }
        }
        return nil
    }

    private static let ownWordMin = 5
    /// Bytes of a name, beyond which a word is none.
    private static let joinedMax = 140

    /// The customers whose names are like a name that is none of theirs, unless it is like a certain one's too.
    mutating func customers(like name: String, unlessLike customer: Int) -> Set<Int> {
        let names = likeNames ?? LikeNames(customerNames)
        likeNames = names
        return names.isLike(name, customer) ? [] : names.customers(like: name)
    }

    /// Customers whose whole name is in a text, of those that have a word of their own.
    func customers(namedIn text: String) -> [Int] {
        guard Self.hasWords(text, 2, of: 3) else { return [] }
        return named(in: PartyName(text).spellings).sorted()
    }

    private func named(in spellings: [PartyName]) -> Set<Int> {
        var found: Set<Int> = []
        for spelling in spellings {
            let words = Set(spelling.words)
            for owner in Set(words.compactMap { wordOwners[$0] }) where owner >= 0 {
                let isNamed = customerNames[owner].lazy.flatMap(\.spellings).contains { name in
                    // One word alone may be any word.
                    name.words.count > 1 && name.words.allSatisfy(words.contains)
                }
                if isNamed { found.insert(owner) }
            }
        }
        return found
    }

    /// Whether there are so many words of so many letters or more.
    private static func hasWords(_ text: String, _ count: Int, of length: Int) -> Bool {
        var (words, letters) = (0, 0)
        for byte in text.utf8 {
            letters = byte >= 0x80 || (0x41...0x5A).contains(byte & 0xDF) ? letters + 1 : 0
            if letters == length { words += 1 }
            if words == count { return true }
        }
        return false
    }

    /// Customers of a name in one spelling, and those whose name it contains or is contained in.
    private func matching(_ name: PartyName) -> (same: [Int], like: [Int]) {
        let same = (names[name.key] ?? []).filter { $0.name.hasCompatibleForm(name) }.map(\.customer)
        var owners: [Int] = []
        for word in name.words {
            if let owner = wordOwners[word], owner >= 0 { owners.append(owner) }
        }
        var like: [Int] = []
        for owner in owners.eachOnce where Self.isLike(customerNames[owner], name) { like.append(owner) }
        return (same, like)
    }

    private static func isLike(_ names: [PartyName], _ name: PartyName) -> Bool {
        names.contains { known in
            isLike(known, name) || known.otherSpellings.contains { isLike($0, name) }
        }
    }

    private static func isLike(_ left: PartyName, _ right: PartyName) -> Bool {
        let (few, many) = left.words.count <= right.words.count ? (left, right) : (right, left)
        return left.hasCompatibleForm(right) && few.words.allSatisfy(many.words.contains)
    }
}
