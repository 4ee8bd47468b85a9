import Foundation
import OracleCredit
import Testing

@Suite("outside oracles")
struct CreditOracleTests {
    static let folder: URL = {
        if let shared = ProcessInfo.processInfo.environment["QUITTANCE_SHARED"] { return URL(filePath: shared) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
        return root.deletingLastPathComponent().appending(path: "shared")
    }()

    /// How many cases of the kinds answered here each file has, at least: an evaluator that finds none proves nothing.
    @Test("every case of the answered kinds passes", arguments: [("credit.json", 4), ("dunning.json", 2)])
    func passes(file: String, atLeast: Int) throws {
        let url = Self.folder.appending(path: "oracles").appending(path: file)
        guard let data = try? Data(contentsOf: url) else {
            print("skipped: oracle \(file), ../shared is absent")
            return
        }
        let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        var answered = 0
        for row in rows {
            let one = try JSONSerialization.data(withJSONObject: row)
            guard let differences = try CreditOracle.differences(in: one) else { continue }
            answered += 1
            #expect(differences.isEmpty, "\(row["id"] ?? "?")")
        }
        #expect(answered >= atLeast)
    }

    @Test("a wrong expectation is a difference")
    func differs() throws {
        let text = """
            {"kind": "reserve_sequence", "input": {"limit_minor": 5, "ops": [{"op": "reserve", "id": "a", "amount_minor": 6}]},
            "expect": {"results": ["ok"], "exposure_minor": 6}}
            """
        #expect(try CreditOracle.differences(in: Data(text.utf8))?.count == 2)
    }
}
