import HubStore
import Testing

struct SQLRowTests {
    private let row = SQLRow(
        columns: ["id", "note", "body", "settled", "nothing"],
        values: [7, "seven", .blob([1, 2]), .flag(true), nil]
    )

    @Test func readsByIndex() throws {
        #expect(try row.int64(0) == 7)
        #expect(try row.text(1) == "seven")
        #expect(try row.blob(2) == [1, 2])
        #expect(try row.flag(3))
        #expect(try row.optionalInt64(4) == nil && row.optionalText(4) == nil)
        #expect(try row.optionalInt64(0) == 7 && row.optionalText(1) == "seven")
    }

    @Test func convertsNothingAndNamesTheColumn() {
        #expect(throws: StoreError.unexpectedColumn(name: "note", expected: "integer", found: "text")) {
            try row.int64(1)
        }
        #expect(throws: StoreError.unexpectedColumn(name: "nothing", expected: "text", found: "null")) {
            try row.text(4)
        }
        #expect(throws: StoreError.unexpectedColumn(name: "id", expected: "0 or 1", found: "integer")) {
            try row.flag(0)
        }
        #expect(throws: StoreError.unexpectedColumn(name: "id", expected: "blob", found: "integer")) {
            try row.blob(0)
        }
    }

    @Test func refusesColumnsThatAreNotThere() {
        #expect(throws: StoreError.self) { try row.int64(5) }
        #expect(throws: StoreError.self) { try row.int64(-1) }
    }
}
