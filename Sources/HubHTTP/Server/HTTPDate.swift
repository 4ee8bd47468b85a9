import PaymentVocabulary
import Synchronization

/// The date of an answer, written once a second.
///
/// Source: RFC 9110 section 5.6.7 (IMF-fixdate).
enum HTTPDate {
    private static let last = Mutex((seconds: Int64.min, text: ""))

    static func text(of moment: Timestamp) -> String {
        let seconds = moment.seconds
        return last.withLock { last in
            if last.seconds != seconds { last = (seconds, write(seconds)) }
            return last.text
        }
    }

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func write(_ seconds: Int64) -> String {
        var (day, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        if rest < 0 { (day, rest) = (day - 1, rest + 86_400) }
        let date = CalendarDate(dayNumber: Int32(clamping: day))
        // The first of January 1970 was a Thursday.
        let name = days[Int(((day % 7) + 7) % 7)]
        let time = [rest / 3_600, rest / 60 % 60, rest % 60].map(two).joined(separator: ":")
        return "\(name), \(two(Int64(date.day))) \(months[date.month - 1]) \(four(date.year)) \(time) GMT"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func four(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }
}
