extension XMLScanner {
    private static let declarationBytesMax = 1_024

    /// Reads a byte order mark and the XML declaration, if they are there, and sets the encoding.
    ///
    /// - Returns: where they end; the phase stays `start` when the window ends inside them.
    mutating func declaration(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ isLast: Bool
    ) throws(BankFileFinding) -> Int {
        guard window.count >= 8 || isLast else { return offset }
        try refuseWideEncodings(window)
        var index = 0
        if window.count >= 3, window[0] == 0xEF, window[1] == 0xBB, window[2] == 0xBF { index = 3 }
        let hasMark = index > 0
        guard isDeclaration(window, index) else {
            guard window.count > index else { return offset }
            phase = .prolog
            return index
        }
        var end = index + 5
        while end + 1 < window.count, !(window[end] == Ascii.question && window[end + 1] == Ascii.greater) {
            guard window[end] < 0x80, window[end] != Ascii.less, end - index < Self.declarationBytesMax else {
                throw fault(.notWellFormed, "an XML declaration that does not end", window, index)
            }
            end += 1
        }
        guard end + 1 < window.count else { return offset }
        try readDeclaration(window, index + 5..<end, hasMark: hasMark)
        phase = .prolog
        return end + 2
    }

    private func isDeclaration(_ window: Span<UInt8>, _ index: Int) -> Bool {
        guard index + 5 < window.count, window[index] == Ascii.less, window[index + 1] == Ascii.question else {
            return false
        }
        return window[index + 2] == 0x78 && window[index + 3] == 0x6D && window[index + 4] == 0x6C
            && Ascii.isSpace(window[index + 5])
    }

    private mutating func refuseWideEncodings(_ window: Span<UInt8>) throws(BankFileFinding) {
        guard window.count >= 2 else { return }
        switch (window[0], window[1]) {
        case (0xFE, 0xFF), (0xFF, 0xFE), (0x00, 0x3C), (0x3C, 0x00), (0x00, 0x00):
            let names = TextEncoding.supportedNames
            throw fault(.encoding, "UTF-16 or UTF-32 text; supported are \(names)", window, 0)
        default:
            return
        }
    }

    /// Reads `version`, `encoding` and `standalone`, in this order.
    private mutating func readDeclaration(
        _ window: Span<UInt8>,
        _ range: Range<Int>,
        hasMark: Bool
    ) throws(BankFileFinding) {
        var index = range.lowerBound
        var seen: [String] = []
        while true {
            let space = index
            while index < range.upperBound, Ascii.isSpace(window[index]) { index += 1 }
            guard index < range.upperBound else { break }
            guard index > space, let (name, value, end) = pseudoAttribute(window, index..<range.upperBound) else {
                throw fault(.notWellFormed, "a malformed XML declaration", window, index)
            }
            try accept(name, value, after: seen, hasMark: hasMark, window, index)
            seen.append(name)
            index = end
        }
        guard seen.first == "version" else {
            throw fault(.notWellFormed, "an XML declaration without a version", window, range.lowerBound)
        }
    }

    private mutating func accept(
        _ name: String,
        _ value: String,
        after seen: [String],
        hasMark: Bool,
        _ window: Span<UInt8>,
        _ index: Int
    ) throws(BankFileFinding) {
        switch (name, seen) {
        case ("version", []):
            guard value.hasPrefix("1."), value.count > 2, value.utf8.dropFirst(2).allSatisfy(Ascii.isDigit) else {
                throw fault(.notWellFormed, "an XML version other than 1.x", window, index)
            }
        case ("encoding", ["version"]):
            // A byte order mark is evidence, a declaration only a claim that converters often forget to change.
            if hasMark {
                encoding = .utf8
                return
            }
            guard let declared = TextEncoding(name: value) else {
                let names = TextEncoding.supportedNames
                throw fault(.encoding, "the encoding is not supported; supported are \(names)", window, index)
            }
            encoding = declared
        case ("standalone", ["version"]), ("standalone", ["version", "encoding"]):
            guard value == "yes" || value == "no" else {
                throw fault(.notWellFormed, "standalone is neither yes nor no", window, index)
            }
        default:
            throw fault(.notWellFormed, "a malformed XML declaration", window, index)
        }
    }

    private func pseudoAttribute(
        _ window: Span<UInt8>,
        _ range: Range<Int>
    ) -> (name: String, value: String, end: Int)? {
        var index = range.lowerBound
        func take(while belongs: (UInt8) -> Bool) -> String {
            var bytes: [UInt8] = []
            while index < range.upperBound, belongs(window[index]) {
                bytes.append(window[index])
                index += 1
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        let name = take(while: Ascii.isLetter)
        _ = take(while: Ascii.isSpace)
        guard !name.isEmpty, index < range.upperBound, window[index] == Ascii.equals else { return nil }
        index += 1
        _ = take(while: Ascii.isSpace)
        guard index < range.upperBound else { return nil }
        let quote = window[index]
        guard quote == Ascii.quote || quote == Ascii.apostrophe else { return nil }
        index += 1
        let value = take { $0 != quote }
        guard index < range.upperBound else { return nil }
        return (name, value, index + 1)
    }
}
