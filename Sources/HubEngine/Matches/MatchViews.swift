import HubDomain
import HubLedger
package import HubStore
import PaymentVocabulary

/// A match with its whole life, as callers see it.
package struct MatchView: Codable, Hashable, Sendable {
    package struct Part: Codable, Hashable, Sendable {
        package let kind: String
        package let invoice: String?
        /// The debit that took this part of the receipt back.
        package let line: String?
        package let customer: String
        package let amount: String
        package let currency: String
        /// Of a discount that is split: what of the amount is net and what is tax, and both for each rate.
        package let net: String?
        package let tax: String?
        package let taxes: [TaxView]?
        /// The provider's name of the payment, in parts of a payout.
        package let payment: String?
    }

    package struct Version: Codable, Hashable, Sendable {
        package let version: Int64
        package let step: MatchStep
        package let at: String
        package let by: String
        package let reason: String
        /// The line that took the receipt back, or the number of the match that came instead.
        package let cause: String?
    }

    package let match: Int64
    /// The step of the last version.
    package let state: MatchStep
    package let line: String
    package let amount: String
    package let currency: String
    package let rule: String
    package let explanation: String
    package let allocations: [Part]
    /// The number of the match that this one replaces.
    package let replaces: Int64?
    package let versions: [Version]
    /// The approval that somebody else has to give before this goes on.
    package let approval: String?

    /// Whether money of it pays nothing yet.
    package var holdsUnapplied: Bool { state == .posted && allocations.contains { $0.kind == "unapplied" } }
}

extension Books {
    func view(of row: MatchRow) throws -> MatchView {
        let versions = try versions(of: row.number)
        return MatchView(
            match: row.number,
            state: versions.last?.step ?? .proposed,
            line: row.identity,
            amount: row.amount.decimal,
            currency: row.amount.currency.code,
            rule: row.rule,
            explanation: row.explanation,
            allocations: try parts(of: row).map(MatchView.Part.init),
            replaces: row.replaces,
            versions: versions.map {
                MatchView.Version(
                    version: $0.version,
                    step: $0.step,
                    at: "\($0.at)",
                    by: $0.principal,
                    reason: $0.reason,
                    cause: $0.cause.isEmpty ? nil : $0.cause
                )
            },
            approval: try openApproval(about: row.subject)?.id
        )
    }

    /// - Throws: `HubProblem` of kind `notFound`.
    func knownMatch(_ number: Int64) throws -> MatchRow {
        guard let row = try match(number) else { throw HubProblem(.notFound, "no match \(number)") }
        return row
    }
}

extension MatchView.Part {
    fileprivate init(_ part: Books.Application) {
        kind = part.kind
        invoice = part.number.isEmpty || part.isReturned ? nil : part.number
        line = part.isReturned ? part.number : nil
        customer = part.customer.text
        amount = part.amount.decimal
        currency = part.amount.currency.code
        net = part.taxes.net?.decimal
        tax = part.taxes.tax?.decimal
        taxes = part.taxes.isEmpty ? nil : part.taxes.map(TaxView.init)
        payment = part.payment.isEmpty ? nil : part.payment
    }
}

extension MatchRow {
    /// Under which approvals about it are found.
    var subject: String { "\(MatchProposal.prefix)\(number)" }
}

/// A match as merchants are told of it.
struct MatchEvent {
    struct Allocation {
        let kind: String
        let invoice: String?
        /// Negative for a credit note, which adds to what the receipt can pay, and for what is taken back.
        let amount: String
        let currency: String
        /// Of a discount that is split.
        let net: String?
        let tax: String?
    }

    let match: Int64
    let line: String
    let amount: String
    let currency: String
    let rule: String
    let explanation: String
    let allocations: [Allocation]

    init(_ row: MatchRow, parts: [Books.Application]) {
        match = row.number
        line = row.identity
        amount = row.amount.decimal
        currency = row.amount.currency.code
        rule = row.rule
        explanation = row.explanation
        allocations = parts.map { part in
            let isNegative = (part.applied?.receiptPart ?? 0) < 0 || part.reopened != nil
            let units = isNegative ? -part.amount.minorUnits : part.amount.minorUnits
            return Allocation(
                kind: part.kind,
                invoice: (part.document ?? part.reopened)?.text,
                amount: Money(minorUnits: units, currency: part.amount.currency).decimal,
                currency: part.amount.currency.code,
                net: part.taxes.net?.decimal,
                tax: part.taxes.tax?.decimal
            )
        }
    }
}

extension MatchEvent {
    /// Written by hand, for a run tells of thousands: with the keys in their order, as `HubJSON` would.
    var json: [UInt8] {
        var json = JSONBytes()
        json.object { event in
            event.array("allocations", allocations) { list, allocation in
                list.object { part in
                    part.string("amount", allocation.amount)
                    part.string("currency", allocation.currency)
                    part.string("invoice", optional: allocation.invoice)
                    part.string("kind", allocation.kind)
                    part.string("net", optional: allocation.net)
                    part.string("tax", optional: allocation.tax)
                }
            }
            event.string("amount", amount)
            event.string("currency", currency)
            event.string("explanation", explanation)
            event.string("line", line)
            event.integer("match", match)
            event.string("rule", rule)
        }
        return json.bytes
    }
}

/// That an invoice is open again, as merchants are told of it: a provider has taken back what had paid it.
struct InvoiceReopening: Encodable {
    let invoice: String
    let customer: String
    let amount: String
    let currency: String
    /// The provider's name of the payment.
    let payment: String?
    /// The match that takes it back, and the line of its payout.
    let match: Int64
    let line: String

    init(_ part: Books.Application, _ row: MatchRow) {
        invoice = part.number
        customer = part.customer.text
        amount = part.amount.decimal
        currency = part.amount.currency.code
        payment = part.payment.isEmpty ? nil : part.payment
        match = row.number
        line = row.identity
    }
}

/// That a match counts no longer, as merchants are told of it.
struct MatchUndoing: Encodable {
    let match: Int64
    let line: String
    let amount: String
    let currency: String
    let step: MatchStep
    let reason: String
    let cause: String?

    init(_ row: MatchRow, step: MatchStep, reason: String, cause: String) {
        match = row.number
        line = row.identity
        amount = row.amount.decimal
        currency = row.amount.currency.code
        self.step = step
        self.reason = reason
        self.cause = cause.isEmpty ? nil : cause
    }
}
