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
        members.append(.init(key: "responses", value: responses(of: route)))
        return .object(members)
    }

    private static func parameters(_ route: APIRoute) -> [JSONNode] {
        let inPath = route.path.split(separator: "/").filter { $0.first == "{" }.map { part -> JSONNode in
            let schema: JSONNode = ["type": "string", "minLength": 1, "maxLength": 200]
            return parameter(String(part.dropFirst().dropLast()), in: "path", isRequired: true, schema)
        }
        let keySchema: JSONNode = ["type": "string", "pattern": "^[!-~]{1,255}$"]
        let key = route.isKeyed ? [parameter("Idempotency-Key", in: "header", isRequired: true, keySchema)] : []
        let paging = route.pages.map { name -> JSONNode in
            let limit: JSONNode = ["type": "integer", "minimum": 1, "maximum": 200]
            return parameter(name, in: "query", isRequired: false, name == "limit" ? limit : ["type": "string"])
        }
        return inPath + key + paging
    }

    private static func parameter(
        _ name: String,
        in place: String,
        isRequired: Bool,
        _ schema: JSONNode
    ) -> JSONNode {
        ["name": .string(name), "in": .string(place), "required": .boolean(isRequired), "schema": schema]
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
                    "application/xml": ["schema": ["type": "string"]],
                    "application/pdf": ["schema": ["type": "string", "format": "binary"]],
                ],
            ]
        case .statement:
            let schema: JSONNode = ["schema": ["type": "string", "format": "binary"]]
            return ["required": true, "content": ["application/xml": schema, "application/octet-stream": schema]]
        }
    }

    private static func responses(of route: APIRoute) -> JSONNode {
        var members: [JSONNode.Member] = [
            .init(
                key: "2XX",
                value: ["description": "Done, or an answer that is known.", "content": ["application/json": [:]]]
            )
        ]
        switch route.body {
        case .none, .json, .file: break
        case .statement:
            members.append(.init(key: "422", value: refusal("What is wrong in the file, and where.", true)))
        }
        members.append(.init(key: "4XX", value: refusal("The request was refused; nothing was done.")))
        members.append(.init(key: "5XX", value: refusal("Not now, or something went wrong here.")))
        return .object(members)
    }

    /// - Parameter orReport: whether the route's own report may tell of the refusal instead.
    private static func refusal(_ description: String, _ orReport: Bool = false) -> JSONNode {
        let schema: JSONNode = ["$ref": "#/components/schemas/Problem"]
        let report: [JSONNode.Member] = orReport ? [.init(key: "application/json", value: [:])] : []
        let content = report + [.init(key: "application/problem+json", value: ["schema": schema])]
        return ["description": .string(description), "content": .object(content)]
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

    private static let more: [JSONNode] = [
        "/problems/internal", "/problems/method-not-allowed", "/problems/too-slow",
    ]
}
