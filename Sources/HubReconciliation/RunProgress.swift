/// How far a run is, for people who wait for it; nothing is decided by it.
package struct RunProgress: Hashable, Sendable {
    /// In a few words: the pass at work, or what else is done.
    package let step: String
    /// Receipts, or lines, of this step that are done, and all of them.
    package let done: Int
    package let total: Int

    package init(step: String, done: Int, total: Int) { (self.step, self.done, self.total) = (step, done, total) }
}

/// Is told now and then; it has to be quick.
package typealias RunListener = @Sendable (RunProgress) -> Void
