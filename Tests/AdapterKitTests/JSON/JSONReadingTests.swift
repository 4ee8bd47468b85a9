import AdapterKit
import Testing

/// Typed lookups, and the errors that name where a value was not what was asked for.
@Suite struct JSONReadingTests {
    static let event = """
        {"id": "evt_1", "livemode": false, "nothing": null, "data": {"object": {"id": "pi_\\u00e9\\ud83d\\ude00", \
        "amount": 1050, "rate": 12.50, "lines": [{"id": "a", "amount": -3}, {"id": "b", "amount": 9223372036854775808}], \
        "": "empty key", "empty": {}, "none": []}}}
        """

    let root: JSONValue

    init() throws { root = try JSONDocument(Self.event).root }

    @Test func findsScalars() throws {
        #expect(try root.string("id") == "evt_1")
        #expect(try root.string("data", "object", "id") == "pi_é😀")
        #expect(try root.integer("data", "object", "amount") == 1_050)
        #expect(try root.boolean("livemode") == false)
        #expect(try root.string("data", "object", "") == "empty key")
        #expect(try root.value("data", "object").integer("amount") == 1_050)
        #expect(try root.numberText("data", "object", "rate") == "12.50")
        #expect(try root.numberText("data", "object", "amount") == "1050")
        #expect(root.kind == .object)
        #expect(try root.value("nothing").kind == .null)
    }

    @Test func absentAndNullAreNothing() throws {
        #expect(try root.optionalString("nothing") == nil)
        #expect(try root.optionalString("absent", "deeper") == nil)
        #expect(try root.optionalString("nothing", "deeper") == nil)
        #expect(try root.optionalInteger("data", "object", "amount") == 1_050)
        #expect(try root.optionalBoolean("livemode") == false)
        #expect(try root.optionalString("id") == "evt_1")
        #expect(try root.optionalElements("absent").isEmpty)
        #expect(try root.optionalElements("data", "object", "lines").count == 2)
    }

    @Test func iteratesInTheOrderOfTheText() throws {
        let lines = try root.elements("data", "object", "lines")
        #expect(try lines.map { line throws(JSONError) in try line.string("id") } == ["a", "b"])
        #expect(Array(try root.elements("data", "object", "none")).isEmpty)
        #expect(Array(try root.members("data", "object", "empty")).isEmpty)
        #expect(try root.members().map(\.key) == ["id", "livemode", "nothing", "data"])
        let keys = try root.members("data", "object").map(\.key)
        #expect(keys == ["id", "amount", "rate", "lines", "", "empty", "none"])
        #expect(try root.members("data", "object").map(\.value.kind).last == .array)
    }

    @Test func namesThePlaceOfAMistake() throws {
        #expect(throws: JSONError.self, "id is no integer") { try root.integer("id") }
        let lines = Array(try root.elements("data", "object", "lines"))
        let cases: [(reason: JSONError.Reason, path: String, look: () throws -> Void)] = [
            (.missing, "data.object.customer.id", { _ = try root.string("data", "object", "customer", "id") }),
            (.missing, "nothing.id", { _ = try root.string("nothing", "id") }),
            (.mismatch(expected: .integer, found: .string), "id", { _ = try root.integer("id") }),
            (
                .mismatch(expected: .integer, found: .decimal), "data.object.rate",
                {
                    _ = try root.integer("data", "object", "rate")
                }
            ),
            (.mismatch(expected: .string, found: .null), "nothing", { _ = try root.string("nothing") }),
            (
                .mismatch(expected: .object, found: .array), "data.object.lines",
                {
                    _ = try root.string("data", "object", "lines", "id")
                }
            ),
            (
                .mismatch(expected: .boolean, found: .integer), "data.object.lines[0].amount",
                {
                    _ = try lines[0].boolean("amount")
                }
            ),
            (.numberOutOfRange, "data.object.lines[1].amount", { _ = try lines[1].integer("amount") }),
            (.missing, "data.object.lines[1].tax", { _ = try lines[1].integer("tax") }),
            (.mismatch(expected: .string, found: .boolean), "livemode", { _ = try root.optionalString("livemode") }),
            (.mismatch(expected: .array, found: .object), "data", { _ = try root.elements("data") }),
            (
                .mismatch(expected: .object, found: .boolean), "livemode",
                { _ = try root.optionalString("livemode", "x") }
            ),
            (.mismatch(expected: .decimal, found: .string), "id", { _ = try root.numberText("id") }),
        ]
        for expected in cases {
            let error = #expect(throws: JSONError.self) { try expected.look() }
            #expect(error?.reason == expected.reason)
            #expect(error?.path == expected.path)
        }
        #expect(try root.value("data", "object", "lines").path == "data.object.lines")
        #expect(root.path.isEmpty)
    }

    @Test(
        "integers are exact and nothing is converted",
        arguments: [
            ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("0", 0), ("-0", 0),
            ("9007199254740993", 9_007_199_254_740_993),
        ]
    )
    func readsExactIntegers(text: String, value: Int64) throws {
        #expect(try JSONDocument(text).root.integer() == value)
    }

    @Test(arguments: ["1.0", "1e2", "9223372036854775808", "\"1\"", "true", "null"])
    func convertsNothingToAnInteger(_ text: String) throws {
        let root = try JSONDocument(text).root
        #expect(throws: JSONError.self) { try root.integer() }
    }

    @Test func numbersKeepTheirSpelling() throws {
        let text = #"{"a\"1":[1,-2.50,"3.5",{"b":1e5}],"c":0.1000000000000000055,"d":7}"#
        let root = try JSONDocument(text).root
        let numbers = try root.elements("a\"1").filter { $0.kind == .decimal }
        #expect(try numbers.map { number throws(JSONError) in try number.numberText() } == ["-2.50"])
        #expect(try Array(root.elements("a\"1"))[3].numberText("b") == "1e5")
        #expect(try root.numberText("c") == "0.1000000000000000055")
    }

    @Test func oneDocumentServesManyTasks() async throws {
        let document = try JSONDocument(Self.event)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<500).allSatisfy { _ in
                        let own = try? JSONDocument(Self.event).root.string("data", "object", "id")
                        let shared = try? document.root.string("data", "object", "id")
                        return own == "pi_é😀" && shared == own
                    }
                }
            }
            for await allRight in group { #expect(allRight) }
        }
    }

    @Test func valuesKeepTheirDocumentAlive() throws {
        let values = try (0..<100).map { number in try JSONDocument("{\"n\":[\(number)]}").root.value("n") }
        #expect(try values.enumerated().allSatisfy { try Array($1.elements())[0].integer() == Int64($0) })
    }
}
