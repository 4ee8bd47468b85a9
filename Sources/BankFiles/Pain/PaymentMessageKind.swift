/// The messages by which customers order payments and banks answer.
///
/// Source: ISO 20022 message definitions, business areas pain and pacs.
enum PaymentMessageKind: String, Sendable, CaseIterable {
    case creditTransfer = "pain.001"
    case statusReport = "pain.002"
    case directDebit = "pain.008"
    case paymentReturn = "pacs.004"

    var format: BankFileFormat {
        switch self {
        case .creditTransfer: .pain001
        case .statusReport: .pain002
        case .directDebit: .pain008
        case .paymentReturn: .pacs004
        }
    }

    /// The elements that hold the message; the first versions were named after the identifier.
    var messageElements: [String] {
        switch self {
        case .creditTransfer: ["CstmrCdtTrfInitn", "pain.001.001.02"]
        case .statusReport: ["CstmrPmtStsRpt", "pain.002.001.02"]
        case .directDebit: ["CstmrDrctDbtInitn", "pain.008.001.01"]
        case .paymentReturn: ["PmtRtr"]
        }
    }

    var groupElement: String {
        switch self {
        case .creditTransfer, .directDebit: "PmtInf"
        case .statusReport: "OrgnlPmtInfAndSts"
        case .paymentReturn: "PmtRtr"
        }
    }

    var entryElements: [String] {
        switch self {
        case .creditTransfer: ["CdtTrfTxInf"]
        case .statusReport: ["TxInfAndSts"]
        case .directDebit: ["DrctDbtTxInf"]
        case .paymentReturn: ["TxInf"]
        }
    }

    /// The account owner pays a credit transfer and collects a direct debit; a return gives money back to it.
    var side: CreditDebit {
        switch self {
        case .creditTransfer, .statusReport: .debit
        case .directDebit, .paymentReturn: .credit
        }
    }

    /// Paths below the entry that hold its amount, the first one that is there counts.
    var amountPaths: [String] {
        switch self {
        case .creditTransfer: ["Amt/InstdAmt", "Amt/EqvtAmt/Amt"]
        case .directDebit: ["InstdAmt"]
        case .statusReport: ["OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/IntrBkSttlmAmt"]
        case .paymentReturn: ["RtrdIntrBkSttlmAmt", "OrgnlIntrBkSttlmAmt"]
        }
    }

    /// A status report need not repeat the amount.
    var needsAmount: Bool {
        switch self {
        case .creditTransfer, .directDebit, .paymentReturn: true
        case .statusReport: false
        }
    }
}
