import PaymentVocabulary

extension Camt053Text {
    mutating func parties(of detail: BankFileDetail) {
        element("RltdPties") { xml in
            xml.party("Dbtr", detail.debtor)
            xml.element("DbtrAcct") { _ = $0.account(iban: detail.debtor.iban, other: detail.debtor.otherAccount) }
            xml.element("UltmtDbtr") { $0.element("Pty") { $0.text("Nm", detail.ultimateDebtorName, max: 140) } }
            xml.party("Cdtr", detail.creditor)
            xml.element("CdtrAcct") { _ = $0.account(iban: detail.creditor.iban, other: detail.creditor.otherAccount) }
            xml.element("UltmtCdtr") { $0.element("Pty") { $0.text("Nm", detail.ultimateCreditorName, max: 140) } }
        }
        element("RltdAgts") { xml in
            xml.bank("DbtrAgt", detail.debtor)
            xml.bank("CdtrAgt", detail.creditor)
        }
    }

    private mutating func party(_ name: String, _ party: BankFileParty) {
        element(name) { xml in
            xml.element("Pty") { xml in
                xml.text("Nm", party.name, max: 140)
                xml.element("Id") { $0.element("OrgId") { $0.element("Othr") { $0.text("Id", party.id, max: 35) } } }
            }
        }
    }

    private mutating func bank(_ name: String, _ party: BankFileParty) {
        element(name) { xml in
            xml.element("FinInstnId") { xml in
                let isBIC = party.bic.map(Self.isBIC) ?? false
                if isBIC, let bic = party.bic { xml.raw("<BICFI>\(bic)</BICFI>") }
                xml.element("ClrSysMmbId") { $0.text("MmbId", party.bankNumber, max: 35) }
                if !isBIC { xml.element("Othr") { $0.text("Id", party.bic, max: 35) } }
            }
        }
    }

    mutating func remittance(of detail: BankFileDetail) {
        element("RmtInf") { xml in
            for text in detail.unstructured { xml.texts("Ustrd", text, max: 140) }
            for item in detail.structured {
                let (own, others) = item.documents.split { $0.hasAmounts }
                xml.structured(item, others)
                // The schema has one set of amounts for a `Strd`, so a document with its own gets its own.
                for document in own {
                    xml.element("Strd") { xml in
                        xml.document(document)
                        xml.element("RfrdDocAmt") { xml in
                            xml.amount("DuePyblAmt", document.duePayable)
                            xml.element("DscntApldAmt") { $0.amount("Amt", document.discount) }
                            xml.amount("RmtdAmt", document.remitted)
                        }
                    }
                }
            }
        }
    }

    private mutating func structured(_ item: BankFileRemittance, _ documents: [BankFileDocument]) {
        element("Strd") { xml in
            for document in documents { xml.document(document) }
            xml.element("RfrdDocAmt") { xml in
                xml.amount("DuePyblAmt", item.duePayable)
                xml.element("DscntApldAmt") { $0.amount("Amt", item.discount) }
                xml.amount("CdtNoteAmt", item.creditNote)
                xml.element("TaxAmt") { $0.amount("Amt", item.tax) }
                for adjustment in item.adjustments { xml.adjustment(adjustment) }
                xml.amount("RmtdAmt", item.remitted)
            }
            xml.element("CdtrRefInf") { xml in
                if let type = item.creditorReferenceType, Self.hasText(type) {
                    xml.element("Tp") { xml in
                        xml.element("CdOrPrtry") { $0.code(type, allowed: Self.referenceTypes) }
                        xml.text("Issr", item.creditorReferenceIssuer, max: 35)
                    }
                }
                xml.text("Ref", item.creditorReference, max: 35)
            }
            for text in item.additionalInformation.prefix(3) { xml.text("AddtlRmtInf", text, max: 140) }
            for text in item.additionalInformation.dropFirst(3) { xml.lose("AddtlRmtInf", text) }
        }
    }

    private mutating func adjustment(_ adjustment: BankFileAdjustment) {
        element("AdjstmntAmtAndRsn") { xml in
            xml.amount("Amt", adjustment.amount)
            if let side = adjustment.side { xml.raw("<CdtDbtInd>\(side.rawValue)</CdtDbtInd>") }
            xml.text("Rsn", adjustment.reason, max: 4)
            xml.text("AddtlInf", adjustment.additionalInformation, max: 140)
        }
    }

    private mutating func document(_ document: BankFileDocument) {
        element("RfrdDocInf") { xml in
            if let type = document.type, Self.hasText(type) {
                xml.element("Tp") { $0.element("CdOrPrtry") { $0.code(type, allowed: Self.documentTypes) } }
            }
            xml.text("Nb", document.number, max: 35)
            if let date = document.date { xml.raw("<RltdDt>\(date)</RltdDt>") }
        }
    }

    /// Source: DocumentType3Code.
    private static let referenceTypes: Set<String> = ["RADM", "RPIN", "FXDR", "DISP", "PUOR", "SCOR"]
    /// Source: DocumentType6Code.
    private static let documentTypes: Set<String> = [
        "MSIN", "CNFA", "DNFA", "CINV", "CREN", "DEBN", "HIRI", "SBIN", "CMCN", "SOAC", "DISP", "BOLD", "VCHR", "AROI",
        "TSUT", "PUOR",
    ]
}

extension BankFileDocument {
    fileprivate var hasAmounts: Bool { duePayable != nil || discount != nil || remitted != nil }
}

extension Array where Element == BankFileDocument {
    fileprivate func split(_ isFirst: (Element) -> Bool) -> (first: [Element], second: [Element]) {
        (filter(isFirst), filter { !isFirst($0) })
    }
}

extension BankFileFormat {
    /// Whether an entry without a status is money on the account: the format lists only what is booked, and has no
    /// place to say so.
    ///
    /// ISO 20022 says it of every entry, so that there a missing status says nothing.
    package var listsOnlyBooked: Bool {
        switch self {
        case .mt940, .ofx, .csv, .giro, .lockbox: true
        case .camt052, .camt053, .camt054, .bai2, .pain001, .pain002, .pain008, .pacs004, .ach, .x937, .provider,
            .edi820:
            false
        }
    }
}
