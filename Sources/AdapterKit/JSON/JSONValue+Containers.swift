extension JSONValue {
    /// The elements of the array under the keys of `path`, in their order.
    ///
    /// - Throws: `missing`, `mismatch`.
    public func elements(_ path: String...) throws(JSONError) -> JSONElements {
        let value = try value(at: path)
        try value.require(.array)
        return JSONElements(array: value)
    }

    /// The elements of the array under the keys of `path`, none when it is absent or `null`.
    ///
    /// - Throws: `mismatch`.
    public func optionalElements(_ path: String...) throws(JSONError) -> [JSONValue] {
        guard let value = try optionalValue(at: path) else { return [] }
        try value.require(.array)
        return Array(JSONElements(array: value))
    }

    /// The members of the object under the keys of `path`, in the order of the text.
    ///
    /// - Throws: `missing`, `mismatch`.
    public func members(_ path: String...) throws(JSONError) -> JSONMembers {
        let value = try value(at: path)
        try value.require(.object)
        return JSONMembers(object: value)
    }
}

/// The elements of an array, found one after the other while iterating.
public struct JSONElements: Sequence, Sendable {
    let array: JSONValue

    /// Begins at the first element.
    public func makeIterator() -> Iterator { Iterator(document: array.document, position: array.position + 1) }

    /// Steps from element to element.
    public struct Iterator: IteratorProtocol {
        let document: JSONDocument
        var position: Int

        /// The next element, or `nil` after the last.
        public mutating func next() -> JSONValue? {
            guard !document.tape.isEnd(at: position) else { return nil }
            defer { position = document.tape.next(after: position) }
            return JSONValue(document: document, position: position)
        }
    }
}

/// The members of an object, found one after the other while iterating.
public struct JSONMembers: Sequence, Sendable {
    let object: JSONValue

    /// Begins at the first member.
    public func makeIterator() -> Iterator { Iterator(document: object.document, position: object.position + 1) }

    /// Steps from member to member.
    public struct Iterator: IteratorProtocol {
        let document: JSONDocument
        var position: Int

        /// The next key and its value, or `nil` after the last.
        public mutating func next() -> (key: String, value: JSONValue)? {
            guard !document.tape.isEnd(at: position) else { return nil }
            let key = document.tape.string(at: position)
            let value = JSONValue(document: document, position: position + 1)
            position = document.tape.next(after: value.position)
            return (key, value)
        }
    }
}
