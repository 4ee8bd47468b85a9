import Foundation
import HubDomain
import PaymentVocabulary
import TestSupport
import Testing

/// The table fact × state, and its printed form in the documentation.
struct TransitionTableTests {
    static let states: [Outcome.Rank?] = [nil] + Outcome.Rank.allCases

    @Test func theDocumentIsWhatTheCodeSays() throws {
        let file = SharedData.repository.appendingPathComponent("docs/payment-states.md")
        let text = StatesDocument.text
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        let stored = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(stored == text, "docs/payment-states.md is out of date; UPDATE_DOCS=1 writes it")
    }

    /// A transition is `next` exactly when the evidence is stronger than all there was.
    @Test func strongerEvidenceIsNext() {
        for state in Self.states {
            for fact in Outcome.Rank.allCases {
                let isStronger = state.map { $0 < fact } ?? true
                let transition = PaymentOperation.transition(from: state, to: fact, agrees: true)
                #expect(
                    transition == (isStronger ? .next : .alreadyApplied),
                    "\(String(describing: state)) and \(fact)"
                )
            }
        }
    }

    @Test func onlyMoneyConflicts() {
        let money: Set<Outcome.Rank> = [.succeeded, .returned]
        for state in Outcome.Rank.allCases {
            for fact in Outcome.Rank.allCases {
                let isConflict = PaymentOperation.transition(from: state, to: fact, agrees: false) == .conflict
                #expect(isConflict == (money.contains(state) && money.contains(fact)), "\(state) and \(fact)")
            }
        }
    }

    /// In every order of every small set: one conflict is found if the set has one, and the rank is the highest.
    @Test func everyOrderOfEverySetAgreesWithTheTable() {
        let pool: [Outcome] = [
            .unknown, .pending, .requiresAction(url: "https://a"), .refused,
            .declined(reason: "notPermitted", providerCode: "other"), .done(100), .done(90), .undone(100), .undone(90),
        ]
        for subset in subsets(of: pool, upTo: 4) {
            for order in permutations(subset) {
                var operation = PaymentOperation(
                    kind: .capture,
                    key: "k",
                    operation: nil,
                    providerObject: nil,
                    requested: nil
                )
                var conflicts = false
                for outcome in order {
                    let before = operation.rank
                    let transition = operation.insert(outcome)
                    conflicts = conflicts || transition == .conflict
                    if transition == .next { #expect(before.map { $0 < outcome.rank } ?? true) }
                }
                #expect(operation.isConflict == conflicts, "\(order)")
                #expect(operation.rank == subset.map(\.rank).max())
                #expect(operation.outcomes == Set(subset))
            }
        }
    }

    @Test func repeatsAddNothing() {
        for outcome in [Outcome.unknown, .pending, .refused, .done(100), .undone(100)] {
            var operation = PaymentOperation(
                kind: .refund,
                key: "k",
                operation: nil,
                providerObject: nil,
                requested: nil
            )
            #expect(operation.insert(outcome) == .next)
            let once = operation
            #expect(operation.insert(outcome) == .alreadyApplied)
            #expect(operation == once)
        }
    }
}

func subsets<Element>(of elements: [Element], upTo size: Int) -> [[Element]] {
    elements.reduce(into: [[]]) { all, element in
        all += all.filter { $0.count < size }.map { $0 + [element] }
    }
}

/// `docs/payment-states.md`, made from the code.
enum StatesDocument {
    static var text: String {
        """
        # What a fact does to an operation

        Made by `Tests/HubDomainTests/Payments/TransitionTableTests.swift`; do not edit. `UPDATE_DOCS=1` writes it anew.

        A payment is a set of facts about its operations. A row is what the evidence of one operation comes to so far, a
        column is a fact that arrives. *next*: the fact is the strongest evidence now. *already applied*: the same or
        stronger evidence is there; the fact is kept. *conflict*: two amounts for one movement, a person has to look.

        ## When its amount, if it has one, is the one that is known

        \(table(agrees: true))

        ## When its amount is another one

        \(table(agrees: false))

        ## What counts

        \(amounts)

        An operation that was asked for and has no evidence yet holds what was asked for. Of disagreeing amounts the
        smallest of money that comes in counts and the largest of money that goes out.

        """
    }

    private static func table(agrees: Bool) -> String {
        let facts = Outcome.Rank.allCases
        let head = "| known \\ fact | " + facts.map(name).joined(separator: " | ") + " |"
        let line = "|" + String(repeating: " --- |", count: facts.count + 1)
        let rows = TransitionTableTests.states.map { state in
            let cells = facts.map { PaymentOperation.transition(from: state, to: $0, agrees: agrees).rawValue }
            return "| **\(state.map(name) ?? "nothing")** | " + cells.joined(separator: " | ") + " |"
        }
        return ([head, line] + rows).joined(separator: "\n")
    }

    /// What a refund of 100, of which 100 was asked for, holds back and gives back in each state.
    private static var amounts: String {
        let samples: [Outcome] = [
            .unknown, .pending, .requiresAction(url: ""), .refused, .done(100), .undone(100),
        ]
        let rows = samples.map { outcome in
            let operation = PaymentOperation(
                kind: .refund,
                key: "",
                operation: nil,
                providerObject: nil,
                requested: eur(100),
                outcomes: [outcome]
            )
            let (held, standing) = (operation.held(in: .eur), operation.standing(in: .eur))
            return "| \(name(outcome.rank)) | \(held == 0 ? "no" : "yes") | \(standing == 0 ? "no" : "yes") |"
        }
        return (["| known | held back | moved and stays moved |", "| --- | --- | --- |"] + rows).joined(separator: "\n")
    }

    private static func name(_ rank: Outcome.Rank) -> String {
        switch rank {
        case .unknown: "unknown"
        case .pending: "pending"
        case .requiresAction: "requires action"
        case .declined: "declined"
        case .succeeded: "succeeded"
        case .returned: "returned"
        }
    }
}
