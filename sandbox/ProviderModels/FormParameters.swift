/// The parameters of a form body or a query, in their order, under names such as `card[number]` and `expand[]`.
struct FormParameters: Hashable, Sendable {
    struct Field: Hashable, Sendable {
        let name: String
        let value: String
    }

    let fields: [Field]

    /// Decodes `application/x-www-form-urlencoded`; a field without `=` has an empty value.
    init(_ text: some Sequence<UInt8>) {
        fields = Array(text).split(separator: UInt8(ascii: "&")).map { field in
            let halves = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return Field(name: Self.decode(halves[0]), value: halves.count > 1 ? Self.decode(halves[1]) : "")
        }
    }

    /// The last value given under the name, as Stripe reads repeated fields.
    subscript(name: String) -> String? { fields.last { $0.name == name }?.value }

    /// The values of a list, written as `name[]` or `name[0]`.
    func list(_ name: String) -> [String] {
        fields.filter { $0.name.hasPrefix(name + "[") && $0.name.hasSuffix("]") }.map(\.value)
    }

    /// The members of an object, written as `name[member]`.
    func members(_ name: String) -> [Field] {
        fields.compactMap { field in
            guard field.name.hasPrefix(name + "["), field.name.hasSuffix("]") else { return nil }
            return Field(name: String(field.name.dropFirst(name.count + 1).dropLast()), value: field.value)
        }
    }

    /// The names in front of the first bracket.
    var topLevelNames: [String] { fields.map { String($0.name.prefix { $0 != "[" }) } }

    /// The same text for the same parameters, whatever their order.
    var canonicalText: String {
        fields.map { "\($0.name)\u{0}\($0.value)" }.sorted().joined(separator: "\u{1}")
    }

    /// Resolves `%XX` and `+`; a percent sign without two digits stands for itself.
    static func decode(_ text: some Collection<UInt8>) -> String {
        let bytes = Array(text)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "+"): output.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = String(decoding: bytes[position..<min(position + 2, bytes.count)], as: UTF8.self)
                if digits.utf8.count == 2, let code = UInt8(digits, radix: 16) {
                    output.append(code)
                    position += 2
                } else {
                    output.append(byte)
                }
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
