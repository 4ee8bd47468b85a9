internal import Foundation
internal import Synchronization

/// The one thread that drives libcurl, and the box through which tasks hand it orders.
final class TransportDriver: Sendable {
    typealias Outcome = Result<TransportResponse, TransportFailure>

    private struct Order: Sendable {
        let transfer: Transfer
        let continuation: CheckedContinuation<Outcome, Never>
    }

    private struct Box {
        var identifierLast: UInt64 = 0
        var inFlight = 0
        var orders: [Order] = []
        var cancelled: [UInt64] = []
        /// When what is under way must be given up; set once shutting down has begun.
        var stopsAt: ContinuousClock.Instant?
        /// Set before the engine is freed; from then on it must not be woken.
        var isClosed = false
    }

    private let box = Mutex(Box())
    private let engine: TransportEngine
    private let inFlightMax: Int

    /// - Throws: `outOfResources`.
    init(limits: TransportLimits) throws(TransportFailure) {
        engine = try TransportEngine(limits: limits)
        inFlightMax = limits.inFlightMax
        let thread = Thread { [self] in run() }
        thread.name = "transport"
        thread.start()
    }

    func nextIdentifier() -> UInt64 {
        box.withLock { box in
            box.identifierLast += 1
            return box.identifierLast
        }
    }

    /// Runs the transfer to its end, which comes early when the calling task is cancelled.
    ///
    /// A task that is cancelled already sends nothing.
    func perform(_ transfer: Transfer) async -> Outcome {
        // Once it is submitted, the driver may write its first bytes before it hears of the cancellation.
        guard !Task.isCancelled else { return .failure(transfer.failure(.cancelled)) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                submit(Order(transfer: transfer, continuation: continuation))
                // A cancellation that came before the order found nothing to cancel.
                if Task.isCancelled { cancel(transfer.identifier) }
            }
        } onCancel: {
            cancel(transfer.identifier)
        }
    }

    /// Accepts nothing more, and gives up at `deadline` on what has not ended by then.
    func stop(at deadline: ContinuousClock.Instant) {
        box.withLock { box in
            box.stopsAt = min(box.stopsAt ?? deadline, deadline)
            if !box.isClosed { engine.wake() }
        }
    }

    private func submit(_ order: Order) {
        let refusal: TransportFailure.Reason? = box.withLock { box in
            guard box.stopsAt == nil else { return .shutDown }
            guard box.inFlight < inFlightMax else { return .overloaded }
            box.inFlight += 1
            box.orders.append(order)
            engine.wake()
            return nil
        }
        if let refusal { order.continuation.resume(returning: .failure(order.transfer.failure(refusal))) }
    }

    private func cancel(_ identifier: UInt64) {
        box.withLock { box in
            guard !box.isClosed else { return }
            box.cancelled.append(identifier)
            engine.wake()
        }
    }

    // MARK: On the driver's thread

    private func run() {
        var underway: [UInt64: Order] = [:]
        while true {
            let stopsAt = take(into: &underway)
            engine.advance()
            while let (identifier, result) = engine.nextFinished() {
                guard let order = underway.removeValue(forKey: identifier) else { continue }
                finish(order, order.transfer.outcome(result))
            }
            if let stopsAt, underway.isEmpty || ContinuousClock.now >= stopsAt { break }
            // libcurl wakes for its own deadlines; ours needs a look now and then.
            engine.wait(millisecondsMax: stopsAt == nil ? 10_000 : 20)
        }
        for order in underway.values { abort(order, .shutDown) }
        box.withLock { $0.isClosed = true }
        engine.close()
    }

    /// Starts what was ordered and aborts what was cancelled; the answer is the deadline for stopping.
    private func take(into underway: inout [UInt64: Order]) -> ContinuousClock.Instant? {
        let (orders, cancelled, stopsAt) = box.withLock { box in
            defer {
                box.orders = []
                box.cancelled = []
            }
            return (box.orders, box.cancelled, box.stopsAt)
        }
        for order in orders {
            if engine.add(order.transfer) {
                underway[order.transfer.identifier] = order
            } else {
                finish(order, .failure(order.transfer.failure(.outOfResources)))
            }
        }
        for identifier in cancelled {
            if let order = underway.removeValue(forKey: identifier) { abort(order, .cancelled) }
        }
        return stopsAt
    }

    private func abort(_ order: Order, _ reason: TransportFailure.Reason) {
        engine.remove(order.transfer)
        finish(order, .failure(order.transfer.failure(reason)))
    }

    /// Frees the transfer here, on the thread that its shared TLS sessions belong to, and only then lets the task go on.
    private func finish(_ order: Order, _ outcome: Outcome) {
        order.transfer.close()
        box.withLock { $0.inFlight -= 1 }
        order.continuation.resume(returning: outcome)
    }
}
