import PaymentVocabulary

/// The original amount and the rate that an MT940 tells of a payment in another currency.
///
/// Source: SWIFT Standards MT, euro related information: `/OCMT/` with currency and amount, `/EXCH/` with the rate.
enum MT940Exchange {
    /// Reads the code words out of a text such as `/OCMT/USD1000,//CHGS/EUR5,00/`.
    static func read(_ text: String, into detail: inout BankFileDetail) {
        if let amount = value(of: "OCMT", in: text).flatMap(money) { detail.instructedAmount = amount }
        if let charge = value(of: "CHGS", in: text).flatMap(money) { detail.charges.append(charge) }
        if let rate = value(of: "EXCH", in: text).map(decimal), DecimalRate(rate) != nil { detail.exchangeRate = rate }
    }

    /// Currency and amount, as in `USD1000,50`.
    ///
    /// - Returns: `nil` for anything else, and for more decimals than the currency has.
    static func money(_ text: String) -> Money? {
        guard let currency = Currency(activeOrWithdrawn: text.prefix(3)) else { return nil }
        return try? Money(parsing: decimal(String(text.dropFirst(3))), currency: currency)
    }

    /// With a point for the comma, and none at the end.
    static func decimal(_ text: String) -> String {
        let plain = text.replacing(",", with: ".").filter { $0 != " " }
        return plain.hasSuffix(".") ? String(plain.dropLast()) : plain
    }

    private static func value(of word: String, in text: String) -> String? {
        guard let range = text.firstRange(of: "/\(word)/") else { return nil }
        return String(text[range.upperBound...].prefix { $0 != "/" })
    }
}
