/// What an element of a camt message means to the reader; `none` is an element on the way to others.
enum CamtField: UInt8, Sendable {
    case none
    // The message and its parts, which begin and end something.
    case message, group, balance, entry, batch, detail, structured, document, adjustment, returnInformation
    // The group header.
    case lastPage
    // The group.
    case groupId, electronicSequence, legalSequence, created, from, to
    case accountIban, accountOther, accountCurrency
    // A balance.
    case balanceType, balanceAmount, balanceSide, balanceDate
    // Control totals of a group.
    case totalCount, totalSum, totalNet, totalNetSide, creditCount, creditSum, debitCount, debitSum
    // An entry.
    case entryReference, entryAmount, entrySide, reversal, status, bookingDate, valueDate, servicerReference
    case domain, family, subfamily, proprietaryCode, codeIssuer
    case entryCharge, entryChargeSide, entryChargeIncluded, entryChargeTotal, entryInformation
    case batchMessageId, batchPaymentInformationId, batchCount
    // A detail.
    case messageId, detailServicerReference, paymentInformationId, instructionId, endToEndId, transactionId, uetr
    case mandateId, chequeNumber, clearingReference
    case detailAmount, detailSide, transactionAmount, instructedAmount, exchangeRate
    case detailDomain, detailFamily, detailSubfamily, detailProprietaryCode, detailCodeIssuer
    case detailCharge, detailChargeSide, detailChargeIncluded, detailChargeTotal, detailInformation, purpose
    case debtorName, debtorIban, debtorAccount, debtorBic, ultimateDebtorName
    case creditorName, creditorIban, creditorAccount, creditorBic, ultimateCreditorName
    case unstructured, creditorReference, creditorReferenceType, creditorReferenceIssuer
    case documentType, documentNumber, documentDate
    case duePayable, discount, creditNote, tax, remitted, remittanceInformation
    case adjustmentAmount, adjustmentSide, adjustmentReason, adjustmentInformation
    case returnReason, returnText

    /// Whether the element's own text is its value.
    var isLeaf: Bool {
        switch self {
        case .none, .message, .group, .balance, .entry, .batch, .detail, .structured, .document, .adjustment,
            .returnInformation:
            false
        default:
            true
        }
    }

    /// Whether the element is a text that no check, sum or count depends on.
    var isMereText: Bool {
        switch self {
        case .entryReference, .servicerReference, .domain, .family, .subfamily, .proprietaryCode, .codeIssuer,
            .entryInformation, .batchMessageId, .batchPaymentInformationId, .messageId, .detailServicerReference,
            .paymentInformationId, .instructionId, .transactionId, .uetr, .mandateId, .chequeNumber,
            .clearingReference, .exchangeRate, .detailDomain, .detailFamily, .detailSubfamily,
            .detailProprietaryCode, .detailCodeIssuer, .detailInformation, .purpose, .debtorName, .debtorIban,
            .debtorAccount, .debtorBic, .ultimateDebtorName, .creditorName, .creditorIban, .creditorAccount,
            .creditorBic, .ultimateCreditorName, .unstructured, .creditorReferenceType, .creditorReferenceIssuer,
            .documentType, .documentNumber, .documentDate, .remittanceInformation, .returnText, .adjustmentSide,
            .adjustmentReason, .adjustmentInformation, .entryChargeSide, .entryChargeIncluded, .detailChargeSide,
            .detailChargeIncluded:
            true
        default:
            false
        }
    }

    /// Whether the element's value can be wrong in a way that is reported.
    var isChecked: Bool {
        switch self {
        case .bookingDate, .valueDate, .entrySide, .reversal, .detailSide, .balanceDate, .totalCount, .totalSum,
            .totalNet,
            .creditCount, .creditSum, .debitCount, .debitSum, .lastPage, .accountCurrency:
            true
        default:
            isAmount
        }
    }

    /// Whether the element is an amount with a currency.
    var isAmount: Bool {
        switch self {
        case .balanceAmount, .entryAmount, .entryCharge, .detailAmount, .transactionAmount, .instructedAmount,
            .detailCharge, .entryChargeTotal, .detailChargeTotal, .duePayable, .discount, .creditNote, .tax, .remitted,
            .adjustmentAmount:
            true
        default:
            false
        }
    }
}

/// Where the fields are, by paths of local names, over all versions from 001.01 to 001.14.
///
/// Source: ISO 20022 message definitions camt.052, camt.053 and camt.054.
enum CamtPaths {
    static let message: [(path: String, field: CamtField)] = [
        ("GrpHdr/MsgPgntn/LastPgInd", .lastPage)
    ]

    static let group: [(path: String, field: CamtField)] = [
        ("", .group),
        ("Id", .groupId),
        ("ElctrncSeqNb", .electronicSequence),
        ("LglSeqNb", .legalSequence),
        ("CreDtTm", .created),
        ("FrToDt/FrDtTm", .from),
        ("FrToDt/ToDtTm", .to),
        ("Acct/Id/IBAN", .accountIban),
        ("Acct/Id/Othr/Id", .accountOther),
        ("Acct/Id/PrtryAcct/Id", .accountOther),
        ("Acct/Id/BBAN", .accountOther),
        ("Acct/Id/UPIC", .accountOther),
        ("Acct/Ccy", .accountCurrency),
        ("Bal", .balance),
        ("Bal/Tp/CdOrPrtry/Cd", .balanceType),
        ("Bal/Tp/CdOrPrtry/Prtry", .balanceType),
        ("Bal/Tp/Cd", .balanceType),
        ("Bal/Tp/Prtry", .balanceType),
        ("Bal/Amt", .balanceAmount),
        ("Bal/CdtDbtInd", .balanceSide),
        ("Bal/Dt/Dt", .balanceDate),
        ("Bal/Dt/DtTm", .balanceDate),
        ("TxsSummry/TtlNtries/NbOfNtries", .totalCount),
        ("TxsSummry/TtlNtries/Sum", .totalSum),
        ("TxsSummry/TtlNtries/TtlNetNtryAmt", .totalNet),
        ("TxsSummry/TtlNtries/CdtDbtInd", .totalNetSide),
        ("TxsSummry/TtlNtries/TtlNetNtry/Amt", .totalNet),
        ("TxsSummry/TtlNtries/TtlNetNtry/CdtDbtInd", .totalNetSide),
        ("TxsSummry/TtlCdtNtries/NbOfNtries", .creditCount),
        ("TxsSummry/TtlCdtNtries/Sum", .creditSum),
        ("TxsSummry/TtlDbtNtries/NbOfNtries", .debitCount),
        ("TxsSummry/TtlDbtNtries/Sum", .debitSum),
    ]

    static let entry: [(path: String, field: CamtField)] = [
        ("", .entry),
        ("NtryRef", .entryReference),
        ("Amt", .entryAmount),
        ("CdtDbtInd", .entrySide),
        ("RvslInd", .reversal),
        ("Sts", .status),
        ("Sts/Cd", .status),
        ("Sts/Prtry", .status),
        ("BookgDt/Dt", .bookingDate),
        ("BookgDt/DtTm", .bookingDate),
        ("ValDt/Dt", .valueDate),
        ("ValDt/DtTm", .valueDate),
        ("AcctSvcrRef", .servicerReference),
        ("BkTxCd/Domn/Cd", .domain),
        ("BkTxCd/Domn/Fmly/Cd", .family),
        ("BkTxCd/Domn/Fmly/SubFmlyCd", .subfamily),
        ("BkTxCd/Prtry/Cd", .proprietaryCode),
        ("BkTxCd/Prtry/Issr", .codeIssuer),
        ("Chrgs/Amt", .entryCharge),
        ("Chrgs/Rcrd/Amt", .entryCharge),
        ("Chrgs/CdtDbtInd", .entryChargeSide),
        ("Chrgs/Rcrd/CdtDbtInd", .entryChargeSide),
        ("Chrgs/Rcrd/ChrgInclInd", .entryChargeIncluded),
        ("Chrgs/TtlChrgsAndTaxAmt", .entryChargeTotal),
        ("AddtlNtryInf", .entryInformation),
    ]

    static let batch: [(path: String, field: CamtField)] = [
        ("", .batch),
        ("MsgId", .batchMessageId),
        ("PmtInfId", .batchPaymentInformationId),
        ("NbOfTxs", .batchCount),
    ]

    static let detail: [(path: String, field: CamtField)] = [
        ("", .detail),
        ("Refs/MsgId", .messageId),
        ("Refs/AcctSvcrRef", .detailServicerReference),
        ("Refs/PmtInfId", .paymentInformationId),
        ("Refs/InstrId", .instructionId),
        ("Refs/EndToEndId", .endToEndId),
        ("Refs/TxId", .transactionId),
        ("Refs/UETR", .uetr),
        ("Refs/MndtId", .mandateId),
        ("Refs/ChqNb", .chequeNumber),
        ("Refs/ClrSysRef", .clearingReference),
        ("Amt", .detailAmount),
        ("CdtDbtInd", .detailSide),
        ("AmtDtls/TxAmt/Amt", .transactionAmount),
        ("AmtDtls/InstdAmt/Amt", .instructedAmount),
        ("AmtDtls/TxAmt/CcyXchg/XchgRate", .exchangeRate),
        ("AmtDtls/InstdAmt/CcyXchg/XchgRate", .exchangeRate),
        ("AmtDtls/CntrValAmt/CcyXchg/XchgRate", .exchangeRate),
        ("BkTxCd/Domn/Cd", .detailDomain),
        ("BkTxCd/Domn/Fmly/Cd", .detailFamily),
        ("BkTxCd/Domn/Fmly/SubFmlyCd", .detailSubfamily),
        ("BkTxCd/Prtry/Cd", .detailProprietaryCode),
        ("BkTxCd/Prtry/Issr", .detailCodeIssuer),
        ("Chrgs/Amt", .detailCharge),
        ("Chrgs/Rcrd/Amt", .detailCharge),
        ("Chrgs/CdtDbtInd", .detailChargeSide),
        ("Chrgs/Rcrd/CdtDbtInd", .detailChargeSide),
        ("Chrgs/Rcrd/ChrgInclInd", .detailChargeIncluded),
        ("Chrgs/TtlChrgsAndTaxAmt", .detailChargeTotal),
        ("AddtlTxInf", .detailInformation),
        ("Purp/Cd", .purpose),
        ("Purp/Prtry", .purpose),
        ("RltdPties/UltmtDbtr/Nm", .ultimateDebtorName),
        ("RltdPties/UltmtDbtr/Pty/Nm", .ultimateDebtorName),
        ("RltdPties/UltmtCdtr/Nm", .ultimateCreditorName),
        ("RltdPties/UltmtCdtr/Pty/Nm", .ultimateCreditorName),
        ("RltdPties/Dbtr/Nm", .debtorName),
        ("RltdPties/Dbtr/Pty/Nm", .debtorName),
        ("RltdPties/Dbtr/Agt/FinInstnId/Nm", .debtorName),
        ("RltdPties/DbtrAcct/Id/IBAN", .debtorIban),
        ("RltdPties/DbtrAcct/Id/Othr/Id", .debtorAccount),
        ("RltdPties/DbtrAcct/Id/PrtryAcct/Id", .debtorAccount),
        ("RltdPties/DbtrAcct/Id/BBAN", .debtorAccount),
        ("RltdAgts/DbtrAgt/FinInstnId/BIC", .debtorBic),
        ("RltdAgts/DbtrAgt/FinInstnId/BICFI", .debtorBic),
        ("RltdPties/Cdtr/Nm", .creditorName),
        ("RltdPties/Cdtr/Pty/Nm", .creditorName),
        ("RltdPties/Cdtr/Agt/FinInstnId/Nm", .creditorName),
        ("RltdPties/CdtrAcct/Id/IBAN", .creditorIban),
        ("RltdPties/CdtrAcct/Id/Othr/Id", .creditorAccount),
        ("RltdPties/CdtrAcct/Id/PrtryAcct/Id", .creditorAccount),
        ("RltdPties/CdtrAcct/Id/BBAN", .creditorAccount),
        ("RltdAgts/CdtrAgt/FinInstnId/BIC", .creditorBic),
        ("RltdAgts/CdtrAgt/FinInstnId/BICFI", .creditorBic),
        ("RmtInf/Ustrd", .unstructured),
        ("RtrInf", .returnInformation),
        ("RtrInf/Rsn/Cd", .returnReason),
        ("RtrInf/Rsn/Prtry", .returnReason),
        ("RtrInf/RtrRsn/Cd", .returnReason),
        ("RtrInf/RtrRsn/Prtry", .returnReason),
        ("RtrInf/AddtlInf", .returnText),
        ("RtrInf/AddtlRtrRsnInf", .returnText),
    ]

    static let structured: [(path: String, field: CamtField)] = [
        ("", .structured),
        ("CdtrRefInf/Ref", .creditorReference),
        ("CdtrRefInf/CdtrRef", .creditorReference),
        ("CdtrRefInf/Tp/CdOrPrtry/Cd", .creditorReferenceType),
        ("CdtrRefInf/Tp/CdOrPrtry/Prtry", .creditorReferenceType),
        ("CdtrRefInf/Tp/Issr", .creditorReferenceIssuer),
        ("CdtrRefInf/CdtrRefTp/Cd", .creditorReferenceType),
        ("CdtrRefInf/CdtrRefTp/Prtry", .creditorReferenceType),
        ("CdtrRefInf/CdtrRefTp/Issr", .creditorReferenceIssuer),
        ("RfrdDocInf", .document),
        ("RfrdDocInf/Tp/CdOrPrtry/Cd", .documentType),
        ("RfrdDocInf/Tp/CdOrPrtry/Prtry", .documentType),
        ("RfrdDocInf/RfrdDocTp/Cd", .documentType),
        ("RfrdDocInf/RfrdDocTp/Prtry", .documentType),
        ("RfrdDocInf/Nb", .documentNumber),
        ("RfrdDocInf/RfrdDocNb", .documentNumber),
        ("RfrdDocInf/RltdDt", .documentDate),
        ("RfrdDocInf/RltdDt/Dt", .documentDate),
        ("RfrdDocAmt/DuePyblAmt", .duePayable),
        ("RfrdDocAmt/DscntApldAmt", .discount),
        ("RfrdDocAmt/DscntApldAmt/Amt", .discount),
        ("RfrdDocAmt/CdtNoteAmt", .creditNote),
        ("RfrdDocAmt/TaxAmt", .tax),
        ("RfrdDocAmt/TaxAmt/Amt", .tax),
        ("RfrdDocAmt/AdjstmntAmtAndRsn", .adjustment),
        ("RfrdDocAmt/AdjstmntAmtAndRsn/Amt", .adjustmentAmount),
        ("RfrdDocAmt/AdjstmntAmtAndRsn/CdtDbtInd", .adjustmentSide),
        ("RfrdDocAmt/AdjstmntAmtAndRsn/Rsn", .adjustmentReason),
        ("RfrdDocAmt/AdjstmntAmtAndRsn/AddtlInf", .adjustmentInformation),
        ("RfrdDocAmt/RmtdAmt", .remitted),
        ("AddtlRmtInf", .remittanceInformation),
    ]

    /// Every path from the message element on, for the group element of one kind of message.
    static func all(for kind: CamtKind) -> [(path: String, field: CamtField)] {
        let groupElement = kind.groupElement
        let entryElement = "\(groupElement)/Ntry"
        let details = ["\(entryElement)/NtryDtls/TxDtls", "\(entryElement)/TxDtls"]
        let batches = ["\(entryElement)/NtryDtls/Btch", "\(entryElement)/Btch"]
        return [("", .message)] + message + below(groupElement, group) + below(entryElement, entry)
            + batches.flatMap { below($0, batch) } + details.flatMap { below($0, detail) }
            + details.flatMap { below("\($0)/RmtInf/Strd", structured) }
    }

    /// The paths of all that counts, sums, checks and findings depend on.
    static func withoutTexts(for kind: CamtKind) -> [(path: String, field: CamtField)] {
        all(for: kind).filter { !$0.field.isMereText && $0.field != .document }
    }

    private static func below(
        _ prefix: String,
        _ paths: [(path: String, field: CamtField)]
    ) -> [(path: String, field: CamtField)] {
        paths.map { ($0.path.isEmpty ? prefix : "\(prefix)/\($0.path)", $0.field) }
    }
}
