import HubStore

/// What a merchant lets some of its people and programs do, and others not; reading is for all.
package enum Capability: String, CaseIterable, Sendable {
    /// Customers, invoices, credit notes, their correction, and the cut-over.
    case invoices
    /// Bank statements, providers' reports and balances, exchange rates, and runs over them.
    case statements
    /// Matching by hand: propose and post, name the receipt of a return, say whose money it is.
    case post
    /// Taking back: undo and replace matches, undo returns, forget payers' accounts.
    case undo
    /// Deciding on what another one has proposed.
    case approve
    /// Proposing to close a period or to open it again.
    case close
    /// Payments with providers: create, capture, cancel, refund, and propose what conflicting facts mean.
    case pay
    /// Credit limits, decisions and reservations.
    case credit

    /// As in "may not …".
    var verb: String {
        switch self {
        case .invoices: "change invoices"
        case .statements: "take statements"
        case .credit: "change credit"
        case .post, .undo, .approve, .close, .pay: rawValue
        }
    }
}

extension Books {
    /// Asks in the unit of the change itself, so that a capability that is taken away counts at once, wherever the
    /// request came from.
    ///
    /// A merchant of whom no principal has a list lets everybody do everything. One with a list lets nobody do anything
    /// who is not among its principals.
    ///
    /// - Parameter anyOf: one of these is enough.
    /// - Throws: `HubProblem` of kind `forbidden`, with who may.
    func require(_ anyOf: Capability..., of name: String) throws {
        try require(anyOf, of: name)
    }

    func require(_ anyOf: [Capability], of name: String) throws {
        let grants = try grants()
        guard grants.contains(where: { $0.may != nil }) else { return }
        func isGranted(_ grant: PrincipalGrant) -> Bool {
            guard let may = grant.may else { return true }
            return anyOf.contains { may.contains($0.rawValue) }
        }
        let able = grants.filter(isGranted).map(\.name)
        guard !able.contains(name) else { return }
        let what = anyOf.map(\.verb).joined(separator: " or ")
        let others = able.isEmpty ? "nobody" : able.joined(separator: ", ")
        let reason =
            grants.contains { $0.name == name }
            ? "\(name) may not \(what)" : "\(name) is no principal of \(merchant), of which some may not do everything"
        throw HubProblem(.forbidden, "\(reason): \(others) may; `may` of a principal in the configuration says so")
    }
}
