import HubDomain
import PaymentVocabulary

/// Statements for tests: small writers of what the readers of `BankFiles` take, balanced and escaped.
extension World {
    func writeCamt(_ lines: [StatementLine], id: String, _ output: (String) throws -> Void) rethrows {
        let first = lines.map(\.bookingDate).min() ?? asOf
        let closing = lines.reduce(Self.opening) { $0 + Self.signed($1) }
        try output(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>\(id)</MsgId><CreDtTm>\(asOf)T23:00:00Z</CreDtTm></GrpHdr>
            <Stmt><Id>\(id)</Id><CreDtTm>\(asOf)T23:00:00Z</CreDtTm>
            <Acct><Id><IBAN>\(Self.account)</IBAN></Id><Ccy>EUR</Ccy></Acct>
            \(Self.balance("OPBD", Self.opening, first))
            \(Self.balance("CLBD", closing, asOf))

            """
        )
        for line in lines { try output(Self.entry(line)) }
        try output("</Stmt></BkToCstmrStmt></Document>\n")
    }

    /// Enough that no day's balance is negative.
    private static let opening: Int128 = 1_000_000_000_00

    private static func signed(_ line: StatementLine) -> Int128 {
        Int128(line.direction == .credit ? line.amount.minorUnits : -line.amount.minorUnits)
    }

    private static func balance(_ code: String, _ units: Int128, _ date: CalendarDate) -> String {
        "<Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">\(decimal(units, "."))</Amt>"
            + "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>\(date)</Dt></Dt></Bal>"
    }

    private static func decimal(_ units: Int128, _ point: String) -> String {
        "\(units / 100)\(point)\(padded(Int(units % 100), 2))"
    }

    private static func entry(_ line: StatementLine) -> String {
        let side = line.direction == .credit ? "CRDT" : "DBIT"
        let role = line.direction == .credit ? "Dbtr" : "Cdtr"
        var text = "<Ntry><Amt Ccy=\"EUR\">\(line.amount.decimal)</Amt><CdtDbtInd>\(side)</CdtDbtInd>"
        text += "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>\(line.bookingDate)</Dt></BookgDt>"
        text += "<ValDt><Dt>\(line.valueDate)</Dt></ValDt><AcctSvcrRef>\(escaped(line.bankReference))</AcctSvcrRef>"
        text += "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        text += "<NtryDtls><TxDtls><Refs><EndToEndId>\(escaped(line.endToEndID ?? "NOTPROVIDED"))</EndToEndId></Refs>"
        text += "<Amt Ccy=\"EUR\">\(line.amount.decimal)</Amt><CdtDbtInd>\(side)</CdtDbtInd>"
        if let instructed = line.instructedAmount {
            text += "<AmtDtls><InstdAmt><Amt Ccy=\"\(instructed.currency)\">\(instructed.decimal)</Amt>"
            if let rate = line.exchangeRate {
                text += "<CcyXchg><SrcCcy>\(instructed.currency)</SrcCcy><TrgtCcy>EUR</TrgtCcy><UnitCcy>EUR</UnitCcy>"
                text += "<XchgRate>\(rate)</XchgRate></CcyXchg>"
            }
            text += "</InstdAmt></AmtDtls>"
        }
        var parties = line.counterpartyName.map { "<\(role)><Pty><Nm>\(escaped($0))</Nm></Pty></\(role)>" } ?? ""
        if let account = line.counterpartyAccount {
            parties += "<\(role)Acct><Id><IBAN>\(escaped(account))</IBAN></Id></\(role)Acct>"
        }
        if !parties.isEmpty { text += "<RltdPties>\(parties)</RltdPties>" }
        var remittance = line.remittance.isEmpty ? "" : "<Ustrd>\(escaped(line.remittance))</Ustrd>"
        for number in line.documentNumbers {
            remittance += "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>\(escaped(number))</Nb>"
            remittance += "</RfrdDocInf></Strd>"
        }
        for reference in line.creditorReferences {
            remittance += "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
            remittance += "<Ref>\(escaped(reference))</Ref></CdtrRefInf></Strd>"
        }
        if !remittance.isEmpty { text += "<RmtInf>\(remittance)</RmtInf>" }
        if let reason = line.returnReason { text += "<RtrInf><Rsn><Cd>\(escaped(reason))</Cd></Rsn></RtrInf>" }
        return text + "</TxDtls></NtryDtls></Ntry>\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    /// MT940 with the subfields of German banks; umlauts written out, since the SWIFT alphabet has none.
    ///
    /// A structured reference and document numbers go into the text, for want of a field.
    func writeMT940(_ lines: [StatementLine], _ output: (String) throws -> Void) rethrows {
        let first = lines.map(\.bookingDate).min() ?? asOf
        let closing = lines.reduce(Self.opening) { $0 + Self.signed($1) }
        try output(":20:WORLD\r\n:25:\(Self.account)\r\n:28C:1/1\r\n")
        try output(":60F:C\(Self.short(first))EUR\(Self.decimal(Self.opening, ","))\r\n")
        for line in lines {
            let date = Self.short(line.bookingDate)
            let mark = line.direction == .credit ? "C" : "D"
            let units = Self.decimal(Int128(line.amount.minorUnits), ",")
            try output(":61:\(date)\(date.suffix(4))\(mark)\(units)NTRFNONREF//\(line.bankReference)\r\n")
            if let instructed = line.instructedAmount {
                let rate = line.exchangeRate.map { "/EXCH/\($0.description.replacing(".", with: ","))/" } ?? ""
                let amount = instructed.decimal.replacing(".", with: ",")
                try output("/OCMT/\(instructed.currency)\(amount)/\(rate)\r\n")
            }
            try output(Self.information(line))
        }
        try output(":62F:C\(Self.short(asOf))EUR\(Self.decimal(closing, ","))\r\n-\r\n")
    }

    private static func short(_ date: CalendarDate) -> String {
        let (year, month, day) = date.components
        return padded(year % 100, 2) + padded(month, 2) + padded(day, 2)
    }

    private static func information(_ line: StatementLine) -> String {
        let code = line.returnReason == nil ? "166" : "159"
        var text = ":86:\(code)?00GUTSCHRIFT"
        let said = [line.remittance] + line.documentNumbers + line.creditorReferences
        var purpose = line.endToEndID.map { "EREF+\($0) " } ?? ""
        purpose += "SVWZ+" + said.filter { !$0.isEmpty }.joined(separator: " ")
        let swift = CustomerNames.withoutUmlauts(purpose).replacing("?", with: ".")
        for (number, piece) in pieces(swift, of: 27).prefix(10).enumerated() { text += "\r\n?\(20 + number)\(piece)" }
        if let account = line.counterpartyAccount { text += "\r\n?31\(account)" }
        let name = CustomerNames.withoutUmlauts(line.counterpartyName ?? "").replacing("?", with: ".")
        for (number, piece) in pieces(name, of: 27).prefix(2).enumerated() { text += "\r\n?\(32 + number)\(piece)" }
        return text + "\r\n"
    }

    private static func pieces(_ text: String, of width: Int) -> [Substring] {
        var rest = Substring(text)
        var pieces: [Substring] = []
        while !rest.isEmpty {
            pieces.append(rest.prefix(width))
            rest = rest.dropFirst(width)
        }
        return pieces
    }
}
