/// Parameters as `application/x-www-form-urlencoded`, in the order they were added, with brackets for nesting.
///
/// Source: WHATWG URL standard, section 5.2; brackets stay readable in names, as Stripe's own clients send them.
struct Form {
    private var text = ""

    mutating func add(_ name: String, _ value: String) {
        if !text.isEmpty { text.append("&") }
        text += "\(Self.escaped(name, keepingBrackets: true))=\(Self.escaped(value, keepingBrackets: false))"
    }

    mutating func add(_ name: String, _ value: Int64) { add(name, String(value)) }

    /// As a request body.
    var bytes: [UInt8] { Array(text.utf8) }
    /// As the query of an address.
    var query: String { text }

    private static func escaped(_ text: String, keepingBrackets: Bool) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.append(byte)
            case UInt8(ascii: "["), UInt8(ascii: "]"):
                result += keepingBrackets ? [byte] : percent(byte)
            case UInt8(ascii: " "):
                result.append(UInt8(ascii: "+"))
            default:
                result += percent(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func percent(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
