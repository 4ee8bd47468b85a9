package import PaymentVocabulary

/// What is known of one authorisation, capture, void, refund or chargeback: the set of its outcomes, in no order.
package struct PaymentOperation: Hashable, Sendable {
    package let kind: OperationKind
    /// Ours when we asked for it or the provider repeated it, else the provider's name of the object.
    package let key: String
    package let operation: OperationID?
    package let providerObject: String?
    /// What we asked for; `nil` for an operation that somebody started at the provider.
    package let requested: Money?
    package private(set) var outcomes: Set<Outcome>

    package init(
        kind: OperationKind,
        key: String,
        operation: OperationID?,
        providerObject: String?,
        requested: Money?,
        outcomes: Set<Outcome> = []
    ) {
        self.kind = kind
        self.key = key
        self.operation = operation
        self.providerObject = providerObject
        self.requested = requested
        self.outcomes = outcomes
    }

    /// What adding a fact does to an operation.
    package enum Transition: String, Hashable, Sendable {
        /// The fact is the strongest evidence so far.
        case next
        /// The same or stronger evidence is there already; the fact is kept as evidence.
        case alreadyApplied = "already applied"
        /// Evidence of equal rank disagrees: a person has to look.
        case conflict
    }

    /// The strongest rank seen; `nil` while nothing is known.
    package var rank: Outcome.Rank? { outcomes.map(\.rank).max() }

    /// The outcomes of the highest rank: one when the facts agree, several when a person has to decide.
    package var strongest: [Outcome] {
        guard let rank else { return [] }
        return outcomes.filter { $0.rank == rank }.sorted { $0.key < $1.key }
    }

    /// Evidence about money that disagrees with other evidence: two amounts for one movement, or a return of another
    /// amount than the one that had moved.
    ///
    /// Declines for different reasons, and addresses that change, are several truths and no conflict.
    package var isConflict: Bool { Set(outcomes.compactMap(\.amount)).count > 1 }

    package mutating func insert(_ outcome: Outcome) -> Transition {
        let amount = outcome.amount
        let agrees = amount == nil || outcomes.allSatisfy { $0.amount == nil || $0.amount == amount }
        let transition = Self.transition(from: rank, to: outcome.rank, agrees: agrees)
        outcomes.insert(outcome)
        return transition
    }

    /// The table fact × state: total, without a default.
    ///
    /// - Parameter agrees: whether the fact's amount equals every amount that is known already.
    package static func transition(from state: Outcome.Rank?, to fact: Outcome.Rank, agrees: Bool) -> Transition {
        guard let state else { return .next }
        switch (state, fact) {
        case (.unknown, .unknown), (.pending, .pending), (.requiresAction, .requiresAction), (.declined, .declined):
            return .alreadyApplied
        case (.succeeded, .succeeded), (.returned, .returned), (.returned, .succeeded):
            return agrees ? .alreadyApplied : .conflict
        case (.unknown, .pending), (.unknown, .requiresAction), (.unknown, .declined), (.unknown, .succeeded),
            (.unknown, .returned):
            return .next
        case (.pending, .requiresAction), (.pending, .declined), (.pending, .succeeded), (.pending, .returned):
            return .next
        case (.requiresAction, .declined), (.requiresAction, .succeeded), (.requiresAction, .returned):
            return .next
        case (.declined, .succeeded), (.declined, .returned):
            return .next
        case (.succeeded, .returned):
            return agrees ? .next : .conflict
        case (.pending, .unknown), (.requiresAction, .unknown), (.requiresAction, .pending):
            return .alreadyApplied
        case (.declined, .unknown), (.declined, .pending), (.declined, .requiresAction):
            return .alreadyApplied
        case (.succeeded, .unknown), (.succeeded, .pending), (.succeeded, .requiresAction), (.succeeded, .declined):
            return .alreadyApplied
        case (.returned, .unknown), (.returned, .pending), (.returned, .requiresAction), (.returned, .declined):
            return .alreadyApplied
        }
    }

    /// The amount that moved and stays moved, in minor units of `currency`.
    ///
    /// Where evidence disagrees, money that came in counts at its smallest and money that went out at its largest.
    package func standing(in currency: Currency) -> Int64 { rank == .succeeded ? moved(in: currency) : 0 }

    /// The amount that once moved, whether or not it came back; a return is evidence that it had moved.
    package func moved(in currency: Currency) -> Int64 {
        let amounts = outcomes.compactMap(\.amount).filter { $0.counts(in: currency) }.map(\.minorUnits)
        switch kind {
        case .authorisation, .capture: return amounts.min() ?? 0
        case .void, .refund, .chargeback: return amounts.max() ?? 0
        }
    }

    /// Evidence that cannot be money of a payment in `currency`; it never counts, and a person has to look.
    package func hasUncountable(in currency: Currency) -> Bool {
        outcomes.contains { $0.amount.map { !$0.counts(in: currency) } ?? false }
    }

    /// What has to be held back for this operation: what was asked for until it is certain that nothing moved.
    package func held(in currency: Currency) -> Int64 {
        switch rank {
        case nil, .unknown?, .pending?, .requiresAction?: requested?.minorUnits ?? 0
        case .declined?, .returned?: 0
        case .succeeded?:
            hasUncountable(in: currency) ? max(moved(in: currency), requested?.minorUnits ?? 0) : moved(in: currency)
        }
    }
}

extension Money {
    /// The largest amount of one movement: sums of a thousand of them fit into 64 bits, and readers of JSON that know
    /// only floating point still see it exactly.
    package static let movementMax: Int64 = (1 << 53) - 1

    /// Whether evidence of this amount may count as money of a payment in `currency`.
    fileprivate func counts(in currency: Currency) -> Bool {
        self.currency == currency && (0...Self.movementMax).contains(minorUnits)
    }
}
