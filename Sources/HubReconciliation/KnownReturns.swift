package import HubDomain

/// What books know of the returns in a run, by the names of the lines, and of what may have come back.
package struct KnownReturns: Hashable, Sendable {
    /// The debits that took a part of a receipt, with the receipt; their amount is what they took.
    package var parts: [String: String]
    /// Debits of which a person has said that they did not take these receipts: no run pairs them with any.
    package var refused: [String: Set<String>]

    /// Our own transfers that receipts of the run may be, come back.
    package var transfers: [StatementLine]

    package init(
        parts: [String: String] = [:],
        refused: [String: Set<String>] = [:],
        transfers: [StatementLine] = []
    ) {
        (self.parts, self.refused, self.transfers) = (parts, refused, transfers)
    }

    /// Whether the books know of which receipt the debit took a part.
    package func knowsPart(of debit: StatementLine) -> Bool { debit.identity.map { parts[$0] != nil } ?? false }

    /// Whether a person has the say about a debit.
    func isHeld(_ debit: StatementLine) -> Bool { debit.identity.map { refused[$0] != nil } ?? false }

    /// Whether a person has said that the debit did not take this receipt.
    package func refuses(_ receipt: StatementLine, for debit: StatementLine) -> Bool {
        guard !refused.isEmpty, let name = debit.identity, let other = receipt.identity else { return false }
        return refused[name]?.contains(other) ?? false
    }
}
