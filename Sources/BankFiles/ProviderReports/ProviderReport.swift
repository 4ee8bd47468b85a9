import PaymentVocabulary

/// One kind of report of one provider, as data: the column heads by which it is known, and what its columns mean.
///
/// Columns are found by name, since providers add and move them.
struct ProviderReport: Sendable {
    /// What a column says.
    enum Role: Hashable, Sendable {
        case date, timeZone, settled, currency
        /// What moved on the balance, with its sign.
        case net
        /// The same in two columns without signs.
        case netCredit, netDebit
        /// An amount without a sign, whose way another column says.
        case amount
        case direction
        /// The amount before fees; in a currency of its own where there is such a column.
        case gross, grossCredit, grossDebit, grossCurrency
        /// Columns of fees are added up.
        case fee
        case type, status
        /// Whether the row moves the balance at all.
        case impact
        /// Where the money of a payment comes from.
        case funding
        case id, source, reference, payout, rate
        case account, counterparty, counterpartyAccount, description
        case openingBalance, closingBalance
        /// The sum of all rows, in a row of its own.
        case total
    }

    /// How gross and fee make net.
    enum FeeRule: Hashable, Sendable {
        /// Fees are positive: net is gross less fee.
        case deducted
        /// Fees are negative: net is gross and fee.
        case added
        /// Whatever sign fees have, they make the gross smaller; gross, fee and net are not compared.
        case reducing
        /// Fees are inside or outside of the amount, which the report does not say; they are kept and not used.
        case aside
    }

    /// How a report is framed.
    enum Frame: Hashable, Sendable {
        case none
        /// Chinese exports: lines before and behind the rows, with counts and sums; the totals may be promised behind.
        case tallies(isBehind: Bool)
        /// A second head row and one row of totals end the report.
        case totals([String: Total])
    }

    /// What a total is the total of.
    enum Total: Hashable, Sendable {
        case rows
        case creditRows, debitRows
        case credits, debits
        /// The sum of the first of these columns that the report has.
        case column([String])
    }

    /// The provider and the kind, such as `Stripe balance report`.
    let name: String
    let issuer: String
    /// Of each set one name must be among the heads.
    let signs: [[String]]
    /// None of these may be among the heads.
    var absent: [String] = []
    /// Heads by role; of several that a report has, the first that is not empty in a row counts.
    let columns: [(role: Role, heads: [String])]
    var fee = FeeRule.deducted
    var frame = Frame.none
    /// The only currency of the report.
    var currency: Currency?
    /// Amounts that come in are money that leaves the balance, as in a list of payouts.
    var isNegated = false
    /// Words of the direction or type column for money that leaves; everything else comes in.
    var debitWords: Set<String> = []
    /// Words for money that neither comes nor goes; with these, every word but the debits' is a credit.
    var neutralWords: Set<String> = []
    /// A group is a payout, as long as rows of different ones do not mix.
    var groupsByPayout = false
    /// What is not in here or pending is kept with its word and is not booked; empty where every row is booked unless
    /// the word says that it is not.
    var bookedWords: Set<String> = []
    var pendingWords: Set<String> = []
    /// Parts of words for rows that moved nothing.
    var unbookedParts: [String] = []
    /// The language tells whether the day comes first and the comma stands before decimals.
    var isLocalised = false
    /// A batch is done when its rows make zero with the payout.
    var sumsToZero = false
    /// The column of debits may write them with a minus.
    var hasNegativeDebits = false
    /// A remark in brackets may follow an amount.
    var hasRemarks = false

    /// A column head to compare with: lower case, one blank between words, no brackets of full width.
    static func head(_ text: String) -> String {
        var head = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{FEFF}", "`", "\"": continue
            case "（": head.unicodeScalars.append("(")
            case "）": head.unicodeScalars.append(")")
            case " ", "\t", "\u{A0}", "\n", "\r": if !head.isEmpty, head.last != " " { head.append(" ") }
            case "’": head.append("'")
            default: head.unicodeScalars.append(scalar)
            }
        }
        if head.last == " " { head.removeLast() }
        return head.lowercased()
    }

    /// The report that has these heads.
    static func matching(_ heads: Set<String>) -> ProviderReport? {
        guard heads.count >= 3 else { return nil }
        return all.first { report in
            report.signs.allSatisfy { names in names.contains(where: heads.contains) }
                && !report.absent.contains(where: heads.contains)
        }
    }

    /// The more special before the more general.
    static let all: [ProviderReport] =
        stripe + adyen + marketplaces + chinese + [goCardless, square, venmo, payPal]
}

/// The columns of a report in one file.
struct ReportColumns: Sendable {
    let report: ProviderReport
    /// As the file has them, without blanks around.
    let names: [String]
    let heads: [String]
    private let places: [ProviderReport.Role: [Int]]

    init(_ report: ProviderReport, names: [String]) {
        self.report = report
        self.names = names
        let heads = names.map(ProviderReport.head)
        self.heads = heads
        var places: [ProviderReport.Role: [Int]] = [:]
        for (role, wanted) in report.columns {
            places[role, default: []] += wanted.compactMap { heads.firstIndex(of: $0) }
        }
        self.places = places
    }

    subscript(role: ProviderReport.Role) -> [Int] { places[role] ?? [] }

    /// The name of a column, for a finding.
    func name(_ index: Int) -> String {
        names.indices.contains(index) && !names[index].isEmpty ? names[index] : "column \(index + 1)"
    }
}
