import FoundationEssentials
package import HubStore
package import PaymentVocabulary

extension Merchant {
    /// The merchant's civil date; UTC when the zone's name is not known here.
    package func today(at moment: Timestamp) -> CalendarDate {
        let zone = TimeZone(identifier: timeZone) ?? TimeZone(secondsFromGMT: 0)
        let date = Date(timeIntervalSince1970: TimeInterval(moment.seconds))
        return moment.date(offsetSeconds: zone?.secondsFromGMT(for: date) ?? 0)
    }
}
