import Foundation
import HTTPTypes
import Testing

/// The same statement sent twice, with the bank's references of another form.
@Suite("POST /v1/statements?second_form=")
struct SecondFormRouteTests {
    private static let amounts = ["50,00", "20,00", "30,00"]

    private static func statement(_ mark: String) -> String {
        let lines = amounts.enumerated().map { ":61:2603050305C\($1)NTRFNONREF//\(mark)\($0)\r\n:86:166?32One\r\n" }
        return ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C260301EUR0,00\r\n\(lines.joined())"
            + ":62F:C260305EUR100,00\r\n-\r\n"
    }

    private struct Report: Decodable {
        let added: Int
        let warnings: [String]
    }

    private func send(_ world: World, _ mark: String, _ query: String = "") async throws -> Report {
        let path = "/v1/statements?name=\(mark).sta\(query)"
        let answer = try await world.send(.post, path, Self.statement(mark))
        #expect(answer.status == 200, "\(answer.text)")
        return try JSONDecoder().decode(Report.self, from: Data(answer.text.utf8))
    }

    @Test("a second form adds nothing and says what to do, unless it is to be taken")
    func leavesOut() async throws {
        let world = try await World()
        #expect(try await send(world, "A").added == 3)
        let second = try await send(world, "B")
        #expect(second.added == 0)
        #expect(second.warnings.contains { $0.contains("second_form=take") }, "\(second.warnings)")
        let taken = try await send(world, "B", "&second_form=take")
        #expect(taken.added == 3)
        let again = try await send(world, "B", "&second_form=take")
        #expect(again.added == 0)
    }

    @Test("another word is refused by its name")
    func refusesOthers() async throws {
        let world = try await World()
        let answer = try await world.send(.post, "/v1/statements?second_form=yes", Self.statement("A"))
        #expect(answer.status == 422 && answer.text.contains("second_form"), "\(answer.text)")
    }
}
