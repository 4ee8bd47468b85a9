import HubDomain
import HubSuggestion
import PaymentVocabulary

extension Matcher {
    private static let confirmedMax = 4_000

    /// Ranks what is suggested for the exceptions of a run, and adds what is likely besides; nothing is posted by it.
    ///
    /// - Parameter held: what waits for people; it comes back in `held` of the result.
    mutating func suggesting(_ result: ReconciliationResult, held: [LineException] = []) -> ReconciliationResult {
        var ranked = result
        ranked.held = held
        let ofAccount = held.indices.filter { held[$0].isProposed && held[$0].reason == .changedAccount }
        let all = result.exceptions + ofAccount.map { held[$0] }
        guard !all.isEmpty else { return ranked }
        listener?(RunProgress(step: "suggesting", done: 0, total: all.count))
        var pool = DocumentPool(self)
        // In the order of what they say, so that other files of the same movements lead to the same suggestions.
        let order = all.indices.sorted { claimsBefore(all[$0].line, all[$1].line) ?? ($0 < $1) }
        let receipts = order.map { receipt(of: all[$0], &pool) }
        let documents = pool.places.map { document($0, open: remaining[$0]) }
        let confirmed = confirmed(result.matches)
        endPasses()
        let matcher = self
        // A payer often pays more than once.
        var names: [String: LinkageName] = [:]
        func name(_ written: String) -> LinkageName {
            if let known = names[written] { return known }
            let name = LinkageName(PartyName(written))
            names[written] = name
            return name
        }
        let suggester = Suggester(
            receipts: receipts,
            documents: documents,
            parties: linkageParties,
            open: pool.openCount,
            confirmed: confirmed.map { matcher.pair($0, name: name) }
        )
        ranked.weights = suggester.table
        for (place, answer) in zip(order, suggester.answers) {
            let exception = all[place]
            let answered = exception.ranked(answer) { suggested in
                let invoice = items[pool.places[suggested.document]].invoice
                let known = exception.suggestions.first {
                    $0.invoice == invoice.number && $0.customer == invoice.customer
                }
                return Suggestion(
                    invoice: invoice.number,
                    customer: invoice.customer,
                    open: known?.open ?? money(remaining[pool.places[suggested.document]], like: invoice.open),
                    reason: known?.reason ?? suggested.score.words,
                    score: suggested.score
                )
            }
            if place < result.exceptions.count {
                ranked.exceptions[place] = answered
            } else {
                ranked.held[ofAccount[place - result.exceptions.count]] = answered
            }
        }
        return ranked
    }

    /// The documents that take part: all that are open, then those that an exception names.
    private struct DocumentPool {
        private(set) var places: [Int]
        let openCount: Int
        private var indices: [Int: Int]

        init(_ matcher: Matcher) {
            places = matcher.items.indices.filter { matcher.remaining[$0] > 0 }
            openCount = places.count
            indices = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
        }

        mutating func index(of item: Int) -> Int {
            if let known = indices[item] { return known }
            places.append(item)
            indices[item] = places.count - 1
            return places.count - 1
        }
    }

    private mutating func receipt(of exception: LineException, _ pool: inout DocumentPool) -> LinkageReceipt {
        let line = exception.line
        let mentions = Mentions(line, index: references)
        let payer = parties.payer(of: line)
        let mentioned = Set(mentions.all.flatMap(\.items))
        let suggested = exception.suggestions.compactMap { suggestion in
            items.indices(ofNumber: suggestion.invoice).first { items[$0].invoice.customer == suggestion.customer }
        }
        // What a pass suggests for the amount alone has to earn its place.
        let firm = suggested.filter { mentioned.contains($0) || parties.relation(of: payer, to: owners[$0]).agrees }
        let isClosed =
            line.returnReason != nil || line.isReversal || !line.amount.isPositive || exception.reason == .duplicate
        let named = isClosed ? [] : mentioned.filter { remaining[$0] > 0 }.sorted()
        let written = WrittenNumbers(line).all
        return receipt(
            line,
            named: named.map { pool.index(of: $0) },
            suggested: (isClosed ? suggested : firm).map { pool.index(of: $0) },
            numbers: written,
            hasNumber: !mentions.all.isEmpty || !mentions.unknown.isEmpty,
            isClosed: isClosed,
            name: { LinkageName(PartyName($0)) }
        )
    }

    private func receipt(
        _ line: StatementLine,
        named: [Int],
        suggested: [Int],
        numbers: [[UInt8]],
        hasNumber: Bool,
        isClosed: Bool,
        name: (String) -> LinkageName
    ) -> LinkageReceipt {
        let account = line.counterpartyAccount.map(foldedReference) ?? ""
        return LinkageReceipt(
            amount: line.amount,
            date: line.bookingDate,
            name: name(line.ultimateDebtorName ?? line.counterpartyName ?? ""),
            account: account.isEmpty ? nil : account,
            named: named.sorted(),
            suggested: suggested,
            numbers: numbers.sorted { $0.lexicographicallyPrecedes($1) },
            hasNumber: hasNumber,
            isClosed: isClosed
        )
    }

    private func document(_ item: Int, open: Int64) -> LinkageDocument {
        LinkageDocument(
            number: items[item].invoice.number,
            party: owners[item],
            isCreditNote: isCreditNote(item),
            open: money(open, like: items[item].invoice.open),
            issued: items[item].invoice.issued,
            due: items[item].invoice.due,
            discounts: items[item].discounts.map(\.amount.minorUnits)
        )
    }

    private var linkageParties: [LinkageParty] {
        zip(parties.customerNames, parties.accountsOfCustomers).map { names, accounts in
            LinkageParty(names: names.map(LinkageName.init), accounts: accounts)
        }
    }

    /// A document of a certain match.
    private struct Confirmed {
        let line: StatementLine
        let item: Int
        let isPartOfSum: Bool
    }

    /// Of certain matches, which rest on a reference, one in so many: by what their lines say, whatever their order.
    private func confirmed(_ matches: [Match]) -> [Confirmed] {
        let certain = matches.indices.filter { matches[$0].rule.isByReference }
        let step = UInt64(max(1, certain.count / Self.confirmedMax))
        let taken = certain.filter { matches[$0].line.lot % step == 0 }.sorted {
            claimsBefore(matches[$0].line, matches[$1].line) ?? false
        }
        return taken.flatMap { place in
            let match = matches[place]
            let paid = match.allocations.filter { $0.kind == .invoice }
            let isPartOfSum = match.allocations.count { $0.kind == .invoice || $0.kind == .creditNote } > 1
            return paid.compactMap { allocation -> Confirmed? in
                guard let number = allocation.invoice else { return nil }
                let places = items.indices(ofNumber: number)
                guard places.count == 1, let item = places.first else { return nil }
                return Confirmed(line: match.line, item: item, isPartOfSum: isPartOfSum)
            }
        }
    }

    private func pair(_ confirmed: Confirmed, name: (String) -> LinkageName) -> ConfirmedPair {
        ConfirmedPair(
            receipt: receipt(
                confirmed.line,
                named: [],
                suggested: [],
                numbers: [],
                hasNumber: true,
                isClosed: true,
                name: name
            ),
            document: document(confirmed.item, open: items[confirmed.item].invoice.open.minorUnits),
            isPartOfSum: confirmed.isPartOfSum
        )
    }
}

extension StatementLine {
    /// A number that lines draw by what they say; of FNV-1a the low bits are the best mixed.
    fileprivate var lot: UInt64 {
        let numbers = [UInt64(bitPattern: amount.minorUnits), UInt64(bitPattern: Int64(bookingDate.dayNumber))]
        let begin = numbers.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ $1) &* 0x100_0000_01b3 }
        return bankReference.utf8.reduce(begin) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

extension MatchingRule {
    fileprivate var isByReference: Bool {
        switch self {
        case .structuredReference, .documentNumber, .ownReference: true
        case .endToEndID, .payout, .remittance, .batch, .amountPartyDate, .openItemsSum: false
        }
    }
}

extension LinkageName {
    fileprivate init(_ name: PartyName) { self.init(words: name.words, legalForm: name.legalForm) }
}

extension LineException {
    fileprivate func ranked(
        _ answer: LinkageAnswer,
        _ suggestion: (LinkageAnswer.Suggested) -> Suggestion
    ) -> LineException {
        var ranked = self
        ranked.suggestions = answer.suggestions.map(suggestion)
        ranked.margin = answer.suggestions.isEmpty ? nil : answer.margin
        ranked.isRankedGreedily = answer.isGreedy
        return ranked
    }
}
