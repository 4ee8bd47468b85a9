import PaymentVocabulary

/// Writes one entry as `Ntry`.
///
/// Source: ISO 20022 camt.053.001.08, ReportEntry10 and EntryTransaction10.
struct Camt053EntryWriter {
    let format: BankFileFormat?
    private var xml = Camt053Text()

    init(format: BankFileFormat?) { self.format = format }

    var cuts: (all: Int, lost: Int) { xml.cuts }

    /// - Returns: `nil` when the amount has more digits than the schema allows.
    mutating func text(of entry: BankFileEntry) -> String? {
        guard let amount = Camt053Text.amount(entry.amount.minorUnits.magnitude, entry.amount.currency) else {
            return nil
        }
        let status = self.status(of: entry)
        xml.raw("\n<Ntry>")
        xml.text("NtryRef", entry.reference, max: 35)
        xml.raw(amount.element("Amt"))
        xml.raw("<CdtDbtInd>\(entry.side.rawValue)</CdtDbtInd>")
        if entry.isReversal { xml.raw("<RvslInd>true</RvslInd>") }
        xml.element("Sts") { $0.code(status) }
        if let date = entry.bookingDate { xml.raw("<BookgDt><Dt>\(date)</Dt></BookgDt>") }
        if let date = entry.valueDate { xml.raw("<ValDt><Dt>\(date)</Dt></ValDt>") }
        xml.text("AcctSvcrRef", entry.servicerReference, max: 35)
        if !xml.transactionCode(entry.transactionCode) {
            xml.raw("<BkTxCd><Prtry><Cd>\(Camt053Writer.placeholder)</Cd></Prtry></BkTxCd>")
        }
        xml.charges(entry.charges, apart: entry.separateCharges)
        xml.element("NtryDtls") { xml in
            xml.element("Btch") { xml in
                xml.text("MsgId", entry.batchMessageId, max: 35)
                xml.text("PmtInfId", entry.batchPaymentInformationId, max: 35)
                if let count = entry.batchCount, (0..<1_000_000_000_000_000).contains(count) {
                    xml.raw("<NbOfTxs>\(count)</NbOfTxs>")
                }
            }
            for detail in entry.details { xml.detail(detail) }
        }
        let information = xml.takeNotes(behind: entry.additionalInformation)
        xml.text("AddtlNtryInf", information, max: 500)
        xml.raw("</Ntry>")
        return xml.text
    }

    /// Formats that list only what is booked may leave the status out.
    private func status(of entry: BankFileEntry) -> String {
        if let status = entry.status { return status.code }
        return format?.listsOnlyBooked == true ? BankFileStatus.booked.code : Camt053Writer.placeholder
    }
}

extension Camt053Text {
    /// - Returns: `false` when there is none, and nothing is written.
    fileprivate mutating func transactionCode(_ code: BankTransactionCode) -> Bool {
        let before = text.utf8.count
        let parts = [code.domain, code.family, code.subfamily]
        // ISO's own word for a part that is not known.
        let codes = parts.map { $0 ?? "NTAV" }
        let fits = codes.allSatisfy(Self.isCode)
        element("BkTxCd") { xml in
            if code.domain != nil, fits {
                xml.raw(
                    "<Domn><Cd>\(codes[0])</Cd><Fmly><Cd>\(codes[1])</Cd><SubFmlyCd>\(codes[2])</SubFmlyCd></Fmly></Domn>"
                )
            } else if parts.contains(where: { $0 != nil }) {
                xml.lose("BkTxCd", parts.compactMap(\.self).joined(separator: "-"))
            }
            xml.element("Prtry") { xml in
                guard let own = code.proprietary, Self.hasText(own) else { return }
                xml.text("Cd", own, max: 35)
                xml.text("Issr", code.issuer, max: 35)
            }
        }
        return text.utf8.count > before
    }

    fileprivate mutating func charges(_ charges: [Money], apart: [Money]) {
        element("Chrgs") { xml in
            for (place, charge) in (charges + apart).enumerated() {
                // A charge that the source gives as a negative amount is one that was given back.
                guard let amount = Self.amount(charge.minorUnits.magnitude, charge.currency) else {
                    xml.lose("Chrgs", charge.description)
                    continue
                }
                let side = charge.isNegative ? "<CdtDbtInd>CRDT</CdtDbtInd>" : ""
                let inclusion = place < charges.count ? "" : "<ChrgInclInd>false</ChrgInclInd>"
                xml.raw("<Rcrd>\(amount.element("Amt"))\(side)\(inclusion)</Rcrd>")
            }
        }
    }

    fileprivate mutating func detail(_ detail: BankFileDetail) {
        raw("<TxDtls>")
        references(of: detail)
        amount("Amt", detail.amount)
        if let side = detail.side { raw("<CdtDbtInd>\(side.rawValue)</CdtDbtInd>") }
        amounts(of: detail)
        _ = transactionCode(detail.transactionCode)
        charges(detail.charges, apart: detail.separateCharges)
        parties(of: detail)
        if let purpose = detail.purpose { element("Purp") { $0.code(purpose) } }
        remittance(of: detail)
        if detail.isReturn || detail.returnReason != nil {
            let before = text.utf8.count
            element("RtrInf") { xml in
                if let reason = detail.returnReason { xml.element("Rsn") { $0.code(reason) } }
                if let text = detail.returnInformation { xml.texts("AddtlInf", text, max: 105) }
            }
            if text.utf8.count == before { raw("<RtrInf/>") }
        }
        text("AddtlTxInf", detail.additionalInformation, max: 500)
        raw("</TxDtls>")
    }

    private mutating func references(of detail: BankFileDetail) {
        element("Refs") { xml in
            xml.text("MsgId", detail.messageId, max: 35)
            xml.text("AcctSvcrRef", detail.servicerReference, max: 35)
            xml.text("PmtInfId", detail.paymentInformationId, max: 35)
            xml.text("InstrId", detail.instructionId, max: 35)
            xml.text("EndToEndId", detail.endToEndId, max: 35)
            if let uetr = detail.uetr {
                if Self.isUETR(uetr) { xml.raw("<UETR>\(uetr)</UETR>") } else { xml.lose("UETR", uetr) }
            }
            xml.text("TxId", detail.transactionId, max: 35)
            xml.text("MndtId", detail.mandateId, max: 35)
            xml.text("ChqNb", detail.chequeNumber, max: 35)
            xml.text("ClrSysRef", detail.clearingReference, max: 35)
        }
    }

    private mutating func amounts(of detail: BankFileDetail) {
        let rate = detail.exchangeRate
        let source = (detail.instructedAmount ?? detail.transactionAmount ?? detail.amount)?.currency
        let exchange: String? =
            if let rate, let source, Self.isRate(rate) {
                "<CcyXchg><SrcCcy>\(source.code)</SrcCcy><XchgRate>\(rate)</XchgRate></CcyXchg>"
            } else { nil }
        let place = detail.instructedAmount != nil ? "InstdAmt" : detail.transactionAmount != nil ? "TxAmt" : nil
        element("AmtDtls") { xml in
            for (name, amount) in [("InstdAmt", detail.instructedAmount), ("TxAmt", detail.transactionAmount)] {
                xml.element(name) { xml in
                    let before = xml.text.utf8.count
                    xml.amount("Amt", amount)
                    if name == place, let exchange, xml.text.utf8.count > before { xml.raw(exchange) }
                }
            }
        }
        if let rate, exchange == nil || place == nil { lose("XchgRate", rate) }
    }
}
