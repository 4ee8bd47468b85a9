import HubReconciliation

extension SettlementLine {
    /// What a row is, by the provider's own word for it.
    static func kind(
        _ word: String,
        of provider: String,
        _ report: String,
        _ fields: ReportFields,
        isDebit: Bool
    ) -> Kind {
        if report == "Stripe payouts" || report == "GoCardless payouts" || fields["object"] == "payout" {
            return .payout
        }
        let known = word.lowercased().replacing("-", with: "_")
        if let kind = SettlementWords.exact[provider]?[known] { return kind }
        if provider == "PayPal", let kind = SettlementWords.payPalEvent(known) { return kind }
        if provider == "Amazon" {
            return SettlementWords.amazon(
                known,
                fields["amount-type"] ?? "",
                fields["amount-description"] ?? "",
                isDebit: isDebit,
                hasOrder: fields["order-id"]?.isEmpty == false
            )
        }
        for (part, kind) in SettlementWords.parts where known.contains(part) { return kind }
        // What takes from a payment is none that lasts, whatever it is called.
        if isDebit, fields.first(SettlementWords.origins) != nil { return .refund }
        return isDebit ? .adjustment : .payment
    }
}

/// Source: Stripe's reporting categories and types of balance transactions; Adyen's journal types in settlement details;
/// PayPal's transaction event codes (Settlement Report Specification, appendix); Amazon's settlement report, flat file V2.
enum SettlementWords {
    static let exact: [String: [String: SettlementLine.Kind]] = [
        "Braintree": ["sale": .payment, "credit": .refund],
        "Stripe": [
            "charge": .payment, "payment": .payment, "charge_failure": .payment, "payment_reversal": .payment,
            "partial_capture_reversal": .refund, "refund": .refund, "payment_refund": .refund,
            "refund_failure": .refund, "payment_failure_refund": .refund, "dispute": .dispute,
            "dispute_reversal": .dispute, "fee": .fee, "stripe_fee": .fee, "stripe_fx_fee": .fee, "tax": .fee,
            "tax_fee": .fee, "network_cost": .fee, "application_fee": .adjustment, "payout": .payout,
            "payout_cancel": .adjustment, "payout_failure": .adjustment, "payout_reversal": .adjustment,
            "payout_minimum_balance_hold": .reserve, "payout_minimum_balance_release": .reserve,
            "risk_reserved_funds": .reserve, "reserve_transaction": .reserve, "reserved_funds": .reserve,
            "connect_reserved_funds": .reserve, "reserve_hold": .reserve, "reserve_release": .reserve,
            "currency_conversion": .exchange, "topup": .adjustment, "topup_reversal": .adjustment,
            "transfer": .adjustment, "transfer_reversal": .adjustment, "adjustment": .adjustment,
            "other_adjustment": .adjustment, "advance": .adjustment, "advance_funding": .adjustment,
        ],
        "Adyen": [
            "settled": .payment, "settledbulk": .payment, "settledininstallments": .payment,
            "settledreversed": .payment, "settledreversedbulk": .payment, "refunded": .refund, "refundedbulk": .refund,
            "refundedreversed": .refund, "refundedreversedbulk": .refund, "refundedininstallments": .refund,
            "paidout": .refund, "paidoutreversed": .refund, "chargeback": .dispute, "secondchargeback": .dispute,
            "chargebackreversed": .dispute, "chargebackexternally": .dispute, "fee": .fee, "misccosts": .fee,
            "paymentcost": .fee, "refundcost": .fee, "invoicededuction": .fee, "reserveadjustment": .reserve,
            "depositcorrection": .reserve, "merchantpayout": .payout, "balancetransfer": .carried,
            "bankinstructionreturned": .adjustment, "matchedstatement": .adjustment, "capturefailed": .refund,
            "internalcompanypayout": .adjustment, "epapaid": .adjustment,
        ],
    ]

    /// The first two digits of an event code, `T0400`, say what it is about.
    static func payPalEvent(_ code: String) -> SettlementLine.Kind? {
        guard code.count == 5, code.hasPrefix("t"), code.dropFirst().allSatisfy(\.isNumber) else { return nil }
        switch code {
        case "t1106", "t1107": return .refund
        case "t1110", "t1111": return .reserve
        case "t1201", "t1202": return .dispute
        default: break
        }
        switch code.dropFirst().prefix(2) {
        case "00": return .payment
        case "01": return .fee
        case "02": return .exchange
        case "04": return .payout
        case "15", "21": return .reserve
        case "12": return .dispute
        default: return .adjustment
        }
    }

    /// Amazon writes a row for each amount of an order: the kind of amount tells a fee from the price, and the
    /// description the reserve, which is held at the end of one settlement and given free in the next.
    static func amazon(
        _ transaction: String,
        _ amount: String,
        _ description: String,
        isDebit: Bool,
        hasOrder: Bool
    ) -> SettlementLine.Kind {
        let (amount, description) = (amount.lowercased(), description.lowercased())
        let texts = [transaction, amount, description]
        func isSaid(_ words: String...) -> Bool { words.contains { word in texts.contains { $0.contains(word) } } }
        if isSaid("reserve") { return .reserve }
        if isSaid("reimbursement", "promotion", "withheld") { return .adjustment }
        if isSaid("itemfees", "fee", "cost of advertising", "commission") { return .fee }
        if isSaid("chargeback", "a_to_z", "a-to-z") { return .dispute }
        if isSaid("refund") { return .refund }
        if transaction == "other_transaction", isDebit, hasOrder { return .refund }
        return transaction == "order" && amount == "itemprice" ? .payment : .adjustment
    }

    /// Parts of words in the languages of the reports; the first that fits counts.
    static let parts: [(String, SettlementLine.Kind)] = [
        ("chargeback fee", .fee), ("dispute fee", .fee),
        ("chargeback", .dispute), ("dispute", .dispute), ("rückbuchung", .dispute), ("contracargo", .dispute),
        ("refund", .refund), ("rückzahlung", .refund), ("reembolso", .refund), ("remboursement", .refund),
        ("rimborso", .refund), ("退款", .refund), ("currency conversion", .exchange), ("conversion", .exchange),
        ("währungsumrechnung", .exchange), ("conversión", .exchange), ("reserve", .reserve), ("hold", .reserve),
        ("einbehalt", .reserve), ("保证金", .reserve), ("fee", .fee), ("cost", .fee), ("commission", .fee),
        ("gebühr", .fee), ("手续费", .fee), ("服务费", .fee), ("收费", .fee), ("withdraw", .payout),
        ("payout", .payout), ("standard transfer", .payout), ("instant transfer", .payout),
        ("transfer to bank", .payout), ("abbuchung", .payout), ("retirada", .payout), ("retiro", .payout),
        ("virement", .payout), ("bonifico", .payout), ("提现", .payout), ("提款", .payout),
        ("rückerstattung", .refund), ("stornierung", .refund), ("annulation", .refund), ("terugbetaling", .refund),
        ("litige", .dispute), ("geschil", .dispute), ("opname", .payout), ("auszahlung", .payout), ("retrait", .payout),
        ("prelievo", .payout), ("reversal", .refund), ("reversed", .refund), ("adjustment", .adjustment),
    ]

    /// Columns that name the payment which a row takes from.
    static let origins = [
        "reference txn id", "paypal reference id", "original transaction id", "psp reference",
        "related transaction id",
    ]
}
