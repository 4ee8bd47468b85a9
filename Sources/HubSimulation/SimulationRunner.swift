internal import Foundation
internal import Synchronization

/// Runs many seeds on threads of its own, for a run is synchronous and knows no other thread.
package enum SimulationRunner {
    /// Runs every plan, `threads` at a time.
    ///
    /// - Parameter report: called with each report as it comes, one at a time, in no particular order.
    package static func run(
        _ plans: [SimulationPlan],
        threads: Int,
        report: @escaping @Sendable (SimulationReport) -> Void
    ) async {
        let queue = Queue(plans)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, threads) {
                group.addTask {
                    await onThread {
                        while let plan = queue.next() {
                            let result = Simulation.runChecked(plan)
                            queue.alone { report(result) }
                        }
                    }
                }
            }
        }
    }

    private final class Queue: Sendable {
        private let plans: Mutex<ArraySlice<SimulationPlan>>
        private let reporting = Mutex(())

        init(_ plans: [SimulationPlan]) { self.plans = Mutex(plans[...]) }

        func next() -> SimulationPlan? { plans.withLock { $0.popFirst() } }

        func alone(_ body: () -> Void) { reporting.withLock { _ in body() } }
    }

    /// Does something on a new thread with a stack of its own.
    package static func onThread(_ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            let thread = Thread {
                work()
                continuation.resume()
            }
            thread.stackSize = 16 << 20
            thread.start()
        }
    }
}
