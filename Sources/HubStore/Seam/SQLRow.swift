/// One row of an answer: its values in column order, read by index.
///
/// A getter never converts: a column that holds another kind, or null where a value is wanted, is a mistake in the SQL
/// or a damaged database, and throws `StoreError.unexpectedColumn`.
package struct SQLRow: Hashable, Sendable {
    /// Shared by all rows of one answer.
    package let columns: [String]
    package let values: [SQLValue]

    package init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    package func value(_ index: Int) throws(StoreError) -> SQLValue {
        guard values.indices.contains(index) else {
            throw .unexpectedColumn(name: "#\(index)", expected: "a column", found: "\(values.count) columns")
        }
        return values[index]
    }
}

extension SQLRow {
    private func isNull(_ index: Int) throws(StoreError) -> Bool { try value(index) == .null }

    package func int64(_ index: Int) throws(StoreError) -> Int64 {
        let value = try value(index)
        guard case .integer(let integer) = value else { throw mismatch(index, "integer", value) }
        return integer
    }

    package func text(_ index: Int) throws(StoreError) -> String {
        let value = try value(index)
        guard case .text(let text) = value else { throw mismatch(index, "text", value) }
        return text
    }

    package func blob(_ index: Int) throws(StoreError) -> [UInt8] {
        let value = try value(index)
        guard case .blob(let blob) = value else { throw mismatch(index, "blob", value) }
        return blob
    }

    /// - Throws: `StoreError.unexpectedColumn` also for integers other than zero and one.
    package func flag(_ index: Int) throws(StoreError) -> Bool {
        let value = try value(index)
        guard case .integer(let integer) = value, integer == 0 || integer == 1 else {
            throw mismatch(index, "0 or 1", value)
        }
        return integer == 1
    }

    package func optionalInt64(_ index: Int) throws(StoreError) -> Int64? {
        try isNull(index) ? nil : int64(index)
    }

    package func optionalText(_ index: Int) throws(StoreError) -> String? {
        try isNull(index) ? nil : text(index)
    }

    private func mismatch(_ index: Int, _ expected: String, _ found: SQLValue) -> StoreError {
        let name = columns.indices.contains(index) ? columns[index] : "#\(index)"
        return .unexpectedColumn(name: name, expected: expected, found: found.kind)
    }
}
