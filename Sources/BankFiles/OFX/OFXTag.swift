/// What a tag means to the reader; tags that it does not know are kept by their names.
enum OFXTag: UInt8, Sendable {
    // Aggregates from the outside to the inside.
    case ofx, messageSet, response, statement, list, ledgerBalance, availableBalance, accountFrom, entry
    case payee, bankAccountTo, cardAccountTo, currency, originalCurrency, status, signon
    /// A transaction of an investment, loan or pending list, which is no `STMTTRN`, or the answer to an order of a transfer.
    case otherTransaction

    // Leaves that the reader uses.
    case transactionType, posted, available, amount, fitId, checkNumber, reference, name, memo
    case currencySymbol, currencyRate, defaultCurrency, bankId, accountId, begin, end, balanceAmount, balanceDate
    case code, severity, message, responseId, serverDate, correctedId
    case availableCash, marginBalance, shortBalance
    /// A leaf that is kept and not used: known, so that an empty one without an end is not taken for an aggregate.
    case leaf

    var isAggregate: Bool { rawValue <= OFXTag.otherTransaction.rawValue }

    /// How far outside an aggregate stands: one that begins ends all those that stand as far inside or further.
    ///
    /// `nil` for those that may stand anywhere.
    var rank: Int? {
        switch self {
        case .ofx: 0
        case .messageSet: 1
        case .response: 2
        case .statement: 3
        case .list, .ledgerBalance, .availableBalance, .accountFrom: 4
        case .entry: 5
        case .payee, .bankAccountTo, .cardAccountTo, .currency, .originalCurrency: 6
        default: nil
        }
    }
}

/// The name of a tag without regard to letter case: its first sixteen bytes in two words, and how long it is.
struct OFXName: Hashable, Sendable {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0

    /// Takes the next byte of the name.
    @inline(__always)
    mutating func append(_ byte: UInt8) {
        // Bit 5 alone tells small letters from capital ones; no two other bytes of names differ in nothing else.
        let folded = UInt64(byte & 0xDF)
        if count < 8 { high = high << 8 | folded } else if count < 16 { low = low << 8 | folded }
        count &+= 1
    }

    init() {}

    init(_ text: String) {
        for byte in text.utf8 { append(byte) }
    }
}

/// Finds what a tag means with one look into a table.
struct OFXTagTable: Sendable {
    static let shared = OFXTagTable()

    private struct Slot: Sendable {
        var name = OFXName()
        var tag = OFXTag.leaf
    }

    private static let slotsMask = 1_023
    private var slots = [Slot](repeating: Slot(), count: slotsMask + 1)

    private init() {
        for (tag, names) in Self.names {
            for name in names.split(separator: " ") { insert(OFXName(String(name)), tag) }
        }
    }

    private mutating func insert(_ name: OFXName, _ tag: OFXTag) {
        var index = Self.slot(of: name)
        while slots[index].name.count != 0 { index = (index + 1) & Self.slotsMask }
        slots[index] = Slot(name: name, tag: tag)
    }

    @inline(__always)
    private static func slot(of name: OFXName) -> Int {
        let mixed = (name.high ^ name.low &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed >> 40) & slotsMask
    }

    /// - Returns: `nil` for a name that means nothing to the reader.
    @inline(__always)
    func tag(of name: OFXName) -> OFXTag? {
        var index = Self.slot(of: name)
        while slots[index].name.count != 0 {
            if slots[index].name == name { return slots[index].tag }
            index = (index &+ 1) & Self.slotsMask
        }
        return nil
    }

    /// Aggregates of message sets that are not in the table are told by how their names end.
    ///
    /// Source: OFX 2.3, 2.4.6: the response of a transaction ends with `TRNRS`, a message set with `MSGSRSVn`.
    static func tag(ofUnknown name: Span<UInt8>) -> OFXTag? {
        if hasSuffix(name, "STMTRS") || hasSuffix(name, "STMTENDRS") { return .statement }
        if hasSuffix(name, "TRNRS") { return .response }
        return hasSuffix(name, "MSGSRSV1") || hasSuffix(name, "MSGSRSV2") ? .messageSet : nil
    }

    private static func hasSuffix(_ name: Span<UInt8>, _ suffix: StaticString) -> Bool {
        let count = suffix.utf8CodeUnitCount
        guard name.count > count else { return false }
        return suffix.withUTF8Buffer { expected in
            (0..<count).allSatisfy { name[name.count - count + $0] & 0xDF == expected[$0] & 0xDF }
        }
    }

    /// Source: OFX 2.3, chapters 2 (signon), 8 (accounts), 11 (banking), 13 (investments) and the extensions of Intuit.
    private static let names: [(OFXTag, String)] = [
        (.ofx, "OFX"),
        (
            .messageSet,
            """
            SIGNONMSGSRSV1 SIGNUPMSGSRSV1 BANKMSGSRSV1 CREDITCARDMSGSRSV1 INVSTMTMSGSRSV1 LOANMSGSRSV1 SECLISTMSGSRSV1 \
            INTERXFERMSGSRSV1 WIREXFERMSGSRSV1 BILLPAYMSGSRSV1 EMAILMSGSRSV1 PROFMSGSRSV1 PRESDIRMSGSRSV1 \
            PRESDLVMSGSRSV1 TAX1099MSGSRSV1 TAXW2MSGSRSV1 IMAGEMSGSRSV1
            """
        ),
        (.response, "STMTTRNRS CCSTMTTRNRS INVSTMTTRNRS LOANSTMTTRNRS STMTENDTRNRS CCSTMTENDTRNRS ACCTINFOTRNRS"),
        (.statement, "STMTRS CCSTMTRS INVSTMTRS LOANSTMTRS STMTENDRS CCSTMTENDRS"),
        (.list, "BANKTRANLIST INVTRANLIST"),
        (.ledgerBalance, "LEDGERBAL"),
        (.availableBalance, "AVAILBAL"),
        (.accountFrom, "BANKACCTFROM CCACCTFROM INVACCTFROM LOANACCTFROM"),
        (.entry, "STMTTRN"),
        (.payee, "PAYEE"),
        (.bankAccountTo, "BANKACCTTO"),
        (.cardAccountTo, "CCACCTTO"),
        (.currency, "CURRENCY"),
        (.originalCurrency, "ORIGCURRENCY"),
        (.status, "STATUS"),
        (.signon, "SONRS"),
        (.otherTransaction, "INVTRAN STMTTRNP LOANSTMTTRN INTRARS INTERRS RECINTRARS RECINTERRS WIRERS"),
        (.transactionType, "TRNTYPE"),
        (.posted, "DTPOSTED"),
        (.available, "DTAVAIL"),
        (.amount, "TRNAMT"),
        (.fitId, "FITID"),
        (.checkNumber, "CHECKNUM"),
        (.reference, "REFNUM"),
        (.name, "NAME"),
        (.memo, "MEMO"),
        (.currencySymbol, "CURSYM"),
        (.currencyRate, "CURRATE"),
        (.defaultCurrency, "CURDEF"),
        (.bankId, "BANKID BROKERID"),
        (.accountId, "ACCTID LOANACCTID"),
        (.begin, "DTSTART"),
        (.end, "DTEND"),
        (.balanceAmount, "BALAMT"),
        (.balanceDate, "DTASOF"),
        (.code, "CODE"),
        (.severity, "SEVERITY"),
        (.message, "MESSAGE"),
        (.responseId, "TRNUID"),
        (.serverDate, "DTSERVER"),
        (.correctedId, "CORRECTFITID"),
        (.availableCash, "AVAILCASH"),
        (.marginBalance, "MARGINBALANCE"),
        (.shortBalance, "SHORTBALANCE"),
        (
            .leaf,
            """
            DTUSER DTTRAN VALUEDATE SRVRTID SRVRTID2 CORRECTACTION SIC PAYEEID EXTDNAME BRANCHID ACCTTYPE ACCTKEY \
            LOANACCTTYPE LANGUAGE DTPROFUP DTACCTUP SESSCOOKIE ACCESSKEY USERKEY TSKEYEXPIRE CLTCOOKIE ORG FID \
            INTU.BID INTU.USERID INTU.ORG MKTGINFO INV401KSOURCE ADDR1 ADDR2 ADDR3 CITY STATE POSTALCODE COUNTRY PHONE \
            IMAGETYPE IMAGEREF IMAGEREFTYPE IMAGEDELAY DTIMAGEAVAIL IMAGETTL CHECKSUP SUBACCTFUND SUBACCTSEC SUBACCT \
            SUBACCTFROM SUBACCTTO DTTRADE DTSETTLE REVERSALFITID UNIQUEID UNIQUEIDTYPE UNITS UNITPRICE TOTAL MARKUP \
            COMMISSION TAXES FEES LOAD WITHHOLDING TAXEXEMPT BUYTYPE SELLTYPE INCOMETYPE POSTYPE HELDINACCT MKTVAL \
            DTPRICEASOF DESC BALTYPE VALUE BUYPOWER CATEGORY TRANSACTIONSPLIT ACCTBAL
            """
        ),
    ]
}
