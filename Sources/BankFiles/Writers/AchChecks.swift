import PaymentVocabulary

/// Everything that keeps a bank or an operator from taking a NACHA file.
///
/// Source: Nacha Operating Rules, appendix three; same-day limit of subsection 2.5 (1,000,000 dollars from March 2022).
struct AchChecks {
    private var check = PaymentOrderCheck()
    private let cutsLongTexts: Bool
    private var traces: Int128 = 0
    private var firstTrace = 0

    static let entryCentsMax: Int64 = 9_999_999_999
    static let sameDayCentsMax: Int64 = 100_000_000
    private static let totalCentsMax: Int128 = 999_999_999_999
    private static let addendaMax = 9_999

    static func check(_ file: AchFile, cutsLongTexts: Bool) -> PaymentOrderCheck {
        var checks = AchChecks(cutsLongTexts: cutsLongTexts)
        checks.run(file)
        return checks.check
    }

    private init(cutsLongTexts: Bool) { self.cutsLongTexts = cutsLongTexts }

    private mutating func run(_ file: AchFile) {
        header(file)
        firstTrace = file.firstTrace
        check.require(!file.batches.isEmpty, "batches", "are none", "give at least one batch")
        check.require(file.batches.count <= 999_999, "batches", "are more than 999,999", "split the file")
        var (debit, credit, records) = (Int128(0), Int128(0), Int128(0))
        for (index, batch) in file.batches.enumerated() {
            let path = "batches[\(index)]"
            self.batch(batch, file, path)
            let written = batch.written
            for (place, entry) in written.enumerated() { self.entry(entry, batch, path, place) }
            let count = written.reduce(Int128(0)) { $0 + 1 + Int128(batch.addendaCount($1)) }
            check.require(count <= 999_999, "\(path).entries", "make more than 999,999 records", "split the batch")
            records += count
            traces += Int128(written.count)
            let debits = written.reduce(Int128(0)) { $0 + ($1.direction == .debit ? Int128($1.amount.minorUnits) : 0) }
            let credits = written.reduce(Int128(0)) {
                $0 + ($1.direction == .credit ? Int128($1.amount.minorUnits) : 0)
            }
            total(debits, path, "debits")
            total(credits, path, "credits")
            debit += debits
            credit += credits
        }
        total(debit, "batches", "debits")
        total(credit, "batches", "credits")
        check.require(records <= 99_999_999, "batches", "make more than 99,999,999 records", "split the file")
        let isCounted =
            (1...9_999_999).contains(file.firstTrace)
            && Int128(file.firstTrace) + traces - 1 <= 9_999_999
        check.require(isCounted, "first_trace", "has no room for seven digits an entry", "begin at a smaller number")
    }

    private mutating func total(_ cents: Int128, _ path: String, _ what: String) {
        check.require(cents <= Self.totalCentsMax, path, "has \(what) of more than 9,999,999,999.99", "split it")
    }

    private mutating func header(_ file: AchFile) {
        text(file.destinationName, "destination_name", limit: 23)
        let isOrigin = file.origin.utf8.count == 10 || (file.origin.utf8.count == 9 && Self.isDigits(file.origin))
        let remedy = "give ten characters, or a routing number of nine digits"
        check.require(isOrigin, "origin", "has \(file.origin.utf8.count) characters", remedy)
        code(file.origin, "origin", limit: 10)
        text(file.originName, "origin_name", limit: 23)
        let isModifier = file.modifier.utf8.count == 1 && file.modifier.utf8.allSatisfy(PaymentChecks.isCodeByte)
        check.require(isModifier, "modifier", "is no capital letter or digit", "give A for the first file of a day")
        if let time = file.createdAt {
            let isTime = time.utf8.count == 4 && Self.isDigits(time) && time < "2400" && time.suffix(2) < "60"
            check.require(isTime, "created_at", "is no time", "write it as HHMM")
        }
        if let reference = file.reference { code(reference, "reference", limit: 8) }
        year(file.createdOn, "created_on")
        let isInstitution = file.originatingInstitution.utf8.count == 8 && Self.isDigits(file.originatingInstitution)
        let institution = "give the first eight digits of the routing number of your bank"
        check.require(isInstitution, "originating_institution", "has not eight digits", institution)
    }

    private mutating func batch(_ batch: AchBatch, _ file: AchFile, _ path: String) {
        text(batch.companyName, "\(path).company_name", limit: 16)
        if let data = batch.companyData { code(data, "\(path).company_data", limit: 20) }
        code(batch.companyID, "\(path).company_id", limit: 10)
        text(batch.description, "\(path).description", limit: 10)
        if let date = batch.descriptiveDate { code(date, "\(path).descriptive_date", limit: 6) }
        year(batch.effectiveDate, "\(path).effective_date")
        check.require(
            !batch.entries.isEmpty,
            "\(path).entries",
            "are none",
            "give at least one, or leave the batch out"
        )
        if batch.isSameDay {
            let isDay = batch.effectiveDate == file.createdOn
            let remedy = "give \(file.createdOn), or leave same_day out"
            check.require(isDay, "\(path).effective_date", "is not the day of the file", remedy)
        } else {
            let isLater = batch.effectiveDate >= file.createdOn
            check.require(isLater, "\(path).effective_date", "is before the day of the file", "give a later day")
        }
        let isReserved = batch.description.uppercased() == "REVERSAL" || batch.description.uppercased() == "RECLAIM"
        let remedy = "reverse through your bank"
        check.require(!isReserved, "\(path).description", "is reserved for reversals, which are not written", remedy)
    }

    /// Two digits are all that the file has for a year.
    private mutating func year(_ date: CalendarDate, _ path: @autoclosure () -> String) {
        let isKnown = (2000...2099).contains(date.year)
        check.require(isKnown, path(), "is in another century", "give a date from 2000 to 2099")
    }

    private mutating func entry(_ entry: AchEntry, _ batch: AchBatch, _ batchPath: String, _ place: Int) {
        let isOffset = place >= batch.entries.count
        func path() -> String { isOffset ? "\(batchPath).offset" : "\(batchPath).entries[\(place)]" }
        text(entry.name, "\(path()).name", limit: batch.entryClass == .ctx ? 16 : 22)
        if let id = entry.identification { code(id, "\(path()).identification", limit: 15) }
        code(entry.account, "\(path()).account", limit: 17)
        if let data = entry.discretionaryData { code(data, "\(path()).discretionary_data", limit: 2) }
        check.require(
            entry.accountKind != .loan || entry.direction == .credit,
            "\(path()).direction",
            "loan accounts take credits only",
            "debit another account"
        )
        check.require(
            isOffset || batch.entryClass != .tel || entry.direction == .debit,
            "\(path()).direction",
            "TEL has debits only",
            "use PPD for credits to consumers"
        )
        amount(entry, batch, "\(path()).amount")
        if batch.entryClass == .web || batch.entryClass == .tel, !isOffset {
            let isType = ["R", "S"].contains(entry.discretionaryData ?? "S")
            let remedy = "give S for single or R for recurring, or leave it out"
            check.require(isType, "\(path()).discretionary_data", "is no payment type", remedy)
        }
        if let addenda = entry.addenda { self.addenda(addenda, entry, batch, "\(path()).addenda") }
    }

    private mutating func amount(_ entry: AchEntry, _ batch: AchBatch, _ path: @autoclosure () -> String) {
        guard entry.amount.currency == .usd else {
            return check.refuse(
                path(),
                "is in \(entry.amount.currency)",
                "the clearing house moves dollars; convert it"
            )
        }
        let cents = entry.amount.minorUnits
        guard !entry.isPrenote else {
            return check.require(cents == 0, path(), "a prenote moves no money", "give 0.00")
        }
        check.require(cents > 0, path(), "is not above zero", "give a positive amount, or make it a prenote")
        check.require(cents <= Self.entryCentsMax, path(), "is above 99,999,999.99", "split it into several entries")
        let isSmall = !batch.isSameDay || cents <= Self.sameDayCentsMax
        check.require(
            isSmall,
            path(),
            "is above 1,000,000.00, the same-day limit",
            "split it, or send it for the next day"
        )
    }

    private mutating func addenda(
        _ addenda: String,
        _ entry: AchEntry,
        _ batch: AchBatch,
        _ path: @autoclosure () -> String
    ) {
        guard !addenda.isEmpty else { return check.refuse(path(), "is empty", "give a text or leave it out") }
        let isPrintable = addenda.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        let remedy = "use printable ASCII; in X12 text no line breaks between segments"
        check.require(isPrintable, path(), "has a character that addenda may not have", remedy)
        switch batch.entryClass {
        case .tel: check.refuse(path(), "TEL entries have no addenda", "leave it out")
        case .ppd, .ccd, .web:
            let isShort = addenda.utf8.count <= AchBatch.addendaBytes
            check.require(isShort, path(), "has \(addenda.utf8.count) characters", "use at most 80, or the class CTX")
        case .ctx:
            let isShort = batch.addendaCount(entry) <= Self.addendaMax
            check.require(isShort, path(), "makes more than 9,999 addenda records", "split the payment")
        }
    }

    private mutating func text(_ text: String, _ path: @autoclosure () -> String, limit: Int) {
        check.text(text, path(), .ach, limit: limit, cuts: cutsLongTexts)
    }

    /// Identifications and account numbers are written as given or not at all.
    private mutating func code(_ code: String, _ path: @autoclosure () -> String, limit: Int) {
        guard code.utf8.contains(where: { $0 != 0x20 }) else {
            return check.refuse(path(), "is empty", "give 1 to \(limit) characters or leave it out")
        }
        let isPrintable = code.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        check.require(isPrintable, path(), "has a character that is no printable ASCII", "write it without")
        let isShort = code.utf8.count <= limit
        check.require(isShort, path(), "has \(code.utf8.count) characters", "use at most \(limit)")
        check.require(
            !code.hasPrefix(" ") && !code.hasSuffix(" "),
            path(),
            "begins or ends with a blank",
            "leave it out"
        )
    }

    private static func isDigits(_ text: String) -> Bool { text.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
