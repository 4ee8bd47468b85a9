import PaymentVocabulary

extension Timestamp {
    /// Reads a moment such as `2026-03-01T09:30:00Z`, or a date alone as its first moment in UTC.
    ///
    /// An offset such as `+01:00` and a fraction of up to nine digits are read; what is finer than milliseconds is cut off.
    ///
    /// Source: RFC 3339, section 5.6.
    init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard let date = CalendarDate(text.prefix(10)) else { return nil }
        let midnight = Int64(date.dayNumber) * 86_400_000
        if bytes.count == 10 {
            self.init(milliseconds: midnight)
            return
        }
        var reader = Reader(rest: bytes.dropFirst(10))
        guard reader.take("T") || reader.take("t"), let hour = reader.number(2, upTo: 23), reader.take(":"),
            let minute = reader.number(2, upTo: 59), reader.take(":"), let second = reader.number(2, upTo: 59),
            let fraction = reader.milliseconds(), let offset = reader.offsetMinutes(), reader.rest.isEmpty
        else { return nil }
        let inDay = (hour * 60 + minute - offset) * 60_000 + second * 1_000 + fraction
        self.init(milliseconds: midnight + inDay)
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: scalar) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(_ count: Int, upTo maximum: Int64) -> Int64? {
            let digits = rest.prefix(count)
            guard digits.count == count, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
            rest = rest.dropFirst(count)
            let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
            return value <= maximum ? value : nil
        }

        mutating func milliseconds() -> Int64? {
            guard take(".") else { return 0 }
            let digits = rest.prefix { (48...57).contains($0) }
            guard (1...9).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            let padded = (Array(digits) + [48, 48]).prefix(3)
            return padded.reduce(0) { $0 * 10 + Int64($1 - 48) }
        }

        mutating func offsetMinutes() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let isNegative = rest.first == UInt8(ascii: "-")
            guard take("+") || take("-"), let hours = number(2, upTo: 23), take(":"), let minutes = number(2, upTo: 59)
            else { return nil }
            return (hours * 60 + minutes) * (isNegative ? -1 : 1)
        }
    }
}
