extension OFXBuilder {
    mutating func warn(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        if admits() { events.append(.warning(BankFileFinding(code, message, at: place))) }
    }

    mutating func fault(_ code: BankFileFinding.Code, _ message: String, at place: BankFilePosition) {
        if admits() { events.append(.error(BankFileFinding(code, message, at: place))) }
    }

    /// Whether one more finding is listed; the first that is not is replaced by a note.
    private mutating func admits() -> Bool {
        findings += 1
        if findings == Self.findingsMax {
            let message = "more than \(Self.findingsMax) findings; the rest is not listed"
            events.append(.warning(BankFileFinding(.more, message, at: BankFilePosition())))
        }
        return findings < Self.findingsMax
    }

    /// A warning that is given once a file.
    mutating func note(
        _ kind: String,
        _ code: BankFileFinding.Code,
        _ message: String,
        _ token: OFXToken,
        _ window: Span<UInt8>
    ) {
        guard noted.count < 100, noted.insert(kind).inserted else { return }
        let offset = max(token.tagRange.lowerBound, 0)
        warn(code, message, at: lines.position(offset, window))
    }

    mutating func noteText(_ token: OFXToken, _ window: Span<UInt8>) {
        let place = lines.position(token.text.lowerBound, window)
        guard noted.insert("text").inserted else { return }
        warn(.notWellFormed, "text that belongs to no element", at: place)
    }

    /// Says once when texts are in other characters than the header promises.
    mutating func checkCharacters(_ token: OFXToken, _ window: Span<UInt8>) {
        let isUTF8 = isValidUTF8(window.extracting(token.text))
        let message: String
        switch (header.characters, isUTF8) {
        case (.undeclared, _), (.utf8, true), (.windows1252, false): return
        case (.utf8, false): message = "the header says UTF-8, and this text is none; it is read as Windows-1252"
        case (.other, false):
            message = "the characters of \(header.charset.prefix(20)) are not known; this text is read as Windows-1252"
        case (.ascii, false): message = "the header says US-ASCII, and this text is none; it is read as Windows-1252"
        case (.ascii, true), (.windows1252, true), (.other, true):
            message = "the header says \(header.charset.prefix(20)), and this text is UTF-8, as which it is read"
        }
        guard noted.insert("characters \(isUTF8)").inserted else { return }
        warn(.encoding, message, at: lines.position(token.text.lowerBound, window))
    }

    private func isValidUTF8(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            guard bytes[index] >= 0x80 else {
                index += 1
                continue
            }
            guard case .character(let length) = checkUTF8(bytes, at: index) else { return false }
            index += length
        }
        return true
    }
}
