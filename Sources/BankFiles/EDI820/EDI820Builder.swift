import PaymentVocabulary

/// Turns the segments of an X12 file into payments and remittance lines.
struct EDI820Builder: Sendable {
    private struct Envelope: Sendable {
        let control: String
        /// Functional groups of an interchange, transaction sets of a group, segments of a set.
        var children = 0
    }

    private(set) var version: String?
    private(set) var isComplete = false
    private(set) var ledger: GroupLedger
    private var interchange: Envelope?
    private var functionalGroup: Envelope?
    private var set: Envelope?
    /// The set at hand is an 820; others are counted and skipped.
    private var isRemittance = false
    private var hasSet = false
    private var payment = Payment()

    /// What one transaction set says of its payment.
    private struct Payment: Sendable {
        var amount: ArraySlice<UInt8> = []
        var position: BankFilePosition?
        var side = CreditDebit.credit
        var currency = Currency.usd
        var date: CalendarDate?
        var trace: String?
        var debtor = BankFileParty()
        var creditor = BankFileParty()
        var sum = EDI820Sum()
        /// A remittance line has begun, which the segments behind it describe.
        var isInLine = false
    }

    init(keepsDetails: Bool) { ledger = GroupLedger(keepsDetails: keepsDetails) }

    mutating func takeEvents() -> [BankFileEvent] { ledger.takeEvents() }

    /// Takes what has no terminator at the end of the file: a trailer, or a segment that was cut, whose last number may be
    /// a part of one.
    mutating func take(last segment: X12Segment) throws(BankFileFinding) {
        guard !["SE", "GE", "IEA"].contains(segment.tag) else { return try take(segment) }
        let message = "the file ends inside a segment (\(segment.tag))"
        if segment.tag == "RMR", set != nil, isRemittance {
            ledger.refuse(BankFileFinding(.truncated, message, at: segment.position))
        } else {
            ledger.fault(.truncated, message, at: segment.position)
        }
    }

    mutating func take(_ segment: X12Segment) throws(BankFileFinding) {
        set?.children += 1
        switch segment.tag {
        case "ISA": beginInterchange(segment)
        case "GS":
            leaveSet(at: segment.position)
            interchange?.children += 1
            functionalGroup = Envelope(control: segment.text(6))
            isComplete = false
            if version == nil { version = segment.value(8) }
        case "ST": try beginSet(segment)
        case "SE": endSet(segment)
        case "GE":
            leaveSet(at: segment.position)
            end(functionalGroup, segment, "functional group", "transaction sets")
            functionalGroup = nil
            if interchange == nil { isComplete = hasSet && segment.count >= 2 }
        case "IEA":
            leaveSet(at: segment.position)
            let isWhole = end(interchange, segment, "interchange", "functional groups")
            isComplete = interchange != nil && functionalGroup == nil && isWhole
            interchange = nil
        default: try takeInside(segment)
        }
    }

    mutating func finish(at end: BankFilePosition) throws(BankFileFinding) {
        guard hasSet || interchange != nil else {
            throw BankFileFinding(.notRecognised, "the file has no transaction set 820", at: end)
        }
        leaveSet(at: end)
        if !isComplete {
            let missing = interchange != nil ? "IEA" : functionalGroup != nil ? "GE" : "SE"
            ledger.warn(.truncated, "the file ends without its trailer (\(missing))", at: end)
        }
        ledger.close(isComplete: false)
    }

    mutating func abandon() { ledger.close(isComplete: false) }

    // MARK: Envelopes

    private mutating func beginInterchange(_ segment: X12Segment) {
        leaveSet(at: segment.position)
        if interchange != nil {
            ledger.warn(.truncated, "the interchange before has no trailer (IEA)", at: segment.position)
        }
        interchange = Envelope(control: segment.text(13))
        functionalGroup = nil
        isComplete = false
        version = segment.value(12)
    }

    /// - Returns: whether the trailer is of what is open, with a count.
    @discardableResult
    private mutating func end(_ open: Envelope?, _ segment: X12Segment, _ level: String, _ what: String) -> Bool {
        guard let open else {
            ledger.warn(.controlTotal, "the end (\(segment.tag)) of a \(level) that is not open", at: segment.position)
            return false
        }
        let stated = segment.number(1)
        ledger.compare(
            "\(segment.tag), \(what)",
            stated: stated,
            read: Int128(open.children),
            at: segment.position
        )
        let isSame = Self.isSame(open.control, segment.text(2))
        if !isSame {
            let message = "\(segment.tag) has another control number than the begin of its \(level)"
            ledger.warn(.controlTotal, message, at: segment.position)
        }
        return stated != nil && isSame
    }

    /// Control numbers are equal whatever zeros stand before them.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        !other.isEmpty && one.drop { $0 == "0" } == other.drop { $0 == "0" }
    }

    private mutating func beginSet(_ segment: X12Segment) throws(BankFileFinding) {
        leaveSet(at: segment.position)
        functionalGroup?.children += 1
        set = Envelope(control: segment.text(2), children: 1)
        isRemittance = segment.text(1) == "820"
        if functionalGroup == nil, interchange == nil { isComplete = false }
        guard isRemittance else {
            let type = segment.text(1)
            return ledger.warn(.notRecognised, "transaction set \(type) is no 820 and is skipped", at: segment.position)
        }
        hasSet = true
        payment = Payment()
        try ledger.open("820", at: segment.position)
        ledger.describe {
            $0.id = segment.value(2)
            $0.account.currency = .usd
        }
        ledger.note("ST", segment.rest)
    }

    private mutating func endSet(_ segment: X12Segment) {
        let isWhole = end(set, segment, "transaction set", "segments")
        set = nil
        if interchange == nil, functionalGroup == nil { isComplete = isWhole }
        guard isRemittance else { return }
        isRemittance = false
        comparePayment()
        ledger.close(isComplete: isWhole)
    }

    private mutating func leaveSet(at position: BankFilePosition) {
        guard set != nil else { return }
        set = nil
        ledger.warn(.truncated, "the transaction set before has no trailer (SE)", at: position)
        isRemittance = false
        ledger.close(isComplete: false)
    }

    private mutating func comparePayment() {
        guard let position = payment.position else {
            return ledger.warn(.controlTotal, "the transaction set has no payment (BPR)", at: setPosition)
        }
        let stated: Money
        do throws(AmountFault) {
            stated = try EDI820Line.money(payment.amount, payment.currency)
        } catch {
            return ledger.fault(.amount, "the amount of the payment (BPR02) \(error.message)", at: position)
        }
        guard !payment.sum.makes(Int128(stated.minorUnits)) else { return }
        let made = decimal(payment.sum.total, payment.currency)
        let message = "the payment is \(stated.decimal), and its lines and adjustments make \(made)"
        ledger.warn(.controlTotal, message, at: position)
    }

    private var setPosition: BankFilePosition { ledger.summary?.group.position ?? BankFilePosition() }

    // MARK: Inside a set

    private mutating func takeInside(_ segment: X12Segment) throws(BankFileFinding) {
        guard set != nil else {
            let message = "a segment outside a transaction set: \(segment.tag.prefix(3))"
            return ledger.warn(.notRecognised, message, at: segment.position)
        }
        guard isRemittance else { return }
        switch segment.tag {
        case "BPR": takePayment(segment)
        case "TRN":
            if payment.trace == nil {
                payment.trace = segment.value(2)
                ledger.describe { $0.legalSequence = segment.value(2) }
            }
        case "CUR":
            if let currency = Currency(activeOrWithdrawn: segment.text(2)) {
                payment.currency = currency
                ledger.describe { $0.account.currency = currency }
            } else {
                ledger.warn(.amount, "the currency (CUR02) is not known", at: segment.position)
            }
        case "ENT": payment.isInLine = false
        case "N1" where !payment.isInLine: takeParty(segment)
        case "RMR": takeLine(segment)
        case "ADX": takeAdjustment(segment)
        case "DTM" where payment.isInLine && segment.text(1) == "003":
            let date = Self.date(segment.text(2))
            ledger.edit { $0.details[0].structured[0].documents[0].date = date }
        default: break
        }
        guard ledger.keepsDetails else { return }
        if payment.isInLine {
            ledger.field(segment.tag, segment.rest)
        } else {
            ledger.note(segment.tag, segment.rest)
        }
    }

    private mutating func takePayment(_ segment: X12Segment) {
        payment.amount = segment.element(2)
        payment.position = segment.position
        switch segment.text(3) {
        case "C": payment.side = .credit
        case "D": payment.side = .debit
        default:
            ledger.fault(.direction, "the payment (BPR03) is neither a credit nor a debit", at: segment.position)
        }
        payment.debtor.bankNumber = segment.value(7)
        payment.debtor.otherAccount = segment.value(9)
        payment.debtor.id = segment.value(10)
        payment.creditor.bankNumber = segment.value(13)
        payment.creditor.otherAccount = segment.value(15)
        let date = segment.text(16)
        payment.date = Self.date(date)
        if !date.isEmpty, payment.date == nil {
            ledger.warn(.date, "the date of the payment (BPR16) is no date", at: segment.position)
        }
        ledger.describe {
            $0.account.other = segment.value(15)
            $0.created = segment.value(16)
        }
    }

    private mutating func takeParty(_ segment: X12Segment) {
        switch segment.text(1) {
        case "PR":
            payment.debtor.name = segment.value(2)
            payment.debtor.id = segment.value(4) ?? payment.debtor.id
        case "PE":
            payment.creditor.name = segment.value(2)
            payment.creditor.id = segment.value(4) ?? payment.creditor.id
        default: break
        }
    }

    private mutating func takeLine(_ segment: X12Segment) {
        payment.isInLine = true
        let line: EDI820Line
        do throws(AmountFault) {
            line = try EDI820Line(segment, payment.currency)
        } catch {
            return ledger.refuse(
                BankFileFinding(.amount, "the amount paid (RMR04) \(error.message)", at: segment.position)
            )
        }
        let units = line.paid?.minorUnits ?? 0
        if line.paid != nil { payment.sum.add(paid: Int128(units)) }
        let side: CreditDebit = (payment.side == .credit) == (units >= 0) ? .credit : .debit
        let amount = Money(minorUnits: units < 0 ? 0 &- units : units, currency: payment.currency)
        // A line without an amount names a document and moves nothing.
        ledger.take(amount, side, status: line.paid == nil ? .information : .booked, at: segment.position)
        ledger.edit { entry in
            entry.bookingDate = payment.date
            entry.reference = segment.value(2)
            entry.servicerReference = payment.trace
            entry.transactionCode.proprietary = segment.value(1)
            entry.transactionCode.issuer = "X12"
            entry.details[0].endToEndId = payment.trace
            entry.details[0].debtor = payment.debtor
            entry.details[0].creditor = payment.creditor
            entry.details[0].structured = [line.remittance]
        }
    }

    private mutating func takeAdjustment(_ segment: X12Segment) {
        do throws(AmountFault) {
            let money = try EDI820Line.money(segment.element(1), payment.currency)
            payment.sum.add(adjustment: Int128(money.minorUnits), isInLine: payment.isInLine)
            guard payment.isInLine else { return }
            ledger.edit { $0.details[0].structured[0].adjustments.append(BankFileAdjustment(segment, money)) }
        } catch {
            ledger.fault(.amount, "the adjustment (ADX01) \(error.message)", at: segment.position)
        }
    }

    /// A date CCYYMMDD, or YYMMDD of older versions.
    private static func date(_ text: String) -> CalendarDate? {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy(Ascii.isDigit), bytes.count == 8 || bytes.count == 6 else { return nil }
        let digits = bytes.map { Int($0 - 0x30) }
        let day = digits[digits.count - 2] * 10 + digits[digits.count - 1]
        let month = digits[digits.count - 4] * 10 + digits[digits.count - 3]
        var year = digits.dropLast(4).reduce(0) { $0 * 10 + $1 }
        if bytes.count == 6 { year += year < 80 ? 2_000 : 1_900 }
        return CalendarDate(year: year, month: month, day: day)
    }
}
