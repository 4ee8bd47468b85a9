/// One SQL statement from a `.sql` file, with the name it is known by in messages and metrics.
///
/// Parameters are `$1`, `$2` … in any order and as often as needed: the n-th argument is the value of `$n`.
package struct Statement: Hashable, Sendable {
    package let name: String
    package let sql: String

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
