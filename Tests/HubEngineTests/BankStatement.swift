import PaymentVocabulary

/// A camt.053 message with these entries; what nobody looks at is left out.
struct BankStatement {
    struct Receipt {
        var units: Int64
        var text: String
        var reference: String
        var date = "2026-03-02"
        var payer = "DE02100500000054540402"
        var name = "Müller GmbH"
        /// `DBIT` with this reason: the bank takes an earlier receipt back.
        var returned: String?
        /// `CRDT` with this reason: money of ours that came back.
        var reason: String?
        var endToEnd: String?
    }

    var id = "S1"
    var account = "DE75512108001245126199"
    var receipts: [Receipt]

    var bytes: [UInt8] {
        let entries = receipts.map { receipt in
            let amount = eur(receipt.units).decimal
            let side = receipt.returned == nil ? "CRDT" : "DBIT"
            let reason = (receipt.returned ?? receipt.reason).map { "<RtrInf><Rsn><Cd>\($0)</Cd></Rsn></RtrInf>" } ?? ""
            let references = receipt.endToEnd.map { "<Refs><EndToEndId>\($0)</EndToEndId></Refs>" } ?? ""
            return """
                <Ntry><Amt Ccy="EUR">\(amount)</Amt><CdtDbtInd>\(side)</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                <BookgDt><Dt>\(receipt.date)</Dt></BookgDt><ValDt><Dt>\(receipt.date)</Dt></ValDt>
                <AcctSvcrRef>\(receipt.reference)</AcctSvcrRef><NtryDtls><TxDtls>\(references)<Amt Ccy="EUR">\(amount)</Amt>
                <CdtDbtInd>\(side)</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>\(receipt.name)</Nm></Pty></Dbtr>
                <DbtrAcct><Id><IBAN>\(receipt.payer)</IBAN></Id></DbtrAcct></RltdPties>
                <RmtInf><Ustrd>\(receipt.text)</Ustrd></RmtInf>\(reason)</TxDtls></NtryDtls></Ntry>
                """
        }
        let document = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>\(id)</MsgId><CreDtTm>2026-03-02T18:00:00Z</CreDtTm></GrpHdr>
            <Stmt><Id>\(id)</Id><CreDtTm>2026-03-02T18:00:00Z</CreDtTm>
            <Acct><Id><IBAN>\(account)</IBAN></Id><Ccy>EUR</Ccy></Acct>
            \(entries.joined(separator: "\n"))
            </Stmt></BkToCstmrStmt></Document>
            """
        return Array(document.utf8)
    }
}
