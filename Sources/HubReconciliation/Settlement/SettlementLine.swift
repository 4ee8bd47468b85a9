package import HubDomain
package import PaymentVocabulary

/// One movement of the balance that a payment provider keeps for us, as its report tells it.
package struct SettlementLine: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case payment
        case refund
        /// A chargeback, or one that was won back.
        case dispute
        case fee
        /// Money that the provider holds back or gives free again.
        case reserve
        /// One side of an exchange between two currencies of the balance.
        case exchange
        case adjustment
        /// What one batch hands on to the next one.
        case carried
        /// Money on its way to our bank account: the control total of the lines that it is made of.
        case payout
    }

    /// The report as the caller named it.
    package let file: String
    /// Of the row in its file, from 0.
    package let row: Int
    package let provider: String
    package let kind: Kind
    /// What moved on the balance, with its sign.
    package let net: Money
    /// What the provider took of the gross amount; negative when it gave fees back.
    package let fee: Money
    /// The provider's own word for the kind.
    package var word = ""
    /// The provider's name of the movement.
    package var id: String?
    /// The provider's name of the payment behind it.
    package var payment: String?
    /// Our own reference, as we gave it to the provider.
    package var reference: String?
    /// Everything by which the payment may be known to us: the provider's names and our references.
    package var names: [String] = []
    /// The payout or batch that the provider puts the line into.
    package var payout: String?
    package var date: CalendarDate?
    /// When the payout reaches the bank, where the report tells.
    package var arrival: CalendarDate?
    /// By which the bank knows the payout, where the report tells.
    package var trace: String?
    /// What the customer paid, when that was another currency.
    package var presented: Money?
    /// The rate of that exchange as written.
    package var rate: String?
    /// What the fee is made of, where the report tells.
    package var feeParts: [FeePart] = []

    package init(file: String, row: Int, provider: String, kind: Kind, net: Money, fee: Money) {
        self.file = file
        self.row = row
        self.provider = provider
        self.kind = kind
        self.net = net
        self.fee = fee
    }

    /// In minor units, before the fee.
    package var gross: Int128 { Int128(net.minorUnits) + Int128(fee.minorUnits) }

    /// `settlement.csv:12`.
    package var place: String { "\(file):\(row)" }
}

/// A part of a fee, as finely as the report writes it.
package struct FeePart: Hashable, Sendable {
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case interchange, scheme, markup, commission, processing
    }

    package let name: Name
    /// In `unit`ths of the currency's main unit: exact, for reports write more decimals than the currency has.
    package let parts: Int128

    /// Decimals that a report may write.
    package static let decimals = 12
    static let unit: Int128 = 1_000_000_000_000

    package init(name: Name, parts: Int128) {
        self.name = name
        self.parts = parts
    }
}

/// What makes two lines of different reports the same one.
private struct LineIdentity: Hashable {
    let texts: [String?]
    let kind: SettlementLine.Kind
    let amounts: [Money]
    let date: CalendarDate?

    init(_ line: SettlementLine) {
        // Reports of two kinds may tell more or less of a line that has an id; without one, all that is told has to agree.
        let others = line.id == nil ? [line.reference] + line.names : []
        texts = [line.provider, line.word, line.id, line.payment, line.payout] + others
        kind = line.kind
        amounts = [line.net, line.fee]
        date = line.date
    }
}

extension [SettlementLine] {
    /// The lines in the order of their places, those that several reports show only once.
    func withoutRepeats() -> [SettlementLine] {
        withoutRepeats(of: \.file, by: LineIdentity.init).sorted { ($0.file, $0.row) < ($1.file, $1.row) }
    }
}
