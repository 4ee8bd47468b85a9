internal import CSimdjson

/// A JSON text that was parsed once and is read in place.
///
/// Parsing checks the whole text: UTF-8, grammar, escapes, depth, size, and that no object has a key twice. Values are
/// decoded only when they are asked for.
///
/// ```swift
/// let document = try JSONDocument(bytes)
/// let id = try document.root.string("data", "object", "id")
/// ```
/// A document never changes, so it may be shared between threads; its values keep it alive.
/// Source: RFC 8259.
public final class JSONDocument: Sendable {
    /// The text as it came: numbers that are not whole are read from it as they are spelled.
    let bytes: [UInt8]
    let tape: JSONTape

    /// Parses a JSON text.
    ///
    /// - Throws: `JSONError` with the reason; a path is named for a duplicate key alone.
    public init(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        guard bytes.count <= limits.byteCountMax else { throw JSONError(.tooLarge) }
        self.bytes = bytes
        tape = JSONTape(parsing: bytes, depthMax: limits.depthMax)
        if let reason = tape.rejection {
            throw JSONError(reason, path: tape.duplicate.map { tape.path(to: $0) } ?? "")
        }
    }

    /// Parses the UTF-8 bytes of the text.
    ///
    /// - Throws: `JSONError` with the reason.
    public convenience init(_ text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(Array(text.utf8), limits: limits)
    }

    /// The value that the whole text is.
    public var root: JSONValue { JSONValue(document: self, position: JSONTape.firstValue) }
}
