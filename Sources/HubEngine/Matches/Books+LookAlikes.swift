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
            guard let row = try statementLine(identity),
                let own = StatementLineIdentity.identities(of: [row.line]).first
            else { continue }
            let isNamed = !own.bankReference.isEmpty
            let other = try statementLines(under: own.movementText).first { other in
                other.identity.hasPrefix(own.movementText + "/") == isNamed
                    && (!isNamed || other.state == StatementLineState.matched.rawValue)
                    && other.line.file != row.line.file && other.line.tellsTheSame(as: row.line)
            }
            found[identity] = other?.identity
        }
        return found
    }
}
