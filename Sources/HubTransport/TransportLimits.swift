/// What the transport may take up, whoever asks.
package struct TransportLimits: Hashable, Sendable {
    /// Requests under way at once, waiting for a connection included.
    package var inFlightMax = 1_024
    package var connectionsMax = 256
    package var connectionsPerHostMax = 64
    /// A connection idle for so long is closed instead of used again.
    ///
    /// Short, because a server that closes it while the
    /// next request is on its way leaves that request's outcome unknown.
    package var idleSecondsMax = 20
    package var responseHeaderBytesMax = 64 << 10
    package var responseBodyBytesMax = 8 << 20
    /// A PEM file of certificate authorities to trust instead of the system's.
    package var authorityFile: String?

    package static let standard = TransportLimits()

    package init() {}
}
