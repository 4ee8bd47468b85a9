internal import CCurl

/// libcurl's multi handle with typed results.
///
/// Unchecked because it wraps C memory without locks: every function but `wake` belongs to the driver's thread, and the
/// driver calls `wake` only while it holds the lock that `close` is announced under.
final class TransportEngine: @unchecked Sendable {
    /// libcurl wants to be set up once for the process, before anything else.
    private static let isPrepared = ccurl_prepare() == 1

    private let pointer: OpaquePointer

    /// - Throws: `outOfResources`.
    init(limits: TransportLimits) throws(TransportFailure) {
        let connections = limits.connectionsMax
        guard
            Self.isPrepared,
            let pointer = ccurl_engine_new(connections, limits.connectionsPerHostMax, limits.idleSecondsMax)
        else {
            throw TransportFailure(.outOfResources, bytesLeft: false, detail: "libcurl could not be set up")
        }
        self.pointer = pointer
    }

    /// Closes all connections and frees everything; nothing may be called afterwards.
    func close() { ccurl_engine_free(pointer) }

    func wake() { ccurl_engine_wake(pointer) }

    func add(_ transfer: Transfer) -> Bool {
        guard let handle = transfer.pointer else { return false }
        return ccurl_engine_add(pointer, handle) == 1
    }

    func remove(_ transfer: Transfer) {
        if let handle = transfer.pointer { ccurl_engine_remove(pointer, handle) }
    }

    func advance() { ccurl_engine_advance(pointer) }

    func nextFinished() -> (identifier: UInt64, result: ccurl_result)? {
        var result = CCURL_DONE
        let identifier = ccurl_engine_next_finished(pointer, &result)
        return identifier == 0 ? nil : (identifier, result)
    }

    func wait(millisecondsMax: Int32) { ccurl_engine_wait(pointer, millisecondsMax) }
}
