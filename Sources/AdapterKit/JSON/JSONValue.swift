/// One value of a parsed document.
///
/// Lookups take a path of keys and come in two forms: `string("data", "id")` demands a value, `optionalString("data",
/// "id")` answers `nil` when it is absent or `null`. Both refuse a value of another kind, and name it by its whole path.
public struct JSONValue: Sendable {
    let document: JSONDocument
    let position: Int

    private var tape: JSONTape { document.tape }

    /// What kind of value this is.
    public var kind: JSONKind { tape.kind(at: position) }

    /// Where this value is in its document: `data.object.lines[2]`.
    public var path: String { tape.path(to: position) }

    /// The value under the keys of `path`, which may be `null`.
    ///
    /// - Throws: `JSONError.Reason.missing`, or `mismatch` when a key is looked for in something that is no object.
    public func value(at path: [String]) throws(JSONError) -> JSONValue {
        switch try lookUp(path) {
        case .found(let value): return value
        case .absent(let place): throw JSONError(.missing, path: place)
        }
    }

    /// The value under the keys of `path`, which may be `null`.
    ///
    /// - Throws: as `value(at:)`.
    public func value(_ path: String...) throws(JSONError) -> JSONValue { try value(at: path) }

    /// The value under the keys of `path`, or `nil` when a key on the way is absent or holds `null`.
    ///
    /// - Throws: `mismatch` when a key is looked for in something that is neither object nor `null`.
    public func optionalValue(at path: [String]) throws(JSONError) -> JSONValue? {
        switch try lookUp(path) {
        case .found(let value): return value.kind == .null ? nil : value
        case .absent: return nil
        }
    }

    /// The value under the keys of `path`, or `nil` when a key on the way is absent or holds `null`.
    ///
    /// - Throws: as `optionalValue(at:)`.
    public func optionalValue(_ path: String...) throws(JSONError) -> JSONValue? { try optionalValue(at: path) }

    private enum Lookup {
        case found(JSONValue)
        case absent(place: String)
    }

    private func lookUp(_ path: [String]) throws(JSONError) -> Lookup {
        var value = self
        for (depth, key) in path.enumerated() {
            switch value.kind {
            case .object:
                guard let next = tape.find(key, in: value.position) else {
                    return .absent(place: Self.join(value.path, path[depth...]))
                }
                value = JSONValue(document: document, position: next)
            case .null:
                return .absent(place: Self.join(value.path, path[depth...]))
            case .array, .string, .integer, .decimal, .boolean:
                throw value.mismatch(.object)
            }
        }
        return .found(value)
    }

    private static func join(_ path: String, _ keys: ArraySlice<String>) -> String {
        let tail = keys.joined(separator: ".")
        return path.isEmpty ? tail : "\(path).\(tail)"
    }

    func mismatch(_ expected: JSONKind) -> JSONError {
        JSONError(.mismatch(expected: expected, found: kind), path: path)
    }

    func require(_ expected: JSONKind) throws(JSONError) {
        guard kind == expected else { throw mismatch(expected) }
    }
}
