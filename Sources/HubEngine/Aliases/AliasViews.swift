package import HubReconciliation
package import HubStore
import PaymentVocabulary

/// An alias as callers see it.
package struct AliasView: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable {
        case live
        /// Nothing has used it for too long.
        case expired
        /// Confirmed for another customer too, so it names nobody.
        case ambiguous
    }

    package let kind: PayerKey.Kind
    /// As somebody wrote it.
    package let payer: String
    package let customer: String
    package let confirmations: Int
    /// Dates, as `2026-03-31`.
    package let firstUsed: String
    package let lastUsed: String
    /// The last day on which it counts, unless it is used again.
    package let expires: String
    package let state: State
    /// The folded payer and the customer, to go on behind it.
    private(set) var cursor = ""

    private enum CodingKeys: String, CodingKey {
        case kind, payer, customer, confirmations, expires, state
        case firstUsed = "first_used"
        case lastUsed = "last_used"
    }
}

/// A payer with the aliases that count and with all that was ever said of it.
package struct PayerView: Codable, Hashable, Sendable {
    package struct Event: Codable, Hashable, Sendable {
        package let at: String
        package let step: AliasEvent.Step
        package let customer: String
        /// `match/NUMBER` or `person/NAME`; `nil` for what was forgotten.
        package let source: String?
        package let by: String
        package let reason: String
    }

    package let kind: PayerKey.Kind
    package let payer: String
    package let aliases: [AliasView]
    /// The oldest first.
    package let history: [Event]
}

extension Books {
    func aliasViews(days: Int, at now: Timestamp) throws -> [AliasView] {
        let (known, today) = (try knownPayers(), try day(of: now))
        let live = known.live(asOf: today, days: days)
        let unambiguous = live.unambiguous
        return known.aliases.map { alias in
            let state: AliasView.State =
                alias.expires(after: days) < today
                ? .expired : unambiguous[alias.payer] == nil ? .ambiguous : .live
            return AliasView(alias, state: state, days: days)
        }
    }

    func view(of key: PayerKey, _ written: String, days: Int, at now: Timestamp) throws -> PayerView {
        let events = try aliasEvents(kind: key.kind.rawValue, key: key.text)
        return PayerView(
            kind: key.kind,
            payer: events.last?.event.written ?? written,
            aliases: try aliasViews(days: days, at: now).filter { $0.isOf(key) },
            history: events.map { event, at in
                PayerView.Event(
                    at: "\(at)",
                    step: event.step,
                    customer: event.customer.text,
                    source: event.source.isEmpty ? nil : event.source,
                    by: event.principal,
                    reason: event.reason
                )
            }
        )
    }
}

extension AliasView {
    fileprivate init(_ alias: PayerAlias, state: State, days: Int) {
        kind = alias.payer.kind
        payer = alias.written
        customer = alias.customer.text
        confirmations = alias.confirmations
        firstUsed = "\(alias.firstUsed)"
        lastUsed = "\(alias.lastUsed)"
        expires = "\(alias.expires(after: days))"
        self.state = state
        cursor = "\(alias.payer.kind.rawValue)/\(alias.payer.text)/\(alias.customer)"
    }

    fileprivate func isOf(_ key: PayerKey) -> Bool { cursor.hasPrefix("\(key.kind.rawValue)/\(key.text)/") }
}
