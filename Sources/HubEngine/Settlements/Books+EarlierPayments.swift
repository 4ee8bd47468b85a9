import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

/// What payouts of the books have made of payments at providers, which later payouts may take back.
extension Books {
    /// The payments that lines of payouts to come may be of, or take back.
    ///
    /// - Parameter account: where a provider's money is cleared.
    func earlierPayments(
        for lines: [SettlementLine],
        account: (_ provider: String) -> AdapterAccountID
    ) throws -> [EarlierPayment] {
        var found: [PaymentAtProvider: EarlierPayment] = [:]
        var asked: Set<PaymentAtProvider> = []
        func take(_ payments: [EarlierPayment]) {
            for payment in payments {
                let document = payment.name.isEmpty ? payment.shares.first?.document : nil
                found[PaymentAtProvider(payment.provider, payment.currency, payment.name, document)] = payment
            }
        }
        for line in lines where line.kind == .payment || line.movesBack {
            let (provider, currency, account) = (line.provider, line.net.currency, account(line.provider))
            let names = [line.payment, line.id].compactMap(\.self) + line.names
            for name in names where asked.insert(PaymentAtProvider(provider, currency, name, nil)).inserted {
                guard !name.isEmpty else { continue }
                let parts = try parts(ofPayment: name, currency, account).map(\.part)
                if !parts.isEmpty { take([EarlierPayment(parts, provider: provider, currency, name: name)]) }
            }
            guard line.movesBack else { continue }
            for text in names + [line.reference].compactMap(\.self) + (line.description ?? "").wordsThatMayBeNumbers {
                let document = InvoiceNumber(text)
                guard asked.insert(PaymentAtProvider(provider, currency, "", document)).inserted else { continue }
                take(try earlierPayments(of: document, currency, account, provider: provider))
            }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The payments at a provider that have to do with a document; those without a name are together one of none.
    func earlierPayments(
        of document: InvoiceNumber,
        _ currency: Currency,
        _ account: AdapterAccountID,
        provider: String
    ) throws -> [EarlierPayment] {
        let parts = try payoutParts(of: document, currency, account).map(\.part)
        let names = parts.map(\.payment).reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        return try names.map { name in
            let own =
                name.isEmpty
                ? parts.filter(\.payment.isEmpty) : try self.parts(ofPayment: name, currency, account).map(\.part)
            return EarlierPayment(own, provider: provider, currency, name: name)
        }
    }

    /// What of a payment pays nothing and was not taken back, in minor units.
    func left(ofPayment name: String, _ currency: Currency, _ account: AdapterAccountID) throws -> Int128 {
        let parts = try parts(ofPayment: name, currency, account).map(\.part)
        return EarlierPayment(parts, provider: "", currency, name: name).left
    }

    /// What a payment pays of a document now.
    func share(
        ofPayment name: String,
        _ document: InvoiceNumber,
        _ currency: Currency,
        _ account: AdapterAccountID
    ) throws -> EarlierPayment.Share {
        let payments = try earlierPayments(of: document, currency, account, provider: "")
        return payments.first { $0.name == name }?.share(of: document) ?? EarlierPayment.Share(document: document)
    }

    /// - Throws: `HubProblem` of kind `conflict` when a payout takes back what its payment does not pay any more, or gives back
    ///   what was not taken.
    func requireStanding(of parts: [Application], in payout: ClearedPayout) throws {
        for (moved, change) in parts.movedShares where change.takenBack != 0 {
            let share = try share(ofPayment: moved.payment, moved.document, payout.amount.currency, payout.account)
            // What the payout itself pays with the payment comes with it.
            guard share.settled + change.settled >= 0, share.takenBack + change.takenBack >= 0 else {
                let payment = moved.payment.isEmpty ? "what was paid" : "the payment \(moved.payment)"
                throw HubProblem(.conflict, "\(payment) of \(moved.document) is not as \(payout.name) would have it")
            }
        }
    }

    /// Why what a payout has paid or taken back cannot be as it was before; `nil` when it can.
    func payoutObstacle(toUndoing match: MatchRow) throws -> String? {
        let parts = try parts(of: match)
        guard let payout = parts.clearedPayout else { return nil }
        let currency = payout.amount.currency
        for (moved, change) in parts.movedShares {
            let share = try share(ofPayment: moved.payment, moved.document, currency, payout.account)
            guard share.settled - change.settled < 0 || share.takenBack - change.takenBack < 0 else { continue }
            let later = try payoutParts(of: moved.document, currency, payout.account).last { placed in
                placed.identity != match.identity && placed.part.payment == moved.payment
                    && (placed.part.reopened != nil || placed.part.kind == PayoutMovement.Kind.givenBack.rawValue)
            }
            let other = try later.flatMap { try postedMatch(of: $0.identity)?.number }.map { "match \($0)" }
            let words =
                change.settled > 0
                ? "takes back what match \(match.number) pays of" : "gives back what match \(match.number) takes of"
            return "\(other ?? "a later payout") \(words) \(moved.document): undo it first"
        }
        for number in Set(parts.compactMap(\.reopened)).sorted() {
            let taken = parts.movedShares.reduce(Int128(0)) {
                $0 + ($1.key.document == number ? Int128($1.value.settled) : 0)
            }
            guard taken < 0, let open = try invoice(number)?.invoice.open, Int128(open.minorUnits) + taken < 0 else {
                continue
            }
            return
                "\(number), which match \(match.number) has opened again, is paid or cancelled since: undo that first"
        }
        return nil
    }
}

private struct PaymentAtProvider: Hashable, Comparable {
    let provider: String
    let currency: Currency
    let name: String
    let document: InvoiceNumber?

    init(_ provider: String, _ currency: Currency, _ name: String, _ document: InvoiceNumber?) {
        (self.provider, self.currency, self.name, self.document) = (provider, currency, name, document)
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.provider, left.currency, left.name, left.document?.text ?? "")
            < (right.provider, right.currency, right.name, right.document?.text ?? "")
    }
}

/// A payment at a provider and one of its documents.
struct MovedShare: Hashable, Comparable {
    let payment: String
    let document: InvoiceNumber

    static func < (left: Self, right: Self) -> Bool {
        (left.payment, left.document) < (right.payment, right.document)
    }
}

extension [Books.Application] {
    /// How the parts of one payout change what payments pay of documents and what was taken back of it, in minor units.
    var movedShares: [(key: MovedShare, value: (settled: Int64, takenBack: Int64))] {
        var sums: [MovedShare: (settled: Int64, takenBack: Int64)] = [:]
        for part in self {
            guard let document = part.document ?? part.reopened else { continue }
            let units = part.amount.minorUnits
            let key = MovedShare(payment: part.payment, document: document)
            let isGivenBack = part.kind == PayoutMovement.Kind.givenBack.rawValue
            sums[key, default: (0, 0)].settled += part.reopened == nil ? units : -units
            sums[key, default: (0, 0)].takenBack += part.reopened != nil ? units : isGivenBack ? -units : 0
        }
        return sums.sorted { $0.key < $1.key }
    }
}

extension EarlierPayment {
    /// - Parameter parts: of payouts, all of the same payment.
    init(_ parts: [Books.Application], provider: String, _ currency: Currency, name: String) {
        self.init(provider: provider, currency: currency, name: name)
        for part in parts {
            let units = part.amount.minorUnits
            let customer = part.document ?? part.reopened == nil ? nil : part.customer
            change(InvoiceNumber(part.number)) { $0.customer = $0.customer ?? customer }
            switch PayoutMovement.Kind(rawValue: part.kind) {
            case .takenBack?:
                change(InvoiceNumber(part.number)) { share in
                    share.settled -= units
                    share.takenBack += units
                }
            case .givenBack?:
                change(InvoiceNumber(part.number)) { share in
                    share.settled += units
                    share.takenBack -= units
                }
            case .paymentLeft?: left += Int128(units)
            case .refundLeft?: left -= Int128(units)
            case nil where part.document != nil: change(InvoiceNumber(part.number)) { $0.settled += units }
            // What waits of it pays nothing yet; a refund that waits takes nothing yet.
            case nil: left += part.isWaitingPayment ? Int128(units) : 0
            }
        }
    }
}
