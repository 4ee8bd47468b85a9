/// What is wrong with one place of a table that a person supplied, worded so that the place can be found and mended.
package struct TableError: Error, Hashable, Codable, Sendable {
    /// The file as the caller named it.
    package let file: String
    /// From 1; the line on which the place begins, also inside a quoted field of several lines.
    package let line: Int
    /// From 1, in characters of Unicode scalars.
    package let column: Int
    /// The column or key of the table; `nil` when the row or the whole file is meant.
    package let field: String?
    package let problem: String

    package init(file: String, line: Int, column: Int, field: String?, problem: String) {
        self.file = file
        self.line = line
        self.column = column
        self.field = field
        self.problem = problem
    }
}

extension TableError: CustomStringConvertible {
    /// `invoices.csv:3:14: amount: not a decimal number`.
    package var description: String {
        let place = "\(file):\(line):\(column): "
        guard let field else { return place + problem }
        return "\(place)\(field): \(problem)"
    }
}

/// A place in a text, both counted from 1.
struct TextPosition: Hashable, Sendable {
    var line: Int
    var column: Int
}

/// A problem before anyone has said to which file it belongs.
struct TableProblem: Error, Hashable, Sendable {
    let position: TextPosition
    let field: String?
    let problem: String

    init(_ problem: String, at position: TextPosition, field: String? = nil) {
        self.problem = problem
        self.position = position
        self.field = field
    }

    func error(in file: String) -> TableError {
        TableError(file: file, line: position.line, column: position.column, field: field, problem: problem)
    }
}
