internal import CZlib

/// Reads a zip archive from its begin to its end, member by member, without going back to its directory.
///
/// The directory at the end makes the archive complete, and has to list as many members as there were.
///
/// Source: PKWARE APPNOTE 6.3.10, section 4.3.
final class ZipUnpacker {
    enum State {
        case record
        case stored(ZipMember)
        case deflated(ZipMember)
        /// Data of a member that are not read.
        case skipped(ZipMember)
        /// Behind the data of a member.
        case descriptor(ZipMember)
        /// The rest of a record of the directory.
        case passing(UInt64)
        /// Behind the end record.
        case behind
        case failed
    }

    /// Further members are not read: each is a content with its own findings.
    static let membersMax = 10_000

    var state = State.record
    var bounds = ExpansionBounds()
    /// What was fed and not yet consumed.
    var window: ArraySlice<UInt8> = []
    /// The offset in the file of the window's first byte.
    var offset = 0
    var isAtEnd = false
    /// A content was begun and not ended.
    var isOpen = false
    /// Local headers, and what the directory lists.
    var members = 0
    var listed = 0
    var contents = 0
    var hasEnd = false
    let inflater = Inflater(CZLIB_RAW)

    func feed(_ bytes: [UInt8], _ body: (Decompression.Event) throws -> Void) rethrows {
        window = window.isEmpty ? bytes[...] : Array(window + bytes)[...]
        while try step(body) {}
        if !window.isEmpty { window = Array(window)[...] }
    }

    func finish(_ body: (Decompression.Event) throws -> Void) rethrows {
        isAtEnd = true
        while try step(body) {}
        if case .failed = state { return }
        guard case .behind = state else {
            return try end(.truncated, "the zip archive ends before its directory does", body)
        }
        if listed != members {
            let message = "the archive's directory lists \(listed) members, and \(members) are in it"
            try end(.archive, message, body)
        } else if contents == 0 {
            try end(.archive, "the zip archive holds no file", body)
        }
    }

    /// - Returns: whether something was done and more may be; `false` waits for more of the file.
    private func step(_ body: (Decompression.Event) throws -> Void) rethrows -> Bool {
        switch state {
        case .record: return try readRecord(body)
        case .stored(let member): return try copy(member, body)
        case .deflated(let member): return try inflate(member, body)
        case .skipped(let member): return skip(member)
        case .descriptor(let member): return try readDescriptor(member, body)
        case .passing(let rest): return pass(rest)
        case .behind: return try readBehind(body)
        case .failed:
            consume(window.count)
            return false
        }
    }

    func consume(_ count: Int) {
        window = window.dropFirst(count)
        offset += count
    }

    private func pass(_ rest: UInt64) -> Bool {
        let count = min(rest, UInt64(window.count))
        consume(Int(count))
        if count == rest { state = hasEnd ? .behind : .record } else { state = .passing(rest - count) }
        return count == rest
    }

    private func readBehind(_ body: (Decompression.Event) throws -> Void) rethrows -> Bool {
        // Padding and the line end that a transfer may add.
        let padding: Set<UInt8> = [0x00, 0x0A, 0x0D, 0x1A, 0x20]
        consume(window.prefix { padding.contains($0) }.count)
        guard !window.isEmpty else { return false }
        try end(.archive, "bytes follow the end of the zip archive", body)
        return false
    }

    /// Ends the content that is open, or else says that the archive failed; nothing more is read.
    func end(
        _ code: BankFileFinding.Code,
        _ message: String,
        _ body: (Decompression.Event) throws -> Void
    ) rethrows {
        let finding = BankFileFinding(code, message, at: BankFilePosition(byte: offset))
        let wasOpen = isOpen
        (isOpen, state) = (false, .failed)
        try body(wasOpen ? .end(finding) : .failed(finding))
    }
}
