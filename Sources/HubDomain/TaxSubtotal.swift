package import PaymentVocabulary

/// What a document, or a discount on it, has in one category and rate of tax.
///
/// Source: EN 16931-1, group BG-23, the VAT breakdown.
package struct TaxSubtotal: Hashable, Sendable {
    /// BT-118, such as `S` or `AE`; empty where the document does not tell it.
    package let category: String
    /// BT-119, without zeros at the end.
    package let rate: Percentage
    /// BT-116, not negative.
    package let net: Money
    /// BT-117, not negative and in the currency of `net`.
    package let tax: Money
    package let gross: Money

    /// - Throws: `TaxListError` for what is no subtotal.
    package init(category: String, rate: Percentage, net: Money, tax: Money) throws(TaxListError) {
        let isCode = category.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        guard isCode, category.utf8.count <= 3 else {
            throw TaxListError("\(quoted(category)) is no category of tax in capital letters")
        }
        guard !net.isNegative, !tax.isNegative else {
            throw TaxListError("\(net.decimal) net with \(tax.decimal) tax is negative")
        }
        guard let gross = try? net.adding(tax) else { throw TaxListError("\(net) net and \(tax) tax have no sum") }
        (self.category, self.rate, self.net, self.tax, self.gross) = (category, rate.shortest, net, tax, gross)
    }

    /// `S19`, or `19` where the category is not told.
    package var name: String { "\(category)\(rate)" }
}

/// Why the taxes of a document cannot be taken.
package struct TaxListError: Error, Hashable, Sendable {
    package let problem: String

    package init(_ problem: String) { self.problem = problem }
}

extension [TaxSubtotal] {
    /// Net and tax together, in minor units.
    package var grossUnits: Int128 { reduce(0) { $0 + Int128($1.gross.minorUnits) } }

    /// The sum of the net amounts; `nil` of none, and where it does not fit.
    package var net: Money? { sum(\.net) }
    /// The sum of the taxes; `nil` as for `net`.
    package var tax: Money? { sum(\.tax) }

    private func sum(_ side: (TaxSubtotal) -> Money) -> Money? {
        guard let first else { return nil }
        return try? dropFirst().reduce(side(first)) { try $0.adding(side($1)) }
    }

    /// The same, where they are those of a document with this total and each tax is that of its rate.
    ///
    /// - Throws: `TaxListError`.
    package func checked(against total: Money) throws(TaxListError) -> [TaxSubtotal] {
        for part in self {
            guard part.net.currency == total.currency else {
                throw TaxListError("\(part.name) is in \(part.net.currency), the document in \(total.currency)")
            }
            try part.requireFittingRate()
        }
        let sum = grossUnits
        guard isEmpty || sum == Int128(total.minorUnits) else {
            let units = Int64(exactly: sum).map { Money(minorUnits: $0, currency: total.currency).decimal }
            let shown = units ?? "too much"
            throw TaxListError("net and tax together are \(shown), the document's total is \(total.decimal)")
        }
        return self
    }

    /// What a reduction of the document's price takes off each rate.
    ///
    /// It is spread over the rates in proportion to their gross amounts, and in each over net and tax, every time to the
    /// largest remainders: the parts add up to it, and none is a minor unit or more from its share.
    ///
    /// Source: Directive 2006/112/EC, articles 79 and 90: a reduction makes the taxable amount smaller.
    /// - Returns: nothing when the taxes are not known, are those of another currency, or are of nothing.
    package func split(_ reduction: Money) -> [TaxSubtotal] {
        guard reduction.isPositive, allSatisfy({ $0.net.currency == reduction.currency }),
            let shares = try? reduction.split(byWeights: map(\.gross.minorUnits))
        else { return [] }
        return zip(self, shares).compactMap { whole, share in
            guard share.isPositive,
                let sides = try? share.split(byWeights: [whole.net.minorUnits, whole.tax.minorUnits])
            else { return nil }
            return try? TaxSubtotal(category: whole.category, rate: whole.rate, net: sides[0], tax: sides[1])
        }
    }
}

extension TaxSubtotal {
    /// Documents round by line or by sum, so up to one unit of the currency may lie between.
    ///
    /// Source: rule BR-S-09 and its like in the validation artefacts of EN 16931.
    fileprivate func requireFittingRate() throws(TaxListError) {
        guard let computed = try? rate.of(net) else { throw TaxListError("\(rate) % of \(net.decimal) is too much") }
        let difference = Int128(computed.minorUnits) - Int128(tax.minorUnits)
        guard difference.magnitude <= UInt128(net.currency.minorUnitsPerMajor) else {
            throw TaxListError("\(rate) % of \(net.decimal) is \(computed.decimal), not \(tax.decimal)")
        }
    }
}
