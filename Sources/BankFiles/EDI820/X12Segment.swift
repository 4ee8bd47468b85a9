/// One segment of an X12 interchange: its tag and its elements, without the separators.
struct X12Segment: Sendable {
    /// Without line ends and without its terminator.
    let bytes: [UInt8]
    /// Where each element lies, the tag first, without the blanks around it.
    private let elements: [Range<Int>]
    let position: BankFilePosition

    /// Cuts a segment at its separators.
    init(_ bytes: [UInt8], separator: [UInt8], at position: BankFilePosition) {
        self.bytes = bytes
        self.position = position
        var elements: [Range<Int>] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            if let first = separator.first, bytes[index] == first, bytes[index...].starts(with: separator) {
                elements.append(trimmed(start..<index, of: bytes.span))
                index += separator.count
                start = index
            } else {
                index += 1
            }
        }
        elements.append(trimmed(start..<bytes.count, of: bytes.span))
        self.elements = elements
    }

    var tag: String { text(0) }

    /// The number of elements behind the tag.
    var count: Int { elements.count - 1 }

    func element(_ index: Int) -> ArraySlice<UInt8> {
        index < elements.count ? bytes[elements[index]] : []
    }

    /// The text of an element, empty where there is none.
    func text(_ index: Int) -> String {
        index < elements.count ? fileText(bytes.span.extracting(elements[index])) : ""
    }

    /// - Returns: `nil` for an element that is empty.
    func value(_ index: Int) -> String? {
        let text = text(index)
        return text.isEmpty ? nil : text
    }

    /// A count of at most fifteen digits.
    func number(_ index: Int) -> Int128? {
        let digits = element(index)
        guard !digits.isEmpty, digits.count <= 15 else { return nil }
        var value: Int128 = 0
        for digit in digits {
            guard Ascii.isDigit(digit) else { return nil }
            value = value * 10 + Int128(digit - 0x30)
        }
        return value
    }

    /// The elements behind the tag with asterisks between them, whatever the file has there.
    var rest: String { (1..<max(1, elements.count)).map(text).joined(separator: "*") }
}
