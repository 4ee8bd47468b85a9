import AdapterKit
import HTTPTypes
import HubEngine
import HubHTTP
import HubStore
import Testing

@Suite("the description of the API is true")
struct OpenAPITests {
    private struct Operation {
        let method: HTTPRequest.Method
        let path: String
        let description: JSONValue

        /// The address with something in place of each name.
        var address: String {
            path.split(separator: "/").map { "/" + ($0.first == "{" ? "EUR" : $0) }.joined()
        }

        /// The keys of the JSON body; `nil` when there is none.
        var bodyKeys: [String]? {
            get throws {
                let path = ["requestBody", "content", "application/json", "schema", "properties"]
                guard let value = try description.optionalValue(at: path) else { return nil }
                return try value.members().map(\.key)
            }
        }
    }

    private func operations(_ world: World) async throws -> [Operation] {
        let document = try await world.send(.get, "/openapi.json", key: nil)
        #expect(document.string("openapi") == "3.1.0")
        var found: [Operation] = []
        for path in try document.json.members("paths") {
            for method in try path.value.members() {
                let name = try #require(HTTPRequest.Method(method.key.uppercased()))
                found.append(Operation(method: name, path: path.key, description: method.value))
            }
        }
        return found
    }

    @Test func everyOperationIsThereAndWantsAKey() async throws {
        let world = try await World()
        let all = try await operations(world)
        #expect(all.count == 52, "a route was added or taken away")
        for operation in all {
            let answer = try await world.send(operation.method, operation.address, key: nil)
            #expect(answer.status == 401, "\(operation.method) \(operation.path)")
        }
    }

    @Test func everyBodyHasTheKeysThatItsRouteKnows() async throws {
        let world = try await World()
        var compared = 0
        for operation in try await operations(world) {
            guard let keys = try operation.bodyKeys else { continue }
            let answer = try await world.send(
                operation.method,
                operation.address,
                #"{"no such key":1}"#,
                headers: [("Idempotency-Key", "k")]
            )
            let listed = answer.string("detail")?.split(separator: "there are ").last.map(String.init) ?? ""
            let known = answer.string("detail") == "no keys are known here" ? "" : listed
            #expect(answer.string("field") == "/no such key", "\(operation.path): \(answer.text)")
            #expect(known == keys.joined(separator: ", "), "\(operation.method) \(operation.path)")
            compared += 1
        }
        #expect(compared == 28)
    }

    @Test func aKeyIsDemandedWhereTheDescriptionSaysSo() async throws {
        let world = try await World()
        for operation in try await operations(world) where operation.method == .post {
            let isDemanded = try operation.description.elements("parameters").contains {
                try $0.string("name") == "Idempotency-Key"
            }
            let answer = try await world.send(.post, operation.address, #"{"no such key":1}"#)
            #expect(answer.isProblem("idempotency-key-missing") == isDemanded, "\(operation.path): \(answer.text)")
        }
    }
}
