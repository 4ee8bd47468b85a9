internal import CZlib

/// Reads a gzip file: its members, run together, are one content.
///
/// Source: RFC 1952 section 2.2.
final class GzipUnpacker {
    private enum State {
        case member
        /// Between members, or behind the last one.
        case between
        /// Nothing of what follows counts.
        case behind
        case failed
    }

    private let inflater = Inflater(CZLIB_GZIP)
    private var bounds = ExpansionBounds()
    private var state = State.member
    /// The offset in the file of the next byte.
    private var offset = 0
    private var isBegun = false
    /// The first byte of what may be a further member.
    private var pending: [UInt8] = []
    private var isPadded = false

    func feed(_ bytes: [UInt8], _ body: (Decompression.Event) throws -> Void) rethrows {
        try begin(body)
        var rest = (pending + bytes)[...]
        offset -= pending.count
        pending = []
        defer { offset += rest.count }
        while !rest.isEmpty {
            switch state {
            case .failed, .behind: return
            case .member: try expand(&rest, body)
            case .between: try look(&rest, body)
            }
        }
        // zlib may hold output for which there was no room.
        while case .member = state, try expand(&rest, body) {}
    }

    func finish(_ body: (Decompression.Event) throws -> Void) rethrows {
        try begin(body)
        switch state {
        case .failed: break
        case .behind: try body(.end(nil))
        case .between:
            if !pending.isEmpty { try body(.warning(garbage(at: offset - pending.count))) }
            try body(.end(nil))
        case .member:
            let message = "the gzip file ends before its data do"
            try body(.end(BankFileFinding(.truncated, message, at: BankFilePosition(byte: offset))))
        }
    }

    private func begin(_ body: (Decompression.Event) throws -> Void) rethrows {
        if !isBegun { try body(.begin(name: nil)) }
        isBegun = true
    }

    /// - Returns: whether anything came out.
    @discardableResult
    private func expand(
        _ rest: inout ArraySlice<UInt8>,
        _ body: (Decompression.Event) throws -> Void
    ) rethrows -> Bool {
        let step = inflater.run(rest)
        rest = rest.dropFirst(step.consumed)
        offset += step.consumed
        let refusal = bounds.add(consumed: step.consumed, produced: step.output.count, at: offset)
        if !step.output.isEmpty { try body(.bytes(step.output)) }
        if let refusal {
            try fail(refusal, body)
            return false
        }
        switch step.state {
        case .more: return !step.output.isEmpty
        case .end: state = .between
        case .damaged: try fail(.archive, "the gzip data are damaged", body)
        case .checkFailed: try fail(.archive, "the checksum of the gzip data disagrees: they are damaged", body)
        case .noMemory: try fail(.limit, "no memory to expand the gzip data", body)
        }
        return false
    }

    /// Behind a member: another one, zeros as tapes and mainframes pad, or something that is no part of the file.
    private func look(_ rest: inout ArraySlice<UInt8>, _ body: (Decompression.Event) throws -> Void) rethrows {
        if let first = rest.first, first == 0 {
            let zeros = rest.prefix { $0 == 0 }.count
            isPadded = true
            rest = rest.dropFirst(zeros)
            offset += zeros
            return
        }
        if rest.count == 1, rest.first == 0x1F, !isPadded {
            pending = Array(rest)
            offset += 1
            rest = []
            return
        }
        if !isPadded, rest.starts(with: [0x1F, 0x8B]) {
            inflater.reset()
            state = .member
            return
        }
        state = .behind
        try body(.warning(garbage(at: offset)))
    }

    private func garbage(at byte: Int) -> BankFileFinding {
        let message = "bytes behind the gzip data are no part of them and are not read"
        return BankFileFinding(.archive, message, at: BankFilePosition(byte: byte))
    }

    private func fail(
        _ code: BankFileFinding.Code,
        _ message: String,
        _ body: (Decompression.Event) throws -> Void
    ) rethrows {
        try fail(BankFileFinding(code, message, at: BankFilePosition(byte: offset)), body)
    }

    private func fail(_ finding: BankFileFinding, _ body: (Decompression.Event) throws -> Void) rethrows {
        state = .failed
        try body(.end(finding))
    }
}
