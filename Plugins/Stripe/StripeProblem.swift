internal import AdapterKit

/// Why something from Stripe could not be understood; what that means depends on who asked.
struct StripeProblem: Error, Hashable {
    /// Names fields, never values.
    let detail: String

    init(_ detail: String) { self.detail = detail }

    init(_ error: JSONError) { detail = error.description }

    /// The problem in the answer to a call: bytes left, and what they did is unknown.
    var inAnswer: AdapterError { AdapterError(kind: .brokenAnswer, certainty: .maybeExecuted, detail: detail) }

    /// The problem in a verified event; nothing was sent.
    var inEvent: AdapterError { AdapterError(kind: .invalidRequest, certainty: .notSent, detail: detail) }
}

extension AdapterError {
    /// A request that we refuse to send.
    static func unsendable(_ detail: String) -> AdapterError {
        AdapterError(kind: .invalidRequest, certainty: .notSent, detail: detail)
    }
}

extension JSONValue {
    /// Runs a reader and turns what JSON says is wrong into a problem with Stripe's message.
    func read<Value>(_ reader: (JSONValue) throws(JSONError) -> Value) throws(StripeProblem) -> Value {
        do { return try reader(self) } catch { throw StripeProblem(error) }
    }

    /// The id in a field that holds either an id or, when it was expanded, the whole object.
    func reference(_ name: String) throws(StripeProblem) -> String? {
        guard let value = try read({ json throws(JSONError) in try json.optionalValue(name) }) else { return nil }
        if value.kind == .object { return try value.read { json throws(JSONError) in try json.string("id") } }
        return try read { json throws(JSONError) in try json.string(name) }
    }

    /// The object in a field that may hold only its id.
    func expanded(_ name: String) throws(StripeProblem) -> JSONValue? {
        guard let value = try read({ json throws(JSONError) in try json.optionalValue(name) }) else { return nil }
        return value.kind == .object ? value : nil
    }

    func requiredString(_ path: String) throws(StripeProblem) -> String {
        let text = try read { json throws(JSONError) in try json.string(path) }
        guard !text.isEmpty else { throw StripeProblem("\(path) is empty") }
        return text
    }

    func optionalText(_ path: String...) throws(StripeProblem) -> String? {
        var value: JSONValue? = self
        for name in path { value = try value?.read { json throws(JSONError) in try json.optionalValue(name) } }
        return try value?.read { json throws(JSONError) in try json.string() }
    }

    func requiredNumber(_ name: String) throws(StripeProblem) -> Int64 {
        try read { json throws(JSONError) in try json.integer(name) }
    }

    func optionalNumber(_ name: String) throws(StripeProblem) -> Int64? {
        try read { json throws(JSONError) in try json.optionalInteger(name) }
    }

    func optionalFlag(_ name: String) throws(StripeProblem) -> Bool? {
        try read { json throws(JSONError) in try json.optionalBoolean(name) }
    }

    /// Checks that this is the kind of object that the place promises.
    func require(object kind: String) throws(StripeProblem) {
        guard try requiredString("object") == kind else { throw StripeProblem("object is not \(kind)") }
    }
}
