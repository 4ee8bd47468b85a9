public import PaymentVocabulary

/// What is in one bank or provider file: groups, counts, sums, balances, and findings with their places.
///
/// Entries are counted whatever their status; sums are by side, and booked entries alone decide whether a group
/// is balanced.
public struct StatementInspection: Hashable, Sendable {
    /// A balance as it is shown.
    public struct Balance: Hashable, Sendable {
        public let date: CalendarDate?
        public let amount: Money
    }

    /// One statement, report, notification or batch of the file.
    public struct Group: Hashable, Sendable {
        /// What the format calls it, such as `Stmt`.
        public let kind: String
        public let id: String?
        public let account: String?
        public let currency: Currency?
        public let entries: Int
        public let sums: CurrencySums
        public let opening: Balance?
        public let closing: Balance?
        /// Whether opening balance and booked entries make the closing balance; `nil` where that cannot be told.
        public let isBalanced: Bool?
    }

    /// As the caller named it.
    public let file: String
    public internal(set) var format: BankFileFormat?
    /// As the file names it, such as `camt.053.001.08`.
    public internal(set) var version: String?
    public internal(set) var groups: [Group] = []
    public internal(set) var entries = 0
    public internal(set) var sums = CurrencySums()
    /// How often each return reason occurs, in the order of the codes.
    public internal(set) var returns: [ReturnCount] = []
    /// Whether everything in the file was read to its end; `nil` for formats that do not say where they end.
    public internal(set) var isComplete: Bool?
    public internal(set) var warnings: [BankFileFinding] = []
    /// Why something was not read: what stopped the reader, or else the first thing that could not be read.
    ///
    /// Others are among the warnings.
    public internal(set) var error: BankFileFinding?

    /// How often one return reason occurs.
    public struct ReturnCount: Hashable, Sendable {
        public let code: String
        public let count: Int
    }

    init(file: String) {
        self.file = file
    }

    /// An inspection that says only why a file was not read, such as one that cannot be opened.
    public static func unread(file: String, because error: BankFileFinding) -> StatementInspection {
        var inspection = StatementInspection(file: file)
        inspection.isComplete = false
        inspection.error = error
        return inspection
    }

    /// The exit code of `statement inspect`: 3 when a file has an error, 1 when `strict` and there are warnings,
    /// else 0.
    package static func exitCode(for inspections: [StatementInspection], strict: Bool = false) -> Int32 {
        if inspections.contains(where: { $0.error != nil }) { return 3 }
        return strict && inspections.contains { !$0.warnings.isEmpty } ? 1 : 0
    }
}
