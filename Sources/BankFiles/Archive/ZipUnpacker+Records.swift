extension ZipUnpacker {
    /// Reads the record that begins here, of a member or of the directory.
    func readRecord(_ body: (Decompression.Event) throws -> Void) rethrows -> Bool {
        guard window.count >= 4 else { return false }
        let fields = LittleEndian(bytes: window)
        switch ZipSignature(rawValue: fields.double(at: 0)) {
        case .localHeader:
            guard listed == 0 else { return try noRecord(body) }
            guard let header = ZipLocalHeader(window) else { return false }
            let start = offset
            consume(header.length)
            try begin(ZipMember(header: header, start: start), body)
            return true
        case .spanned:
            consume(4)
            return true
        case .centralHeader:
            guard window.count >= 46 else { return false }
            listed += 1
            state = .passing(UInt64(46 + fields.word(at: 28) + fields.word(at: 30) + fields.word(at: 32)))
            return true
        case .centralSignature:
            guard window.count >= 6 else { return false }
            state = .passing(UInt64(6 + fields.word(at: 4)))
            return true
        case .extraData:
            guard window.count >= 8 else { return false }
            state = .passing(8 + UInt64(fields.double(at: 4)))
            return true
        case .zip64End:
            guard window.count >= 12 else { return false }
            let length = fields.number(at: 4, bytes: 8)
            guard length < 1 << 32 else { return try noRecord(body) }
            state = .passing(12 + length)
            return true
        case .zip64Locator:
            state = .passing(20)
            return true
        case .end:
            guard window.count >= 22 else { return false }
            hasEnd = true
            state = .passing(UInt64(22 + fields.word(at: 20)))
            return true
        case .descriptor, nil:
            return try noRecord(body)
        }
    }

    private func noRecord(_ body: (Decompression.Event) throws -> Void) rethrows -> Bool {
        try end(.archive, "no record of a zip archive begins here: the archive is damaged", body)
        return false
    }

    private func begin(_ member: ZipMember, _ body: (Decompression.Event) throws -> Void) rethrows {
        members += 1
        let header = member.header
        if members == 1, header.isOfOfficeDocument {
            return try end(.archive, "the file is an office document; export it as CSV", body)
        }
        if contents == Self.membersMax {
            return try end(.limit, "more than \(Self.membersMax) members; the others are not read", body)
        }
        if header.isDirectory || header.isDesktopNoise { return try pass(over: member, because: nil, body) }
        contents += 1
        isOpen = true
        try body(.begin(name: header.name))
        if header.isEncrypted { return try pass(over: member, because: "is encrypted", body) }
        switch header.method {
        case 0 where member.isUnmeasured && header.hasDescriptor: state = .descriptor(member)
        case 0: state = .stored(member)
        case 8:
            inflater.reset()
            state = .deflated(member)
        default:
            let message = "is packed with method \(header.method), which is not read; stored and deflated ones are"
            try pass(over: member, because: message, body)
        }
    }

    /// Goes to the next member, if the header says how far that is.
    func pass(
        over member: ZipMember,
        because reason: String?,
        _ body: (Decompression.Event) throws -> Void
    ) rethrows {
        var member = member
        member.isRead = false
        if let reason {
            let place = BankFilePosition(byte: member.start)
            let rest = member.isUnmeasured ? "; what follows it in the archive cannot be found" : ""
            isOpen = false
            try body(.end(BankFileFinding(.archive, "the member \(reason)\(rest)", at: place)))
        }
        if reason != nil, member.isUnmeasured, member.header.hasDescriptor {
            state = .failed
        } else if member.header.method == 8, member.isUnmeasured, member.header.hasDescriptor {
            // Of a directory or a file that nobody wants, packed without a size: it has to be expanded to find its end.
            inflater.reset()
            state = .deflated(member)
        } else {
            state = .skipped(member)
        }
    }
}
