internal import Dispatch
internal import Foundation
internal import GRDB

/// A thread that owns one connection from its start to its end, so that nothing else ever waits for that connection.
final class DatabaseThread: Sendable {
    private let finished = DispatchGroup()

    /// - Parameters:
    ///   - name: for debuggers and process lists.
    ///   - connection: used by nothing else from now on.
    ///   - body: runs once, on the thread; the connection is closed when it returns.
    init(name: String, connection: DatabaseQueue, body: @escaping @Sendable (Database) -> Void) {
        let finished = finished
        finished.enter()
        let thread = Thread {
            connection.inDatabase(body)
            // Closing fails only for statements in use, and there are none.
            try? connection.close()
            finished.leave()
        }
        thread.name = name
        thread.start()
    }

    /// Waits for the end on a thread of its own.
    func wait() { finished.wait() }

    /// Waits for the end without holding one of the threads that run tasks.
    func join() async {
        await withCheckedContinuation { continuation in
            finished.notify(queue: .global()) { continuation.resume() }
        }
    }
}
