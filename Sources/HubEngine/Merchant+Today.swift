package import HubStore
package import PaymentVocabulary

extension Merchant {
    /// The merchant's civil date; UTC when the zone's name is not known here.
    package func today(at moment: Timestamp) -> CalendarDate { moment.date(inZone: timeZone) }
}
