import HubDomain
import PaymentVocabulary

/// The lines of one run and what has been said of them, in the order of booking whatever the files are called.
struct Run {
    enum Event {
        /// A receipt, by its place.
        case receipt(Int)
        /// A debit takes a receipt back; both by their places.
        case takenBack(receipt: Int, debit: Int)
        /// A debit takes a part of a receipt.
        case takenPartly(receipt: Int, debit: Int)
    }

    let receipts: [StatementLine]
    private(set) var debits: [Debit]
    let returns: ReturnIndex
    private let events: [Event]
    var verdicts: [Verdict?]
    /// What the debits that count already have left of receipts, by their places, in minor units.
    private var left: [Int: Int64] = [:]
    private var counted: Set<Int> = []

    /// - Parameters:
    ///   - receipts: booked credits in the order of file and index.
    ///   - debits: booked debits in the same order.
    init(receipts: [StatementLine], debits: [StatementLine], known: KnownReturns = KnownReturns()) {
        self.receipts = receipts
        self.debits = debits.map { Debit(line: $0) }
        let returns = ReturnIndex(self.debits.filter(\.isReturn).map(\.line), receipts: receipts, known: known)
        self.returns = returns
        verdicts = Array(repeating: nil, count: receipts.count)
        var events = receipts.indices.map(Event.receipt)
        for (place, debit) in debits.enumerated() {
            if let receipt = returns.receipt(takenBackBy: debit) {
                events.append(.takenBack(receipt: receipt, debit: place))
            } else if let receipt = returns.receipt(takenPartlyBy: debit) {
                events.append(.takenPartly(receipt: receipt, debit: place))
                self.debits[place].takesPartOf = receipts[receipt]
            }
        }
        self.events = events.sorted { left, right in
            let ((one, isBack, place), (other, isAlsoBack, otherPlace)) =
                (Self.line(of: left, receipts, debits), Self.line(of: right, receipts, debits))
            if one.bookingDate != other.bookingDate { return one.bookingDate < other.bookingDate }
            // A debit comes behind the receipts of its day.
            if isBack != isAlsoBack { return isAlsoBack }
            return claimsBefore(one, other) ?? (place < otherPlace)
        }
    }

    private static func line(
        of event: Event,
        _ receipts: [StatementLine],
        _ debits: [StatementLine]
    ) -> (line: StatementLine, isBack: Bool, place: Int) {
        switch event {
        case .receipt(let place): (receipts[place], false, place)
        case .takenBack(_, let debit), .takenPartly(_, let debit): (debits[debit], true, debit)
        }
    }

    mutating func note(_ payout: Match, collectedBy debit: Int) { debits[debit].collects = payout }

    /// The places of receipts that nobody has decided about, in the order of their places.
    var waiting: [Int] { verdicts.indices.filter(isWaiting) }

    // A comparison with `nil` would copy the verdict.
    fileprivate func isWaiting(_ place: Int) -> Bool { if case nil = verdicts[place] { true } else { false } }
}

extension Run {
    /// The same in the order of booking.
    var waitingInOrder: [Int] {
        events.compactMap { event in
            guard case .receipt(let place) = event, isWaiting(place) else { return nil }
            return place
        }
    }

    fileprivate var order: [Event] { events }

    /// The match that a debit takes back, the first time it is asked for.
    fileprivate mutating func match(of receipt: Int, takenBackBy debit: Int) -> Match? {
        guard debits[debit].takesBack == nil, case .match(let match) = verdicts[receipt] else { return nil }
        debits[debit] = Debit(line: debits[debit].line, takesBack: match)
        return match
    }

    /// The same of a match that is held for a person: nobody has to agree to it any more.
    fileprivate mutating func held(_ receipt: Int, takenBackBy debit: Int) -> Match? {
        guard debits[debit].takesBack == nil, case .exception(let exception) = verdicts[receipt],
            let match = exception.held
        else { return nil }
        debits[debit] = Debit(line: debits[debit].line, takesBack: match)
        return match
    }

    /// Counts a debit that takes a part of a receipt which is matched, or whose match is held, the first time it is asked
    /// for.
    ///
    /// - Returns: what was said of the receipt, and what is left of it; `nil` when there is nothing to count.
    fileprivate mutating func count(debit: Int, of receipt: Int) -> (verdict: Verdict, left: Int64)? {
        guard !counted.contains(debit), let verdict = verdicts[receipt] else { return nil }
        if case .exception(let exception) = verdict, exception.held == nil { return nil }
        counted.insert(debit)
        let rest = (left[receipt] ?? receipts[receipt].amount.minorUnits) - debits[debit].line.takenBack.minorUnits
        left[receipt] = rest
        if rest == 0, case .match(let match) = verdict { debits[debit].takesBack = match }
        return (verdict, rest)
    }
}

extension Matcher {
    /// Lets `body` look at every receipt that is left, in the order of booking.
    ///
    /// What a debit takes back is open again from its day on, for this pass and those behind it.
    mutating func pass(
        _ pass: MatchingPass,
        _ run: inout Run,
        _ amounts: AmountIndex? = nil,
        _ body: (inout Matcher, Int, StatementLine) -> Verdict?
    ) {
        guard passes.contains(pass) else { return }
        let order = run.order
        for (done, event) in order.enumerated() {
            if let listener, done.isMultiple(of: 256) {
                listener(RunProgress(step: "matching, \(pass.words)", done: done, total: order.count))
            }
            switch event {
            case .receipt(let place):
                guard run.isWaiting(place) else { continue }
                let line = run.receipts[place]
                run.verdicts[place] = traced(pass.words, line) { matcher in
                    let verdict = body(&matcher, place, line)
                    return matcher.reviewed(verdict, amounts)
                }
            case .takenBack(let receipt, let debit):
                if let match = run.match(of: receipt, takenBackBy: debit) {
                    reopen(match)
                } else if let match = run.held(receipt, takenBackBy: debit) {
                    run.verdicts[receipt] = unclear(match, run.debits[debit])
                }
            case .takenPartly(let receipt, let debit):
                switch run.count(debit: debit, of: receipt) {
                case (.match(let match), let left)?:
                    run.verdicts[receipt] = take(run.debits[debit], of: match, left: left)
                case (.exception(let exception), let left)?:
                    run.verdicts[receipt] = take(run.debits[debit], ofHeld: exception, left: left)
                case nil: break
                }
            }
        }
    }

    /// What a match is when a debit has taken a part of its receipt: what that part paid is open again.
    private mutating func take(_ debit: Debit, of match: Match, left: Int64) -> Verdict {
        guard left > 0 else {
            reopen(match)
            return .match(match)
        }
        guard let reduced = match.takingBack(debit.line.takenBack) else {
            reopen(match)
            return unclear(match, debit)
        }
        reopen(match, keeping: reduced)
        return .match(reduced)
    }

    /// The same of a match that is held for a person; what it has claimed counts as open anyway.
    private func take(_ debit: Debit, ofHeld exception: LineException, left: Int64) -> Verdict {
        guard let match = exception.held else { return .exception(exception) }
        guard left > 0, let reduced = match.takingBack(debit.line.takenBack) else { return unclear(match, debit) }
        var rest = exception
        rest.held = reduced
        return .exception(rest)
    }

    private func unclear(_ match: Match, _ debit: Debit) -> Verdict {
        let documents = list(match.numbers.map(\.text))
        let words = "would pay \(documents), but \(debit.line.placeText) took \(debit.line.takenBack) of it back"
        let isWhole = debit.line.takenBack.minorUnits >= match.line.amount.minorUnits
        return exception(match.line, .returned, isWhole ? words : "\(words): a person has to say what the rest pays")
    }
}
