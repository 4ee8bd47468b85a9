internal import CSimdjson

/// The parsed form of one document: the only place in this module that touches memory owned by simdjson.
///
/// Positions are indices that this type itself handed out, so reads stay inside the tape.
/// Unchecked because the C struct holds pointers; what they point to is written while parsing and never after.
final class JSONTape: @unchecked Sendable {
    static let firstValue = Int(CSIMDJSON_FIRST_VALUE)

    /// Why the text was refused, or `nil` when it was not.
    let rejection: JSONError.Reason?
    private let form: csimdjson_document

    init(parsing bytes: [UInt8], depthMax: Int) {
        var form = csimdjson_document()
        let status = bytes.withUnsafeBufferPointer { bytes in
            csimdjson_parse(bytes.baseAddress, bytes.count, depthMax, &form)
        }
        rejection = Self.reason(status)
        self.form = form
    }

    deinit {
        var form = form
        csimdjson_free(&form)
    }

    /// The position of the second of two equal keys.
    var duplicate: Int? { form.duplicate == 0 ? nil : form.duplicate }

    func kind(at position: Int) -> JSONKind {
        switch csimdjson_kind(form, position) {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "l"), UInt8(ascii: "u"): .integer
        case UInt8(ascii: "d"): .decimal
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        default: .null
        }
    }

    /// Whether a container ends here.
    func isEnd(at position: Int) -> Bool {
        let kind = csimdjson_kind(form, position)
        return kind == UInt8(ascii: "}") || kind == UInt8(ascii: "]")
    }

    func next(after position: Int) -> Int { csimdjson_next(form, position) }

    func isTrue(at position: Int) -> Bool { csimdjson_kind(form, position) == UInt8(ascii: "t") }

    /// The whole number at `position`, in 65 bits because simdjson reads up to 2^64 - 1.
    func integer(at position: Int) -> Int128 {
        let bits = csimdjson_number(form, position)
        let isUnsigned = csimdjson_kind(form, position) == UInt8(ascii: "u")
        return isUnsigned ? Int128(bits) : Int128(Int64(bitPattern: bits))
    }

    func string(at position: Int) -> String {
        withUTF8(at: position) { String(decoding: $0, as: UTF8.self) }
    }

    /// Hands out the UTF-8 bytes of the string or key at `position`.
    func withUTF8<Result>(at position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var length = 0
        let start = csimdjson_string(form, position, &length)
        return body(UnsafeBufferPointer(start: start, count: length))
    }

    /// The position of the value under `key` in the object at `position`; keys are compared byte by byte.
    func find(_ key: String, in position: Int) -> Int? {
        var key = key
        let found = key.withUTF8 { csimdjson_find(form, position, $0.baseAddress, $0.count) }
        return found == 0 ? nil : found
    }

    private static func reason(_ status: csimdjson_status) -> JSONError.Reason? {
        switch status {
        case CSIMDJSON_OK: nil
        case CSIMDJSON_INVALID_UTF8: .invalidUTF8
        case CSIMDJSON_INVALID_STRING: .invalidString
        case CSIMDJSON_NUMBER_RANGE: .numberOutOfRange
        case CSIMDJSON_TOO_DEEP: .tooDeep
        case CSIMDJSON_DUPLICATE_KEY: .duplicateKey
        case CSIMDJSON_NO_MEMORY: .outOfMemory
        default: .malformed
        }
    }
}
