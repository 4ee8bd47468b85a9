import PaymentVocabulary

/// The VAT breakdown (BG-23) of a document.
///
/// A fault in it is a warning, and costs the whole breakdown: what is owed does not depend on it.
struct InvoiceTaxes {
    /// Real documents have a handful.
    static let countMax = 100

    private(set) var list: [ElectronicInvoice.Tax] = []

    /// - Parameter isTurned: the document's amounts have the opposite sign.
    init(in currency: Currency, isTurned: Bool, _ assembly: inout InvoiceAssembly) {
        let all = assembly.filled(.taxNet)
        // A second breakdown is that in the currency of the tax.
        let own = all.filter { $0.attribute == nil || $0.attribute == currency.code }
        if own.count > Self.countMax {
            let message = "more than \(Self.countMax) rates of tax (BG-23); the taxes are not taken"
            assembly.warn(.limit, message, own[Self.countMax].position)
            return
        }
        for net in own.isEmpty ? all.prefix(1) : own[...] {
            do throws(BankFileFinding) {
                list.append(try Self.tax(net, currency, isTurned, assembly))
            } catch {
                assembly.warn(error.code, error.message + "; the taxes are not taken", error.position)
                list = []
                return
            }
        }
    }

    private static func tax(
        _ net: InvoiceValue,
        _ currency: Currency,
        _ isTurned: Bool,
        _ assembly: InvoiceAssembly
    ) throws(BankFileFinding) -> ElectronicInvoice.Tax {
        func beside(_ term: InvoiceTerm) -> InvoiceValue? {
            assembly.filled(term).first { $0.around.starts(with: net.around) }
        }
        guard let charged = beside(.taxAmount) else {
            throw BankFileFinding(.missing, "\(InvoiceTerm.taxAmount.title) is missing", at: net.position)
        }
        let base = try InvoiceAmounts.money(net, .taxNet, currency)
        let tax = try InvoiceAmounts.money(charged, .taxAmount, currency)
        let rate = beside(.taxRate)
        // What is outside the scope of the tax has no rate.
        guard rate != nil || tax.minorUnits == 0 else {
            throw BankFileFinding(.missing, "\(InvoiceTerm.taxRate.title) is missing", at: charged.position)
        }
        return ElectronicInvoice.Tax(
            category: beside(.taxCategory)?.trimmed,
            percent: rate?.trimmed ?? "0",
            net: InvoiceAmounts.signed(base, isTurned: isTurned),
            tax: InvoiceAmounts.signed(tax, isTurned: isTurned),
            position: (rate ?? net).position
        )
    }
}
