package import HubDomain
import PaymentVocabulary

// In the books not everything that fits is posted: what waits for a person is told as an exception, and counts as open.
extension ReconciliationResult {
    /// Why a match is not posted.
    package struct Withholding: Hashable, Sendable {
        package let reason: LineException.Reason
        package let explanation: String
        /// Kept as a proposal for somebody else to post; empty when nothing is proposed.
        package let doubt: String

        package init(_ reason: LineException.Reason, _ explanation: String, doubt: String = "") {
            (self.reason, self.explanation, self.doubt) = (reason, explanation, doubt)
        }
    }

    /// Makes exceptions of the matches that `judge` withholds: what they would pay is open.
    package mutating func withhold(_ judge: (Match) -> Withholding?) {
        var withheld: [(match: Match, because: Withholding)] = []
        // In place: a second list of a long run's matches is large.
        var kept = 0
        for place in matches.indices {
            if let because = judge(matches[place]) {
                withheld.append((matches[place], because))
            } else {
                if kept < place { matches.swapAt(kept, place) }
                kept += 1
            }
        }
        guard !withheld.isEmpty else { return }
        matches.removeLast(matches.count - kept)
        withheld += takeBesides(withheld.filter { !$0.because.doubt.isEmpty }.map(\.match))
        // What a debit of the run has taken back is open again already.
        let takenBack = Set(debits.compactMap(\.takesBack?.line))
        reopen(withheld.map(\.match).filter { !takenBack.contains($0.line) })
        exceptions += withheld.map { exception($0, $1) }
        exceptions.sort { ($0.line.file, $0.line.index) < ($1.line.file, $1.line.index) }
        recount()
    }

    /// Takes out the later matches that pay a document of which a proposal would pay a part: what is left beside a match that
    /// may come to nothing is no amount to go by.
    private mutating func takeBesides(_ proposals: [Match]) -> [(match: Match, because: Withholding)] {
        guard !proposals.isEmpty else { return [] }
        var holders: [InvoiceNumber: StatementLine] = [:]
        for proposal in proposals {
            for number in proposal.numbers where holders[number] == nil { holders[number] = proposal.line }
        }
        var taken: [(match: Match, because: Withholding)] = []
        matches.removeAll { match in
            let held = match.numbers.first { number in
                holders[number].map { claimsBefore($0, match.line) ?? false } ?? false
            }
            guard let held, let holder = holders[held] else { return false }
            let words = "would pay \(held), which \(holder.placeText) pays once somebody agrees; \(match.explanation)"
            taken.append((match, Withholding(.duplicate, words)))
            return true
        }
        return taken
    }

    /// Leaves payouts that a provider collects to a second person.
    ///
    /// - Parameter doubt: why, or nothing.
    package mutating func doubtCollections(_ doubt: (Match) -> String) {
        var doubted: [Match] = []
        for place in debits.indices {
            guard let match = debits[place].collects else { continue }
            let words = doubt(match)
            guard !words.isEmpty else { continue }
            debits[place].collects?.doubt = words
            debits[place].waiting = "is only proposed, a second person has to post it: \(words)"
            doubted.append(match)
        }
        guard !doubted.isEmpty else { return }
        reopen(doubted)
        recount()
    }

    /// Tells debits that wait for a person, behind the others.
    package mutating func add(waiting lines: [(line: StatementLine, words: String)]) {
        for (line, words) in lines {
            var debit = Debit(line: line)
            debit.waiting = words
            debits.append(debit)
        }
    }

    /// Tells the returns that have not found their receipt, each with what it waits for: nothing is open again yet.
    ///
    /// - Parameter words: by the debits' names in the books.
    package mutating func hold(returns words: [String: String], _ known: KnownReturns) {
        for index in debits.indices where debits[index].isReturn && !known.knowsPart(of: debits[index].line) {
            debits[index].waiting = debits[index].line.identity.flatMap { words[$0] } ?? "waits for its receipt"
            (debits[index].takesBack, debits[index].takesPartOf) = (nil, nil)
        }
    }

    /// Counts the matches that exceptions hold as proposals, as books keep them.
    package mutating func markProposals() {
        for index in exceptions.indices where exceptions[index].held != nil { exceptions[index].isProposed = true }
        if exceptions.contains(where: \.isProposed) { recount() }
    }

    /// Adds what waits for people, behind the others and instead of what this run says of the same lines.
    package mutating func addHeld() {
        add(held: held)
        held = []
    }

    /// The same; how a proposal from a changed account was ranked before stays with it.
    package mutating func add(held: [LineException]) {
        guard !held.isEmpty else { return }
        let lines = Set(held.compactMap(\.line.identity))
        let known = Dictionary(
            exceptions.filter { $0.reason == .changedAccount }.map { ($0.line.identity, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        exceptions.removeAll { $0.line.identity.map(lines.contains) ?? false }
        exceptions += held.map { exception in
            guard exception.reason == .changedAccount, let ranked = known[exception.line.identity] else {
                return exception
            }
            var exception = exception
            (exception.suggestions, exception.margin) = (ranked.suggestions, ranked.margin)
            exception.isRankedGreedily = ranked.isRankedGreedily
            return exception
        }
        recount()
    }

    private func exception(_ match: Match, _ because: Withholding) -> LineException {
        var proposal: Match?
        if !because.doubt.isEmpty {
            proposal = match
            proposal?.doubt = because.doubt
        }
        let suggestions = match.numbers.prefix(Matcher.suggestionsMax).compactMap { number in
            placeOfOpenItem(number).map { place in
                let item = openItems[place]
                return Suggestion(
                    invoice: number,
                    customer: item.invoice.customer,
                    open: item.open,
                    reason: "it would be paid"
                )
            }
        }
        return LineException(
            line: match.line,
            reason: because.reason,
            explanation: because.explanation,
            suggestions: suggestions,
            documents: max(1, match.documents),
            held: proposal
        )
    }

    private mutating func reopen(_ matches: [Match]) {
        var added: [InvoiceNumber: Int64] = [:]
        for allocation in matches.flatMap(\.allocations) {
            guard let number = allocation.invoice else { continue }
            added[number, default: 0] += allocation.cleared
        }
        for movement in matches.flatMap({ $0.movements ?? [] }) where movement.kind == .givenBack {
            added[movement.document, default: 0] += movement.amount.minorUnits
        }
        add(open: added) { $0.open }
    }

    /// - Parameter most: of each document, what can be open of it.
    mutating func add(open added: [InvoiceNumber: Int64], _ most: (Invoice) -> Money) {
        var anew: [RemainingItem] = []
        for (number, units) in added where units > 0 {
            guard let place = items.indices(ofNumber: number).first else { continue }
            let invoice = items[place].invoice
            let known = placeOfOpenItem(number)
            let open = min((known.map { openItems[$0].open.minorUnits } ?? 0) + units, most(invoice).minorUnits)
            let item = RemainingItem(
                invoice: invoice,
                open: Money(minorUnits: open, currency: invoice.open.currency),
                daysOverdue: asOf.days(since: invoice.due)
            )
            if let known { openItems[known] = item } else { anew.append(item) }
        }
        openItems += anew
        openItems.sort { ($0.invoice.number, $0.invoice.customer) < ($1.invoice.number, $1.invoice.customer) }
    }

    /// They are in the order of their numbers.
    private func placeOfOpenItem(_ number: InvoiceNumber) -> Int? {
        let place = openItems.firstIndex(notBefore: { $0.invoice.number < number })
        return place < openItems.endIndex && openItems[place].invoice.number == number ? place : nil
    }

    mutating func recount() {
        let left = Dictionary(openItems.map { ($0.invoice.number, $0.open.minorUnits) }) { $0 + $1 }
        var (settled, partly) = (0, 0)
        for item in items where item.invoice.kind == .invoice {
            let open = left[item.invoice.number] ?? 0
            guard open < item.invoice.open.minorUnits else { continue }
            if open == 0 { settled += 1 } else { partly += 1 }
        }
        summary = ReconciliationSummary(matches, exceptions, waitingBesideMatches, settled: settled, partly: partly)
    }
}

extension Match {
    /// How many documents it pays or uses up.
    var documents: Int { allocations.count { $0.kind == .invoice || $0.kind == .creditNote } }
}

extension Allocation {
    /// Minor units of its document that it clears.
    var cleared: Int64 {
        switch kind {
        case .creditNote: Int64(clamping: amount.minorUnits.magnitude)
        case .invoice, .discount, .bankCharge, .rounding, .writeOff: max(0, amount.minorUnits)
        case .unapplied, .overPaymentGain, .payment, .fee, .refund, .dispute, .reserve, .exchange, .adjustment,
            .providerBalance, .exchangeDifference:
            0
        }
    }
}
