extension JSONDocument {
    /// The same value written in the one way that depends on nothing but the value: no white space, keys sorted by their
    /// UTF-8 bytes, escapes as `JSONWriter` writes them.
    ///
    /// Whole numbers are written in decimal; other numbers keep their spelling, so `1.0` and `1.00` differ. Hashing
    /// these bytes tells whether two requests ask for the same.
    public func canonicalBytes() -> [UInt8] {
        var encoder = CanonicalEncoder(document: self)
        encoder.write(root)
        return encoder.writer.bytes
    }
}

private struct CanonicalEncoder {
    let document: JSONDocument
    /// Looked up for the whole document when the first number that is not whole is met: most have none.
    private lazy var decimals = document.decimalTexts()
    private(set) var writer = JSONWriter()

    init(document: JSONDocument) { self.document = document }

    mutating func write(_ value: JSONValue) {
        let tape = document.tape
        switch value.kind {
        case .object:
            let members = JSONMembers(object: value).sorted { JSONWriter.precedes($0.key, $1.key) }
            writeContainer(members, "{", "}") { encoder, member in
                encoder.writer.write(string: member.key)
                encoder.writer.write(literal: ":")
                encoder.write(member.value)
            }
        case .array:
            writeContainer(Array(JSONElements(array: value)), "[", "]") { $0.write($1) }
        case .string: writer.write(string: tape.string(at: value.position))
        case .integer: writer.write(literal: String(tape.integer(at: value.position)))
        case .decimal: writer.write(literal: decimals[value.position] ?? "")
        case .boolean: writer.write(literal: tape.isTrue(at: value.position) ? "true" : "false")
        case .null: writer.write(literal: "null")
        }
    }

    private mutating func writeContainer<Item>(
        _ items: [Item],
        _ open: String,
        _ close: String,
        _ body: (inout CanonicalEncoder, Item) -> Void
    ) {
        writer.write(literal: open)
        for (index, item) in items.enumerated() {
            if index > 0 { writer.write(literal: ",") }
            body(&self, item)
        }
        writer.write(literal: close)
    }
}
