import HubStore
import Testing

struct StatementLibraryTests {
    @Test func findsStatementsByNameInTheirOrder() throws {
        let library = try StatementLibrary(
            parsing: """
                -- What the inbox does.

                -- name: insertInboxRow
                -- A comment that is not part of it.
                INSERT INTO inbox (merchant_id, body)
                VALUES ($1, $2);

                --name:  countInbox \r
                SELECT count(*) FROM inbox  ;
                """,
            source: "inbox.sql"
        )
        #expect(library.statements.map(\.name) == ["insertInboxRow", "countInbox"])
        let insert = try library.statement("insertInboxRow")
        #expect(insert.sql == "INSERT INTO inbox (merchant_id, body)\nVALUES ($1, $2)")
        #expect(try library.statement("countInbox").sql == "SELECT count(*) FROM inbox")
        #expect(throws: StoreError.self) { try library.statement("missing") }
    }

    typealias ParseError = StatementLibrary.ParseError

    @Test(arguments: [
        ("-- name: a\nSELECT 1\n-- name: a\nSELECT 2", ParseError.duplicate(name: "a", source: "x.sql", line: 3)),
        ("-- name: a\n-- nothing\n\n-- name: b\nSELECT 2", .empty(name: "a", source: "x.sql", line: 1)),
        ("-- name: b\nSELECT 2\n-- name: a\n ;", .empty(name: "a", source: "x.sql", line: 3)),
        ("SELECT 1\n-- name: a\nSELECT 2", .textBeforeFirstName(source: "x.sql", line: 1)),
        ("-- name: two words\nSELECT 1", .invalidName(source: "x.sql", line: 1)),
        ("-- name:\nSELECT 1", .invalidName(source: "x.sql", line: 1)),
        ("-- name: 1st\nSELECT 1", .invalidName(source: "x.sql", line: 1)),
        ("-- name: a\n commit;", .transactionControl(name: "a", source: "x.sql", line: 1)),
        ("-- name: a\nSAVEPOINT mine", .transactionControl(name: "a", source: "x.sql", line: 1)),
    ])
    func refusesWhatIsNotOneNamedStatementEach(text: String, error: ParseError) {
        #expect(throws: error) { try StatementLibrary(parsing: text, source: "x.sql") }
        #expect("\(error)".hasPrefix("x.sql:"))
    }
}
