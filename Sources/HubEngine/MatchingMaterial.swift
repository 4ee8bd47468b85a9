import HubDomain
import HubReconciliation
import HubStore
import PaymentVocabulary

/// What a run needs of the books beside the lines.
struct MatchingMaterial: Sendable {
    /// What is open, and what was settled not long ago, so that a second payment of it is told; in the order of their
    /// numbers.
    let items: [OpenItem]
    let payers: KnownPayers
    /// The days on which the books began with documents that were open already.
    let cutOvers: [InvoiceNumber: CalendarDate]
    let cancelled: CancelledDocuments
    private let aliases: [PayerKey: [PayerAlias]]

    init(
        items: [OpenItem],
        payers: KnownPayers,
        cutOvers: [InvoiceNumber: CalendarDate],
        cancelled: CancelledDocuments
    ) {
        (self.payers, self.cutOvers, self.cancelled) = (payers, cutOvers, cancelled)
        self.items = items.inOrder
        aliases = Dictionary(grouping: payers.aliases, by: \.payer)
    }

    func invoice(_ number: InvoiceNumber) -> Invoice? {
        items.indices(ofNumber: number).first.map { items[$0].invoice }
    }

    func customer(of number: InvoiceNumber) -> CustomerID? { invoice(number)?.customer }

    /// The alias that counts on the day of a receipt and makes its payer this customer.
    func alias(of line: StatementLine, for customer: CustomerID?, days: Int) -> PayerAlias? {
        guard !aliases.isEmpty, let payer = PayerKey(payerOf: line) else { return nil }
        let live = (aliases[payer] ?? []).filter { $0.expires(after: days) >= line.bookingDate }
        return live.count == 1 && live.first?.customer == customer ? live.first : nil
    }
}

extension Books {
    private static let settledDaysMax = 400

    func matchingMaterial(asOf date: CalendarDate) throws -> MatchingMaterial {
        let since = date.adding(days: -Self.settledDaysMax)
        var discounts = OfferedDiscounts()
        var cutOvers: [InvoiceNumber: CalendarDate] = [:]
        let items = try invoicesToMatch(dueSince: since) { row in
            if let date = row.cutOver { cutOvers[row.invoice.number] = date }
            return discounts.item(of: row.invoice)
        }
        var cancelled = CancelledDocuments()
        for (number, replacement) in try cancelledInvoices() { cancelled.insert(number, replacement: replacement) }
        return MatchingMaterial(
            items: items,
            payers: try knownPayers(),
            cutOvers: cutOvers,
            cancelled: cancelled
        )
    }
}

extension Hub {
    private static let aboveLimit = "above the limit for one pair of eyes"

    /// The books post a payment of the hub's own by its facts; in a run it is known for the sake of its payout.
    static let passesOfBooks = Set<MatchingPass>.all.subtracting([.endToEndID])

    /// What the matcher says of the lines of a run against the books; changes nothing.
    ///
    /// - Parameters:
    ///   - asOf: defaults to the last booking date among the lines, never today.
    ///   - groups: as the books know them, where the caller has asked already.
    ///   - alike: reads the lines that may be the same movements as those of these names, where the books do not have all.
    func matched(
        _ input: RunInput,
        asOf: CalendarDate?,
        of merchant: MerchantID,
        groups: GroupSources = GroupSources(),
        known asked: KnownGroups? = nil,
        listener: RunListener? = nil,
        alike: (([String]) async throws -> [String: String])? = nil
    ) async throws -> ReconciliationResult {
        let (lines, material) = (input.waiting.lines, input.material)
        let days = lines.map(\.bookingDate) + input.held.map(\.line.bookingDate)
        let date = asOf ?? days.max() ?? now.date()
        let known = if let asked { asked } else { try await known(groups, held: input.heldPayouts, of: merchant) }
        var result = HubReconciliation.reconcile(
            lines: lines,
            items: material.items,
            payments: known.payments,
            policy: settings.policyOfBooks,
            rates: try await rates(for: lines, of: merchant),
            asOf: date,
            groups: known.groups,
            payers: material.payers.live(asOf: date, days: settings.aliasDays),
            passes: Self.passesOfBooks,
            returns: input.returns,
            held: input.held,
            takenOver: material.cutOvers,
            cancelled: material.cancelled,
            reserved: input.reserved,
            listener: listener
        )
        let risky = result.matches.filter(\.couldRepeat).compactMap(\.line.identity)
        var others: [String: String] = [:]
        if let alike, !risky.isEmpty {
            others = try await alike(risky)
        } else if !risky.isEmpty {
            others = try await read(merchant) { try $0.lookAlikes(of: risky) }
        }
        let clearings = clearings(of: result, merchant)
        let fourEyes = FourEyes(above: settings.fourEyesAbove)
        func isAbove(_ match: Match) -> Bool {
            guard !fourEyes.above.isEmpty else { return false }
            let parts = (try? match.storedParts(match.applications(material.customer), clearings[match.line])) ?? []
            return fourEyes.areNeeded(for: match.line.amount, parts)
        }
        let doubtful = result.doubtful(input.returns)
        result.withhold { match in
            if match.batch != nil, clearings[match.line] == nil {
                let words = match.unpostedWords(match.applications(material.customer))
                if !words.isEmpty { return ReconciliationResult.Withholding(.unknownReference, words) }
            }
            if let debit = doubtful[match.line] {
                let words = "\(debit) may have taken it back; a person has to name what that one took"
                return ReconciliationResult.Withholding(.returned, words)
            }
            if let other = match.line.identity.flatMap({ others[$0] }) {
                return .proposal("may be the same payment as \(other), which another file shows: \(match.explanation)")
            }
            return isAbove(match) ? .proposal("\(Self.aboveLimit): \(match.explanation)") : nil
        }
        result.doubtCollections { isAbove($0) ? "\(Self.aboveLimit): \($0.explanation)" : "" }
        result.hold(returns: input.waitingReturns, input.returns)
        result.markProposals()
        result.openAgain()
        return result
    }
}

extension ReconciliationResult.Withholding {
    fileprivate static func proposal(_ doubt: String) -> Self {
        Self(.proposed, "only proposed, a second person has to post it: \(doubt)", doubt: doubt)
    }
}

extension HubSettings {
    /// The merchant's policy with what only books can promise: that what a person has confirmed is kept.
    var policyOfBooks: MatchingPolicy {
        var policy = matchingPolicy
        policy.holdsChangedAccounts = holdsChangedAccounts
        return policy
    }
}
