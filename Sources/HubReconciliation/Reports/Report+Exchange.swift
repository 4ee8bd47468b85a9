import HubDomain
import PaymentVocabulary

/// What reports tell of receipts in another currency than their documents'.
extension ReceiptExchange {
    func write(to writer: inout JSONWriter) {
        writer.string("evidence", evidence.rawValue)
        writer.string("received", received.decimal)
        writer.string("received_currency", received.currency.code)
        writer.string("paid", paid.decimal)
        writer.string("paid_currency", paid.currency.code)
        writer.string("value", value.decimal)
        writer.string("difference", Money(minorUnits: difference, currency: received.currency).decimal)
        writer.string("bank_rate", bankRate?.description)
        writer.string("rate_date", reference?.date.description)
        writer.string("rate_source", reference.map { _ in ReferenceRates.source })
        writer.string("rate", reference?.words)
    }
}

extension Allocation {
    func writeCurrencies(to writer: inout JSONWriter) {
        writer.string("currency", amount.currency.code)
        writer.string("received", received?.decimal)
    }

    /// ` USD` where the reader would take the amount for one in the receipt's currency.
    var currencyMark: String { exchangedFor == nil ? "" : " \(amount.currency)" }
}
