package import PaymentVocabulary

extension [TaxSubtotal] {
    /// Reads `S19:100.00+19.00 7:50.00+3.50`: for each rate its category, if it is told, the rate in percent, net and tax.
    ///
    /// - Throws: `TaxListError` naming the part that is wrong.
    package init(parsing text: String, currency: Currency) throws(TaxListError) {
        self = []
        for part in text.split(whereSeparator: \.isWhitespace) {
            append(try TaxSubtotal(parsing: String(part), currency: currency))
        }
    }

    /// The form that `init(parsing:currency:)` reads; empty for none.
    package var text: String {
        map { "\($0.name):\($0.net.decimal)+\($0.tax.decimal)" }.joined(separator: " ")
    }
}

extension TaxSubtotal {
    fileprivate init(parsing part: String, currency: Currency) throws(TaxListError) {
        let sides = part.split(separator: ":", omittingEmptySubsequences: false)
        let amounts = sides.last?.split(separator: "+", omittingEmptySubsequences: false) ?? []
        guard sides.count == 2, amounts.count == 2, let name = sides.first else {
            throw TaxListError("\(quoted(part)): write a rate with its net and tax as 19:100.00+19.00")
        }
        let category = name.prefix(while: \.isLetter)
        guard let rate = Percentage(name.dropFirst(category.count)) else {
            throw TaxListError("\(quoted(part)): the rate is no percentage from 0 on")
        }
        let (net, tax): (Money, Money)
        do throws(MoneyError) {
            net = try Money(parsing: amounts[0], currency: currency)
            tax = try Money(parsing: amounts[1], currency: currency)
        } catch {
            throw TaxListError("\(quoted(part)): \(error) for \(currency)")
        }
        try self.init(category: String(category), rate: rate, net: net, tax: tax)
    }
}
