package import HubDomain
package import PaymentVocabulary

/// A payment at a provider with what the payouts of the books, and those before in the run, have made of it.
package struct EarlierPayment: Hashable, Sendable {
    /// What it does for one document, in minor units.
    package struct Share: Hashable, Sendable {
        package let document: InvoiceNumber
        /// Whose the document is; `nil` where the payment has never paid it.
        package var customer: CustomerID?
        /// What it pays of the document now.
        package var settled: Int64 = 0
        /// What refunds and chargebacks have taken back of the document, less what came back.
        package var takenBack: Int64 = 0

        package init(document: InvoiceNumber, customer: CustomerID? = nil) {
            (self.document, self.customer) = (document, customer)
        }
    }

    package let provider: String
    package let currency: Currency
    /// The provider's name of it; empty for what the books have without one.
    package let name: String
    package private(set) var shares: [Share] = []
    /// What of it pays no document and is not taken back, in minor units; negative when more is taken back than has come,
    /// as when the payout with the refund came first.
    package var left: Int128 = 0

    package init(provider: String, currency: Currency, name: String) {
        (self.provider, self.currency, self.name) = (provider, currency, name)
    }

    /// Of one document, which is among the shares from then on.
    package mutating func change(_ document: InvoiceNumber, _ change: (inout Share) -> Void) {
        let place = shares.firstIndex { $0.document == document } ?? shares.endIndex
        if place == shares.endIndex { shares.append(Share(document: document)) }
        change(&shares[place])
    }

    /// Some of it is known to have come, whatever became of that.
    var hasBrought: Bool { left > 0 || shares.contains { $0.settled > 0 || $0.takenBack > 0 } }

    package func share(of document: InvoiceNumber) -> Share? { shares.first { $0.document == document } }
}

/// What a line of a payout does to an earlier payment, as books keep it beside what the payout pays.
package struct PayoutMovement: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A refund or chargeback: the document is open again.
        case takenBack = "taken_back"
        /// One that failed or was won: the document is paid again.
        case givenBack = "given_back"
        /// What of a payment pays nothing: a refund that is known already has it, or one that failed gives it back.
        case paymentLeft = "payment_left"
        /// A refund of what pays nothing.
        case refundLeft = "refund_left"
    }

    package let kind: Kind
    /// The provider's name of the payment; empty where the books do not have it.
    package let payment: String
    package let document: InvoiceNumber
    /// Whose the document is; `nil` for what moves none.
    package let customer: CustomerID?
    /// Positive.
    package let amount: Money

    /// `INV-1 by 60.00 EUR (ch_1)`.
    var words: String { "\(document) by \(amount)\(payment.isEmpty ? "" : " (\(payment))")" }
}

/// The payments that refunds and chargebacks of a run may be of.
struct EarlierPayments {
    private struct Name: Hashable {
        let provider: String
        let currency: Currency
        let name: String
    }

    private(set) var all: [EarlierPayment] = []
    private var places: [Name: Int] = [:]
    private var placesOfDocument: [InvoiceNumber: [Int]] = [:]

    init(_ payments: [EarlierPayment] = []) { for payment in payments { _ = insert(payment) } }

    private mutating func insert(_ payment: EarlierPayment) -> Int {
        let place = all.count
        all.append(payment)
        if !payment.name.isEmpty {
            places[Name(provider: payment.provider, currency: payment.currency, name: payment.name)] = place
        }
        for share in payment.shares { placesOfDocument[share.document, default: []].append(place) }
        return place
    }

    subscript(place: Int) -> EarlierPayment { all[place] }

    /// Those that have one of the line's names, in their order.
    func places(of line: SettlementLine) -> [Int] {
        guard !places.isEmpty else { return [] }
        let names = [line.payment, line.id].compactMap(\.self) + line.names
        let currency = line.net.currency
        return Set(names.compactMap { places[Name(provider: line.provider, currency: currency, name: $0)] }).sorted()
    }

    /// Those of the line's provider that have to do with a document, in their order.
    func places(of document: InvoiceNumber, for line: SettlementLine) -> [Int] {
        (placesOfDocument[document] ?? []).filter {
            all[$0].provider == line.provider && all[$0].currency == line.net.currency
        }
    }

    mutating func change(_ place: Int, _ document: InvoiceNumber, _ change: (inout EarlierPayment.Share) -> Void) {
        all[place].change(document, change)
        if placesOfDocument[document]?.contains(place) != true { placesOfDocument[document, default: []].append(place) }
    }

    mutating func change(_ place: Int, leftBy units: Int128) { all[place].left += units }

    /// The payment that a line of a payout is, which is among them from then on.
    mutating func place(ofPayment name: String, in line: SettlementLine) -> Int {
        places[Name(provider: line.provider, currency: line.net.currency, name: name)]
            ?? insert(EarlierPayment(provider: line.provider, currency: line.net.currency, name: name))
    }
}

extension SettlementLine {
    /// It takes money back that a payment has brought, or gives such money back.
    package var movesBack: Bool {
        switch kind {
        case .refund, .dispute: true
        // A charge that failed after it was paid out.
        case .payment: gross < 0
        case .fee, .reserve, .exchange, .adjustment, .carried, .payout: false
        }
    }

    /// The provider's name of the payment that it is, by which a refund names it.
    ///
    /// Source: PayPal's documentation of its reports, where the transaction that a payment refers to is an order or an
    /// agreement, and a refund refers to the payment's transaction.
    var paymentBrought: String? { provider == "PayPal" ? id ?? payment : payment ?? id }

    /// The provider's name of the payment that it moves back; `nil` where the report does not tell it.
    ///
    /// Source: Stripe's prefixes of charges and payments; its reports name the refund or the dispute itself as the source
    /// of a line.
    var paymentMovedBack: String? {
        guard provider == "Stripe" else { return payment.flatMap { $0 == id || $0 == reference ? nil : $0 } }
        let told = [payment].compactMap(\.self) + names
        return ["ch_", "py_", "pi_"].lazy.compactMap { prefix in told.first { $0.hasPrefix(prefix) } }.first
    }
}
