import HubDomain
import PaymentVocabulary

/// The lines of one run and what has been said of them, in the order of booking whatever the files are called.
struct Run {
    enum Event {
        /// A receipt, by its place.
        case receipt(Int)
        /// A debit takes a receipt back; both by their places.
        case takenBack(receipt: Int, debit: Int)
    }

    let receipts: [StatementLine]
    private(set) var debits: [Debit]
    let returns: ReturnIndex
    private let events: [Event]
    var verdicts: [Verdict?]

    /// - Parameters:
    ///   - receipts: booked credits in the order of file and index.
    ///   - debits: booked debits in the same order.
    init(receipts: [StatementLine], debits: [StatementLine]) {
        self.receipts = receipts
        self.debits = debits.map { Debit(line: $0) }
        returns = ReturnIndex(self.debits.filter(\.isReturn).map(\.line), receipts: receipts)
        verdicts = Array(repeating: nil, count: receipts.count)
        var events = receipts.indices.map(Event.receipt)
        for (place, debit) in debits.enumerated() {
            guard let receipt = returns.receipt(takenBackBy: debit) else { continue }
            events.append(.takenBack(receipt: receipt, debit: place))
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
        case .takenBack(_, let debit): (debits[debit], true, debit)
        }
    }

    /// The places of receipts that nobody has decided about, in the order of their places.
    var waiting: [Int] { verdicts.indices.filter { verdicts[$0] == nil } }
}

extension Run {
    /// The same in the order of booking.
    var waitingInOrder: [Int] {
        events.compactMap { event in
            guard case .receipt(let place) = event, verdicts[place] == nil else { return nil }
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
}

extension Matcher {
    /// Lets `body` look at every receipt that is left, in the order of booking.
    ///
    /// What a debit takes back is open again from its day on, for this pass and those behind it.
    mutating func pass(
        _ pass: MatchingPass,
        _ run: inout Run,
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
                guard run.verdicts[place] == nil else { continue }
                let line = run.receipts[place]
                run.verdicts[place] = traced(pass.words, line) { matcher in
                    let verdict = body(&matcher, place, line)
                    return matcher.reviewed(verdict)
                }
            case .takenBack(let receipt, let debit):
                if let match = run.match(of: receipt, takenBackBy: debit) { reopen(match) }
            }
        }
    }
}
