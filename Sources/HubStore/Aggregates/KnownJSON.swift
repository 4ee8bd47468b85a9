import PaymentVocabulary

/// Reads JSON whose form is known to the byte: that of `JSONBytes`, without blanks, its keys in their order.
///
/// Whatever has another form is refused, escapes included; it is for a reader of all JSON to read or to complain of.
struct KnownJSON {
    /// The bytes have another form.
    struct OtherForm: Error {}

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// Goes on behind `text` if it comes next.
    mutating func takes(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        let isNext = text.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + count]) }
        if isNext { position += count }
        return isNext
    }

    mutating func expect(_ text: StaticString) throws(OtherForm) {
        guard takes(text) else { throw OtherForm() }
    }

    mutating func string() throws(OtherForm) -> String {
        let content = try quoted()
        guard let text = String(validating: content, as: UTF8.self) else { throw OtherForm() }
        return text
    }

    /// The value of a key that may be absent.
    mutating func string(after key: StaticString) throws(OtherForm) -> String? {
        takes(key) ? try string() : nil
    }

    mutating func strings() throws(OtherForm) -> [String] {
        try list { reader throws(OtherForm) in try reader.string() }
    }

    mutating func list<Element>(
        _ element: (inout KnownJSON) throws(OtherForm) -> Element
    ) throws(OtherForm) -> [Element] {
        try expect("[")
        guard !takes("]") else { return [] }
        var elements = [try element(&self)]
        while takes(",") { elements.append(try element(&self)) }
        try expect("]")
        return elements
    }

    mutating func integer() throws(OtherForm) -> Int64 {
        let isNegative = takes("-")
        let start = position
        var value: Int64 = 0
        while position < bytes.count, case let digit = Int64(bytes[position]) - 48, 0...9 ~= digit {
            let (tenfold, isTooMuch) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooMuchMore) = tenfold.subtractingReportingOverflow(digit)
            guard !isTooMuch, !isTooMuchMore else { throw OtherForm() }
            value = sum
            position += 1
        }
        guard position > start, isNegative || value != .min else { throw OtherForm() }
        return isNegative ? value : -value
    }

    mutating func bool() throws(OtherForm) -> Bool {
        if takes("true") { return true }
        try expect("false")
        return false
    }

    mutating func date() throws(OtherForm) -> CalendarDate {
        guard let date = CalendarDate(try string()) else { throw OtherForm() }
        return date
    }

    mutating func money() throws(OtherForm) -> Money {
        try expect(#"{"currency":"#)
        guard let currency = Currency(activeOrWithdrawn: try string()) else { throw OtherForm() }
        try expect(#","minorUnits":"#)
        let money = Money(minorUnits: try integer(), currency: currency)
        try expect("}")
        return money
    }

    private mutating func quoted() throws(OtherForm) -> Slice<UnsafeBufferPointer<UInt8>> {
        try expect("\"")
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return bytes[start..<position]
            case UInt8(ascii: "\\"), 0..<0x20: throw OtherForm()
            default: position += 1
            }
        }
        throw OtherForm()
    }
}
