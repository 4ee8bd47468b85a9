/// The three messages by which a bank reports what happened on an account.
public enum CamtKind: String, Hashable, Codable, Sendable, CaseIterable {
    /// camt.052, the intraday report.
    case report = "camt052"
    /// camt.053, the end-of-day statement.
    case statement = "camt053"
    /// camt.054, the debit and credit notification.
    case notification = "camt054"

    /// The name of the element that holds one account's entries.
    public var groupElement: String {
        switch self {
        case .report: "Rpt"
        case .statement: "Stmt"
        case .notification: "Ntfctn"
        }
    }

    /// The name of the element that holds the message.
    public var messageElement: String {
        switch self {
        case .report: "BkToCstmrAcctRpt"
        case .statement: "BkToCstmrStmt"
        case .notification: "BkToCstmrDbtCdtNtfctn"
        }
    }

    /// The first part of the message definition identifier, such as `camt.053`.
    public var messageName: String {
        switch self {
        case .report: "camt.052"
        case .statement: "camt.053"
        case .notification: "camt.054"
        }
    }
}
