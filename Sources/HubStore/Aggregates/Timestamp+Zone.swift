import FoundationEssentials
package import PaymentVocabulary

extension Timestamp {
    /// The civil date in a zone by its IANA name; UTC when the name is not known here.
    package func date(inZone name: String) -> CalendarDate {
        let zone = TimeZone(identifier: name) ?? TimeZone(secondsFromGMT: 0)
        let date = Date(timeIntervalSince1970: TimeInterval(seconds))
        return self.date(offsetSeconds: zone?.secondsFromGMT(for: date) ?? 0)
    }
}
