extension JSONValue {
    /// The text under the keys of `path`, escapes resolved.
    ///
    /// - Throws: `missing`, `mismatch`.
    public func string(_ path: String...) throws(JSONError) -> String { try value(at: path).decodedString() }

    /// The text under the keys of `path`, or `nil` when it is absent or `null`.
    ///
    /// - Throws: `mismatch`.
    public func optionalString(_ path: String...) throws(JSONError) -> String? {
        guard let value = try optionalValue(at: path) else { return nil }
        return try value.decodedString()
    }

    /// The whole number under the keys of `path`.
    ///
    /// `10.0`, `1e1` and `"10"` are refused: nothing is converted.
    ///
    /// - Throws: `missing`, `mismatch`, `numberOutOfRange`.
    public func integer(_ path: String...) throws(JSONError) -> Int64 { try value(at: path).decodedInteger() }

    /// The whole number under the keys of `path`, or `nil` when it is absent or `null`.
    ///
    /// - Throws: `mismatch`, `numberOutOfRange`.
    public func optionalInteger(_ path: String...) throws(JSONError) -> Int64? {
        guard let value = try optionalValue(at: path) else { return nil }
        return try value.decodedInteger()
    }

    /// The truth value under the keys of `path`.
    ///
    /// - Throws: `missing`, `mismatch`.
    public func boolean(_ path: String...) throws(JSONError) -> Bool { try value(at: path).decodedBoolean() }

    /// The truth value under the keys of `path`, or `nil` when it is absent or `null`.
    ///
    /// - Throws: `mismatch`.
    public func optionalBoolean(_ path: String...) throws(JSONError) -> Bool? {
        guard let value = try optionalValue(at: path) else { return nil }
        return try value.decodedBoolean()
    }

    /// Any number under the keys of `path`, spelled as in the document: `12.50` stays `12.50`.
    ///
    /// Takes time in proportion to the document when the number is not whole.
    ///
    /// - Throws: `missing`, `mismatch`.
    public func numberText(_ path: String...) throws(JSONError) -> String { try value(at: path).spelledNumber() }

    private func decodedString() throws(JSONError) -> String {
        try require(.string)
        return document.tape.string(at: position)
    }

    private func decodedInteger() throws(JSONError) -> Int64 {
        try require(.integer)
        guard let integer = Int64(exactly: document.tape.integer(at: position)) else {
            throw JSONError(.numberOutOfRange, path: path)
        }
        return integer
    }

    private func decodedBoolean() throws(JSONError) -> Bool {
        try require(.boolean)
        return document.tape.isTrue(at: position)
    }

    private func spelledNumber() throws(JSONError) -> String {
        switch kind {
        case .integer:
            return String(document.tape.integer(at: position))
        case .decimal:
            return document.decimalTexts()[position] ?? ""
        case .object, .array, .string, .boolean, .null:
            throw mismatch(.decimal)
        }
    }
}
