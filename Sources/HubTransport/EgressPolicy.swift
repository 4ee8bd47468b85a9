/// Where requests may go: exact hosts and ports, encrypted.
package struct EgressPolicy: Hashable, Sendable {
    private struct Place: Hashable {
        let host: String
        let port: UInt16?
    }

    private let places: Set<Place>
    private let allowsPlainLoopback: Bool

    /// - Parameters:
    ///   - hosts: `api.example.com` for the scheme's own port, `api.example.com:8443` or `[::1]:8443` for another.
    ///     No wildcards; an entry that cannot be read admits nothing.
    ///   - allowsPlainLoopback: whether a listed host may be spoken to without encryption when it is this machine, as
    ///     in the sandbox.
    package init(hosts: [String], allowsPlainLoopback: Bool = false) {
        places = Set(hosts.compactMap(Self.place))
        self.allowsPlainLoopback = allowsPlainLoopback
    }

    /// Whether a request may go there.
    ///
    /// Scheme and host are in lower case, as `TransportURL` has them.
    func admits(scheme: String, host: String, port: UInt16) -> Bool {
        switch scheme {
        case "https": break
        case "http": guard allowsPlainLoopback, Self.isLoopback(host) else { return false }
        default: return false
        }
        let isDefault = port == (scheme == "https" ? 443 : 80)
        return places.contains(Place(host: host, port: port))
            || isDefault && places.contains(Place(host: host, port: nil))
    }

    private static func isLoopback(_ host: String) -> Bool {
        ["127.0.0.1", "[::1]", "localhost"].contains(host)
    }

    private static func place(_ entry: String) -> Place? {
        let entry = entry.lowercased()
        let isBracketed = entry.hasPrefix("[")
        guard let colon = entry.lastIndex(of: ":"), !isBracketed || !entry.hasSuffix("]") else {
            return entry.isEmpty ? nil : Place(host: entry, port: nil)
        }
        guard let port = UInt16(entry[entry.index(after: colon)...]), port > 0 else { return nil }
        let host = String(entry[..<colon])
        return host.isEmpty ? nil : Place(host: host, port: port)
    }
}
