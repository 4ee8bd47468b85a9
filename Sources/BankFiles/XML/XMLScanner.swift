/// A streaming reader of XML 1.0 documents without a document type, fed in pieces of any size.
///
/// It checks well-formedness (nesting by name, attribute syntax and duplicates, characters, references) and refuses
/// document type declarations, so nothing in a file can make it fetch, expand or repeat anything. What it keeps
/// between two pieces is at most one tag or one text, both limited. Namespaces are not resolved: sinks see local names.
///
/// Source: W3C XML 1.0, fifth edition.
struct XMLScanner: Sendable {
    enum Phase: Sendable {
        /// Nothing read: a byte order mark and the XML declaration may follow.
        case start
        /// Before the document element.
        case prolog
        case content
        /// After the document element.
        case epilog
    }

    let limits: XMLLimits
    var context = XMLContext()
    var encoding = TextEncoding.utf8
    var phase = Phase.start
    var attributes: [XMLAttribute] = []
    /// Decoded text, reused.
    var scratch: [UInt8] = []
    /// Bytes of text since the last tag.
    var textBytes = 0
    /// The depth of the element whose content nobody wants; 0 outside of such.
    var skippedDepth = 0
    /// The unread rest of earlier pieces.
    private var pending: [UInt8] = []
    /// An unfinished tag or text is looked at again when this many bytes are at hand: doubling keeps it linear.
    private var pendingBytesMin = 0
    /// A rest of at most so many bytes is completed from as many of the next piece.
    private static let nearBytes = 4_096

    init(limits: XMLLimits = XMLLimits()) {
        self.limits = limits
    }

    /// Reads the next piece of the document.
    ///
    /// - Throws: the first fault; the scanner must not be fed again after it.
    mutating func feed(_ bytes: [UInt8], into sink: inout some XMLSink) throws(BankFileFinding) {
        guard !pending.isEmpty else { return try feed(bytes, from: 0, &sink) }
        guard pending.count <= Self.nearBytes else { return try feedAll(bytes, &sink) }
        // A tag or a text was cut: what completes it is near as a rule, and the whole piece need not be copied for it.
        let (kept, near) = (pending.count, min(bytes.count, Self.nearBytes))
        pending.append(contentsOf: bytes[..<near])
        let used = try runPending(isLast: false, &sink)
        if used >= kept { return try feed(bytes, from: used - kept, &sink) }
        if near < bytes.count { try feedAll(bytes[near...], &sink) }
    }

    /// Reads a piece from a place on, where nothing is pending.
    private mutating func feed(
        _ bytes: [UInt8],
        from start: Int,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) {
        pending.removeAll(keepingCapacity: true)
        let used = try run(bytes.span.extracting(start..<bytes.count), isLast: false, &sink)
        keep(bytes[(start + used)...])
    }

    /// Reads what is pending and a piece as one window.
    private mutating func feedAll(_ bytes: some Collection<UInt8>, _ sink: inout some XMLSink) throws(BankFileFinding) {
        pending.append(contentsOf: bytes)
        guard pending.count >= pendingBytesMin else { return }
        _ = try runPending(isLast: false, &sink)
    }

    /// - Returns: how many bytes of what was pending are done with.
    private mutating func runPending(isLast: Bool, _ sink: inout some XMLSink) throws(BankFileFinding) -> Int {
        // Taken out, so that it can be read while the rest of the state changes.
        let window = pending
        pending = []
        let used = try run(window.span, isLast: isLast, &sink)
        keep(window[used...])
        return used
    }

    /// Says that the document ends here.
    ///
    /// - Throws: `truncated` when it is not complete, or the first fault in what was left to read.
    mutating func finish(into sink: inout some XMLSink) throws(BankFileFinding) {
        _ = try runPending(isLast: true, &sink)
        // All bytes are done with here, so the end of the file is where the next window would begin.
        let nothing: [UInt8] = []
        guard phase == .epilog else { throw truncation(nothing.span, 0) }
    }

    private mutating func keep(_ rest: ArraySlice<UInt8>) {
        pending.removeAll(keepingCapacity: true)
        pending.append(contentsOf: rest)
        pendingBytesMin = rest.count > 4_096 ? rest.count * 2 : 0
    }

    /// Reads whole tokens from the window until it ends or a token is incomplete.
    ///
    /// - Returns: how many bytes are done with.
    private mutating func run(
        _ window: Span<UInt8>,
        isLast: Bool,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        var offset = 0
        while offset < window.count {
            let next = try step(window, offset, isLast, &sink)
            if next == offset {
                if isLast { throw truncation(window, window.count) }
                break
            }
            offset = next
        }
        context.discard(offset, of: window)
        return offset
    }

    /// Reads one token.
    ///
    /// - Returns: where it ends, or `offset` itself when the window ends inside it.
    @inline(__always)
    private mutating func step(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ isLast: Bool,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        switch phase {
        case .content:
            let next = try commonContent(window, offset, &sink)
            guard next == offset else { return next }
            if window[offset] == Ascii.less { return try markup(window, offset, isLast, &sink) }
            return try text(window, offset, isLast, &sink)
        case .prolog, .epilog:
            let next = skipSpace(window, offset)
            guard next == offset else { return next }
            guard window[offset] == Ascii.less else {
                let what = phase == .prolog ? "before the first element" : "after the document element"
                throw fault(.notWellFormed, "text \(what)", window, offset)
            }
            return try markup(window, offset, isLast, &sink)
        case .start:
            let next = try declaration(window, offset, isLast)
            guard phase == .prolog, next == offset else { return next }
            return try step(window, offset, isLast, &sink)
        }
    }

    @inline(__always)
    private mutating func markup(
        _ window: Span<UInt8>,
        _ offset: Int,
        _ isLast: Bool,
        _ sink: inout some XMLSink
    ) throws(BankFileFinding) -> Int {
        guard offset + 1 < window.count else { return offset }
        switch window[offset + 1] {
        case Ascii.slash:
            return try endTag(window, offset, &sink)
        case Ascii.exclamation:
            return try commentOrSection(window, offset, isLast, &sink)
        case Ascii.question:
            return try processingInstruction(window, offset)
        default:
            guard phase != .epilog else {
                throw fault(.notWellFormed, "a second document element", window, offset)
            }
            return try startTag(window, offset, &sink)
        }
    }

    mutating func fault(
        _ code: BankFileFinding.Code,
        _ message: String,
        _ window: Span<UInt8>,
        _ offset: Int
    ) -> BankFileFinding {
        BankFileFinding(code, message, at: context.position(at: offset, window: window))
    }

    private mutating func truncation(_ window: Span<UInt8>, _ offset: Int) -> BankFileFinding {
        let what = phase == .start || phase == .prolog ? "before any element" : "before the document is complete"
        return fault(.truncated, "the file ends \(what)", window, offset)
    }

    /// Where the white space that begins at `offset` ends.
    @inline(__always)
    func skipSpace(_ window: Span<UInt8>, _ offset: Int) -> Int {
        var index = offset
        while index < window.count, Ascii.isSpace(window[index]) { index &+= 1 }
        return index
    }
}

/// The bytes that XML's syntax is made of.
enum Ascii {
    static let less = UInt8(ascii: "<")
    static let greater = UInt8(ascii: ">")
    static let ampersand = UInt8(ascii: "&")
    static let bracket = UInt8(ascii: "]")
    static let slash = UInt8(ascii: "/")
    static let question = UInt8(ascii: "?")
    static let exclamation = UInt8(ascii: "!")
    static let equals = UInt8(ascii: "=")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let colon = UInt8(ascii: ":")
    static let dash = UInt8(ascii: "-")
    static let semicolon = UInt8(ascii: ";")
    static let hash = UInt8(ascii: "#")

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    /// Whether names may have the byte; some of them only behind the first place, and the colon is told apart.
    @inline(__always)
    static func isNameByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == 0x5F || byte == dash || byte == 0x2E
    }

    @inline(__always)
    static func mayContinueName(_ byte: UInt8) -> Bool { isNameByte(byte) || byte == colon || byte >= 0x80 }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
