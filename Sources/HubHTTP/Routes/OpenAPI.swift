import AdapterKit
import HTTPTypes
import HubEngine

/// The description of the API, made from the table of its routes.
///
/// Source: OpenAPI Specification 3.1.
enum OpenAPI {
    static func document(of routes: [APIRoute]) -> [UInt8] {
        let paths = routes.reduce(into: [(path: String, operations: [JSONNode.Member])]()) { paths, route in
            let operation = JSONNode.Member(key: route.method.rawValue.lowercased(), value: operation(route))
            if let index = paths.firstIndex(where: { $0.path == route.path }) {
                paths[index].operations.append(operation)
            } else {
                paths.append((route.path, [operation]))
            }
        }
        return JSONWriter.encode([
            "openapi": "3.1.0",
            "info": ["title": "Quittance", "version": "1"],
            "security": [["key": []]],
            "paths": .object(paths.map { JSONNode.Member(key: $0.path, value: .object($0.operations)) }),
            "components": [
                "securitySchemes": ["key": ["type": "http", "scheme": "bearer"]],
                "schemas": ["Problem": problem],
            ],
        ])
    }

    private static func operation(_ route: APIRoute) -> JSONNode {
        var members: [JSONNode.Member] = [
            .init(key: "summary", value: .string(route.summary)),
            .init(key: "parameters", value: .array(parameters(route))),
        ]
        if let body = requestBody(route) { members.append(.init(key: "requestBody", value: body)) }
        members.append(.init(key: "responses", value: responses))
        return .object(members)
    }

    private static func parameters(_ route: APIRoute) -> [JSONNode] {
        let inPath = route.path.split(separator: "/").filter { $0.first == "{" }.map { part -> JSONNode in
            parameter(String(part.dropFirst().dropLast()), in: "path", isRequired: true)
        }
        let key = route.isKeyed ? [parameter("Idempotency-Key", in: "header", isRequired: true)] : []
        let paging = route.pages.map { parameter($0, in: "query", isRequired: false) }
        return inPath + key + paging
    }

    private static func parameter(_ name: String, in place: String, isRequired: Bool) -> JSONNode {
        ["name": .string(name), "in": .string(place), "required": .boolean(isRequired), "schema": ["type": "string"]]
    }

    private static func requestBody(_ route: APIRoute) -> JSONNode? {
        switch route.body {
        case .none: return nil
        case .json:
            let schema = RequestSchemas.schema(of: route)
            return ["content": ["application/json": ["schema": schema ?? ["type": "object"]]]]
        case .file:
            return [
                "required": true,
                "content": [
                    "application/json": ["schema": ["type": "array", "items": ["type": "object"]]],
                    "text/csv": ["schema": ["type": "string"]],
                ],
            ]
        case .statement:
            let schema: JSONNode = ["schema": ["type": "string", "format": "binary"]]
            return ["required": true, "content": ["application/xml": schema, "application/octet-stream": schema]]
        }
    }

    private static let responses: JSONNode = [
        "2XX": ["description": "Done, or an answer that is known.", "content": ["application/json": [:]]],
        "4XX": refusal("The request was refused; nothing was done."),
        "5XX": refusal("Not now, or something went wrong here."),
    ]

    private static func refusal(_ description: String) -> JSONNode {
        let schema: JSONNode = ["$ref": "#/components/schemas/Problem"]
        return ["description": .string(description), "content": ["application/problem+json": ["schema": schema]]]
    }

    private static let problem: JSONNode = [
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": [
            "type": [
                "type": "string",
                "enum": .array(HubProblem.Kind.allCases.map { .string("/problems/\($0.rawValue)") } + more),
            ],
            "title": ["type": "string"],
            "status": ["type": "integer"],
            "detail": ["type": "string"],
            "field": ["type": "string"],
        ],
    ]

    private static let more: [JSONNode] = ["/problems/internal", "/problems/too-slow"]
}
