/// Made bank files of any size, the same ones for the same seed, with what a reader has to find in them.
struct BankFileSample {
    let bytes: [UInt8]
    /// Entries, and the sums of their amounts in minor units.
    let entries: Int
    let credit: Int
    let debit: Int

    var megabytes: Double { Double(bytes.count) / 1e6 }

    /// The file as a program reads it.
    func pieces(of count: Int = 131_072) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: count).map { Array(bytes[$0..<min(bytes.count, $0 + count)]) }
    }
}

/// Writes one sample: entries with drawn amounts, and the totals that its controls state.
struct SampleWriter {
    private(set) var bytes: [UInt8] = []
    private var state: UInt64
    private(set) var entries = 0
    private(set) var credit = 0
    private(set) var debit = 0

    init(seed: UInt64 = 2_026) { state = seed }

    /// SplitMix64 of Steele, Lea and Flood.
    mutating func draw(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }

    mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// An entry's amount in minor units and its side, counted.
    mutating func entry() -> (amount: Int, isCredit: Bool) {
        let (amount, isCredit) = (1 + draw(5_000_000), draw(4) > 0)
        entries += 1
        if isCredit { credit += amount } else { debit += amount }
        return (amount, isCredit)
    }

    mutating func drawn(_ words: [String]) -> String { words[draw(words.count)] }

    var sample: BankFileSample {
        BankFileSample(bytes: bytes, entries: entries, credit: credit, debit: debit)
    }

    static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Minor units of two decimals.
    static func decimal(_ units: Int, point: String = ".") -> String {
        "\(units / 100)\(point)\(digits(units % 100, 2))"
    }

    static let names = [
        "Bäckerei Möller", "Nordwind Logistik GmbH", "A. Schmidt &amp; Söhne", "Acme Corporation", "Jane Q. Public",
        "Stadtwerke Musterhausen", "Hansa Import Export KG", "Lumière SARL",
    ]
    static let plainNames = names.map { name in
        String(
            decoding: name.replacing("&amp;", with: "+").utf8.map { $0 < 0x80 ? $0 : UInt8(ascii: "x") },
            as: UTF8.self
        )
    }
}

extension BankFileSample {
    /// One camt.053 statement of about 750 bytes an entry.
    static func camt(bytes: Int, seed: UInt64 = 2_026) -> BankFileSample {
        var writer = CamtSampleWriter(seed: seed)
        while writer.writer.bytes.count < bytes - 200 { writer.entry() }
        writer.end()
        return writer.writer.sample
    }

    /// Batches of payments (PPD) and of companies (CCD); every fourth entry has an addenda record.
    static func nacha(bytes: Int, seed: UInt64 = 2_026) -> BankFileSample {
        var writer = SampleWriter(seed: seed)
        var file = NachaSampleTotals()
        writer.write("101 076401251 0764012512611240830A094101FEDERAL RESERVE BANK   MY BANK NAME                   \n")
        var lines = 2
        var batches = 0
        while writer.bytes.count < bytes - 1_000 {
            batches += 1
            let number = SampleWriter.digits(batches, 7)
            let kind = batches.isMultiple(of: 3) ? "CCD" : "PPD"
            writer.write(
                "5200MY COMPANY                          1234567890\(kind)PAYMENT   261124261124   107640125\(number)\n"
            )
            var batch = NachaSampleTotals()
            var entry = 0
            while entry < 2_000, writer.bytes.count < bytes - 1_000 {
                entry += 1
                let (amount, isCredit) = writer.entry()
                let hasAddenda = writer.draw(4) == 0
                let routing = 7_640_125 + writer.draw(1_000) * 10_000
                let trace = "07640125" + SampleWriter.digits(entry, 7)
                let name = writer.drawn(SampleWriter.plainNames).padded(22)
                writer.write(
                    "6\(isCredit ? "22" : "27")\(routing.withCheckDigit)"
                        + "\(String(100_000_000 + writer.draw(900_000_000)).padded(17))"
                        + "\(SampleWriter.digits(amount, 10))\("INV\(entry)".padded(15))\(name)  "
                        + "\(hasAddenda ? 1 : 0)\(trace)\n"
                )
                batch.add(routing, amount, isCredit, addenda: hasAddenda ? 1 : 0)
                guard hasAddenda else { continue }
                let text = "Payment of invoice \(entry) of November, customer \(writer.draw(100_000))".padded(80)
                writer.write("705\(text)0001\(SampleWriter.digits(entry, 7))\n")
            }
            writer.write(
                "8200\(batch.text(counts: 6))1234567890\(String(repeating: " ", count: 25))07640125\(number)\n"
            )
            lines += batch.records + 2
            file.add(batch)
        }
        let blocks = (lines + 9) / 10
        writer.write(
            "9\(SampleWriter.digits(batches, 6))\(SampleWriter.digits(blocks, 6))\(file.text(counts: 8))"
                + "\(String(repeating: " ", count: 39))\n"
        )
        for _ in lines..<blocks * 10 { writer.write(String(repeating: "9", count: 94) + "\n") }
        return writer.sample
    }

    /// Accounts of 500 transactions, every second one with its text continued.
    static func bai2(bytes: Int, seed: UInt64 = 2_026) -> BankFileSample {
        var writer = SampleWriter(seed: seed)
        writer.write("01,122099999,123456789,261124,0830,1,80,,2/\n02,123456789,122099999,1,261123,,USD,2/\n")
        var (accounts, total, records) = (0, 0, 1)
        while writer.bytes.count < bytes - 200 {
            accounts += 1
            let opening = writer.draw(100_000_000)
            let (credit, debit) = (writer.credit, writer.debit)
            var lines: [String] = []
            while lines.count < 500, writer.bytes.count + lines.count * 100 < bytes - 200 {
                let (amount, isCredit) = writer.entry()
                let funds = lines.count.isMultiple(of: 5) ? "V,261124,0900" : "0"
                let reference = "\(writer.draw(1_000_000_000)),INV\(writer.draw(1_000_000))"
                lines.append(
                    "16,\(isCredit ? "142" : "455"),\(amount),\(funds),\(reference),"
                        + "PAYMENT OF \(writer.drawn(SampleWriter.plainNames))\n"
                )
                if writer.draw(2) == 0 { lines.append("88,ORIGINATOR 1234567890 BATCH \(writer.draw(10_000))/\n") }
            }
            let moved = (credit: writer.credit - credit, debit: writer.debit - debit)
            let closing = opening + moved.credit - moved.debit
            writer.write("03,\(SampleWriter.digits(accounts, 10)),USD,010,\(opening),,,015,\(closing),,/\n")
            writer.write(lines.joined())
            let sum = opening + closing + moved.credit + moved.debit
            writer.write("49,\(sum),\(lines.count + 2)/\n")
            total += sum
            records += lines.count + 2
        }
        writer.write("98,\(total),\(accounts),\(records + 1)/\n99,\(total),1,\(records + 3)/\n")
        return writer.sample
    }

    /// Statements of 50 entries with the structured field 86 of German banks.
    static func mt940(bytes: Int, seed: UInt64 = 2_026) -> BankFileSample {
        var writer = SampleWriter(seed: seed)
        var (statement, balance) = (0, 1_000_000_000)
        while writer.bytes.count < bytes - 400 {
            statement += 1
            writer.write(":20:STARTUMS\r\n:25:70020270/0123456789\r\n:28C:\(statement)/1\r\n")
            writer.write(":60F:C261123EUR\(SampleWriter.decimal(balance, point: ","))\r\n")
            var entry = 0
            while entry < 50, writer.bytes.count < bytes - 400 {
                entry += 1
                let (amount, isCredit) = writer.entry()
                balance += isCredit ? amount : -amount
                let number = writer.draw(10_000_000)
                writer.write(
                    ":61:2611241124\(isCredit ? "C" : "D")\(SampleWriter.decimal(amount, point: ","))NTRFNONREF//\(number)\r\n"
                        + ":86:\(isCredit ? "166" : "116")?00SEPA-UEBERWEISUNG?109310?20EREF+INV-2026-\(number)?21SVWZ+Rechnung\r\n"
                        + " \(number) vom 24.11.2026?22Kundennummer 4711?30COBADEFFXXX?31DE893704004405\r\n"
                        + "32013000?32\(writer.drawn(SampleWriter.plainNames))?33und Partner?34992\r\n"
                )
            }
            writer.write(":62F:C261124EUR\(SampleWriter.decimal(balance, point: ","))\r\n-\r\n")
        }
        return writer.sample
    }
}

extension BankFileSample {
    /// An account's movements as a German bank exports them, with the running balance and every text in quotes.
    static func csv(bytes: Int, seed: UInt64 = 2_026) -> BankFileSample {
        var writer = SampleWriter(seed: seed)
        var balance = 1_000_000_000
        writer.write(
            "Buchungstag;Valuta;Auftraggeber/Empfänger;IBAN;BIC;Verwendungszweck;Betrag;Währung;Saldo nach Buchung\r\n"
        )
        while writer.bytes.count < bytes - 200 {
            let (amount, isCredit) = writer.entry()
            balance += isCredit ? amount : -amount
            let number = writer.draw(10_000_000)
            writer.write(
                "24.11.2026;24.11.2026;\"\(writer.drawn(SampleWriter.plainNames))\";"
                    + "DE02370400440532013000;COBADEFFXXX;\"Rechnung \(number) vom 20.11.2026\";"
                    + "\(isCredit ? "" : "-")\(SampleWriter.decimal(amount, point: ","));EUR;"
                    + "\(SampleWriter.decimal(balance, point: ","))\r\n"
            )
        }
        return writer.sample
    }

    /// A bank statement of OFX 1, whose elements have no end tags, as banks send it.
    static func ofx(bytes: Int, seed: UInt64 = 2_026) -> BankFileSample {
        var writer = SampleWriter(seed: seed)
        writer.write(
            """
            OFXHEADER:100
            DATA:OFXSGML
            VERSION:102
            SECURITY:NONE
            ENCODING:USASCII
            CHARSET:1252
            COMPRESSION:NONE
            OLDFILEUID:NONE
            NEWFILEUID:NONE

            <OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261124120000<LANGUAGE>ENG
            <FI><ORG>First Example Bank<FID>1001</FI></SONRS></SIGNONMSGSRSV1>
            <BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>
            <STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>122099999<ACCTID>123456789<ACCTTYPE>CHECKING</BANKACCTFROM>
            <BANKTRANLIST><DTSTART>20261101<DTEND>20261124

            """
        )
        while writer.bytes.count < bytes - 400 {
            let (amount, isCredit) = writer.entry()
            let name = writer.drawn(SampleWriter.plainNames)
            writer.write(
                "<STMTTRN><TRNTYPE>\(isCredit ? "CREDIT" : "DEBIT")<DTPOSTED>20261124120000"
                    + "<TRNAMT>\(isCredit ? "" : "-")\(SampleWriter.decimal(amount))"
                    + "<FITID>2026\(SampleWriter.digits(writer.entries, 10))<NAME>\(name.prefix(32))"
                    + "<MEMO>Invoice \(writer.draw(10_000_000)) of November</STMTTRN>\n"
            )
        }
        writer.write(
            "</BANKTRANLIST><LEDGERBAL><BALAMT>\(SampleWriter.decimal(writer.credit))<DTASOF>20261124120000</LEDGERBAL>\n"
                + "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
        )
        return writer.sample
    }
}

/// Writes a statement entry by entry, for files that are larger than memory, too.
struct CamtSampleWriter {
    private(set) var writer: SampleWriter
    private static let opening = 10_000_000_000

    init(seed: UInt64 = 2_026) {
        writer = SampleWriter(seed: seed)
        writer.write(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
            <GrpHdr><MsgId>M-2026-11-24</MsgId><CreDtTm>2026-11-24T20:00:00</CreDtTm></GrpHdr>
            <Stmt><Id>S-2026-227</Id><ElctrncSeqNb>227</ElctrncSeqNb><CreDtTm>2026-11-24T20:00:00</CreDtTm>
            <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>

            """
        )
        writer.write(balance("OPBD", Self.opening, "2026-11-23"))
    }

    private func balance(_ type: String, _ units: Int, _ date: String) -> String {
        let (amount, side) = (SampleWriter.decimal(abs(units)), units < 0 ? "DBIT" : "CRDT")
        return "<Bal><Tp><CdOrPrtry><Cd>\(type)</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">\(amount)</Amt>"
            + "<CdtDbtInd>\(side)</CdtDbtInd><Dt><Dt>\(date)</Dt></Dt></Bal>\n"
    }

    mutating func entry() {
        let (amount, isCredit) = writer.entry()
        let number = SampleWriter.digits(writer.entries, 9)
        let party = isCredit ? "Dbtr" : "Cdtr"
        let iban =
            "DE\(SampleWriter.digits(writer.draw(100), 2))37040044\(SampleWriter.digits(writer.draw(1_000_000_000), 10))"
        let side = isCredit ? "CRDT" : "DBIT"
        let family = isCredit ? "RCDT" : "ICDT"
        let name = writer.drawn(SampleWriter.names)
        writer.write(
            """
            <Ntry>
             <NtryRef>\(number)</NtryRef>
             <Amt Ccy="EUR">\(SampleWriter.decimal(amount))</Amt>
             <CdtDbtInd>\(side)</CdtDbtInd>
             <Sts><Cd>BOOK</Cd></Sts>
             <BookgDt><Dt>2026-11-24</Dt></BookgDt>
             <ValDt><Dt>2026-11-24</Dt></ValDt>
             <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>\(family)</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
             <NtryDtls><TxDtls>
              <Refs><EndToEndId>INV-2026-\(number)</EndToEndId></Refs>
              <Amt Ccy="EUR">\(SampleWriter.decimal(amount))</Amt>
              <RltdPties><\(party)><Nm>\(name)</Nm></\(party)><\(party)Acct><Id><IBAN>\(iban)</IBAN></Id></\(party)Acct></RltdPties>
              <RmtInf><Ustrd>Rechnung \(number) vom 24.11.2026 Kundennummer 4711</Ustrd></RmtInf>
             </TxDtls></NtryDtls>
            </Ntry>

            """
        )
    }

    /// - Parameter repetitions: how often the entries that were written stand in the file.
    mutating func end(repetitions: Int = 1) {
        let closing = Self.opening + (writer.credit - writer.debit) * repetitions
        writer.write(balance("CLBD", closing, "2026-11-24"))
        writer.write("</Stmt></BkToCstmrStmt></Document>\n")
    }

    /// What was written since the last call.
    mutating func takeBytes() -> [UInt8] { writer.takeBytes() }
}

extension SampleWriter {
    mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }
}

/// The totals of a batch or file in NACHA's control records.
private struct NachaSampleTotals {
    private(set) var records = 0
    private var hash = 0
    private var debit = 0
    private var credit = 0

    mutating func add(_ routing: Int, _ amount: Int, _ isCredit: Bool, addenda: Int) {
        records += 1 + addenda
        hash += routing
        if isCredit { credit += amount } else { debit += amount }
    }

    mutating func add(_ other: NachaSampleTotals) {
        records += other.records
        hash += other.hash
        debit += other.debit
        credit += other.credit
    }

    func text(counts: Int) -> String {
        SampleWriter.digits(records, counts) + SampleWriter.digits(hash % 10_000_000_000, 10)
            + SampleWriter.digits(debit, 12) + SampleWriter.digits(credit, 12)
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        String(prefix(width)) + String(repeating: " ", count: max(0, width - count))
    }
}

extension Int {
    /// A routing number of eight digits with its ninth.
    fileprivate var withCheckDigit: String {
        let text = SampleWriter.digits(self, 8)
        let weights = [3, 7, 1, 3, 7, 1, 3, 7]
        let sum = zip(text.utf8, weights).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
        return "\(text)\((10 - sum % 10) % 10)"
    }
}
