/// The text of a field: UTF-8 where the bytes are that, else Windows-1252, which is what banks mean by Latin-1; the
/// five bytes that it leaves open stay control characters, so that no byte is lost.
///
/// One field is looked at by itself, because files that are put together from several sources mix both.
func fileText(_ bytes: Span<UInt8>) -> String {
    do {
        return String(copying: try UTF8Span(validating: bytes))
    } catch {
        var text = String.UnicodeScalarView()
        for index in bytes.indices {
            let byte = bytes[index]
            text.append(
                byte < 0x80 ? Unicode.Scalar(byte) : TextEncoding.windows1252.scalar(of: byte) ?? Unicode.Scalar(byte)
            )
        }
        return String(text)
    }
}

/// Where the bytes of a range lie without the blanks at both of its ends.
func trimmed(_ range: Range<Int>, of bytes: Span<UInt8>) -> Range<Int> {
    var (begin, end) = (range.lowerBound, range.upperBound)
    while begin < end, bytes[begin] == 0x20 { begin += 1 }
    while end > begin, bytes[end - 1] == 0x20 { end -= 1 }
    return begin..<end
}

/// The text of a range without the blanks at both of its ends.
func trimmedText(_ range: Range<Int>, of bytes: Span<UInt8>) -> String {
    fileText(bytes.extracting(trimmed(range, of: bytes)))
}

extension [UInt8] {
    /// Appends bytes at once, which one by one takes several times as long.
    mutating func append(_ bytes: Span<UInt8>) {
        append(addingCapacity: bytes.count) { end in
            for index in bytes.indices { end.append(bytes[index]) }
        }
    }
}
