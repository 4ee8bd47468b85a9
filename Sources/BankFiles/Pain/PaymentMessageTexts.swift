import PaymentVocabulary

/// Fills the normal form of a transaction from its fields.
enum PaymentMessageTexts {
    static func entry(_ begun: BankFileEntry, _ fields: [BankFileField], _ kind: PaymentMessageKind) -> BankFileEntry {
        var entry = begun
        entry.fields = fields
        func first(_ names: String...) -> String? {
            for name in names { if let field = fields.first(where: { $0.name == name }) { return field.value } }
            return nil
        }
        var detail = BankFileDetail()
        detail.amount = entry.amount.currency == .unstated ? nil : entry.amount
        detail.endToEndId = first("PmtId/EndToEndId", "OrgnlEndToEndId")
        detail.instructionId = first("PmtId/InstrId", "OrgnlInstrId")
        detail.transactionId = first("OrgnlTxId", "RtrId", "StsId")
        detail.uetr = first("PmtId/UETR", "OrgnlUETR")
        detail.mandateId = first("DrctDbtTx/MndtRltdInf/MndtId", "OrgnlTxRef/MndtRltdInf/MndtId")
        detail.debtor.name = first("Dbtr/Nm", "OrgnlTxRef/Dbtr/Nm", "OrgnlTxRef/Dbtr/Pty/Nm")
        detail.debtor.iban = first("DbtrAcct/Id/IBAN", "OrgnlTxRef/DbtrAcct/Id/IBAN")
        detail.debtor.otherAccount = first("DbtrAcct/Id/Othr/Id")
        detail.debtor.bic = first("DbtrAgt/FinInstnId/BICFI", "DbtrAgt/FinInstnId/BIC")
        detail.creditor.name = first("Cdtr/Nm", "OrgnlTxRef/Cdtr/Nm", "OrgnlTxRef/Cdtr/Pty/Nm")
        detail.creditor.iban = first("CdtrAcct/Id/IBAN", "OrgnlTxRef/CdtrAcct/Id/IBAN")
        detail.creditor.otherAccount = first("CdtrAcct/Id/Othr/Id")
        detail.creditor.bic = first("CdtrAgt/FinInstnId/BICFI", "CdtrAgt/FinInstnId/BIC")
        detail.ultimateDebtorName = first("UltmtDbtr/Nm")
        detail.ultimateCreditorName = first("UltmtCdtr/Nm")
        detail.purpose = first("Purp/Cd")
        detail.unstructured = fields.filter { $0.name.hasSuffix("RmtInf/Ustrd") }.map(\.value)
        if let reference = first("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef") {
            var remittance = BankFileRemittance()
            remittance.creditorReference = reference
            // Swiss QR references are of a proprietary type.
            remittance.creditorReferenceType = first(
                "RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Cd",
                "RmtInf/Strd/CdtrRefInf/Tp/CdOrPrtry/Prtry"
            )
            detail.structured = [remittance]
        }
        detail.returnReason = first(
            "StsRsnInf/Rsn/Cd",
            "StsRsnInf/Rsn/Prtry",
            "RtrRsnInf/Rsn/Cd",
            "RtrRsnInf/Rsn/Prtry"
        )
        detail.isReturn = kind == .paymentReturn
        entry.transactionCode.proprietary = first("TxSts")
        entry.reference = detail.endToEndId
        entry.details = [detail]
        return entry
    }
}
