import PaymentVocabulary

/// What is known of one bank's CSV export and cannot be told from the file itself.
///
/// A profile is written as a few lines of rules, one a line, in the spirit of hledger's rules files; `#` begins a
/// comment. What a profile does not say is told from the file.
///
///     name my-bank                      how the profile is called
///     header Date | Text | Amount       column heads that the file must have for the profile to be taken
///     columns 5                         the number of columns, for a file without heads
///     fields date, description, amount  the roles of the columns from the left, `skip` for none
///     column amount Booked amount       the role of one column by its head; several may have `description`, `remittance`,
///                                       `name` and `account`
///     unused Category | Branch          heads of columns that say nothing of a payment; `*` for all without a role
///     skip 2                            lines before the heads, or before the data when there are `fields`
///     delimiter ;                       one character, or `tab`
///     encoding GB18030                  the name of the file's encoding
///     date-format %d.%m.%Y              the order of day, month and year
///     decimal-mark ,                    the decimal mark, `.` or `,`
///     currency EUR                      the currency where the file names none, also a report of a payment provider
///     own-account DE89370400440532013000  whose statement it is, where the file does not say
///     sign inverted                     positive amounts are spending, as on card statements; `normal`: they are not
///     newest-first                      the order of the rows, or `oldest-first`
///     credit-words refund | payment     a row whose text has one of these is a credit, for amounts without a sign
///     debit-words purchase              and these a debit
///     guarded-texts                     a `'` before a text is none of it: it keeps spreadsheets from calculating
///
/// The roles are `date`, `value-date`, `amount`, `credit`, `debit`, `mark`, `currency`, `balance`, `fee`,
/// `description`, `remittance`, `name`, `payer`, `account`, `bank`, `reference`, `end-to-end`, `status`, `type`,
/// `return-reason` and `own-account`.
public struct CSVProfile: Hashable, Sendable {
    public internal(set) var name = "own"
    /// Keys of the heads that the file must have.
    var heads: [String] = []
    var columns: Int?
    var fields: [CSVRole?] = []
    /// Heads by role, as keys.
    var roles: [CSVRole: String] = [:]
    /// Further heads of roles that several columns may have.
    var furtherRoles: [FurtherRole] = []
    /// Keys of the heads of columns that say nothing of a payment.
    var unused: Set<String> = []
    /// No column says anything but those whose role is given.
    var hasNoMore = false
    var skip = 0
    var delimiter: UInt8?
    var encoding: FileEncoding?
    var dateOrder: CSVDateOrder?
    var decimalMark: UInt8?
    var currency: Currency?
    /// The account of the statement where the file names none.
    var ownAccount: String?
    var isInverted = false
    /// Whether the rules say which side a positive amount is on.
    var isSignGiven = false
    var isNewestFirst: Bool?
    var creditWords: [String] = []
    var debitWords: [String] = []
    var isGuarded = false

    /// A column of a role that another column has too, by the key of its head.
    struct FurtherRole: Hashable, Sendable {
        let role: CSVRole
        let head: String
    }

    /// Roles that several columns may have.
    static let several: Set<CSVRole> = [.description, .remittance, .name, .account]

    init() {}

    /// Reads rules.
    ///
    /// - Throws: `CSVRulesError` with the line of the first rule that is not understood.
    public init(rules: String) throws(CSVRulesError) {
        let lines = rules.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = line.trimmingBlanks
            guard !text.isEmpty, !text.hasPrefix("#") else { continue }
            let word = text.prefix { $0 != " " && $0 != "\t" }
            let value = String(text.dropFirst(word.count).trimmingBlanks)
            guard try read(String(word), value, line: index + 1) else {
                throw CSVRulesError(line: index + 1, field: String(word), reason: "there is no such rule")
            }
        }
    }

    private mutating func read(_ rule: String, _ value: String, line: Int) throws(CSVRulesError) -> Bool {
        func required<Value>(_ read: Value?, _ reason: String) throws(CSVRulesError) -> Value {
            guard let read else { throw CSVRulesError(line: line, field: rule, reason: reason) }
            return read
        }
        switch rule {
        case "name": name = try required(value.isEmpty ? nil : value, "a name is missing")
        case "header": heads = Self.list(value, "|").map { CSVWords.key(String($0)) }
        case "columns": columns = try required(Int(value).flatMap { $0 > 0 ? $0 : nil }, "no number of columns")
        case "fields":
            fields = []
            for word in Self.list(value, ",") {
                fields.append(word == "skip" ? nil : try required(CSVRole(rawValue: word), "\(word) is no role"))
            }
        case "column":
            let role = value.prefix { $0 != " " }
            let key = CSVWords.key(String(value.dropFirst(role.count)))
            let known = try required(CSVRole(rawValue: String(role)), "\(role) is no role")
            let head = try required(key.isEmpty ? nil : key, "the column's head is missing")
            if roles[known] != nil, Self.several.contains(known) {
                furtherRoles.append(FurtherRole(role: known, head: head))
            } else {
                roles[known] = head
            }
        case "unused":
            let heads = try required(value.isEmpty ? nil : Self.list(value, "|"), "the column's head is missing")
            hasNoMore = hasNoMore || heads.contains("*")
            unused.formUnion(heads.map(CSVWords.key))
        case "skip": skip = try required(Int(value).flatMap { $0 >= 0 ? $0 : nil }, "no number of lines")
        case "delimiter":
            let byte = value == "tab" ? 0x09 : value.utf8.count == 1 ? value.utf8.first : nil
            delimiter = try required(byte, "neither one character nor `tab`")
        case "encoding": encoding = try required(FileEncoding(name: value), "\(value) is not supported")
        case "date-format":
            dateOrder = try required(CSVDateOrder(format: value), "no order of day, month and year")
        case "decimal-mark":
            decimalMark = try required(value == "." || value == "," ? value.utf8.first : nil, "neither . nor ,")
        case "currency":
            currency = try required(Currency(activeOrWithdrawn: value), "\(value) is no ISO 4217 code")
        case "own-account": ownAccount = try required(value.isEmpty ? nil : value, "an account is missing")
        case "sign":
            isInverted = try required(["normal": false, "inverted": true][value], "neither normal nor inverted")
            isSignGiven = true
        case "newest-first", "oldest-first": isNewestFirst = rule == "newest-first"
        case "credit-words": creditWords = Self.list(value, "|").map { $0.lowercased() }
        case "debit-words": debitWords = Self.list(value, "|").map { $0.lowercased() }
        case "guarded-texts": isGuarded = true
        default: return false
        }
        return true
    }

    private static func list(_ text: String, _ separator: Character) -> [String] {
        text.split(separator: separator).map { String($0.trimmingBlanks) }.filter { !$0.isEmpty }
    }
}

/// A rule of a CSV profile that is not understood.
public struct CSVRulesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    /// The rule's first word.
    public let field: String
    public let reason: String

    public var description: String { "line \(line), \(field): \(reason)" }
}

extension StringProtocol {
    fileprivate var trimmingBlanks: SubSequence {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard let begin = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
            return self[endIndex...]
        }
        return self[begin...end]
    }
}
