/// Why bytes are no acceptable JSON, or why a value in them is not what was asked for.
///
/// Names places and kinds, never values, so it may be logged.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found wrong.
    public enum Reason: Hashable, Sendable {
        /// Not the grammar of RFC 8259, or the document ends too early or goes on too long.
        case malformed
        /// Not UTF-8, as RFC 8259 section 8.1 demands.
        case invalidUTF8
        /// A string with an unknown escape, an unescaped control character or half of a surrogate pair.
        case invalidString
        /// A number that has no place in 64 bits, or that no reader would understand alike.
        case numberOutOfRange
        /// More levels than the limit.
        case tooDeep
        /// More bytes than the limit.
        case tooLarge
        /// An object that has a key twice: two readers of it could see two different amounts.
        case duplicateKey
        /// No value where one is required.
        case missing
        /// Another kind of value than the one required.
        case mismatch(expected: JSONKind, found: JSONKind)
        /// No memory to parse in.
        case outOfMemory
    }

    /// What was found wrong.
    public let reason: Reason
    /// Where: `data.object.lines[2].id`; empty for the document as a whole.
    public let path: String
    /// Where in the bytes, for texts that are not well-formed.
    public let position: JSONPosition?

    init(_ reason: Reason, path: String = "", position: JSONPosition? = nil) {
        self.reason = reason
        self.path = path
        self.position = position
    }

    /// One line for people: the place, then what is wrong there.
    public var description: String {
        let text = path.isEmpty ? "JSON" : "JSON at \(path)"
        let place = position.map { " at line \($0.line), column \($0.column)" } ?? ""
        return "\(text)\(place): \(explanation)"
    }

    private var explanation: String {
        switch reason {
        case .malformed: "is not well-formed"
        case .invalidUTF8: "is not UTF-8"
        case .invalidString: "has a string with a wrong escape or a control character"
        case .numberOutOfRange: "has a number that does not fit"
        case .tooDeep: "is nested too deeply"
        case .tooLarge: "is too large"
        case .duplicateKey: "the same key twice in one object"
        case .missing: "is missing"
        case .mismatch(let expected, let found): "is \(found.rawValue), expected \(expected.rawValue)"
        case .outOfMemory: "no memory to parse it"
        }
    }
}

/// The kinds of JSON values.
///
/// Numbers written as whole numbers are apart from the others: `10` counts, `10.0` does not.
public enum JSONKind: String, Hashable, Sendable {
    case object
    case array
    case string
    /// A number without fraction and exponent that fits in 64 bits.
    case integer
    /// A number with a fraction or an exponent.
    case decimal
    case boolean
    case null
}
