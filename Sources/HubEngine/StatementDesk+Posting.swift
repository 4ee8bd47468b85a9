import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

/// A match of a run, with all that posting it takes.
struct MatchPosting: Sendable {
    let match: Match
    let applications: [ReceiptApplication]
    let identity: String
    /// Names the approval that a second person has to give; `nil` posts at once.
    let approval: String?
    /// Why a second person has to.
    var doubt = ""
    /// By which the payer is known to be the customer.
    var alias: PayerAlias?
    /// Set for a match that is the payout of a provider.
    var clearing: Clearing?
    /// What its discounts do to the tax of their documents.
    var discountTax = MatchingPolicy.DiscountTax.reduced

    struct Clearing: Sendable {
        let payout: Payout
        let account: AdapterAccountID
    }
}

extension Hub {
    /// What posting a match of a run takes: above the limit, and from a changed account, it is only proposed.
    private func posting(
        of match: Match,
        because doubt: String,
        _ clearings: [StatementLine: MatchPosting.Clearing],
        _ material: MatchingMaterial
    ) -> MatchPosting? {
        guard let identity = match.line.identity else { return nil }
        let applications = match.applications(material.customer)
        let clearing = clearings[match.line]
        return MatchPosting(
            match: match,
            applications: applications,
            identity: identity,
            approval: doubt.isEmpty ? nil : environment.identifiers.next("apr"),
            doubt: doubt,
            // A payout comes from its provider, whoever is its first customer.
            alias: clearing == nil
                ? material.alias(of: match.line, for: applications.first?.customer, days: settings.aliasDays) : nil,
            clearing: clearing,
            discountTax: settings.matchingPolicy.discountTax
        )
    }

    /// The matches that are payouts of providers, by their lines.
    func clearings(
        of result: ReconciliationResult,
        _ merchant: MerchantID
    ) -> [StatementLine: MatchPosting.Clearing] {
        result.settlements.entries.reduce(into: [:]) { found, entry in
            guard let line = entry.bankLine else { return }
            let account = clearingAccount(of: entry.payout.provider, merchant)
            found[line] = MatchPosting.Clearing(payout: entry.payout, account: account)
        }
    }

    /// Posts and proposes what a run has found, many matches in one unit of work.
    ///
    /// Where the books have moved since they were read, the line of a match that does not fit any more stays as it is,
    /// and a later run decides; the others are posted.
    func post(
        _ result: ReconciliationResult,
        _ material: MatchingMaterial,
        of merchant: MerchantID,
        at moment: Timestamp,
        _ listener: RunListener?
    ) async throws {
        let waiting = result.postable
        let clearings = clearings(of: result, merchant)
        let unit = max(1, settings.postingsPerUnit)
        for start in stride(from: 0, to: waiting.count, by: unit) {
            listener?(RunProgress(step: "posting", done: start, total: waiting.count))
            let end = min(start + unit, waiting.count)
            let postings = waiting[start..<end].compactMap { postable -> MatchPosting? in
                guard let (match, doubt) = result.posting(of: postable) else { return nil }
                return posting(of: match, because: doubt, clearings, material)
            }
            try await post(postings[...], of: merchant, at: moment)
        }
    }

    /// Together, or else each half by itself, down to the one that does not fit.
    func post(_ unit: ArraySlice<MatchPosting>, of merchant: MerchantID, at moment: Timestamp) async throws {
        do {
            try await run(merchant) { books in for posting in unit { try books.post(posting, at: moment) } }
        } catch let problem as HubProblem where problem.kind == .conflict {
            if unit.count == 1, let posting = unit.first {
                log(.notice, "match not posted", [("line", posting.identity), ("detail", problem.detail)])
                return
            }
            let middle = unit.startIndex + unit.count / 2
            try await post(unit[..<middle], of: merchant, at: moment)
            try await post(unit[middle...], of: merchant, at: moment)
        }
    }
}

extension ReconciliationResult {
    /// The matches that are only proposed, as a run tells them once they are stored.
    ///
    /// - Parameter last: the number of the last match that is stored.
    func proposals(after last: Int64, _ material: MatchingMaterial) -> [LineException] {
        let reasons = Dictionary(exceptions.map { ($0.line, $0.reason) }) { first, _ in first }
        return zip(Int64(1)..., postable).compactMap { number, postable -> LineException? in
            guard let posting = posting(of: postable), !posting.doubt.isEmpty, posting.match.line.direction == .credit
            else {
                return nil
            }
            return LineException(
                proposed: last + number,
                of: posting.match.line,
                reasons[posting.match.line] == .changedAccount ? .changedAccount : .proposed,
                because: posting.doubt,
                posting.match.numbers.map { (number: $0, invoice: material.invoice($0)) }
            )
        }
    }

    /// What is posted or proposed.
    fileprivate enum Postable {
        /// By its place among the matches.
        case match(Int)
        /// A payout that the provider collects, by the place of its debit.
        case collected(Int)
        /// Held for a second person, and why one is not enough.
        indirect case held(Match, doubt: String)
    }

    /// The matches in the order of the lines, so that they are numbered so, and behind them what is held for a second
    /// person.
    fileprivate var postable: [Postable] {
        var sure = matches.indices.map { (line: matches[$0].line.index, what: Postable.match($0)) }
        sure += debits.indices.compactMap { place in
            debits[place].collects.map { (line: $0.line.index, what: Postable.collected(place)) }
        }
        var held: [Postable] = []
        for exception in exceptions {
            guard let match = exception.held else { continue }
            if exception.reason == .proposed {
                sure.append((match.line.index, .held(match, doubt: match.doubt)))
            } else {
                held.append(.held(match, doubt: "\(exception.reason.rawValue): \(exception.explanation)"))
            }
        }
        return sure.sorted { $0.line < $1.line }.map(\.what) + held
    }

    /// A match with the reason why one person is not enough, empty where it is.
    fileprivate func posting(of postable: Postable) -> (match: Match, doubt: String)? {
        switch postable {
        case .match(let place): (matches[place], matches[place].doubt)
        case .collected(let place): debits[place].collects.map { ($0, $0.doubt) }
        case .held(let match, let doubt): (match, doubt)
        }
    }
}
