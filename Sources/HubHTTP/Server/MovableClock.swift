package import HubEngine
package import PaymentVocabulary

/// A clock that a sandbox may set; whoever sleeps on it wakes when the moment is passed over.
package protocol MovableClock: HubClock {
    /// - Parameter moment: not before `now()`.
    func move(to moment: Timestamp)
}
