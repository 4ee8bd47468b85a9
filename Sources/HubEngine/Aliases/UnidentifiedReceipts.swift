import HubDomain
import HubReconciliation
package import HubStore
package import PaymentVocabulary

/// A receipt whose payer is no customer that we know, with what is known of it.
package struct UnidentifiedReceipt: Encodable, Hashable, Sendable {
    package struct Suggested: Encodable, Hashable, Sendable {
        package let invoice: String
        package let customer: String
        package let open: String
        package let currency: String
        package let reason: String
    }

    package let line: String
    /// As `2026-03-31`.
    package let booked: String
    package let ageDays: Int
    /// What is left of it.
    package let amount: String
    /// What debits took of it in part; `nil` where none did.
    package let takenBack: String?
    package let currency: String
    package let payerName: String?
    package let payerAccount: String?
    package let remittance: String
    /// Why nobody could be found.
    package let explanation: String
    /// The best first.
    package let suggestions: [Suggested]

    /// The oldest first.
    fileprivate var cursor: String { "\(booked) \(line)" }

    private enum CodingKeys: String, CodingKey {
        case line, booked, amount, currency, remittance, explanation, suggestions
        case ageDays = "age_days"
        case takenBack = "taken_back"
        case payerName = "payer_name"
        case payerAccount = "payer_account"
    }
}

extension Hub {
    /// The queue "whose is this?": waiting receipts whose payer is no customer that we know, the oldest first.
    ///
    /// It is computed from the books as they are, so it needs no run before it. Receipts with a proposal that somebody has
    /// to decide are not in it; those whose match was undone are.
    ///
    /// - Parameter asOf: for the ages; the merchant's today without it.
    package func unidentifiedReceipts(
        _ page: PageRequest,
        asOf: CalendarDate? = nil,
        of merchant: MerchantID
    ) async throws -> Page<UnidentifiedReceipt> {
        let moment = now
        let (input, today) = try await read(merchant) { books in
            let steps = try books.lastSteps(ofLines: .unmatched, .exception, .noted)
            return (try books.runInput(at: moment, without: steps.proposedLines, steps), try books.day(of: moment))
        }
        let result = try await matched(input, asOf: nil, of: merchant)
        let taken = input.takenParts
        let queue = result.exceptions.filter { !$0.isPayerKnown }.compactMap { exception in
            exception.line.identity.map {
                UnidentifiedReceipt(exception, $0, taken: taken[$0] ?? 0, asOf: asOf ?? today)
            }
        }
        // By what they say and not by place, so that one that is answered between two pages hides no other.
        let rest = queue.filter { $0.cursor > page.after }.sorted { $0.cursor < $1.cursor }
        return Page(rest, limit: page.limit, cursor: \.cursor)
    }

    /// A person says whose money a receipt is: it becomes unapplied cash of the customer, and its payer is known from now
    /// on.
    ///
    /// Above the limit for one pair of eyes both wait until somebody else posts it.
    ///
    /// - Throws: `HubProblem`: `notFound`, `invalidRequest` for an unknown customer, `conflict` when the line does not
    ///   wait.
    package func identifyReceipt(
        _ line: String,
        customer: CustomerID,
        reason: String,
        _ request: ChangeRequest
    ) async throws -> StoredAnswer {
        try await proposeMatch(
            of: line,
            allocations: [HandAllocation(kind: .unapplied, invoice: nil, customer: customer, amount: nil)],
            reason: reason,
            posts: true,
            request
        )
    }
}

extension UnidentifiedReceipt {
    /// - Parameter taken: what debits took of the receipt in part, in minor units.
    fileprivate init(_ exception: LineException, _ identity: String, taken: Int64, asOf date: CalendarDate) {
        let found = exception.line
        let unit = found.amount.currency
        line = identity
        booked = "\(found.bookingDate)"
        ageDays = exception.age(asOf: date)
        amount = Money(minorUnits: found.amount.minorUnits - taken, currency: unit).decimal
        takenBack = taken == 0 ? nil : Money(minorUnits: taken, currency: unit).decimal
        currency = unit.code
        payerName = found.counterpartyName
        payerAccount = found.counterpartyAccount
        remittance = found.remittance
        explanation = exception.explanation
        suggestions = exception.suggestions.map {
            Suggested(
                invoice: $0.invoice.text,
                customer: $0.customer.text,
                open: $0.open.decimal,
                currency: $0.open.currency.code,
                reason: $0.reason
            )
        }
    }
}
