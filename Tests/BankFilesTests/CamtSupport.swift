@testable import BankFiles

/// Everything that a reader said about one file.
struct FileReading {
    var groups: [BankFileGroup] = []
    var entries: [BankFileEntry] = []
    var unreadable: [BankFileUnreadableEntry] = []
    var summaries: [BankFileGroupSummary] = []
    var warnings: [BankFileFinding] = []
    var errors: [BankFileFinding] = []
    var failure: BankFileFinding?
    var isEnded = false
    /// What the end said of completeness.
    var isComplete: Bool?

    init(_ bytes: [UInt8], with reader: any BankFileReading = CamtReader(), pieces: Int = 65_536) {
        var reader = reader
        var start = 0
        while start < bytes.count {
            let end = min(start + pieces, bytes.count)
            take(reader.feed(Array(bytes[start..<end])))
            start = end
        }
        take(reader.finish())
    }

    init(_ text: String, pieces: Int = 65_536) { self.init(Array(text.utf8), pieces: pieces) }

    private mutating func take(_ events: [BankFileEvent]) {
        for event in events {
            switch event {
            case .group(let group): groups.append(group)
            case .entry(let entry): entries.append(entry)
            case .unreadable(let entry): unreadable.append(entry)
            case .groupEnd(let summary): summaries.append(summary)
            case .warning(let finding): warnings.append(finding)
            case .error(let finding): errors.append(finding)
            case .failed(let finding): failure = finding
            case .end(let complete): (isEnded, isComplete) = (true, complete)
            }
        }
    }
}

func inspect(_ bytes: [UInt8], file: String = "test", pieces: Int = 65_536) -> StatementInspection {
    var inspector = StatementInspector(file: file)
    var start = 0
    while start < bytes.count {
        let end = min(start + pieces, bytes.count)
        inspector.feed(Array(bytes[start..<end]))
        start = end
    }
    return inspector.finish()
}

/// A statement around some entries.
func statement(_ entries: String, before: String = "") -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id>
    <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>\(before)
    \(entries)
    </Stmt></BkToCstmrStmt></Document>
    """
}

/// An entry with the parts that every test needs.
func entry(_ amount: String, side: String = "CRDT", currency: String = "EUR", more: String = "") -> String {
    """
    <Ntry><Amt Ccy="\(currency)">\(amount)</Amt><CdtDbtInd>\(side)</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
    <BookgDt><Dt>2026-01-05</Dt></BookgDt>\(more)</Ntry>
    """
}

func balance(_ type: String, _ amount: String, side: String = "CRDT", currency: String = "EUR") -> String {
    """
    <Bal><Tp><CdOrPrtry><Cd>\(type)</Cd></CdOrPrtry></Tp><Amt Ccy="\(currency)">\(amount)</Amt>
    <CdtDbtInd>\(side)</CdtDbtInd><Dt><Dt>2026-01-05</Dt></Dt></Bal>
    """
}
