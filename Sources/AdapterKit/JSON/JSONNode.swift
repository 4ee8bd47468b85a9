/// A JSON value to be written: a request body, an event, an answer.
///
/// ```swift
/// let body: JSONNode = ["amount": .integer(1_050), "currency": "EUR", "lines": ["a", "b"]]
/// let bytes = JSONWriter.encode(body)
/// ```
/// Members keep the order they are given in.
public indirect enum JSONNode: Hashable, Sendable {
    case object([Member])
    case array([JSONNode])
    case string(String)
    case integer(Int64)
    /// A number that is spelled out, such as `12.50`; see `JSONNode.decimal(_:)`.
    case number(Decimal)
    case boolean(Bool)
    case null

    /// One key of an object and its value.
    public struct Member: Hashable, Sendable {
        /// The name; an object should have it once.
        public let key: String
        /// What it names.
        public let value: JSONNode

        /// A member of an object to be written.
        public init(key: String, value: JSONNode) {
            self.key = key
            self.value = value
        }
    }

    /// The spelling of a number, known to follow the grammar.
    public struct Decimal: Hashable, Sendable {
        /// The characters as they are written.
        public let text: String

        /// - Returns: `nil` unless `text` is a number after RFC 8259 section 6.
        public init?(_ text: String) {
            var rest = text.utf8[...]
            rest = rest.first == UInt8(ascii: "-") ? rest.dropFirst() : rest
            guard let whole = Self.digits(&rest), whole.count == 1 || whole.first != UInt8(ascii: "0") else {
                return nil
            }
            if rest.first == UInt8(ascii: ".") {
                rest = rest.dropFirst()
                guard Self.digits(&rest) != nil else { return nil }
            }
            if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
                rest = rest.dropFirst()
                if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
                guard Self.digits(&rest) != nil else { return nil }
            }
            guard rest.isEmpty else { return nil }
            self.text = text
        }

        /// Takes the digits at the front away; `nil` when there are none.
        private static func digits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View? {
            let digits = rest.prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(digits.count)
            return digits
        }
    }
}

extension JSONNode: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    /// An object with the members in the order of the literal.
    public init(dictionaryLiteral elements: (String, JSONNode)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }

    /// An array.
    public init(arrayLiteral elements: JSONNode...) { self = .array(elements) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
