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
    /// - Throws: `JSONError` with the reason; with the path of a duplicate key, with the position of any other fault.
    public init(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        guard bytes.count <= limits.byteCountMax else { throw JSONError(.tooLarge) }
        self.bytes = bytes
        tape = JSONTape(parsing: bytes, depthMax: limits.depthMax)
        if let reason = tape.rejection {
            let path = tape.duplicate.map { tape.path(to: $0) } ?? ""
            throw JSONError(reason, path: path, position: Self.position(of: reason, in: bytes))
        }
    }

    private static func position(of reason: JSONError.Reason, in bytes: [UInt8]) -> JSONPosition? {
        let byte: Int?
        switch reason {
        case .malformed, .invalidString, .numberOutOfRange:
            var locator = JSONFaultLocator(bytes)
            byte = locator.firstFault()
        case .invalidUTF8:
            byte = invalidUTF8(in: bytes)
        case .tooDeep, .tooLarge, .duplicateKey, .missing, .mismatch, .outOfMemory:
            byte = nil
        }
        return byte.map { JSONPosition(byte: $0, in: bytes) }
    }

    private static func invalidUTF8(in bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch { return error.byteOffsets.lowerBound }
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
