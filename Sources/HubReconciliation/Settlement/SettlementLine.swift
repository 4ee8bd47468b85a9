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
    package var kind: Kind
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
    /// From when on the provider pays it out, where the report tells.
    package var available: CalendarDate?
    /// What the report says in words, which may have the document's number in it.
    package var description: String?
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
    /// The payout that came back to the balance with this line, where the report tells: its name, or that of the movement
    /// which announced it.
    package var failedPayout: String?

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
        kind = line.kind
        amounts = [line.net, line.fee]
        date = line.date
        guard let id = line.id else {
            // All that is told has to agree.
            texts = [line.provider, line.word, line.payment, line.payout, line.reference] + line.names
            return
        }
        // Reports of two kinds have words of their own for the same movement, and tell more or less of it. The list of
        // Stripe's payments knows a payment by the name that is the source of a line of the balance.
        let isStripePayment = line.provider == "Stripe" && line.kind == .payment
        texts = [line.provider, isStripePayment ? line.payment ?? id : id]
    }
}

extension SettlementLine {
    /// How much a report tells of the movement beyond its amounts.
    fileprivate var evidence: Int { names.count + feeParts.count + (reference == nil ? 0 : 1) }
}

extension [SettlementLine] {
    /// The lines in the order of their places, those that several reports show only once: of equal ones as many as the
    /// report has that shows most of them.
    ///
    /// A report that was made before the payout does not name it yet, and one of another kind may never: its lines are
    /// those that another report names, as far as these go.
    func withoutRepeats() -> [SettlementLine] {
        Dictionary(grouping: self, by: LineIdentity.init).values.flatMap { equal in
            let named = Dictionary(grouping: equal.filter { $0.payout != nil }, by: \.payout).values.flatMap { $0.most }
            return named + equal.filter { $0.payout == nil }.most.dropFirst(named.count)
        }.sorted { ($0.file, $0.row) < ($1.file, $1.row) }
    }

    /// Of equal lines those of the report that has most of them, else of the one that tells most.
    private var most: [SettlementLine] {
        func rank(_ lines: [SettlementLine]) -> (Int, Int) { (lines.count, lines.map(\.evidence).max() ?? 0) }
        return Dictionary(grouping: self, by: \.file).max { left, right in
            let (one, other) = (rank(left.value), rank(right.value))
            return one == other ? left.key > right.key : one < other
        }?.value.sorted { $0.row < $1.row } ?? []
    }
}
