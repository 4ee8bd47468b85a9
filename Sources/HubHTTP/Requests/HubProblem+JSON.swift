import AdapterKit
import HubEngine

extension HubProblem {
    /// What is wrong with a JSON body, with a pointer to the place.
    init(_ error: JSONError) {
        let field = error.path.isEmpty ? nil : Self.pointer(error.path)
        switch error.reason {
        case .malformed, .invalidUTF8, .invalidString, .duplicateKey, .tooDeep:
            self.init(.malformed, error.description, field: field)
        case .numberOutOfRange, .missing, .mismatch: self.init(.invalidRequest, error.description, field: field)
        case .tooLarge: self.init(.tooLarge, error.description)
        case .outOfMemory: self.init(.unavailable, error.description)
        }
    }

    /// `lines[2].id` as the JSON pointer `/lines/2/id` (RFC 6901).
    static func pointer(_ path: String) -> String {
        path.split(separator: ".").map { part in
            "/"
                + part.split(separator: "[").map { $0.last == "]" ? String($0.dropLast()) : escaped($0) }
                .joined(separator: "/")
        }.joined()
    }

    static func escaped(_ key: some StringProtocol) -> String {
        key.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }
}
