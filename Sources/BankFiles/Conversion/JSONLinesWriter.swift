import PaymentVocabulary

/// Writes every event as one JSON object a line: the lossless form, with positions.
///
/// Members stand in a fixed order; what is not known, empty or the usual case is left out. docs/cli-json.md has the
/// shape.
struct JSONLinesWriter: ConversionWriting {
    private var isBegun = false
    private var entries = 0

    mutating func begin(_ file: ConvertedFile) throws {
        isBegun = false
        entries = 0
    }

    mutating func take(
        _ event: BankFileEvent,
        of file: ConvertedFile,
        to sink: inout some ConversionSink
    ) throws -> BankFileFinding? {
        if !isBegun {
            try sink.write(Self.line("file") { $0.members(of: file) })
            isBegun = true
        }
        switch event {
        case .group(let group):
            try sink.write(Self.line("group") { $0.members(of: group) })
        case .entry(let entry):
            entries += 1
            try sink.write(Self.line("entry") { $0.members(of: entry) })
        case .unreadable(let entry):
            entries += 1
            try sink.write(Self.line("unreadable") { $0.members(of: entry) })
        case .groupEnd(let summary):
            try sink.write(Self.line("group-end") { $0.members(of: summary) })
        case .warning(let finding):
            try sink.write(Self.line("warning") { $0.members(of: finding) })
        case .error(let finding):
            try sink.write(Self.line("error") { $0.members(of: finding) })
        case .failed(let finding):
            try sink.write(Self.line("error") { $0.members(of: finding) })
            try sink.write(end(of: file, isComplete: false))
        case .end(let isComplete):
            try sink.write(end(of: file, isComplete: isComplete))
        }
        return nil
    }

    mutating func finish(to sink: inout some ConversionSink) throws {}

    private func end(of file: ConvertedFile, isComplete: Bool?) -> String {
        Self.line("end") { json in
            json.member("file", file.name)
            json.member("format", file.format?.rawValue)
            json.member("version", file.version)
            json.key("entries")
            json.number(entries)
            if let isComplete {
                json.key("complete")
                json.bool(isComplete)
            }
        }
    }

    private static func line(_ type: String, _ members: (inout JSONText) -> Void) -> String {
        var json = JSONText()
        json.object { json in
            json.member("type", type)
            members(&json)
        }
        return json.text + "\n"
    }
}

extension JSONText {
    /// A member that is left out when there is nothing to say.
    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: Int?) {
        guard let value else { return }
        key(name)
        number(value)
    }

    mutating func member(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        key(name)
        array(texts) { json, text in json.string(text) }
    }

    mutating func member(_ name: String, _ date: CalendarDate?) { member(name, date?.description) }

    mutating func member(_ name: String, _ amount: Money?) {
        guard let amount else { return }
        key(name)
        object { $0.members(of: amount) }
    }

    mutating func member(_ name: String, _ amounts: [Money]) {
        guard !amounts.isEmpty else { return }
        key(name)
        array(amounts) { json, amount in json.object { $0.members(of: amount) } }
    }

    mutating func members(of amount: Money) {
        member("amount", amount.decimal)
        member("currency", amount.currency.code)
    }

    mutating func member(_ name: String, _ fields: [BankFileField]) {
        guard !fields.isEmpty else { return }
        key(name)
        self.fields(fields)
    }

    /// Pairs in the order of the file, because a name may occur more than once.
    mutating func fields(_ fields: [BankFileField]) {
        array(fields) { json, field in
            json.array([field.name, field.value]) { json, text in json.string(text) }
        }
    }

    mutating func member(_ name: String, _ position: BankFilePosition) {
        key(name)
        object { json in
            json.member("line", position.line)
            json.member("column", position.column)
            json.member("byte", position.byte)
            json.member("path", position.path)
        }
    }

    mutating func members(of file: ConvertedFile) {
        member("file", file.name)
        member("format", file.format?.rawValue)
        member("version", file.version)
    }

    mutating func members(of finding: BankFileFinding) {
        member("code", finding.code.rawValue)
        member("message", finding.message)
        member("position", finding.position)
    }

    mutating func members(of entry: BankFileUnreadableEntry) {
        member("entry", entry.index)
        member("group", entry.groupIndex)
        key("findings")
        array(entry.findings) { json, finding in json.object { $0.members(of: finding) } }
    }
}
