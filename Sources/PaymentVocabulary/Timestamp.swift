/// A moment, counted in milliseconds since 1970-01-01T00:00:00Z without leap seconds.
///
/// Arithmetic stops at the first and the last moment that 64 bits hold, since seconds come from headers and bodies that
/// anybody may have written.
public struct Timestamp: Hashable, Codable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) {
        milliseconds = Self.saturated(seconds.multipliedReportingOverflow(by: 1_000), seconds)
    }

    /// Whole seconds since the epoch, rounded towards the past.
    public var seconds: Int64 { milliseconds / 1_000 - (milliseconds % 1_000 < 0 ? 1 : 0) }

    public func adding(milliseconds more: Int64) -> Timestamp {
        Timestamp(milliseconds: Self.saturated(milliseconds.addingReportingOverflow(more), more))
    }

    public func adding(seconds more: Int64) -> Timestamp {
        adding(milliseconds: Timestamp(seconds: more).milliseconds)
    }

    /// The civil date at a fixed offset from UTC.
    public func date(offsetSeconds: Int = 0) -> CalendarDate {
        let local = seconds + Int64(offsetSeconds)
        return CalendarDate(dayNumber: Int32(clamping: local >= 0 ? local / 86_400 : (local - 86_399) / 86_400))
    }

    private static func saturated(_ result: (partialValue: Int64, overflow: Bool), _ direction: Int64) -> Int64 {
        guard result.overflow else { return result.partialValue }
        return direction < 0 ? .min : .max
    }
}

extension Timestamp: Comparable {
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds: `2026-03-01T09:30:00.000Z`.
    public var description: String {
        let day = date()
        let inDay = milliseconds - Int64(day.dayNumber) * 86_400_000
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let hours = padded(inDay / 3_600_000, 2)
        let minutes = padded(inDay / 60_000 % 60, 2)
        return "\(day)T\(hours):\(minutes):\(padded(inDay / 1_000 % 60, 2)).\(padded(inDay % 1_000, 3))Z"
    }
}
