/// The number in a fixed field of digits; blanks before it are no digits.
///
/// - Returns: `nil` when anything else is there, or when nothing is.
@inline(__always)
func fixedNumber(_ record: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    guard range.upperBound <= record.count, range.count <= 18 else { return nil }
    var value: Int64 = 0
    var digits = 0
    for index in range {
        let byte = record[index]
        if byte == 0x20, digits == 0 { continue }
        let digit = byte &- 0x30
        guard digit < 10 else { return nil }
        value = value &* 10 &+ Int64(digit)
        digits &+= 1
    }
    return digits > 0 ? value : nil
}

/// The same for a field of ten bytes, where nearly always all are digits.
@inline(__always)
func fixedTenDigits(_ record: Span<UInt8>, _ offset: Int) -> Int64? {
    if offset &+ 10 <= record.count, let high = twoDigits(record, offset),
        let low = EightBytes(record, offset &+ 2).number
    {
        return Int64(high) &* 100_000_000 &+ low
    }
    return fixedNumber(record, offset..<offset + 10)
}

/// The same for fields of up to twenty digits.
func fixedLargeNumber(_ record: Span<UInt8>, _ range: Range<Int>) -> Int128? {
    guard range.upperBound <= record.count else { return nil }
    guard range.count > 18 else { return fixedNumber(record, range).map { Int128($0) } }
    let split = range.upperBound - 18
    let low = fixedNumber(record, split..<range.upperBound)
    guard let low else { return nil }
    var isBlank = true
    for index in range.lowerBound..<split where record[index] != 0x20 { isBlank = false }
    if isBlank { return Int128(low) }
    guard let high = fixedNumber(record, range.lowerBound..<split) else { return nil }
    return Int128(high) * 1_000_000_000_000_000_000 + Int128(low)
}

/// The text of a fixed field without padding; empty where the record ends before it.
func fixedText(_ record: Span<UInt8>, _ range: Range<Int>) -> String {
    let end = min(range.upperBound, record.count)
    guard range.lowerBound < end else { return "" }
    return trimmedText(range.lowerBound..<end, of: record)
}

/// Two bytes as a number of two digits.
@inline(__always)
func twoDigits(_ record: Span<UInt8>, _ offset: Int) -> Int? {
    guard offset + 2 <= record.count else { return nil }
    let (tens, ones) = (record[offset] &- 0x30, record[offset + 1] &- 0x30)
    guard tens < 10, ones < 10 else { return nil }
    return Int(tens) * 10 + Int(ones)
}
