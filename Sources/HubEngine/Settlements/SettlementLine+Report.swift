import BankFiles
import HubReconciliation
import PaymentVocabulary

extension SettlementLine {
    /// - Parameter report: the kind of report, as its reader calls it.
    init(_ entry: BankFileEntry, file: String, report: String) {
        let provider = entry.transactionCode.issuer ?? "unknown"
        let detail = entry.details.first
        let fields = ReportFields(entry.fields)
        let word = entry.transactionCode.proprietary ?? ""
        let net = entry.side.signed(entry.amount)
        let charges = detail?.charges.first { $0.currency == net.currency }
        self.init(
            file: file,
            row: entry.index,
            provider: provider,
            kind: Self.kind(word, of: provider, report, fields, isDebit: entry.side == .debit),
            net: net,
            fee: Self.fee(net, stated: charges, gross: detail?.transactionAmount)
        )
        self.word = word
        id = entry.servicerReference
        payment = detail?.transactionId ?? entry.servicerReference
        reference = entry.reference
        payout = entry.payoutId
        date = entry.bookingDate
        available = fields.date("available_on_utc", "available_on")
        let texts = detail?.unstructured.joined(separator: " ") ?? ""
        description = texts.isEmpty ? nil : texts
        arrival = fields.date("automatic_payout_effective_at_utc", "automatic_payout_effective_at")
        trace = fields.first(["trace_id", "trace id", "payout_trace_id"])
        names = Self.names(entry, fields)
        feeParts = Self.feeParts(fields)
        if let gross = detail?.transactionAmount, gross.currency != net.currency {
            presented = entry.side.signed(gross)
            rate = detail?.exchangeRate
        }
        failedPayout = Self.failedPayout(word, of: provider, fields, isCredit: entry.side == .credit)
        if failedPayout != nil { kind = .adjustment }
        if kind == .payout { announce(entry, provider, fields) }
    }

    /// A payout's own row: which one it is, and when it arrives.
    private mutating func announce(_ entry: BankFileEntry, _ provider: String, _ fields: ReportFields) {
        arrival = arrival ?? entry.valueDate ?? entry.bookingDate
        switch provider {
        case "Stripe":
            let ids = [payment, id, payout, fields["source_id"], fields["source.id"]].compactMap(\.self)
            payout = ids.first { $0.hasPrefix("po_") } ?? payout ?? payment ?? id
        case "Adyen": arrival = nil
        default: payout = payout ?? id ?? place
        }
        payout = payout ?? place
    }

    /// The payout that the row brings back to the balance.
    private static func failedPayout(
        _ word: String,
        of provider: String,
        _ fields: ReportFields,
        isCredit: Bool
    ) -> String? {
        guard isCredit else { return nil }
        let known = word.lowercased()
        switch provider {
        case "Stripe":
            guard ["payout_failure", "payout_cancel", "payout_reversal"].contains(known) else { return nil }
            return fields.first(["source_id", "source", "source.id", "payout_id"]).flatMap {
                $0.hasPrefix("po_") ? $0 : nil
            }
        case "PayPal":
            return kind(word, of: provider, "", fields, isDebit: false) == .payout
                ? fields.first(["reference txn id", "paypal reference id"]) : nil
        default: return nil
        }
    }

    /// What gross and net leave, for the payer has paid the gross amount and the net one has moved: reports leave the fee
    /// out, write it finer than the currency, or state one that does not fit, of which their reader tells.
    private static func fee(_ net: Money, stated: Money?, gross: Money?) -> Money {
        guard let gross, gross.currency == net.currency, gross.minorUnits != 0 else {
            return stated ?? .zero(net.currency)
        }
        let signed = net.isNegative ? Int128(-gross.minorUnits) : Int128(gross.minorUnits)
        guard let units = Int64(exactly: signed - Int128(net.minorUnits)) else { return .zero(net.currency) }
        return Money(minorUnits: units, currency: net.currency)
    }

    /// Columns that may name the payment as we know it.
    private static func names(_ entry: BankFileEntry, _ fields: ReportFields) -> [String] {
        let columns = [
            "charge_id", "payment_intent_id", "source_id", "psp reference", "modification reference",
            "merchant reference", "modification merchant reference", "source.payment_intent", "payment_intent",
            "charge", "source.charge", "paymentintent id", "transaction id", "invoice id", "custom field", "custom",
        ]
        let metadata = entry.fields.filter {
            let name = $0.name.lowercased()
            return name.contains("metadata")
        }
        let texts =
            [entry.servicerReference, entry.reference, entry.details.first?.transactionId] + columns.map { fields[$0] }
        // `Chargeback withdrawal for ch_3Pabc`
        let spoken =
            entry.side == .credit
            ? []
            : entry.details.flatMap(\.unstructured).flatMap { $0.split { !$0.isLetter && !$0.isNumber && $0 != "_" } }
        let ids = spoken.map(String.init).filter { $0.utf8.count >= idMin && $0.dropFirst().contains("_") }
        return Set(texts.compactMap(\.self) + metadata.map(\.value) + ids).filter { $0.utf8.count >= 4 }.sorted()
    }

    /// Shorter words with a `_` are no identifiers of a provider.
    private static let idMin = 6

    private static func feeParts(_ fields: ReportFields) -> [FeePart] {
        let columns: [(FeePart.Name, [String])] = [
            (.interchange, ["interchange (nc)", "interchange"]), (.scheme, ["scheme fees (nc)", "scheme fees"]),
            (.markup, ["markup (nc)", "markup"]), (.commission, ["commission (nc)", "commission"]),
            (.processing, ["processing fee (nc)"]),
        ]
        return columns.compactMap { name, heads in
            guard let text = fields.first(heads), let parts = parts(text) else { return nil }
            return FeePart(name: name, parts: parts)
        }
    }

    /// A decimal with a point or a comma, in the parts of a `FeePart`; nothing is rounded.
    private static func parts(_ written: String) -> Int128? {
        let text = written.contains(".") ? written : written.replacing(",", with: ".")
        let isNegative = text.hasPrefix("-")
        let halves = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count <= 2, let whole = halves.first, Int64(whole) != nil else { return nil }
        let decimals = halves.count == 2 ? halves[1].utf8.count : 0
        guard decimals <= FeePart.decimals, var parts = Int128(halves.joined()), parts >= 0 else { return nil }
        for _ in decimals..<FeePart.decimals { parts *= 10 }
        return isNegative ? -parts : parts
    }
}
