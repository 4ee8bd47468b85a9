/// The statements of one `.sql` file, found by name.
///
/// A statement begins with a line `-- name: insertInboxRow` and ends before the next such line. Comment lines are
/// dropped (so a text literal must not continue on a line that begins with `--`), and so is the semicolon at the end.
/// A text before the first name may hold comments only.
package struct StatementLibrary: Sendable {
    package enum ParseError: Error, Hashable, Sendable {
        case invalidName(source: String, line: Int)
        case duplicate(name: String, source: String, line: Int)
        case empty(name: String, source: String, line: Int)
        case textBeforeFirstName(source: String, line: Int)
        /// `COMMIT` and its kin: transactions belong to the store.
        case transactionControl(name: String, source: String, line: Int)
    }

    package private(set) var statements: [Statement] = []
    private var positions: [String: Int] = [:]
    private let source: String

    /// - Parameters:
    ///   - text: the content of the file.
    ///   - source: the file's name, for messages.
    /// - Throws: where the text is not a list of named statements.
    package init(parsing text: String, source: String) throws(ParseError) {
        self.source = source
        var name: (text: String, line: Int)?
        var body: [Substring] = []
        var lineNumber = 0
        // Carriage return and line feed together are one character.
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
            lineNumber += 1
            if let next = Self.header(line) {
                if let name { try append(name.text, line: name.line, body: body) }
                guard Self.isName(next) else { throw .invalidName(source: source, line: lineNumber) }
                name = (String(next), lineNumber)
                body = []
            } else if !Self.isBlankOrComment(line) {
                guard name != nil else { throw .textBeforeFirstName(source: source, line: lineNumber) }
                body.append(line)
            }
        }
        if let name { try append(name.text, line: name.line, body: body) }
    }

    /// - Throws: `StoreError.invalidStatement` when the file has no statement of this name.
    package func statement(_ name: String) throws(StoreError) -> Statement {
        guard let position = positions[name] else {
            throw .invalidStatement(statement: name, detail: "\(source) has no statement of this name")
        }
        return statements[position]
    }

    private mutating func append(_ name: String, line: Int, body: [Substring]) throws(ParseError) {
        guard positions[name] == nil else { throw .duplicate(name: name, source: source, line: line) }
        var sql = Substring(body.joined(separator: "\n"))
        while let last = sql.last, last.isWhitespace || last == ";" { sql.removeLast() }
        guard !sql.isEmpty else { throw .empty(name: name, source: source, line: line) }
        let verb = sql.drop(while: \.isWhitespace).prefix(while: \.isLetter).uppercased()
        guard !Self.transactionVerbs.contains(verb) else {
            throw .transactionControl(name: name, source: source, line: line)
        }
        positions[name] = statements.count
        statements.append(Statement(name: name, sql: String(sql)))
    }

    private static let transactionVerbs = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"]

    private static func header(_ line: Substring) -> Substring? {
        guard line.hasPrefix("--") else { return nil }
        let comment = line.dropFirst(2).drop(while: \.isWhitespace)
        guard comment.hasPrefix("name:") else { return nil }
        let name = comment.dropFirst(5).drop(while: \.isWhitespace)
        return name.lastIndex { !$0.isWhitespace }.map { name[...$0] } ?? ""
    }

    /// A Swift identifier in ASCII, so that a statement can be searched for in code and in metrics alike.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 95: true
            default: false
            }
        }
    }

    private static func isBlankOrComment(_ line: Substring) -> Bool {
        let content = line.drop(while: \.isWhitespace)
        return content.isEmpty || content.hasPrefix("--")
    }
}

extension StatementLibrary.ParseError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidName(let source, let line): "\(source):\(line): a statement's name is an ASCII identifier"
        case .duplicate(let name, let source, let line): "\(source):\(line): there are two statements named \(name)"
        case .empty(let name, let source, let line): "\(source):\(line): statement \(name) is empty"
        case .textBeforeFirstName(let source, let line): "\(source):\(line): text before the first '-- name:' line"
        case .transactionControl(let name, let source, let line):
            "\(source):\(line): statement \(name) begins or ends a transaction, which only the store may do"
        }
    }
}
