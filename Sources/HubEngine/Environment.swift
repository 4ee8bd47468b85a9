package import AdapterHost
package import HubStore
package import PaymentVocabulary
import Synchronization

/// Where the hub gets the time from, and the only way to wait.
package protocol HubClock: Sendable {
    func now() -> Timestamp
    /// Returns at the moment or soon after; earlier only by throwing.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until moment: Timestamp) async throws
}

/// Everything that differs between a real and a simulated run.
package struct HubEnvironment: Sendable {
    package let store: any Store
    package let accounts: AdapterRegistry
    package let adapters: AdapterHost
    package let clock: any HubClock
    package let identifiers: IdentifierSource
    package let log: @Sendable (HubLogLine) -> Void

    package init(
        store: any Store,
        accounts: AdapterRegistry,
        adapters: AdapterHost,
        clock: any HubClock,
        identifiers: IdentifierSource,
        log: @escaping @Sendable (HubLogLine) -> Void
    ) {
        self.store = store
        self.accounts = accounts
        self.adapters = adapters
        self.clock = clock
        self.identifiers = identifiers
        self.log = log
    }
}

/// One line of the log: a constant message, the rest as metadata; ids, but no card or account numbers.
package struct HubLogLine: Sendable {
    package enum Level: String, Sendable {
        case info
        case notice
        case warning
        /// Somebody should look.
        case error
    }

    package let level: Level
    package let message: String
    package let metadata: [(name: String, value: String)]

    package init(_ level: Level, _ message: String, _ metadata: [(name: String, value: String)] = []) {
        self.level = level
        self.message = message
        self.metadata = metadata
    }
}

/// Makes identifiers that sort by time: a prefix, 48 bits of milliseconds and 80 random bits in 26 letters of base 32.
///
/// Source of the layout: the ULID specification (ulid/spec), in lower case.
package final class IdentifierSource: Sendable {
    private let random: Mutex<any RandomNumberGenerator & Sendable>
    private let clock: any HubClock

    package init(clock: any HubClock, random: some RandomNumberGenerator & Sendable) {
        self.clock = clock
        self.random = Mutex(random)
    }

    /// - Parameter prefix: names the kind, such as `pay`.
    package func next(_ prefix: String) -> String {
        let (high, low) = random.withLock { generator in
            (UInt16.random(in: .min ... .max, using: &generator), UInt64.random(in: .min ... .max, using: &generator))
        }
        let time = UInt128(UInt64(bitPattern: clock.now().milliseconds) & 0xFFFF_FFFF_FFFF)
        var value = time << 80 | UInt128(high) << 64 | UInt128(low)
        var letters = [UInt8](repeating: 0, count: 26)
        for position in letters.indices.reversed() {
            letters[position] = Self.alphabet[Int(value & 31)]
            value >>= 5
        }
        return "\(prefix)_\(String(decoding: letters, as: UTF8.self))"
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
