import HubDomain
import HubReconciliation
import HubStore

extension Books {
    /// For lines of these identities the line of another file that may be the same movement.
    ///
    /// Such are equal but for the bank reference, which one of the two files leaves out. Of two that wait, the one
    /// without the reference is in doubt.
    func lookAlikes(of identities: [String]) throws -> [String: String] {
        var found: [String: String] = [:]
        for identity in identities {
            let parts = identity.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count > 2, let row = try statementLine(identity) else { continue }
            let isNamed = !parts[parts.count - 2].isEmpty
            let start = parts.dropLast(2).joined(separator: "/") + "/"
            let others = try statementLines(after: start, limit: Self.lookAlikesMax).filter { other in
                other.identity.hasPrefix(start) && other.identity.hasPrefix(start + "/") == isNamed
                    && (!isNamed || other.state == StatementLineState.matched.rawValue)
                    && other.line.file != row.line.file && other.line.tellsTheSame(as: row.line)
            }
            found[identity] = others.first?.identity
        }
        return found
    }

    private static let lookAlikesMax: Int64 = 100
}
