import Foundation
import PaymentVocabulary

/// The moment that the model is told: the system's, moved, or standing still.
struct SandboxClock: Sendable {
    private var offsetMilliseconds: Int64 = 0
    private var frozen: Timestamp?

    /// This process is a composition root, the only kind of place that may look at the time of day.
    private static var systemNow: Timestamp {
        Timestamp(milliseconds: Int64((Date.now.timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    var now: Timestamp { frozen ?? Self.systemNow.adding(milliseconds: offsetMilliseconds) }

    /// Goes to a moment, and on from there unless it is to stand still.
    mutating func set(_ moment: Timestamp, frozen isFrozen: Bool) {
        frozen = isFrozen ? moment : nil
        offsetMilliseconds = moment.milliseconds - Self.systemNow.milliseconds
    }

    mutating func advance(milliseconds: Int64) {
        frozen = frozen?.adding(milliseconds: milliseconds)
        offsetMilliseconds += milliseconds
    }
}
