package import HubDomain
package import PaymentVocabulary

/// People have confirmed that money from this payer is a customer's.
package struct PayerAlias: Hashable, Sendable {
    package let payer: PayerKey
    package let customer: CustomerID
    /// The payer as it was written.
    package let written: String
    /// How often a person has said so and has not taken it back; at least one.
    package let confirmations: Int
    /// Booking dates of the receipts that it was confirmed by or has identified.
    package let firstUsed: CalendarDate
    package let lastUsed: CalendarDate

    package init(
        payer: PayerKey,
        customer: CustomerID,
        written: String,
        confirmations: Int,
        firstUsed: CalendarDate,
        lastUsed: CalendarDate
    ) {
        (self.payer, self.customer, self.written) = (payer, customer, written)
        (self.confirmations, self.firstUsed, self.lastUsed) = (confirmations, firstUsed, lastUsed)
    }

    /// Days without use after which an alias counts no more, where nobody says otherwise: thirteen months, so that one
    /// yearly payment keeps it.
    package static let daysMax = 400

    /// How often it has to be confirmed before it identifies the payer of a receipt that names no document.
    static let confirmationsWithoutReference = 2

    /// The last day on which it counts unless it is used again.
    package func expires(after days: Int) -> CalendarDate { lastUsed.adding(days: days) }

    /// One confirmation vouches for the number that a receipt names, and not for an amount alone.
    var vouchesWithoutReference: Bool { confirmations >= Self.confirmationsWithoutReference }
}

/// What a run is told of payers besides the open documents.
package struct KnownPayers: Hashable, Sendable {
    /// A customer's account from its master data.
    package struct Account: Hashable, Sendable {
        package let customer: CustomerID
        package let account: String

        package init(customer: CustomerID, account: String) { (self.customer, self.account) = (customer, account) }
    }

    /// Several may be of one payer: it then names nobody.
    package var aliases: [PayerAlias]
    package var accounts: [Account]

    package init(aliases: [PayerAlias] = [], accounts: [Account] = []) {
        (self.aliases, self.accounts) = (aliases, accounts)
    }

    /// Without the aliases that nothing has used for more than `days` days.
    package func live(asOf date: CalendarDate, days: Int) -> KnownPayers {
        KnownPayers(aliases: aliases.filter { $0.expires(after: days) >= date }, accounts: accounts)
    }

    /// The aliases of payers that were confirmed for one customer alone.
    package var unambiguous: [PayerKey: PayerAlias] {
        Dictionary(grouping: aliases, by: \.payer).compactMapValues { $0.count == 1 ? $0.first : nil }
    }
}
