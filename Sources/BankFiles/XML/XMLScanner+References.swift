extension XMLScanner {
    /// The longest reference that can be valid, `&#x0010FFFF;` with some leading zeros.
    private static let referenceBytesMax = 32

    /// Checks a character reference or one of the five predefined entities.
    ///
    /// - Returns: where it ends, or `nil` when the window ends inside it.
    mutating func reference(_ window: Span<UInt8>, _ offset: Int) throws(BankFileFinding) -> Int? {
        switch referencePiece(window, offset) {
        case .whole(let end): return end
        case .incomplete: return nil
        case .wrong: throw fault(.notWellFormed, wrongReference(window, offset), window, offset)
        }
    }

    func referencePiece(_ window: Span<UInt8>, _ offset: Int) -> XMLPiece {
        guard let end = referenceEnd(window, offset) else { return .wrong }
        guard end < window.count else { return .incomplete }
        let (value, next) = Self.referenceValue(window, offset)
        return value == nil ? .wrong : .whole(end: next)
    }

    /// Where the semicolon of a reference is, or the window ends; `nil` where none can come.
    private func referenceEnd(_ window: Span<UInt8>, _ offset: Int) -> Int? {
        var end = offset + 1
        while end < window.count, window[end] != Ascii.semicolon {
            let byte = window[end]
            let belongs = Ascii.isLetter(byte) || Ascii.isDigit(byte) || (byte == Ascii.hash && end == offset + 1)
            guard belongs, end - offset < Self.referenceBytesMax else { return nil }
            end += 1
        }
        return end
    }

    func wrongReference(_ window: Span<UInt8>, _ offset: Int) -> String {
        referenceEnd(window, offset) == nil
            ? "'&' that begins no reference" : "a reference to no known entity or character"
    }

    /// What a reference that has its semicolon stands for, and where it ends.
    static func referenceValue(_ window: Span<UInt8>, _ offset: Int) -> (Unicode.Scalar?, end: Int) {
        var end = offset + 1
        while end < window.count, window[end] != Ascii.semicolon { end += 1 }
        let next = min(end + 1, window.count)
        guard end > offset + 1 else { return (nil, next) }
        if window[offset + 1] == Ascii.hash { return (numeric(window, offset + 2..<end), next) }
        var name = XMLName()
        for index in offset + 1..<end { name.append(window[index]) }
        return (entities.first { $0.name == name }?.scalar, next)
    }

    private static func numeric(_ window: Span<UInt8>, _ range: Range<Int>) -> Unicode.Scalar? {
        guard let first = range.first else { return nil }
        let isHexadecimal = window[first] == UInt8(ascii: "x")
        let digits = isHexadecimal ? range.dropFirst() : range
        guard !digits.isEmpty else { return nil }
        var value: UInt32 = 0
        for index in digits {
            guard let digit = digit(window[index], isHexadecimal: isHexadecimal) else { return nil }
            value = value * (isHexadecimal ? 16 : 10) + digit
            guard value <= 0x10FFFF else { return nil }
        }
        let isCharacter =
            value == 0x09 || value == 0x0A || value == 0x0D || (value >= 0x20 && value != 0xFFFE && value != 0xFFFF)
        return isCharacter ? Unicode.Scalar(value) : nil
    }

    private static func digit(_ byte: UInt8, isHexadecimal: Bool) -> UInt32? {
        if Ascii.isDigit(byte) { return UInt32(byte - 0x30) }
        let letter = byte | 0x20
        guard isHexadecimal, (0x61...0x66).contains(letter) else { return nil }
        return UInt32(letter - 0x61 + 10)
    }

    /// Source: XML 1.0, section 4.6.
    private static let entities: [(name: XMLName, scalar: Unicode.Scalar)] = [
        (XMLName("amp"), "&"), (XMLName("lt"), "<"), (XMLName("gt"), ">"),
        (XMLName("apos"), "'"), (XMLName("quot"), "\""),
    ]
}
