import HubStore
import Testing

struct MigrationTests {
    @Test(arguments: ["m1_inbox", "0001_inbox", "m0001inbox", "m0001_", "m00a1_inbox", "m0001-inbox", ""])
    func refusesOtherNames(name: String) {
        #expect(throws: MigrationError.invalidName(name)) { try Migration(name: name, sql: "") }
    }

    @Test func readsItsNumberFromItsName() throws {
        #expect(try Migration(name: "m0042_inbox", sql: "").number == 42)
    }

    /// Values published with the algorithm.
    @Test(arguments: [
        ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
    ])
    func checksumIsFNV1a(text: String, hash: UInt64) throws {
        #expect(try Migration(name: "m0001_x", sql: text).checksum == Int64(bitPattern: hash))
    }

    @Test func numbersHaveNoGapAndNoTwin() throws {
        let (first, second) = (try Migration(name: "m0001_a", sql: ""), try Migration(name: "m0002_b", sql: ""))
        let (third, twin) = (try Migration(name: "m0003_c", sql: ""), try Migration(name: "m0002_d", sql: ""))
        #expect(try Migrator([second, first]).migrations == [first, second])
        #expect(throws: MigrationError.notConsecutive(expected: 2, found: "m0003_c")) { try Migrator([first, third]) }
        #expect(throws: MigrationError.notConsecutive(expected: 1, found: "m0002_b")) { try Migrator([second]) }
        #expect(throws: MigrationError.notConsecutive(expected: 3, found: "m0002_d")) {
            try Migrator([first, second, twin])
        }
    }
}
