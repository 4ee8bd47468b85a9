import HTTPTypes

/// Which methods each address knows, so that any other one is answered with them.
///
/// Source: RFC 9110 sections 10.2.1 and 15.5.6.
struct MethodTable: Sendable {
    private let rows: [(parts: [Substring], method: HTTPRequest.Method)]

    /// - Parameter addresses: such as `/v1/payments/{id}`.
    init(_ addresses: [(method: HTTPRequest.Method, path: String)]) {
        rows = addresses.map { ($0.path.split(separator: "/"), $0.method) }
    }

    /// The methods in the order of the routes; none where there is no such address.
    func methods(at path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        return rows.filter { Self.fits(parts, $0.parts) }.map(\.method)
    }

    private static func fits(_ parts: [Substring], _ template: [Substring]) -> Bool {
        parts.count == template.count && zip(parts, template).allSatisfy { $1.first == "{" || $0 == $1 }
    }
}
