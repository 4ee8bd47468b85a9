/// Writes an XML document in pieces: UTF-8, LF, two blanks an indentation, everything in the order it is given.
struct XMLOutput: ~Copyable {
    /// What is handed over at a time, roughly.
    static let pieceBytes = 65_536

    private var bytes: [UInt8] = []
    private var depth = 0
    private let emit: ([UInt8]) throws -> Void

    init(_ emit: @escaping ([UInt8]) throws -> Void) {
        self.emit = emit
        bytes.reserveCapacity(Self.pieceBytes + 8_192)
        // One bank at least refuses declarations in single quotes.
        bytes.append(contentsOf: #"<?xml version="1.0" encoding="UTF-8"?>"#.utf8)
        bytes.append(0x0A)
    }

    mutating func element(
        _ name: String,
        _ attribute: (name: String, value: String)? = nil,
        _ content: (inout XMLOutput) throws -> Void
    ) throws {
        open(name, attribute)
        bytes.append(0x0A)
        depth += 1
        try content(&self)
        depth -= 1
        indent()
        close(name)
        if bytes.count >= Self.pieceBytes { try flush() }
    }

    /// An element that holds a text, left out when there is none.
    mutating func leaf(_ name: String, _ text: String?, _ attribute: (name: String, value: String)? = nil) {
        guard let text else { return }
        open(name, attribute)
        append(text, inAttribute: false)
        close(name)
    }

    mutating func finish() throws { try flush() }

    private mutating func flush() throws {
        guard !bytes.isEmpty else { return }
        try emit(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func indent() {
        for _ in 0..<2 * depth { bytes.append(0x20) }
    }

    private mutating func open(_ name: String, _ attribute: (name: String, value: String)?) {
        indent()
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name.utf8)
        if let attribute {
            bytes.append(0x20)
            bytes.append(contentsOf: attribute.name.utf8)
            bytes.append(contentsOf: "=\"".utf8)
            append(attribute.value, inAttribute: true)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func close(_ name: String) {
        bytes.append(contentsOf: "</".utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: ">\n".utf8)
    }

    private mutating func append(_ text: String, inAttribute: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\"") where inAttribute: bytes.append(contentsOf: "&quot;".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
