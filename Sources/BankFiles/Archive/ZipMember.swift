/// A member while it is read.
struct ZipMember {
    let header: ZipLocalHeader
    /// The offset in the file of its header.
    let start: Int
    /// Bytes of its data that were consumed.
    var packed: UInt64 = 0
    var produced: UInt64 = 0
    var checksum: UInt32 = 0
    /// Whether its content is handed on.
    var isRead = true

    init(header: ZipLocalHeader, start: Int) {
        self.header = header
        self.start = start
    }

    /// The header does not say how long the data are; their own end, or the descriptor behind them, does.
    var isUnmeasured: Bool { header.hasDescriptor && header.packedBytes == 0 }

    /// Data that are still to come; `nil` when only their own end tells.
    var rest: UInt64? {
        guard !isUnmeasured else { return nil }
        return header.packedBytes > packed ? header.packedBytes - packed : 0
    }
}

extension ZipUnpacker {
    func copy(_ member: ZipMember, _ body: (Decompression.Event) throws -> Void) rethrows -> Bool {
        var member = member
        let rest = member.rest ?? 0
        let count = Int(min(rest, UInt64(window.count)))
        if count > 0 {
            let bytes = window.prefix(count)
            member.packed += UInt64(count)
            member.produced += UInt64(count)
            member.checksum = Inflater.checksum(bytes, after: member.checksum)
            let refusal = bounds.add(consumed: count, produced: count, at: offset)
            consume(count)
            state = .stored(member)
            try body(.bytes(Array(bytes)))
            if let refusal {
                try end(refusal.code, refusal.message, body)
                return false
            }
        }
        guard UInt64(count) == rest else { return false }
        try close(member, body)
        return true
    }

    func inflate(_ member: ZipMember, _ body: (Decompression.Event) throws -> Void) rethrows -> Bool {
        var member = member
        let input = window.prefix(Int(min(member.rest ?? .max, UInt64(window.count))))
        let step = inflater.run(input)
        member.packed += UInt64(step.consumed)
        member.produced += UInt64(step.output.count)
        member.checksum = Inflater.checksum(step.output[...], after: member.checksum)
        consume(step.consumed)
        state = .deflated(member)
        let refusal = bounds.add(consumed: step.consumed, produced: step.output.count, at: offset)
        if member.isRead, !step.output.isEmpty { try body(.bytes(step.output)) }
        if let refusal {
            try end(refusal.code, refusal.message, body)
            return false
        }
        switch step.state {
        case .more:
            if step.consumed > 0 || !step.output.isEmpty { return true }
            guard member.rest == 0 else { return false }
            try damaged(member, "does not end where its header says", body)
        case .end:
            if let rest = member.rest, rest > 0 {
                try damaged(member, "ends before its header says", body)
            } else {
                try close(member, body)
            }
        case .damaged, .checkFailed:
            try damaged(member, "is damaged", body)
        case .noMemory:
            try end(.limit, "no memory to expand the member", body)
        }
        return true
    }

    func skip(_ member: ZipMember) -> Bool {
        var member = member
        let rest = member.rest ?? 0
        let count = Int(min(rest, UInt64(window.count)))
        member.packed += UInt64(count)
        consume(count)
        state = UInt64(count) < rest ? .skipped(member) : member.header.hasDescriptor ? .descriptor(member) : .record
        return UInt64(count) == rest
    }

    /// Compares what was read with what stands behind it.
    func readDescriptor(_ member: ZipMember, _ body: (Decompression.Event) throws -> Void) rethrows -> Bool {
        guard window.count >= ZipDescriptor.bytesMax || isAtEnd else { return false }
        let isWhole = member.isRead || member.rest == nil && member.header.method == 8
        let content = isWhole ? (bytes: member.produced, sum: member.checksum) : nil
        switch ZipDescriptor.match(window, packed: member.packed, content: content) {
        case .length(let length):
            consume(length)
            try close(member, isChecked: true, body)
            return true
        case .wrongChecksum(let length):
            consume(length)
            state = .record
            try endContent(member, "is damaged: its CRC-32 disagrees", body)
            return true
        case .none:
            return try withoutDescriptor(member, body)
        }
    }

    /// Some writers announce a descriptor, give the sizes in the header and write none; others lose their place.
    private func withoutDescriptor(
        _ member: ZipMember,
        _ body: (Decompression.Event) throws -> Void
    ) rethrows -> Bool {
        let next = ZipSignature(rawValue: LittleEndian(bytes: window).double(at: 0))
        if next == .localHeader || next == .centralHeader, !member.isUnmeasured || member.packed == 0 {
            try closeByHeader(member, body)
            return true
        }
        // Too little for a descriptor and a directory: the file was cut here, which is said at its end.
        if isAtEnd, window.count < ZipDescriptor.bytesMax { return false }
        let reason = "has a length that cannot be told; what follows it in the archive cannot be found"
        if member.isRead { try endContent(member, reason, body) }
        state = .failed
        return true
    }

    /// The data of a member were read to their end.
    private func close(
        _ member: ZipMember,
        isChecked: Bool = false,
        _ body: (Decompression.Event) throws -> Void
    ) rethrows {
        if !isChecked, member.header.hasDescriptor {
            state = .descriptor(member)
        } else if isChecked || !member.isRead {
            state = .record
            if member.isRead { try endContent(member, nil, body) }
        } else {
            try closeByHeader(member, body)
        }
    }

    private func closeByHeader(_ member: ZipMember, _ body: (Decompression.Event) throws -> Void) rethrows {
        state = .record
        guard member.isRead else { return }
        if member.produced != member.header.contentBytes {
            let counts = "\(member.produced) bytes instead of \(member.header.contentBytes)"
            try endContent(member, "is damaged: it has \(counts)", body)
        } else if member.checksum != member.header.checksum {
            try endContent(member, "is damaged: its CRC-32 disagrees", body)
        } else {
            try endContent(member, nil, body)
        }
    }

    private func damaged(
        _ member: ZipMember,
        _ reason: String,
        _ body: (Decompression.Event) throws -> Void
    ) rethrows {
        var member = member
        let isLost = member.rest == nil
        try endContent(member, isLost ? "\(reason); what follows it in the archive cannot be found" : reason, body)
        member.isRead = false
        state = isLost ? .failed : .skipped(member)
    }

    private func endContent(
        _ member: ZipMember,
        _ reason: String?,
        _ body: (Decompression.Event) throws -> Void
    ) rethrows {
        guard member.isRead else { return }
        isOpen = false
        try body(.end(reason.map { BankFileFinding(.archive, "the member \($0)", at: BankFilePosition(byte: offset)) }))
    }
}
