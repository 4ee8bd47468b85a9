import PaymentVocabulary

/// What one seed does: how many payments, and what goes wrong how often.
package struct SimulationPlan: Sendable {
    package enum Crashes: Sendable {
        /// A few, at commits that the seed draws.
        case seeded
        case planned(CrashPlan)
    }

    package let seed: UInt64
    package var paymentsMax: Int
    package var crashes = Crashes.seeded
    package var sabotage: Sabotage?
    /// How many of the provider's answers are lost, in percent, when the seed is not to say it.
    var lostAnswers: Int64?

    package init(seed: UInt64, paymentsMax: Int = 8) {
        self.seed = seed
        self.paymentsMax = max(1, paymentsMax)
    }
}

/// A lie that the world tells on purpose, to show that an invariant notices.
package enum Sabotage: CaseIterable, Hashable, Sendable {
    /// The provider executes a request twice.
    case chargesTwice
    /// An event counts as acknowledged that the hub never saw.
    case losesEvents
    /// Somebody writes into the ledger.
    case tampersWithLedger
}

/// How often things go wrong in one seed, in percent; drawn once, so that seeds differ in character.
struct Faults: Sendable {
    var notSent: Int64 = 0
    var lostBeforeEffect: Int64 = 0
    var lostAfterEffect: Int64 = 0
    /// The request arrives after its caller gave up.
    var late: Int64 = 0
    var serverError: Int64 = 0
    var serverErrorAfterEffect: Int64 = 0
    var rateLimited: Int64 = 0
    var webhookLost: Int64 = 0
    var webhookRepeated: Int64 = 0
    var webhookForged: Int64 = 0
    var webhookSlow: Int64 = 0

    static let none = Faults()

    /// - Parameter level: 0 for a calm seed, 3 for a wild one.
    init(level: Int64, chance: Chance) {
        guard level > 0 else { return }
        func draw() -> Int64 { chance.number(in: 0...(4 * level)) }
        notSent = draw()
        lostBeforeEffect = draw()
        lostAfterEffect = draw() + level
        late = draw()
        serverError = draw()
        serverErrorAfterEffect = draw()
        rateLimited = draw()
        webhookLost = draw() * 2
        webhookRepeated = draw() * 3
        webhookForged = draw()
        webhookSlow = draw() * 3
    }

    private init() {}
}
