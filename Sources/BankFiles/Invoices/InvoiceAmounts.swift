import PaymentVocabulary

/// The sums of a document in its currency, signed as written.
struct InvoiceAmounts {
    let payable: Money
    let total: Money?
    let prepaid: Money?
    let rounding: Money?
    /// Of the payable amount.
    let position: BankFilePosition

    /// - Returns: `nil` when one of them is wrong or the payable amount is missing; the findings say why.
    init?(in currency: Currency, _ assembly: inout InvoiceAssembly) {
        var isWhole = true
        func money(_ value: InvoiceValue?, _ term: InvoiceTerm, _ assembly: inout InvoiceAssembly) -> Money? {
            guard let value else { return nil }
            let money = Self.money(value, term, currency, &assembly)
            if money == nil { isWhole = false }
            return money
        }
        let value = assembly.single(.payable)
        if value == nil { assembly.add(assembly.absence(.payable)) }
        let payable = money(value, .payable, &assembly)
        // A second total is that in the currency of the tax.
        let totals = assembly.filled(.total).filter { $0.attribute == nil || $0.attribute == currency.code }
        total = money(totals.first ?? assembly.filled(.total).first, .total, &assembly)
        prepaid = money(assembly.filled(.prepaid).first, .prepaid, &assembly)
        rounding = money(assembly.filled(.rounding).first, .rounding, &assembly)
        guard isWhole, let payable, let value else { return nil }
        self.payable = payable
        position = value.position
    }

    private static func money(
        _ value: InvoiceValue,
        _ term: InvoiceTerm,
        _ currency: Currency,
        _ assembly: inout InvoiceAssembly
    ) -> Money? {
        do throws(BankFileFinding) {
            return try money(value, term, currency)
        } catch {
            assembly.add(error)
            return nil
        }
    }

    /// - Throws: `amount`, at the value.
    static func money(
        _ value: InvoiceValue,
        _ term: InvoiceTerm,
        _ currency: Currency
    ) throws(BankFileFinding) -> Money {
        if let other = value.attribute, other != currency.code {
            let message = "\(term.title) is in \(other.prefix(8)), and the invoice's currency (BT-5) is \(currency)"
            throw BankFileFinding(.amount, message, at: value.position)
        }
        do throws(AmountFault) {
            let units = try minorUnits(Array(value.trimmed.utf8)[...], exponent: Int(currency.exponent))
            // The smallest number has no opposite.
            guard let fitting = Int64(exactly: units), fitting != .min else { throw .tooLarge }
            return Money(minorUnits: fitting, currency: currency)
        } catch {
            throw BankFileFinding(.amount, "\(term.title) \(error.message)", at: value.position)
        }
    }

    static func signed(_ money: Money, isTurned: Bool) -> Money {
        isTurned ? Money(minorUnits: -money.minorUnits, currency: money.currency) : money
    }

    /// Who owes once the payable amount's sign is looked at.
    ///
    /// An invoice below zero is a credit. A credit note below zero may be meant as a claim, or be written with a sign
    /// too many: that is for its writer to say.
    func kind(_ said: ElectronicInvoice.Kind, _ assembly: inout InvoiceAssembly) -> ElectronicInvoice.Kind? {
        guard payable.isNegative else { return said }
        switch said {
        case .invoice:
            let credit = Self.signed(payable, isTurned: true)
            let message = "the payable amount (BT-115) of an invoice is below zero: it is taken as a credit note of "
            assembly.warn(.amount, message + "\(credit.decimal) \(credit.currency)", position)
            return .creditNote
        case .creditNote:
            let message = "the payable amount (BT-115) of a credit note is below zero, which may mean a claim or a sign"
            assembly.fail(.amount, message + " too many; write a positive amount, or an invoice (type 380)", position)
            return nil
        }
    }

    /// Warns unless BT-115 is BT-112 − BT-113 + BT-114.
    ///
    /// Source: EN 16931-1, rule BR-CO-16.
    func check(_ assembly: inout InvoiceAssembly) {
        guard let total else {
            assembly.warn(.missing, "the total with VAT (BT-112) is missing", position)
            return
        }
        func units(_ money: Money?) -> Int128 { Int128(money?.minorUnits ?? 0) }
        let expected = units(total) - units(prepaid) + units(rounding)
        guard expected != units(payable) else { return }
        let shown = Int64(exactly: expected).map { Money(minorUnits: $0, currency: total.currency).decimal }
        let message = "the payable amount (BT-115) is \(payable.decimal), and BT-112 - BT-113 + BT-114 is "
        assembly.warn(.controlTotal, message + (shown ?? "another amount"), position)
    }
}
