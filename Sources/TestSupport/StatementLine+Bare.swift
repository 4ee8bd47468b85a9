package import HubDomain
package import PaymentVocabulary

extension StatementLine {
    /// One cent that was booked on a day, and nothing else that a line need not say.
    package static func bare(on day: CalendarDate, returnReason: String? = nil) -> StatementLine {
        StatementLine(
            file: "may.xml",
            index: 0,
            account: "DE1",
            direction: .credit,
            status: .booked,
            amount: Money(minorUnits: 1, currency: .eur),
            bookingDate: day,
            valueDate: day,
            bankReference: "",
            endToEndID: nil,
            creditorReferences: [],
            documentNumbers: [],
            remittance: "",
            counterpartyName: nil,
            counterpartyAccount: nil,
            returnReason: returnReason,
            isReversal: false
        )
    }
}
