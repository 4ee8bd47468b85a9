import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite struct CamtReaderTests {
    @Test func readsEveryFieldOfAnEntry() throws {
        let reading = FileReading(Self.full)
        let entry = try #require(reading.entries.first)
        #expect(reading.warnings == [] && reading.errors == [] && reading.isEnded)
        #expect(entry.signedAmount == Money(minorUnits: -12_345, currency: .eur))
        #expect(entry.isReversal && entry.status == .booked)
        #expect(entry.bookingDate == CalendarDate(year: 2026, month: 1, day: 5))
        #expect(entry.valueDate == CalendarDate(year: 2026, month: 1, day: 6))
        #expect(entry.reference == "N1" && entry.servicerReference == "A1" && entry.batchCount == 1)
        #expect(entry.transactionCode.domain == "PMNT" && entry.transactionCode.subfamily == "ESCT")
        #expect(entry.transactionCode.proprietary == "NTRF+116" && entry.additionalInformation == "A & B <c>")
        let detail = try #require(entry.details.first)
        #expect(entry.amount(of: detail) == Money(minorUnits: 12_345, currency: .eur))
        #expect(detail.endToEndId == "E1" && detail.instructionId == "I1" && detail.transactionId == "T1")
        #expect(detail.mandateId == "M1" && detail.uetr == "U1" && detail.exchangeRate == "1.25")
        #expect(detail.debtor.name == "J\u{F6}rg" && detail.debtor.iban == "DE1" && detail.debtor.bic == "COBADEFF")
        #expect(detail.creditor.name == "Us" && detail.creditor.otherAccount == "42" && detail.creditor.bic == "X")
        #expect(detail.unstructured == ["one", "two"] && detail.isReturn && detail.returnReason == "AC04")
        #expect(detail.charges == [Money(minorUnits: 100, currency: .eur)])
        let remittance = try #require(detail.structured.first)
        #expect(remittance.creditorReference == "RF18539007547034" && remittance.creditorReferenceType == "SCOR")
        #expect(remittance.documents.first?.number == "INV-1" && remittance.documents.first?.type == "CINV")
        #expect(remittance.discount?.minorUnits == 200 && remittance.remitted?.minorUnits == 12_345)
        #expect(remittance.adjustments.map(\.amount.minorUnits) == [5_000, 125, 7])
        #expect(remittance.adjustments.map(\.side) == [.debit, .credit, nil])
        #expect(remittance.adjustments.map(\.reason) == ["DAMG", nil, nil])
        #expect(remittance.adjustments.map(\.additionalInformation) == ["damaged goods", "freight", nil])
        #expect(reading.summaries.first?.returns == ["AC04": 1])
    }

    private static let full = statement(
        """
        <n:Ntry xmlns:n="odd"><n:NtryRef>N1</n:NtryRef><n:Amt Ccy="EUR">00123.4500</n:Amt>
        <n:CdtDbtInd>DBIT</n:CdtDbtInd><n:RvslInd>true</n:RvslInd><n:Sts>BOOK</n:Sts>
        <n:BookgDt><n:DtTm>2026-01-05T23:59:59+01:00</n:DtTm></n:BookgDt><n:ValDt><n:Dt>2026-01-06Z</n:Dt></n:ValDt>
        <n:AcctSvcrRef> A1 </n:AcctSvcrRef><n:BkTxCd><n:Domn><n:Cd>PMNT</n:Cd><n:Fmly><n:Cd>RCDT</n:Cd>
        <n:SubFmlyCd>ESCT</n:SubFmlyCd></n:Fmly></n:Domn><n:Prtry><n:Cd>NTRF+116</n:Cd></n:Prtry></n:BkTxCd>
        <n:NtryDtls><n:Btch><n:NbOfTxs>1</n:NbOfTxs></n:Btch><n:TxDtls><n:Refs><n:InstrId>I1</n:InstrId>
        <n:EndToEndId>E1</n:EndToEndId><n:UETR>U1</n:UETR><n:TxId>T1</n:TxId><n:MndtId>M1</n:MndtId></n:Refs>
        <n:AmtDtls><n:TxAmt><n:Amt Ccy="EUR">123.45</n:Amt><n:CcyXchg><n:XchgRate>1.25</n:XchgRate></n:CcyXchg>
        </n:TxAmt></n:AmtDtls><n:Chrgs><n:Rcrd><n:Amt Ccy="EUR">1.00</n:Amt></n:Rcrd></n:Chrgs>
        <n:RltdPties><n:Dbtr><n:Pty><n:Nm>J&#xF6;rg</n:Nm></n:Pty></n:Dbtr><n:DbtrAcct><n:Id><n:IBAN>DE1</n:IBAN>
        </n:Id></n:DbtrAcct><n:Cdtr><n:Nm>Us</n:Nm></n:Cdtr><n:CdtrAcct><n:Id><n:Othr><n:Id>42</n:Id></n:Othr></n:Id>
        </n:CdtrAcct></n:RltdPties><n:RltdAgts><n:DbtrAgt><n:FinInstnId><n:BICFI>COBADEFF</n:BICFI></n:FinInstnId>
        </n:DbtrAgt><n:CdtrAgt><n:FinInstnId><n:BIC>X</n:BIC></n:FinInstnId></n:CdtrAgt></n:RltdAgts>
        <n:RmtInf><n:Ustrd>one</n:Ustrd><n:Ustrd>two</n:Ustrd><n:Strd><n:RfrdDocInf><n:Tp><n:CdOrPrtry><n:Cd>CINV</n:Cd>
        </n:CdOrPrtry></n:Tp><n:Nb>INV-1</n:Nb></n:RfrdDocInf><n:RfrdDocAmt><n:DscntApldAmt><n:Amt Ccy="EUR">2.00</n:Amt>
        </n:DscntApldAmt><n:AdjstmntAmtAndRsn><n:Amt Ccy="EUR">50.00</n:Amt><n:CdtDbtInd>DBIT</n:CdtDbtInd>
        <n:Rsn>DAMG</n:Rsn><n:AddtlInf>damaged goods</n:AddtlInf></n:AdjstmntAmtAndRsn><n:AdjstmntAmtAndRsn>
        <n:Amt Ccy="EUR">1.25</n:Amt><n:CdtDbtInd>CRDT</n:CdtDbtInd><n:AddtlInf>freight</n:AddtlInf></n:AdjstmntAmtAndRsn>
        <n:AdjstmntAmtAndRsn><n:Amt Ccy="EUR">0.07</n:Amt></n:AdjstmntAmtAndRsn>
        <n:RmtdAmt Ccy="EUR">123.45</n:RmtdAmt></n:RfrdDocAmt><n:CdtrRefInf><n:Tp><n:CdOrPrtry>
        <n:Cd>SCOR</n:Cd></n:CdOrPrtry></n:Tp><n:Ref>RF18539007547034</n:Ref></n:CdtrRefInf></n:Strd></n:RmtInf>
        <n:RtrInf><n:Rsn><n:Cd>AC04</n:Cd></n:Rsn></n:RtrInf></n:TxDtls></n:NtryDtls>
        <n:AddtlNtryInf>A &amp; B <![CDATA[<c>]]></n:AddtlNtryInf></n:Ntry>
        """
    )

    /// Amounts as files write them, and what they are in cents; `nil` is an unreadable entry.
    @Test(
        arguments: [
            ("8.85", "EUR", 885), ("000000000000149.87", "EUR", 14_987), ("1.5", "EUR", 150), ("2700", "JPY", 2_700),
            ("8.8500000", "EUR", 885), ("+1.00", "EUR", 100), (".5", "EUR", 50), ("5.", "EUR", 500),
            ("-0.00", "EUR", 0),
            ("1.234", "KWD", 1_234), ("92233720368547758.07", "EUR", Int64.max),
            ("8.855", "EUR", nil), ("100.0000000000005", "EUR", nil), ("1.5", "JPY", nil), ("-1.00", "EUR", nil),
            ("12..34", "EUR", nil), ("1,50", "EUR", nil), ("1 000", "EUR", nil), ("1e3", "EUR", nil), (".", "EUR", nil),
            ("92233720368547758.08", "EUR", nil), ("123456789012345678901234567890", "EUR", nil), ("", "EUR", nil),
            ("1.00", "eur", nil), ("1.00", "ZZZ", nil), ("1.00", "EU", nil), ("\u{663}.00", "EUR", nil),
        ] as [(String, String, Int64?)]
    )
    func amountsAreExactOrRefused(_ amount: String, _ currency: String, _ minorUnits: Int64?) throws {
        let reading = FileReading(statement(entry(amount, currency: currency) + entry("1.00")))
        #expect(reading.entries.first { $0.index == 0 }?.amount.minorUnits == minorUnits)
        #expect(reading.entries.last?.amount == Money(minorUnits: 100, currency: .eur), "the next entry is read")
        #expect(reading.summaries.first?.entries == 2)
        guard minorUnits == nil else { return }
        let finding = try #require(reading.unreadable.first?.findings.first)
        #expect(finding.code == .amount && finding.position.line == 4)
        #expect(finding.position.path?.hasPrefix("/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]") == true)
    }

    /// Entries that must not become money, and the code of the reason.
    @Test(
        arguments: [
            ("<Ntry><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts></Ntry>", .amount, 0),
            ("<Ntry><Amt Ccy='EUR'>1.00</Amt><Sts>BOOK</Sts></Ntry>", .direction, 0),
            ("<Ntry><Amt>1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>", .amount, 0),
            ("<Ntry><Amt Ccy='EUR'>1.00</Amt><CdtDbtInd>BOTH</CdtDbtInd></Ntry>", .direction, 0),
            (entry("1.00", more: "<Amt Ccy='EUR'>2.00</Amt>"), .amount, 0),
            (entry("1.00", more: "<CdtDbtInd>DBIT</CdtDbtInd>"), .direction, 0),
            (entry("1.00", more: "<ValDt><Dt>2026-02-30</Dt></ValDt>"), .date, 100),
            (entry("1.00", more: "<ValDt><Dt>20260203</Dt></ValDt>"), .date, 100),
            (entry("1.00", more: "<NtryDtls><TxDtls><Amt Ccy='EUR'>x</Amt></TxDtls></NtryDtls>"), .amount, 0),
        ] as [(String, BankFileFinding.Code, Int128)]
    )
    func brokenEntriesAreReported(_ broken: String, _ code: BankFileFinding.Code, _ credit: Int128) throws {
        let reading = FileReading(statement(broken))
        #expect(reading.entries == [])
        let finding = try #require(reading.unreadable.first?.findings.first)
        #expect(finding.code == code && finding.position.line != nil)
        #expect((reading.summaries.first?.sums.all.first?.credit ?? 0) == credit)
    }

    @Test(
        arguments: [
            (balance("OPBD", "10.00") + balance("CLBD", "11.00"), true),
            (balance("PRCD", "10.00") + balance("CLBD", "11.00"), true),
            (balance("OPBD", "1.00", side: "DBIT") + balance("CLBD", "0.00"), true),
            (balance("OPBD", "10.00") + balance("CLBD", "11.01"), false),
            (balance("OPBD", "10.00", currency: "USD") + balance("CLBD", "11.00", currency: "USD"), false),
            (balance("OPBD", "10.00") + balance("CLBD", "11.00", currency: "USD"), false),
            (balance("OPBD", "10.00"), nil), (balance("CLBD", "11.00"), nil), ("", nil),
            (balance("OPBD", "10.00") + balance("CLBD", "11.0O"), nil),
        ] as [(String, Bool?)]
    )
    func balancesAreChecked(_ balances: String, _ isBalanced: Bool?) {
        let pending = "<Ntry><Amt Ccy='EUR'>5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts></Ntry>"
        let reading = FileReading(statement(entry("1.00") + pending, before: balances))
        #expect(reading.summaries.first?.isBalanced == isBalanced)
        #expect(reading.warnings.contains { $0.code == .balance } == (isBalanced == false))
        #expect(reading.errors.isEmpty == !balances.contains("11.0O"))
    }

    @Test func anUnreadableEntryLeavesTheBalanceUnknown() {
        let balances = balance("OPBD", "10.00") + balance("CLBD", "11.00")
        let reading = FileReading(statement(entry("1.00") + entry("x"), before: balances))
        #expect(reading.summaries.first?.isBalanced == nil && reading.summaries.first?.unsummed == 1)
    }

    @Test(arguments: [
        ("<TtlNtries><NbOfNtries>3</NbOfNtries><Sum>6.00</Sum></TtlNtries>", 0),
        ("<TtlNtries><NbOfNtries>4</NbOfNtries><Sum>6.01</Sum></TtlNtries>", 2),
        ("<TtlNtries><NbOfNtries>many</NbOfNtries></TtlNtries>", 1),
        ("<TtlNtries><TtlNetNtry><Amt>0.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TtlNetNtry></TtlNtries>", 0),
        ("<TtlNtries><TtlNetNtryAmt>1.00</TtlNetNtryAmt></TtlNtries>", 1),
        ("<TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>3</Sum></TtlCdtNtries>", 0),
        ("<TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>-3.00</Sum></TtlDbtNtries>", 0),
        ("<TtlDbtNtries><NbOfNtries>2</NbOfNtries><Sum>3.001</Sum></TtlDbtNtries>", 2),
    ])
    func controlTotalsAreChecked(_ totals: String, _ warnings: Int) {
        let entries = entry("1.00") + entry("2.00") + entry("3.00", side: "DBIT")
        let reading = FileReading(statement(entries, before: "<TxsSummry>\(totals)</TxsSummry>"))
        #expect(reading.warnings.count == warnings)
        #expect(reading.warnings.allSatisfy { $0.code == .controlTotal && $0.position.line == 3 })
        #expect(reading.entries.count == 3)
    }

    @Test func detailsThatDoNotAddUpAreReported() {
        let detail = "<TxDtls><Amt Ccy='EUR'>1.00</Amt></TxDtls>"
        func codes(_ amount: String, _ more: String) -> [BankFileFinding.Code] {
            FileReading(statement(entry(amount, more: more))).warnings.map(\.code)
        }
        #expect(codes("2.00", "<NtryDtls>\(detail)\(detail)</NtryDtls>") == [])
        #expect(codes("3.00", "<NtryDtls>\(detail)\(detail)</NtryDtls>") == [.detailSum])
        let charge = "<Chrgs><Rcrd><Amt Ccy='EUR'>1.00</Amt></Rcrd></Chrgs>"
        #expect(codes("3.00", "\(charge)<NtryDtls>\(detail)\(detail)</NtryDtls>") == [])
        #expect(codes("1.00", "<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>\(detail)</NtryDtls>") == [.controlTotal])
    }

    @Test func encodingsAndByteOrderMarks() {
        func reading(_ encoding: String, _ bytes: [UInt8]) -> FileReading {
            let head = statement("HERE").replacing("UTF-8", with: encoding)
            let parts = head.split(separator: "HERE").map { Array($0.utf8) }
            let around = entry("1.00", more: "<AddtlNtryInf>HERE</AddtlNtryInf>").split(separator: "HERE")
            let body = Array(around[0].utf8) + bytes + Array(around[1].utf8)
            return FileReading(parts[0] + body + parts[1])
        }
        func name(_ encoding: String, _ bytes: [UInt8]) -> String? {
            reading(encoding, bytes).entries.first?.additionalInformation
        }
        #expect(name("UTF-8", [0xE2, 0x82, 0xAC, 0xC3, 0xBC]) == "€ü")
        #expect(name("windows-1252", [0x80, 0xFC]) == "€ü")
        #expect(name("ISO-8859-1", [0xA4, 0xFC]) == "¤ü")
        #expect(name("iso-8859-15", [0xA4, 0xFC]) == "€ü")
        #expect(name("US-ASCII", [0x41]) == "A")
        for (encoding, bytes, expected) in [
            ("US-ASCII", [0x41, 0xFC], "A\u{FFFD}"), ("UTF-8", [0xFC, 0x42], "üB"),
            ("Windows-1252", [0x81], "\u{FFFD}"),
        ] as [(String, [UInt8], String)] {
            let wrong = reading(encoding, bytes)
            #expect(
                wrong.entries.first?.additionalInformation == expected && wrong.errors.map(\.code) == [.badCharacter]
            )
            #expect(wrong.errors.first?.position.path == "/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/AddtlNtryInf")
        }
        #expect(name("EBCDIC", [0x41]) == nil)
        #expect(FileReading([0xEF, 0xBB, 0xBF] + Array(statement(entry("1.00")).utf8)).entries.count == 1)
    }

    @Test func aGroupThatIsNotReadToItsEndIsNotBalanced() {
        let text = statement(entry("1.00"), before: balance("OPBD", "1.00") + balance("CLBD", "2.00"))
        #expect(FileReading(text).summaries.first?.isBalanced == true)
        let cut = FileReading(String(text.dropLast(30)))
        #expect(cut.failure?.code == .truncated && cut.entries.count == 1 && !cut.isEnded)
        #expect(cut.summaries.first?.isBalanced == nil && cut.summaries.first?.isComplete == false)
    }

    @Test func floodsOfWordsAndFindingsAreBounded() {
        let returns = (0..<3_000).map { "<TxDtls><RtrInf><Rsn><Prtry>R\($0)</Prtry></Rsn></RtrInf></TxDtls>" }.joined()
        let many = FileReading(statement(entry("1.00", more: "<NtryDtls>\(returns)</NtryDtls>"))).summaries.first
        #expect(many?.returns.count == 1_001 && many?.returns["other"] == 2_000 && many?.returns["R999"] == 1)
        let dates = String(repeating: "<ValDt><Dt>x</Dt></ValDt>", count: 3_000)
        #expect(FileReading(statement(entry("1.00", more: dates))).unreadable.first?.findings.count == 100)
        let entries = String(repeating: "<Ntry><Amt Ccy='EUR'>1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>", count: 3_000)
        let noisy = FileReading(statement(entries))
        #expect(noisy.warnings.count == 1_000 && noisy.warnings.last?.code == .more && noisy.entries.count == 3_000)
    }

    @Test func anEntryThatKeepsTooMuchIsUnreadableAndCounted() {
        let text = "<TxDtls><RmtInf>" + String(repeating: "<Ustrd>x</Ustrd>", count: 1_000) + "</RmtInf></TxDtls>"
        let huge = String(repeating: text, count: CamtBuilder.entryBytesMax / 65_000 + 1)
        let reading = FileReading(statement(entry("1.00", more: "<NtryDtls>\(huge)</NtryDtls>") + entry("2.00")))
        #expect(reading.unreadable.first?.findings.first?.code == .limit)
        #expect(reading.entries.count == 1 && reading.summaries.first?.sums.all.first?.credit == 300)
    }

    @Test(
        "a reversal indicator is true or false; any other value costs its entry, with its place",
        arguments: [("true", true), ("1", true), ("false", false), ("0", false), ("TRUE", nil), ("yes", nil)]
            as [(String, Bool?)]
    )
    func reversalIndicator(value: String, isReversal: Bool?) {
        let reading = FileReading(
            """
            <?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
            <Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>\(value)</RvslInd><Sts><Cd>BOOK</Cd></Sts>
            <BookgDt><Dt>2026-03-05</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>
            """
        )
        #expect(reading.entries.map(\.isReversal) == (isReversal.map { [$0] } ?? []))
        #expect(reading.unreadable.flatMap(\.findings).map(\.position.line) == (isReversal == nil ? [3] : []))
    }
}
